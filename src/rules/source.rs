//! One dictionary file, and a place in it.

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// One dictionary file, read by somebody else: this floor does no I/O.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DictionarySource {
    /// How messages name it, usually its path.
    pub name: String,
    /// Its whole text.
    pub text: String,
}

/// A place in one of the dictionary sources.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// Index of the source.
    pub source: usize,
    /// Byte range in its text.
    pub span: Range<usize>,
}
