//! The one-line language of `when`: words and lists, side by side, in one clause, or near each other.
//!
//! ```text
//! @kneel:order | "手をついて謝れ"        alternatives
//! @office .. @destroy                   in this order within one clause
//! @staff ~12 @hit                       at most 12 characters between, in either order
//! @voice & @blame                       both in one sentence
//! @trait 「」 @contempt                   both in one quote
//! 暴言 を 吐く                            side by side; one or two particles may stand between
//! 首 !輪                                 not followed by
//! [duration >= $retention] .. @stay     a quantity; $name is a number of the policy
//! /くそ.?ったれ/                          regular expression on the folded text
//! ```

use std::ops::Range;

use serde::{Deserialize, Serialize};

/// A parsed `when`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Pattern {
    /// One thing to find.
    Leaf {
        /// What.
        what: Leaf,
        /// The construction it must stand in (`:order`).
        construction: Option<String>,
        /// Byte range within the pattern's text.
        span: Range<usize>,
    },
    /// Any of these.
    Any(Vec<Pattern>),
    /// The first, then each step at its distance from what was found so far.
    Sequence(Box<Pattern>, Vec<Step>),
}

/// One further element of a sequence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Step {
    /// How it stands to what comes before.
    pub gap: Gap,
    /// What it is.
    pub item: Pattern,
}

/// How two elements stand to each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Gap {
    /// Side by side; particles may stand between.
    Adjacent,
    /// Later in the same clause.
    Clause,
    /// At most so many characters between, in either order.
    Near(usize),
    /// Anywhere in the same sentence.
    Sentence,
    /// Anywhere in the same quote.
    Quote,
    /// Not side by side: the element must not follow.
    NotNext,
}

/// What a leaf asks for.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Leaf {
    /// `@name`: a word list.
    List(String),
    /// A word in all its forms.
    Word(String),
    /// `"…"`: these characters.
    Exact(String),
    /// `/…/`: a regular expression.
    Regex(String),
    /// `[…]`: a quantity.
    Quantity(QuantityTest),
}

/// A test on a quantity in the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct QuantityTest {
    /// What is measured.
    pub measure: Measure,
    /// How it is compared.
    pub comparison: Comparison,
    /// What it is compared with.
    pub threshold: Threshold,
}

/// What a quantity measures, and its unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Measure {
    /// Minutes.
    Duration,
    /// Minutes between coming and leaving, by the clock times of the note.
    Elapsed,
    /// Occurrences: 回, 度, 件, 通.
    Times,
    /// Yen.
    Money,
}

/// `>=` or `<`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Comparison {
    /// At least.
    AtLeast,
    /// Below.
    Below,
}

/// A number written in the rule, or one that the policy sets.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Threshold {
    /// In minutes, times or yen.
    Value(u64),
    /// `$name`.
    Named(String),
}

/// Why a pattern cannot be read: where, what, and how to mend it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct PatternError {
    pub(super) span: Range<usize>,
    pub(super) message: String,
    pub(super) cure: &'static str,
}

impl Pattern {
    /// Parses the text of `when`, `with` or `without`.
    pub(super) fn parse(text: &str) -> Result<Self, PatternError> {
        let mut reader = Reader { text, at: 0 };
        let pattern = reader.alternatives()?;
        match reader.peek() {
            None => Ok(pattern),
            Some(found) => Err(reader.error(
                reader.at..reader.at + found.len_utf8(),
                format!("`{found}` に対応する開きがありません"),
                "括弧の対応を確かめてください",
            )),
        }
    }

    /// Whether a match needs at least one word, list or expression, so that sentences without one can be passed over.
    pub(super) fn needs_a_word(&self) -> bool {
        match self {
            Self::Leaf { what, .. } => !matches!(what, Leaf::Quantity(_)),
            Self::Any(items) => items.iter().all(Self::needs_a_word),
            Self::Sequence(first, steps) => {
                let required = steps.iter().filter(|step| step.gap != Gap::NotNext).map(|step| &step.item);
                std::iter::once(first.as_ref()).chain(required).any(Self::needs_a_word)
            }
        }
    }

    /// Calls `visit` for every leaf, those behind `!` too.
    pub fn leaves<'a>(&'a self, visit: &mut impl FnMut(&'a Leaf, Option<&'a str>, &Range<usize>)) {
        match self {
            Self::Leaf { what, construction, span } => visit(what, construction.as_deref(), span),
            Self::Any(items) => items.iter().for_each(|item| item.leaves(visit)),
            Self::Sequence(first, steps) => {
                first.leaves(visit);
                for step in steps {
                    step.item.leaves(visit);
                }
            }
        }
    }
}

/// Characters that end a bare word.
const ENDS_WORD: &[char] = &['|', ')', '[', ']', ':', '!', '"', '/', '~', '&', '.', '@', '$'];

