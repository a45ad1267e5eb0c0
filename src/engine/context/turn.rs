//! Who speaks under a label: `客:まだか 職員:お待ちください`.

use super::cues::{CueBook, CueList};
use super::speech::Speaker;
use crate::engine::layout::Layout;
use crate::span::Range;

/// What one speaker says, from the label to the end of the line or the next label.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Turn {
    pub(crate) said: Range,
    pub(crate) speaker: Speaker,
    pub(crate) label: Range,
}

/// The turns of a note. `利用者: 60代男性` in a form is no speech: only where two sides have labels, or one side has
/// several, are labels read as speakers.
pub(crate) fn find_turns(folded: &str, layout: &Layout, cues: &CueBook) -> Vec<Turn> {
    let turns: Vec<Turn> = layout
        .labels
        .iter()
        .filter(|label| label.colon)
        .filter_map(|label| {
            let speaker = speaker(&folded[label.name.start..label.name.end], cues)?;
            Some(Turn { said: label.body, speaker, label: label.name })
        })
        .collect();
    if turns.len() < 2 { Vec::new() } else { turns }
}

fn speaker(label: &str, cues: &CueBook) -> Option<Speaker> {
    // お客様A, 職員2, 男性客さん: the kind without what tells several apart.
    let bare = label.trim_end_matches(|letter: char| letter.is_ascii_alphanumeric());
    let bare = if bare.is_empty() { label } else { bare };
    let bare = bare.trim_end_matches("さん").trim_end_matches("様");
    let is = |lists: [&CueList; 2]| lists.iter().any(|list| list.has_text(bare) || list.has_text(label));
    if is([&cues.turn_staff, &cues.staff]) {
        return Some(Speaker::Staff);
    }
    is([&cues.turn_user, &cues.user]).then_some(Speaker::User)
}
