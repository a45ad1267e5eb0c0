//! The server: a web page and an HTTP API on this machine, for suggestions while a note is being written.
//!
//! | file | what it knows |
//! |---|---|
//! | `settings` | what whoever starts the server may decide |
//! | `rulebook`, `watch` | the rules in force, and when they are read again |
//! | `desk` | the threads that tag |
//! | `app` | what all requests share |
//! | `problem` | what is answered instead of an answer |
//! | `ask`, `body`, `notes` | what a request says |
//! | `tag`, `upload`, `stream` | notes: one, many, a stream, a file |
//! | `explain`, `status` | why; what the server knows, how it is, how much it did |
//! | `metrics` | what is counted |
//! | `shapes` | the shapes of answers, for the documentation |
//! | `page` | the page and its parts |
//! | `guard`, `log` | who may ask; what is written down |
//! | `router` | which address is answered by what |
//! | `listen` | connections |

mod app;
mod ask;
mod body;
mod desk;
mod explain;
mod guard;
mod listen;
mod log;
mod metrics;
mod notes;
mod page;
mod problem;
mod router;
mod rulebook;
mod settings;
mod shapes;
mod status;
mod stream;
mod tag;
mod upload;
mod watch;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

pub use settings::{Limits, Settings};

use crate::error::{Error, ErrorKind};
use crate::files::LoadedDictionaries;

/// Serves until the process is told to stop (Ctrl-C, SIGTERM), beginning with the rules `loaded`; with `watching`, they
/// are read again when their files change. `ready` is called with the address once it listens.
///
/// # Errors
/// The address cannot be listened on, or is open to other machines without a token; the rules cannot be used.
pub fn serve(
    settings: Settings,
    loaded: LoadedDictionaries,
    watching: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    if settings.token.is_none() && !settings.addr.ip().is_loopback() {
        return Err(Error::new(
            ErrorKind::Argument,
            format!("{} は他の機械からも届く宛先です。合い言葉(トークン)なしでは開きません", settings.addr),
        )
        .with_cure("--token-file を加えるか、--addr 127.0.0.1:7878 のように手元だけの宛先にしてください"));
    }
    log::quiet_panics();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
    let runtime =
        runtime.map_err(|error| Error::new(ErrorKind::Io, format!("スレッドを作れません({error})")))?;
    let served = runtime.block_on(run(settings, loaded, watching, ready));
    // Threads that still read for a client that is gone must not keep the process.
    runtime.shutdown_timeout(Duration::from_secs(1));
    served
}

async fn run(
    mut settings: Settings,
    loaded: LoadedDictionaries,
    watching: bool,
    ready: impl FnOnce(SocketAddr),
) -> Result<(), Error> {
    let addr = settings.addr;
    let listener = TcpListener::bind(addr).await.map_err(|error| {
        Error::new(ErrorKind::Io, format!("{addr} で待ち受けられません({error})"))
            .with_cure("ほかの fuda が動いていないか確かめるか、--addr で別の番号を指定してください")
    })?;
    let addr = listener.local_addr().unwrap_or(addr);
    settings.addr = addr;
    let shelf = rulebook::Shelf::new(loaded, &settings).await?;
    let watch = watch::watch(if watching { &settings.rules } else { &[] })?;
    let farewell = settings.limits.farewell;
    let app = Arc::new(app::App::new(settings, shelf));
    let following = tokio::spawn(watch::follow(Arc::clone(&app), watch));
    ready(addr);
    listen::serve(listener, router::router(&app), listen::told_to_stop(), farewell).await;
    following.abort();
    Ok(())
}
