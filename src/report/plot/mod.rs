//! Pictures as SVG: bars, columns by month, fields of numbers.
//!
//! Letters are real text, so that a picture can be searched, read aloud and printed at any size; colours come from the
//! page's style sheet.

mod bars;
mod columns;
mod field;
mod measure;

pub(super) use bars::{Bar, bars};
pub(super) use columns::{Column, columns, spark};
pub(super) use field::{Field, field};
