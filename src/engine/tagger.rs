//! The tagger (shared, immutable) and its workers (one per thread), which tie the stages together.

use std::cell::OnceCell;
use std::sync::Arc;

use super::compile::{Compiled, CompiledCategory, CompiledRule, compile};
use super::context::{Doubt, Frame, Look, doubt};
use super::matching::{Node, evaluate};
use super::page::Page;
use super::program::{self, Program};
use super::score::{Scored, Support, score};
use super::tagging::{Flag, SetAside, Tagging};
use super::tokenize::{TokenWorker, Tokenizer};
use super::verdict::{Judged, Match, conclude};
use crate::error::{Error, ErrorKind};
use crate::rules::{Dictionaries, Policy, Reason, RuleKind, act_of};
use crate::span::{Range, Span};

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
    /// Where each condition is met in the note, once it was asked.
    met: Vec<OnceCell<Option<Range>>>,
    eager: bool,
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
        let compiled = compile(dictionaries, policy, &tokenizer)?;
        Self::load(compiled, tokenizer)
    }

    fn load(compiled: Compiled<'_>, tokenizer: Tokenizer) -> Result<Self, Error> {
        let policy = compiled.policy.clone();
        Ok(Self { program: Program::load(compiled)?, tokenizer, policy })
    }

    /// The built-in dictionaries under the ward of Taito's policy, as the build script has compiled them: ready in
    /// a few milliseconds.
    ///
    /// # Errors
    /// When the embedded dictionary was built by another version of its library.
    pub fn builtin() -> Result<Self, Error> {
        Self::load(program::builtin()?, Tokenizer::load()?)
    }

    /// The same, suggesting no category below `least` (0..1); what falls below is set aside as `below-threshold`.
    #[must_use]
    pub fn with_min_score(mut self, least: f64) -> Self {
        for act in self.program.categories.iter_mut().flat_map(|category| &mut category.acts) {
            act.threshold = act.threshold.max(least);
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
        Worker {
            tagger: self,
            tokens: self.tokenizer.worker(),
            page: Page::default(),
            met: Vec::new(),
            eager: false,
        }
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

/// Adds the mentions that nothing more telling of their act covers: neither a rule's match in the same place nor, for
/// one with nothing against it, a suggestion.
fn add_mentions(
    scored: &Scored,
    supports: &[Support<'_>],
    mut mentions: Vec<SetAside>,
    set_aside: &mut Vec<SetAside>,
) {
    // A reason says more than that the words are weak.
    mentions.sort_by_key(|mention| mention.reason == Reason::BelowThreshold);
    for mention in mentions {
        let overlaps = |span: Span| span.start < mention.span.end && mention.span.start < span.end;
        // Words that count for one act need no excuse under another.
        let counts = |one: &Support<'_>| {
            one.rule.category == mention.category || scored.acts.contains(&one.rule.category)
        };
        let counted = supports.iter().any(|one| counts(one) && overlaps(one.span));
        let aside = set_aside
            .iter()
            .chain(&scored.aside)
            .any(|one| act_of(&one.rule) == &*mention.category && overlaps(one.span));
        let known = mention.reason == Reason::BelowThreshold && scored.acts.contains(&mention.category);
        if !counted && !aside && !known {
            set_aside.push(mention);
        }
    }
}

/// What was set aside of an act, under every category of the policy that the act falls under; under the act's own
/// name if there is none.
fn in_policy(set_aside: Vec<SetAside>, categories: &[CompiledCategory]) -> Vec<SetAside> {
    let mut placed = Vec::new();
    for one in set_aside {
        let before = placed.len();
        let own = categories.iter().filter(|category| category.covers(&one.rule));
        placed.extend(own.map(|category| SetAside { category: Arc::clone(&category.id), ..one.clone() }));
        if placed.len() == before {
            placed.push(one);
        }
    }
    placed
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
        let mut mentions = Vec::new();
        for Judged { one, doubt } in self.judged(matches, &frame) {
            let rule = &program.rules[one.rule];
            let span = self.page.normalized.original(one.found);
            let aside = |reason, cue: Option<Range>| SetAside {
                category: Arc::clone(&rule.category),
                rule: Arc::clone(&rule.id),
                span,
                reason,
                cue: cue.map(|cue| self.page.normalized.original(cue)),
            };
            match (rule.kind, doubt) {
                (RuleKind::Category, None) => supports.push(Support { rule, span }),
                (RuleKind::Category, Some((reason, cue))) => set_aside.push(aside(reason, cue)),
                (RuleKind::Mention, None) => mentions.push(aside(Reason::BelowThreshold, None)),
                (RuleKind::Mention, Some((reason, cue))) => mentions.push(aside(reason, cue)),
                (RuleKind::Flag, None) => flags.push(Flag { id: Arc::clone(&rule.category), span }),
                (RuleKind::Flag, Some(_)) => {}
            }
        }
        let scored = score(&program.categories, &supports);
        add_mentions(&scored, &supports, mentions, &mut set_aside);
        let mut set_aside = in_policy(set_aside, &program.categories);
        set_aside.extend(scored.aside);
        set_aside.sort_by(|a, b| (a.span, &a.category, &a.rule).cmp(&(b.span, &b.category, &b.rule)));
        set_aside.dedup();
        flags.sort_by(|a: &Flag, b: &Flag| (a.span, &a.id).cmp(&(b.span, &b.id)));
        flags.dedup();
        Tagging { categories: scored.suggestions, set_aside, flags }
    }

    /// Begins a note.
    pub(super) fn open(&mut self, note: &str) {
        self.page.open(note, &self.tagger.program, self.eager);
        self.met.clear();
        self.met.resize(self.tagger.program.conditions.len(), OnceCell::new());
    }

    /// Every match in the note whose `with` and `without` hold, in the order of sentences and rules.
    pub(super) fn matches(&mut self, note: &str) -> Vec<Match> {
        let program = &self.tagger.program;
        self.open(note);
        let mut matches = Vec::new();
        for sentence in 0..self.page.sentences.len() {
            for rule in self.candidates(sentence) {
                let compiled = &program.rules[rule];
                let found = self.find(&compiled.when, sentence);
                if !found.is_empty() && self.supported(compiled) {
                    let against = self.against(compiled, sentence);
                    matches.extend(found.into_iter().map(|found| Match { rule, sentence, found, against }));
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
        let sets = self.page.sentences[sentence].spelled.sets();
        let mut rules: Vec<usize> =
            sets.flat_map(|set| program.triggers[set as usize].iter()).map(|rule| *rule as usize).collect();
        rules.sort_unstable();
        rules.dedup();
        rules
    }

    /// Where `node` is found in a sentence, which is tokenised only if its spelling leaves that open.
    pub(super) fn find(&mut self, node: &Node, sentence: usize) -> Vec<Range> {
        let program = &self.tagger.program;
        let known = self.eager || self.page.sentences[sentence].exact.is_some();
        if !known && evaluate(node, &self.page.sight(sentence, program, false)).is_empty() {
            return Vec::new();
        }
        self.tokenize(sentence);
        evaluate(node, &self.page.sight(sentence, program, true))
    }

    pub(super) fn tokenize(&mut self, sentence: usize) {
        self.page.tokenize(sentence, &mut self.tokens, &self.tagger.program.cues);
    }

    /// Whether what the rule asks of the rest of the note is there.
    pub(super) fn supported(&mut self, rule: &CompiledRule) -> bool {
        self.in_scope(rule) && rule.with.is_none_or(|condition| self.anywhere(condition).is_some())
    }

    /// Whether the note is one for which the rule's numbers hold.
    pub(super) fn in_scope(&mut self, rule: &CompiledRule) -> bool {
        rule.scopes.iter().all(|scope| {
            let with = scope.with.is_none_or(|condition| self.anywhere(condition).is_some());
            let within = with && scope.without.is_none_or(|condition| self.anywhere(condition).is_none());
            within == scope.inside
        })
    }

    /// What stands in the note, or in the sentence of the match, that the rule wants nowhere in it.
    pub(super) fn against(&mut self, rule: &CompiledRule, sentence: usize) -> Option<Doubt> {
        let near = rule
            .unless
            .iter()
            .find_map(|(reason, node)| Some((*reason, Some(self.find(node, sentence).first().copied()?))));
        if near.is_some() {
            return near;
        }
        rule.without.iter().find_map(|(reason, condition)| Some((*reason, Some(self.anywhere(*condition)?))))
    }

    /// The first place in the note where the condition is met.
    pub(super) fn anywhere(&mut self, condition: usize) -> Option<Range> {
        if let Some(known) = self.met[condition].get() {
            return *known;
        }
        let node = &self.tagger.program.conditions[condition];
        let mut sentences = 0..self.page.sentences.len();
        let met = sentences.find_map(|sentence| self.find(node, sentence).first().copied());
        *self.met[condition].get_or_init(|| met)
    }

    pub(super) fn frame(&self) -> Frame {
        let normalized = &self.page.normalized;
        let cues = &self.tagger.program.cues;
        Frame::read(normalized.text(), normalized.folded(), &self.page.layout, cues)
    }

    /// Every match with the reason why it does not count, if any.
    pub(super) fn judged(&mut self, matches: Vec<Match>, frame: &Frame) -> Vec<Judged> {
        let mut judged: Vec<Judged> =
            matches.into_iter().map(|one| Judged { doubt: self.judge(one, frame), one }).collect();
        conclude(&self.tagger.program.rules, &mut judged);
        judged
    }

    /// What the context of the match says against it.
    pub(super) fn judge(&mut self, one: Match, frame: &Frame) -> Option<Doubt> {
        let program = &self.tagger.program;
        let rule = &program.rules[one.rule];
        self.page.parse(one.sentence);
        let scene = self.page.scene(one.sentence)?;
        let mention = rule.kind == RuleKind::Mention;
        let look = Look::new(&scene, &program.cues, frame, one.found, rule.agent, mention);
        doubt(&look, &rule.drop)
    }
}
