//! Whether a statement is denied: an odd number of negations among the words of its chain.

use super::chain::Chain;
use super::cues::CueBook;
use super::scene::Scene;
use crate::engine::tokenize::Part;
use crate::span::Range;

/// The last negation, if their number is odd.
pub(crate) fn negated(scene: &Scene<'_>, cues: &CueBook, chain: &Chain) -> Option<Range> {
    let mut count = 0;
    let mut last = None;
    for token in &scene.tokens[chain.tokens.clone()] {
        let range = Range::new(token.start, token.end);
        let word = cues.negator.has(token, scene.text, scene.folded)
            && (token.part != Part::FormalNoun || &scene.text[token.start..token.end] != "ん");
        let predicate = cues.negating_predicate.has(token, scene.text, scene.folded);
        let pseudo = || cues.pseudo_negation.covering(scene.folded, scene.sentence, range).is_some();
        if (word || predicate) && !pseudo() {
            count += 1;
            last = Some(range);
        }
    }
    last.filter(|_| count % 2 == 1)
}
