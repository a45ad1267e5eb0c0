//! Tables of figures as sheets of a workbook.

use rust_xlsxwriter::{Workbook, XlsxError};
use unicode_width::UnicodeWidthStr;

use super::paper::{self, Paper, refused};
use crate::error::Error;
use crate::files::output::Output;

/// One table: a title, the names of its columns, its rows.
#[derive(Clone, Debug, PartialEq)]
pub struct FigureTable {
    /// What it counts.
    pub title: String,
    /// The names of its columns.
    pub header: Vec<String>,
    /// Its rows, as wide as the header.
    pub rows: Vec<Vec<Figure>>,
}

/// One cell of a table of figures.
#[derive(Clone, Debug, PartialEq)]
pub enum Figure {
    /// Words.
    Text(String),
    /// A number, and the format in which a spreadsheet shows it (`0.0%`).
    Number(f64, &'static str),
}

impl Figure {
    /// Words.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// A number of things.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "nobody counts 2^53 notes")]
    pub fn count(count: u64) -> Self {
        Self::Number(count as f64, "#,##0")
    }
}

/// Writes each group of tables to a sheet of its own.
///
/// # Errors
/// The workbook cannot be written.
pub fn write_tables(sheets: &[(String, Vec<FigureTable>)], out: &mut Output) -> Result<(), Error> {
    let (mut workbook, paper) = (paper::workbook(), Paper::new());
    for (name, tables) in sheets {
        put_tables(&mut workbook, &paper, name, tables).map_err(|error| refused(&error))?;
    }
    paper::save(&mut workbook, out)
}

/// Adds a sheet of tables, one below the other.
pub(super) fn put_tables(
    workbook: &mut Workbook,
    paper: &Paper,
    name: &str,
    tables: &[FigureTable],
) -> Result<(), XlsxError> {
    let sheet = workbook.add_worksheet();
    paper::named(sheet, name);
    let remark = "記載の候補を示すものです。該当するかどうかは人が確認して判断してください。";
    sheet.write_string_with_format(0, 0, remark, &paper.remark)?;
    let mut widths: Vec<usize> = Vec::new();
    let mut widen = |column: u16, text: &str| {
        let column = usize::from(column);
        widths.resize(widths.len().max(column + 1), 8);
        if let Some(width) = widths.get_mut(column) {
            *width = (*width).max(text.width() + 2).min(50);
        }
    };
    let mut row = 2;
    for table in tables {
        sheet.write_string_with_format(row, 0, &table.title, &paper.title)?;
        row += 1;
        for (column, name) in (0..).zip(&table.header) {
            widen(column, name);
            sheet.write_string_with_format(row, column, name, &paper.head)?;
        }
        row += 1;
        for cells in &table.rows {
            for (column, cell) in (0..).zip(cells) {
                match cell {
                    Figure::Text(text) => {
                        widen(column, text);
                        sheet.write_string_with_format(row, column, text, &paper.cell)?;
                    }
                    Figure::Number(number, "#,##0") => {
                        sheet.write_number_with_format(row, column, *number, &paper.number)?;
                    }
                    Figure::Number(number, code) => {
                        let format = paper.number.clone().set_num_format(*code);
                        sheet.write_number_with_format(row, column, *number, &format)?;
                    }
                }
            }
            row += 1;
        }
        row += 1;
    }
    for (column, width) in widths.into_iter().enumerate() {
        #[expect(clippy::cast_precision_loss, reason = "a width of at most 50 letters")]
        sheet.set_column_width(u16::try_from(column).unwrap_or(u16::MAX), width as f64)?;
    }
    sheet.set_landscape().set_print_fit_to_pages(1, 0);
    Ok(())
}
