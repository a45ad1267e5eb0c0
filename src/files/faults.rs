//! The sentences for rows and inputs that cannot be read. None of them holds text of the note.

use std::fmt;

use crate::error::{Error, ErrorKind, RowError, RowErrorKind};

use super::encoding::Encoding;

/// Where a row stands.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place<'a> {
    /// The input's name.
    pub(super) input: &'a str,
    /// Data row, from 1.
    pub(super) row: u64,
    /// Line of the file where the row begins, from 1.
    pub(super) line: u64,
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{}: {}件目({}行目)", self.input, self.row, self.line)
    }
}

impl Place<'_> {
    /// Bytes that are not text in the encoding; `part` names the column, or the line as a whole.
    pub(super) fn not_decoded(self, part: &str, encoding: Encoding) -> RowError {
        self.error(
            RowErrorKind::Encoding,
            format!(
                "{part}に {} として読めない文字があります。ファイル全体が読めないときは `--encoding` で\
                 文字コードを指定し、ここだけのときは元のデータを直してください",
                encoding.name()
            ),
        )
    }

    /// NUL bytes.
    pub(super) fn nul(self, part: &str) -> RowError {
        self.error(
            RowErrorKind::Nul,
            format!(
                "{part}に NUL 文字があり、データが壊れています。書き出し直すか、NUL 文字を消してください"
            ),
        )
    }

    /// A note of `bytes` bytes where `limit` are allowed.
    pub(super) fn too_long(self, part: &str, bytes: usize, limit: usize) -> RowError {
        self.error(
            RowErrorKind::TooLong,
            format!(
                "{part}は {bytes} バイトで、上限の {limit} バイトを超えています。この長さで正しければ \
                 `--max-note-bytes` で上限を上げてください"
            ),
        )
    }

    /// A record or line so long that only its first `kept` bytes were held.
    pub(super) fn cut(self, kept: usize) -> RowError {
        self.error(
            RowErrorKind::TooLong,
            format!(
                "1件が {kept} バイトより長く、途中までしか読めません。この長さで正しければ \
                 `--max-note-bytes` を {} より大きくしてください",
                kept / 4
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

/// Reading broke off after `row` rows.
pub(super) fn stopped(input: &str, row: u64, error: impl fmt::Display) -> Error {
    let message = if row == 0 {
        format!("{input}: 読めません({error})")
    } else {
        format!("{input}: {row}件目までで、その先を読めません({error})")
    };
    Error::new(ErrorKind::Io, message)
        .with_cure("共有フォルダーや USB などとの接続を確かめて、もう一度実行してください")
}
