//! Writes the normalised text letter by letter, making one of what was drawn out: ！！！, っっっ, ああああ, るなー!.

use super::letters::{Class, is_hiragana, is_kana, repeat};
use super::offsets::Offsets;
use crate::span::{Range, Span};

/// The text as far as it is written. What happens to a character is decided by what stands at the end of it, so
/// characters that vanish on the way there make no difference.
#[derive(Debug)]
pub(super) struct Writer<'a> {
    original: &'a str,
    text: &'a mut String,
    offsets: &'a mut Offsets,
    /// Where in `text` the last vowel stands that was squeezed: more of the same go into it.
    drawl: Option<usize>,
}

impl<'a> Writer<'a> {
    /// Begins with an empty text.
    pub(super) fn new(original: &'a str, text: &'a mut String, offsets: &'a mut Offsets) -> Self {
        text.clear();
        offsets.clear();
        Self { original, text, offsets, drawl: None }
    }

    /// Whether the end of the text stays as it is, whatever comes next.
    pub(super) fn is_settled(&self) -> bool {
        self.last().is_none_or(|last| !Class::of(last).is_open())
    }

    /// Copies a part of the original that needs no change.
    pub(super) fn copy(&mut self, from: Span) {
        if from.start < from.end {
            self.offsets.copied(self.text.len(), from.start);
            self.text.push_str(from.of(self.original));
        }
    }

    /// Writes `c`, which stands for `from`, or takes it into what is there already.
    pub(super) fn push(&mut self, c: char, from: Span) {
        let Some(last) = self.last() else { return self.append(c, from) };
        let c = repeat(last, c);
        match (Class::of(last), Class::of(c)) {
            (Class::Long, Class::Long) => self.absorb(from.end),
            (Class::Once, Class::Once) if last == c => self.absorb(from.end),
            (Class::Dot, Class::Dot) if last == c || last == '…' || c == '…' => {
                let start = self.take().start;
                // The new … may meet another dot before it.
                self.push('…', Span { start, end: from.end });
            }
            (Class::Vowel, Class::Vowel) if last == c => self.push_vowel(c, from),
            (Class::Long, _) if !is_kana(c) => {
                self.drop_long_mark();
                self.append(c, from);
            }
            _ => self.append(c, from),
        }
    }

    /// Settles the end of the text.
    pub(super) fn finish(mut self) {
        self.drop_long_mark();
    }

    /// A vowel after the same vowel. Two are a word (ああ, いい), three are a drawl.
    fn push_vowel(&mut self, c: char, from: Span) {
        let start = self.text.len() - c.len_utf8();
        if self.drawl == Some(start) {
            self.absorb(from.end);
        } else if self.text[..start].ends_with(c) {
            self.take();
            self.absorb(from.end);
            self.drawl = Some(start - c.len_utf8());
        } else {
            self.append(c, from);
        }
    }

    /// Drops ー or 〜 from the end where it follows hiragana: there it is a tone of voice, not a part of the word.
    fn drop_long_mark(&mut self) {
        let mut chars = self.text.chars().rev();
        if chars.next().map(Class::of) == Some(Class::Long) && chars.next().is_some_and(is_hiragana) {
            let end = self.take().end;
            self.absorb(end);
        }
    }

    /// Lets the last character stand for more of the original, up to `end`.
    fn absorb(&mut self, end: usize) {
        if let Some(last) = self.last() {
            let start = self.take().start;
            self.append(last, Span { start, end });
        }
    }

    fn append(&mut self, c: char, from: Span) {
        let to = self.text.len();
        self.text.push(c);
        if &self.text[to..] == from.of(self.original) {
            self.offsets.copied(to, from.start);
        } else {
            self.offsets.changed(Range::new(to, self.text.len()), from);
        }
    }

    /// Removes the last character and says what it stood for.
    fn take(&mut self) -> Span {
        let end = self.text.len();
        self.text.pop();
        self.offsets.take(Range::new(self.text.len(), end))
    }

    fn last(&self) -> Option<char> {
        self.text.chars().next_back()
    }
}
