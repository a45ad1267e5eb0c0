//! Whether an earlier case is told.

use super::actor::is_order;
use super::look::Look;
use super::speech::{self, Quote, Speaker};
use crate::span::{Range, boundary_before};

/// How far behind the chain an excuse may stand (怒鳴っちまって、悪かった): twenty characters of three bytes.
const REACH: usize = 60;
/// How far the words may stand that set today against an earlier case (…。今回は受領のみ): eighty characters.
const CONTRAST_REACH: usize = 240;

/// An earlier case: said so before the match with nothing current in between, in the chain after it, by the section
/// of the form, or by setting today against it.
pub(super) fn background(look: &Look<'_>) -> Option<Range> {
    let (scene, cues, found, chain) = (look.scene, look.cues, look.found, look.chain.range);
    // 〜した経緯がある; 〜したのは先月のこと.
    let quoted = speech::around(scene.quotes, found).map_or(0, |quote| quote.inner.end);
    let reach = (chain.end.max(quoted) + REACH).min(scene.sentence.end).max(chain.end);
    let end = boundary_before(scene.folded, reach);
    let after = cues.background_after.find(scene.folded, Range::new(chain.start, end));
    if let Some(cue) = after.or_else(|| cues.background_before.find(scene.folded, chain)) {
        return Some(cue);
    }
    if let Some(cue) = look.frame.background_section(found.start) {
        return Some(cue);
    }
    if let Some(cue) = before(look) {
        return Some(cue);
    }
    // 〜された相手。今回は受領のみ: today is set against it.
    let reach = boundary_before(scene.folded, (chain.end + CONTRAST_REACH).min(scene.folded.len()));
    let contrast = cues.background_contrast.find(scene.folded, Range::new(chain.end, reach))?;
    let current = cues.current.find(scene.folded, Range::new(scene.sentence.start, chain.end));
    current.is_none().then_some(contrast)
}

fn before(look: &Look<'_>) -> Option<Range> {
    let (scene, cues) = (look.scene, look.cues);
    let cue =
        cues.background_before.find_last(scene.folded, Range::new(scene.sentence.start, look.found.start))?;
    // 「当時の担当も謝らせろ」: the time of what is said is not the time of the saying.
    let said = |quote: &Quote| quote.inner.contains(cue) && quote.speaker == Speaker::User;
    if is_order(scene, look.found) && scene.quotes.iter().any(said) {
        return None;
    }
    if cues.background_object.covering(scene.folded, scene.sentence, cue).is_some() {
        return None;
    }
    let between = Range::new(cue.end, look.found.end.max(cue.end));
    // 先月「今日中にやれ」と言った: what is said is no time of the telling.
    let told = |now: &Range| !scene.quotes.iter().any(|quote| quote.inner.contains(*now));
    let now = cues.current.find(scene.folded, between);
    now.is_none_or(|now| !told(&now)).then_some(cue)
}
