//! Typed access to a TOML table that collects mistakes instead of stopping at the first.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::beginnings::beginnings;
use super::diagnostic::{Diagnostic, Severity};
use super::pattern::Pattern;
use super::source::{DictionarySource, Place};

/// The mistakes found so far, and the files they are in.
pub(super) struct Report<'s> {
    pub(super) sources: &'s [DictionarySource],
    found: RefCell<Vec<Diagnostic>>,
}

impl<'s> Report<'s> {
    pub(super) fn new(sources: &'s [DictionarySource]) -> Self {
        Self { sources, found: RefCell::default() }
    }

    pub(super) fn error(&self, code: &'static str, place: &Place, message: impl Into<String>, cure: &str) {
        self.push(code, Severity::Error, place, message, cure);
    }

    pub(super) fn warning(&self, code: &'static str, place: &Place, message: impl Into<String>, cure: &str) {
        self.push(code, Severity::Warning, place, message, cure);
    }

    fn push(
        &self,
        code: &'static str,
        severity: Severity,
        place: &Place,
        message: impl Into<String>,
        cure: &str,
    ) {
        let diagnostic = Diagnostic::new(code, severity, self.sources, place, message).cure(cure);
        self.found.borrow_mut().push(diagnostic);
    }

    /// All mistakes, by file and place.
    pub(super) fn finish(self) -> Vec<Diagnostic> {
        let mut found = self.found.into_inner();
        found.sort_by(|a, b| (&a.file, a.span.start, a.code).cmp(&(&b.file, b.span.start, b.code)));
        found.dedup();
        found
    }
}

/// One TOML table being read. Fields asked for are known; [`Table::finish`] reports the others.
pub(super) struct Table<'t> {
    report: &'t Report<'t>,
    source: usize,
    values: &'t DeTable<'t>,
    span: Range<usize>,
    asked: RefCell<BTreeSet<&'static str>>,
}

/// A value with its place.
pub(super) struct Placed<T> {
    pub(super) value: T,
    pub(super) place: Place,
}

impl<'t> Table<'t> {
    pub(super) fn new(report: &'t Report<'t>, source: usize, values: &'t Spanned<DeTable<'t>>) -> Self {
        Self { report, source, values: values.get_ref(), span: values.span(), asked: RefCell::default() }
    }

    /// The place of the whole table (of its header line).
    pub(super) fn place(&self) -> Place {
        Place { source: self.source, span: self.span.clone() }
    }

    fn get(&self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        self.asked.borrow_mut().insert(key);
        self.values.get(key)
    }

    fn place_of(&self, value: &Spanned<DeValue<'_>>) -> Place {
        Place { source: self.source, span: value.span() }
    }

    fn wrong_type(&self, key: &str, value: &Spanned<DeValue<'_>>, wanted: &str) {
        self.report.error(
            "F003",
            &self.place_of(value),
            format!("`{key}` は{wanted}で書きます(ここは {})", value.get_ref().type_str()),
            "例: key = \"文字列\"、key = [\"文字列\", \"文字列\"]、key = 0.8",
        );
    }

    /// A string, if the key is there.
    pub(super) fn text(&self, key: &'static str) -> Option<Placed<String>> {
        let value = self.get(key)?;
        if let Some(text) = value.get_ref().as_str() {
            Some(Placed { value: text.to_owned(), place: self.place_of(value) })
        } else {
            self.wrong_type(key, value, "文字列");
            None
        }
    }

    /// A string that must be there.
    pub(super) fn required_text(&self, key: &'static str) -> Option<Placed<String>> {
        if self.get(key).is_none() {
            self.report.error(
                "F004",
                &self.place(),
                format!("`{key}` がありません"),
                &format!("`{key} = …` の行を加えてください"),
            );
        }
        self.text(key)
    }

