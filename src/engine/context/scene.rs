//! The sentence that the context stage looks at.

use super::clause::Clause;
use super::speech::Quote;
use crate::engine::tokenize::Token;
use crate::rules::Reason;
use crate::span::Range;

/// One tokenised sentence.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'n> {
    pub(crate) text: &'n str,
    pub(crate) folded: &'n str,
    pub(crate) sentence: Range,
    pub(crate) tokens: &'n [Token],
    pub(crate) quotes: &'n [Quote],
    pub(crate) clauses: &'n [Clause],
}

/// Why a match does not count, and the words that say so.
pub(crate) type Doubt = (Reason, Option<Range>);
