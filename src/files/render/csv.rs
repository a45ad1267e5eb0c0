//! Tagged notes as CSV or TSV: the input's columns, and those added.

use std::sync::Arc;

use ::csv::WriterBuilder;

use crate::batch::Note;
use crate::cases::FileCases;
use crate::engine::Tagging;
use crate::error::RowError;
use crate::files::dialect::Dialect;
use crate::files::encoding::{Encoding, encode};

use super::added::Layout;
use super::renderer::Render;

/// Writes a table in the dialect and encoding asked for.
#[derive(Clone, Debug)]
pub struct CsvRender {
    layout: Layout,
    header: Option<Vec<String>>,
    dialect: Dialect,
    encoding: Encoding,
    as_is: bool,
}

impl CsvRender {
    /// A table in `encoding` and `dialect`. `header` is that of the input; an input without one gets the columns `ID`
    /// and `本文`.
    #[must_use]
    pub fn new(header: Option<&[String]>, dialect: Dialect, encoding: Encoding) -> Self {
        let header = header.map(<[String]>::to_vec);
        Self { layout: Layout::new(header.as_deref(), None), header, dialect, encoding, as_is: false }
    }

    /// The same with a column for the case history.
    #[must_use]
    pub fn with_cases(mut self, cases: Option<Arc<FileCases>>) -> Self {
        self.layout = Layout::new(self.header.as_deref(), cases);
        self
    }

    /// The same, with the input's own cells as they came in, also those that a spreadsheet would run as formulas.
    #[must_use]
    pub fn with_formulas(mut self, kept: bool) -> Self {
        self.as_is = kept;
        self
    }

    fn row(&self, cells: &[String], out: &mut Vec<u8>) {
        // csv looks through the rest of a cell for each filling of its buffer: a small one makes long notes slow.
        let room = cells.iter().map(String::len).sum::<usize>() + (1 << 10);
        let mut bytes = Vec::with_capacity(room);
        let mut writer = WriterBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(self.dialect.terminator())
            .quote_style(self.dialect.quotes())
            .delimiter(self.dialect.delimiter)
            .buffer_capacity(room)
            .from_writer(&mut bytes);
        // Writing to memory cannot fail, and rows may differ in length.
        let written = writer.write_record(cells).and_then(|()| Ok(writer.flush()?));
        debug_assert!(written.is_ok(), "{written:?}");
        drop(writer);
        match self.encoding {
            Encoding::Utf8 | Encoding::Utf8Bom => out.append(&mut bytes),
            encoding => encode(&String::from_utf8_lossy(&bytes), encoding, out),
        }
    }
}

impl Render for CsvRender {
    fn header(&self, out: &mut Vec<u8>) {
        match self.encoding {
            Encoding::Utf8Bom => out.extend_from_slice("\u{FEFF}".as_bytes()),
            Encoding::Utf16Le | Encoding::Utf16Be => encode("\u{FEFF}", self.encoding, out),
            Encoding::Utf8 | Encoding::Cp932 | Encoding::EucJp => {}
        }
        let names: Vec<String> =
            self.layout.own().into_iter().chain(self.layout.added()).map(str::to_owned).collect();
        self.row(&names, out);
    }

    fn note(&self, note: &Note, outcome: Result<&Tagging, &RowError>, out: &mut Vec<u8>) {
        let row = self.layout.row(note, outcome);
        let own = |cell: String| if self.as_is { cell } else { harmless(cell) };
        let mut cells: Vec<String> = row.own.into_iter().map(own).collect();
        cells.extend(row.added.into_iter().map(harmless));
        cells.extend(row.beyond.into_iter().map(own));
        self.row(&cells, out);
    }
}

