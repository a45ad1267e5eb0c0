//! A compiled pattern against one sentence.

use std::cell::OnceCell;

use serde::{Deserialize, Serialize};

use super::boundary::stands_as_word;
use super::quantity::{Quantity, find_quantities};
use super::spelled::Spelled;
use crate::engine::expression::Expression;
use crate::engine::lazy_regex::LazyRegex;
use crate::engine::tokenize::{Part, Token};
use crate::rules::{Comparison, FormKind, Gap, Measure};
use crate::span::Range;

/// A pattern with its names resolved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Node {
    /// A word of this set, standing in this construction.
    Set {
        set: u32,
        construction: Option<usize>,
    },
    /// A quantity that passes the test.
    Quantity(Test),
    Any(Vec<Node>),
    Sequence(Box<Node>, Vec<(Gap, Node)>),
}

/// A quantity test with its threshold resolved.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Test {
    pub(crate) measure: Measure,
    pub(crate) comparison: Comparison,
    pub(crate) threshold: u64,
}

/// What must follow each form of a word, by the number of the form.
pub(crate) type Tails = [Option<LazyRegex>; FormKind::ALL.len()];

/// One sentence as the matcher sees it. Without tokens it answers "perhaps".
pub(crate) struct Sight<'n> {
    pub(crate) text: &'n str,
    pub(crate) folded: &'n str,
    pub(crate) sentence: Range,
    pub(crate) spelled: &'n Spelled,
    pub(crate) expressions: &'n [Expression],
    pub(crate) tokens: Option<&'n [Token]>,
    /// What stands in quotes, innermost too; empty without tokens.
    pub(crate) quotes: &'n [Range],
    /// Where clauses end; empty without tokens.
    pub(crate) clause_ends: &'n [usize],
    pub(crate) constructions: &'n [Tails],
    /// The time between the first and the last clock time of the note, at the last.
    pub(crate) elapsed: Option<(Range, u64)>,
    pub(crate) quantities: &'n OnceCell<Vec<Quantity>>,
}

/// Where a pattern was found.
pub(crate) type Found = Range;

/// The farthest that the elements of one clause may stand apart: 40 characters of three bytes. Clauses in notes are
/// shorter; what is farther apart is joined by chance.
const CLAUSE_REACH: usize = 120;
/// The widest gap of two neighbours: two particles and a comma.
const NEIGHBOUR_REACH: usize = 12;
/// More matches than this of one element in one sentence are not followed: such text is a list, not a note.
const MOST: usize = 256;

/// All places where `node` is found, smallest first where they nest. Without tokens: a superset by existence (if the
/// exact answer is not empty, neither is this).
pub(crate) fn evaluate(node: &Node, sight: &Sight<'_>) -> Vec<Found> {
    let mut found = find(node, sight);
    found.sort_unstable();
    found.dedup();
    let all = found.clone();
    found.retain(|range| !all.iter().any(|other| other != range && range.contains(*other)));
    found
}

fn find(node: &Node, sight: &Sight<'_>) -> Vec<Found> {
    if !may_stand(node, sight) {
        return Vec::new();
    }
    match node {
        Node::Set { set, construction } => find_set(*set, *construction, sight),
        Node::Quantity(test) => sight
            .quantities()
            .iter()
            .filter(|quantity| test.passes(quantity))
            .map(|quantity| quantity.range)
            .collect(),
        Node::Any(items) => items.iter().flat_map(|item| find(item, sight)).collect(),
        Node::Sequence(first, steps) => {
            let mut found = find(first, sight);
            for (gap, item) in steps {
                if found.is_empty() {
                    break;
                }
                found = step(&found, *gap, item, sight);
            }
            found
        }
    }
}

/// Whether every word that the node cannot do without may stand in the sentence: a look at a few bits, before
/// expressions are tried and words are joined.
fn may_stand(node: &Node, sight: &Sight<'_>) -> bool {
    match node {
        Node::Set { set, .. } => sight.spelled.may_hold(*set),
        Node::Quantity(_) => true,
        Node::Any(items) => items.iter().any(|item| may_stand(item, sight)),
        Node::Sequence(first, steps) => {
            may_stand(first, sight)
                && steps.iter().all(|(gap, item)| *gap == Gap::NotNext || may_stand(item, sight))
        }
    }
}

