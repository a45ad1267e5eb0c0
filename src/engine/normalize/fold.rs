//! Makes one of spellings that differ in script and size only, byte for byte in the same place.

/// Writes `text` into `folded`: hiragana for katakana, large kana for small (っ stays), small ASCII letters for
/// capitals. No character changes its length in bytes.
pub(super) fn fold_into(text: &str, folded: &mut String) {
    folded.clear();
    let mut copied = 0;
    for (i, c) in text.char_indices() {
        let low = (c as usize).wrapping_sub(0x3000);
        // `&` and not `&&`: whether a character is kana is a coin toss, whether it folds is not.
        if (low < FOLDS.len()) & FOLDS[low & 0xFF] {
            folded.push_str(&text[copied..i]);
            folded.push(fold_kana(c));
            copied = i + c.len_utf8();
        }
    }
    folded.push_str(&text[copied..]);
    folded.make_ascii_lowercase();
}

/// Which of U+3000 to U+30FF are kana that fold into another.
const FOLDS: [bool; 256] = {
    let mut folds = [false; 256];
    let mut low = 0;
    while low <= 0xFF {
        if let Some(c) = char::from_u32(0x3000 | low) {
            folds[low as usize] = fold_kana(c) as u32 != c as u32;
        }
        low += 1;
    }
    folds
};

const fn fold_kana(c: char) -> char {
    let hiragana = match c {
        'ァ'..='ヴ' => char::from_u32(c as u32 - 0x60),
        _ => Some(c),
    };
    match hiragana {
        Some('ぁ') => 'あ',
        Some('ぃ') => 'い',
        Some('ぅ') => 'う',
        Some('ぇ') => 'え',
        Some('ぉ') => 'お',
        Some('ゃ') => 'や',
        Some('ゅ') => 'ゆ',
        Some('ょ') => 'よ',
        Some('ゎ') => 'わ',
        // 1ヶ月 and 1ヵ月 are 1か月; ヶ is no small け.
        Some('ゕ' | 'ゖ' | 'ヵ' | 'ヶ') => 'か',
        Some(other) => other,
        None => c,
    }
}
