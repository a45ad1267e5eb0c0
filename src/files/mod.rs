//! The only door to disk: notes come in through `open`, tagged notes go out through `Output`.
//!
//! | file | what it knows |
//! |---|---|
//! | `options` | what a caller may say about an input |
//! | `source` | opens a file or a stream and hands out notes one by one |
//! | `sniff` | the format, from the extension or the first characters |
//! | `detect` | the encoding, from a sample of bytes |
//! | `encoding` | the encodings: their names, one cell in, one cell out |
//! | `utf16` | UTF-16 to UTF-8 while reading |
//! | `gate`, `csv` | CSV and TSV: records of bounded size, then notes |
//! | `dialect` | how a CSV file is written: separator, line ends, quotes |
//! | `workbook` | workbooks in and out |
//! | `lines`, `jsonl`, `text` | lines of bounded size, then notes |
//! | `columns` | which column is the text and which the id |
//! | `placing`, `day` | which columns say the day, the section and the case; a day as offices write it |
//! | `faults` | the sentences for rows and inputs that cannot be read |
//! | `render` | tagged notes as JSON Lines, CSV or a page for the terminal; the columns added to a table |
//! | `dictionaries` | rule dictionaries from disk, joined with the built-in ones |
//! | `output` | stdout, or a file that appears whole or not at all |
//! | `journal` | what a long run has done, for a later run to go on |
//!
//! Rows are split on bytes and each cell is decoded alone: the comma, the quote, CR and LF are never the second
//! byte of a character in UTF-8, CP932 or EUC-JP, so one damaged row harms no other.
#![allow(clippy::disallowed_methods, reason = "this room is the door to disk")]

mod columns;
mod csv;
mod day;
mod detect;
mod dialect;
mod dictionaries;
mod encoding;
mod faults;
mod gate;
mod journal;
mod jsonl;
mod lines;
mod options;
mod output;
mod placing;
mod render;
mod sniff;
mod source;
mod text;
mod utf16;
mod workbook;

pub use dialect::{Dialect, LineEnd};
pub use dictionaries::{LoadedDictionaries, load_dictionaries, read_text};
pub use encoding::Encoding;
pub use journal::Progress;
pub use options::{Format, InputOptions};
pub use output::{Output, is_broken_pipe};
pub use placing::{Placing, PlacingOptions};
pub use render::{CsvRender, JsonlRender, Render, Store, TableRender};
pub use source::{Source, is_tagged_records, open, open_named, open_reader, stamp};
pub use workbook::{BookWriter, Figure, FigureTable, write_tables};
