//! Opens a file or a stream and hands out its notes one by one.
#![allow(clippy::disallowed_methods, reason = "this room is the door to disk")]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read, Seek};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::batch::Note;
use crate::cell::Cell;
use crate::error::{Error, ErrorKind};

use super::csv::Table;
use super::detect::{self, Detected, Sample};
use super::dialect::Dialect;
use super::encoding::Encoding;
use super::faults;
use super::jsonl::Objects;
use super::options::{Format, InputOptions};
use super::sniff;
use super::text::PlainLines;
use super::utf16::Utf16Reader;
use super::workbook::{Bytes, SheetRows, is_workbook};

const BUFFER: usize = 64 << 10;

/// An open input: an iterator over its notes in order. Memory does not grow with the input. After an `Err` there are
/// no more notes; a row that cannot be read is no `Err` but a [`Note`] without text.
pub struct Source {
    rows: Box<dyn Iterator<Item = Result<Note, Error>> + Send>,
    format: Format,
    encoding: Encoding,
    header: Option<Vec<String>>,
    text_column: Option<String>,
    text_index: Option<usize>,
    dialect: Dialect,
    sheet: Option<String>,
    above: Vec<Vec<Cell>>,
    size: Option<u64>,
    consumed: Arc<AtomicU64>,
    ended: bool,
}

/// Opens `path`; `-` is stdin. What `options` leave out is found by the extension and the first bytes.
///
/// # Errors
/// The file does not exist, cannot be read, is empty, is no text or not in the encoding asked for; its columns do not
/// say which one holds the notes; an option names something unknown. Each says the cure.
pub fn open(path: &Path, options: &InputOptions) -> Result<Source, Error> {
    if path.as_os_str() == "-" {
        return open_reader(Box::new(BufReader::with_capacity(BUFFER, io::stdin())), "標準入力", options);
    }
    let name = path.display().to_string();
    if path.is_dir() {
        return Err(Error::new(ErrorKind::Io, format!("{name}: フォルダーです"))
            .with_cure("フォルダーの中のファイルを指定してください(例: `*.csv`)"));
    }
    let hint = if options.format.is_some() { None } else { sniff::by_extension(path) };
    let mut file = File::open(path).map_err(|error| not_opened(&name, &error))?;
    let mut head = [0; 8];
    let begun = file.read(&mut head).and_then(|read| file.rewind().map(|()| read));
    let begun = begun.map_err(|error| faults::stopped(&name, 0, error))?;
    if is_workbook(head.get(..begun).unwrap_or_default()) {
        return workbook(&name, Bytes::File(path.to_owned()), options);
    }
    let size = file.metadata().ok().filter(std::fs::Metadata::is_file).map(|data| data.len());
    start(Box::new(BufReader::with_capacity(BUFFER, file)), &name, hint, size, options)
}

/// Whether `path` holds tagged records, as `fuda tag --to jsonl` writes them.
///
/// # Errors
/// The file cannot be opened or read; or it is standard input, which can only be read once.
pub fn is_tagged_records(path: &Path) -> Result<bool, Error> {
    let name = path.display().to_string();
    if path.as_os_str() == "-" {
        return Err(Error::new(ErrorKind::Argument, "報告書の入力はファイルで指定してください")
            .with_cure("標準入力の内容をファイルに保存し、その名前を指定してください"));
    }
    let mut head = Vec::new();
    let file = File::open(path).map_err(|error| not_opened(&name, &error))?;
    file.take(64).read_to_end(&mut head).map_err(|error| faults::stopped(&name, 0, error))?;
    Ok(sniff::is_records(&String::from_utf8_lossy(&head)))
}

/// The size of `path` in bytes and the time of its last change in nanoseconds, by which a changed file is known.
#[must_use]
pub fn stamp(path: &Path) -> Option<(u64, u128)> {
    let data = path.metadata().ok()?;
    let changed = data.modified().ok()?.duration_since(std::time::UNIX_EPOCH).ok()?;
    Some((data.len(), changed.as_nanos()))
}

/// Reads notes from `reader`, for example stdin. `name` stands in messages.
///
/// # Errors
/// As [`open`].
pub fn open_reader(
    reader: Box<dyn BufRead + Send>,
    name: &str,
    options: &InputOptions,
) -> Result<Source, Error> {
    start(reader, name, None, None, options)
}

/// Reads notes from `reader`, the content of a file called `name`: its ending tells the format as in [`open`].
///
/// # Errors
/// As [`open`].
pub fn open_named(
    reader: Box<dyn BufRead + Send>,
    name: &str,
    options: &InputOptions,
) -> Result<Source, Error> {
    let hint = if options.format.is_some() { None } else { sniff::by_extension(Path::new(name)) };
    start(reader, name, hint, None, options)
}

