//! Many notes at once: read, tag on all cores, render, write — in input order and in bounded memory.

use std::borrow::Cow;
use std::io::{ErrorKind as IoErrorKind, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::ThreadPool;
use rayon::prelude::*;

use crate::cell::Cell;
use crate::engine::{Tagger, Tagging, Worker};
use crate::error::{Error, ErrorKind, RowError};

/// One row of an input, as far as the batch must know it.
#[derive(Clone, Debug)]
pub struct Note {
    /// Data row number, from 1; a CSV header does not count.
    pub row: u64,
    /// The note's id: the id column's value, else the row number.
    pub id: String,
    /// The text to tag, exactly as given, or why there is none.
    pub text: Result<String, RowError>,
    /// Everything else in the row, for output that keeps it.
    pub fields: Fields,
}

/// The rest of a row.
#[derive(Clone, Debug, Default)]
pub enum Fields {
    /// Nothing but the text.
    #[default]
    None,
    /// All cells of a CSV or TSV row, the text's cell included, in order.
    Cells(Vec<String>),
    /// All cells of a row of a workbook, the text's cell included, in order.
    Typed(Vec<Cell>),
    /// The members of a JSON object without the text's.
    Json(serde_json::Value),
    /// A line that could not be read, as far as it could be decoded.
    Raw(String),
}

impl Fields {
    /// The cells of a table's row as text; `None` where the row is no table's.
    #[must_use]
    pub fn texts(&self) -> Option<Vec<Cow<'_, str>>> {
        match self {
            Self::Cells(cells) => Some(cells.iter().map(|cell| Cow::Borrowed(cell.as_str())).collect()),
            Self::Typed(cells) => Some(cells.iter().map(|cell| Cow::Owned(cell.to_string())).collect()),
            Self::None | Self::Json(_) | Self::Raw(_) => None,
        }
    }
}

/// A note with what was found in it.
#[derive(Clone, Debug)]
pub struct Tagged {
    /// The note as read.
    pub note: Note,
    /// What was found; nothing where the row could not be read.
    pub tagging: Option<Tagging>,
}

impl Tagged {
    /// What was found, or why there is nothing.
    ///
    /// # Errors
    /// The row could not be read.
    pub fn outcome(&self) -> Result<&Tagging, &RowError> {
        const NOTHING: &Tagging =
            &Tagging { categories: Vec::new(), set_aside: Vec::new(), flags: Vec::new() };
        self.note.text.as_ref().map(|_| self.tagging.as_ref().unwrap_or(NOTHING))
    }
}

/// What a run came to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// Rows read, unreadable ones included.
    pub rows: u64,
    /// Notes with at least one suggestion.
    pub tagged: u64,
    /// Rows that could not be read; each is marked in the output.
    pub unreadable: u64,
}

impl Summary {
    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self {
            rows: self.rows + other.rows,
            tagged: self.tagged + other.tagged,
            unreadable: self.unreadable + other.unreadable,
        }
    }
}

/// Writes one note's answer to a buffer.
pub type Renderer<'r> = dyn Fn(&Note, Result<&Tagging, &RowError>, &mut Vec<u8>) + Sync + 'r;

/// Notes of a block are read, tagged and written together: 256 of them, or fewer long ones.
const BLOCK_NOTES: usize = 256;
/// A block is also full at a quarter of a mebibyte of text, so that memory does not grow with the length of notes.
const BLOCK_BYTES: usize = 256 << 10;
/// Blocks waiting between two stages. Two keep every stage busy; more would only hold memory.
const WAITING: usize = 2;

/// A batch runner with its own threads. Results do not depend on their number.
pub struct Batch<'t> {
    pool: ThreadPool,
    workers: Vec<Mutex<Worker<'t>>>,
}

impl<'t> Batch<'t> {
    /// A runner with `threads` threads, or one per core.
    ///
    /// # Errors
    /// When the system gives no threads.
    pub fn new(tagger: &'t Tagger, threads: Option<usize>) -> Result<Self, Error> {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads.unwrap_or(0))
            .build()
            .map_err(|error| Error::new(ErrorKind::Io, format!("スレッドを作れません({error})")))?;
        let workers = (0..pool.current_num_threads()).map(|_| Mutex::new(tagger.worker())).collect();
        Ok(Self { pool, workers })
    }

