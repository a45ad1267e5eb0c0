//! The tagger (shared, immutable) and its workers (one per thread), which tie the stages together.

use std::sync::Arc;

use super::compile::{CompiledRule, Program, compile};
use super::context::{Frame, judge};
use super::matching::{Node, evaluate};
use super::page::Page;
use super::score::{Support, score};
use super::tagging::{Flag, SetAside, Tagging};
use super::tokenize::{TokenWorker, Tokenizer};
use crate::error::{Error, ErrorKind};
use crate::rules::{Dictionaries, Policy, RuleKind};
use crate::span::Range;

/// The compiled rules of one policy. Shared by all threads; makes [`Worker`]s.
pub struct Tagger {
    pub(crate) program: Program,
    tokenizer: Tokenizer,
    policy: Policy,
}

/// One thread's tagger: it reuses its buffers from note to note.
pub struct Worker<'t> {
    pub(super) tagger: &'t Tagger,
    tokens: TokenWorker,
    pub(super) page: Page,
    eager: bool,
}

/// One match of one rule, before its context is read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Match {
    pub(super) rule: usize,
    pub(super) sentence: usize,
    pub(super) found: Range,
}

impl Tagger {
    /// Compiles `dictionaries` for the policy with this id.
    ///
    /// # Errors
    /// When there is no such policy (the message lists those there are), or a rule cannot be compiled.
    pub fn new(dictionaries: &Dictionaries, policy: &str) -> Result<Self, Error> {
        let Some(policy) = dictionaries.policies.iter().find(|known| known.id == policy) else {
            let known: Vec<&str> = dictionaries.policies.iter().map(|policy| policy.id.as_str()).collect();
            return Err(Error::new(ErrorKind::Argument, format!("方針「{policy}」はありません"))
                .with_cure(format!("--policy に使えるのは {} です", known.join("、"))));
        };
        let tokenizer = Tokenizer::load()?;
        let program = compile(dictionaries, policy, &tokenizer)?;
        Ok(Self { program, tokenizer, policy: policy.clone() })
    }

    /// The built-in dictionaries under the ward of Taito's policy.
    ///
    /// # Errors
    /// When the embedded dictionary was built by another version of its library.
    pub fn builtin() -> Result<Self, Error> {
        let (dictionaries, _) = crate::rules::parse(&crate::rules::builtin());
        Self::new(&dictionaries, crate::rules::DEFAULT_POLICY)
    }

    /// The same, suggesting no category below `least` (0..1); what falls below is set aside as `below-threshold`.
    #[must_use]
    pub fn with_min_score(mut self, least: f64) -> Self {
        for category in &mut self.program.categories {
            category.threshold = category.threshold.max(least);
        }
        self
    }

    /// The policy in use.
    #[must_use]
    pub fn policy(&self) -> &Policy {
        &self.policy
    }

    /// Ids of the rules and flags in use.
    pub fn rule_ids(&self) -> impl Iterator<Item = &str> {
        self.program.rules.iter().map(|rule| &*rule.id)
    }

    /// How many different spellings the scan looks for.
    #[must_use]
    pub fn atom_count(&self) -> usize {
        self.program.scanner.atom_count()
    }

    pub(super) fn token_worker(&self) -> TokenWorker {
        self.tokenizer.worker()
    }

    /// A worker for one thread.
    #[must_use]
    pub fn worker(&self) -> Worker<'_> {
        Worker { tagger: self, tokens: self.tokenizer.worker(), page: Page::default(), eager: false }
    }

    /// A worker that tokenises every sentence and tries every rule on it. Slow, with the same result as
    /// [`Tagger::worker`]: the reference that tests compare with.
    #[must_use]
    pub fn eager_worker(&self) -> Worker<'_> {
        Worker { eager: true, ..self.worker() }
    }

    /// Tags one note. For many notes keep a [`Worker`], which reuses its buffers.
    #[must_use]
    pub fn tag(&self, note: &str) -> Tagging {
        self.worker().tag(note)
    }
}

