//! Reads the rules again when their files change, or when the process is told to (SIGHUP).

use std::path::{Path, PathBuf};
use std::time::Duration;

use notify::{Event, RecommendedWatcher, RecursiveMode, Watcher};
use tokio::sync::mpsc::{Receiver, Sender, channel};

use super::app::Shared;
use crate::error::{Error, ErrorKind};

/// Changes within this time are read together: an editor writes a file in several steps.
const CALM: Duration = Duration::from_millis(300);

/// Who tells of changes, and where they are heard.
pub(super) struct Watch {
    /// Ends the watch when dropped.
    watcher: Option<RecommendedWatcher>,
    news: Receiver<()>,
    teller: Sender<()>,
}

/// Watches the files of `paths`.
///
/// # Errors
/// The system does not let itself be asked.
pub(super) fn watch(paths: &[PathBuf]) -> Result<Watch, Error> {
    let (teller, news) = channel(1);
    if paths.is_empty() {
        return Ok(Watch { watcher: None, news, teller });
    }
    let refused = |error: &notify::Error| {
        Error::new(ErrorKind::Io, format!("辞書の変更を見張れません({error})"))
            .with_cure("辞書を手元のディスクに写すか、--no-watch を加えて SIGHUP で読み直してください")
    };
    let (sender, own) = (teller.clone(), paths.to_vec());
    let mut watcher = notify::recommended_watcher(move |event: notify::Result<Event>| {
        // Reading a file is an event too; only news count, or every reload would call for the next.
        if event
            .is_ok_and(|event| !event.kind.is_access() && event.paths.iter().any(|path| concerns(path, &own)))
        {
            // If one is waiting already, it will see this change as well.
            let _ = sender.try_send(());
        }
    })
    .map_err(|error| refused(&error))?;
    for path in paths {
        let (place, mode) = if path.is_dir() {
            (path.as_path(), RecursiveMode::Recursive)
        } else {
            // Editors replace a file by another of the same name; its folder sees that.
            let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
            (folder.unwrap_or(Path::new(".")), RecursiveMode::NonRecursive)
        };
        watcher.watch(place, mode).map_err(|error| refused(&error))?;
    }
    Ok(Watch { watcher: Some(watcher), news, teller })
}

/// Whether a change at `path` is one of a dictionary among `own`.
fn concerns(path: &Path, own: &[PathBuf]) -> bool {
    let dictionary = matches!(path.extension().and_then(|ending| ending.to_str()), Some("toml" | "csv"));
    own.iter().any(|own| (own.is_dir() && dictionary) || own.file_name() == path.file_name())
}

/// Reads the rules again at every change and every signal, for as long as the server runs.
pub(super) async fn follow(app: Shared, watch: Watch) {
    // Kept until the end, for it watches only as long as it lives.
    let Watch { watcher: _watcher, mut news, teller } = watch;
    tokio::spawn(signals(teller));
    while news.recv().await.is_some() {
        tokio::time::sleep(CALM).await;
        let _ = news.try_recv();
        match app.shelf.reload(&app.settings).await {
            Ok(book) => {
                app.metrics.reloaded(book.generation, false);
                tracing::info!(generation = book.generation, rules = book.counts().0, "rules reloaded");
            }
            Err(refused) => {
                app.metrics.reloaded(app.shelf.book().generation, true);
                tracing::error!(reason = refused.message, "rules not reloaded, the old ones stay");
                for one in &refused.diagnostics {
                    tracing::error!(
                        code = one.code,
                        place = format!("{}:{}:{}", one.file, one.line, one.column),
                        message = one.message,
                        cure = one.cure,
                        "mistake"
                    );
                }
            }
        }
    }
}

#[cfg(unix)]
async fn signals(teller: Sender<()>) {
    let Ok(mut hangup) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::hangup()) else {
        return;
    };
    while hangup.recv().await.is_some() {
        let _ = teller.try_send(());
    }
}

#[cfg(not(unix))]
async fn signals(teller: Sender<()>) {
    // Keeps the channel open: without files to watch, nothing else does.
    teller.closed().await;
}