impl Source {
    /// The column names of a CSV or TSV input, without blanks around them.
    #[must_use]
    pub fn header(&self) -> Option<&[String]> {
        self.header.as_deref()
    }

    /// The format, as asked for or as found.
    #[must_use]
    pub fn format(&self) -> Format {
        self.format
    }

    /// The encoding, as asked for or as found.
    #[must_use]
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// The name of the column or key that holds the notes; none in plain text.
    #[must_use]
    pub fn text_column(&self) -> Option<&str> {
        self.text_column.as_deref()
    }

    /// The position of the text column in [`Source::header`], from 0.
    #[must_use]
    pub fn text_index(&self) -> Option<usize> {
        self.text_index
    }

    /// How a CSV or TSV input is written; Excel's way for other inputs.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// The name of a workbook's sheet that is read.
    #[must_use]
    pub fn sheet(&self) -> Option<&str> {
        self.sheet.as_deref()
    }

    /// The rows above the header of a workbook's sheet.
    #[must_use]
    pub fn above(&self) -> &[Vec<Cell>] {
        &self.above
    }

    /// The size of the input where it is a file: bytes, or rows of a workbook's sheet.
    #[must_use]
    pub fn size(&self) -> Option<u64> {
        self.size
    }

    /// A counter of the bytes, or rows of a sheet, read so far, for a progress bar; it runs at most some buffers ahead of the notes.
    #[must_use]
    pub fn consumed(&self) -> Arc<AtomicU64> {
        Arc::clone(&self.consumed)
    }
}

impl Iterator for Source {
    type Item = Result<Note, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.rows.next();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl std::fmt::Debug for Source {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.debug_struct("Source")
            .field("format", &self.format)
            .field("encoding", &self.encoding)
            .field("header", &self.header)
            .field("text_column", &self.text_column)
            .finish_non_exhaustive()
    }
}

fn start(
    reader: Box<dyn BufRead + Send>,
    name: &str,
    hint: Option<Format>,
    size: Option<u64>,
    options: &InputOptions,
) -> Result<Source, Error> {
    let wanted = options.encoding.as_deref().map(Encoding::parse).transpose()?;
    let consumed = Arc::new(AtomicU64::new(0));
    let mut counted = Counted { inner: reader, count: Arc::clone(&consumed) };
    let sample = Sample::take(&mut counted).map_err(|error| faults::stopped(name, 0, error))?;
    if is_workbook(&sample.bytes) {
        let mut bytes = sample.bytes;
        counted.read_to_end(&mut bytes).map_err(|error| faults::stopped(name, 0, error))?;
        return workbook(name, Bytes::Memory(bytes.into()), options);
    }
    if options.format == Some(Format::Workbook) || hint == Some(Format::Workbook) {
        return Err(Error::new(ErrorKind::Input, format!("{name}: ブック(Excel、ODS)ではありません"))
            .with_cure("テキストのファイルなら、`--from csv` などで形式を指定してください"));
    }
    let Detected { encoding, mark } = detect::decide(name, &sample, wanted)?;
    if sample.is_blank(mark) {
        return Err(Error::new(ErrorKind::Input, format!("{name}: 中身が空です"))
            .with_cure("記録の入ったファイルを指定するか、書き出しの手順を確かめてください"));
    }
    let head = sample.bytes.get(mark..(mark + BUFFER).min(sample.bytes.len())).unwrap_or_default();
    let head = encoding.decode_lossy(head);
    let format = options.format.unwrap_or_else(|| sniff::by_content(&head, hint, options.text.as_deref()));
    let mut first = Cursor::new(sample.bytes);
    first.set_position(u64::try_from(mark).unwrap_or_default());
    let dialect = match format {
        Format::Csv | Format::Tsv => Dialect::of(&head, format == Format::Tsv),
        _ => Dialect::excel(b','),
    };
    Source::of(format, encoding, dialect, size, consumed).with_rows(name, first.chain(counted), options)
}

/// The notes of a workbook's sheet. Written as CSV, they get the mark by which Excel knows UTF-8.
fn workbook(name: &str, bytes: Bytes, options: &InputOptions) -> Result<Source, Error> {
    if options.format.is_some_and(|format| format != Format::Workbook) {
        return Err(Error::new(
            ErrorKind::Input,
            format!("{name}: Excel か ZIP のファイルで、テキストではありません"),
        )
        .with_cure("ブックなら `--from` を外すか、`--from xlsx` を指定してください"));
    }
    let consumed = Arc::new(AtomicU64::new(0));
    let sheet = SheetRows::open(name, bytes, options, Arc::clone(&consumed))?;
    let dialect = Dialect::excel(b',');
    let mut source = Source::of(Format::Workbook, Encoding::Utf8Bom, dialect, sheet.last_row(), consumed);
    source.text_column = sheet.header().get(sheet.text_index()).cloned();
    source.text_index = Some(sheet.text_index());
    source.header = Some(sheet.header().to_vec());
    source.sheet = Some(sheet.sheet().to_owned());
    source.above = sheet.above().to_vec();
    source.rows = Box::new(sheet);
    Ok(source)
}

