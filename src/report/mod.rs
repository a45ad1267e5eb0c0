//! The report: what many tagged notes come to, as a page to read and print, as tables and as numbers.
//!
//! | file | what it is |
//! |---|---|
//! | `entry` | one note as the report sees it, tagged now or read from tagged files |
//! | `tally` | counts entries, in memory that grows with days and sections, not with notes |
//! | `figures` | the numbers: what every form of the report shows |
//! | `words` | the report's words in Japanese and English |
//! | `page`, `parts` | the numbers as one HTML file: its frame, its chapters |
//! | `plot` | pictures as SVG |
//! | `sheets` | the numbers as tables for a workbook |

mod entry;
mod figures;
mod page;
mod parts;
mod plot;
mod sheets;
mod tally;
mod words;

pub use entry::{Entry, TaggedColumns};
pub use figures::Figures;
pub use page::page;
pub use sheets::sheets;
pub use tally::Tally;
pub use words::Language;
