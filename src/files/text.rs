//! Reads notes from plain text: one line, one note.

use std::io::BufRead;

use crate::batch::{Fields, Note};
use crate::error::{Error, RowError};

use super::encoding::Encoding;
use super::faults::{self, Place};
use super::lines::{Line, Lines};
use super::options::InputOptions;

/// The lines of a text as notes. Their ids are their row numbers; blank lines are no rows.
pub(super) struct PlainLines {
    name: String,
    lines: Lines,
    encoding: Encoding,
    row: u64,
    max_note_bytes: usize,
}

impl PlainLines {
    /// `input` holds bytes of `encoding` (never UTF-16) without a byte order mark.
    pub(super) fn open(
        name: &str,
        input: Box<dyn BufRead + Send>,
        encoding: Encoding,
        options: &InputOptions,
    ) -> Self {
        let lines = Lines::new(input, options.record_limit());
        Self { name: name.to_owned(), lines, encoding, row: 0, max_note_bytes: options.max_note_bytes }
    }

    /// The note in `line`, unless it is blank (a full-width space is a blank).
    fn note(&mut self, line: &Line) -> Option<Note> {
        let decoded = self.encoding.decode(&line.bytes);
        if decoded.as_ref().is_some_and(|text| text.trim().is_empty()) {
            return None;
        }
        self.row += 1;
        let place = Place { input: &self.name, row: self.row, line: line.number };
        let text = self.text(place, line, decoded);
        let fields = match text {
            Ok(_) => Fields::None,
            Err(_) => Fields::Raw(self.encoding.decode_lossy(&line.bytes)),
        };
        Some(Note { row: self.row, id: self.row.to_string(), text, fields })
    }

    fn text(&self, place: Place<'_>, line: &Line, decoded: Option<String>) -> Result<String, RowError> {
        if line.cut {
            return Err(place.cut(self.lines.limit()));
        }
        let text = decoded.ok_or_else(|| place.not_decoded("この行", self.encoding))?;
        place.checked(text, "この行", self.max_note_bytes)
    }
}

impl Iterator for PlainLines {
    type Item = Result<Note, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            match self.lines.next_filled() {
                Ok(Some(line)) => {
                    if let Some(note) = self.note(&line) {
                        return Some(Ok(note));
                    }
                }
                Ok(None) => return None,
                Err(error) => return Some(Err(faults::stopped(&self.name, self.row, error))),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RowErrorKind;

    fn notes(input: &'static [u8], max_note_bytes: usize) -> Vec<Note> {
        let options = InputOptions { max_note_bytes, ..InputOptions::default() };
        PlainLines::open("x.txt", Box::new(input), Encoding::Utf8, &options).map(Result::unwrap).collect()
    }

    #[test]
    fn lines_become_notes_and_blank_lines_do_not() {
        let notes = notes("一つ目\r\n\n　\n 二つ目".as_bytes(), 100);
        assert_eq!(notes.len(), 2);
        assert_eq!((notes[0].id.as_str(), notes[0].text.as_deref()), ("1", Ok("一つ目")));
        assert_eq!((notes[1].id.as_str(), notes[1].text.as_deref()), ("2", Ok(" 二つ目")));
    }

    #[test]
    fn bad_lines_are_kept_as_far_as_they_can_be_read() {
        let notes = notes(b"a\xFFb\nc\0d\nabcdef\nok\n", 5);
        let kinds: Vec<_> = notes.iter().filter_map(|note| Some(note.text.as_ref().err()?.kind)).collect();
        assert_eq!(kinds, [RowErrorKind::Encoding, RowErrorKind::Nul, RowErrorKind::TooLong]);
        assert!(matches!(&notes[0].fields, Fields::Raw(raw) if raw == "a\u{FFFD}b"));
        assert_eq!(notes[3].text.as_deref(), Ok("ok"));
        assert!(notes[2].text.as_ref().unwrap_err().message.contains("x.txt: 3件目(3行目): "));
    }
}
