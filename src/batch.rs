//! Many notes at once: read, tag on all cores, render, write — in input order and in bounded memory.

use crate::error::RowError;

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
