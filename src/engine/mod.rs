//! The belt: one note in, one [`Tagging`] out. Each stage is a file; each uses only those above it.
//!
//! | stage | file | makes |
//! |---|---|---|
//! | normalise | `normalize` | one spelling, and offsets back to the original |
//! | scan | `scan` | atoms: where words of the rules stand |
//! | sentences | `sentence` | the units that are read on |
//! | layout | `layout` | labels of speakers and sections, clock times |
//! | tokenise | `tokenize` | words with their class, for sentences with a candidate |
//! | match | `matching` | the places where a rule's pattern is found |
//! | context | `context` | whether a match counts, and if not, why |
//! | score | `score` | evidence → categories |
//! | explain | `explain` | why, and why not, stage by stage |
//!
//! `compile` (with `conjugate` and `pattern_text`) turns dictionaries into plain data and `program` these (with
//! `expression`, `lazy_regex` and `search`) into what the stages run on, `page` holds one note's state between stages,
//! `tagger` ties them together, `tagging` is the result, `stages` lets benchmarks call the first stages alone.

mod compile;
mod conjugate;
mod context;
mod explain;
mod expression;
mod layout;
mod lazy_regex;
mod matching;
mod normalize;
mod page;
mod pattern_text;
mod program;
mod scan;
mod score;
mod search;
mod sentence;
mod stages;
mod tagger;
mod tagging;
mod tokenize;
mod verdict;

pub use explain::{Explanation, Stage, Step};
pub use matching::longest_minutes;
pub use normalize::Normalized;
pub use stages::Stages;
pub use tagger::{Tagger, Worker};
pub(crate) use tokenize::{TokenWorker, Tokenizer};

pub use tagging::{Evidence, Flag, Record, SCHEMA, SetAside, Suggestion, Tagging};
