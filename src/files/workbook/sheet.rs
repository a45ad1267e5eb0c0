//! Reads notes from a sheet: one row, one note, all cells kept with their types.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};

use super::book::{Book, Bytes, SheetRow};
use super::choose::{Choice, choose};
use crate::batch::{Fields, Note};
use crate::cell::{Cell, Value};
use crate::error::{Error, RowError};
use crate::files::faults::{self, Place};
use crate::files::options::InputOptions;

/// Rows are handed over in parcels of this many; at most two parcels wait.
const PARCEL: usize = 256;

/// The notes of a sheet with a header. A thread of its own reads the workbook, whose rows borrow from it.
pub(crate) struct SheetRows {
    name: String,
    choice: Choice,
    parcels: Receiver<Result<Vec<SheetRow>, Error>>,
    waiting: std::vec::IntoIter<SheetRow>,
    /// Number of the last row of the sheet, 0 if unknown.
    last: u64,
    consumed: Arc<AtomicU64>,
    row: u64,
    max_note_bytes: usize,
}

impl SheetRows {
    /// Chooses the sheet and its columns. `consumed` will count rows of the sheet.
    ///
    /// # Errors
    /// The workbook cannot be read or is locked, or does not say where its notes are.
    pub(crate) fn open(
        name: &str,
        bytes: Bytes,
        options: &InputOptions,
        consumed: Arc<AtomicU64>,
    ) -> Result<Self, Error> {
        let (to_choose, choices) = sync_channel(1);
        let (to_note, parcels) = sync_channel(2);
        let (own, asked) = (name.to_owned(), options.clone());
        std::thread::spawn(move || {
            let opened = Book::open(&own, &bytes).and_then(|mut book| {
                let choice = choose(&own, &mut book, &asked)?;
                Ok((book, choice))
            });
            let (mut book, choice) = match opened {
                Ok(opened) => opened,
                Err(error) => {
                    let _ = to_choose.send(Err(error));
                    return;
                }
            };
            let (sheet, header) = (choice.sheet.clone(), choice.row);
            let (mut said, mut parcel) = (Some(choice), Vec::with_capacity(PARCEL));
            let read = book.rows(&own, &sheet, &mut |row, last| {
                if let Some(choice) = said.take() {
                    let _ = to_choose.send(Ok((choice, last)));
                }
                if row.number > header {
                    parcel.push(row);
                }
                parcel.len() < PARCEL || to_note.send(Ok(std::mem::take(&mut parcel))).is_ok()
            });
            let _ = to_note.send(read.map(|()| parcel));
        });
        let (choice, last) =
            choices.recv().map_err(|_| faults::stopped(name, 0, "読み取りが途中で止まりました"))??;
        Ok(Self {
            name: name.to_owned(),
            choice,
            parcels,
            waiting: Vec::new().into_iter(),
            last,
            consumed,
            row: 0,
            max_note_bytes: options.max_note_bytes,
        })
    }

    /// The column names, without blanks around them.
    pub(crate) fn header(&self) -> &[String] {
        &self.choice.header
    }

    /// Position of the text column.
    pub(crate) fn text_index(&self) -> usize {
        self.choice.columns.text
    }

    /// The sheet's name.
    pub(crate) fn sheet(&self) -> &str {
        &self.choice.sheet
    }

    /// The rows above the header.
    pub(crate) fn above(&self) -> &[Vec<Cell>] {
        &self.choice.above
    }

    /// Number of the sheet's last row, where the file says it.
    pub(crate) fn last_row(&self) -> Option<u64> {
        (self.last > 0).then_some(self.last)
    }

    fn note(&mut self, row: SheetRow) -> Note {
        self.row += 1;
        self.consumed.store(row.number, Ordering::Relaxed);
        let place = Place { input: &self.name, row: self.row, line: row.number };
        let id = self.choice.columns.id.and_then(|id| row.cells.get(id)).map(ToString::to_string);
        let id = id.map(|id| id.trim().to_owned()).filter(|id| !id.is_empty());
        let text = self.text(place, row.cells.get(self.choice.columns.text));
        Note {
            row: self.row,
            id: id.unwrap_or_else(|| self.row.to_string()),
            text,
            fields: Fields::Typed(row.cells),
        }
    }

    fn text(&self, place: Place<'_>, cell: Option<&Cell>) -> Result<String, RowError> {
        let part = format!("列「{}」", self.header().get(self.text_index()).map_or("", String::as_str));
        match cell.map(|cell| &cell.value) {
            Some(Value::Fault(fault)) => Err(place
                .missing(&format!("{part}が Excel のエラー({fault})です。元のシートの数式を直してください"))),
            _ => {
                place.checked(cell.map_or_else(String::new, ToString::to_string), &part, self.max_note_bytes)
            }
        }
    }
}

impl Iterator for SheetRows {
    type Item = Result<Note, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(row) = self.waiting.next() {
                return Some(Ok(self.note(row)));
            }
            match self.parcels.recv() {
                Ok(Ok(rows)) => self.waiting = rows.into_iter(),
                Ok(Err(error)) => return Some(Err(error)),
                Err(_) => return None,
            }
        }
    }
}
