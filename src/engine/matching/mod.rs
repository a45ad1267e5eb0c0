//! Patterns over one sentence: which of its words together say what a rule asks for.
//!
//! A pattern is evaluated twice. Without tokens every test that needs them is taken as passed, which can only find
//! too much; sentences where even that finds nothing are never tokenised. With tokens the answer is exact.

mod boundary;
mod evaluate;
mod quantity;
mod spelled;

pub(crate) use evaluate::{Node, Sight, Tails, Test, evaluate};
pub(crate) use quantity::Quantity;
pub use quantity::longest_minutes;
pub(crate) use spelled::Spelled;
