//! What stands in 「」 and 『』, and who says it.

use super::cues::CueBook;
use crate::engine::tokenize::{Part, Token};
use crate::span::Range;

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Speaker {
    /// The note names the user, or nobody: what staff write down between quotes is mostly what they were told.
    User,
    Staff,
    ThirdParty,
}

/// One quotation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quote {
    /// Between the marks.
    pub(crate) inner: Range,
    pub(crate) speaker: Speaker,
    /// The word that names the speaker, if any.
    pub(crate) cue: Option<Range>,
}

/// The innermost quote that holds `found`.
pub(crate) fn around(quotes: &[Quote], found: Range) -> Option<&Quote> {
    quotes
        .iter()
        .filter(|quote| quote.inner.contains(found))
        .min_by_key(|quote| quote.inner.end - quote.inner.start)
}

/// Appends the quotes of a sentence. A quote that is not closed reaches to the sentence's end.
pub(crate) fn find_quotes(
    text: &str,
    folded: &str,
    sentence: Range,
    tokens: &[Token],
    cues: &CueBook,
    out: &mut Vec<Quote>,
) {
    out.clear();
    let mut open = Vec::new();
    for (at, letter) in text[sentence.start..sentence.end].char_indices() {
        let at = sentence.start + at;
        match letter {
            '「' | '『' => open.push(at + letter.len_utf8()),
            '」' | '』' => {
                if let Some(start) = open.pop() {
                    out.push(quote(Range::new(start, at), text, folded, tokens, cues));
                }
            }
            _ => {}
        }
    }
    for start in open {
        out.push(quote(Range::new(start, sentence.end), text, folded, tokens, cues));
    }
}

fn quote(inner: Range, text: &str, folded: &str, tokens: &[Token], cues: &CueBook) -> Quote {
    let (speaker, cue) = speaker(inner, text, folded, tokens, cues);
    Quote { inner, speaker, cue }
}

fn speaker(
    inner: Range,
    text: &str,
    folded: &str,
    tokens: &[Token],
    cues: &CueBook,
) -> (Speaker, Option<Range>) {
    let mark = tokens.partition_point(|token| token.end < inner.start);
    // Before the quote: 職員「…」, 係長:「…」, 職員が「…」と; the nearest person decides, に names the hearer.
    for at in (0..mark).rev().take(12) {
        let token = &tokens[at];
        if token.part == Part::Symbol && matches!(&text[token.start..token.end], "。" | "」" | "\n") {
            break;
        }
        let next = tokens.get(at + 1).map_or("", |next| &text[next.start..next.end]);
        let speaks = at + 1 >= mark || matches!(next, "が" | "は" | "から" | "も" | ":" | "より" | "「");
        let cue = Some(Range::new(token.start, token.end));
        if speaks && cues.staff.has(token, text, folded) {
            return (Speaker::Staff, cue);
        }
        if speaks && cues.user.has(token, text, folded) {
            return (Speaker::User, cue);
        }
        if (speaks || next == "に") && cues.third_party.has(token, text, folded) {
            return (Speaker::ThirdParty, cue);
        }
    }
    // After it: 」と説明した is staff's unless it is passive (」と説明された).
    let after = tokens.partition_point(|token| token.start < inner.end);
    for at in (after..tokens.len()).take(8) {
        let token = &tokens[at];
        if token.part == Part::Symbol && token.start > inner.end {
            break;
        }
        if cues.staff_speech.has(token, text, folded) {
            let passive = tokens[at + 1..].iter().take(3).any(|next| next.part == Part::VerbSuffix);
            if !passive {
                return (Speaker::Staff, Some(Range::new(token.start, token.end)));
            }
        }
    }
    (Speaker::User, None)
}
