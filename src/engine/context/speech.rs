//! Speech: who says what, to whom.

use crate::span::Range;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The note names the user, or nobody: what staff write down between quotes is mostly what they were told.
    User,
    Staff,
    /// Somebody else beyond doubt: 夫に「…」と言われた.
    ThirdParty,
    /// A relative or companion (夫「…」): a third party in a consultation, else with the user.
    Companion,
}

/// One quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Between the marks.
    pub(crate) inner: Range,
    pub(crate) speaker: Speaker,
    /// The word that names the speaker, if any.
    pub(crate) cue: Option<Range>,
    /// Somebody else than staff to whom it is said: 店に「…」と言った, 娘さんに「…」.
    pub(crate) told: Option<Range>,
    /// The verb of saying is passive: 「…」と言われた.
    pub(crate) passive: bool,
}

impl Quote {
    /// Whether `found` lies between the marks, the closing one included.
    pub(crate) fn encloses(&self, found: Range) -> bool {
        self.holds(found) && found.end <= self.inner.end + '」'.len_utf8()
    }

    /// Whether the words of `found` are said in the quote; the evidence may reach over its closing mark (「殺すぞ」と凄む).
    pub(crate) fn holds(&self, found: Range) -> bool {
        let mark = '」'.len_utf8();
        // 友達が「…: what begins before the quote and ends in it is said in it.
        let reaches_in = found.start < self.inner.start && self.inner.start < found.end;
        let begins_in = self.inner.start <= found.start && found.start < self.inner.end;
        begins_in || reaches_in && found.end <= self.inner.end + mark
    }
}

/// The innermost quote that holds `found`.
pub(crate) fn around(quotes: &[Quote], found: Range) -> Option<&Quote> {
    quotes.iter().filter(|quote| quote.holds(found)).min_by_key(|quote| quote.inner.end - quote.inner.start)
}
