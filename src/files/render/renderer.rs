//! What every output format can do.

use crate::batch::Note;
use crate::engine::Tagging;
use crate::error::RowError;

/// Turns tagged notes into bytes. It holds no state between notes, so that many threads share one renderer and the
/// same note always gives the same bytes.
pub trait Render: Sync {
    /// Appends what stands before the first note.
    fn header(&self, out: &mut Vec<u8>);

    /// Appends one note with what was found in it, or with why it could not be read.
    fn note(&self, note: &Note, outcome: Result<&Tagging, &RowError>, out: &mut Vec<u8>);
}
