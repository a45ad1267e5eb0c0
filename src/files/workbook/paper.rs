//! What a written workbook looks like: its formats, its first page of figures, how it is saved.

use std::collections::HashMap;
use std::sync::Arc;

use rust_xlsxwriter::{
    Color, DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use crate::error::{Error, ErrorKind};
use crate::files::output::Output;

/// Everything that is said with a format.
pub(super) struct Paper {
    pub(super) title: Format,
    pub(super) remark: Format,
    pub(super) head: Format,
    pub(super) added_head: Format,
    pub(super) cell: Format,
    pub(super) number: Format,
    pub(super) plain: Format,
    pub(super) evidence: Format,
    pub(super) flag: Format,
    numbers: HashMap<Arc<str>, Format>,
}

impl Paper {
    pub(super) fn new() -> Self {
        let base = || Format::new().set_align(FormatAlign::Top);
        let head = |colour: u32| {
            base()
                .set_bold()
                .set_text_wrap()
                .set_font_color(Color::White)
                .set_background_color(Color::RGB(colour))
                .set_border_bottom(FormatBorder::Thin)
        };
        Self {
            title: Format::new().set_bold().set_font_size(14),
            remark: Format::new().set_font_color(Color::RGB(0x59_59_59)),
            head: head(0x3B_4A_5A),
            added_head: head(0x8A_4B_12),
            cell: base().set_text_wrap(),
            number: base().set_num_format("#,##0"),
            plain: Format::new(),
            // A run of rich text has no background: weight, colour and a line under it remain.
            evidence: Format::new()
                .set_bold()
                .set_font_color(Color::RGB(0xB4_23_18))
                .set_underline(rust_xlsxwriter::FormatUnderline::Single),
            flag: Format::new().set_bold().set_font_color(Color::RGB(0x1F_5F_A8)),
            numbers: HashMap::new(),
        }
    }

    /// The format of a cell with the number format `code`.
    pub(super) fn shown_as(&mut self, code: Option<&Arc<str>>) -> &Format {
        match code {
            None => &self.cell,
            Some(code) => self.numbers.entry(Arc::clone(code)).or_insert_with(|| {
                Format::new().set_align(FormatAlign::Top).set_text_wrap().set_num_format(&**code)
            }),
        }
    }
}

/// An empty workbook that says nothing of the clock: the same notes give the same bytes.
pub(super) fn workbook() -> Workbook {
    let mut workbook = Workbook::new();
    let mut properties = DocProperties::new().set_author("fuda");
    if let Ok(moment) = ExcelDateTime::from_ymd(2000, 1, 1) {
        properties = properties.set_creation_datetime(&moment);
    }
    workbook.set_properties(&properties);
    workbook
}

/// Writes the workbook to `out`.
pub(super) fn save(workbook: &mut Workbook, out: &mut Output) -> Result<(), Error> {
    workbook.save_to_writer(out).map_err(|error| refused(&error))
}

/// A sheet's name as Excel allows it: 31 letters, some letters not.
pub(super) fn named(sheet: &mut Worksheet, wanted: &str) {
    let clean: String =
        wanted.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }).take(31).collect();
    if sheet.set_name(&clean).is_err() {
        // The name that it has stays.
    }
}

pub(super) fn refused(error: &XlsxError) -> Error {
    Error::new(ErrorKind::Io, format!("Excel ブックを書き出せません({error})"))
        .with_cure("一時フォルダーと出力先の空き容量を確かめるか、`--to csv` で書き出してください")
}