    /// Tags every note of `source` and writes what `render` makes of it to `out`, in input order. `seen` is called
    /// with the number of rows written so far. Reading, tagging and writing overlap; at most a few blocks of notes
    /// are held at any time.
    ///
    /// # Errors
    /// The source's first error, or that of the output (`PipeClosed` if its reader has gone). Rows that could not be
    /// read are no errors: they are rendered and counted.
    pub fn run(
        &self,
        source: impl Iterator<Item = Result<Note, Error>> + Send,
        render: &Renderer<'_>,
        out: &mut (dyn Write + Send),
        seen: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Summary, Error> {
        let written = self.pieces(
            source,
            &|tagged: Tagged, bytes: &mut Vec<u8>| render(&tagged.note, tagged.outcome(), bytes),
            &mut |bytes| out.write_all(&bytes).map_err(|error| write_error(&error)),
            seen,
        )?;
        out.flush().map_err(|error| write_error(&error))?;
        Ok(written)
    }

    /// As [`Batch::run`], for outputs that are more than bytes: `put` adds each tagged note to a piece, on any thread;
    /// `take` gets the pieces one by one, in input order.
    ///
    /// # Errors
    /// The source's first error, or that of `take`.
    pub fn pieces<P: Default + Send>(
        &self,
        source: impl Iterator<Item = Result<Note, Error>> + Send,
        put: &(dyn Fn(Tagged, &mut P) + Sync),
        take: &mut (dyn FnMut(P) -> Result<(), Error> + Send),
        seen: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Summary, Error> {
        let (to_tag, notes) = sync_channel::<Vec<Note>>(WAITING);
        let (to_write, blocks) = sync_channel::<Done<P>>(WAITING);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || read(source, &to_tag));
            let writing = scope.spawn(move || write(&blocks, take, seen));
            for block in notes {
                let done = self.pool.install(|| self.tag(block, put));
                if to_write.send(done).is_err() {
                    break; // the writer has failed; its error is returned below
                }
            }
            drop(to_write);
            let written = join(writing.join());
            let read = join(reading.join());
            // A closed output also stops the reader, so its error comes first.
            written.and_then(|summary| read.map(|()| summary))
        })
    }

    /// Tags one block on all threads.
    fn tag<P: Default + Send>(&self, block: Vec<Note>, put: &(dyn Fn(Tagged, &mut P) + Sync)) -> Done<P> {
        let share = block.len().div_ceil(self.workers.len() * 4).max(1);
        let mut shares: Vec<Vec<Note>> = Vec::new();
        for (number, note) in block.into_iter().enumerate() {
            if number % share == 0 {
                shares.push(Vec::with_capacity(share));
            }
            if let Some(last) = shares.last_mut() {
                last.push(note);
            }
        }
        let parts: Vec<(P, Summary)> = shares
            .into_par_iter()
            .map(|notes| {
                let own = rayon::current_thread_index().unwrap_or(0) % self.workers.len();
                // A panic in another note cannot leave a worker half-used: it starts each note afresh.
                let mut worker = self.workers[own].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let mut piece = P::default();
                let mut summary = Summary::default();
                for note in notes {
                    let tagging = note.text.as_ref().ok().map(|text| worker.tag(text));
                    summary.rows += 1;
                    summary.unreadable += u64::from(tagging.is_none());
                    summary.tagged +=
                        u64::from(tagging.as_ref().is_some_and(|one| !one.categories.is_empty()));
                    put(Tagged { note, tagging }, &mut piece);
                }
                (piece, summary)
            })
            .collect();
        let summary = parts.iter().fold(Summary::default(), |sum, part| sum.and(part.1));
        Done { pieces: parts.into_iter().map(|part| part.0).collect(), summary }
    }
}

/// One block, ready to be written.
struct Done<P> {
    pieces: Vec<P>,
    summary: Summary,
}

fn read(
    source: impl Iterator<Item = Result<Note, Error>>,
    to_tag: &SyncSender<Vec<Note>>,
) -> Result<(), Error> {
    let (mut block, mut bytes) = (Vec::with_capacity(BLOCK_NOTES), 0);
    for note in source {
        let note = note?;
        bytes += note.text.as_ref().map_or(0, String::len);
        block.push(note);
        if block.len() >= BLOCK_NOTES || bytes >= BLOCK_BYTES {
            let full = std::mem::replace(&mut block, Vec::with_capacity(BLOCK_NOTES));
            bytes = 0;
            if to_tag.send(full).is_err() {
                return Ok(());
            }
        }
    }
    let _ = to_tag.send(block);
    Ok(())
}

fn write<P>(
    blocks: &Receiver<Done<P>>,
    take: &mut (dyn FnMut(P) -> Result<(), Error> + Send),
    seen: &mut (dyn FnMut(u64) + Send),
) -> Result<Summary, Error> {
    let mut total = Summary::default();
    for block in blocks {
        for piece in block.pieces {
            take(piece)?;
        }
        total = total.and(block.summary);
        seen(total.rows);
    }
    Ok(total)
}

fn write_error(error: &std::io::Error) -> Error {
    if error.kind() == IoErrorKind::BrokenPipe {
        return Error::new(ErrorKind::PipeClosed, "出力の受け手が閉じました");
    }
    Error::new(ErrorKind::Io, format!("出力に書けません({error})"))
        .with_cure("空き容量と書き込みの許可を確かめてください")
}

fn join<T>(outcome: std::thread::Result<Result<T, Error>>) -> Result<T, Error> {
    outcome.unwrap_or_else(|panic| std::panic::resume_unwind(panic))
}
