//! Reads notes from CSV and TSV: one record, one note, all cells kept.

use std::io::BufRead;

use ::csv::{ByteRecord, Reader, ReaderBuilder};

use crate::batch::{Fields, Note};
use crate::error::{Error, ErrorKind, RowError};

use super::columns::{self, Columns};
use super::encoding::Encoding;
use super::faults::{self, Place};
use super::gate::{Gate, Mark};
use super::options::InputOptions;

/// The notes of a table with a header.
pub(super) struct Table {
    name: String,
    reader: Reader<Gate>,
    record: ByteRecord,
    header: Vec<String>,
    columns: Columns,
    delimiter: u8,
    encoding: Encoding,
    row: u64,
    max_note_bytes: usize,
    record_limit: usize,
}

impl Table {
    /// Reads the header of `input`, which holds bytes of `encoding` (never UTF-16) without a byte order mark.
    ///
    /// # Errors
    /// The header cannot be read, or does not say which column holds the notes.
    pub(super) fn open(
        name: &str,
        input: Box<dyn BufRead + Send>,
        delimiter: u8,
        encoding: Encoding,
        options: &InputOptions,
    ) -> Result<Self, Error> {
        let record_limit = options.record_limit();
        let mut reader = ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .delimiter(delimiter)
            .buffer_capacity(64 << 10)
            .from_reader(Gate::new(input, delimiter, record_limit));
        let mut record = ByteRecord::new();
        reader.read_byte_record(&mut record).map_err(|error| faults::stopped(name, 0, error))?;
        let mark = reader.get_mut().next_mark();
        let header = header(name, &record, mark, encoding)?;
        let columns = columns::find(name, &header, options)?;
        Ok(Self {
            name: name.to_owned(),
            reader,
            record,
            header,
            columns,
            delimiter,
            encoding,
            row: 0,
            max_note_bytes: options.max_note_bytes,
            record_limit,
        })
    }

    /// The column names, without blanks around them.
    pub(super) fn header(&self) -> &[String] {
        &self.header
    }

    /// Position of the text column.
    pub(super) fn text_index(&self) -> usize {
        self.columns.text
    }

    /// The record last read, as a note.
    fn note(&mut self) -> Note {
        let mark = self.reader.get_mut().next_mark();
        self.row += 1;
        let place = Place { input: &self.name, row: self.row, line: mark.line };
        let mut damaged = None;
        let mut cells = Vec::with_capacity(self.record.len());
        for (column, cell) in self.record.iter().enumerate() {
            cells.push(self.encoding.decode(cell).unwrap_or_else(|| {
                damaged.get_or_insert(column);
                self.encoding.decode_lossy(cell)
            }));
        }
        let id = self.columns.id.filter(|id| damaged != Some(*id)).and_then(|id| cells.get(id));
        let id = id.map(|id| id.trim()).filter(|id| !id.is_empty());
        Note {
            row: self.row,
            id: id.map_or_else(|| self.row.to_string(), str::to_owned),
            text: self.text(place, mark, damaged, &cells),
            fields: Fields::Cells(cells),
        }
    }

    fn text(
        &self,
        place: Place<'_>,
        mark: Mark,
        damaged: Option<usize>,
        cells: &[String],
    ) -> Result<String, RowError> {
        if mark.unclosed {
            let kept = if mark.cut { "(残したのは初めの部分だけです)" } else { "" };
            return Err(place.syntax(&format!(
                "ここで開いた引用符(\")が閉じていないため、ファイルの終わりまでが1件になっています{kept}。\
                 引用符を閉じるか、本文の一部なら \"\" と2つ重ねてください"
            )));
        }
        if mark.cut {
            return Err(place.cut(self.record_limit));
        }
        if let Some(column) = damaged {
            return Err(place.not_decoded(&self.called(column), self.encoding));
        }
        if let Some(column) = cells.iter().position(|cell| cell.contains('\0')) {
            return Err(place.nul(&self.called(column)));
        }
        if let Some(what) = self.ragged(cells) {
            return Err(place.syntax(&what));
        }
        let text = cells.get(self.columns.text).cloned().unwrap_or_default();
        place.checked(text, &self.called(self.columns.text), self.max_note_bytes)
    }

    /// How the number of cells makes the text doubtful: it may be cut, or another cell may stand in its place.
    fn ragged(&self, cells: &[String]) -> Option<String> {
        let (have, want) = (cells.len(), self.header.len());
        let counts = format!("見出しは {want} 列なのに、この行は {have} 列です");
        let separator = match self.delimiter {
            b'\t' => "タブ",
            b';' => "セミコロン",
            _ => "カンマ",
        };
        // Spreadsheets write empty cells after the last column; they shift nothing.
        if cells.iter().skip(want).any(|cell| !cell.trim().is_empty()) {
            return Some(format!(
                "{counts}。本文の中に{separator}がありそうです。本文を引用符(\")で囲んで書き出してください"
            ));
        }
        // With a cell after it the text is whole; as the last cell of a short row it may go on in the next line.
        (have < want && self.columns.text + 1 >= have).then(|| {
            format!(
                "{counts}。本文の中に改行があるか、後ろの列が欠けています。本文を引用符(\")で囲むか、\
                 欠けた列を補ってください"
            )
        })
    }

