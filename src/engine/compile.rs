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
    Agent, Cues, Dictionaries, FormKind, Leaf, Pattern, Policy, Reason, RuleKind, Term, TermKind, Threshold,
    beginnings,
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
    /// What must stand nowhere in the note, and the reason to set the match aside if it does.
    pub(crate) without: Vec<(Reason, usize)>,
    /// The same, within the sentence of the match.
    pub(crate) unless: Vec<(Reason, Node)>,
    pub(crate) agent: Agent,
    pub(crate) drop: Vec<Reason>,
    pub(crate) weight: f64,
}

/// A category of the policy in use.
#[derive(Serialize, Deserialize)]
pub(crate) struct CompiledCategory {
    pub(crate) id: Arc<str>,
    pub(crate) label: Arc<str>,
    pub(crate) acts: Vec<Arc<str>>,
    pub(crate) threshold: f64,
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
    };
    let constructions = builder.constructions();
    let mut rules = Vec::new();
    for rule in &dictionaries.rules {
        let number = u32::try_from(rules.len()).unwrap_or(u32::MAX);
        let when = builder.node(&rule.when)?;
        let mut triggers = Vec::new();
        if !necessary(&when, &mut triggers) {
            let message = format!("規則「{}」の when には、必ず現れる語がありません", rule.id);
            return Err(
                Error::new(ErrorKind::Rules, message).with_cure("数量だけでなく、語かリストを加えてください")
            );
        }
        for set in triggers {
            builder.triggers[set as usize].push(number);
        }
        let with = rule.with.as_ref().map(|pattern| builder.condition(pattern)).transpose()?;
        let without = rule.without.iter().map(|(reason, pattern)| Ok((*reason, builder.condition(pattern)?)));
        let without = without.collect::<Result<_, Error>>()?;
        let unless = rule.unless.iter().map(|(reason, pattern)| Ok((*reason, builder.node(pattern)?)));
        let unless = unless.collect::<Result<_, Error>>()?;
        rules.push(CompiledRule {
            id: rule.id.as_str().into(),
            category: rule.category.as_str().into(),
            why: rule.why.as_str().into(),
            kind: rule.kind,
            when,
            with,
            without,
            unless,
            agent: rule.agent,
            drop: rule.drop.clone(),
            weight: rule.weight,
        });
    }
    let categories = policy.categories.iter().map(|category| CompiledCategory {
        id: category.id.as_str().into(),
        label: category.label.as_str().into(),
        acts: category.acts.iter().map(|act| act.as_str().into()).collect(),
        threshold: category.threshold,
    });
    let mut set_names = vec![String::new(); builder.sets.len()];
    for (name, number) in &builder.sets {
        set_names[*number as usize].clone_from(name);
    }
    Ok(Compiled {
        construction_names: dictionaries.constructions.keys().cloned().collect(),
        set_names,
        categories: categories.collect(),
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
}

impl Builder<'_> {
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

    /// A number of the policy in use; failing that, of the first policy that sets it.
    fn threshold(&self, threshold: &Threshold) -> Result<u64, Error> {
        match threshold {
            Threshold::Value(value) => Ok(*value),
            Threshold::Named(name) => std::iter::once(self.policy)
                .chain(&self.dictionaries.policies)
                .flat_map(|policy| &policy.numbers)
                .find(|number| number.id == *name)
                .map(|number| number.value)
                .ok_or_else(|| Error::new(ErrorKind::Rules, format!("方針の数値 ${name} がありません"))),
        }
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
