//! Workbooks: notes from .xlsx, .xlsm, .xlsb, .xls and .ods, tagged notes and tables of figures into .xlsx.
//!
//! | file | what it knows |
//! |---|---|
//! | `book` | opens a workbook of any kind and hands out the rows of a sheet (the only file that knows calamine) |
//! | `choose` | which sheet, which row is the header, which column the note |
//! | `sheet` | rows as notes |
//! | `paper` | what a written workbook looks like (with `writer`, the only files that know `rust_xlsxwriter`) |
//! | `writer` | tagged notes into a workbook, row by row, in constant memory |
//! | `tables` | tables of figures into a workbook |

mod book;
mod choose;
mod paper;
mod sheet;
mod tables;
mod writer;

pub(super) use book::{Bytes, is_workbook};
pub(super) use sheet::SheetRows;
pub use tables::{Figure, FigureTable, write_tables};
pub use writer::BookWriter;
