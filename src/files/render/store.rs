//! What every output can do that is more than a stream of bytes.

use std::sync::Arc;

use crate::batch::Tagged;
use crate::cases::FileCases;
use crate::error::Error;
use crate::files::output::Output;

/// Takes tagged notes in input order and writes them as one file in the end: a workbook, a data frame.
pub trait Store: Send {
    /// The next notes come from another file, in which cases are grouped so.
    fn next_file(&mut self, cases: Option<Arc<FileCases>>);

    /// Takes the next notes.
    ///
    /// # Errors
    /// They do not fit into the format, or cannot be written.
    fn take(&mut self, notes: Vec<Tagged>) -> Result<(), Error>;

    /// Writes the whole file to `out`.
    ///
    /// # Errors
    /// It cannot be written.
    fn finish(self: Box<Self>, out: &mut Output) -> Result<(), Error>;
}
