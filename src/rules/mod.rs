//! What we look for: rule dictionaries as values, with every mistake in them reported at once.
//!
//! | file | holds |
//! |---|---|
//! | `model` | what a set of dictionaries says once it is read |
//! | `pattern` | the one-line language of `when` |
//! | `parse` | dictionary files → model and diagnostics |
//! | `toml_table` | typed access to a TOML table that collects mistakes instead of stopping |
//! | `words` | word lists from CSV |
//! | `lint` | mistakes that only show when all files are seen together |
//! | `diagnostic` | a rule author's mistake: place, label, cure |
//! | `beginnings` | the letters that a regular expression can begin with |
//! | `builtin` | the dictionaries inside the binary |

mod beginnings;
mod builtin;
mod cue_names;
mod diagnostic;
mod lint;
mod model;
mod parse;
mod pattern;
mod toml_table;
mod words;

pub(crate) use beginnings::beginnings;
pub use builtin::builtin;
pub(crate) use cue_names::CUE_NAMES;
pub use diagnostic::{Diagnostic, Severity};
pub use model::{
    Agent, Category, Construction, Cues, DEFAULT_POLICY, Dictionaries, DictionarySource, Example,
    ExampleKind, FormKind, Number, Place, Policy, Reason, Rule, RuleKind, Term, TermKind, WordList,
};
pub use parse::parse;
pub use pattern::{Comparison, Gap, Leaf, Measure, Pattern, QuantityTest, Step, Threshold};
