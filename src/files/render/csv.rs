//! Tagged notes as CSV or TSV: the input's columns, and six more.

use std::borrow::Cow;

use ::csv::{Terminator, WriterBuilder};

use crate::batch::{Fields, Note};
use crate::engine::Tagging;
use crate::error::{Error, ErrorKind, RowError};
use crate::files::encoding::{Encoding, encode_cp932};

use super::renderer::Render;
use super::wording;

/// The columns added to those of the input.
const ADDED: [&str; 6] = ["該当しうる類型", "類型ID", "スコア", "根拠", "除外した記載", "留意事項"];
/// The columns of an input that has none.
const OWN: [&str; 2] = ["ID", "本文"];

/// Writes a table with CRLF line ends, as Excel does.
#[derive(Clone, Debug)]
pub struct CsvRender {
    header: Option<Vec<String>>,
    delimiter: u8,
    encoding: Encoding,
}

impl CsvRender {
    /// A table in `encoding` (UTF-8 with or without a mark, or CP932), its cells split by `delimiter` (comma or tab).
    /// `header` is that of the input; an input without one gets the columns `ID` and `本文`.
    ///
    /// # Errors
    /// `encoding` is one that is read but not written.
    pub fn new(header: Option<&[String]>, delimiter: u8, encoding: Encoding) -> Result<Self, Error> {
        match encoding {
            Encoding::Utf8 | Encoding::Utf8Bom | Encoding::Cp932 => {
                Ok(Self { header: header.map(<[String]>::to_vec), delimiter, encoding })
            }
            Encoding::EucJp | Encoding::Utf16Le | Encoding::Utf16Be => {
                let message = format!("CSV・TSV は {} では書き出せません", encoding.name());
                Err(Error::new(ErrorKind::Argument, message)
                    .with_cure("`--to-encoding` で utf-8、utf-8-bom、cp932 のどれかを指定してください"))
            }
        }
    }

    fn row<'a>(&self, cells: impl IntoIterator<Item = Cow<'a, str>>, out: &mut Vec<u8>) {
        let encoded: Vec<Vec<u8>> = cells.into_iter().map(|cell| self.encoded(cell)).collect();
        // csv looks through the rest of a cell for each filling of its buffer: a small one makes long notes slow.
        let room = encoded.iter().map(Vec::len).sum::<usize>() + (1 << 10);
        let mut writer = WriterBuilder::new()
            .has_headers(false)
            .flexible(true)
            .terminator(Terminator::CRLF)
            .delimiter(self.delimiter)
            .buffer_capacity(room)
            .from_writer(out);
        // Writing to memory cannot fail, and rows may differ in length.
        let written = writer.write_record(encoded).and_then(|()| Ok(writer.flush()?));
        debug_assert!(written.is_ok(), "{written:?}");
    }

    fn encoded(&self, cell: Cow<'_, str>) -> Vec<u8> {
        if self.encoding == Encoding::Cp932 {
            let mut bytes = Vec::with_capacity(cell.len());
            encode_cp932(&cell, &mut bytes);
            bytes
        } else {
            cell.into_owned().into_bytes()
        }
    }
}

impl Render for CsvRender {
    fn header(&self, out: &mut Vec<u8>) {
        if self.encoding == Encoding::Utf8Bom {
            out.extend_from_slice("\u{FEFF}".as_bytes());
        }
        let own: Vec<&str> = match &self.header {
            Some(header) => header.iter().map(String::as_str).collect(),
            None => OWN.to_vec(),
        };
        self.row(own.into_iter().chain(ADDED).map(Cow::Borrowed), out);
    }

    fn note(&self, note: &Note, outcome: Result<&Tagging, &RowError>, out: &mut Vec<u8>) {
        let input = input_cells(note, self.header.is_some());
        let width = self.header.as_ref().map_or(OWN.len(), Vec::len);
        let padding = std::iter::repeat_n("", width.saturating_sub(input.len()));
        let own = input.iter().take(width).map(String::as_str).chain(padding);
        // Cells beyond the header have no column of their own; after ours they shift nothing and are not lost.
        let beyond = input.iter().skip(width).map(String::as_str);
        let added = added_cells(note.text.as_deref().unwrap_or_default(), outcome);
        let added = added.into_iter().map(|cell| Cow::Owned(harmless(cell)));
        self.row(own.map(Cow::Borrowed).chain(added).chain(beyond.map(Cow::Borrowed)), out);
    }
}

