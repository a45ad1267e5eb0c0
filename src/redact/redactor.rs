//! Masks whole texts and whole rows.

use std::ops::Range;
use std::sync::Mutex;

use serde_json::Value as Json;

use super::dictionary::{self, Dictionary, RedactionExample};
use super::{mask, names};
use crate::batch::{Fields, Note};
use crate::cell::Value;
use crate::engine::{TokenWorker, Tokenizer};
use crate::error::Error;

/// Masks what tells who somebody is. Shared by all threads.
pub struct Redactor {
    dictionary: Dictionary,
    tokenizer: Tokenizer,
    /// Tokenizers not in use at the moment.
    idle: Mutex<Vec<TokenWorker>>,
}

impl Redactor {
    /// A redactor that goes by the dictionary `given` (its name and its text), or by the built-in one.
    ///
    /// # Errors
    /// The dictionary has a mistake, which is named with its line.
    pub fn new(given: Option<(&str, &str)>) -> Result<Self, Error> {
        let (dictionary, tokenizer) = (dictionary::read(given)?, Tokenizer::load()?);
        Ok(Self { dictionary, tokenizer, idle: Mutex::default() })
    }

    /// The dictionary's own examples.
    #[must_use]
    pub fn examples(&self) -> &[RedactionExample] {
        &self.dictionary.examples
    }

    /// Masks what `text` says of persons. Nothing in it moves: every offset, counted in any unit, stays what it was.
    pub fn text(&self, text: &mut String) {
        let mut places: Vec<Range<usize>> = Vec::new();
        for pattern in &self.dictionary.patterns {
            for found in pattern.captures_iter(text) {
                let parts: Vec<_> = found.iter().skip(1).flatten().map(|part| part.range()).collect();
                places.extend(found.get(0).filter(|_| parts.is_empty()).map(|whole| whole.range()));
                places.extend(parts);
            }
        }
        let mut worker = self.take();
        for title in &self.dictionary.titles {
            names::find(title, text, &mut worker, &mut places);
        }
        self.give(worker);
        mask::over(text, &places);
    }

    /// Masks a whole row: its id, its note, its other cells. `header` names the cells of a table.
    pub fn note(&self, note: &mut Note, header: Option<&[String]>) {
        self.text(&mut note.id);
        if let Ok(text) = &mut note.text {
            self.text(text);
        }
        let named =
            |place: usize| header.and_then(|names| names.get(place)).is_some_and(|name| self.masks(name));
        match &mut note.fields {
            Fields::None => {}
            Fields::Raw(line) => self.text(line),
            Fields::Json(value) => self.json(value),
            Fields::Cells(cells) => {
                for (place, cell) in cells.iter_mut().enumerate() {
                    if named(place) { mask::whole(cell) } else { self.text(cell) }
                }
            }
            Fields::Typed(cells) => {
                for (place, cell) in cells.iter_mut().enumerate() {
                    let mut text = cell.to_string();
                    if named(place) {
                        mask::whole(&mut text);
                    } else {
                        self.text(&mut text);
                    }
                    if text != cell.to_string() {
                        cell.value = Value::Text(text);
                    }
                }
            }
        }
    }

    /// Masks all of `text`: what is known to name somebody.
    pub fn whole(&self, text: &mut String) {
        mask::whole(text);
    }

    fn masks(&self, header: &str) -> bool {
        let bare = |name: &str| name.split(['(', '(']).next().unwrap_or_default().trim().to_lowercase();
        self.dictionary.headers.iter().any(|known| bare(known) == bare(header))
    }

    fn json(&self, value: &mut Json) {
        match value {
            Json::String(text) => self.text(text),
            Json::Array(items) => items.iter_mut().for_each(|item| self.json(item)),
            Json::Object(members) => {
                for (name, value) in members.iter_mut() {
                    match value {
                        Json::String(text) if self.masks(name) => mask::whole(text),
                        Json::Number(number) if self.masks(name) => {
                            let mut text = number.to_string();
                            mask::whole(&mut text);
                            *value = Json::String(text);
                        }
                        _ => self.json(value),
                    }
                }
            }
            Json::Null | Json::Bool(_) | Json::Number(_) => {}
        }
    }

    fn take(&self) -> TokenWorker {
        let mut idle = self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        idle.pop().unwrap_or_else(|| self.tokenizer.worker())
    }

    fn give(&self, worker: TokenWorker) {
        self.idle.lock().unwrap_or_else(std::sync::PoisonError::into_inner).push(worker);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cell::Cell;

    #[test]
    fn the_dictionary_does_what_its_examples_say() {
        let redactor = Redactor::new(None).unwrap();
        let mut wrong = Vec::new();
        for example in redactor.examples() {
            let (mut plain, mut wanted, mut inside) = (String::new(), String::new(), false);
            for letter in example.sentence.chars() {
                match letter {
                    '<' => inside = true,
                    '>' => inside = false,
                    _ => {
                        plain.push(letter);
                        let mut one = letter.to_string();
                        if inside {
                            mask::whole(&mut one);
                        }
                        wanted.push_str(&one);
                    }
                }
            }
            redactor.text(&mut plain);
            if plain != wanted {
                wrong.push(format!("{}: {}: {plain}", example.entry, example.sentence));
            }
        }
        assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
        assert!(redactor.examples().len() > 40);
    }

    #[test]
    fn rows_are_masked_by_column_and_by_text() {
        let redactor = Redactor::new(None).unwrap();
        let header = ["番号", "氏名", "電話番号(携帯)", "内容"].map(String::from);
        let row = |fields| Note { row: 1, id: "1".into(), text: Ok("田中様が来庁".into()), fields };
        let mut note =
            row(Fields::Cells(["1", "台東花子", "9012345678", "田中様が来庁"].map(String::from).to_vec()));
        redactor.note(&mut note, Some(&header));
        assert_eq!(note.text.as_deref(), Ok("＊＊様が来庁"));
        assert_eq!(note.fields.texts().unwrap(), ["1", "＊＊＊＊", "**********", "＊＊様が来庁"]);
        let number = Cell { value: Value::Number(9_012_345_678.0), format: None };
        let mut note = row(Fields::Typed(vec![number.clone(), Cell::default(), number]));
        redactor.note(&mut note, Some(&header));
        assert_eq!(note.fields.texts().unwrap(), ["9012345678", "", "**********"]);
        let mut note = row(Fields::Json(
            serde_json::json!({"氏名": "台東花子", "a": ["03-1234-5678"], "tel": 312_345_678}),
        ));
        redactor.note(&mut note, None);
        let Fields::Json(value) = note.fields else { panic!() };
        assert_eq!(value, serde_json::json!({"氏名": "＊＊＊＊", "a": ["************"], "tel": "*********"}));
    }
}
