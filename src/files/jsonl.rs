//! Reads notes from JSON Lines: one object per line, one note.

use std::collections::VecDeque;
use std::io::BufRead;

use serde_json::{Map, Value};

use crate::batch::{Fields, Note};
use crate::error::{Error, ErrorKind, RowError};

use super::columns;
use super::encoding::Encoding;
use super::faults::{self, Place};
use super::lines::{Line, Lines};
use super::options::InputOptions;

/// The notes of a file of JSON objects.
pub(super) struct Objects {
    name: String,
    lines: Lines,
    /// Lines read while looking for the first object.
    waiting: VecDeque<Line>,
    text: String,
    id: Option<String>,
    encoding: Encoding,
    row: u64,
    max_note_bytes: usize,
}

/// How many lines may be broken before the first object.
const PATIENCE: usize = 100;

impl Objects {
    /// Reads up to the first object of `input` and finds its keys for text and id.
    ///
    /// # Errors
    /// The input is an array, holds no object, or its first object does not say which key holds the note.
    pub(super) fn open(
        name: &str,
        input: Box<dyn BufRead + Send>,
        encoding: Encoding,
        options: &InputOptions,
    ) -> Result<Self, Error> {
        let mut lines = Lines::new(input, options.record_limit());
        let mut waiting = VecDeque::new();
        let first = first_object(name, &mut lines, &mut waiting, encoding)?;
        let keys: Vec<String> = first.keys().cloned().collect();
        let columns = columns::find(name, &keys, options)?;
        let key = |place: usize| keys.get(place).cloned();
        Ok(Self {
            name: name.to_owned(),
            lines,
            waiting,
            text: key(columns.text).unwrap_or_default(),
            id: columns.id.and_then(key),
            encoding,
            row: 0,
            max_note_bytes: options.max_note_bytes,
        })
    }

    /// The key that holds the note.
    pub(super) fn text_key(&self) -> &str {
        &self.text
    }

    fn note(&mut self, line: &Line) -> Note {
        self.row += 1;
        let place = Place { input: &self.name, row: self.row, line: line.number };
        let mut object = match object(place, line, self.encoding, self.lines.limit()) {
            Ok(object) => object,
            Err(error) => {
                let raw = Fields::Raw(self.encoding.decode_lossy(&line.bytes));
                return Note { row: self.row, id: self.row.to_string(), text: Err(error), fields: raw };
            }
        };
        let id = self.id.as_ref().and_then(|key| match object.get(key) {
            Some(Value::String(id)) if !id.trim().is_empty() => Some(id.trim().to_owned()),
            Some(Value::Number(id)) => Some(id.to_string()),
            _ => None,
        });
        let part = format!("キー「{}」", self.text);
        let text = match object.get(&self.text) {
            Some(Value::String(_)) => match object.shift_remove(&self.text) {
                Some(Value::String(text)) => place.checked(text, &part, self.max_note_bytes),
                _ => Err(place.missing("本文を取り出せません")),
            },
            Some(_) => Err(place.missing(&format!(
                "{part}の値が文字列ではありません。本文を引用符で囲み、\"…\" の形にしてください"
            ))),
            None => Err(place.missing(&format!(
                "{part}がありません。{part}を加えるか、`--text` で別のキーを指定してください"
            ))),
        };
        Note {
            row: self.row,
            id: id.unwrap_or_else(|| self.row.to_string()),
            text,
            fields: Fields::Json(Value::Object(object)),
        }
    }
}

impl Iterator for Objects {
    type Item = Result<Note, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let line = match self.waiting.pop_front() {
            Some(line) => Ok(Some(line)),
            None => self.lines.next_filled(),
        };
        match line {
            Ok(line) => line.map(|line| Ok(self.note(&line))),
            Err(error) => Some(Err(faults::stopped(&self.name, self.row, error))),
        }
    }
}

/// The first object of `lines`; what is read on the way is left in `waiting`.
fn first_object(
    name: &str,
    lines: &mut Lines,
    waiting: &mut VecDeque<Line>,
    encoding: Encoding,
) -> Result<Map<String, Value>, Error> {
    let mut fault: Option<String> = None;
    while waiting.len() < PATIENCE {
        let row = u64::try_from(waiting.len()).unwrap_or(u64::MAX);
        let Some(line) = lines.next_filled().map_err(|error| faults::stopped(name, row, error))? else {
            break;
        };
        if waiting.is_empty() && line.bytes.trim_ascii_start().starts_with(b"[") {
            let message = format!("{name}: {}行目: JSON の配列([ で始まる)は読めません", line.number);
            return Err(Error::new(ErrorKind::Input, message).with_cure(
                "1行に1つのオブジェクトの形(JSON Lines)に直してください\
                 (例: `jq -c '.[]' 元のファイル > 変換後.jsonl`)",
            ));
        }
        let place = Place { input: name, row: row.saturating_add(1), line: line.number };
        let found = object(place, &line, encoding, lines.limit());
        waiting.push_back(line);
        match found {
            Ok(object) => return Ok(object),
            Err(error) => fault = fault.or(Some(error.message)),
        }
    }
    let message = match fault {
        Some(fault) => format!("{fault}(初めの {} 行に JSON のオブジェクトがありません)", waiting.len()),
        None => format!("{name}: JSON のオブジェクトがありません"),
    };
    Err(Error::new(ErrorKind::Input, message).with_cure(
        "1行に1つのオブジェクトの形(JSON Lines)に直してください(例: `jq -c . 元のファイル > 変換後.jsonl`)。\
         ほかの形式なら `--from` で指定してください",
    ))
}

