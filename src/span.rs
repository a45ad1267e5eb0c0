//! Where something stands in a note: offsets in the text as it was given, with the unit in the type.

use serde::Serialize;

/// A half-open range of byte offsets (UTF-8) in the **original** note, always on character boundaries.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

impl Span {
    /// The part of `original` that this span covers; empty if the span does not belong to that text.
    #[must_use]
    pub fn of(self, original: &str) -> &str {
        original.get(self.start..self.end).unwrap_or_default()
    }
}

/// A half-open range of byte offsets in the **normalised** text of a note. Never leaves the engine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Range {
    pub(crate) start: usize,
    pub(crate) end: usize,
}

impl Range {
    pub(crate) const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// The same range of a text with `by` bytes more before it.
    pub(crate) const fn moved(self, by: usize) -> Self {
        Self { start: self.start + by, end: self.end + by }
    }

    /// Whether `other` lies wholly inside this range.
    pub(crate) const fn contains(self, other: Self) -> bool {
        self.start <= other.start && other.end <= self.end
    }

    /// Whether the two share a byte.
    pub(crate) const fn overlaps(self, other: Self) -> bool {
        self.start < other.end && other.start < self.end
    }

    /// The smallest range that holds both.
    pub(crate) fn join(self, other: Self) -> Self {
        Self::new(self.start.min(other.start), self.end.max(other.end))
    }
}

/// The last character boundary of `text` at or before `at`; its end, if `at` lies behind it.
pub(crate) fn boundary_before(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The first character boundary of `text` at or after `at`; its end, if `at` lies behind it.
pub(crate) fn boundary_after(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// The unit in which offsets are printed. Records count Unicode characters unless asked otherwise.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum OffsetUnit {
    /// Unicode scalar values, as Python counts.
    #[default]
    Char,
    /// UTF-16 code units, as JavaScript, Java and C# count.
    Utf16,
    /// Bytes of the UTF-8 text, as Rust and Go count.
    Byte,
}

impl OffsetUnit {
    /// `byte`, an offset into `original`, counted in this unit. Offsets past the end count the whole text.
    #[must_use]
    pub fn count(self, original: &str, byte: usize) -> usize {
        let before = original.get(..byte).unwrap_or(original);
        match self {
            Self::Byte => before.len(),
            Self::Char => before.chars().count(),
            Self::Utf16 => before.encode_utf16().count(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_differ_where_they_should() {
        let text = "髙𠮷a";
        let end = text.len();
        assert_eq!(OffsetUnit::Char.count(text, end), 3);
        assert_eq!(OffsetUnit::Utf16.count(text, end), 4, "𠮷 lies outside the BMP");
        assert_eq!(OffsetUnit::Byte.count(text, end), 8);
    }
}