/// A spreadsheet runs a cell that begins like a formula: an apostrophe before it makes it text. A number is no formula.
fn harmless(cell: String) -> String {
    let runs = cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let digits = cell.chars().any(|letter| letter.is_ascii_digit());
    let number = digits && cell.chars().all(|letter| letter.is_ascii_digit() || "+-.,".contains(letter));
    // `+1+1` is made of the same letters as a number and is a sum.
    let sum = cell.chars().skip(1).any(|letter| "+-".contains(letter));
    if runs && (!number || sum) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::super::wording::example;
    use super::*;
    use crate::batch::Fields;
    use crate::engine::Suggestion;
    use crate::error::RowErrorKind;
    use crate::files::dialect::LineEnd;

    fn header() -> Vec<String> {
        vec!["番号".into(), "内容".into(), "課".into()]
    }

    fn note(cells: &[&str]) -> Note {
        let fields = Fields::Cells(cells.iter().map(|cell| (*cell).to_owned()).collect());
        Note { row: 1, id: "1".into(), text: Ok(example::TEXT.into()), fields }
    }

    fn render(render: &CsvRender, note: &Note, outcome: Result<&Tagging, &RowError>) -> Vec<u8> {
        let mut out = Vec::new();
        render.header(&mut out);
        render.note(note, outcome, &mut out);
        out
    }

    fn rows(bytes: &[u8], delimiter: u8) -> Vec<Vec<String>> {
        let mut reader = ::csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .from_reader(bytes);
        reader.records().map(|row| row.unwrap().iter().map(String::from).collect()).collect()
    }

    #[test]
    fn six_columns_follow_those_of_the_input() {
        let csv = CsvRender::new(Some(&header()), Dialect::excel(b','), Encoding::Utf8);
        let out = render(&csv, &note(&["1", "a\r\n\"b\"", "窓口"]), Ok(&example::tagging()));
        assert!(out.ends_with(b"\r\n") && !out.starts_with(b"\xEF\xBB\xBF"));
        let rows = rows(&out, b',');
        assert_eq!(rows[0][..4], ["番号", "内容", "課", "該当しうる類型"]);
        assert_eq!(rows[1][..3], ["1", "a\r\n\"b\"", "窓口"]);
        assert_eq!(
            rows[1][3..],
            [
                "土下座の要求;精神的な攻撃",
                "kneeling-demand;mental-attack",
                "0.94;0.50",
                "土下座の要求:「土下座しろ」(kneeling-demand/order) / 精神的な攻撃:「怒鳴り」(mental-attack/order) / \
                 精神的な攻撃:「ばか」(mental-attack/order)",
                "「居座り」否定(なかった)",
                "職員側の誤り:「当方の案内誤り」",
            ]
        );
    }

    #[test]
    fn ragged_rows_keep_every_cell_and_our_columns_their_place() {
        let csv = CsvRender::new(Some(&header()), Dialect::excel(b'\t'), Encoding::Utf8);
        let error = RowError {
            kind: RowErrorKind::Syntax,
            message: "x.csv: 1件目(2行目): 列が違います".into(),
        };
        let long = rows(&render(&csv, &note(&["1", "a", "b", "c", "d"]), Err(&error)), b'\t');
        assert_eq!(
            long[1],
            ["1", "a", "b", "", "", "", "", "", "読み取り不可: x.csv: 1件目(2行目): 列が違います", "c", "d"]
        );
        let short = rows(&render(&csv, &note(&["1"]), Err(&error)), b'\t');
        assert_eq!(
            short[1],
            ["1", "", "", "", "", "", "", "", "読み取り不可: x.csv: 1件目(2行目): 列が違います"]
        );
    }

    #[test]
    fn cells_that_would_run_are_text_and_numbers_stay_numbers() {
        let csv = CsvRender::new(Some(&header()), Dialect::excel(b','), Encoding::Utf8);
        let label =
            |label: &str| Suggestion { id: "=1".into(), label: label.into(), score: -0.5, evidence: vec![] };
        for start in ["=", "+", "-", "@", "\t"] {
            let tagging = Tagging { categories: vec![label(&format!("{start}x"))], ..Tagging::default() };
            let row = rows(&render(&csv, &note(&["=1", "@a", "-1,200.5"]), Ok(&tagging)), b',').remove(1);
            assert_eq!(row[..3], ["'=1", "'@a", "-1,200.5"]);
            assert_eq!(row[3..6], [format!("'{start}x"), "'=1".into(), "-0.50".into()]);
        }
        for (cell, kept) in [("+81", true), ("+1+1", false), ("-", false), ("-2-cmd|x", false), ("'=1", true)]
        {
            assert_eq!(harmless(cell.to_owned()) == cell, kept, "{cell}");
        }
        let row =
            rows(&render(&csv.with_formulas(true), &note(&["=1", "", ""]), Ok(&Tagging::default())), b',');
        assert_eq!(row[1][0], "=1", "asked for, the input's own cells stay as they are");
    }

    #[test]
    fn the_dialect_and_the_encoding_are_those_asked_for() {
        let dialect = Dialect { delimiter: b';', line_end: LineEnd::Lf, quote_all: true };
        let csv = CsvRender::new(Some(&header()), dialect, Encoding::Utf16Le);
        let out = render(&csv, &note(&["1", "a;\"b", "窓口"]), Ok(&Tagging::default()));
        assert!(out.starts_with(b"\xFF\xFE"));
        let text = Encoding::Utf16Le.decode(&out[2..]).unwrap();
        assert!(text.starts_with("\"番号\";\"内容\";\"課\";\"該当しうる類型\""), "{text}");
        assert!(text.contains("\n\"1\";\"a;\"\"b\";\"窓口\";\"\"") && !text.contains('\r'), "{text}");
    }

    #[test]
    fn cp932_writes_what_it_lacks_as_a_reference() {
        let csv = CsvRender::new(Some(&header()), Dialect::excel(b','), Encoding::Cp932);
        let out = render(&csv, &note(&["1", "😀表〜", "能"]), Ok(&Tagging::default()));
        let text = Encoding::Cp932.decode(&out).unwrap();
        assert!(text.contains("1,&#x1F600;表～,能,"), "{text}");
        assert!(text.starts_with("番号,内容,課,該当しうる類型,類型ID,スコア,根拠,除外した記載,留意事項\r\n"));
    }

    #[test]
    fn inputs_without_columns_get_two() {
        let csv = CsvRender::new(None, Dialect::excel(b','), Encoding::Utf8Bom);
        let line = Note { row: 4, id: "4".into(), text: Ok("よい".into()), fields: Fields::None };
        let out = render(&csv, &line, Ok(&Tagging::default()));
        assert!(out.starts_with("\u{FEFF}ID,本文,該当しうる類型".as_bytes()));
        assert_eq!(rows(&out, b',')[1][..2], ["4", "よい"]);
        let error = RowError { kind: RowErrorKind::Syntax, message: "m".into() };
        let broken =
            Note { row: 5, id: "5".into(), text: Err(error.clone()), fields: Fields::Raw("{\"te".into()) };
        assert_eq!(rows(&render(&csv, &broken, Err(&error)), b',')[1][..2], ["5", "{\"te"]);
    }
}
