//! Whether a statement is denied: an odd number of negations among the words of its chain.

use super::look::Look;
use super::speech::{self, Speaker};
use crate::engine::tokenize::Part;
use crate::span::Range;

/// The last negation, if their number is odd.
pub(super) fn negated(look: &Look<'_>) -> Option<Range> {
    let (scene, cues, found, chain) = (look.scene, look.cues, look.found, &look.chain);
    // 「役に立たないな」 is an insult: inside a user's words only what is said of saying denies (土下座しろとは言わん).
    let around = speech::around(scene.quotes, found).filter(|quote| quote.encloses(found));
    let (quoted, passive) = around.map_or((0, false), |quote| (quote.inner.end, quote.passive));
    let mut said = false;
    let mut count = 0;
    let mut last = None;
    for at in chain.tokens.clone() {
        let token = &scene.tokens[at];
        let range = Range::new(token.start, token.end);
        said |= token.part == Part::QuoteParticle || &scene.text[token.start..token.end] == "と";
        if range.end <= quoted && !said {
            continue;
        }
        let word = cues.negator.has(token, scene.text, scene.folded)
            && (token.part != Part::FormalNoun || &scene.text[token.start..token.end] != "ん");
        let predicate = cues.negating_predicate.has(token, scene.text, scene.folded);
        let pseudo = || {
            let find = || cues.pseudo_negation.places(scene.folded, scene.sentence);
            scene.known.pseudo_negation.get_or_init(find).iter().any(|place| place.overlaps(range))
        };
        // 「謝らせろ」と切らない denies no word of the quote; …とは言わない does.
        let of_saying = || {
            let behind = scene.tokens[chain.tokens.start..at].iter().filter(|token| token.start >= quoted);
            let verb = behind.rev().find(|token| token.is_predicate());
            // …と遮られるでもなく: what staff did not suffer was not said.
            quoted == 0 || passive || verb.is_none_or(|verb| cues.saying.has(verb, scene.text, scene.folded))
        };
        if (word || predicate) && of_saying() && !pseudo() {
            count += 1;
            // なかっ|た: the cue is shown whole.
            let endings = scene.tokens[at + 1..].iter().take_while(|next| next.part == Part::Auxiliary);
            last = Some(Range::new(range.start, endings.last().map_or(range.end, |ending| ending.end)));
        }
    }
    let denied = last.filter(|_| count % 2 == 1).filter(|last| {
        // 求められた場合は、手続を進めず: the condition comes first, and nothing is denied of it.
        let before = Range::new(found.end, last.start.max(found.end));
        // 放してもらえないようなら: the whole is a condition.
        let behind = Range::new(last.end, chain.range.end.max(last.end));
        cues.condition.find(scene.folded, before).is_none()
            && cues.hypothetical.find(scene.folded, behind).is_none()
    });
    // 何か言われたか尋ねたが、「いいえ…」: denied farther behind.
    let behind = Range::new(found.end, scene.sentence.end.max(found.end));
    let later = || cues.denied_after.find(scene.folded, behind).filter(|_| quoted == 0);
    denied.or_else(later).or_else(|| {
        // 「謝罪なんかいらん」: the speaker denies his own demand.
        let inner = around.filter(|quote| quote.speaker != Speaker::Staff)?.inner;
        let rest = Range::new(found.end.min(inner.end), inner.end);
        cues.denied_in_quote.find_at(scene.folded, rest)
    })
}
