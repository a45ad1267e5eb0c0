//! Whether the words mean something else here.

use super::look::Look;
use crate::span::{Range, boundary_after, boundary_before};

/// How far before the words a harmless reason may stand: forty characters of three bytes.
const BEFORE: usize = 120;
/// And how far behind them: sixty characters.
const BEHIND: usize = 180;

/// An expression of another sense over the match itself: 土下座外交, 首を長くする.
pub(super) fn other(look: &Look<'_>) -> Option<Range> {
    let find = || look.cues.other_sense.places(look.scene.folded, look.scene.sentence);
    let places = look.scene.known.other_sense.get_or_init(find);
    places.iter().find(|place| place.overlaps(look.found)).copied()
}

/// A scene in which rough words are harmless: an accident or laughter in the sentence, acting in the note.
pub(super) fn of_the_scene(look: &Look<'_>) -> Option<Range> {
    let (folded, sentence) = (look.scene.folded, look.scene.sentence);
    let find = || look.cues.other_sense_sentence.find(folded, sentence);
    let near = look.scene.known.scene_sense.get_or_init(find);
    near.or(look.frame.acted)
}

/// For words that are no evidence by themselves: a harmless reason named nearby (耳が遠い, 談笑), or a fault of the
/// office anywhere in the note.
pub(super) fn harmless(look: &Look<'_>) -> Option<Range> {
    if !look.mention {
        return None;
    }
    let (folded, found) = (look.scene.folded, look.found);
    let start = boundary_after(folded, found.start.saturating_sub(BEFORE));
    let end = boundary_before(folded, found.end + BEHIND);
    let near = look.cues.harmless.find(folded, Range::new(start, end));
    near.or(look.frame.just_claim)
}
