//! Chooses the sheet, the row of its header, and the columns.

use super::book::{Book, SheetRow};
use crate::cell::Cell;
use crate::error::{Error, ErrorKind};
use crate::files::columns::{self, Columns};
use crate::files::options::InputOptions;

/// Rows in which a header is looked for: titles, dates and remarks stand above many tables.
const HEAD: usize = 20;

/// What was chosen.
pub(super) struct Choice {
    pub(super) sheet: String,
    /// Number of the header's row in the sheet, from 1.
    pub(super) row: u64,
    pub(super) header: Vec<String>,
    pub(super) columns: Columns,
    /// The rows above the header.
    pub(super) above: Vec<Vec<Cell>>,
}

/// The sheet asked for, or the only one with a column of notes.
///
/// # Errors
/// No sheet, or several, or the one asked for, come into question; the sheets or columns are listed.
pub(super) fn choose(name: &str, book: &mut Book, options: &InputOptions) -> Result<Choice, Error> {
    let sheets = book.sheets();
    let asked = options.sheet.as_deref().map(|wanted| named(name, &sheets, wanted)).transpose()?;
    let looked_at: Vec<&String> =
        sheets.iter().filter(|sheet| asked.is_none_or(|one| one == *sheet)).collect();
    let (mut found, mut fault) = (Vec::new(), None);
    for sheet in looked_at {
        let mut head: Vec<SheetRow> = Vec::new();
        book.rows(name, sheet, &mut |row, _| {
            head.push(row);
            head.len() < HEAD
        })?;
        match header(&format!("{name}: シート「{sheet}」"), sheet, head, options) {
            Some(Ok(choice)) => found.push(choice),
            Some(Err(error)) => fault = fault.or(Some(error)),
            None => {}
        }
    }
    if found.len() > 1 {
        let names: Vec<String> = found.iter().map(|one| format!("「{}」", one.sheet)).collect();
        let message =
            format!("{name}: 本文の列のあるシートが {} 枚あります({})", found.len(), names.concat());
        return Err(Error::new(ErrorKind::Input, message)
            .with_cure(format!("どれか1枚を指定してください(例: `--sheet \"{}\"`)", found[0].sheet)));
    }
    found.pop().ok_or_else(|| {
        fault.unwrap_or_else(|| {
            Error::new(ErrorKind::Input, format!("{name}: 中身が空です"))
                .with_cure("記録の入ったシートのあるブックを指定してください")
        })
    })
}

fn named<'s>(name: &str, sheets: &'s [String], wanted: &str) -> Result<&'s String, Error> {
    let place = wanted.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    let found = sheets.iter().find(|sheet| sheet.trim() == wanted.trim());
    found.or_else(|| sheets.get(place?)).ok_or_else(|| {
        let list: Vec<String> =
            sheets.iter().enumerate().map(|(at, sheet)| format!("{}「{sheet}」", at + 1)).collect();
        let message = format!("{name}: シート「{wanted}」はありません。あるシート: {}", list.join("、"));
        Error::new(ErrorKind::Input, message)
            .with_cure("`--sheet \"シート名\"` で、あるシートを指定してください")
    })
}

/// The header among the first rows of a sheet: the first row of several cells that names the column of the notes.
fn header(
    place: &str,
    sheet: &str,
    head: Vec<SheetRow>,
    options: &InputOptions,
) -> Option<Result<Choice, Error>> {
    let names = |row: &SheetRow| -> Vec<String> {
        row.cells.iter().map(|cell| cell.to_string().trim().to_owned()).collect()
    };
    let width = |row: &SheetRow| row.cells.iter().filter(|cell| !cell.is_blank()).count();
    let fits = |row: &SheetRow| columns::find(place, &names(row), options).is_ok();
    let at = head.iter().position(|row| width(row) > 1 && fits(row)).or_else(|| head.iter().position(fits));
    let Some(at) = at else {
        // The fullest row is most like a header; its names are those to list.
        let fullest = head.iter().rev().max_by_key(|row| width(row))?;
        return Some(columns::find(place, &names(fullest), options).map(|columns| Choice {
            sheet: sheet.to_owned(),
            row: fullest.number,
            header: names(fullest),
            columns,
            above: Vec::new(),
        }));
    };
    let row = head.get(at)?;
    let (number, header) = (row.number, names(row));
    Some(columns::find(place, &header, options).map(|columns| Choice {
        sheet: sheet.to_owned(),
        row: number,
        header,
        columns,
        above: head.into_iter().take(at).map(|row| row.cells).collect(),
    }))
}