impl Source {
    fn of(
        format: Format,
        encoding: Encoding,
        dialect: Dialect,
        size: Option<u64>,
        consumed: Arc<AtomicU64>,
    ) -> Self {
        Self {
            rows: Box::new(std::iter::empty()),
            format,
            encoding,
            header: None,
            text_column: None,
            text_index: None,
            dialect,
            sheet: None,
            above: Vec::new(),
            size,
            consumed,
            ended: false,
        }
    }

    /// Puts in the rows of `bytes`, which begin after the byte order mark.
    fn with_rows(
        mut self,
        name: &str,
        bytes: impl BufRead + Send + 'static,
        options: &InputOptions,
    ) -> Result<Self, Error> {
        let (input, encoding): (Box<dyn BufRead + Send>, Encoding) = if self.encoding.is_utf16() {
            (Box::new(Utf16Reader::new(bytes, self.encoding)), Encoding::Utf8)
        } else {
            (Box::new(bytes), self.encoding)
        };
        match self.format {
            Format::Csv | Format::Tsv => {
                let table = Table::open(name, input, self.dialect.delimiter, encoding, options)?;
                self.text_column = table.header().get(table.text_index()).cloned();
                self.text_index = Some(table.text_index());
                self.header = Some(table.header().to_vec());
                self.rows = Box::new(table);
            }
            Format::Jsonl => {
                let objects = Objects::open(name, input, encoding, options)?;
                self.text_column = Some(objects.text_key().to_owned());
                self.rows = Box::new(objects);
            }
            // `start` has sent workbooks elsewhere.
            Format::Text | Format::Workbook => {
                self.rows = Box::new(PlainLines::open(name, input, encoding, options));
            }
        }
        Ok(self)
    }
}

fn not_opened(name: &str, error: &io::Error) -> Error {
    match error.kind() {
        io::ErrorKind::NotFound => Error::new(ErrorKind::Io, format!("{name}: ファイルがありません"))
            .with_cure("名前とフォルダーを確かめてください。標準入力から読むときは `-` を指定します"),
        io::ErrorKind::PermissionDenied => Error::new(ErrorKind::Io, format!("{name}: 読む権限がありません"))
            .with_cure("管理者に読み取りの許可を頼むか、自分のフォルダーに写してください"),
        _ => Error::new(ErrorKind::Io, format!("{name}: 開けません({error})"))
            .with_cure("ほかのソフトで開いていれば閉じ、ファイルの場所を確かめてください"),
    }
}

/// A reader that counts what is taken from it.
struct Counted {
    inner: Box<dyn BufRead + Send>,
    count: Arc<AtomicU64>,
}

impl BufRead for Counted {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        self.inner.fill_buf()
    }

    fn consume(&mut self, amount: usize) {
        self.count.fetch_add(u64::try_from(amount).unwrap_or_default(), Ordering::Relaxed);
        self.inner.consume(amount);
    }
}

impl Read for Counted {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::RowErrorKind;

    fn from_bytes(bytes: Vec<u8>, options: &InputOptions) -> Result<Source, Error> {
        open_reader(Box::new(Cursor::new(bytes)), "stdin", options)
    }

