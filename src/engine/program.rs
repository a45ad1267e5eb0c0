//! The compiled dictionaries as workers run them, shared by all threads.

use super::compile::{Compiled, CompiledCategory, CompiledRule};
use super::context::CueBook;
use super::expression::Expression;
use super::lazy_regex::LazyRegex;
use super::matching::{Node, Tails};
use super::scan::Scanner;
use crate::error::{Error, ErrorKind};

/// Everything that workers share.
pub(crate) struct Program {
    pub(crate) scanner: Scanner,
    pub(crate) expressions: Vec<Expression>,
    pub(crate) constructions: Vec<Tails>,
    /// Names of the constructions, by number.
    pub(crate) construction_names: Vec<String>,
    /// What each set stands for in the rules: `@list`, a word, `"exact"`, `/expression/`.
    pub(crate) set_names: Vec<String>,
    pub(crate) rules: Vec<CompiledRule>,
    /// What rules ask of the whole note; rules that ask the same share one.
    pub(crate) conditions: Vec<Node>,
    /// For each set: the rules that can only match where a word of it stands.
    pub(crate) triggers: Vec<Vec<u32>>,
    pub(crate) categories: Vec<CompiledCategory>,
    pub(crate) cues: CueBook,
}

/// The built-in dictionaries under the default policy, compiled and stored by the build script.
const BUILTIN: &[u8] = include_bytes!(concat!(env!("OUT_DIR"), "/compiled.bin"));

/// What the build script has stored.
pub(super) fn builtin() -> Result<Compiled<'static>, Error> {
    postcard::from_bytes(BUILTIN).map_err(|error| Error::new(ErrorKind::Dictionary, error.to_string()))
}

impl Program {
    pub(super) fn load(compiled: Compiled<'_>) -> Result<Self, Error> {
        let tails = |tails: &Vec<Option<String>>| -> Tails {
            std::array::from_fn(|form| tails.get(form)?.as_deref().map(LazyRegex::anchored))
        };
        Ok(Self {
            scanner: Scanner::load(compiled.atoms)?,
            expressions: compiled.expressions.into_iter().map(Expression::new).collect(),
            constructions: compiled.constructions.iter().map(tails).collect(),
            construction_names: compiled.construction_names,
            set_names: compiled.set_names,
            rules: compiled.rules,
            conditions: compiled.conditions,
            triggers: compiled.triggers,
            categories: compiled.categories,
            cues: CueBook::build(&compiled.cues),
        })
    }
}
