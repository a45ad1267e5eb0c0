//! fuda.

pub mod batch;
pub mod cli;
pub mod engine;
pub mod error;
pub mod eval;
pub mod files;
pub mod rules;
pub mod span;

/// The policy used unless another is asked for.
pub const DEFAULT_POLICY: &str = "taito-2025";
