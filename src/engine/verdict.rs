//! Matches of rules, and which of them count: what follows from the doubts about one match for those around it.

use super::compile::CompiledRule;
use super::context::Doubt;
use crate::rules::{Reason, RuleKind};
use crate::span::Range;

/// One match of one rule, before its context is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) rule: usize,
    pub(super) sentence: usize,
    pub(super) found: Range,
    /// What stands elsewhere in the note against the rule.
    pub(super) against: Option<Doubt>,
}

/// A match, and why it does not count.
#[derive(Clone, Copy, Debug)]
pub(super) struct Judged {
    pub(super) one: Match,
    pub(super) doubt: Option<Doubt>,
}

/// Adds to what context says of each match what follows for it from the others and from the rest of the note.
///
/// A match built around words that do not count does not count either: where 叩かれる is only feared, so is
/// 叩かれる覚悟で電話に, found by a wider rule of the same act. What stands elsewhere against one rule (`without`,
/// `unless`) says nothing of another.
pub(super) fn conclude(rules: &[CompiledRule], judged: &mut [Judged]) {
    let is_category = |one: &Judged| rules[one.one.rule].kind == RuleKind::Category;
    let doubted: Vec<Judged> =
        judged.iter().filter(|inner| inner.doubt.is_some() && is_category(inner)).copied().collect();
    for outer in judged {
        if outer.doubt.is_none() && is_category(outer) {
            outer.doubt = doubted.iter().find_map(|inner| carried(rules, inner, &outer.one));
        }
        outer.doubt = outer.doubt.or(outer.one.against);
    }
}

/// The doubt about `inner`, if the match `outer` is built around it.
pub(super) fn carried(rules: &[CompiledRule], inner: &Judged, outer: &Match) -> Option<Doubt> {
    let (same, rule) = (&rules[inner.one.rule], &rules[outer.rule]);
    let around = inner.one.found != outer.found && outer.found.contains(inner.one.found);
    inner.doubt.filter(|(reason, cue)| {
        // 帰して|もらえず: a pattern that takes in the negation means it.
        let meant = *reason == Reason::Negated && cue.is_some_and(|cue| outer.found.overlaps(cue));
        around && !meant && same.category == rule.category && rule.drop.contains(reason)
    })
}
