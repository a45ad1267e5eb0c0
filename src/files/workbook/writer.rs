//! Writes tagged notes into a workbook, row by row, in constant memory.

use std::collections::BTreeMap;
use std::sync::Arc;

use rust_xlsxwriter::{Format, Workbook, Worksheet, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::paper::{self, Paper, refused};
use super::tables::{Figure, FigureTable, put_tables};
use crate::batch::{Fields, Note, Tagged};
use crate::cases::FileCases;
use crate::cell::{Cell, Value};
use crate::engine::Tagging;
use crate::error::{Error, ErrorKind};
use crate::files::output::Output;
use crate::files::render::{Layout, Store, flag_name};
use crate::span::Span;

/// The rows of a sheet, and the letters of a cell (UTF-16 units), that Excel can hold.
const MOST_ROWS: u32 = 1_048_576;
const MOST_LETTERS: usize = 32_767;
/// Widths in letters of the added columns; the note's own column; the narrowest and the widest of the others.
const ADDED_WIDTHS: [f64; 7] = [22.0, 20.0, 9.0, 44.0, 30.0, 28.0, 26.0];
const TEXT_WIDTH: f64 = 64.0;
const WIDTHS: std::ops::RangeInclusive<usize> = 7..=28;

/// Tagged notes as a workbook: the input's columns with their types, the added ones, the evidence marked in the note
/// itself, filters, a header that stays in sight, and a sheet of totals.
pub struct BookWriter {
    workbook: Workbook,
    sheet: Worksheet,
    name: String,
    paper: Paper,
    layout: Layout,
    header: Option<Vec<String>>,
    text: usize,
    widths: Vec<usize>,
    head: u32,
    row: u32,
    totals: Totals,
}

impl BookWriter {
    /// A workbook for notes under `header`, the note's own cell at `text` (from 0); `sheet` is the name of the sheet
    /// and `above` what stands over its header.
    ///
    /// # Errors
    /// No temporary file can be made: rows wait on disk until the whole is saved.
    pub fn new(
        header: Option<&[String]>,
        text: Option<usize>,
        sheet: &str,
        above: &[Vec<Cell>],
        cases: Option<Arc<FileCases>>,
    ) -> Result<Self, Error> {
        let mut workbook = paper::workbook();
        let mut page = workbook.new_worksheet_with_constant_memory().map_err(|error| refused(&error))?;
        paper::named(&mut page, sheet);
        let layout = Layout::new(header, cases);
        let widths = layout.own().iter().map(|name| name.width()).collect();
        let mut writer = Self {
            workbook,
            name: page.name(),
            sheet: page,
            paper: Paper::new(),
            layout,
            header: header.map(<[String]>::to_vec),
            text: text.unwrap_or(Layout::TEXT),
            widths,
            head: 0,
            row: 0,
            totals: Totals::default(),
        };
        writer.top(above).map_err(|error| refused(&error))?;
        Ok(writer)
    }

    fn top(&mut self, above: &[Vec<Cell>]) -> Result<(), XlsxError> {
        for cells in above {
            for (column, cell) in (0..).zip(cells) {
                self.cell(column, cell)?;
            }
            self.row += 1;
        }
        self.head = self.row;
        let own = self.layout.own().into_iter().map(|name| (name, false));
        let added = self.layout.added().into_iter().map(|name| (name, true));
        for (column, (name, ours)) in (0..).zip(own.chain(added)) {
            let format = if ours { &self.paper.added_head } else { &self.paper.head };
            self.sheet.write_string_with_format(self.row, column, name, format)?;
        }
        self.row += 1;
        Ok(())
    }

    fn tagged(&mut self, one: &Tagged) -> Result<(), XlsxError> {
        let outcome = one.outcome();
        let row = self.layout.row(&one.note, outcome);
        let typed = match &one.note.fields {
            Fields::Typed(cells) if self.header.is_some() => cells.as_slice(),
            _ => &[],
        };
        let width = row.own.len();
        for (place, text) in row.own.into_iter().enumerate() {
            let column = u16::try_from(place).unwrap_or(u16::MAX);
            if let Some(width) = self.widths.get_mut(place) {
                *width = (*width).max(text.lines().next().unwrap_or_default().width());
            }
            match (outcome, typed.get(place)) {
                (Ok(tagging), _) if place == self.text => self.note(column, &one.note, tagging)?,
                (_, Some(cell)) => self.cell(column, cell)?,
                (_, None) => self.words(column, &text)?,
            }
        }
        let column = |place: usize| u16::try_from(width + place).unwrap_or(u16::MAX);
        let count = row.added.len();
        for (place, text) in row.added.into_iter().chain(row.beyond).enumerate() {
            // One score is a number, so that it can be filtered and sorted; several are text.
            match text.parse::<f64>() {
                Ok(score) if place == 2 && place < count => {
                    let code: Arc<str> = "0.00".into();
                    let format = self.paper.shown_as(Some(&code));
                    self.sheet.write_number_with_format(self.row, column(place), score, format)?;
                }
                _ => self.words(column(place), &text)?,
            }
        }
        self.totals.add(one);
        self.row += 1;
        Ok(())
    }

    fn cell(&mut self, column: u16, cell: &Cell) -> Result<(), XlsxError> {
        let (sheet, row) = (&mut self.sheet, self.row);
        match &cell.value {
            Value::Empty => {}
            Value::Text(text) | Value::Fault(text) => return self.words(column, text),
            Value::Number(number) => {
                sheet.write_number_with_format(
                    row,
                    column,
                    *number,
                    self.paper.shown_as(cell.format.as_ref()),
                )?;
            }
            Value::Bool(truth) => {
                sheet.write_boolean_with_format(
                    row,
                    column,
                    *truth,
                    self.paper.shown_as(cell.format.as_ref()),
                )?;
            }
            Value::Moment { serial, text } => {
                // Old kinds of files do not say how a date is shown; without any format it would be a bare number.
                let usual: Arc<str> = match (text.contains('-'), text.contains(':')) {
                    (true, false) => "yyyy/mm/dd".into(),
                    (true, true) => "yyyy/mm/dd hh:mm".into(),
                    _ => "[h]:mm:ss".into(),
                };
                let format = self.paper.shown_as(cell.format.as_ref().or(Some(&usual)));
                sheet.write_number_with_format(row, column, *serial, format)?;
            }
        }
        Ok(())
    }

    /// Text, never run as a formula.
    fn words(&mut self, column: u16, text: &str) -> Result<(), XlsxError> {
        if text.is_empty() {
            return Ok(());
        }
        let text = fitting(text);
        self.sheet.write_string_with_format(self.row, column, text, &self.paper.cell)?;
        Ok(())
    }

    /// The note's own cell, the words that count marked in it.
    fn note(&mut self, column: u16, note: &Note, tagging: &Tagging) -> Result<(), XlsxError> {
        let text = note.text.as_deref().unwrap_or_default();
        let runs = runs(text, tagging);
        if runs.iter().all(|(_, kind)| *kind == Run::Plain) || fitting(text).len() < text.len() {
            return self.words(column, text);
        }
        let format = |kind: Run| -> &Format {
            match kind {
                Run::Plain => &self.paper.plain,
                Run::Evidence => &self.paper.evidence,
                Run::Flag => &self.paper.flag,
            }
        };
        let runs: Vec<(&Format, &str)> = runs.into_iter().map(|(text, kind)| (format(kind), text)).collect();
        match self.sheet.write_rich_string_with_format(self.row, column, &runs, &self.paper.cell) {
            // With the marks it is too long for a cell.
            Err(XlsxError::MaxStringLengthExceeded) => self.words(column, text),
            written => written.map(|_| ()),
        }
    }

    fn close(&mut self) -> Result<(), XlsxError> {
        let own = self.widths.len();
        for (place, width) in self.widths.iter().enumerate() {
            #[expect(clippy::cast_precision_loss, reason = "a width of at most 28 letters")]
            let usual = (*width).clamp(*WIDTHS.start(), *WIDTHS.end()) as f64 + 2.0;
            let width = if place == self.text { TEXT_WIDTH } else { usual };
            self.sheet.set_column_width(u16::try_from(place).unwrap_or(u16::MAX), width)?;
        }
        let added = self.layout.added().len();
        for (place, width) in ADDED_WIDTHS.iter().take(added).enumerate() {
            self.sheet.set_column_width(u16::try_from(own + place).unwrap_or(u16::MAX), *width)?;
        }
        let last = u16::try_from(own + added - 1).unwrap_or(u16::MAX);
        self.sheet.autofilter(self.head, 0, self.row.saturating_sub(1).max(self.head), last)?;
        self.sheet.set_freeze_panes(self.head + 1, 0)?;
        self.sheet.set_landscape().set_print_fit_to_pages(1, 0).set_repeat_rows(self.head, self.head)?;
        Ok(())
    }
}

impl Store for BookWriter {
    fn next_file(&mut self, cases: Option<Arc<FileCases>>) {
        self.layout = Layout::new(self.header.as_deref(), cases);
    }

    fn take(&mut self, notes: Vec<Tagged>) -> Result<(), Error> {
        for one in notes {
            if self.row >= MOST_ROWS {
                let message = format!("Excel のシートには {MOST_ROWS} 行までしか書けません");
                return Err(Error::new(ErrorKind::Argument, message)
                    .with_cure("入力を分けるか、`--to csv` で書き出してください"));
            }
            self.tagged(&one).map_err(|error| refused(&error))?;
        }
        Ok(())
    }

    fn finish(mut self: Box<Self>, out: &mut Output) -> Result<(), Error> {
        self.close().map_err(|error| refused(&error))?;
        let Self { mut workbook, sheet, paper, totals, name, .. } = *self;
        workbook.push_worksheet(sheet);
        let title = if name == "集計" { "集計 (fuda)" } else { "集計" };
        put_tables(&mut workbook, &paper, title, &totals.tables()).map_err(|error| refused(&error))?;
        paper::save(&mut workbook, out)
    }
}

/// As much of `text` as fits into a cell.
fn fitting(text: &str) -> &str {
    let mut units = 0;
    let over = text.char_indices().find(|(_, letter)| {
        units += letter.len_utf16();
        units > MOST_LETTERS
    });
    over.map_or(text, |(at, _)| &text[..at])
}

/// How a run of letters is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Run {
    Plain,
    Evidence,
    Flag,
}

