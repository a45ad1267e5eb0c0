//! The dictionaries inside the binary: the files of `dictionaries/`, listed by the build script.

use super::source::DictionarySource;

include!(concat!(env!("OUT_DIR"), "/builtin.rs"));

/// The built-in dictionaries, each named by its path below the project's top.
#[must_use]
pub fn builtin() -> Vec<DictionarySource> {
    FILES
        .iter()
        .map(|(name, text)| DictionarySource { name: (*name).to_owned(), text: (*text).to_owned() })
        .collect()
}
