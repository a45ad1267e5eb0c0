//! What a caller may say about an input: its format, its encoding, its columns and its limits.

use crate::error::{Error, ErrorKind};

/// The formats that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Cells split by commas, with a header.
    Csv,
    /// Cells split by tabs, with a header.
    Tsv,
    /// One JSON object per line.
    Jsonl,
    /// One note per line.
    Text,
    /// A sheet of a workbook (.xlsx, .xlsm, .xlsb, .xls, .ods), with a header.
    Workbook,
}

impl Format {
    /// The format that `name` means, as typed after `--from`.
    ///
    /// # Errors
    /// An unknown name; the cure lists the known ones.
    pub fn parse(name: &str) -> Result<Self, Error> {
        match name.trim().to_ascii_lowercase().as_str() {
            "csv" => Ok(Self::Csv),
            "tsv" => Ok(Self::Tsv),
            "jsonl" | "ndjson" => Ok(Self::Jsonl),
            "text" | "txt" | "log" => Ok(Self::Text),
            "xlsx" | "xlsm" | "xlsb" | "xls" | "ods" => Ok(Self::Workbook),
            _ => Err(Error::new(ErrorKind::Argument, format!("入力の形式「{name}」はありません"))
                .with_cure("`--from` には csv、tsv、jsonl、text、xlsx のどれかを指定してください")),
        }
    }

    /// The name that [`Format::parse`] reads.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Tsv => "tsv",
            Self::Jsonl => "jsonl",
            Self::Text => "text",
            Self::Workbook => "xlsx",
        }
    }
}

/// How an input is to be read. Everything left out is found by looking at the input.
#[derive(Clone, Debug)]
pub struct InputOptions {
    /// The format; else found by the extension or the first characters.
    pub format: Option<Format>,
    /// The encoding's label, as [`crate::files::Encoding::parse`] reads it; else found by looking at the bytes.
    pub encoding: Option<String>,
    /// The column or key that holds the note: its name, or the number of the column from 1.
    pub text: Option<String>,
    /// The column or key that holds the note's id: its name, or the number of the column from 1.
    pub id: Option<String>,
    /// The sheet of a workbook: its name, or its number from 1; else the only one with a column of notes.
    pub sheet: Option<String>,
    /// The longest note that is tagged, in bytes of UTF-8; a longer one becomes a row error.
    pub max_note_bytes: usize,
}

impl Default for InputOptions {
    fn default() -> Self {
        // 1 MiB is some 350,000 characters: no hand-written note is that long, a damaged export is.
        Self { format: None, encoding: None, text: None, id: None, sheet: None, max_note_bytes: 1 << 20 }
    }
}

impl InputOptions {
    /// How many bytes of one record or line are held in memory. What is longer is read past, so that a 50 GB line
    /// needs no 50 GB; it stands well above the note limit, because other cells may be long without harm.
    pub(super) fn record_limit(&self) -> usize {
        const FLOOR: usize = 16 << 20;
        // One character of JSON may be written in six bytes (`\u3042`) for three bytes of UTF-8.
        self.max_note_bytes.saturating_mul(4).max(FLOOR)
    }
}
