//! What the note affirms, of whom, and when: for each match, whether it counts, and if not, why and by which words.
//!
//! Japanese puts the modality of a statement after its verb, so most of it is read from the *chain* of words to the
//! right of a match. No parser is needed; where the words do not decide, the match counts and is shown.
//!
//! | file | decides |
//! |---|---|
//! | `scene` | nothing: it is the sentence that all of them look at |
//! | `cues` | nothing: it holds the cue dictionaries, compiled |
//! | `clause` | where clauses end |
//! | `quote` | what stands in quotes, and who speaks |
//! | `chain` | which words to the right belong to the statement |
//! | `polarity` | negated |
//! | `modality` | hypothetical |
//! | `actor` | other agent, other target |
//! | `frame` | what kind of note it is: training text, a consultation about a third party |

mod actor;
mod chain;
mod clause;
mod cues;
mod frame;
mod modality;
mod polarity;
mod quote;
mod scene;

pub(crate) use clause::clause_ends;
pub(crate) use cues::CueBook;
pub(crate) use frame::Frame;
pub(crate) use quote::{Quote, find_quotes};
pub(crate) use scene::{Doubt, Scene};

use crate::rules::{Agent, Reason};
use crate::span::Range;

/// Reads the context of `found`. `None`: it counts. Otherwise the first reason, in a fixed order, that applies and
/// that the rule does not waive.
pub(crate) fn judge(
    scene: &Scene<'_>,
    cues: &CueBook,
    frame: &Frame,
    found: Range,
    agent: Agent,
    applies: &[Reason],
) -> Option<Doubt> {
    let allowed = |reason: Reason| applies.contains(&reason);
    let sense = || cues.other_sense.covering(scene.folded, scene.sentence, found);
    if allowed(Reason::OtherSense)
        && let Some(cue) = sense()
    {
        return Some((Reason::OtherSense, Some(cue)));
    }
    let quoted = quote::around(scene.quotes, found);
    let chain = chain::walk(scene, cues, found);
    if allowed(Reason::Negated)
        && let Some(cue) = polarity::negated(scene, cues, found, &chain)
    {
        return Some((Reason::Negated, Some(cue)));
    }
    if allowed(Reason::Hypothetical)
        && let Some(cue) = modality::hypothetical(scene, cues, frame, quoted, &chain)
    {
        return Some((Reason::Hypothetical, Some(cue)));
    }
    if allowed(Reason::Background)
        && let Some(cue) = background(scene, cues, found, chain.range)
    {
        return Some((Reason::Background, Some(cue)));
    }
    if agent == Agent::User
        && allowed(Reason::OtherAgent)
        && let Some(cue) = cues.elsewhere.find(scene.folded, scene.sentence)
    {
        return Some((Reason::OtherAgent, Some(cue)));
    }
    let doubt = actor::doubt(scene, cues, frame, found, &chain, agent);
    doubt.filter(|(reason, _)| allowed(*reason))
}

/// How far behind the chain an excuse may stand (怒鳴っちまって、悪かった): ten characters of three bytes.
const BACKGROUND_REACH: usize = 30;

/// An earlier case: said so before the match with nothing current in between, or in the chain after it.
fn background(scene: &Scene<'_>, cues: &CueBook, found: Range, chain: Range) -> Option<Range> {
    // 〜した経緯がある; 〜したのは先月のこと.
    let mut end = (chain.end + BACKGROUND_REACH).min(scene.sentence.end).max(chain.end);
    while !scene.folded.is_char_boundary(end) {
        end -= 1;
    }
    let after = cues.background_after.find(scene.folded, Range::new(chain.start, end));
    if let Some(cue) = after.or_else(|| cues.background_before.find(scene.folded, chain)) {
        return Some(cue);
    }
    let before = Range::new(scene.sentence.start, found.start);
    let cue = cues.background_before.find_last(scene.folded, before)?;
    if cues.background_object.covering(scene.folded, scene.sentence, cue).is_some() {
        return None;
    }
    let between = Range::new(cue.end, chain.end.max(cue.end));
    cues.current.find(scene.folded, between).is_none().then_some(cue)
}
