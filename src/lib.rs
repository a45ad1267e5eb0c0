//! `fuda` reads the notes that staff write after calls and counter visits, in Japanese, and suggests which
//! categories of a customer-harassment policy each may fall under: where in the note, by which rule, and what it set
//! aside and why. A person decides.
//!
//! ```
//! let tagger = fuda::Tagger::builtin()?;
//! let note = "窓口で「土下座しろ」と怒鳴られた。机を叩くことはなかった。";
//! let tagging = tagger.tag(note);
//! let kneeling = &tagging.categories.iter().find(|one| &*one.id == "kneeling-demand").expect("found");
//! assert_eq!(kneeling.evidence[0].span.of(note), "土下座しろ");
//! assert!(tagging.set_aside.iter().any(|one| one.reason == fuda::Reason::Negated));
//! # Ok::<(), fuda::Error>(())
//! ```
//!
//! # The map
//!
//! A module uses only floors below its own; a test reads every import and says so.
//!
//! | floor | module | what it is |
//! |---|---|---|
//! | 0 | [`error`], [`span`], [`cell`] | the two errors; offsets in the original text; a workbook's cell |
//! | 1 | [`rules`] | what we look for: dictionaries as values, mistakes as diagnostics |
//! | 2 | [`engine`] | the belt: normalise → scan → tokenise → match → context → score → explain |
//! | 3 | [`batch`], [`cases`], [`eval`] | many notes on all cores; notes of one case; how good a rule set is |
//! | 4 | [`files`], [`redact`] | the door to disk: CSV, TSV, JSON Lines, workbooks, text, dictionaries; masks for what tells who somebody is |
//! | 5 | [`report`], [`serve`] | what many tagged notes come to, as a page, tables and numbers; the web page and the HTTP API |
//! | 6 | [`cli`] | the command line |

pub mod batch;
pub mod cases;
pub mod cell;
pub mod cli;
pub mod engine;
pub mod error;
pub mod eval;
pub mod files;
pub mod redact;
pub mod report;
pub mod rules;
pub mod serve;
pub mod span;

pub use engine::{Record, Tagger, Tagging, Worker};
pub use error::{Error, ErrorKind, RowError};
pub use rules::{DEFAULT_POLICY, Reason};
pub use span::{OffsetUnit, Span};

/// The README's example is run as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