fn find_set(set: u32, construction: Option<usize>, sight: &Sight<'_>) -> Vec<Found> {
    let hits = sight.spelled.hits(set, &sight.folded[..sight.sentence.end], sight.expressions);
    let hits = hits.iter().filter(|hit| {
        let whole = Range::new(hit.start, hit.end);
        hit.anywhere || sight.tokens.is_none_or(|tokens| stands_as_word(tokens, sight.text, whole))
    });
    let Some(tails) = construction.and_then(|number| sight.constructions.get(number)) else {
        return hits.map(|hit| Range::new(hit.start, hit.end)).collect();
    };
    let mut found = Vec::new();
    for hit in hits {
        let rest = &sight.folded[hit.end..sight.sentence.end.max(hit.end)];
        for ((kind, _), tail) in FormKind::ALL.iter().zip(tails) {
            if hit.forms & kind.bit() == 0 {
                continue;
            }
            if let Some(tail) = tail.as_ref().and_then(|tail| tail.captures(rest)) {
                let reach = tail.iter().skip(1).flatten().next().map_or(0, |group| group.end());
                found.push(Range::new(hit.start, hit.end + reach));
            }
        }
    }
    found
}

fn step(found: &[Found], gap: Gap, item: &Node, sight: &Sight<'_>) -> Vec<Found> {
    let next = find(item, sight);
    if gap == Gap::NotNext {
        let exact = sight.tokens.is_some();
        let followed = |left: &Found| next.iter().any(|right| sight.neighbours(*left, *right));
        return found.iter().copied().filter(|left| !exact || !followed(left)).collect();
    }
    let mut joined = Vec::new();
    // 時間 & [duration >= 60]: the unit is a part of the quantity.
    let anywhere = gap == Gap::Sentence && matches!(item, Node::Quantity(_));
    for left in found {
        for right in &next {
            if joined.len() < MOST && (anywhere || sight.stand(*left, *right, gap)) {
                joined.push(left.join(*right));
            }
        }
    }
    joined
}

impl Test {
    pub(crate) fn passes(self, quantity: &Quantity) -> bool {
        quantity.measure == self.measure
            && match self.comparison {
                Comparison::AtLeast => quantity.value >= self.threshold,
                Comparison::Below => quantity.value < self.threshold,
            }
    }
}

impl Sight<'_> {
    /// The quantities of the sentence.
    pub(crate) fn quantities(&self) -> &[Quantity] {
        self.quantities.get_or_init(|| {
            let mut found = Vec::new();
            find_quantities(
                &self.text[self.sentence.start..self.sentence.end],
                self.sentence.start,
                &mut found,
            );
            if let Some((range, value)) = self.elapsed.filter(|(range, _)| self.sentence.contains(*range)) {
                found.push(Quantity { range, measure: Measure::Elapsed, value });
            }
            found
        })
    }

    fn stand(&self, left: Range, right: Range, gap: Gap) -> bool {
        match gap {
            Gap::Adjacent => self.neighbours(left, right),
            Gap::Clause => {
                left.end <= right.start
                    && right.start - left.end <= CLAUSE_REACH
                    && !self.clause_ends.iter().any(|end| left.end <= *end && *end <= right.start)
            }
            Gap::Near(letters) => {
                let (first, second) = if left.end <= right.start { (left, right) } else { (right, left) };
                first.end <= second.start
                    && self.text[first.end..second.start].chars().take(letters + 1).count() <= letters
            }
            Gap::Sentence => left.end <= right.start || right.end <= left.start,
            Gap::Quote => {
                let apart = left.end <= right.start || right.end <= left.start;
                let holds = |quote: &Range| {
                    let within = |found: Range| quote.start <= found.start && found.start < quote.end;
                    within(left) && within(right)
                };
                apart && (self.tokens.is_none() || self.quotes.iter().any(holds))
            }
            Gap::NotNext => false,
        }
    }

    /// Side by side, or with nothing but particles and a comma between.
    fn neighbours(&self, left: Range, right: Range) -> bool {
        if right.start < left.end || right.start - left.end > NEIGHBOUR_REACH {
            return false;
        }
        let Some(tokens) = self.tokens else { return true };
        let from = tokens.partition_point(|token| token.end <= left.end);
        tokens[from..].iter().take_while(|token| token.start < right.start).all(|token| {
            matches!(
                token.part,
                Part::CaseParticle | Part::Particle | Part::QuoteParticle | Part::ConjunctiveParticle
            ) || matches!(&self.text[token.start..token.end], "、" | " " | "「" | "」")
        })
    }
}
