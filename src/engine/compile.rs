//! Dictionaries and a policy → what tagging needs of them, as plain data.
//!
//! The build script compiles the built-in dictionaries with this very file, so that the command starts without
//! reading them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};

use super::conjugate::{forms, variants};
use super::matching::{Node, Test};
use super::normalize::fold;
use super::pattern_text::fold_pattern;
use super::scan::{Anchor, Atoms, Posting};
use super::tokenize::{TokenWorker, Tokenizer};
use crate::error::{Error, ErrorKind};
use crate::rules::{
    Agent, Category, Cues, Dictionaries, FormKind, Leaf, Number, Origin, Pattern, Policy, Reason, Rule,
    RuleKind, Term, TermKind, Threshold, act_of, beginnings,
};

/// A rule ready to run.
#[derive(Serialize, Deserialize)]
pub(crate) struct CompiledRule {
    pub(crate) id: Arc<str>,
    pub(crate) category: Arc<str>,
    pub(crate) why: Arc<str>,
    pub(crate) kind: RuleKind,
    pub(crate) when: Node,
    /// What must stand somewhere in the note, by number.
    pub(crate) with: Option<usize>,
    /// The notes for which the numbers in it hold; every one must be as it says.
    pub(crate) scopes: Vec<Scope>,
    /// What must stand nowhere in the note, and the reason to set the match aside if it does.
    pub(crate) without: Vec<(Reason, usize)>,
    /// The same, within the sentence of the match.
    pub(crate) unless: Vec<(Reason, Node)>,
    pub(crate) agent: Agent,
    pub(crate) drop: Vec<Reason>,
    pub(crate) weight: f64,
}

/// The notes for which a number of the policy holds.
#[derive(Clone, Serialize, Deserialize)]
pub(crate) struct Scope {
    /// Whether the rule is for the notes inside the scope, or for all others.
    pub(crate) inside: bool,
    /// What stands somewhere in a note inside the scope, by number …
    pub(crate) with: Option<usize>,
    /// … and what stands nowhere in it.
    pub(crate) without: Option<usize>,
}

/// A category of the policy in use.
#[derive(Serialize, Deserialize)]
pub(crate) struct CompiledCategory {
    pub(crate) id: Arc<str>,
    pub(crate) label: Arc<str>,
    pub(crate) acts: Vec<CompiledAct>,
}

impl CompiledCategory {
    /// Whether what this rule finds is about the category.
    pub(crate) fn covers(&self, rule: &str) -> bool {
        self.acts.iter().any(|act| act.covers(rule))
    }
}

#[derive(Serialize, Deserialize)]
/// An act, or some rules of it, under a category.
pub(crate) struct CompiledAct {
    pub(crate) id: Arc<str>,
    /// The rules that fall under the category, unless all of the act do.
    pub(crate) rules: Option<Vec<String>>,
    pub(crate) threshold: f64,
}

impl CompiledAct {
    pub(crate) fn covers(&self, rule: &str) -> bool {
        act_of(rule) == &*self.id
            && self.rules.as_ref().is_none_or(|rules| rules.iter().any(|own| own == rule))
    }
}

/// Everything that the dictionaries say for one policy, without what is made of it when it is loaded.
#[derive(Serialize, Deserialize)]
pub(crate) struct Compiled<'b> {
    #[serde(borrow)]
    pub(crate) atoms: Atoms<'b>,
    /// Expressions of word lists, as written.
    pub(crate) expressions: Vec<String>,
    /// For each construction and form: the expression for what must follow, as written.
    pub(crate) constructions: Vec<Vec<Option<String>>>,
    /// Names of the constructions, by number.
    pub(crate) construction_names: Vec<String>,
    /// What each set stands for in the rules: `@list`, a word, `"exact"`, `/expression/`.
    pub(crate) set_names: Vec<String>,
    pub(crate) rules: Vec<CompiledRule>,
    /// What rules ask of the whole note; rules that ask the same share one.
    pub(crate) conditions: Vec<Node>,
    /// For each set: the rules that can only match where a word of it stands.
    pub(crate) triggers: Vec<Vec<u32>>,
    pub(crate) categories: Vec<CompiledCategory>,
    pub(crate) cues: Cues,
    pub(crate) policy: Policy,
}

