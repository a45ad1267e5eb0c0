//! What kind of note it is: a text about what might happen, or a consultation about what somebody else did.

use super::cues::CueBook;
use crate::span::Range;

/// How far into a note its heading reaches: the first line, at most 60 characters of three bytes.
const HEADING: usize = 180;

/// What holds for the whole note.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// Training, a manual, a plan: the words of the heading that say so.
    pub(crate) hypothetical: Option<Range>,
    /// A consultation: the words that say so.
    pub(crate) consultation: Option<Range>,
    /// In a consultation, the first third party named.
    third_party: Option<Range>,
}

impl Frame {
    /// Reads the frame of a normalised note.
    pub(crate) fn read(text: &str, folded: &str, cues: &CueBook) -> Self {
        let mut heading = text.find('\n').unwrap_or(text.len()).min(HEADING);
        while !text.is_char_boundary(heading) {
            heading -= 1;
        }
        let hypothetical = cues.hypothetical_frame.find(folded, Range::new(0, heading));
        let consultation = cues.consultation.find(folded, Range::new(0, folded.len()));
        let third_party = consultation.and_then(|_| cues.third_party_named(folded));
        Self { hypothetical, consultation, third_party }
    }

    /// In a consultation: the third party, if named before `at`.
    pub(crate) fn third_party_before(&self, at: usize) -> Option<Range> {
        self.third_party.filter(|range| range.start < at)
    }
}
