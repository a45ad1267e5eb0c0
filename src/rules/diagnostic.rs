//! A rule author's mistake as a value: what, where, and how to mend it.

use serde::Serialize;

use super::source::{DictionarySource, Place};

/// How bad a mistake is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// The rule (or list, or cue) is switched off; under `--strict` nothing runs.
    Error,
    /// The rule runs, but probably not as meant.
    Warning,
}

/// One mistake in a dictionary file. All mistakes are reported at once.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Diagnostic {
    /// Stable code: `F` and three digits.
    pub code: &'static str,
    /// Error or warning.
    pub severity: Severity,
    /// The file, as it was named.
    pub file: String,
    /// Line, from 1.
    pub line: usize,
    /// Column in characters, from 1.
    pub column: usize,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What stands at the place itself.
    pub label: String,
    /// How to mend it.
    pub cure: String,
    /// Byte range in the file, for rendering.
    #[serde(skip)]
    pub span: std::ops::Range<usize>,
}

impl Diagnostic {
    /// A mistake at `place` of one of `sources`.
    #[must_use]
    pub fn new(
        code: &'static str,
        severity: Severity,
        sources: &[DictionarySource],
        place: &Place,
        message: impl Into<String>,
    ) -> Self {
        let source = sources.get(place.source);
        let text = source.map_or("", |source| source.text.as_str());
        let before = text.get(..place.span.start).unwrap_or(text);
        let line_start = before.rfind('\n').map_or(0, |at| at + 1);
        Self {
            code,
            severity,
            file: source.map_or_else(String::new, |source| source.name.clone()),
            line: before.matches('\n').count() + 1,
            column: before[line_start..].chars().count() + 1,
            message: message.into(),
            label: String::new(),
            cure: String::new(),
            span: place.span.clone(),
        }
    }

    /// The same with words for the place itself.
    #[must_use]
    pub fn label(mut self, label: impl Into<String>) -> Self {
        self.label = label.into();
        self
    }

    /// The same with a cure.
    #[must_use]
    pub fn cure(mut self, cure: impl Into<String>) -> Self {
        self.cure = cure.into();
        self
    }
}
