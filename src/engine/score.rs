//! Evidence → categories with scores.

use std::sync::Arc;

use super::compile::{CompiledCategory, CompiledRule};
use super::tagging::{Evidence, SetAside, Suggestion};
use crate::rules::Reason;
use crate::span::Span;

/// One match that counts.
pub(crate) struct Support<'p> {
    pub(crate) rule: &'p CompiledRule,
    pub(crate) span: Span,
}

/// Suggestions, best first, and what was too weak for one.
///
/// The score of a category is `1 − Π(1 − weight)` over the different rules that support it (noisy-or: each rule is an
/// independent witness). Repeating one witness adds nothing.
pub(crate) fn score(
    categories: &[CompiledCategory],
    supports: &[Support<'_>],
) -> (Vec<Suggestion>, Vec<SetAside>) {
    let mut suggestions = Vec::new();
    let mut weak = Vec::new();
    for category in categories {
        let mut own: Vec<&Support<'_>> =
            supports.iter().filter(|support| category.acts.contains(&support.rule.category)).collect();
        if own.is_empty() {
            continue;
        }
        own.sort_by(|a, b| (a.span, &a.rule.id).cmp(&(b.span, &b.rule.id)));
        own.dedup_by(|a, b| a.span == b.span && Arc::ptr_eq(&a.rule.id, &b.rule.id));
        let score = combined(&own);
        if score + f64::EPSILON >= category.threshold {
            let evidence = own.iter().map(|support| Evidence {
                rule: Arc::clone(&support.rule.id),
                span: support.span,
                why: Arc::clone(&support.rule.why),
            });
            suggestions.push(Suggestion {
                id: Arc::clone(&category.id),
                label: Arc::clone(&category.label),
                score,
                evidence: evidence.collect(),
            });
        } else {
            weak.extend(own.iter().map(|support| SetAside {
                category: Arc::clone(&category.id),
                rule: Arc::clone(&support.rule.id),
                span: support.span,
                reason: Reason::BelowThreshold,
                cue: None,
            }));
        }
    }
    suggestions.sort_by(|a, b| b.score.total_cmp(&a.score));
    (suggestions, weak)
}

/// Noisy-or over different rules, to three decimals so that the printed score is the compared one.
fn combined(supports: &[&Support<'_>]) -> f64 {
    let mut seen: Vec<&str> = Vec::new();
    let mut doubt = 1.0;
    for support in supports {
        if !seen.contains(&&*support.rule.id) {
            seen.push(&support.rule.id);
            doubt *= 1.0 - support.rule.weight;
        }
    }
    ((1.0 - doubt) * 1000.0_f64).round() / 1000.0
}
