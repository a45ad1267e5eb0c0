//! A list of expressions searched together: where is the first place in which one of them stands?
//!
//! One alternation of them all would find the same, but its automaton never ends growing: what may lie between the
//! parts of a cue (`[^。]{0,12}`) makes new states wherever it is met. So their literal beginnings are looked for,
//! and an expression is tried only where one of its own stands.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use aho_corasick::AhoCorasick;
use regex::Regex;

use super::expression::{Steps, TooLong};
use crate::rules::beginnings;
use crate::span::Range;

/// Folded expressions in the order in which they are preferred, compiled when they are first needed.
pub(crate) struct Search {
    expressions: Vec<String>,
    compiled: OnceLock<Compiled>,
    general: OnceLock<Option<Regex>>,
}

enum Compiled {
    Tries(Tries),
    /// Some expression cannot be tried so.
    General,
}

/// The literal beginnings, for each the expressions that begin so, and these as steps.
struct Tries {
    literals: AhoCorasick,
    owners: Vec<Vec<usize>>,
    steps: Vec<Steps>,
}

impl Search {
    pub(crate) fn new(expressions: Vec<String>) -> Self {
        Self { expressions, compiled: OnceLock::new(), general: OnceLock::new() }
    }

    /// The first place in `text` where an expression stands.
    pub(crate) fn first(&self, text: &str) -> Option<Range> {
        self.find(text, 1).pop()
    }

    /// Every place in `text` where an expression stands, from left to right; places do not overlap.
    pub(crate) fn places(&self, text: &str) -> Vec<Range> {
        self.find(text, usize::MAX)
    }

    fn find(&self, text: &str, most: usize) -> Vec<Range> {
        let found = match self.compiled.get_or_init(|| compile(&self.expressions)) {
            Compiled::Tries(tries) => tries.find(text, most),
            Compiled::General => Err(TooLong),
        };
        found.unwrap_or_else(|TooLong| {
            let regex = self.general.get_or_init(|| Regex::new(&alternation(&self.expressions)).ok());
            let places = regex.iter().flat_map(|regex| regex.find_iter(text));
            places.map(|found| Range::new(found.start(), found.end())).take(most).collect()
        })
    }
}

impl Tries {
    fn find(&self, text: &str, most: usize) -> Result<Vec<Range>, TooLong> {
        let mut beginnings = Vec::new();
        for found in self.literals.find_overlapping_iter(text) {
            let owners = &self.owners[found.pattern().as_usize()];
            beginnings.extend(owners.iter().map(|owner| (found.start(), *owner)));
        }
        // From left to right, and in one place in the order of preference.
        beginnings.sort_unstable();
        beginnings.dedup();
        let (mut places, mut free) = (Vec::new(), 0);
        for (start, number) in beginnings {
            if start < free {
                continue;
            }
            if let Some(end) = self.steps[number].end(text, start)? {
                places.push(Range::new(start, end));
                free = end;
                if places.len() == most {
                    break;
                }
            }
        }
        Ok(places)
    }
}

fn compile(expressions: &[String]) -> Compiled {
    let tries = || {
        let (mut literals, mut steps) = (BTreeMap::<String, Vec<usize>>::new(), Vec::new());
        for (number, expression) in expressions.iter().enumerate() {
            for literal in beginnings(expression)? {
                literals.entry(literal).or_default().push(number);
            }
            steps.push(Steps::compile(expression)?);
        }
        let automaton = AhoCorasick::new(literals.keys()).ok()?;
        Some(Tries { literals: automaton, owners: literals.into_values().collect(), steps })
    };
    tries().map_or(Compiled::General, Compiled::Tries)
}

fn alternation(expressions: &[String]) -> String {
    let parts: Vec<String> = expressions.iter().map(|expression| format!("(?:{expression})")).collect();
    parts.join("|")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_finds_what_one_alternation_of_all_expressions_finds() {
        let texts = ["以前にも、以前から怒鳴った。昨年の秋", "昨年", "", "今年と去年、前にも", "以前以前"];
        for expressions in [
            vec!["以前(に|)(も|)", "昨年[^。]{0,3}(秋|春)", "(去|昨)年", "前にも"],
            vec!["以前", "以前に"],
            vec!["^以前", "秋$|春$", "年"],
            vec!["[^。]*怒鳴", "去年"],
            vec!["\\s*去年"],
        ] {
            let expressions: Vec<String> = expressions.into_iter().map(str::to_owned).collect();
            let regex = Regex::new(&alternation(&expressions)).expect("valid expressions");
            let search = Search::new(expressions.clone());
            for text in texts {
                let expected: Vec<Range> =
                    regex.find_iter(text).map(|found| Range::new(found.start(), found.end())).collect();
                assert_eq!(search.places(text), expected, "{expressions:?} in {text}");
                assert_eq!(search.first(text), expected.first().copied(), "{expressions:?} in {text}");
            }
        }
    }
}
