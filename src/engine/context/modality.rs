//! Whether a statement is told as a fact: conditions, fears, plans, advice and regulations are not.

use super::chain::Chain;
use super::look::Look;
use super::scene::Scene;
use super::speech;
use crate::engine::tokenize::{Inflection, Part};
use crate::span::{Range, boundary_before};

/// How far behind the words an intention may be told: ten characters of three bytes.
const INTENTION_REACH: usize = 30;
/// How far behind the chain its last words may reach (かも|しれない, 夢を見た): twelve characters of three bytes.
const ENDING_REACH: usize = 36;

/// The words that make the statement no fact.
pub(super) fn hypothetical(look: &Look<'_>) -> Option<Range> {
    let (scene, cues, chain) = (look.scene, look.cues, &look.chain);
    if look.frame.hypothetical.is_some() {
        return look.frame.hypothetical;
    }
    if let Some(cue) = look.frame.hypothetical_section(look.found.start) {
        return Some(cue);
    }
    // 「怒鳴り込んだろかと思てたのに」: what was only meant, also in one's own words.
    let reach = (chain.range.start + INTENTION_REACH).min(scene.sentence.end);
    let meant = Range::new(chain.range.start, boundary_before(scene.folded, reach).max(chain.range.start));
    if let Some(cue) = cues.intention.find(scene.folded, meant) {
        return Some(cue);
    }
    let quoted = speech::around(scene.quotes, look.found);
    // Inside a user's words a condition is part of the act itself: 「払わないなら殴るぞ」.
    let from = quoted.map_or(chain.range.start, |quote| quote.inner.end.min(chain.range.end));
    let told = Range::new(from, chain.range.end);
    let ending = Range::new(from, ending(scene, chain).max(from));
    let found =
        cues.hypothetical.find(scene.folded, told).or_else(|| cues.supposed.find(scene.folded, ending));
    if found.is_some() {
        return found;
    }
    if let Some(cue) = condition(scene, chain, from) {
        return Some(cue);
    }
    let after = quoted.map_or(chain.range.start, |quote| quote.inner.end);
    let rest = Range::new(after, scene.sentence.end.max(after));
    let told = |cue: &Range| !scene.quotes.iter().any(|quote| quote.inner.contains(*cue));
    if let Some(cue) = cues.precaution.find(scene.folded, rest).filter(told) {
        return Some(cue);
    }
    let cue = cues.hypothetical_sentence.find(scene.folded, rest).filter(told)?;
    (!ends_in_the_past(scene)).then_some(cue)
}

/// Where the words behind the chain end that may still belong to its statement: at the next mark.
fn ending(scene: &Scene<'_>, chain: &Chain) -> usize {
    let reach = boundary_before(scene.folded, (chain.range.end + ENDING_REACH).min(scene.sentence.end));
    let rest = &scene.folded[chain.range.end..reach.max(chain.range.end)];
    rest.find(['、', '。', '「', '」', '\n']).map_or(reach, |at| chain.range.end + at)
}

/// 求められたら、係長が代わる: a condition, unless the sentence goes on to tell what happened (呼んだら怒鳴られた, also where
/// a consultation follows: 言ったら笑われた、との相談).
fn condition(scene: &Scene<'_>, chain: &Chain, from: usize) -> Option<Range> {
    let ending = scene.tokens[chain.tokens.clone()].iter().rfind(|token| {
        token.start >= from && token.part == Part::Auxiliary && token.inflection == Inflection::Conditional
    })?;
    let mut after = scene.tokens.iter().skip_while(|token| token.start < ending.end);
    let happened = after.any(|token| {
        token.part == Part::Auxiliary
            && token.base(scene.text) == "た"
            && token.inflection == Inflection::Terminal
    });
    (!happened && !ends_in_the_past(scene)).then(|| Range::new(ending.start, ending.end))
}

/// Whether the last words of the sentence are in the past tense.
fn ends_in_the_past(scene: &Scene<'_>) -> bool {
    let mut words = scene.tokens.iter().rev().skip_while(|token| token.part == Part::Symbol);
    words.next().is_some_and(|last| {
        last.part == Part::Auxiliary
            && matches!(last.base(scene.text), "た" | "だ")
            && last.inflection == Inflection::Terminal
            && matches!(&scene.text[last.start..last.end], "た" | "だ")
    })
}