    /// A list of strings; empty if the key is not there.
    pub(super) fn texts(&self, key: &'static str) -> Vec<Placed<String>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "文字列の並び");
            return Vec::new();
        };
        let mut texts = Vec::new();
        for item in items {
            if let Some(text) = item.get_ref().as_str() {
                texts.push(Placed { value: text.to_owned(), place: self.place_of(item) });
            } else {
                self.wrong_type(key, item, "文字列の並び");
            }
        }
        texts
    }

    /// Whether the key is there.
    pub(super) fn has(&self, key: &'static str) -> bool {
        self.get(key).is_some()
    }

    /// Whether the key is there and true.
    pub(super) fn flag(&self, key: &'static str) -> bool {
        let Some(value) = self.get(key) else { return false };
        let flag = value.get_ref().as_bool();
        if flag.is_none() {
            self.wrong_type(key, value, "true か false");
        }
        flag.unwrap_or_default()
    }

    /// One of the named values; another name is reported with those there are.
    pub(super) fn choice<T: Copy>(&self, key: &'static str, known: &[(T, &'static str)]) -> Option<T> {
        let text = self.text(key)?;
        let found = known.iter().find(|(_, name)| *name == text.value);
        if found.is_none() {
            let names: Vec<&str> = known.iter().map(|(_, name)| *name).collect();
            let cure = format!("使えるのは {} です", names.join("、"));
            self.report.error(
                "F010",
                &text.place,
                format!("`{key}` に「{}」は書けません", text.value),
                &cure,
            );
        }
        found.map(|(value, _)| *value)
    }

    /// A number between 0 and 1.
    pub(super) fn fraction(&self, key: &'static str) -> Option<f64> {
        let value = self.get(key)?;
        let number = match value.get_ref() {
            DeValue::Float(number) => number.as_str().parse::<f64>().ok(),
            DeValue::Integer(number) => number.as_str().parse::<f64>().ok(),
            _ => None,
        };
        match number {
            Some(number) if (0.0..=1.0).contains(&number) => Some(number),
            _ => {
                self.wrong_type(key, value, "0 から 1 までの数");
                None
            }
        }
    }

    /// A whole number.
    pub(super) fn count(&self, key: &'static str) -> Option<u64> {
        let value = self.get(key)?;
        let number = value.get_ref().as_integer().and_then(|number| number.as_str().parse::<u64>().ok());
        if number.is_none() {
            self.wrong_type(key, value, "0 以上の整数");
        }
        number
    }

    /// The tables of an array `[[key]]`; empty if there are none.
    pub(super) fn tables(&self, key: &'static str) -> Vec<Table<'t>> {
        let Some(value) = self.get(key) else { return Vec::new() };
        let Some(items) = value.get_ref().as_array() else {
            self.wrong_type(key, value, "表の並び([[…]])");
            return Vec::new();
        };
        items.iter().filter_map(|item| self.inner(key, item)).collect()
    }

    /// The table `[key]`, if it is there.
    pub(super) fn table(&self, key: &'static str) -> Option<Table<'t>> {
        let value = self.get(key)?;
        self.inner(key, value)
    }

    /// Whether the value of `key` is a table.
    pub(super) fn is_table(&self, key: &'static str) -> bool {
        self.get(key).is_some_and(|value| value.get_ref().as_table().is_some())
    }

    fn inner(&self, key: &str, value: &'t Spanned<DeValue<'t>>) -> Option<Table<'t>> {
        if let Some(values) = value.get_ref().as_table() {
            let (report, source, span) = (self.report, self.source, value.span());
            Some(Table { report, source, values, span, asked: RefCell::default() })
        } else {
            self.wrong_type(key, value, "表([…])");
            None
        }
    }

    /// All keys with string values: for tables whose keys are names that the author chooses.
    pub(super) fn named_texts(&self) -> Vec<(String, Placed<String>)> {
        let mut texts = Vec::new();
        for (key, value) in self.values {
            if let Some(text) = value.get_ref().as_str() {
                let placed = Placed { value: text.to_owned(), place: self.place_of(value) };
                texts.push((key.get_ref().to_string(), placed));
            } else {
                self.wrong_type(key.get_ref(), value, "文字列");
            }
        }
        texts
    }

    /// All keys with lists of strings, each list with the key's place.
    pub(super) fn named_lists(&self) -> Vec<(String, Vec<Placed<String>>)> {
        let mut lists = Vec::new();
        for (key, value) in self.values {
            let Some(items) = value.get_ref().as_array() else {
                self.wrong_type(key.get_ref(), value, "文字列の並び");
                continue;
            };
            let texts = items.iter().filter_map(|item| {
                let text = item.get_ref().as_str();
                if text.is_none() {
                    self.wrong_type(key.get_ref(), item, "文字列の並び");
                }
                Some(Placed { value: text?.to_owned(), place: self.place_of(item) })
            });
            lists.push((key.get_ref().to_string(), texts.collect()));
        }
        lists
    }

    /// Reports every key that nobody asked for, with the nearest known one.
    pub(super) fn finish(&self) {
        let asked = self.asked.borrow();
        for key in self.values.keys() {
            let name: &str = key.get_ref();
            if asked.contains(name) {
                continue;
            }
            let near = nearest(name, asked.iter().copied());
            let cure = near.map_or_else(
                || format!("使えるのは {} です", asked.iter().copied().collect::<Vec<_>>().join("、")),
                |near| format!("`{near}` のことでしょうか"),
            );
            let place = Place { source: self.source, span: key.span() };
            self.report.error("F002", &place, format!("`{name}` という項目はありません"), &cure);
        }
    }
}