struct Reader<'t> {
    text: &'t str,
    at: usize,
}

impl Reader<'_> {
    fn alternatives(&mut self) -> Result<Pattern, PatternError> {
        let mut items = vec![self.sequence()?];
        while self.eat("|") {
            items.push(self.sequence()?);
        }
        Ok(if items.len() == 1 { items.remove(0) } else { Pattern::Any(items) })
    }

    fn sequence(&mut self) -> Result<Pattern, PatternError> {
        let first = self.item()?;
        let mut steps = Vec::new();
        loop {
            let gap = if self.eat("..") {
                Gap::Clause
            } else if self.eat("~") {
                Gap::Near(self.number()?)
            } else if self.eat("&") {
                Gap::Sentence
            } else if self.eat("「」") {
                Gap::Quote
            } else if self.eat("!") {
                Gap::NotNext
            } else if matches!(self.peek(), None | Some('|' | ')')) {
                break;
            } else {
                Gap::Adjacent
            };
            steps.push(Step { gap, item: self.item()? });
        }
        Ok(if steps.is_empty() { first } else { Pattern::Sequence(Box::new(first), steps) })
    }

    fn item(&mut self) -> Result<Pattern, PatternError> {
        let next = self.peek();
        let start = self.at;
        let what = match next {
            Some('(') if !self.opens_a_word() => {
                self.at += 1;
                let inner = self.alternatives()?;
                if !self.eat(")") {
                    return Err(self.error(start..start + 1, "`(` が閉じていません", "`)` を補ってください"));
                }
                return Ok(inner);
            }
            Some('@') => {
                self.at += 1;
                Leaf::List(self.word("リスト名")?)
            }
            Some('"') => Leaf::Exact(self.delimited('"')?),
            Some('/') => Leaf::Regex(self.delimited('/')?),
            Some('[') => Leaf::Quantity(self.quantity()?),
            _ => Leaf::Word(self.word("語")?),
        };
        let construction = if self.text[self.at..].starts_with(':') {
            self.at += 1;
            Some(self.word("構文名")?)
        } else {
            None
        };
        Ok(Pattern::Leaf { what, construction, span: start..self.at })
    }

    /// Whether the `(` here begins a word, as in `(叩|たた)く`: no space inside, and letters right behind the `)`.
    fn opens_a_word(&self) -> bool {
        let rest = &self.text[self.at..];
        rest.find(')').is_some_and(|close| {
            let behind = rest[close + 1..].chars().next();
            !rest[..close].contains(char::is_whitespace)
                && behind.is_some_and(|letter| !letter.is_whitespace() && !ENDS_WORD.contains(&letter))
        })
    }

    /// A bare word; `(を)` and `(座|坐)` directly inside it belong to the word.
    fn word(&mut self, wanted: &str) -> Result<String, PatternError> {
        let rest = &self.text[self.at..];
        let mut depth = 0usize;
        let mut end = rest.len();
        for (at, letter) in rest.char_indices() {
            match letter {
                '(' => depth += 1,
                ')' if depth > 0 => depth -= 1,
                '|' if depth > 0 => {}
                _ if letter.is_whitespace() || ENDS_WORD.contains(&letter) => {
                    end = at;
                    break;
                }
                _ => {}
            }
        }
        if end == 0 {
            let width = rest.chars().next().map_or(0, char::len_utf8);
            return Err(self.error(
                self.at..self.at + width,
                format!("ここには{wanted}が要ります"),
                "語、\"そのままの文字列\"、/正規表現/、@リスト、[数量]、( ) のどれかを書いてください",
            ));
        }
        let word = rest[..end].to_owned();
        self.at += end;
        Ok(word)
    }

    fn delimited(&mut self, mark: char) -> Result<String, PatternError> {
        let start = self.at;
        let rest = &self.text[start + 1..];
        let mut content = String::new();
        let mut letters = rest.char_indices();
        while let Some((at, letter)) = letters.next() {
            if letter == mark {
                self.at = start + 1 + at + 1;
                if content.is_empty() {
                    return Err(self.error(start..self.at, "中身が空です", "探す文字列を書いてください"));
                }
                return Ok(content);
            }
            if letter == '\\' && rest[at + 1..].starts_with(mark) {
                content.push(mark);
                letters.next();
            } else {
                content.push(letter);
            }
        }
        Err(self.error(start..start + 1, format!("`{mark}` が閉じていません"), "同じ記号で閉じてください"))
    }

    fn quantity(&mut self) -> Result<QuantityTest, PatternError> {
        const CURE: &str =
            "[duration >= 60min]、[times >= 3]、[money >= 1]、[duration >= $名前] のように書いてください";
        let start = self.at;
        let Some(length) = self.text[start..].find(']') else {
            return Err(self.error(start..start + 1, "`[` が閉じていません", CURE));
        };
        let inner = &self.text[start + 1..start + length];
        self.at = start + length + 1;
        let span = start..self.at;
        let (comparison, mark) =
            if inner.contains(">=") { (Comparison::AtLeast, ">=") } else { (Comparison::Below, "<") };
        let parts = inner.split_once(mark).map(|(name, value)| (name.trim(), value.trim()));
        let measure = match parts.map(|(name, _)| name) {
            Some("duration") => Measure::Duration,
            Some("elapsed") => Measure::Elapsed,
            Some("times") => Measure::Times,
            Some("money") => Measure::Money,
            _ => return Err(self.error(span, "数量の条件として読めません", CURE)),
        };
        let value = parts.map_or("", |(_, value)| value);
        let threshold = if let Some(name) = value.strip_prefix('$') {
            Threshold::Named(name.to_owned())
        } else {
            let digits = value.trim_end_matches(|letter: char| letter.is_ascii_alphabetic());
            let factor = match (measure, &value[digits.len()..]) {
                (Measure::Duration | Measure::Elapsed, "min") | (Measure::Times | Measure::Money, "") => 1,
                (Measure::Duration | Measure::Elapsed, "h") => 60,
                _ => return Err(self.error(span, "単位が読めません", CURE)),
            };
            match digits.trim().parse::<u64>() {
                Ok(number) => Threshold::Value(number * factor),
                Err(_) => return Err(self.error(span, "数として読めません", CURE)),
            }
        };
        Ok(QuantityTest { measure, comparison, threshold })
    }

    fn number(&mut self) -> Result<usize, PatternError> {
        let rest = &self.text[self.at..];
        let end = rest.find(|letter: char| !letter.is_ascii_digit()).unwrap_or(rest.len());
        let number = rest[..end].parse::<usize>().map_err(|_| {
            self.error(
                self.at - 1..self.at,
                "`~` の後に文字数がありません",
                "`A ~12 B`(間が12文字以内)のように書いてください",
            )
        })?;
        self.at += end;
        Ok(number)
    }

    /// The next character after white space, which is passed over.
    fn peek(&mut self) -> Option<char> {
        let rest = &self.text[self.at..];
        self.at += rest.len() - rest.trim_start().len();
        self.text[self.at..].chars().next()
    }

    fn eat(&mut self, mark: &str) -> bool {
        self.peek();
        let found = self.text[self.at..].starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    #[expect(clippy::unused_self, reason = "reads as one of the reader's own outcomes at every call")]
    fn error(&self, span: Range<usize>, message: impl Into<String>, cure: &'static str) -> PatternError {
        PatternError { span, message: message.into(), cure }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(text: &str) -> Vec<Leaf> {
        let pattern = Pattern::parse(text).expect("a valid pattern");
        let mut found = Vec::new();
        pattern.leaves(&mut |leaf, _, _| found.push(leaf.clone()));
        found
    }

    #[test]
    fn every_operator_is_read() {
        let pattern =
            Pattern::parse(r#"@a:order | "b c" .. 頭(を)下げる ~12 /d+/ & (e | f) !g [times >= 3]"#)
                .expect("a valid pattern");
        let Pattern::Any(items) = &pattern else { panic!("alternatives: {pattern:?}") };
        let Pattern::Sequence(_, steps) = &items[1] else { panic!("a sequence: {items:?}") };
        let gaps: Vec<Gap> = steps.iter().map(|step| step.gap).collect();
        assert_eq!(gaps, [Gap::Clause, Gap::Near(12), Gap::Sentence, Gap::NotNext, Gap::Adjacent]);
        assert!(leaves("頭(を)下げる 土下(座|坐)").contains(&Leaf::Word("土下(座|坐)".into())));
        assert_eq!(leaves("(叩|たた)く"), [Leaf::Word("(叩|たた)く".into())]);
        assert_eq!(leaves("(叩く | たたく)").len(), 2);
    }

    #[test]
    fn quantities_count_in_minutes_times_and_yen() {
        let test = |text: &str| match leaves(text).remove(0) {
            Leaf::Quantity(test) => test.threshold,
            other => panic!("a quantity: {other:?}"),
        };
        assert_eq!(test("[duration >= 2h]"), Threshold::Value(120));
        assert_eq!(test("[money < 500]"), Threshold::Value(500));
        assert_eq!(test("[duration >= $retention]"), Threshold::Named("retention".into()));
    }

    #[test]
    fn mistakes_name_their_place() {
        for (text, span) in
            [("\"開いたまま", 0..1), ("a | ", 4..4), ("a ~ b", 2..3), ("(a", 0..1), ("a )", 2..3)]
        {
            assert_eq!(Pattern::parse(text).expect_err(text).span, span, "{text}");
        }
        assert!(Pattern::parse("[duration > 3]").is_err());
    }
}
