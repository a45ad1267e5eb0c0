//! Opens a workbook of any kind and hands out the rows of a sheet.
#![allow(clippy::disallowed_methods, reason = "this room is the door to disk")]

use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::Arc;

use calamine::{
    Data, DataRef, Error as BookError, ExcelDateTime, Ods, OdsError, Reader, SheetType, SheetVisible, Xls,
    XlsError, Xlsb, Xlsx, XlsxError,
};

use crate::cell::{Cell, Value};
use crate::error::{Error, ErrorKind};

/// One row of a sheet.
pub(super) struct SheetRow {
    /// Number of the row in the sheet, from 1.
    pub(super) number: u64,
    /// Its cells from the first column on; what lies behind the last filled one is left out.
    pub(super) cells: Vec<Cell>,
}

/// Where a workbook's bytes are: reading one means jumping about in it.
pub(crate) enum Bytes {
    /// A file.
    File(PathBuf),
    /// A stream that was read to its end.
    Memory(Arc<[u8]>),
}

pub(super) trait Jumping: Read + Seek + Send {}
impl<T: Read + Seek + Send> Jumping for T {}
type Input = BufReader<Box<dyn Jumping>>;

impl Bytes {
    fn open(&self) -> io::Result<Input> {
        Ok(BufReader::new(match self {
            Self::File(path) => Box::new(File::open(path)?),
            Self::Memory(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        }))
    }
}

/// Whether a file that begins with `head` can be a workbook: a ZIP archive or a compound file.
pub(crate) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04") || is_compound(head)
}

fn is_compound(head: &[u8]) -> bool {
    head.starts_with(b"\xD0\xCF\x11\xE0")
}

/// An open workbook.
pub(super) enum Book {
    /// Read cell by cell. Its shared strings are in memory, its rows are not.
    Rows(Box<Xlsx<Input>>),
    /// Kinds that can only be read a sheet at a time.
    Whole(Box<dyn WholeSheets>),
}

/// What the older kinds have in common.
pub(super) trait WholeSheets: Send {
    fn sheets(&self) -> Vec<String>;
    fn rows(&mut self, sheet: &str) -> Result<calamine::Range<Data>, BookError>;
}

macro_rules! whole {
    ($kind:ty) => {
        impl WholeSheets for $kind {
            fn sheets(&self) -> Vec<String> {
                visible(self.sheets_metadata())
            }
            fn rows(&mut self, sheet: &str) -> Result<calamine::Range<Data>, BookError> {
                Ok(self.worksheet_range(sheet)?)
            }
        }
    };
}
whole!(Xls<Input>);
whole!(Xlsb<Input>);
whole!(Ods<Input>);

fn visible(sheets: &[calamine::Sheet]) -> Vec<String> {
    let shown =
        sheets.iter().filter(|one| one.visible == SheetVisible::Visible && one.typ == SheetType::WorkSheet);
    shown.map(|one| one.name.clone()).collect()
}

impl Book {
    /// Opens the workbook in `bytes`, whatever its kind. `name` stands in messages.
    pub(super) fn open(name: &str, bytes: &Bytes) -> Result<Self, Error> {
        let mut head = [0; 8];
        let looked = bytes.open().and_then(|mut input| input.read(&mut head));
        looked.map_err(|error| unreadable(name, &error))?;
        let input = || bytes.open().map_err(|error| unreadable(name, &error));
        let first = match Xlsx::new(input()?) {
            Ok(book) if !book.sheets_metadata().is_empty() => return Ok(Self::Rows(Box::new(book))),
            Ok(_) => None,
            Err(XlsxError::Password) => return Err(locked(name)),
            Err(error) => Some(error.to_string()),
        };
        if is_compound(&head) {
            return match Xls::new(input()?) {
                Ok(book) => Ok(Self::Whole(Box::new(book))),
                Err(XlsError::Password) => Err(locked(name)),
                Err(error) => Err(unreadable(name, &error)),
            };
        }
        match Ods::new(input()?) {
            Ok(book) => return Ok(Self::Whole(Box::new(book))),
            Err(OdsError::Password) => return Err(locked(name)),
            Err(_) => {}
        }
        if let Ok(book) = Xlsb::new(input()?)
            && !book.sheets_metadata().is_empty()
        {
            return Ok(Self::Whole(Box::new(book)));
        }
        Err(unreadable(name, &first.unwrap_or_else(|| "ブックではない ZIP ファイルです".to_owned())))
    }

    /// The names of the sheets that a person sees, in order.
    pub(super) fn sheets(&self) -> Vec<String> {
        match self {
            Self::Rows(book) => visible(book.sheets_metadata()),
            Self::Whole(book) => book.sheets(),
        }
    }

    /// Hands the filled rows of `sheet` to `each` until it says that it has enough, the last row's number of the sheet
    /// beside them (0 where the file does not say).
    pub(super) fn rows(
        &mut self,
        name: &str,
        sheet: &str,
        each: &mut dyn FnMut(SheetRow, u64) -> bool,
    ) -> Result<(), Error> {
        match self {
            Self::Rows(book) => streamed(book, sheet, each).map_err(|error| unreadable(name, &error)),
            Self::Whole(book) => {
                let range = book.rows(sheet).map_err(|error| unreadable(name, &error))?;
                whole(&range, each);
                Ok(())
            }
        }
    }
}

