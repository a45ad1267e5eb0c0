//! The columns added to those of the input, alike in every table that is written.

use std::sync::Arc;

use crate::batch::{Fields, Note};
use crate::cases::FileCases;
use crate::engine::Tagging;
use crate::error::RowError;

use super::wording;

/// The columns added to those of the input.
const ADDED: [&str; 6] = ["該当しうる類型", "類型ID", "スコア", "根拠", "除外した記載", "留意事項"];
/// The column added where notes are grouped by case.
const HISTORY: &str = "同一案件の経過";
/// The columns of an input that has none.
const OWN: [&str; 2] = ["ID", "本文"];

/// Which columns a written table has.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    header: Option<Vec<String>>,
    cases: Option<Arc<FileCases>>,
}

/// One row of a written table as text.
pub(crate) struct Row {
    /// Cells under the input's own columns, as many as there are columns.
    pub(crate) own: Vec<String>,
    /// Cells under the added columns.
    pub(crate) added: Vec<String>,
    /// Cells of the input beyond its header. After ours they shift nothing and are not lost.
    pub(crate) beyond: Vec<String>,
}

impl Layout {
    /// The columns of `header`, or those of an input that has none; then the added ones.
    pub(crate) fn new(header: Option<&[String]>, cases: Option<Arc<FileCases>>) -> Self {
        Self { header: header.map(<[String]>::to_vec), cases }
    }

    /// The names of the input's own columns.
    pub(crate) fn own(&self) -> Vec<&str> {
        match &self.header {
            Some(header) => header.iter().map(String::as_str).collect(),
            None => OWN.to_vec(),
        }
    }

    /// The names of the added columns.
    pub(crate) fn added(&self) -> Vec<&'static str> {
        ADDED.into_iter().chain(self.cases.is_some().then_some(HISTORY)).collect()
    }

    /// The position of the note's own cell in a table without a header.
    pub(crate) const TEXT: usize = 1;

    /// `note` with what was found in it.
    pub(crate) fn row(&self, note: &Note, outcome: Result<&Tagging, &RowError>) -> Row {
        let mut own = self.input(note);
        let width = self.header.as_ref().map_or(OWN.len(), Vec::len);
        let beyond = if own.len() > width { own.split_off(width) } else { Vec::new() };
        own.resize(width, String::new());
        Row { own, added: self.cells(note, outcome), beyond }
    }

    fn input(&self, note: &Note) -> Vec<String> {
        let texts = note.fields.texts().map(|cells| cells.into_iter().map(String::from).collect::<Vec<_>>());
        match (texts, &note.fields, &note.text) {
            (Some(cells), _, _) if self.header.is_some() => cells,
            (Some(cells), _, Err(_)) => vec![note.id.clone(), cells.join("\n")],
            (_, Fields::Raw(line), _) => vec![note.id.clone(), line.clone()],
            (_, Fields::Json(value), Err(_)) => vec![note.id.clone(), value.to_string()],
            (_, _, text) => vec![note.id.clone(), text.clone().unwrap_or_default()],
        }
    }

    /// The cells under the added columns.
    pub(crate) fn cells(&self, note: &Note, outcome: Result<&Tagging, &RowError>) -> Vec<String> {
        let mut cells = found(note.text.as_deref().unwrap_or_default(), outcome).to_vec();
        if let Some(cases) = &self.cases {
            cells.push(cases.of(note.row).map_or_else(String::new, ToString::to_string));
        }
        cells
    }
}

fn found(text: &str, outcome: Result<&Tagging, &RowError>) -> [String; 6] {
    let tagging = match outcome {
        Ok(tagging) => tagging,
        Err(error) => {
            let mut cells = <[String; 6]>::default();
            cells[5] = wording::unreadable(&error.message);
            return cells;
        }
    };
    let join = |cells: Vec<String>| cells.join(";");
    let found = &tagging.categories;
    let set_aside: Vec<String> =
        tagging.set_aside.iter().map(|item| wording::set_aside(item, text)).collect();
    let flags: Vec<String> = tagging.flags.iter().map(|flag| wording::flag(flag, text)).collect();
    [
        join(found.iter().map(|one| one.label.to_string()).collect()),
        join(found.iter().map(|one| one.id.to_string()).collect()),
        join(found.iter().map(|one| wording::score(one.score)).collect()),
        wording::evidence(tagging, text),
        set_aside.join(wording::BETWEEN),
        flags.join(wording::BETWEEN),
    ]
}
