//! Tagged notes as JSON Lines: one record of the contract per note.

use std::sync::Arc;

use serde_json::Value;

use crate::batch::{Fields, Note};
use crate::cases::FileCases;
use crate::cell::{self, Cell};
use crate::engine::{Record, Tagging};
use crate::error::RowError;
use crate::span::OffsetUnit;

use super::renderer::Render;

/// Writes records `fuda/1` in UTF-8, one per line.
#[derive(Clone, Debug)]
pub struct JsonlRender {
    offsets: OffsetUnit,
    keep: bool,
    header: Vec<String>,
    text: Option<usize>,
    cases: Option<Arc<FileCases>>,
}

impl JsonlRender {
    /// Offsets are counted in `offsets`. With `keep`, each record holds the row's other fields as `input`: for JSON
    /// the object without the text; for a table, whose `header` and `text` column (from 0) are then needed, an
    /// object of header → cell without the text. A row that could not be read keeps all of its cells.
    #[must_use]
    pub fn new(offsets: OffsetUnit, keep: bool, header: Option<&[String]>, text: Option<usize>) -> Self {
        Self { offsets, keep, header: keys(header.unwrap_or_default()), text, cases: None }
    }

    /// The same with the case history of each note as `case`.
    #[must_use]
    pub fn with_cases(mut self, cases: Option<Arc<FileCases>>) -> Self {
        self.cases = cases;
        self
    }

    fn object<V>(&self, cells: impl Iterator<Item = V>, read: bool, json: impl Fn(V) -> Value) -> Value {
        let kept = cells.enumerate().filter(|(place, _)| !read || Some(*place) != self.text);
        let key = |place| self.header.get(place).cloned().unwrap_or_else(|| unnamed(place));
        Value::Object(kept.map(|(place, cell)| (key(place), json(cell))).collect())
    }

    fn input(&self, note: &Note, read: bool) -> Option<Value> {
        match &note.fields {
            Fields::None => None,
            Fields::Cells(cells) => Some(self.object(cells.iter(), read, |cell| Value::String(cell.clone()))),
            Fields::Typed(cells) => Some(self.object(cells.iter(), read, typed)),
            Fields::Json(value) => Some(value.clone()),
            Fields::Raw(line) => Some(Value::String(line.clone())),
        }
    }
}

impl Render for JsonlRender {
    fn header(&self, _out: &mut Vec<u8>) {}

    fn note(&self, note: &Note, outcome: Result<&Tagging, &RowError>, out: &mut Vec<u8>) {
        let input = if self.keep { self.input(note, outcome.is_ok()) } else { None };
        let record = Record {
            id: &note.id,
            text: note.text.as_deref().unwrap_or_default(),
            outcome,
            offsets: self.offsets,
            input: input.as_ref(),
        };
        // Writing to memory cannot fail, and a record has only string keys.
        let written = serde_json::to_writer(&mut *out, &record);
        debug_assert!(written.is_ok(), "{written:?}");
        if let Some(history) = self.cases.as_ref().and_then(|cases| cases.of(note.row)) {
            // The record is an object: its last letter gives way to one more member.
            out.pop();
            out.extend_from_slice(b",\"case\":");
            let written = serde_json::to_writer(&mut *out, history);
            debug_assert!(written.is_ok(), "{written:?}");
            out.push(b'}');
        }
        out.push(b'\n');
    }
}

/// A workbook's cell as JSON: numbers and truths stay what they are, a date is text.
fn typed(cell: &Cell) -> Value {
    match &cell.value {
        cell::Value::Empty => Value::Null,
        #[expect(
            clippy::cast_possible_truncation,
            reason = "only numbers without a fraction, well within 2^53"
        )]
        cell::Value::Number(number) if number.fract() == 0.0 && number.abs() < 9e15 => {
            Value::from(*number as i64)
        }
        cell::Value::Number(number) => Value::from(*number),
        cell::Value::Bool(truth) => Value::Bool(*truth),
        _ => Value::String(cell.to_string()),
    }
}

/// The names of columns as keys: an object holds each key once, so the second 備考 is called `備考 (2)`.
fn keys(header: &[String]) -> Vec<String> {
    let mut keys: Vec<String> = Vec::with_capacity(header.len());
    for (place, name) in header.iter().enumerate() {
        let name = if name.is_empty() { unnamed(place) } else { name.clone() };
        let mut key = name.clone();
        let mut number = 2;
        while keys.contains(&key) {
            key = format!("{name} ({number})");
            number += 1;
        }
        keys.push(key);
    }
    keys
}

fn unnamed(place: usize) -> String {
    format!("column {}", place + 1)
}

#[cfg(test)]
mod tests {
    use super::super::wording::example;
    use super::*;
    use crate::error::RowErrorKind;

    fn record(render: &JsonlRender, fields: Fields, error: Option<&RowError>) -> Value {
        let note = Note { row: 3, id: "a\"3".into(), text: Ok(example::TEXT.into()), fields };
        let tagging = example::tagging();
        let mut out = Vec::new();
        render.header(&mut out);
        render.note(&note, error.map_or(Ok(&tagging), Err), &mut out);
        assert_eq!(out.split(|byte| *byte == b'\n').count(), 2, "one line and its end");
        serde_json::from_slice(&out).unwrap()
    }

    fn cells(cells: &[&str]) -> Fields {
        Fields::Cells(cells.iter().map(|cell| (*cell).to_owned()).collect())
    }

    #[test]
    fn the_record_is_that_of_the_contract() {
        let record = record(&JsonlRender::new(OffsetUnit::Char, false, None, None), cells(&["x"]), None);
        assert_eq!((&record["schema"], &record["id"]), (&"fuda/1".into(), &"a\"3".into()));
        let evidence = &record["categories"][0]["evidence"][0];
        assert_eq!(
            (&evidence["text"], &evidence["start"], &evidence["end"]),
            (&"土下座しろ".into(), &12.into(), &17.into())
        );
        assert!(record.get("input").is_none() && record.get("error").is_none());
    }

    #[test]
    fn kept_cells_stand_under_their_headers() {
        let header = ["番号", "内容", "備考", "備考", ""].map(String::from);
        let render = JsonlRender::new(OffsetUnit::Char, true, Some(&header), Some(1));
        let kept = record(&render, cells(&["1", "本文", "a", "b", "c", "d"]), None);
        assert_eq!(
            kept["input"].to_string(),
            r#"{"番号":"1","備考":"a","備考 (2)":"b","column 5":"c","column 6":"d"}"#
        );
        let error = RowError { kind: RowErrorKind::Syntax, message: "m".into() };
        let failed = record(&render, cells(&["1", "本文"]), Some(&error));
        assert_eq!(failed["input"].to_string(), r#"{"番号":"1","内容":"本文"}"#, "nothing is lost");
        assert_eq!(failed["error"]["kind"], "syntax");
    }

    #[test]
    fn kept_objects_and_raw_lines_stay_what_they_were() {
        let render = JsonlRender::new(OffsetUnit::Char, true, None, None);
        let json = serde_json::json!({"z": 1, "a": [2]});
        assert_eq!(record(&render, Fields::Json(json), None)["input"].to_string(), r#"{"z":1,"a":[2]}"#);
        assert_eq!(record(&render, Fields::Raw("{x".into()), None)["input"], "{x");
        assert!(record(&render, Fields::None, None).get("input").is_none());
    }
}
