//! Files and streams of notes: read, tagged and sent back while they arrive, by the same code as on the command line.

use std::io::{self, BufReader, Write};
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::http::HeaderMap;
use futures_util::stream::{self, StreamExt};
use tokio::runtime::Handle;
use tokio::sync::{mpsc, oneshot};
use tokio_stream::wrappers::ReceiverStream;

use super::app::Shared;
use super::body::{Arriving, arriving};
use super::desk::Desk;
use super::problem::Problem;
use crate::batch::{Batch, Summary};
use crate::error::{Error, ErrorKind};
use crate::files::{InputOptions, Render, Source, open_named, open_reader};

/// Pieces waiting to be sent: enough that tagging does not wait for every packet.
const WAITING: usize = 16;

/// What is to be read.
pub(super) struct Stream {
    /// The name that stands in messages.
    pub(super) name: String,
    /// Whether the name's ending tells the format.
    pub(super) by_name: bool,
    pub(super) options: InputOptions,
}

/// What was made out about an input before the first note.
#[derive(Clone, Debug)]
pub(super) struct Opened {
    pub(super) format: &'static str,
    pub(super) encoding: &'static str,
    pub(super) text_column: Option<String>,
}

/// One piece of the answer.
pub(super) enum Piece {
    /// Bytes of the output, in order.
    Bytes(Bytes),
    /// So many rows have been written, and so many bytes of the input read.
    Seen { rows: u64, read: u64 },
    /// All rows have been written.
    End(Summary),
    /// It cannot go on.
    Failed(Error),
}

/// Makes the renderer once the input is known.
pub(super) trait Rendering:
    FnOnce(&Source) -> Result<Box<dyn Render + Send>, Error> + Send + 'static
{
}
impl<F: FnOnce(&Source) -> Result<Box<dyn Render + Send>, Error> + Send + 'static> Rendering for F {}

impl Stream {
    /// Begins to read and tag. What comes back is the input as it was made out, and the pieces of the answer.
    ///
    /// # Errors
    /// All places for streams are taken, the body is too long, or it cannot be read at all.
    pub(super) async fn run(
        self,
        app: &Shared,
        desk: &Arc<Desk>,
        headers: &HeaderMap,
        body: Body,
        rendering: impl Rendering,
    ) -> Result<(Opened, ReceiverStream<Piece>), Problem> {
        let place = app.stream()?;
        let limits = app.settings.limits;
        let arriving = arriving(headers, body, limits.file_bytes, limits.time)?;
        let (opened, open) = oneshot::channel();
        let (sender, pieces) = mpsc::channel(WAITING);
        let out = Outlet { pieces: sender, handle: Handle::current(), pause: limits.time };
        let (app, desk) = (Arc::clone(app), Arc::clone(desk));
        tokio::task::spawn_blocking(move || {
            self.work(&app, &desk, arriving, rendering, opened, out);
            drop(place);
        });
        let opened = open.await.map_err(|_| Problem::internal())?;
        opened
            .map(|opened| (opened, ReceiverStream::new(pieces)))
            .map_err(|error| Problem::from_error(&error))
    }

    fn work(
        self,
        app: &Shared,
        desk: &Desk,
        arriving: Arriving,
        rendering: impl Rendering,
        opened: oneshot::Sender<Result<Opened, Error>>,
        mut out: Outlet,
    ) {
        let begun = self.open(arriving).and_then(|source| {
            let render = rendering(&source)?;
            let batch = Batch::new(desk.tagger(), app.settings.threads)?;
            Ok((source, render, batch))
        });
        let (source, render, batch) = match begun {
            Ok(begun) => begun,
            Err(error) => {
                let _ = opened.send(Err(error));
                return;
            }
        };
        let told = Opened {
            format: source.format().name(),
            encoding: source.encoding().name(),
            text_column: source.text_column().map(str::to_owned),
        };
        if opened.send(Ok(told)).is_err() {
            return;
        }
        let consumed = source.consumed();
        let mut header = Vec::new();
        render.header(&mut header);
        let mut progress = out.clone();
        let mut seen = |rows| {
            let read = consumed.load(Ordering::Relaxed);
            let _ = progress.send(Piece::Seen { rows, read });
        };
        let render = |note: &_, outcome: Result<&_, &_>, bytes: &mut Vec<u8>| {
            if let Ok(tagging) = outcome {
                app.metrics.tagged(tagging);
            }
            render.note(note, outcome, bytes);
        };
        let done = out
            .write_all(&header)
            .map_err(|_| Error::new(ErrorKind::PipeClosed, "受け手が閉じました"))
            .and_then(|()| batch.run(source, &render, &mut out, &mut seen));
        let _ = out.send(match done {
            Ok(summary) => Piece::End(summary),
            Err(error) => Piece::Failed(error),
        });
    }

    fn open(&self, arriving: Arriving) -> Result<Source, Error> {
        let reader = Box::new(BufReader::with_capacity(64 << 10, arriving));
        if self.by_name {
            open_named(reader, &self.name, &self.options)
        } else {
            open_reader(reader, &self.name, &self.options)
        }
    }
}

/// Sends pieces from a thread to the connection, and waits when the receiver is slow, but not for ever.
#[derive(Clone)]
struct Outlet {
    pieces: mpsc::Sender<Piece>,
    handle: Handle,
    pause: Duration,
}

impl Outlet {
    fn send(&mut self, piece: Piece) -> io::Result<()> {
        let sent = match self.pieces.try_send(piece) {
            Err(mpsc::error::TrySendError::Full(piece)) => {
                self.handle.block_on(self.pieces.send_timeout(piece, self.pause)).is_ok()
            }
            other => other.is_ok(),
        };
        if sent { Ok(()) } else { Err(io::ErrorKind::BrokenPipe.into()) }
    }
}

impl Write for Outlet {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !bytes.is_empty() {
            self.send(Piece::Bytes(Bytes::copy_from_slice(bytes)))?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// The output alone. If the input breaks off, so does the answer: a half file must not look like a whole one.
pub(super) fn raw(pieces: ReceiverStream<Piece>) -> Body {
    let ended = false;
    Body::from_stream(stream::unfold((pieces, ended), |(mut pieces, ended)| async move {
        if ended {
            return None;
        }
        loop {
            let broken = |why: String| Some((Err(io::Error::other(why)), true));
            let next = match pieces.next().await {
                Some(Piece::Seen { .. }) => continue,
                Some(Piece::Bytes(bytes)) => Some((Ok(bytes), false)),
                Some(Piece::End(_)) => None,
                Some(Piece::Failed(error)) => broken(error.to_string()),
                None => broken("the thread stopped".to_owned()),
            };
            return next.map(|(chunk, ended)| (chunk, (pieces, ended)));
        }
    }))
}
