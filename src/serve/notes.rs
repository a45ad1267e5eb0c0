//! Notes in a JSON body: one object, or an array of them.

use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::ToSchema;

use super::problem::{Kind, Problem};
use crate::batch::{Fields, Note};

/// The notes of one request.
pub(super) enum Notes {
    One(Note),
    Many(Vec<Note>),
}

/// One note.
#[derive(Deserialize, ToSchema)]
#[expect(dead_code, reason = "it is the description of what `note` reads")]
pub(super) struct NoteIn {
    /// 記録の本文
    #[schema(example = "窓口で「土下座しろ」と怒鳴られた。")]
    text: String,
    /// 記録の ID(文字列か数)。省略時は何件目か
    #[schema(value_type = Option<String>, example = "a017")]
    id: Option<Value>,
}

/// One note, or many.
#[derive(Deserialize, ToSchema)]
#[serde(untagged)]
#[expect(dead_code, reason = "it is the description of what `read` reads")]
pub(super) enum OneOrMany {
    One(NoteIn),
    Many(Vec<NoteIn>),
}

const SHAPE: &str =
    "{\"text\": \"本文\"}、または [{\"id\": \"1\", \"text\": \"本文\"}, …] の形で送ってください。";

/// Reads a body.
///
/// # Errors
/// It is no JSON of one of the two shapes, or a note is longer than `most` bytes.
pub(super) fn read(body: &[u8], most: usize) -> Result<Notes, Problem> {
    let many = body.trim_ascii_start().first() == Some(&b'[');
    if many {
        let objects: Vec<Map<String, Value>> = parsed(body)?;
        let each = objects.into_iter().zip(1..).map(|(object, row)| {
            note(object, row, most).map_err(|problem| problem.at(&format!("{row}件目: ")))
        });
        each.collect::<Result<_, _>>().map(Notes::Many)
    } else {
        note(parsed(body)?, 1, most).map(Notes::One)
    }
}

fn parsed<'b, T: Deserialize<'b>>(body: &'b [u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| {
        // The parser's own words may quote the note, and are English: only the place is told.
        let place = format!("{}行目の{}バイト目で、", error.line(), error.column());
        Problem::new(Kind::BadRequest, format!("{place}JSON として読めないか、形が違います。"), SHAPE)
    })
}

/// The note in `object`, with the id rules of JSON Lines files: a string or a number, else the number of the row.
fn note(mut object: Map<String, Value>, row: u64, most: usize) -> Result<Note, Problem> {
    let refuse = |kind, detail: &str, cure: &str| Problem::new(kind, detail, cure);
    let id = match object.get("id") {
        Some(Value::String(id)) if !id.trim().is_empty() => id.trim().to_owned(),
        Some(Value::Number(id)) => id.to_string(),
        _ => row.to_string(),
    };
    let Some(Value::String(text)) = object.shift_remove("text") else {
        return Err(refuse(Kind::BadRequest, "text がないか、文字列ではありません。", SHAPE));
    };
    if text.len() > most {
        let detail = format!("本文が {} バイトあります。上限は {most} バイトです。", text.len());
        let cure = "本文を分けて送るか、管理者に上限(--max-note-bytes)を上げてもらってください。";
        return Err(refuse(Kind::NoteTooLong, &detail, cure));
    }
    if text.contains('\0') {
        let cure = "書き出しが壊れていないか確かめ、NUL を除いて送ってください。";
        return Err(refuse(Kind::Unreadable, "本文に NUL(文字コード 0)が入っています。", cure));
    }
    Ok(Note { row, id, text: Ok(text), fields: Fields::Json(Value::Object(object)) })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(body: &str) -> Vec<(String, String)> {
        let notes = match read(body.as_bytes(), 100).unwrap_or_else(|problem| panic!("{problem:?}")) {
            Notes::One(note) => vec![note],
            Notes::Many(notes) => notes,
        };
        notes.into_iter().map(|note| (note.id, note.text.unwrap())).collect()
    }

    fn kind(body: &str) -> Kind {
        read(body.as_bytes(), 100).err().expect("a problem").kind()
    }

    #[test]
    fn one_or_many_with_ids_as_in_files() {
        assert_eq!(texts(r#"{"text":"あ"}"#), [("1".into(), "あ".into())]);
        assert_eq!(
            texts(r#" [{"id":" a ","text":"あ"},{"id":7,"text":"い","x":1},{"id":null,"text":""}]"#),
            [("a".into(), "あ".into()), ("7".into(), "い".into()), ("3".into(), String::new())]
        );
        assert!(texts("[]").is_empty());
    }

    #[test]
    fn what_is_no_note_is_refused_without_quoting_it() {
        assert_eq!(kind(r#"{"text":1}"#), Kind::BadRequest);
        assert_eq!(kind(r#"[{"text":"あ"},{}]"#), Kind::BadRequest);
        assert_eq!(kind(&format!(r#"{{"text":"{}"}}"#, "あ".repeat(34))), Kind::NoteTooLong);
        assert_eq!(kind(r#"{"text":"a\u0000"}"#), Kind::Unreadable);
        let problem = read(r#""秘密の本文""#.as_bytes(), 100).err().expect("a problem");
        assert!(!serde_json::to_string(&problem.body()).unwrap().contains("秘密"));
    }
}
