//! What we look for: rule dictionaries as values, with every mistake in them reported at once.
//!
//! | file | holds |
//! |---|---|
//! | `source` | one file, and a place in it |
//! | `model` | what a set of dictionaries says once it is read |
//! | `policy` | what a policy file says: categories, acts, numbers, how far it was seen |
//! | `policy_record` | a policy as programs read it |
//! | `pattern` | the one-line language of `when` |
//! | `parse` | dictionary files → model and diagnostics |
//! | `policy_file` | policy files → policies |
//! | `toml_table` | typed access to a TOML table that collects mistakes instead of stopping |
//! | `words` | word lists from CSV |
//! | `lint` | mistakes that only show when all files are seen together |
//! | `policy_lint` | the same for what policies name |
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
mod policy;
mod policy_file;
mod policy_lint;
mod policy_record;
mod source;
mod toml_table;
mod words;

pub(crate) use beginnings::beginnings;
pub use builtin::builtin;
pub(crate) use cue_names::CUE_NAMES;
pub use diagnostic::{Diagnostic, Severity};
pub use model::{
    Agent, Construction, Cues, Dictionaries, Example, ExampleKind, FormKind, Reason, Rule, RuleKind, Term,
    TermKind, WordList,
};
pub use parse::parse;
pub use pattern::{Comparison, Gap, Leaf, Measure, Pattern, QuantityTest, Step, Threshold};
pub use policy::{Category, Cover, DEFAULT_POLICY, Number, Origin, Policy, Seen, Unit, act_of};
pub use policy_record::{NumberRecord, PolicyRecord};
pub use source::{DictionarySource, Place};
