//! What stands in 「」 and 『』, and who says it.

use super::cues::CueBook;
use super::turn::Turn;
use crate::engine::tokenize::{Part, Token};
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
    /// A third party to whom it is said: 店に「…」と言った.
    pub(crate) told_third_party: Option<Range>,
}

impl Quote {
    /// Whether the words of `found` are said in the quote; the evidence may reach over its closing mark.
    pub(crate) fn holds(&self, found: Range) -> bool {
        let mark = '」'.len_utf8();
        self.inner.start <= found.start && found.start < self.inner.end && found.end <= self.inner.end + mark
    }
}

/// The innermost quote that holds `found`.
pub(crate) fn around(quotes: &[Quote], found: Range) -> Option<&Quote> {
    quotes
        .iter()
        .filter(|quote| quote.holds(found))
        .min_by_key(|quote| quote.inner.end - quote.inner.start)
}

/// Appends the quotes of a sentence. A quote that is not closed reaches to the sentence's end.
pub(crate) fn find_quotes(
    text: &str,
    folded: &str,
    sentence: Range,
    tokens: &[Token],
    turns: &[Turn],
    cues: &CueBook,
    out: &mut Vec<Quote>,
) {
    out.clear();
    for turn in turns {
        let inner = Range::new(turn.said.start.max(sentence.start), turn.said.end.min(sentence.end));
        if inner.start < inner.end {
            out.push(Quote { inner, speaker: turn.speaker, cue: Some(turn.label), told_third_party: None });
        }
    }
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
    let mut after = tokens.partition_point(|token| token.start < inner.end);
    // 「ブス」「来んな」と言われた: quotes in a row share what stands behind the last.
    while tokens.get(after + 1).is_some_and(|next| matches!(&text[next.start..next.end], "「" | "『")) {
        let rest = &tokens[after + 1..];
        let Some(closing) = rest.iter().position(|next| matches!(&text[next.start..next.end], "」" | "』"))
        else {
            break;
        };
        after += 1 + closing;
    }
    let close = tokens.get(after).map_or(inner.end, |token| token.end);
    let saying =
        tokens[after..].iter().take(8).take_while(|token| token.part != Part::Symbol || token.start < close);
    let passive = saying.clone().any(|token| token.part == Part::VerbSuffix);
    let plain = Quote { inner, speaker: Speaker::User, cue: None, told_third_party: None };
    // Before the quote: 職員「…」, 係長:「…」, 職員が「…」と; the nearest person decides, に names the hearer, or, with
    // a passive behind the quote, the speaker.
    let mark = tokens.partition_point(|token| token.end < inner.start);
    for at in (0..mark).rev().take(12) {
        let token = &tokens[at];
        if token.part == Part::Symbol && matches!(&text[token.start..token.end], "。" | "」" | "\n") {
            break;
        }
        // 職員が止めると「…」: after the particle the other side speaks.
        let surface = &text[token.start..token.end];
        let switches = match token.part {
            Part::ConjunctiveParticle => !matches!(surface, "て" | "で" | "ながら"),
            Part::FormalNoun => matches!(surface, "ところ" | "たび" | "ため"),
            _ => false,
        };
        if switches {
            break;
        }
        let next = tokens.get(at + 1).map_or("", |next| &text[next.start..next.end]);
        let speaks = at + 1 >= mark || matches!(next, "が" | "は" | "から" | "も" | ":" | "より" | "「");
        let cue = Some(Range::new(token.start, token.end));
        let is = |list: &super::cues::CueList| list.has(token, text, folded);
        if speaks && is(&cues.staff) {
            return Quote { speaker: Speaker::Staff, cue, ..plain };
        }
        if speaks && is(&cues.user) {
            return Quote { cue, ..plain };
        }
        // 奥様|に, 弟|さん|に: to whom it is said, unless he is stood in for (息子に代わり).
        let title = tokens.get(at + 1).is_some_and(|next| next.part == Part::Suffix);
        let particle = at + 1 + usize::from(title);
        let told = matches!(tokens.get(particle).map_or("", |next| &text[next.start..next.end]), "に" | "へ");
        if is(&cues.kin) && told && !passive {
            let stood_in = tokens[particle..mark].iter().any(|token| cues.not_hearer.has(token, text, folded));
            if !stood_in {
                return Quote { told_third_party: cue, ..plain };
            }
        }
        if is(&cues.kin) && (speaks || passive && matches!(next, "に" | "から")) {
            return Quote { speaker: Speaker::Companion, cue, ..plain };
        }
        if is(&cues.third_party) {
            match (next, passive) {
                ("に" | "から" | "より", true) => {
                    return Quote { speaker: Speaker::ThirdParty, cue, ..plain };
                }
                ("に", false) => return Quote { told_third_party: cue, ..plain },
                _ if speaks => return Quote { speaker: Speaker::Companion, cue, ..plain },
                _ => {}
            }
        }
    }
    // After it: 」と説明した is staff's unless it is passive (」と説明された); 」と上司に言われ is the 上司's.
    let words: Vec<&Token> = saying.collect();
    for (at, token) in words.iter().enumerate() {
        let cue = Some(Range::new(token.start, token.end));
        let next = words.get(at + 1).map_or("", |next| &text[next.start..next.end]);
        if passive && matches!(next, "に" | "から") && cues.third_party.has(token, text, folded) {
            return Quote { speaker: Speaker::ThirdParty, cue, ..plain };
        }
        if !passive && cues.staff_speech.has(token, text, folded) {
            return Quote { speaker: Speaker::Staff, cue, ..plain };
        }
    }
    plain
}
