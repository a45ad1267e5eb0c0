//! Masks what tells who somebody is: numbers, addresses, names with titles. What is masked is a dictionary.
//!
//! | file | what it knows |
//! |---|---|
//! | `dictionary` | `dictionaries/redaction.toml` as values, with its mistakes |
//! | `mask` | letters that take the place of others without moving anything |
//! | `names` | where a name stands before a title |
//! | `redactor` | whole texts, whole rows |

mod dictionary;
mod mask;
mod names;
mod redactor;

pub use dictionary::RedactionExample;
pub use redactor::Redactor;
