//! Tagged notes as bytes: one renderer per output format behind one trait.

mod csv;
mod jsonl;
mod renderer;
mod table;
mod wording;

pub use self::csv::CsvRender;
pub use self::jsonl::JsonlRender;
pub use self::renderer::Render;
pub use self::table::TableRender;