fn input_cells(note: &Note, table: bool) -> Vec<String> {
    match (&note.fields, &note.text) {
        (Fields::Cells(cells), _) if table => cells.clone(),
        (Fields::Cells(cells), Err(_)) => vec![note.id.clone(), cells.join("\n")],
        (Fields::Raw(line), _) => vec![note.id.clone(), line.clone()],
        (Fields::Json(value), Err(_)) => vec![note.id.clone(), value.to_string()],
        (_, text) => vec![note.id.clone(), text.clone().unwrap_or_default()],
    }
}

fn added_cells(text: &str, outcome: Result<&Tagging, &RowError>) -> [String; 6] {
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

/// A spreadsheet runs a cell that begins like a formula. In the columns that we add we may prevent it; the input's
/// own cells go out as they came in.
fn harmless(cell: String) -> String {
    if cell.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{cell}") } else { cell }
}

#[cfg(test)]
mod tests {
    use super::super::wording::example;
    use super::*;
    use crate::engine::Suggestion;
    use crate::error::RowErrorKind;

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
        let csv = CsvRender::new(Some(&header()), b',', Encoding::Utf8).unwrap();
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
        let csv = CsvRender::new(Some(&header()), b'\t', Encoding::Utf8).unwrap();
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
    fn only_added_cells_are_guarded_against_formulas() {
        let csv = CsvRender::new(Some(&header()), b',', Encoding::Utf8).unwrap();
        let label =
            |label: &str| Suggestion { id: "=1".into(), label: label.into(), score: -0.5, evidence: vec![] };
        for start in ["=", "+", "-", "@", "\t"] {
            let tagging = Tagging { categories: vec![label(&format!("{start}x"))], ..Tagging::default() };
            let row = rows(&render(&csv, &note(&["=1", "@a", "-"]), Ok(&tagging)), b',').remove(1);
            assert_eq!(row[..3], ["=1", "@a", "-"]);
            assert_eq!(row[3..6], [format!("'{start}x"), "'=1".into(), "'-0.50".into()]);
        }
    }

    #[test]
    fn cp932_writes_what_it_lacks_as_a_reference() {
        let csv = CsvRender::new(Some(&header()), b',', Encoding::Cp932).unwrap();
        let out = render(&csv, &note(&["1", "😀表〜", "能"]), Ok(&Tagging::default()));
        let text = Encoding::Cp932.decode(&out).unwrap();
        assert!(text.contains("1,&#x1F600;表～,能,"), "{text}");
        assert!(text.starts_with("番号,内容,課,該当しうる類型,類型ID,スコア,根拠,除外した記載,留意事項\r\n"));
    }

    #[test]
    fn inputs_without_columns_get_two() {
        let csv = CsvRender::new(None, b',', Encoding::Utf8Bom).unwrap();
        let line = Note { row: 4, id: "4".into(), text: Ok("よい".into()), fields: Fields::None };
        let out = render(&csv, &line, Ok(&Tagging::default()));
        assert!(out.starts_with("\u{FEFF}ID,本文,該当しうる類型".as_bytes()));
        assert_eq!(rows(&out, b',')[1][..2], ["4", "よい"]);
        let error = RowError { kind: RowErrorKind::Syntax, message: "m".into() };
        let broken =
            Note { row: 5, id: "5".into(), text: Err(error.clone()), fields: Fields::Raw("{\"te".into()) };
        assert_eq!(rows(&render(&csv, &broken, Err(&error)), b',')[1][..2], ["5", "{\"te"]);
        let error = CsvRender::new(None, b',', Encoding::EucJp).unwrap_err();
        assert!(error.to_string().contains("euc-jp"), "{error}");
        let cure = error.cure().unwrap();
        assert!(cure.contains("--to-encoding") && cure.contains("cp932"), "{cure}");
    }
}