/// `text` cut where a mark begins or ends. Where evidence and a flag overlap, evidence is shown.
fn runs<'t>(text: &'t str, tagging: &Tagging) -> Vec<(&'t str, Run)> {
    let evidence: Vec<Span> =
        tagging.categories.iter().flat_map(|one| &one.evidence).map(|piece| piece.span).collect();
    let flags: Vec<Span> = tagging.flags.iter().map(|flag| flag.span).collect();
    let mut cuts: Vec<usize> = evidence
        .iter()
        .chain(&flags)
        .flat_map(|span| [span.start, span.end])
        .chain([0, text.len()])
        .collect();
    cuts.sort_unstable();
    cuts.dedup();
    let covers = |spans: &[Span], at: usize| spans.iter().any(|span| span.start <= at && at < span.end);
    let mut runs: Vec<(usize, usize, Run)> = Vec::new();
    for pair in cuts.windows(2) {
        let kind = match pair[0] {
            at if covers(&evidence, at) => Run::Evidence,
            at if covers(&flags, at) => Run::Flag,
            _ => Run::Plain,
        };
        match runs.last_mut() {
            Some(last) if last.2 == kind => last.1 = pair[1],
            _ => runs.push((pair[0], pair[1], kind)),
        }
    }
    let text = |start, end| text.get(start..end).filter(|part| !part.is_empty());
    runs.into_iter().filter_map(|(start, end, kind)| Some((text(start, end)?, kind))).collect()
}