/// The pattern in `text`, and whether all is well: no text is well too.
pub(super) fn optional_pattern(report: &Report<'_>, text: Option<Placed<String>>) -> (Option<Pattern>, bool) {
    match text {
        None => (None, true),
        Some(text) => {
            let pattern = parse_pattern(report, &text);
            let fine = pattern.is_some();
            (pattern, fine)
        }
    }
}

/// The pattern in `text`; a mistake in it is reported at its place.
pub(super) fn parse_pattern(report: &Report<'_>, text: &Placed<String>) -> Option<Pattern> {
    match Pattern::parse(&text.value) {
        Ok(pattern) => Some(pattern),
        Err(mistake) => {
            let span = inside(report, &text.place, &mistake.span);
            let place = Place { source: text.place.source, span };
            report.error("F020", &place, mistake.message, mistake.cure);
            None
        }
    }
}

/// The range in the file of a range in a string's content. Exact unless the string holds escapes.
pub(super) fn inside(report: &Report<'_>, place: &Place, span: &Range<usize>) -> Range<usize> {
    let text = &report.sources[place.source].text;
    let raw = text.get(place.span.clone()).unwrap_or_default();
    let quote = if raw.starts_with("'''") || raw.starts_with("\"\"\"") { 3 } else { 1 };
    let at = |offset: usize| (place.span.start + quote + offset).min(place.span.end);
    let range = at(span.start)..at(span.end);
    if text.is_char_boundary(range.start) && text.is_char_boundary(range.end) {
        range
    } else {
        place.span.clone()
    }
}

/// Whether `expression` is a regular expression; a mistake in it is reported.
pub(super) fn readable(report: &Report<'_>, expression: &str, place: &Place) -> bool {
    let Err(error) = regex_syntax::parse(expression) else { return true };
    let reason = error.to_string();
    let reason = reason.lines().last().unwrap_or_default().trim_start_matches("error: ");
    let cure = "括弧の対応を確かめてください。先読み・後読みは使えません";
    report.error("F026", place, format!("正規表現として読めません({reason})"), cure);
    false
}

/// Whether `expression` can be searched for: it can be read, and it begins with certain letters.
pub(super) fn searchable(report: &Report<'_>, expression: &str, place: &Place) -> bool {
    if !readable(report, expression, place) {
        return false;
    }
    let found = beginnings(expression).is_some();
    if !found {
        let cure = "「.」や「[…]*」で始めず、文字か (a|b) で始めてください";
        report.error("F027", place, "正規表現が決まった文字で始まりません", cure);
    }
    found
}

/// The candidate nearest to `name`, if it is near enough to be a typing error: one edit in three letters.
pub(super) fn nearest<'c>(name: &str, candidates: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let limit = name.chars().count().div_ceil(3);
    candidates
        .map(|candidate| (edit_distance(name, candidate), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, candidate)| candidate)
}

/// Levenshtein distance in characters (insert, delete, replace), by the usual row-wise table.
fn edit_distance(left: &str, right: &str) -> usize {
    let right: Vec<char> = right.chars().collect();
    let mut row: Vec<usize> = (0..=right.len()).collect();
    for (i, letter) in left.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = i + 1;
        for (j, other) in right.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *other);
            diagonal = row[j + 1];
            row[j + 1] = replaced.min(row[j] + 1).min(diagonal + 1);
        }
    }
    row[right.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_typing_error_finds_its_word() {
        assert_eq!(nearest("wieght", ["weight", "when", "why"].into_iter()), Some("weight"));
        assert_eq!(nearest("banana", ["weight", "when"].into_iter()), None);
    }
}
