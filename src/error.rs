//! Two of the three kinds of wrong: an [`Error`] stops the run, a [`RowError`] marks one row.
//!
//! The third, a rule author's mistake, is a [`crate::rules::Diagnostic`].

use std::fmt;

use serde::Serialize;

/// Why the run cannot go on. Opaque: a kind for programs, a sentence with place and cure for people.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    cure: Option<String>,
}

/// What went wrong, for programs to tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ErrorKind {
    /// A file or stream could not be read or written.
    Io,
    /// The input is not what it was said to be: wrong encoding, unknown column, empty.
    Input,
    /// Rule dictionaries cannot be used.
    Rules,
    /// An argument names something that does not exist.
    Argument,
    /// Whoever read the output has closed the pipe.
    PipeClosed,
    /// The embedded word dictionary could not be loaded.
    Dictionary,
    /// Somebody stopped the run.
    Interrupted,
}

impl Error {
    /// An error with the place and the fault in `message`.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), cure: None }
    }

    /// The same error with a sentence on how to mend it.
    #[must_use]
    pub fn with_cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = Some(cure.into());
        self
    }

    /// What went wrong, for programs.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// How to mend it, where that is known.
    #[must_use]
    pub fn cure(&self) -> Option<&str> {
        self.cure.as_deref()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

/// Why one row could not be tagged. It becomes a row of the output and a count at the end; the run goes on.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RowError {
    /// What is wrong, for programs.
    pub kind: RowErrorKind,
    /// What is wrong and how to mend it, for people. Never holds text of the note.
    pub message: String,
}

/// The ways in which a row can be unreadable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum RowErrorKind {
    /// Bytes that are not text in the file's encoding.
    Encoding,
    /// Broken JSON, a broken CSV row, or more or fewer cells than the header has.
    Syntax,
    /// There is no text field in this row.
    MissingText,
    /// The note is longer than the limit.
    TooLong,
    /// The note holds NUL bytes: the export is damaged, or is no text.
    Nul,
}
