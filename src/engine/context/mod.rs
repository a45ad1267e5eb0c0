//! What the note affirms, of whom, and when: for each match, whether it counts, and if not, why and by which words.
//!
//! Japanese puts the modality of a statement after its verb, so most of it is read from the *chain* of words to the
//! right of a match. No parser is needed; where the words do not decide, the match counts and is shown.
//!
//! | file | tells |
//! |---|---|
//! | `scene` | nothing: it is the sentence that all of them look at |
//! | `cues` | nothing: it holds the cue dictionaries, compiled |
//! | `bunsetsu` | which particles belong to which word |
//! | `clause` | where statements end, and who acts after the joint |
//! | `turn` | who speaks under a label (`客:`) |
//! | `speech` | nothing: it is what a quote is |
//! | `quote` | what stands in quotes, and who says it to whom |
//! | `frame` | what kind of note it is: training text, a consultation about a third party |
//! | `chain` | which words to the right belong to the statement |
//! | `sense` | other sense |
//! | `polarity` | negated |
//! | `modality` | hypothetical |
//! | `time` | background |
//! | `look` | nothing: it is one match, as the questions look at it |
//! | `person` | who is named, in which role |
//! | `actor` | who did it: other agent |
//! | `target` | to whom: other target |

mod actor;
mod bunsetsu;
mod chain;
mod clause;
mod cues;
mod frame;
mod look;
mod modality;
mod person;
mod polarity;
mod quote;
mod scene;
mod sense;
mod speech;
mod target;
mod time;
mod turn;

pub(crate) use actor::Basis;
pub(crate) use bunsetsu::{Bunsetsu, chunk};
pub(crate) use clause::{Clause, closing_ends, cut};
pub(crate) use cues::CueBook;
pub(crate) use frame::Frame;
pub(crate) use look::Look;
pub(crate) use person::Person;
pub(crate) use quote::find_quotes;
pub(crate) use scene::{Doubt, Known, Scene};
pub(crate) use speech::Quote;
pub(crate) use turn::{Turn, find_turns};

use crate::rules::{Agent, Reason};
use crate::span::Range;

/// A question asked of every match: why it does not count, if so.
type Question = fn(&Look<'_>) -> Option<Doubt>;

/// The questions in the order in which they are asked; the first answer that the rule does not waive is the reason.
const QUESTIONS: [Question; 9] = [
    |look| sense::other(look).map(|cue| (Reason::OtherSense, Some(cue))),
    |look| polarity::negated(look).map(|cue| (Reason::Negated, Some(cue))),
    |look| modality::hypothetical(look).map(|cue| (Reason::Hypothetical, Some(cue))),
    other_agent,
    other_target,
    |look| time::background(look).map(|cue| (Reason::Background, Some(cue))),
    |look| sense::of_the_scene(look).map(|cue| (Reason::OtherSense, Some(cue))),
    told_elsewhere,
    |look| sense::harmless(look).map(|cue| (Reason::OtherSense, Some(cue))),
];

/// Why the match does not count; `None`: it counts. `applies` are the reasons that the rule asks for.
pub(crate) fn doubt(look: &Look<'_>, applies: &[Reason]) -> Option<Doubt> {
    QUESTIONS.iter().find_map(|ask| ask(look).filter(|(reason, _)| applies.contains(reason)))
}

/// Every doubt, in the order in which the questions are asked.
pub(crate) fn doubts(look: &Look<'_>) -> Vec<Doubt> {
    QUESTIONS.iter().filter_map(|ask| ask(look)).collect()
}

/// Somebody else is named as who acts or speaks.
fn other_agent(look: &Look<'_>) -> Option<Doubt> {
    let actor = look.actor();
    let named = !matches!(actor.basis, Basis::Consultation | Basis::Predicate);
    (named && look.is_other(actor)).then_some((Reason::OtherAgent, actor.cue))
}

fn elsewhere(look: &Look<'_>) -> Option<Range> {
    let find = || look.cues.elsewhere.find(look.scene.folded, look.scene.sentence);
    *look.scene.known.elsewhere.get_or_init(find)
}

/// The sentence or the note is about what happened elsewhere, or the verb is one of what staff do.
fn told_elsewhere(look: &Look<'_>) -> Option<Doubt> {
    if look.agent != Agent::Staff
        && let Some(cue) = elsewhere(look)
        && !look.scene.quotes.iter().any(|quote| quote.inner.contains(cue) && !quote.holds(look.found))
    {
        return Some((Reason::OtherAgent, Some(cue)));
    }
    let actor = look.actor();
    look.is_other(actor).then_some((Reason::OtherAgent, actor.cue))
}

fn other_target(look: &Look<'_>) -> Option<Doubt> {
    let target = match look.agent {
        Agent::User => target::elsewhere(look)?,
        // Whoever is to act: an order given to somebody else is none to staff.
        Agent::Any => speech::around(look.scene.quotes, look.found)?.told?,
        Agent::Staff => return None,
    };
    Some((Reason::OtherTarget, Some(target)))
}
