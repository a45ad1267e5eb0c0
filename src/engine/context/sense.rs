//! Whether the words mean something else here.

use super::Look;
use crate::span::Range;

/// An expression of another sense over the match itself: 土下座外交, 首を長くする.
pub(super) fn other(look: &Look<'_>) -> Option<Range> {
    let (folded, sentence) = (look.scene.folded, look.scene.sentence);
    let covering = look.cues.other_sense.covering(folded, sentence, look.found);
    covering.or_else(|| look.cues.other_sense_sentence.find(folded, sentence))
}

/// For words that are no evidence by themselves: a harmless reason named in the note (耳が遠い, 談笑, 当方の誤り).
pub(super) fn harmless(look: &Look<'_>) -> Option<Range> {
    if !look.mention {
        return None;
    }
    let folded = look.scene.folded;
    look.cues
        .harmless
        .find(folded, look.scene.sentence)
        .or_else(|| look.cues.harmless.find(folded, Range::new(0, folded.len())))
}
