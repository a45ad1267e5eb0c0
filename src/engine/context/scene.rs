//! The sentence that the context stage looks at.

use std::cell::OnceCell;

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
    /// What has been found in the sentence for earlier matches.
    pub(crate) known: &'n Known,
}

/// The kinds of person that notes speak of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Person {
    Staff,
    User,
    ThirdParty,
    /// A relative: a third party in a consultation, on the user's side elsewhere.
    Kin,
}

/// Cues of a sentence that do not depend on the match: each is looked for once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Known {
    /// Told of another place.
    pub(crate) elsewhere: OnceCell<Option<Range>>,
    /// A scene in which rough words are harmless.
    pub(crate) scene_sense: OnceCell<Option<Range>>,
    /// Expressions of another sense.
    pub(crate) other_sense: OnceCell<Vec<Range>>,
    /// For each token, the person it names.
    pub(crate) persons: OnceCell<Vec<OnceCell<Option<Person>>>>,
    /// Words that look like negation.
    pub(crate) pseudo_negation: OnceCell<Vec<Range>>,
}

impl<'n> Scene<'n> {
    /// The letters of the token with this number; empty behind the last.
    pub(crate) fn surface(&self, at: usize) -> &'n str {
        self.tokens.get(at).map_or("", |token| &self.text[token.start..token.end])
    }
}

/// Why a match does not count, and the words that say so.
pub(crate) type Doubt = (Reason, Option<Range>);
