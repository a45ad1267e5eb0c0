//! Evidence → categories with scores.

use std::sync::Arc;

use super::compile::{CompiledAct, CompiledCategory, CompiledRule};
use super::tagging::{Evidence, SetAside, Suggestion};
use crate::rules::Reason;
use crate::span::Span;

/// One match that counts.
pub(crate) struct Support<'p> {
    pub(crate) rule: &'p CompiledRule,
    pub(crate) span: Span,
}

/// What the evidence comes to under the policy in use.
#[derive(Default)]
pub(crate) struct Scored {
    /// Suggestions, best first.
    pub(crate) suggestions: Vec<Suggestion>,
    /// Evidence that suggests nothing: too weak, or for an act that the policy does not know.
    pub(crate) aside: Vec<SetAside>,
    /// The acts that suggestions rest on.
    pub(crate) acts: Vec<Arc<str>>,
}

/// Scores the evidence.
///
/// The score of an act is `1 − Π(1 − weight)` over the different rules that support it (noisy-or: each rule is an
/// independent witness). Repeating one witness adds nothing.
///
/// A category is suggested when one of its acts is by itself, and its score is that of its strongest act. Hints of
/// several acts are not added up: they mostly see the same words (「殺すぞ」 is an attack and a threat alike), and
/// so a note falls under the same acts whatever policy counts them.
pub(crate) fn score(categories: &[CompiledCategory], supports: &[Support<'_>]) -> Scored {
    let mut scored = Scored::default();
    let aside = |category: &Arc<str>, support: &Support<'_>, reason| SetAside {
        category: Arc::clone(category),
        rule: Arc::clone(&support.rule.id),
        span: support.span,
        reason,
        cue: None,
    };
    for category in categories {
        let mut best: Option<f64> = None;
        let mut counted: Vec<&Support<'_>> = Vec::new();
        for act in &category.acts {
            let own = witnesses(act, supports);
            let score = combined(&own);
            if own.is_empty() {
                continue;
            }
            if score + f64::EPSILON >= act.threshold {
                best = Some(best.map_or(score, |best| best.max(score)));
                counted.extend(own);
                if !scored.acts.contains(&act.id) {
                    scored.acts.push(Arc::clone(&act.id));
                }
            } else {
                let weak = own.iter().map(|support| aside(&category.id, support, Reason::BelowThreshold));
                scored.aside.extend(weak);
            }
        }
        counted.sort_by(|a, b| (a.span, &a.rule.id).cmp(&(b.span, &b.rule.id)));
        let evidence = counted.iter().map(|support| Evidence {
            rule: Arc::clone(&support.rule.id),
            span: support.span,
            why: Arc::clone(&support.rule.why),
        });
        scored.suggestions.extend(best.map(|score| Suggestion {
            id: Arc::clone(&category.id),
            label: Arc::clone(&category.label),
            score,
            evidence: evidence.collect(),
        }));
    }
    let uncovered =
        supports.iter().filter(|one| !categories.iter().any(|category| category.covers(&one.rule.id)));
    scored.aside.extend(uncovered.map(|one| aside(&one.rule.category, one, Reason::NotCovered)));
    scored.suggestions.sort_by(|a, b| b.score.total_cmp(&a.score));
    scored
}

/// The evidence for an act, each witness once a place, in the order of the text.
fn witnesses<'s, 'p>(act: &CompiledAct, supports: &'s [Support<'p>]) -> Vec<&'s Support<'p>> {
    let mut own: Vec<_> = supports.iter().filter(|support| act.covers(&support.rule.id)).collect();
    own.sort_by(|a, b| (a.span, &a.rule.id).cmp(&(b.span, &b.rule.id)));
    own.dedup_by(|a, b| a.span == b.span && Arc::ptr_eq(&a.rule.id, &b.rule.id));
    own
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
