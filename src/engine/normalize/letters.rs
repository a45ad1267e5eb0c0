//! What each character is to the normaliser: plain, in need of a look, or in need of work.

use unicode_normalization::char::{
    canonical_combining_class, compose, decompose_canonical, decompose_compatible,
};
use unicode_normalization::{IsNormalized, is_nfc_quick};

/// What can happen to a character.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Class {
    /// Stays as it is, whatever stands beside it; only a [joining](joins) character after it can change it.
    Plain,
    /// A mark that means no more for being repeated: 。 ! っ.
    Once,
    /// Part of an ellipsis when another dot stands beside it.
    Dot,
    /// ー or 〜: one is enough, and none after hiragana at the end of a word.
    Long,
    /// A kana vowel: three or more in a row are a drawl.
    Vowel,
    /// Anything else: what happens to it takes a closer look.
    Work,
}

impl Class {
    /// The class of `c`.
    #[inline]
    pub(super) fn of(c: char) -> Self {
        let code = u32::from(c) as usize;
        let row = ROWS[(code >> 8).min(0xFF)];
        match TABLE[usize::from(row) << 8 | code & 0xFF] {
            Self::Work => Self::classify(c),
            class => class,
        }
    }

    /// Whether characters of this class matter only to others of the same: the bulk of every text.
    #[inline]
    pub(super) const fn is_common(self) -> bool {
        matches!(self, Self::Plain | Self::Once | Self::Vowel)
    }

    /// Whether what comes after a character of this class can change what is written for it.
    pub(super) const fn is_open(self) -> bool {
        !matches!(self, Self::Plain | Self::Work)
    }

    /// The class of `c`, without the table. `Plain` is a promise (stable under NFKC, a starter that nothing before it
    /// absorbs), so a character nobody thought of is `Work`, which is slower and always right.
    const fn classify(c: char) -> Self {
        match c {
            '.' | '・' | '…' => Self::Dot,
            '!' | '?' | '。' | '、' | '—' | 'っ' | 'ッ' => Self::Once,
            'ー' | '〜' => Self::Long,
            'ぁ'..='お' | 'ァ'..='オ' => Self::Vowel,
            '\n'
            | ' '..='~'
            | '\u{2018}'..='\u{2022}' // quotation marks, daggers, bullet
            | '\u{203B}' // ※
            | '\u{2190}'..='\u{2199}' // arrows
            | '\u{2500}'..='\u{26FF}' // rules, ○ ● ★ and the like
            | '\u{3003}'..='\u{301B}' // 々 〇 and brackets
            | 'か'..='ゖ'
            | 'カ'..='ヺ'
            | '\u{3400}'..='\u{9FFF}' // kanji
            | '\u{1F300}'..='\u{1FAFF}' // emoji
            | '\u{20000}'..='\u{2F7FF}' => Self::Plain, // rare kanji
            _ => Self::Work,
        }
    }
}

/// Which row of [`TABLE`] holds the classes of U+xx00 to U+xxFF: none, all plain, those of U+00xx or of U+30xx.
const ROWS: [u8; 256] = {
    let mut rows = [0; 256];
    let mut high = 0x34;
    while high <= 0x9F {
        rows[high] = 1;
        high += 1;
    }
    rows[0x00] = 2;
    rows[0x30] = 3;
    rows
};

/// Classes, 256 to a row. `Work` stands for "ask [`Class::classify`]".
const TABLE: [Class; 4 << 8] = {
    let mut table = [Class::Work; 4 << 8];
    let mut low = 0;
    while low <= 0xFF {
        table[1 << 8 | low as usize] = Class::Plain;
        if let (Some(latin), Some(kana)) = (char::from_u32(low), char::from_u32(0x3000 | low)) {
            table[2 << 8 | low as usize] = Class::classify(latin);
            table[3 << 8 | low as usize] = Class::classify(kana);
        }
        low += 1;
    }
    table
};

/// Whether `c` may become one character with what stands before it: combining marks, voicing marks in all their
/// forms, the second halves of Hangul syllables and the like.
pub(super) fn joins(c: char) -> bool {
    if spell_alone(c).is_some() {
        return false;
    }
    let mut first = None;
    decompose_compatible(spell_in(c), |part| first = first.or(Some(part)));
    first.is_some_and(|part| {
        canonical_combining_class(part) != 0 || is_nfc_quick(std::iter::once(part)) == IsNormalized::Maybe
    })
}

/// Whether `c` shows nothing and only keeps words from being found: zero-width spaces and joiners, direction marks,
/// soft hyphens, and the variation selectors that tell 辻󠄀 from 辻.
pub(super) const fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{AD}' | '\u{34F}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{206F}'
        | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{E0000}'..='\u{E0FFF}')
}

/// What is put in the place of `c` before NFKC, which would turn ～ into `~` and ゛ into a space and a mark.
pub(super) const fn spell_in(c: char) -> char {
    match c {
        '～' => '〜',
        '゛' => '\u{3099}',
        '゜' => '\u{309A}',
        '\n' | '\r' | '\u{2028}' | '\u{2029}' => '\n',
        '\0'..' ' | '\u{7F}'..'\u{A0}' => ' ',
        _ => c,
    }
}

/// What is written for `c` after NFKC; nothing for a voicing mark that made no letter with what it follows (あ゛).
pub(super) const fn spell_out(c: char) -> Option<char> {
    match c {
        '―' => Some('—'),
        '−' => Some('-'),
        '\u{3099}' | '\u{309A}' => None,
        _ => Some(c),
    }
}

/// The spelling of a character that nothing joins, where that takes no NFKC.
pub(super) fn spell_alone(c: char) -> Option<char> {
    match c {
        '\u{3000}' => Some(' '),
        // U+FF5E is left out: full-width ASCII lies in order, and ～ is no ASCII.
        '！'..='｝' => char::from_u32(u32::from(c) - 0xFEE0),
        _ => (Class::of(c) != Class::Work).then_some(c),
    }
}

/// The letter that an iteration mark after `before` stands for; any other character is itself.
pub(super) fn repeat(before: char, c: char) -> char {
    if !matches!(c, 'ゝ' | 'ゞ' | 'ヽ' | 'ヾ') || !matches!(before, 'ぁ'..='ゖ' | 'ァ'..='ヺ') {
        return c;
    }
    let mut base = None;
    decompose_canonical(before, |part| base = base.or(Some(part)));
    let base = base.unwrap_or(before);
    if matches!(c, 'ゝ' | 'ヽ') {
        return base; // づゝ is づつ
    }
    compose(base, '\u{3099}').unwrap_or(base)
}

/// Whether `c` is a hiragana letter.
pub(super) const fn is_hiragana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ')
}

/// Whether `c` can go on a word written in kana (the long mark, which stands for no letter, is left out).
pub(super) const fn is_kana(c: char) -> bool {
    matches!(c, 'ぁ'..='ゖ' | 'ゝ'..='ゟ' | 'ァ'..='ヺ' | 'ヽ'..='ヿ')
}