fn streamed(
    book: &mut Xlsx<Input>,
    sheet: &str,
    each: &mut dyn FnMut(SheetRow, u64) -> bool,
) -> Result<(), XlsxError> {
    let mut cells = book.worksheet_cells_reader(sheet)?;
    let last = u64::from(cells.dimensions().end.0) + 1;
    let formats: Vec<Option<Arc<str>>> = cells
        .styles()
        .iter()
        .map(|style| style.number_format.as_ref().map(|format| format.format_code.as_str()))
        .map(|code| code.filter(|code| !code.eq_ignore_ascii_case("general")).map(Arc::from))
        .collect();
    let mut row = SheetRow { number: 0, cells: Vec::new() };
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (line, column) = cell.get_position();
        let number = u64::from(line) + 1;
        if number != row.number {
            let done = std::mem::replace(&mut row, SheetRow { number, cells: Vec::new() });
            if !handed(done, last, each) {
                return Ok(());
            }
        }
        let value = value(cell.get_value());
        if value != Value::Empty {
            let column = usize::try_from(column).unwrap_or_default();
            row.cells.resize_with(row.cells.len().max(column + 1), Cell::default);
            let format = formats.get(style).cloned().flatten();
            if let Some(place) = row.cells.get_mut(column) {
                *place = Cell { value, format };
            }
        }
    }
    handed(row, last, each);
    Ok(())
}

/// Hands on a row that holds something.
fn handed(mut row: SheetRow, last: u64, each: &mut dyn FnMut(SheetRow, u64) -> bool) -> bool {
    while row.cells.last().is_some_and(|cell| cell.value == Value::Empty) {
        row.cells.pop();
    }
    row.cells.iter().all(Cell::is_blank) || each(row, last)
}

fn whole(range: &calamine::Range<Data>, each: &mut dyn FnMut(SheetRow, u64) -> bool) {
    let (first, left) = range.start().unwrap_or_default();
    let last = range.end().map_or(0, |(line, _)| u64::from(line) + 1);
    for (number, cells) in (u64::from(first) + 1..).zip(range.rows()) {
        let before = std::iter::repeat_n(Cell::default(), usize::try_from(left).unwrap_or_default());
        let own = cells.iter().map(|data| Cell { value: value(&borrowed(data)), format: None });
        if !handed(SheetRow { number, cells: before.chain(own).collect() }, last, each) {
            return;
        }
    }
}

fn borrowed(data: &Data) -> DataRef<'_> {
    match data {
        Data::Int(number) => DataRef::Int(*number),
        Data::Float(number) => DataRef::Float(*number),
        Data::String(text) => DataRef::SharedString(text),
        Data::Bool(truth) => DataRef::Bool(*truth),
        Data::DateTime(moment) => DataRef::DateTime(*moment),
        Data::DateTimeIso(text) => DataRef::DateTimeIso(text.clone()),
        Data::DurationIso(text) => DataRef::DurationIso(text.clone()),
        Data::Error(fault) => DataRef::Error(fault.clone()),
        Data::Empty => DataRef::Empty,
    }
}

fn value(data: &DataRef<'_>) -> Value {
    match data {
        DataRef::Empty => Value::Empty,
        DataRef::String(text) => Value::Text(text.clone()),
        DataRef::SharedString(text) => Value::Text((*text).to_owned()),
        #[expect(clippy::cast_precision_loss, reason = "a spreadsheet's numbers are floats")]
        DataRef::Int(number) => Value::Number(*number as f64),
        DataRef::Float(number) => Value::Number(*number),
        DataRef::Bool(truth) => Value::Bool(*truth),
        DataRef::DateTime(moment) => self::moment(moment),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => Value::Text(text.replace('T', " ")),
        DataRef::Error(fault) => Value::Fault(fault.to_string()),
    }
}

fn moment(moment: &ExcelDateTime) -> Value {
    let (year, month, day, hour, minute, second, _) = moment.to_ymd_hms_milli();
    // A workbook of the old Macintosh counts from 1904; its year says so, its number does not.
    let plain = ExcelDateTime::new(moment.as_f64(), calamine::ExcelDateTimeType::DateTime, false);
    let late = plain.to_ymd_hms_milli().0 + 3 < year;
    let serial = if late { moment.as_f64() + 1462.0 } else { moment.as_f64() };
    let clock = format!("{hour:02}:{minute:02}:{second:02}");
    let text = if moment.is_duration() {
        #[expect(clippy::cast_possible_truncation, reason = "seconds of a length of time")]
        let seconds = (moment.as_f64() * 86_400.0).round() as i64;
        format!("{}:{:02}:{:02}", seconds / 3600, seconds / 60 % 60, seconds % 60)
    } else if serial < 1.0 {
        clock
    } else if clock == "00:00:00" {
        format!("{year:04}-{month:02}-{day:02}")
    } else {
        format!("{year:04}-{month:02}-{day:02} {clock}")
    };
    Value::Moment { serial, text }
}

fn locked(name: &str) -> Error {
    Error::new(ErrorKind::Input, format!("{name}: パスワードで保護されたブックです"))
        .with_cure("Excel で開き、パスワードを外して保存したものを指定してください")
}

fn unreadable(name: &str, error: &dyn std::fmt::Display) -> Error {
    Error::new(ErrorKind::Input, format!("{name}: ブックとして読めません({error})"))
        .with_cure("Excel で開いて「Excel ブック(.xlsx)」か「CSV UTF-8」で保存し直してください")
}
