//! How a command ended that could run.

use crate::error::Error;

/// The answer: exit code 0 or 1.
pub(super) enum Answer {
    Yes,
    No,
}

/// What every command returns.
pub(super) type Outcome = Result<Answer, Error>;
