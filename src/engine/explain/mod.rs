//! Why a rule counts in a note, and why not: every stage that it passed and the ones that stopped it, in the words of
//! staff.

mod wording;
mod words;

use serde::Serialize;

use super::context::{Doubt, Frame, Look, doubt, doubts};
use super::tagger::Worker;
use super::verdict::{Judged, Match};
use crate::rules::RuleKind;
use crate::span::{Range, Span};

/// What became of one rule in one note.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The rule.
    pub rule: String,
    /// What the rule looks for, in its own words.
    pub why: String,
    /// Whether the rule counts.
    pub counts: bool,
    /// The stages in order, the failed ones too.
    pub steps: Vec<Step>,
}

/// One stage of one rule.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Step {
    /// Where in the decision this stands.
    pub stage: Stage,
    /// Whether the rule passed; `None` for what only informs.
    pub passed: Option<bool>,
    /// In the words of staff.
    pub message: String,
    /// The places in the note, if the stage has any.
    #[serde(skip)]
    pub spans: Vec<Span>,
}

/// The stages of a decision, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Stage {
    /// Does a word of the rule stand in the note?
    Words,
    /// Does it stand there as a word, not as a part of another?
    Boundary,
    /// In the construction that the rule asks for?
    Construction,
    /// Is there a quantity that is large enough?
    Quantity,
    /// Do the parts stand together as the rule asks?
    Order,
    /// Does the rest of the note hold what the rule asks of it?
    Note,
    /// Which words belong to the statement?
    Chain,
    /// Who does it?
    Actor,
    /// Is there a reason to set it aside?
    Context,
}

impl Stage {
    /// The stage in the words of staff.
    #[must_use]
    pub const fn japanese(self) -> &'static str {
        match self {
            Self::Words => "語",
            Self::Boundary => "語の切れ目",
            Self::Construction => "言い方",
            Self::Quantity => "数量",
            Self::Order => "並び",
            Self::Note => "記録全体",
            Self::Chain => "文のつながり",
            Self::Actor => "誰が",
            Self::Context => "文脈",
        }
    }
}

/// The steps so far.
#[derive(Default)]
pub(super) struct Steps(Vec<Step>);

impl Steps {
    fn push(&mut self, stage: Stage, passed: Option<bool>, message: impl Into<String>, spans: Vec<Span>) {
        let step = Step { stage, passed, message: message.into(), spans };
        // Two alternatives of a pattern that share a word say the same of it.
        if !self.0.contains(&step) {
            self.0.push(step);
        }
    }
}

impl Worker<'_> {
    /// Follows one rule through one note. `None` if there is no rule with this id.
    pub fn explain(&mut self, note: &str, rule_id: &str) -> Option<Explanation> {
        let program = &self.tagger.program;
        // Every rule's matches, for what one says of another; this opens the note.
        let matches = self.matches(note);
        let frame = self.frame();
        let judged = self.judged(matches, &frame);
        // Of a rule with several numbers the one whose notes this is of.
        let own = (0..program.rules.len()).filter(|number| &*program.rules[*number].id == rule_id);
        let own: Vec<usize> = own.collect();
        let in_scope = own.iter().find(|number| self.in_scope(&program.rules[**number]));
        let number = *in_scope.or(own.first())?;
        let rule = &program.rules[number];
        let mut steps = Steps::default();
        let mut matches = Vec::new();
        for sentence in 0..self.page.sentences.len() {
            let new = |found| Match { rule: number, sentence, found, against: None };
            matches.extend(self.find(&rule.when, sentence).into_iter().map(new));
        }
        if matches.is_empty() {
            self.explain_words(&rule.when, &mut steps);
        } else {
            let spans = matches.iter().map(|one| self.page.normalized.original(one.found)).collect();
            let message = format!("規則の形に合う箇所が{}つあります", matches.len());
            steps.push(Stage::Words, Some(true), message, spans);
        }
        let mut counts = false;
        if !matches.is_empty() && self.explain_note(number, &mut matches, &mut steps) {
            for one in matches {
                let same = |other: &&Judged| other.one.rule == one.rule && other.one.found == one.found;
                let verdict = judged.iter().find(same).and_then(|judged| judged.doubt);
                counts |= self.explain_match(one, &frame, verdict, &mut steps);
            }
        }
        let why = rule.why.to_string();
        Some(Explanation { rule: rule_id.to_owned(), why, counts, steps: steps.0 })
    }

    /// What the rule asks of the rest of the note. False if it is not there.
    fn explain_note(&mut self, number: usize, matches: &mut [Match], steps: &mut Steps) -> bool {
        let program = &self.tagger.program;
        let rule = &program.rules[number];
        if let Some(with) = rule.with {
            let place = self.anywhere(with);
            let message = if place.is_some() {
                "規則が併せて求める記載(with)があります"
            } else {
                "規則が併せて求める記載(with)が、記録のどこにもありません"
            };
            let spans = place.map(|place| self.page.normalized.original(place));
            steps.push(Stage::Note, Some(place.is_some()), message, spans.into_iter().collect());
            if place.is_none() {
                return false;
            }
        }
        for one in matches {
            one.against = self.against(rule, one.sentence);
        }
        true
    }

    /// One match: its statement, who acts, and each question of the context stage with its answer.
    fn explain_match(
        &mut self,
        one: Match,
        frame: &Frame,
        verdict: Option<Doubt>,
        steps: &mut Steps,
    ) -> bool {
        let program = &self.tagger.program;
        let rule = &program.rules[one.rule];
        self.page.parse(one.sentence);
        let original = |range: Range| self.page.normalized.original(range);
        let Some(scene) = self.page.scene(one.sentence) else { return false };
        let mention = rule.kind == RuleKind::Mention;
        let look = Look::new(&scene, &program.cues, frame, one.found, rule.agent, mention);
        let chain = look.chain.range;
        if chain.start < chain.end {
            let message = if look.chain.passive {
                "後に続く述語まで(受け身)"
            } else {
                "後に続く述語まで"
            };
            steps.push(Stage::Chain, None, message, vec![original(chain)]);
        }
        let actor = look.actor();
        let message = format!("{}({})", wording::person(actor.person), wording::basis(actor.basis));
        steps.push(Stage::Actor, None, message, actor.cue.map(original).into_iter().collect());
        let doubts = doubts(&look);
        for (reason, cue) in doubts.iter().chain(&one.against) {
            let waived = !rule.drop.contains(reason) && one.against.is_none_or(|(other, _)| other != *reason);
            let mut spans = vec![original(one.found)];
            spans.extend(cue.map(original));
            let message = if waived {
                format!("{}に読めるが、この規則はそれを問いません", reason.japanese())
            } else {
                format!("除外: {}({})", reason.japanese(), reason.id())
            };
            steps.push(Stage::Context, if waived { None } else { Some(false) }, message, spans);
        }
        let own = doubt(&look, &rule.drop).or(one.against);
        if let Some((reason, cue)) = verdict.filter(|_| own.is_none()) {
            let message = format!(
                "除外: 中の語が{}({})のため、それを含むこの箇所も数えません",
                reason.japanese(),
                reason.id()
            );
            let spans = std::iter::once(original(one.found)).chain(cue.map(original)).collect();
            steps.push(Stage::Context, Some(false), message, spans);
        }
        let counts = own.or(verdict).is_none();
        if counts {
            let message = "除外する理由はありません。数えます";
            let message = if mention {
                "除外する理由はありませんが、この語だけでは根拠になりません"
            } else {
                message
            };
            steps.push(Stage::Context, Some(!mention), message, vec![original(one.found)]);
        }
        counts && !mention
    }
}
