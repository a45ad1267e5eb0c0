//! `dictionaries/redaction.toml` as values.

use regex::Regex;
use serde::Deserialize;

use crate::error::{Error, ErrorKind};

const BUILTIN: &str = include_str!("../../dictionaries/redaction.toml");

/// What the short forms in patterns stand for.
const SHORT: [(&str, &str); 3] =
    [("{d}", "[0-9０-９]"), ("{n}", "[0-9０-９〇一二三四五六七八九十百]"), ("{h}", "[-‐‑−–—―ーｰ－]")];

/// The file as written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    mask: Vec<MaskEntry>,
    #[serde(default)]
    title: Vec<TitleEntry>,
    #[serde(default)]
    column: Vec<ColumnEntry>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct MaskEntry {
    id: String,
    #[serde(rename = "name")]
    _name: String,
    pattern: toml::Spanned<String>,
    #[serde(default)]
    r#match: Vec<String>,
    #[serde(default)]
    skip: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct TitleEntry {
    id: String,
    #[serde(rename = "name")]
    _name: String,
    words: Vec<String>,
    #[serde(default)]
    keep: Vec<String>,
    #[serde(default)]
    r#match: Vec<String>,
    #[serde(default)]
    skip: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct ColumnEntry {
    headers: Vec<String>,
}

/// Everything that redaction goes by.
pub(super) struct Dictionary {
    pub(super) patterns: Vec<Regex>,
    pub(super) titles: Vec<Title>,
    pub(super) headers: Vec<String>,
    pub(super) examples: Vec<RedactionExample>,
}

/// Titles, and what before them is no name.
pub(super) struct Title {
    pub(super) words: Vec<String>,
    pub(super) keep: Vec<String>,
}

/// A sentence of the dictionary: with what is to be masked in `< >`, or without, if nothing is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RedactionExample {
    /// The entry that it belongs to.
    pub entry: String,
    /// The sentence with its marks.
    pub sentence: String,
}

/// Reads a dictionary; without a text, the built-in one. `name` stands in messages.
pub(super) fn read(given: Option<(&str, &str)>) -> Result<Dictionary, Error> {
    let (name, text) = given.unwrap_or(("dictionaries/redaction.toml", BUILTIN));
    let wrong = |at: usize, what: &str| {
        let line = text.get(..at).unwrap_or_default().split('\n').count();
        Error::new(ErrorKind::Rules, format!("{name}:{line}: 伏せ字の辞書を読めません({what})"))
            .with_cure("書き方は dictionaries/redaction.toml の初めの説明を見てください")
    };
    let file: File = toml::from_str(text)
        .map_err(|error| wrong(error.span().map_or(0, |span| span.start), error.message()))?;
    let mut read = Dictionary { patterns: vec![], titles: vec![], headers: vec![], examples: vec![] };
    for entry in file.mask {
        let long = SHORT
            .iter()
            .fold(entry.pattern.get_ref().clone(), |text, (short, long)| text.replace(short, long));
        let pattern =
            Regex::new(&long).map_err(|error| wrong(entry.pattern.span().start, &error.to_string()))?;
        read.patterns.push(pattern);
        read.add_examples(&entry.id, entry.r#match.into_iter().chain(entry.skip));
    }
    for entry in file.title {
        read.titles.push(Title { words: entry.words, keep: entry.keep });
        read.add_examples(&entry.id, entry.r#match.into_iter().chain(entry.skip));
    }
    read.headers = file.column.into_iter().flat_map(|entry| entry.headers).collect();
    Ok(read)
}

impl Dictionary {
    fn add_examples(&mut self, entry: &str, sentences: impl Iterator<Item = String>) {
        self.examples
            .extend(sentences.map(|sentence| RedactionExample { entry: entry.to_owned(), sentence }));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mistakes_say_their_line() {
        let error =
            read(Some(("x.toml", "\n[[mask]]\nid = 'a'\nname = 'a'\npattern = '('\n"))).err().unwrap();
        assert!(error.to_string().starts_with("x.toml:5: "), "{error}");
        let error = read(Some(("x.toml", "[[masks]]\nid = 'a'\n"))).err().unwrap();
        assert!(error.to_string().starts_with("x.toml:1: ") && error.cure().is_some(), "{error}");
    }
}
