//! Tagged notes as bytes or as whole files: one renderer per output format.

mod added;
mod csv;
mod jsonl;
mod renderer;
mod store;
mod table;
mod wording;

pub(super) use self::added::Layout;
pub use self::csv::CsvRender;
pub use self::jsonl::JsonlRender;
pub use self::renderer::Render;
pub use self::store::Store;
pub use self::table::TableRender;
pub(super) use self::wording::flag_name;