/// What the sheet of totals says.
#[derive(Default)]
struct Totals {
    rows: u64,
    tagged: u64,
    unreadable: u64,
    categories: BTreeMap<Arc<str>, (Arc<str>, u64)>,
    set_aside: BTreeMap<&'static str, u64>,
    flags: BTreeMap<Arc<str>, u64>,
}

impl Totals {
    fn add(&mut self, one: &Tagged) {
        self.rows += 1;
        let Ok(tagging) = one.outcome() else {
            self.unreadable += 1;
            return;
        };
        self.tagged += u64::from(!tagging.categories.is_empty());
        for found in &tagging.categories {
            let known = self.categories.entry(Arc::clone(&found.id));
            known.or_insert_with(|| (Arc::clone(&found.label), 0)).1 += 1;
        }
        for item in &tagging.set_aside {
            *self.set_aside.entry(item.reason.japanese()).or_default() += 1;
        }
        let mut seen: Vec<&str> = Vec::new();
        for flag in &tagging.flags {
            if !seen.contains(&&*flag.id) {
                seen.push(&flag.id);
                *self.flags.entry(Arc::clone(&flag.id)).or_default() += 1;
            }
        }
    }

    fn tables(&self) -> Vec<FigureTable> {
        let table = |title: &str, names: [&str; 2], rows: Vec<(String, u64)>| FigureTable {
            title: title.to_owned(),
            header: names.map(str::to_owned).to_vec(),
            rows: rows
                .into_iter()
                .map(|(name, count)| vec![Figure::text(name), Figure::count(count)])
                .collect(),
        };
        let counts = |map: &BTreeMap<&'static str, u64>| {
            map.iter().map(|(name, n)| ((*name).to_owned(), *n)).collect()
        };
        let none = self.rows - self.tagged - self.unreadable;
        let mut categories: Vec<(String, u64)> =
            self.categories.values().map(|(label, count)| (label.to_string(), *count)).collect();
        categories.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        let flags = self.flags.iter().map(|(id, count)| (flag_name(id).to_owned(), *count)).collect();
        vec![
            table(
                "件数",
                ["区分", "件数"],
                vec![
                    ("全体".into(), self.rows),
                    ("該当しうる記載あり(要確認)".into(), self.tagged),
                    ("該当しうる記載なし".into(), none),
                    ("読めない行".into(), self.unreadable),
                ],
            ),
            table(
                "類型ごとの件数(1件が複数の類型に入ることがあります)",
                ["類型(該当しうる記載・要確認)", "件数"],
                categories,
            ),
            table("留意事項のある記録", ["留意事項", "件数"], flags),
            table("除外した記載の理由(記載の数)", ["理由", "箇所"], counts(&self.set_aside)),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::{Evidence, Flag, Suggestion};

    #[test]
    fn marks_are_joined_and_evidence_stands_before_flags() {
        let text = "当方の誤り。土下座しろと怒鳴る";
        let span = |words: &str| {
            let start = text.find(words).unwrap();
            Span { start, end: start + words.len() }
        };
        let evidence = |words| Evidence { rule: "r".into(), span: span(words), why: "w".into() };
        let tagging = Tagging {
            categories: vec![Suggestion {
                id: "a".into(),
                label: "a".into(),
                score: 1.0,
                evidence: vec![evidence("土下座しろ"), evidence("土下座"), evidence("しろと怒鳴る")],
            }],
            set_aside: vec![],
            flags: vec![Flag { id: "f".into(), span: span("誤り。土") }],
        };
        assert_eq!(
            runs(text, &tagging),
            [("当方の", Run::Plain), ("誤り。", Run::Flag), ("土下座しろと怒鳴る", Run::Evidence)]
        );
        assert_eq!(runs(text, &Tagging::default()), [(text, Run::Plain)]);
    }

    #[test]
    fn a_cell_holds_32767_units() {
        let text = "𠮷".repeat(20_000);
        assert_eq!(fitting(&text).encode_utf16().count(), 32_766, "half a pair is never written");
        assert_eq!(fitting("短い"), "短い");
    }
}