/// Compiles the dictionaries for one policy.
pub(crate) fn compile(
    dictionaries: &Dictionaries,
    policy: &Policy,
    tokenizer: &Tokenizer,
) -> Result<Compiled<'static>, Error> {
    let mut builder = Builder {
        dictionaries,
        policy,
        words: tokenizer.worker(),
        sets: BTreeMap::new(),
        entries: Vec::new(),
        expressions: Vec::new(),
        conditions: Vec::new(),
        construction_numbers: BTreeMap::new(),
        triggers: Vec::new(),
        given: None,
    };
    let constructions = builder.constructions();
    let mut rules = Vec::new();
    for rule in &dictionaries.rules {
        builder.rule(rule, &mut rules)?;
    }
    let mut set_names = vec![String::new(); builder.sets.len()];
    for (name, number) in &builder.sets {
        set_names[*number as usize].clone_from(name);
    }
    Ok(Compiled {
        construction_names: dictionaries.constructions.keys().cloned().collect(),
        set_names,
        categories: policy
            .categories
            .iter()
            .map(|category| compile_category(dictionaries, category))
            .collect(),
        cues: dictionaries.cues.clone(),
        policy: policy.clone(),
        constructions,
        rules,
        triggers: builder.triggers,
        conditions: builder.conditions,
        expressions: builder.expressions,
        atoms: Atoms::build(builder.entries)?,
    })
}

/// A category with its acts, each at the threshold that belongs to the act, whatever the policy: so a note counts for
/// the same acts under all of them.
fn compile_category(dictionaries: &Dictionaries, category: &Category) -> CompiledCategory {
    let threshold = |act: &str| dictionaries.threshold(category, act);
    let mut acts: Vec<CompiledAct> = Vec::new();
    for act in &category.acts {
        acts.push(CompiledAct { id: act.as_str().into(), rules: None, threshold: threshold(act) });
    }
    for part in &category.parts {
        let act = act_of(part);
        match acts.iter_mut().find(|known| *known.id == *act) {
            Some(CompiledAct { rules: Some(rules), .. }) => rules.push(part.clone()),
            Some(_) => {}
            None => acts.push(CompiledAct {
                id: act.into(),
                rules: Some(vec![part.clone()]),
                threshold: threshold(act),
            }),
        }
    }
    CompiledCategory { id: category.id.as_str().into(), label: category.label.as_str().into(), acts }
}

/// Collects the sets of which at least one must be present for the node to match. False if there are none.
fn necessary(node: &Node, out: &mut Vec<u32>) -> bool {
    match node {
        Node::Set { set, .. } => {
            out.push(*set);
            true
        }
        Node::Quantity(_) => false,
        Node::Any(items) => items.iter().all(|item| necessary(item, out)),
        Node::Sequence(first, steps) => {
            let required = std::iter::once(first.as_ref()).chain(
                steps.iter().filter(|(gap, _)| *gap != crate::rules::Gap::NotNext).map(|(_, item)| item),
            );
            let choices = required.filter_map(|item| {
                let mut sets = Vec::new();
                necessary(item, &mut sets).then_some(sets)
            });
            match choices.min_by_key(Vec::len) {
                Some(sets) => {
                    out.extend(sets);
                    true
                }
                None => false,
            }
        }
    }
}

struct Builder<'d> {
    dictionaries: &'d Dictionaries,
    policy: &'d Policy,
    words: TokenWorker,
    sets: BTreeMap<String, u32>,
    entries: Vec<(String, Posting)>,
    expressions: Vec<String>,
    conditions: Vec<Node>,
    construction_numbers: BTreeMap<&'d str, usize>,
    triggers: Vec<Vec<u32>>,
    /// The number that a `$name` stands for in the rule at hand.
    given: Option<(&'d Number, Origin)>,
}

