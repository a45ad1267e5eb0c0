//! What kind of note it is: a text about what might happen, or a consultation about what somebody else did.

use super::cues::{CueBook, CueList};
use crate::engine::layout::Layout;
use crate::span::{Range, boundary_before};

/// Longest heading: 60 characters of three bytes.
const HEADING: usize = 180;
/// Where a note says how it came about: its first eighty characters.
const BEGINNING: usize = 240;
/// What ends a heading: its line, its sentence, or the first words of the report.
const HEADING_ENDS: [char; 4] = ['\n', '。', '「', '→'];

/// What holds for the whole note.
#[derive(Clone, Debug, Default)]
pub(crate) struct Frame {
    /// Training, a manual, a plan: the words of the heading that say so.
    pub(crate) hypothetical: Option<Range>,
    /// The words are acted: a rehearsal, a reading.
    pub(crate) acted: Option<Range>,
    /// The office or the goods were at fault.
    pub(crate) just_claim: Option<Range>,
    /// Who calls or comes, named as such at the beginning: the user, whoever else is spoken of.
    pub(crate) caller: Option<Range>,
    /// Staff write of their own conduct: the words that say so.
    pub(crate) own_conduct: Option<Range>,
    /// A consultation: the words that say so.
    pub(crate) consultation: Option<Range>,
    /// The consultation is told by where it was referred to, which comes last: it holds for the whole note.
    referred: bool,
    /// In a consultation, the first third party named.
    third_party: Option<Range>,
    /// Sections in which nothing is a fact, and the heading that says so.
    hypothetical_sections: Vec<(Range, Range)>,
    /// Sections about earlier cases.
    background_sections: Vec<(Range, Range)>,
}

impl Frame {
    /// Reads the frame of a normalised note.
    pub(crate) fn read(text: &str, folded: &str, layout: &Layout, cues: &CueBook) -> Self {
        let heading = boundary_before(text, text.find(HEADING_ENDS).unwrap_or(text.len()).min(HEADING));
        // 【研修】…, 研修記録: a heading names the note. アンケートの記入を拒否し is a report already.
        let is_title = |cue: &Range| {
            let rest = &folded[cue.end..heading];
            rest.starts_with([':', ')', '〕'])
                || rest.find('】').is_some_and(|close| close < 30)
                || !rest.contains(['を', 'が', 'は', 'に', 'へ', 'で'])
        };
        let whole = Range::new(0, folded.len());
        let hypothetical = cues.hypothetical_frame.find(folded, Range::new(0, heading)).filter(is_title);
        let hypothetical = hypothetical.or_else(|| cues.hypothetical_note.find(folded, whole));
        let sections = |list: &CueList| {
            let named = layout.labels.iter().filter(|label| list.find(folded, label.name).is_some());
            named.map(|label| (label.body, label.name)).collect::<Vec<_>>()
        };
        let beginning = boundary_before(folded, BEGINNING);
        let acted = cues.other_sense_note.find(folded, whole);
        let just_claim = cues.just_claim.find(folded, whole);
        let visit = cues.visit.find(folded, Range::new(0, beginning)).is_some();
        let referral = cues.referral.find(folded, whole).filter(|_| !visit);
        let consultation = referral.or_else(|| cues.consultation.find(folded, whole)).filter(|_| !visit);
        let third_party = consultation.and_then(|_| cues.third_party_named(folded));
        let mut background_sections: Vec<(Range, Range)> = sections(&cues.section_background);
        // 【経過】 tells of today, unless 【本日】 does.
        if !sections(&cues.section_current).is_empty() {
            background_sections.extend(sections(&cues.section_history));
        }
        Self {
            hypothetical,
            acted,
            just_claim,
            caller: cues.caller.find(folded, Range::new(0, beginning)),
            own_conduct: cues.own_conduct.find(folded, whole),
            consultation,
            referred: referral.is_some(),
            third_party,
            hypothetical_sections: sections(&cues.section_hypothetical),
            background_sections,
        }
    }

    /// The heading that makes what stands at `at` no fact.
    pub(crate) fn hypothetical_section(&self, at: usize) -> Option<Range> {
        over(&self.hypothetical_sections, at)
    }

    /// The heading under which earlier cases are told at `at`.
    pub(crate) fn background_section(&self, at: usize) -> Option<Range> {
        over(&self.background_sections, at)
    }

    /// Whether a consultation was spoken of before `at`.
    pub(crate) fn is_consultation(&self, at: usize) -> bool {
        self.consultation.is_some_and(|cue| self.referred || cue.start < at)
    }

    /// In a consultation spoken of before `end`: the third party, if named before `at`.
    pub(crate) fn third_party_before(&self, at: usize, end: usize) -> Option<Range> {
        self.third_party.filter(|range| range.start < at && self.is_consultation(end))
    }
}

fn over(sections: &[(Range, Range)], at: usize) -> Option<Range> {
    let section = sections.iter().find(|(body, _)| body.start <= at && at < body.end);
    section.map(|(_, heading)| *heading)
}