    fn from_file(name: &str, bytes: &[u8]) -> Result<Source, Error> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        open(&path, &InputOptions::default())
    }

    fn texts(source: Source) -> Vec<Option<String>> {
        source.map(|note| note.unwrap().text.ok()).collect()
    }

    const TABLE: &str = "番号,対応内容\r\n1,\"表の\r\nソファ\"\r\n2,能力\r\n";

    #[test]
    fn the_same_table_reads_the_same_in_every_encoding() {
        let utf16: Vec<u8> = TABLE.encode_utf16().flat_map(u16::to_le_bytes).collect();
        for (bytes, encoding) in [
            (TABLE.as_bytes().to_vec(), Encoding::Utf8),
            ([b"\xEF\xBB\xBF", TABLE.as_bytes()].concat(), Encoding::Utf8Bom),
            (encoding_rs::SHIFT_JIS.encode(TABLE).0.into_owned(), Encoding::Cp932),
            (encoding_rs::EUC_JP.encode(TABLE).0.into_owned(), Encoding::EucJp),
            ([b"\xFF\xFE".to_vec(), utf16].concat(), Encoding::Utf16Le),
        ] {
            let size = u64::try_from(bytes.len()).unwrap();
            let source = from_file("x.csv", &bytes).unwrap();
            assert_eq!((source.encoding(), source.size()), (encoding, Some(size)));
            assert_eq!(source.header().unwrap(), ["番号", "対応内容"], "no mark in the first name");
            assert_eq!((source.text_column(), source.text_index()), (Some("対応内容"), Some(1)));
            let consumed = source.consumed();
            assert_eq!(texts(source), [Some("表の\r\nソファ".into()), Some("能力".into())], "{encoding:?}");
            assert_eq!(consumed.load(Ordering::Relaxed), size);
        }
    }

    #[test]
    fn a_mark_is_no_part_of_a_line() {
        for (name, input) in [("x.txt", "\u{FEFF}よい\n"), ("x.jsonl", "\u{FEFF}{\"text\":\"よい\"}")] {
            assert_eq!(texts(from_file(name, input.as_bytes()).unwrap()), [Some("よい".into())], "{name}");
        }
    }

    #[test]
    fn a_stream_is_sniffed() {
        fn crosses_threads<T: Send>(_: &T) {}
        let options = InputOptions::default();
        for (input, format, notes) in [
            (TABLE, Format::Csv, 2),
            ("{\"text\":\"a\"}\n", Format::Jsonl, 1),
            ("id\ttext\n1\ta\n", Format::Tsv, 1),
            ("一行目,\n二行目\n", Format::Text, 2),
        ] {
            let source = from_bytes(input.into(), &options).unwrap();
            crosses_threads(&source);
            assert_eq!(source.format(), format);
            assert_eq!(texts(source).len(), notes);
        }
        let options = InputOptions { format: Some(Format::Text), ..options };
        assert_eq!(
            texts(from_bytes(TABLE.into(), &options).unwrap()).len(),
            4,
            "the option outranks the content"
        );
    }

    #[test]
    fn what_cannot_be_opened_says_the_cure() {
        let missing = open(Path::new("/nowhere/x.csv"), &InputOptions::default()).unwrap_err();
        assert!(missing.to_string().contains("/nowhere/x.csv: ファイルがありません"), "{missing}");
        assert!(missing.cure().is_some());
        assert_eq!(missing.kind(), ErrorKind::Io);
        let folder = open(Path::new("/"), &InputOptions::default()).unwrap_err();
        assert!(folder.to_string().contains("/: フォルダーです") && folder.cure().is_some(), "{folder}");
        for (name, bytes, part) in [
            ("x.csv", b"".as_slice(), "空"),
            ("x.txt", b"\xEF\xBB\xBF\r\n \n", "空"),
            ("x.xlsx", b"PK", "ブック"),
            ("x.csv", b"PK\x03\x04", "ブック"),
            ("x.json", b"[{\"text\": 1}]", "配列"),
        ] {
            let error = from_file(name, bytes).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(error.to_string().contains(part) && error.cure().is_some(), "{error}");
            assert!(error.to_string().contains(&format!("{name}: ")), "{error}");
        }
        let options = InputOptions { encoding: Some("latin1".into()), ..InputOptions::default() };
        assert_eq!(from_bytes(TABLE.into(), &options).unwrap_err().kind(), ErrorKind::Argument);
    }

    #[test]
    fn half_a_pair_in_utf16_is_one_bad_row() {
        let mut bytes = b"\xFF\xFE".to_vec();
        for unit in "id\ttext\na\tb\n2\t".encode_utf16().chain([0xD83D]).chain("\n3\tc\n".encode_utf16()) {
            bytes.extend(unit.to_le_bytes());
        }
        let notes: Vec<Note> =
            from_bytes(bytes, &InputOptions::default()).unwrap().map(Result::unwrap).collect();
        assert_eq!(notes[1].text.as_ref().unwrap_err().kind, RowErrorKind::Encoding);
        assert_eq!(notes[2].text.as_deref(), Ok("c"));
    }

    #[test]
    fn an_error_while_reading_ends_the_notes() {
        struct Failing(u8);
        impl Read for Failing {
            fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
                self.0 += 1;
                if self.0 > 20 {
                    return Err(io::Error::other("gone"));
                }
                out.fill(b'\n');
                out[..9].copy_from_slice("あああ".as_bytes());
                Ok(out.len())
            }
        }
        let reader = Box::new(BufReader::with_capacity(BUFFER, Failing(0)));
        let mut source = open_reader(reader, "pipe", &InputOptions::default()).unwrap();
        let error = source.find_map(Result::err).unwrap();
        assert!(error.to_string().contains("pipe: ") && error.to_string().contains("gone"), "{error}");
        assert!(error.to_string().contains("件目まで") && error.cure().is_some(), "{error}");
        assert!(source.next().is_none());
    }
}