impl<'d> Builder<'d> {
    /// The rule once for every number that holds for certain notes only, and once for all other notes.
    fn rule(&mut self, rule: &'d Rule, into: &mut Vec<CompiledRule>) -> Result<(), Error> {
        let Some(name) = rule.number_name() else {
            let compiled = self.variant(rule, Vec::new(), into.len())?;
            into.push(compiled);
            return Ok(());
        };
        let numbers = self.dictionaries.numbers(self.policy, name);
        if numbers.is_empty() {
            return Err(Error::new(ErrorKind::Rules, format!("数値 ${name} がありません({})", rule.id))
                .with_cure(format!(
                    "方針「{}」に [[number]] を、または [[default]] を加えてください",
                    self.policy.id
                )));
        }
        let mut before: Vec<Scope> = Vec::new();
        let id: Arc<str> = rule.id.as_str().into();
        for (number, origin) in numbers {
            self.given = Some((number, origin));
            let mut scopes = before.clone();
            if number.is_scoped() {
                let with = number.with.as_ref().map(|pattern| self.condition(pattern)).transpose()?;
                let without = number.without.as_ref().map(|pattern| self.condition(pattern)).transpose()?;
                let scope = Scope { inside: true, with, without };
                before.push(Scope { inside: false, ..scope.clone() });
                scopes.push(scope);
            }
            let mut compiled = self.variant(rule, scopes, into.len())?;
            compiled.id = Arc::clone(&id);
            let scope = if number.scope.is_empty() { String::new() } else { format!("{}、", number.scope) };
            let basis = format!("{}〔{scope}{}: {}〕", rule.why, number.japanese(), origin.japanese());
            compiled.why = basis.as_str().into();
            into.push(compiled);
        }
        self.given = None;
        Ok(())
    }

    fn variant(&mut self, rule: &Rule, scopes: Vec<Scope>, number: usize) -> Result<CompiledRule, Error> {
        let number = u32::try_from(number).unwrap_or(u32::MAX);
        let when = self.node(&rule.when)?;
        let mut triggers = Vec::new();
        if !necessary(&when, &mut triggers) {
            let message = format!("規則「{}」の when には、必ず現れる語がありません", rule.id);
            return Err(
                Error::new(ErrorKind::Rules, message).with_cure("数量だけでなく、語かリストを加えてください")
            );
        }
        for set in triggers {
            self.triggers[set as usize].push(number);
        }
        let with = rule.with.as_ref().map(|pattern| self.condition(pattern)).transpose()?;
        let without = rule.without.iter().map(|(reason, pattern)| Ok((*reason, self.condition(pattern)?)));
        let without = without.collect::<Result<_, Error>>()?;
        let unless = rule.unless.iter().map(|(reason, pattern)| Ok((*reason, self.node(pattern)?)));
        let unless = unless.collect::<Result<_, Error>>()?;
        Ok(CompiledRule {
            id: rule.id.as_str().into(),
            category: rule.category.as_str().into(),
            why: rule.why.as_str().into(),
            kind: rule.kind,
            when,
            with,
            scopes,
            without,
            unless,
            agent: rule.agent,
            drop: rule.drop.clone(),
            weight: rule.weight,
        })
    }

    fn constructions(&mut self) -> Vec<Vec<Option<String>>> {
        let mut compiled = Vec::new();
        for (name, construction) in &self.dictionaries.constructions {
            self.construction_numbers.insert(name, compiled.len());
            let tail = |(kind, _)| construction.tails.get(&kind).cloned();
            compiled.push(FormKind::ALL.into_iter().map(tail).collect());
        }
        compiled
    }

    fn node(&mut self, pattern: &Pattern) -> Result<Node, Error> {
        Ok(match pattern {
            Pattern::Leaf { what: Leaf::Quantity(test), .. } => Node::Quantity(Test {
                measure: test.measure,
                comparison: test.comparison,
                threshold: self.threshold(&test.threshold)?,
            }),
            Pattern::Leaf { what, construction, .. } => Node::Set {
                set: self.set(what)?,
                construction: construction
                    .as_ref()
                    .and_then(|name| self.construction_numbers.get(name.as_str()).copied()),
            },
            Pattern::Any(items) => {
                Node::Any(items.iter().map(|item| self.node(item)).collect::<Result<_, _>>()?)
            }
            Pattern::Sequence(first, steps) => {
                let first = Box::new(self.node(first)?);
                let steps = steps.iter().map(|step| Ok((step.gap, self.node(&step.item)?)));
                Node::Sequence(first, steps.collect::<Result<_, Error>>()?)
            }
        })
    }

