//! Where a name stands before a title.

use std::ops::Range;

use super::dictionary::Title;
use crate::engine::TokenWorker;

/// Words of a name at most: 姓, 名, and one more where the dictionary cut one in two.
const MOST: usize = 3;

/// The names before `title` in `text`.
pub(super) fn find(title: &Title, text: &str, worker: &mut TokenWorker, out: &mut Vec<Range<usize>>) {
    if !title.words.iter().any(|word| text.contains(word.as_str())) {
        return;
    }
    let words = worker.named(text);
    let letters =
        |at: usize| words.get(at).and_then(|(range, _)| text.get(range.clone())).unwrap_or_default();
    for (at, (range, class)) in words.iter().enumerate() {
        let Some(before) = at.checked_sub(1) else { continue };
        let is_title = class.starts_with("名詞,接尾") && title.words.iter().any(|word| word == letters(at));
        if !is_title || is_kept(title, text, range.start) || !can_be_name(letters(before)) {
            continue;
        }
        let Some((last, class)) = words.get(before) else { continue };
        if !class.starts_with("名詞") || class.starts_with("名詞,代名詞") || class.starts_with("名詞,数")
        {
            continue;
        }
        out.push(last.clone());
        if !is_proper(class) {
            continue;
        }
        let mut at = before;
        for _ in 1..MOST {
            // 「山田 太郎様」: one blank may stand inside a name.
            let blank = at.checked_sub(1).is_some_and(|one| letters(one).trim().is_empty());
            let Some(next) = at.checked_sub(1 + usize::from(blank)) else { break };
            match words.get(next) {
                Some((range, class)) if class.starts_with("名詞,固有名詞,人名") => {
                    out.push(range.clone());
                }
                _ => break,
            }
            at = next;
        }
    }
}

fn is_proper(class: &str) -> bool {
    class.starts_with("名詞,固有名詞")
}

/// Whether the text up to `end` ends in a word that is no name.
fn is_kept(title: &Title, text: &str, end: usize) -> bool {
    let before = text.get(..end).unwrap_or_default();
    title.keep.iter().any(|word| before.ends_with(word.as_str()))
}

/// Letters already put for a name (A, Ｂ, ●●, ＊) are none.
fn can_be_name(word: &str) -> bool {
    let single = word.chars().count() == 1
        && word.chars().all(|c| c.is_ascii_alphabetic() || ('Ａ'..='ｚ').contains(&c));
    !single && word.chars().any(char::is_alphabetic)
}