/// The object in `line`.
fn object(
    place: Place<'_>,
    line: &Line,
    encoding: Encoding,
    limit: usize,
) -> Result<Map<String, Value>, RowError> {
    if line.cut {
        return Err(place.cut(limit));
    }
    if line.bytes.contains(&0) {
        return Err(place.nul("この行"));
    }
    let Some(text) = encoding.decode(&line.bytes) else {
        return Err(place.not_decoded("この行", encoding));
    };
    match serde_json::from_str::<Value>(&text) {
        Ok(Value::Object(object)) => Ok(object),
        Ok(_) => Err(place.syntax("JSON のオブジェクトではありません。{\"text\": \"…\"} の形にしてください")),
        Err(error) => Err(place.syntax(&broken(&text, &error))),
    }
}

/// What is wrong with the JSON, with the column in characters.
fn broken(text: &str, error: &serde_json::Error) -> String {
    // serde_json counts bytes; continuation bytes are no characters.
    let column = text.bytes().take(error.column()).filter(|byte| byte & 0xC0 != 0x80).count();
    let what = fault_in_json(&error.to_string());
    format!("{column}文字目で JSON の書き方が崩れています({what})。この行を直すか、書き出し直してください")
}

/// The parser's sentence in Japanese. Its own words are never passed on: they are English, and may quote.
fn fault_in_json(english: &str) -> &'static str {
    const KNOWN: &[(&str, &str)] = &[
        ("EOF while parsing a string", "文字列の終わりの引用符がない"),
        ("EOF", "途中で終わっている"),
        ("expected `:`", "「:」がない"),
        ("expected `,` or `]`", "「,」か「]」がない"),
        ("expected `,` or `}`", "「,」か「}」がない"),
        ("expected value", "値がない"),
        ("key must be a string", "キーが引用符で囲まれていない"),
        ("control character", "文字列の中に改行やタブがそのまま入っている"),
        ("invalid escape", "「\\」の後の文字が正しくない"),
        ("lone leading surrogate", "「\\u」の後の文字が正しくない"),
        ("unexpected end of hex escape", "「\\u」の後の文字が正しくない"),
        ("invalid number", "数の書き方が正しくない"),
        ("number out of range", "数が大きすぎる"),
        ("trailing comma", "余分な「,」がある"),
        ("trailing characters", "オブジェクトの後に余分な文字がある"),
        ("recursion limit", "入れ子が深すぎる"),
    ];
    let known = KNOWN.iter().find(|(start, _)| english.starts_with(start));
    known.map_or("JSON として読めない", |(_, japanese)| japanese)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RowErrorKind;

    fn open(input: &str, options: &InputOptions) -> Result<Objects, Error> {
        Objects::open("x.jsonl", Box::new(std::io::Cursor::new(input.to_owned())), Encoding::Utf8, options)
    }

    fn notes(input: &str) -> Vec<Note> {
        open(input, &InputOptions::default()).unwrap().map(Result::unwrap).collect()
    }

    fn kind(note: &Note) -> RowErrorKind {
        note.text.as_ref().unwrap_err().kind
    }

    #[test]
    fn ids_are_strings_or_numbers_and_the_rest_is_kept_in_order() {
        let notes = notes(
            "{\"z\":1,\"id\":\"a1\",\"text\":\"よ\\nい\",\"b\":[2],\"a\":3}\r\n\n{\"id\":7,\"text\":\"\"}\n{\"text\":\"c\"}",
        );
        assert_eq!((notes[0].id.as_str(), notes[0].text.as_deref()), ("a1", Ok("よ\nい")));
        let Fields::Json(rest) = &notes[0].fields else { panic!("{:?}", notes[0]) };
        assert_eq!(rest.to_string(), r#"{"z":1,"id":"a1","b":[2],"a":3}"#);
        assert_eq!((notes[1].id.as_str(), notes[1].text.as_deref()), ("7", Ok("")));
        assert_eq!((notes[2].id.as_str(), notes[2].row), ("3", 3), "no id: the row number");
    }

    #[test]
    fn a_broken_line_is_one_row_error_without_its_text() {
        let notes = notes("{\"text\":\"a\"}\n\n{\"text\":\"秘密\" oops}\n\"b\"\n{\"text\":\"c\"}\n");
        let error = notes[1].text.as_ref().unwrap_err();
        assert_eq!(error.kind, RowErrorKind::Syntax);
        for part in ["x.jsonl: 2件目(3行目)", "14文字目", "「,」か「}」がない"] {
            assert!(error.message.contains(part), "{part}: {}", error.message);
        }
        assert!(!error.message.contains("秘密") && !error.message.contains("oops"), "{}", error.message);
        assert!(matches!(&notes[1].fields, Fields::Raw(raw) if raw == "{\"text\":\"秘密\" oops}"));
        assert_eq!(kind(&notes[2]), RowErrorKind::Syntax, "a string is no object");
        assert_eq!(notes[3].text.as_deref(), Ok("c"));
    }

    #[test]
    fn missing_text_nul_and_length_are_row_errors() {
        let options = InputOptions { max_note_bytes: 5, ..InputOptions::default() };
        let input = "{\"text\":\"a\"}\n{\"x\":1}\n{\"text\":3}\n{\"text\":\"\\u0000\"}\n{\"text\":\"あい\"}\n{\"text\":\"あa\"}";
        let notes: Vec<Note> = open(input, &options).unwrap().map(Result::unwrap).collect();
        let kinds: Vec<RowErrorKind> = notes[1..5].iter().map(kind).collect();
        assert_eq!(
            kinds,
            [RowErrorKind::MissingText, RowErrorKind::MissingText, RowErrorKind::Nul, RowErrorKind::TooLong]
        );
        let message = |at: usize| notes[at].text.as_ref().unwrap_err().message.as_str();
        for part in ["x.jsonl: 2件目(2行目)", "キー「text」がありません", "--text"] {
            assert!(message(1).contains(part), "{part}: {}", message(1));
        }
        assert!(message(2).contains("3件目(3行目): キー「text」の値が文字列では"), "{}", message(2));
        assert!(message(4).contains("--max-note-bytes"), "{}", message(4));
        assert!(matches!(&notes[2].fields, Fields::Json(whole) if whole["text"] == 3), "nothing is lost");
        assert_eq!(notes[5].text.as_deref(), Ok("あa"));
    }

    #[test]
    fn the_first_object_decides_the_keys() {
        let notes = notes("oops\n{\"番号\":1,\"内容\":\"a\"}\n");
        assert_eq!(notes.iter().map(|note| note.text.is_ok()).collect::<Vec<_>>(), [false, true]);
        let error = open("{\"a\":\"x\",\"b\":1}", &InputOptions::default()).err().unwrap();
        assert!(error.to_string().contains("1「a」、2「b」"), "{error}");
        let options = InputOptions { text: Some("a".into()), ..InputOptions::default() };
        assert_eq!(open("{\"a\":\"x\",\"b\":1}", &options).unwrap().text_key(), "a");
    }

    #[test]
    fn what_is_no_json_lines_is_refused_with_a_cure() {
        let array = open("[\n{\"text\":\"a\"}]", &InputOptions::default()).err().unwrap();
        assert!(array.to_string().contains("x.jsonl: 1行目: JSON の配列"), "{array}");
        assert!(array.cure().unwrap().contains("jq -c '.[]'"));
        let pretty = open("{\n \"text\": \"a\"\n}", &InputOptions::default()).err().unwrap();
        assert!(
            pretty.to_string().contains("x.jsonl: 1件目(1行目)")
                && pretty.cure().unwrap().contains("jq -c ."),
            "{pretty}"
        );
        assert!(pretty.cure().unwrap().contains("--from"));
    }

    #[test]
    fn every_fault_of_the_parser_has_japanese_words() {
        for (line, words) in [
            ("{\"text\":\"a", "終わりの引用符"),
            ("{\"text\":\"a\"", "途中で"),
            ("{\"text\" \"a\"}", "「:」"),
            ("{\"text\":[\"a\" 1]}", "「]」"),
            ("{\"text\":\"a\" 1}", "「}」"),
            ("{\"text\":}", "値がない"),
            ("{text:1}", "キーが引用符"),
            ("{\"text\":\"a\tb\"}", "改行やタブ"),
            ("{\"text\":\"\\x\"}", "「\\」の後"),
            ("{\"text\":\"\\ud800\"}", "「\\u」の後"),
            ("{\"text\":\"\\ud800x\"}", "「\\u」の後"),
            ("{\"text\":1.}", "数の書き方"),
            ("{\"text\":1e999}", "大きすぎる"),
            ("{\"text\":1,}", "余分な「,」"),
            ("{\"text\":1} x", "余分な文字"),
        ] {
            let error = serde_json::from_str::<Value>(line).unwrap_err();
            assert!(broken(line, &error).contains(words), "{line}: {error}");
        }
        let deep = "[".repeat(200);
        let error = serde_json::from_str::<Value>(&deep).unwrap_err();
        assert!(broken(&deep, &error).contains("入れ子"), "{error}");
    }
}
