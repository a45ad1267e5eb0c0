//! Sentences: the units that are tokenised, matched and read for context.

use crate::span::Range;

/// Longest sentence in bytes. Text without any full stop is cut here, so that work stays linear in the note.
const LONGEST: usize = 3_000;

/// Cuts normalised text into sentences: after `。`, `!`, `?` outside quotes and brackets, and at line ends always
/// (an unclosed quote reaches no further than its line).
pub(crate) fn split(text: &str, out: &mut Vec<Range>) {
    out.clear();
    let mut start = 0;
    let mut depth = 0usize;
    for (at, letter) in text.char_indices() {
        let end = at + letter.len_utf8();
        match letter {
            '「' | '『' | '(' => depth += 1,
            '」' | '』' | ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        let ends = letter == '\n' || (depth == 0 && matches!(letter, '。' | '!' | '?'));
        if ends || end - start >= LONGEST {
            push(text, start, end, out);
            start = end;
            if letter == '\n' {
                depth = 0;
            }
        }
    }
    push(text, start, text.len(), out);
}

fn push(text: &str, start: usize, end: usize, out: &mut Vec<Range>) {
    if !text[start..end].trim().is_empty() {
        out.push(Range::new(start, end));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let mut ranges = Vec::new();
        split(text, &mut ranges);
        ranges.iter().map(|range| &text[range.start..range.end]).collect()
    }

    #[test]
    fn a_full_stop_in_a_quote_does_not_end_the_sentence() {
        assert_eq!(
            sentences("「出した。嘘つき。」と言う。帰る。\n翌日「また来た\n終了"),
            ["「出した。嘘つき。」と言う。", "帰る。", "翌日「また来た\n", "終了"]
        );
    }

    #[test]
    fn endless_text_is_cut() {
        let text = "あ".repeat(5_000);
        assert!(sentences(&text).iter().all(|part| part.len() <= LONGEST + 3));
        assert_eq!(sentences(&text).concat(), text);
    }
}
