//! Many notes at once: read, tag on all cores, render, write — in input order and in bounded memory.

use std::io::{ErrorKind as IoErrorKind, Write};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use rayon::ThreadPool;
use rayon::prelude::*;

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
    /// The members of a JSON object without the text's.
    Json(serde_json::Value),
    /// A line that could not be read, as far as it could be decoded.
    Raw(String),
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
        let (to_tag, notes) = sync_channel::<Vec<Note>>(WAITING);
        let (to_write, blocks) = sync_channel::<Rendered>(WAITING);
        std::thread::scope(|scope| {
            let reading = scope.spawn(move || read(source, &to_tag));
            let writing = scope.spawn(move || write(&blocks, out, seen));
            for block in notes {
                let rendered = self.pool.install(|| self.tag(&block, render));
                if to_write.send(rendered).is_err() {
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
    fn tag(&self, block: &[Note], render: &Renderer<'_>) -> Rendered {
        let share = block.len().div_ceil(self.workers.len() * 4).max(1);
        let parts: Vec<(Vec<u8>, Summary)> = block
            .par_chunks(share)
            .map(|notes| {
                let own = rayon::current_thread_index().unwrap_or(0) % self.workers.len();
                // A panic in another note cannot leave a worker half-used: it starts each note afresh.
                let mut worker = self.workers[own].lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                let mut bytes = Vec::new();
                let mut summary = Summary::default();
                for note in notes {
                    summary.rows += 1;
                    match &note.text {
                        Ok(text) => {
                            let tagging = worker.tag(text);
                            summary.tagged += u64::from(!tagging.categories.is_empty());
                            render(note, Ok(&tagging), &mut bytes);
                        }
                        Err(error) => {
                            summary.unreadable += 1;
                            render(note, Err(error), &mut bytes);
                        }
                    }
                }
                (bytes, summary)
            })
            .collect();
        let summary = parts.iter().fold(Summary::default(), |sum, part| sum.and(part.1));
        Rendered { parts: parts.into_iter().map(|part| part.0).collect(), summary }
    }
}

/// One block, ready to be written.
struct Rendered {
    parts: Vec<Vec<u8>>,
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

fn write(
    blocks: &Receiver<Rendered>,
    out: &mut (dyn Write + Send),
    seen: &mut (dyn FnMut(u64) + Send),
) -> Result<Summary, Error> {
    let mut total = Summary::default();
    for block in blocks {
        for part in &block.parts {
            out.write_all(part).map_err(|error| write_error(&error))?;
        }
        total = total.and(block.summary);
        seen(total.rows);
    }
    out.flush().map_err(|error| write_error(&error))?;
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
