//! How good a rule set is: labelled notes, and the rules' own examples, against what the engine says.
//!
//! | file | does |
//! |---|---|
//! | `gold` | reads labelled notes |
//! | `measure` | precision, recall and F1 per category, with intervals |
//! | `reliability` | how often suggestions of a score are right |
//! | `examples` | runs every rule's own `match`, `skip` and `todo` |

mod examples;
mod gold;
mod measure;
mod reliability;

pub use examples::{ExampleReport, run_examples};
pub use gold::{GoldNote, parse_gold};
pub use measure::{Counts, ErrorKind as EvalErrorKind, EvalError, Report, evaluate};
pub use reliability::{Reliability, ReliabilityBin};
