//! The way back: which bytes of the original stand behind each byte of the normalised text.

use crate::span::{Range, Span};

/// One character that is not the same in both texts, or (with `to` empty) bytes that are in the original only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Change {
    to: Range,
    from: Span,
}

/// The places where the texts differ, in order. Between them the texts are the same, byte for byte, so a note that
/// is already normal needs no entry at all.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Offsets {
    changes: Vec<Change>,
}

impl Offsets {
    /// Forgets everything and keeps the memory.
    pub(super) fn clear(&mut self) {
        self.changes.clear();
    }

    /// Bytes `to`, put at the end of the normalised text, are a copy of the original from byte `start` on.
    pub(super) fn copied(&mut self, to: usize, start: usize) {
        let end = self.shifted(self.changes.len(), to);
        if end != start {
            self.changes.push(Change { to: Range::new(to, to), from: Span { start: end, end: start } });
        }
    }

    /// Bytes `to`, put at the end of the normalised text, are one character that stands for `from`.
    pub(super) fn changed(&mut self, to: Range, from: Span) {
        self.changes.push(Change { to, from });
    }

    /// Forgets `to`, the last character of the normalised text, and says what it stood for.
    pub(super) fn take(&mut self, to: Range) -> Span {
        let from = self.original(to);
        while self.changes.last().is_some_and(|last| last.to.start >= to.start) {
            self.changes.pop();
        }
        from
    }

    /// The smallest span of the original that holds all of `range`; empty where the range is.
    pub(super) fn original(&self, range: Range) -> Span {
        let start = self.start(range.start);
        let end = if range.start < range.end { self.end(range.end) } else { start };
        Span { start, end }
    }

    /// Where the character that begins at `at` begins in the original.
    fn start(&self, at: usize) -> usize {
        let passed = self.changes.partition_point(|change| change.to.end <= at);
        match self.changes.get(passed) {
            Some(change) if change.to.start <= at => change.from.start,
            _ => self.shifted(passed, at),
        }
    }

    /// Where the character that ends at `at` ends in the original.
    fn end(&self, at: usize) -> usize {
        let begun = self.changes.partition_point(|change| change.to.start < at);
        match self.changes[..begun].last() {
            Some(change) if at <= change.to.end => change.from.end,
            _ => self.shifted(begun, at),
        }
    }

    /// `at`, a place after the first `passed` changes and before the next, in the original.
    fn shifted(&self, passed: usize, at: usize) -> usize {
        self.changes[..passed].last().map_or(at, |change| at - change.to.end + change.from.end)
    }
}
