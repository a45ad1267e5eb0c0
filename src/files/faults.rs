//! The sentences for rows that cannot be read. None of them holds text of the note.

use std::fmt;

use crate::error::{RowError, RowErrorKind};

use super::encoding::Encoding;

/// Where a row stands in its input.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    /// Data row, from 1.
    pub(super) row: u64,
    /// Line of the file where the row begins, from 1.
    pub(super) line: u64,
}

impl fmt::Display for Place {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "row {} (line {})", self.row, self.line)
    }
}

impl Place {
    /// Bytes that are not text in the encoding; `part` names the column, or the line as a whole.
    pub(super) fn not_decoded(self, part: &str, encoding: Encoding) -> RowError {
        self.error(
            RowErrorKind::Encoding,
            format!(
                "{part} holds bytes that are not {}; if the whole file looks wrong, name its encoding with \
                 `--encoding`, else mend this row",
                encoding.name()
            ),
        )
    }

    /// NUL bytes.
    pub(super) fn nul(self, part: &str) -> RowError {
        self.error(
            RowErrorKind::Nul,
            format!("{part} holds NUL bytes: the row is damaged; export it again or delete them"),
        )
    }

    /// A note of `bytes` bytes where `limit` are allowed.
    pub(super) fn too_long(self, part: &str, bytes: usize, limit: usize) -> RowError {
        self.error(
            RowErrorKind::TooLong,
            format!("{part} has {bytes} bytes, the limit is {limit}; raise it with `--max-note-bytes`"),
        )
    }

    /// A record or line so long that only its first `kept` bytes were held.
    pub(super) fn cut(self, kept: usize) -> RowError {
        self.error(
            RowErrorKind::TooLong,
            format!(
                "the row is longer than {kept} bytes, and only its beginning is kept; if it is right so, raise \
                 `--max-note-bytes`"
            ),
        )
    }

    /// A row that breaks the rules of its format; `what` says how and what to do.
    pub(super) fn syntax(self, what: &str) -> RowError {
        self.error(RowErrorKind::Syntax, what.to_owned())
    }

    /// An object without a text.
    pub(super) fn missing(self, what: &str) -> RowError {
        self.error(RowErrorKind::MissingText, what.to_owned())
    }

    /// `text` if it can be tagged: no NUL, not longer than `limit` bytes.
    pub(super) fn checked(self, text: String, part: &str, limit: usize) -> Result<String, RowError> {
        if text.len() > limit {
            Err(self.too_long(part, text.len(), limit))
        } else if text.contains('\0') {
            Err(self.nul(part))
        } else {
            Ok(text)
        }
    }

    fn error(self, kind: RowErrorKind, what: impl fmt::Display) -> RowError {
        RowError { kind, message: format!("{self}: {what}") }
    }
}
