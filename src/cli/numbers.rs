//! The numbers that hold under a policy, with who set each.

use std::collections::BTreeSet;

use serde::Serialize;

use crate::rules::{Dictionaries, Number, Origin, Policy, Unit};

/// The numbers that hold under a policy, its own first.
pub(super) fn numbers<'d>(all: &'d Dictionaries, policy: &'d Policy) -> Vec<(&'d Number, Origin)> {
    let mut names = BTreeSet::new();
    let own = policy.numbers.iter().chain(&all.defaults).map(|number| number.id.as_str());
    own.filter(|name| names.insert(*name)).flat_map(|name| all.numbers(policy, name)).collect()
}

/// A number with who set it.
#[derive(Serialize)]
pub(super) struct PrintedNumber<'p> {
    id: &'p str,
    value: u64,
    unit: Option<&'static str>,
    scope: &'p str,
    origin: &'static str,
    source: &'p str,
}

impl<'p> PrintedNumber<'p> {
    pub(super) fn new(number: &'p Number, origin: Origin) -> Self {
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
