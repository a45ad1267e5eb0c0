//! A regular expression of a dictionary, compiled when it is first needed: most are not, in any one run.

use std::sync::OnceLock;

use regex::{Captures, Match, Regex};

use super::pattern_text::fold_pattern;

/// An expression that a check has found readable, folded like the text it is searched in.
pub(crate) struct LazyRegex {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl LazyRegex {
    /// An expression that must match where the searched text begins.
    pub(crate) fn anchored(expression: &str) -> Self {
        Self { text: format!("^(?:{})", fold_pattern(expression)), compiled: OnceLock::new() }
    }

    /// `None` only if the expression grows beyond what a regular expression may take: then it matches nothing.
    fn get(&self) -> Option<&Regex> {
        self.compiled.get_or_init(|| Regex::new(&self.text).ok()).as_ref()
    }

    pub(crate) fn find<'t>(&self, text: &'t str) -> Option<Match<'t>> {
        self.get()?.find(text)
    }

    pub(crate) fn captures<'t>(&self, text: &'t str) -> Option<Captures<'t>> {
        self.get()?.captures(text)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_expression_is_folded_and_anchored() {
        let regex = LazyRegex::anchored("バカ|アホ");
        assert!(regex.find("ばかやろう").is_some());
        assert!(regex.find("このばか").is_none());
    }
}