    /// The number of a pattern that is asked of the whole note.
    fn condition(&mut self, pattern: &Pattern) -> Result<usize, Error> {
        let node = self.node(pattern)?;
        let known = self.conditions.iter().position(|known| *known == node);
        Ok(known.unwrap_or_else(|| {
            self.conditions.push(node);
            self.conditions.len() - 1
        }))
    }

    /// The number given for this rule, or another of the policy in use that holds for all notes.
    fn threshold(&self, threshold: &Threshold) -> Result<u64, Error> {
        let name = match threshold {
            Threshold::Value(value) => return Ok(*value),
            Threshold::Named(name) => name,
        };
        let given = self.given.map(|(number, _)| number).filter(|number| number.id == *name);
        let general =
            || self.dictionaries.numbers(self.policy, name).into_iter().map(|(number, _)| number).next_back();
        let number = given.or_else(general);
        number
            .map(|number| number.value)
            .ok_or_else(|| Error::new(ErrorKind::Rules, format!("数値 ${name} がありません")))
    }

    fn set(&mut self, leaf: &Leaf) -> Result<u32, Error> {
        let one = |text: &str, kind| {
            vec![Term { text: text.to_owned(), kind, place: crate::rules::Place::default() }]
        };
        let (name, terms) = match leaf {
            Leaf::List(name) => {
                let list = self.dictionaries.words.get(name);
                (format!("@{name}"), list.map(|list| list.terms.clone()).unwrap_or_default())
            }
            Leaf::Word(text) => (text.clone(), one(text, TermKind::Word)),
            Leaf::Exact(text) => (format!("\"{text}"), one(text, TermKind::Exact)),
            Leaf::Regex(text) => (format!("/{text}"), one(text, TermKind::Regex)),
            Leaf::Quantity(_) => (String::new(), Vec::new()),
        };
        if let Some(number) = self.sets.get(&name) {
            return Ok(*number);
        }
        let number = u32::try_from(self.sets.len()).unwrap_or(u32::MAX);
        self.sets.insert(name, number);
        self.triggers.push(Vec::new());
        for term in &terms {
            match term.kind {
                TermKind::Word => self.word(number, &term.text),
                TermKind::Exact => {
                    for variant in variants(&term.text) {
                        let posting =
                            Posting { set: number, forms: FormKind::Noun.bit(), anchor: Anchor::Anywhere };
                        self.entries.push((fold(&variant), posting));
                    }
                }
                TermKind::Regex => self.regex(number, &term.text)?,
            }
        }
        Ok(number)
    }

    /// A word in all spellings and forms. A kana spelling that the tokenizer's dictionary does not know as a verb
    /// conjugates like a spelling of the same term that it does know.
    fn word(&mut self, set: u32, term: &str) {
        let spellings = variants(term);
        let known = spellings.iter().find_map(|spelling| {
            let conjugation = self.words.conjugation(spelling)?;
            Some((spelling.chars().last(), conjugation))
        });
        for spelling in &spellings {
            let own = self.words.conjugation(spelling);
            let borrowed = known
                .filter(|(ending, _)| *ending == spelling.chars().last())
                .map(|(_, conjugation)| conjugation);
            let forms = match own.or(borrowed) {
                Some(conjugation) => forms(spelling, conjugation),
                None => forms(spelling, ""),
            };
            for form in forms {
                let posting = Posting { set, forms: form.kind.bit(), anchor: Anchor::Words };
                self.entries.push((fold(&form.surface), posting));
            }
        }
    }

    /// A regular expression is tried wherever one of its literal beginnings stands.
    fn regex(&mut self, set: u32, text: &str) -> Result<(), Error> {
        let folded = fold_pattern(text);
        let place = format!("正規表現 /{text}/");
        let anchor = Anchor::Expression(u32::try_from(self.expressions.len()).unwrap_or(u32::MAX));
        self.expressions.push(text.to_owned());
        match beginnings(&folded) {
            Some(beginnings) => {
                let posting = Posting { set, forms: FormKind::Noun.bit(), anchor };
                self.entries.extend(beginnings.into_iter().map(|beginning| (beginning, posting)));
                Ok(())
            }
            _ => Err(Error::new(ErrorKind::Rules, format!("{place} は決まった文字で始まりません"))
                .with_cure("「.」や「[…]*」で始めず、文字か (a|b) で始めてください")),
        }
    }
}
