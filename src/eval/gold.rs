//! Labelled notes, one JSON object a line, in the form of the annotation guide.

use serde::Deserialize;

use crate::error::{Error, ErrorKind};

/// A note with what a careful reader says of it.
#[derive(Clone, Debug, Deserialize)]
pub struct GoldNote {
    /// Id of the note.
    pub id: String,
    /// Its text.
    pub text: String,
    /// Categories that must be suggested.
    #[serde(default)]
    pub labels: Vec<String>,
    /// Categories for which either answer is right.
    #[serde(default)]
    pub optional: Vec<String>,
    /// Categories told as earlier conduct: wrong only if suggested as current.
    #[serde(default)]
    pub background: Vec<String>,
    /// In contrast notes: why the tempting category does not count.
    #[serde(default)]
    pub reason: Option<String>,
    /// In contrast notes: every reason that is true, where there are several.
    #[serde(default)]
    pub reasons: Vec<String>,
    /// In contrast notes: the tempting categories.
    #[serde(default)]
    pub tempts: Vec<String>,
}

/// Reads labelled notes from JSON Lines; `name` is how messages call the file.
///
/// # Errors
/// At the first line that is not a labelled note: a measurement over a part of the notes would mislead.
pub fn parse_gold(name: &str, text: &str) -> Result<Vec<GoldNote>, Error> {
    let mut notes = Vec::new();
    for (number, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() {
            continue;
        }
        let note = serde_json::from_str(line).map_err(|error| {
            let message =
                format!("{name}:{}:{}: ラベル付きの記録として読めません", number + 1, error.column());
            Error::new(ErrorKind::Input, message)
                .with_cure(r#"1行に1件 {"id": "…", "text": "…", "labels": ["…"]} の形で書いてください"#)
        })?;
        notes.push(note);
    }
    if notes.is_empty() {
        return Err(Error::new(ErrorKind::Input, format!("{name}: 記録が1件もありません"))
            .with_cure("ラベル付きの記録(JSON Lines)を指定してください"));
    }
    Ok(notes)
}
