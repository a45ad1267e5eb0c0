//! Letters that take the place of others without moving anything.

use std::ops::Range;

/// Replaces the letters of `places` in `text`. Each mask has as many bytes, UTF-16 units and characters as the letter
/// that it stands for, so offsets of every unit stay what they are. Blanks stay.
pub(super) fn over(text: &mut String, places: &[Range<usize>]) {
    if places.is_empty() {
        return;
    }
    let masked: String = text
        .char_indices()
        .map(
            |(at, letter)| {
                if places.iter().any(|place| place.contains(&at)) { instead_of(letter) } else { letter }
            },
        )
        .collect();
    debug_assert_eq!(masked.len(), text.len(), "a mask never moves what follows");
    *text = masked;
}

/// All of `text` masked.
pub(super) fn whole(text: &mut String) {
    let all = 0..text.len();
    over(text, std::slice::from_ref(&all));
}

const fn instead_of(letter: char) -> char {
    match letter.len_utf8() {
        _ if letter.is_whitespace() => letter,
        1 => '*',
        2 => '×',
        3 => '＊',
        _ => '🞶',
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_moves_in_any_unit() {
        let text = "a é\n髙𠮷ﾃ1２";
        let mut masked = text.to_owned();
        whole(&mut masked);
        assert_eq!(masked, "* ×\n＊🞶＊*＊");
        assert_eq!(masked.len(), text.len());
        assert_eq!(masked.chars().count(), text.chars().count());
        assert_eq!(masked.encode_utf16().count(), text.encode_utf16().count());
    }
}