    fn called(&self, column: usize) -> String {
        match self.header.get(column).filter(|name| !name.is_empty()) {
            Some(name) => format!("列「{name}」"),
            None => format!("{}列目", column + 1),
        }
    }
}

impl Iterator for Table {
    type Item = Result<Note, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        match self.reader.read_byte_record(&mut self.record) {
            Ok(true) => Some(Ok(self.note())),
            Ok(false) => None,
            Err(error) => Some(Err(faults::stopped(&self.name, self.row, error))),
        }
    }
}

fn header(name: &str, record: &ByteRecord, mark: Mark, encoding: Encoding) -> Result<Vec<String>, Error> {
    if mark.cut || mark.unclosed {
        let message =
            format!("{name}: {}行目: 見出しの引用符(\")が閉じていないか、見出しが長すぎます", mark.line);
        return Err(
            Error::new(ErrorKind::Input, message).with_cure("見出しの行の引用符と改行を確かめてください")
        );
    }
    let cells: Option<Vec<String>> = record.iter().map(|cell| encoding.decode(cell)).collect();
    let Some(cells) = cells else {
        let other = if encoding == Encoding::Cp932 { Encoding::Utf8 } else { Encoding::Cp932 };
        let message = format!("{name}: {}行目: 見出しを {} として読めません", mark.line, encoding.name());
        return Err(Error::new(ErrorKind::Input, message)
            .with_cure(format!("文字コードを指定してください(例: `--encoding {}`)", other.name())));
    };
    Ok(cells.iter().map(|cell| cell.trim().to_owned()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RowErrorKind;

    fn table(input: &[u8], delimiter: u8, encoding: Encoding, options: &InputOptions) -> Table {
        let input = Box::new(std::io::Cursor::new(input.to_vec()));
        Table::open("x.csv", input, delimiter, encoding, options).unwrap()
    }

    fn notes(input: &[u8], encoding: Encoding) -> Vec<Note> {
        table(input, b',', encoding, &InputOptions::default()).collect::<Result<_, _>>().unwrap()
    }

    fn fault(note: &Note) -> (RowErrorKind, &str) {
        let error = note.text.as_ref().unwrap_err();
        (error.kind, &error.message)
    }

    fn cells(note: &Note) -> Vec<&str> {
        match &note.fields {
            Fields::Cells(cells) => cells.iter().map(String::as_str).collect(),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn cp932_with_line_breaks_and_trail_bytes_like_a_backslash() {
        let text = "受付番号,対応内容,課\r\nA-1,\"表をソで,能\r\n2行目 \"\"ソ\"\"\",窓口\r\nA-2,十,表\r\n";
        let bytes = encoding_rs::SHIFT_JIS.encode(text).0;
        assert!(bytes.windows(2).any(|pair| pair == b"\x95\x5C"), "表 ends in a backslash byte");
        let notes = notes(&bytes, Encoding::Cp932);
        assert_eq!(notes[0].text.as_deref(), Ok("表をソで,能\r\n2行目 \"ソ\""));
        assert_eq!(cells(&notes[0]), ["A-1", "表をソで,能\r\n2行目 \"ソ\"", "窓口"]);
        assert_eq!(
            (notes[1].id.as_str(), notes[1].row, cells(&notes[1])),
            ("A-2", 2, vec!["A-2", "十", "表"])
        );
    }

    #[test]
    fn tsv_keeps_commas_and_header_blanks_go() {
        let options = InputOptions::default();
        let table = table(" 番号\t 内容　\n7\ta,b\n\t\"c\td\"\n".as_bytes(), b'\t', Encoding::Utf8, &options);
        assert_eq!(table.header(), ["番号", "内容"]);
        let notes: Vec<Note> = table.map(Result::unwrap).collect();
        assert_eq!((notes[0].id.as_str(), notes[0].text.as_deref()), ("7", Ok("a,b")));
        assert_eq!(
            (notes[1].id.as_str(), notes[1].text.as_deref()),
            ("2", Ok("c\td")),
            "no id: the row number"
        );
    }

    #[test]
    fn one_row_in_another_encoding_is_one_row_error() {
        let mut bytes = "id,内容,課\n1,よい,a\n2,".as_bytes().to_vec();
        bytes.extend(b"\x95\x5C,b\n3,");
        bytes.extend("またよい,c\n".as_bytes());
        let notes = notes(&bytes, Encoding::Utf8);
        assert_eq!(notes.iter().map(|note| note.text.is_ok()).collect::<Vec<_>>(), [true, false, true]);
        let (kind, message) = fault(&notes[1]);
        assert_eq!(kind, RowErrorKind::Encoding);
        for part in ["x.csv: 2件目(3行目)", "列「内容」", "utf-8", "--encoding"] {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert_eq!((cells(&notes[1])[2], notes[1].id.as_str()), ("b", "2"), "the other cells are kept");
    }

    #[test]
    fn ragged_rows_are_marked_only_where_the_text_is_doubtful() {
        let rows = notes("id,内容,課\n1,a,b,c\n2,a,b,,\n3,a\n4\n5,,\n6,a,b\n".as_bytes(), Encoding::Utf8);
        let (kind, message) = fault(&rows[0]);
        assert_eq!(kind, RowErrorKind::Syntax);
        for part in ["x.csv: 1件目(2行目)", "見出しは 3 列なのに、この行は 4 列です", "本文の中にカンマ"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert_eq!(cells(&rows[0]), ["1", "a", "b", "c"]);
        assert_eq!(rows[1].text.as_deref(), Ok("a"), "empty cells at the end shift nothing");
        assert!(
            fault(&rows[2]).1.contains("3件目(4行目): 見出しは 3 列なのに、この行は 2 列"),
            "{:?}",
            rows[2]
        );
        assert!(fault(&rows[2]).1.contains("改行"), "{:?}", rows[2]);
        assert_eq!(fault(&rows[3]).0, RowErrorKind::Syntax);
        assert_eq!(rows[4].text.as_deref(), Ok(""), "an empty note is a note");
        assert_eq!(rows[5].text.as_deref(), Ok("a"));
        let short = notes("内容,id,課\na,1\n".as_bytes(), Encoding::Utf8);
        assert_eq!(short[0].text.as_deref(), Ok("a"), "a cell follows the text, so it is whole");
    }

    #[test]
    fn nul_and_length_are_row_errors() {
        let options = InputOptions { max_note_bytes: 6, ..InputOptions::default() };
        let input = "id,text\n1,a\0b\n2,あいう\n3,あい\n\0,c\n".as_bytes();
        let notes: Vec<Note> = table(input, b',', Encoding::Utf8, &options).map(Result::unwrap).collect();
        assert_eq!(fault(&notes[0]).0, RowErrorKind::Nul);
        let (kind, message) = fault(&notes[1]);
        assert_eq!(kind, RowErrorKind::TooLong);
        for part in ["2件目(3行目)", "列「text」は 9 バイト", "6 バイトを超え", "--max-note-bytes"]
        {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert_eq!(notes[2].text.as_deref(), Ok("あい"));
        assert!(
            fault(&notes[3]).1.contains("4件目(5行目): 列「id」"),
            "damage beside the text is damage too"
        );
    }

    #[test]
    fn a_huge_cell_is_cut_and_the_next_row_read() {
        let mut input = b"id,text\n1,\"".to_vec();
        input.extend(b"a".repeat(20 << 20));
        input.extend(b"\"\n2,b\n");
        let notes = notes(&input, Encoding::Utf8);
        let (kind, message) = fault(&notes[0]);
        assert_eq!(kind, RowErrorKind::TooLong);
        for part in ["1件目(2行目)", "16777216 バイト", "`--max-note-bytes` を 4194304 より"] {
            assert!(message.contains(part), "{part}: {message}");
        }
        assert!(cells(&notes[0])[1].len() <= 16 << 20);
        assert_eq!((notes[1].row, notes[1].text.as_deref()), (2, Ok("b")));
    }

    #[test]
    fn an_open_quote_is_named_where_it_opens() {
        let notes = notes(b"id,text\n1,ok\n2,\"open\n3,lost\n", Encoding::Utf8);
        let (kind, message) = fault(&notes[1]);
        assert_eq!((kind, notes.len()), (RowErrorKind::Syntax, 2));
        assert!(message.contains("2件目(3行目)") && message.contains("閉じていない"), "{message}");
        assert!(!message.contains("open") && !message.contains("lost"), "no text of the note: {message}");
    }

    #[test]
    fn a_header_in_another_encoding_is_an_error() {
        let input = Box::new(&b"id,\x93\xE0\x97\x65\n1,a\n"[..]);
        let error = Table::open("x.csv", input, b',', Encoding::Utf8, &InputOptions::default());
        let error = error.err().unwrap();
        assert!(error.to_string().contains("x.csv: 1行目") && error.to_string().contains("utf-8"), "{error}");
        assert!(error.cure().unwrap().contains("--encoding cp932"), "{error}");
    }

    #[test]
    fn an_open_quote_in_the_header_is_an_error_with_its_line() {
        let input = Box::new(&b"\n\nid,\"text\n1,a\n"[..]);
        let error = Table::open("x.csv", input, b',', Encoding::Utf8, &InputOptions::default());
        let error = error.err().unwrap();
        assert!(error.to_string().contains("x.csv: 3行目: 見出しの引用符"), "{error}");
        assert!(error.cure().is_some());
    }
}