impl Worker<'_> {
    /// Tags one note.
    pub fn tag(&mut self, note: &str) -> Tagging {
        let matches = self.matches(note);
        if matches.is_empty() {
            return Tagging::default();
        }
        let frame = self.frame();
        let program = &self.tagger.program;
        let (mut supports, mut set_aside, mut flags) = (Vec::new(), Vec::new(), Vec::new());
        for one in matches {
            let rule = &program.rules[one.rule];
            let span = self.page.normalized.original(one.found);
            match (self.judge(one, &frame), rule.kind) {
                (None, RuleKind::Category) => supports.push(Support { rule, span }),
                (None, RuleKind::Flag) => flags.push(Flag { id: Arc::clone(&rule.category), span }),
                (Some(_), RuleKind::Flag) => {}
                (Some((reason, cue)), RuleKind::Category) => set_aside.push(SetAside {
                    category: Arc::clone(&rule.category),
                    rule: Arc::clone(&rule.id),
                    span,
                    reason,
                    cue: cue.map(|cue| self.page.normalized.original(cue)),
                }),
            }
        }
        let (categories, weak) = score(&program.categories, &supports);
        set_aside.extend(weak);
        set_aside.sort_by(|a, b| (a.span, &a.category, &a.rule).cmp(&(b.span, &b.category, &b.rule)));
        set_aside.dedup();
        flags.sort_by(|a: &Flag, b: &Flag| (a.span, &a.id).cmp(&(b.span, &b.id)));
        flags.dedup();
        Tagging { categories, set_aside, flags }
    }

    /// Every match in the note whose `with` and `without` hold, in the order of sentences and rules.
    fn matches(&mut self, note: &str) -> Vec<Match> {
        let program = &self.tagger.program;
        self.page.open(note, program, self.eager);
        let mut matches = Vec::new();
        for sentence in 0..self.page.sentences.len() {
            for rule in self.candidates(sentence) {
                let compiled = &program.rules[rule];
                let found = self.find(&compiled.when, sentence);
                if !found.is_empty() && self.elsewhere(compiled) {
                    matches.extend(found.into_iter().map(|found| Match { rule, sentence, found }));
                }
            }
        }
        matches
    }

    /// Rules that a word in the sentence calls for, in rule order.
    fn candidates(&self, sentence: usize) -> Vec<usize> {
        let program = &self.tagger.program;
        if self.eager {
            return (0..program.rules.len()).collect();
        }
        let hits = &self.page.sentences[sentence].spelled;
        let mut rules: Vec<usize> = hits
            .chunk_by(|a, b| a.set == b.set)
            .flat_map(|same| program.triggers[same[0].set as usize].iter())
            .map(|rule| *rule as usize)
            .collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Where `node` is found in a sentence, which is tokenised only if its spelling leaves that open.
    pub(super) fn find(&mut self, node: &Node, sentence: usize) -> Vec<Range> {
        let program = &self.tagger.program;
        if !self.eager && evaluate(node, &self.page.sight(sentence, program, false)).is_empty() {
            return Vec::new();
        }
        self.page.tokenize(sentence, &mut self.tokens, &program.cues);
        evaluate(node, &self.page.sight(sentence, program, true))
    }

    /// Whether what the rule asks of the rest of the note holds.
    pub(super) fn elsewhere(&mut self, rule: &CompiledRule) -> bool {
        let mut anywhere = |node: &Node| {
            (0..self.page.sentences.len()).any(|sentence| !self.find(node, sentence).is_empty())
        };
        rule.with.as_ref().is_none_or(&mut anywhere) && !rule.without.as_ref().is_some_and(&mut anywhere)
    }

    pub(super) fn frame(&self) -> Frame {
        let normalized = &self.page.normalized;
        Frame::read(normalized.text(), normalized.folded(), &self.tagger.program.cues)
    }

    pub(super) fn judge(&self, one: Match, frame: &Frame) -> Option<super::context::Doubt> {
        let program = &self.tagger.program;
        let rule = &program.rules[one.rule];
        let scene = self.page.scene(one.sentence)?;
        judge(&scene, &program.cues, frame, one.found, rule.agent, &rule.drop)
    }
}
