//! Why a rule counts in a note, and why not: the stages it passed and the one that stopped it.

use serde::Serialize;

use super::tagger::{Match, Worker};
use crate::span::Span;

/// What became of one rule in one note.
#[derive(Clone, Debug, Serialize)]
pub struct Explanation {
    /// The rule.
    pub rule: String,
    /// Whether the rule counts.
    pub counts: bool,
    /// The stages in order, the failed ones too.
    pub steps: Vec<Step>,
}

/// One stage of one rule.
#[derive(Clone, Debug, Serialize)]
pub struct Step {
    /// `scan`, `words`, `note` or `context`.
    pub stage: &'static str,
    /// Whether the rule passed.
    pub passed: bool,
    /// In the words of staff.
    pub message: String,
    /// The places in the note, if the stage has any.
    #[serde(skip)]
    pub spans: Vec<Span>,
}

impl Worker<'_> {
    /// Follows one rule through one note. `None` if there is no rule with this id.
    pub fn explain(&mut self, note: &str, rule_id: &str) -> Option<Explanation> {
        let tagger = self.tagger;
        let number = tagger.program.rules.iter().position(|rule| &*rule.id == rule_id)?;
        let rule = &tagger.program.rules[number];
        self.page.open(note, &tagger.program, false);
        let mut steps = Vec::new();
        let mut push = |stage, passed, message: String, spans| {
            steps.push(Step { stage, passed, message, spans });
            passed
        };
        let called: Vec<usize> =
            (0..self.page.sentences.len()).filter(|at| self.calls(*at, number)).collect();
        let mut passed =
            push("scan", !called.is_empty(), format!("規則の語が出てくる文: {}", called.len()), Vec::new());
        let mut matches = Vec::new();
        if passed {
            for sentence in called {
                let found = self.find(&rule.when, sentence);
                let new = |found| Match { rule: number, sentence, found, against: None };
                matches.extend(found.into_iter().map(new));
            }
            let spans = matches.iter().map(|one| self.page.normalized.original(one.found)).collect();
            let message = if matches.is_empty() {
                "語はあるが、語の切れ目・順序・活用形・数量が規則どおりに並んでいない".to_owned()
            } else {
                format!("規則の形に合う箇所: {}", matches.len())
            };
            passed = push("words", !matches.is_empty(), message, spans);
        }
        if passed && rule.with.is_some() {
            let holds = self.supported(rule);
            let message = if holds { "記録のどこかに必要な記載(with)がある" } else { "記録のどこかに必要な記載(with)がない" };
            passed = push("note", holds, message.to_owned(), Vec::new());
        }
        if passed && !rule.without.is_empty() {
            let against = self.against(rule);
            for one in &mut matches {
                one.against = against;
            }
        }
        let mut counts = false;
        if passed {
            let frame = self.frame();
            for one in matches {
                let doubt = self.judge(one, &frame);
                counts |= doubt.is_none();
                let mut spans = vec![self.page.normalized.original(one.found)];
                let message = match doubt {
                    None => "文脈上、除外する理由はない".to_owned(),
                    Some((reason, cue)) => {
                        spans.extend(cue.map(|cue| self.page.normalized.original(cue)));
                        format!("除外: {}({})", reason.japanese(), reason.id())
                    }
                };
                push("context", doubt.is_none(), message, spans);
            }
        }
        Some(Explanation { rule: rule_id.to_owned(), counts, steps })
    }

    /// Whether a word in the sentence calls for the rule.
    fn calls(&self, sentence: usize, rule: usize) -> bool {
        let triggers = &self.tagger.program.triggers;
        self.page.sentences[sentence]
            .spelled
            .iter()
            .any(|hit| triggers[hit.set as usize].iter().any(|called| *called as usize == rule))
    }
}
