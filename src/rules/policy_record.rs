//! A policy as programs read it: `fuda policy --json` and `GET /v1/policies` print the same.

use std::collections::BTreeSet;

use serde::Serialize;

use super::model::Dictionaries;
use super::policy::{Category, Number, Origin, Policy, Unit, act_of};

impl Dictionaries {
    /// The numbers that hold under a policy, its own first, with who set each.
    #[must_use]
    pub fn numbers_of<'d>(&'d self, policy: &'d Policy) -> Vec<(&'d Number, Origin)> {
        let mut names = BTreeSet::new();
        let own = policy.numbers.iter().chain(&self.defaults).map(|number| number.id.as_str());
        own.filter(|name| names.insert(*name)).flat_map(|name| self.numbers(policy, name)).collect()
    }

    /// The acts that no category of the policy covers, even in part.
    #[must_use]
    pub fn missing_from<'d>(&'d self, policy: &Policy) -> Vec<&'d Category> {
        let covered = |act: &str| {
            policy.categories.iter().any(|one| {
                one.acts.iter().any(|own| own == act) || one.parts.iter().any(|part| act_of(part) == act)
            })
        };
        self.acts().into_iter().filter(|act| !covered(&act.id)).collect()
    }
}

/// One policy with its categories, its numbers and their sources.
#[derive(Debug, Serialize)]
pub struct PolicyRecord<'p> {
    id: &'p str,
    name: &'p str,
    issuer: &'p str,
    date: &'p str,
    seen: &'static str,
    verified: &'p str,
    sources: &'p [String],
    categories: Vec<PrintedCategory<'p>>,
    numbers: Vec<NumberRecord<'p>>,
    not_covered_acts: Vec<&'p str>,
    clauses: Vec<PrintedClause<'p>>,
}

#[derive(Debug, Serialize)]
struct PrintedClause<'p> {
    title: &'p str,
    text: &'p str,
}

#[derive(Debug, Serialize)]
struct PrintedCategory<'p> {
    id: &'p str,
    label: &'p str,
    group: &'p str,
    covered: bool,
    acts: &'p [String],
    parts: &'p [String],
    near: &'p [String],
    thresholds: Vec<PrintedThreshold<'p>>,
    seen: &'static str,
    note: &'p str,
    examples: &'p [String],
}

#[derive(Debug, Serialize)]
struct PrintedThreshold<'p> {
    act: &'p str,
    score: f64,
    origin: &'static str,
}

impl<'p> PolicyRecord<'p> {
    /// What `all` says of `policy`.
    #[must_use]
    pub fn new(all: &'p Dictionaries, policy: &'p Policy) -> Self {
        let thresholds = |category: &'p Category| {
            let mut acts: Vec<&str> = category.acts.iter().map(String::as_str).collect();
            for part in &category.parts {
                if !acts.contains(&act_of(part)) {
                    acts.push(act_of(part));
                }
            }
            let of = |act| PrintedThreshold {
                act,
                score: all.threshold(category, act),
                origin: Origin::Fuda.id(),
            };
            acts.into_iter().map(of).collect()
        };
        let categories = policy.categories.iter().map(|category| PrintedCategory {
            id: &category.id,
            label: &category.label,
            group: &category.group,
            covered: category.is_covered(),
            acts: &category.acts,
            parts: &category.parts,
            near: &category.near,
            thresholds: thresholds(category),
            seen: policy.seen(category).id(),
            note: &category.note,
            examples: &category.examples,
        });
        Self {
            id: &policy.id,
            name: &policy.name,
            issuer: &policy.issuer,
            date: &policy.date,
            seen: policy.seen.id(),
            verified: &policy.verified,
            sources: &policy.sources,
            categories: categories.collect(),
            numbers: all
                .numbers_of(policy)
                .into_iter()
                .map(|(one, origin)| NumberRecord::new(one, origin))
                .collect(),
            not_covered_acts: all.missing_from(policy).into_iter().map(|act| act.id.as_str()).collect(),
            clauses: policy.clauses.iter().map(|(title, text)| PrintedClause { title, text }).collect(),
        }
    }
}

/// A number with who set it.
#[derive(Debug, Serialize)]
pub struct NumberRecord<'p> {
    id: &'p str,
    value: u64,
    unit: Option<&'static str>,
    scope: &'p str,
    origin: &'static str,
    source: &'p str,
}

impl<'p> NumberRecord<'p> {
    /// What is printed of `number`.
    #[must_use]
    pub fn new(number: &'p Number, origin: Origin) -> Self {
        Self {
            id: &number.id,
            value: number.value,
            unit: number.unit.map(Unit::id),
            scope: &number.scope,
            origin: origin.id(),
            source: &number.source,
        }
    }
}
