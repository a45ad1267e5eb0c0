//! Gives a note one spelling, keeping exact offsets back to the original.
//!
//! Half-width, full-width and decomposed forms become one (NFKC), iteration marks become letters, and what is drawn
//! out for effect (！！！, っっっ, やめてーー) is written once. 「」, kanji and line breaks stay.

mod fold;
mod letters;
mod offsets;
mod squeeze;

use unicode_normalization::UnicodeNormalization;

use crate::span::{Range, Span};
use letters::{Class, is_hiragana, is_invisible, is_kana, joins, spell_alone, spell_in, spell_out};
use offsets::Offsets;
use squeeze::Writer;

/// One note in normal spelling. Made to be used again for note after note: buffers are cleared and not given back.
#[derive(Debug, Default)]
pub struct Normalized {
    text: String,
    folded: String,
    offsets: Offsets,
}

impl Normalized {
    /// Takes `original` as the note, in the place of the one before.
    pub fn set(&mut self, original: &str) {
        self.rewrite(original, settled_run);
    }

    /// The note in normal spelling, as the tokenizer is to read it.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The note for looking up words: [`text`](Self::text) with hiragana for katakana, large kana for small (っ
    /// stays) and small ASCII letters for capitals. It has the same length and the same character boundaries, so
    /// offsets into one are offsets into the other.
    #[must_use]
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The smallest part of the original that holds everything `range` was made of. `range` lies in
    /// [`text`](Self::text), on character boundaries; an empty one gives an empty span.
    pub(crate) fn original(&self, range: Range) -> Span {
        self.offsets.original(range)
    }

    /// `settled` finds the end of the part, from an offset on, that can be copied as it is.
    fn rewrite(&mut self, original: &str, settled: fn(&str, usize) -> usize) {
        let mut writer = Writer::new(original, &mut self.text, &mut self.offsets);
        let mut at = 0;
        while at < original.len() {
            if writer.is_settled() {
                let end = settled(original, at);
                writer.copy(Span { start: at, end });
                at = end;
            }
            at = rewrite_cluster(original, at, &mut writer);
        }
        writer.finish();
        fold::fold_into(&self.text, &mut self.folded);
    }
}

/// `text` in normal spelling.
#[cfg(test)]
fn normalize(text: &str) -> String {
    let mut normalized = Normalized::default();
    normalized.set(text);
    normalized.text
}

/// `text`, a word of a dictionary, as it is to be looked for in [`Normalized::folded`].
#[must_use]
pub(super) fn fold(text: &str) -> String {
    let mut normalized = Normalized::default();
    normalized.set(text);
    normalized.folded
}

/// Writes the character at byte `at` together with all that joins it, and returns where they end.
fn rewrite_cluster(original: &str, at: usize, writer: &mut Writer) -> usize {
    let Some(first) = original[at..].chars().next() else { return at };
    let mut body = at;
    let mut after = at + first.len_utf8();
    if is_invisible(first) {
        return after;
    }
    if original[at..].starts_with("\r\n") {
        (body, after) = (after, after + 1);
    }
    let end = cluster_end(original, after);
    let from = Span { start: at, end };
    match spell_alone(first) {
        Some(c) if end == after => writer.push(c, from),
        _ => {
            let letters = original[body..end].chars().filter(|&c| !is_invisible(c)).map(spell_in);
            letters.nfkc().filter_map(spell_out).for_each(|c| writer.push(c, from));
        }
    }
    end
}

/// Where the last character ends that joins the one before byte `after`. Invisible characters do not part them, but
/// belong to the cluster only if something that joins comes after them.
fn cluster_end(original: &str, after: usize) -> usize {
    let mut end = after;
    for (i, c) in original[after..].char_indices() {
        if joins(c) {
            end = after + i + c.len_utf8();
        } else if !is_invisible(c) {
            break;
        }
    }
    end
}

/// Where the run from byte `at` ends that comes out as it went in. Nothing before `at` may be [open](Class::is_open).
/// Ending too soon is slower and never wrong.
fn settled_run(text: &str, at: usize) -> usize {
    let run = &text[at..];
    let mut last = '\0';
    for (i, c) in run.char_indices() {
        let class = Class::of(c);
        if (c == last || !class.is_common())
            && let Some(end) = run_end(run, i, c, class)
        {
            return at + end;
        }
        last = c;
    }
    text.len()
}

/// Where `run` must end because of `c`, the character at byte `i`, if it must.
fn run_end(run: &str, i: usize, c: char, class: Class) -> Option<usize> {
    let (before, after) = (&run[..i], &run[i + c.len_utf8()..]);
    // Where the characters begin that are the same as `c`. There are two at most: a third has ended the run before.
    let same = || before.trim_end_matches(c).len();
    let next = after.chars().next();
    match class {
        Class::Plain => None,
        Class::Once => Some(same()).filter(|&same| same < i),
        Class::Vowel => Some(same()).filter(|&same| same + c.len_utf8() < i),
        Class::Dot => next.is_some_and(|next| Class::of(next) == Class::Dot).then_some(i),
        Class::Long => {
            let in_word = before.chars().next_back().is_some_and(|last| !is_hiragana(last));
            let stays = next.map(Class::of) != Some(Class::Long) && (in_word || next.is_some_and(is_kana));
            (!stays).then_some(i)
        }
        // What joins, or lets something after it join, takes the character before it along.
        Class::Work if joins(c) || is_invisible(c) => {
            before.char_indices().next_back().map_or(Some(0), |(at, _)| Some(at))
        }
        Class::Work => Some(i),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Characters that meet badly.
    const NASTY: [&str; 64] = [
        "か", "ば", "ぱ", "う", "あ", "あ", "ぁ", "っ", "ッ", "ア", "ァ", "ハ", "ヴ", "ｶ", "ﾊ", "ｱ", "ｰ", "ﾞ",
        "ﾟ", "゛", "゜", "\u{3099}", "\u{309A}", "\u{301}", "\u{323}", "ー", "ー", "〜", "～", "ゝ", "ゞ",
        "ヽ", "ヾ", "ゟ", "🈀", "㌔", "㈱", "①", "①", "・", "･", "…", "‥", ".", "．", "!", "！", "‼", "⁈",
        "。", "―", "−", "-", "\r\n", "\r", "\n", "\0", "\u{3000}", "\u{200B}", "\u{FE0F}", "🙇", "𠮷", "e",
        "神",
    ];

    fn nasty() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            8 => prop::sample::select(NASTY.as_slice()).prop_map(String::from),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    fn text() -> impl Strategy<Value = String> {
        prop_oneof![4 => nasty(), 1 => any::<String>()]
    }

    fn normalized(original: &str) -> Normalized {
        let mut normalized = Normalized::default();
        normalized.set(original);
        normalized
    }

    /// What the text is when no part of it is copied in one go.
    fn slowly(original: &str) -> Normalized {
        let mut normalized = Normalized::default();
        normalized.rewrite(original, |_, at| at);
        normalized
    }

    fn boundaries(text: &str) -> Vec<usize> {
        (0..=text.len()).filter(|&at| text.is_char_boundary(at)).collect()
    }

    /// What the first `part` of the normalised text stands for in the original.
    fn source<'a>(original: &'a str, part: &str) -> &'a str {
        let normalized = normalized(original);
        let start = normalized.text().find(part).expect("the part is in the text");
        normalized.original(Range::new(start, start + part.len())).of(original)
    }

    #[test]
    fn one_spelling() {
        for (original, expected) in [
            ("", ""),
            ("窓口で「謝れ」と言った。", "窓口で「謝れ」と言った。"),
            ("ﾊﾞｶ", "バカ"),
            ("ﾊﾟﾊﾟｯﾃｷﾀ｡", "パパッテキタ。"),
            ("は\u{3099}か", "ばか"),
            ("か゛", "が"),
            ("ハ゜", "パ"),
            ("あ゛あ゛？", "ああ?"),
            ("ＡＢＣ１２３（株）", "ABC123(株)"),
            ("㈱①№⑩", "(株)1No10"),
            ("1㌔", "1キロ"),
            ("令和㋿", "令和令和"),
            ("神\u{FA19}", "神神"),
            ("辻\u{E0100}さん", "辻さん"),
            ("💢\u{FE0F}", "💢"),
            ("𠮷野家", "𠮷野家"),
            ("～―−", "〜—-"),
            ("10時～12時", "10時〜12時"),
            ("｢はい｣『』【】", "「はい」『』【】"),
            ("a\u{3000}b\u{A0}c\td\0e", "a b c d e"),
            ("一\r\n二\r三\n四\u{2028}五", "一\n二\n三\n四\n五"),
            ("土\u{200B}下\u{FEFF}座", "土下座"),
            ("e\u{301}", "é"),
            ("한", "한"),
        ] {
            assert_eq!(normalize(original), expected, "{original:?}");
        }
    }

    #[test]
    fn what_was_drawn_out() {
        for (original, expected) in [
            ("バカヤローーー!!!", "バカヤロー!"),
            ("ふざけるなー!", "ふざけるな!"),
            ("ふざけるな〜〜", "ふざけるな"),
            ("ふざけんなよー。はい", "ふざけんなよ。はい"),
            ("すげーな", "すげーな"),
            ("サーバー、ー", "サーバー、ー"),
            ("死ね！！！？？", "死ね!?"),
            ("えっっっ", "えっ"),
            ("はい。。。", "はい。"),
            ("あの・・・", "あの…"),
            ("あの……", "あの…"),
            ("あの...･･‥", "あの…"),
            ("東京・大阪 1.5", "東京・大阪 1.5"),
            ("ああああ", "あ"),
            ("ｧｧｧｧｧ", "ァ"),
            ("ああ、いいえ、大きい", "ああ、いいえ、大きい"),
            ("おおおおい", "おい"),
            ("www", "www"),
            ("――そして", "—そして"),
            ("こゝろ、かゞみ、づゝ", "こころ、かがみ、づつ"),
            ("バヽ、ヽ", "バハ、ヽ"),
            ("人々", "人々"),
        ] {
            assert_eq!(normalize(original), expected, "{original:?}");
        }
    }

    #[test]
    fn folded_for_looking_up() {
        for (original, expected) in [
            ("どげざ", "どげざ"),
            ("ドゲザ", "どげざ"),
            ("ﾄﾞｹﾞｻﾞ", "どげざ"),
            ("ちょっとファック", "ちよっとふあっく"),
            ("ＬＩＮＥ", "line"),
            ("サーヴィス", "さーゔいす"),
            ("1ヶ月 1ヵ月 1カ月", "1か月 1か月 1か月"),
            ("ヷ", "ヷ"),
            ("É", "É"),
        ] {
            assert_eq!(fold(original), expected, "{original:?}");
        }
    }

    #[test]
    fn the_way_back() {
        for (original, part, expected) in [
            ("俺はﾊﾞｶか", "バ", "ﾊﾞ"),
            ("俺はﾊﾞｶか", "バカか", "ﾊﾞｶか"),
            ("俺は㈱だ", "株", "㈱"),
            ("死ね！！！と", "!", "！！！"),
            ("死ね！！！と", "と", "と"),
            ("ふざけるなー!", "な", "なー"),
            ("ふざけるなー!", "!", "!"),
            ("るなｰ!", "!", "!"),
            ("な\u{200B}ー\u{200B}!", "な", "な\u{200B}ー"),
            ("土\u{200B}下\u{200B}座", "土", "土"),
            ("土\u{200B}下\u{200B}座", "土下", "土\u{200B}下"),
            ("土\u{200B}下\u{200B}座", "下", "下"),
            ("か\u{200B}゛ー", "が", "か\u{200B}゛ー"),
            ("一\r\n二", "\n", "\r\n"),
            ("あの・・・さ", "…", "・・・"),
            ("いああああい", "あ", "ああああ"),
        ] {
            assert_eq!(source(original, part), expected, "{part:?} of {original:?}");
        }
    }

    #[test]
    fn clean_text_needs_no_map() {
        let note = "「謝れ」と、20分ほど怒鳴った…。\nサービスが悪い!『はい』🙇".repeat(100);
        let normalized = normalized(&note);
        assert_eq!(normalized.text(), note);
        assert_eq!(normalized.offsets, Offsets::default());
    }

    #[test]
    fn every_character_keeps_the_promise_of_its_class() {
        let all = ('\0'..='\u{1FFFF}').chain('\u{2F7F0}'..='\u{2FA20}').chain('\u{E0000}'..='\u{E01FF}');
        let mut note = String::new();
        for c in all {
            if Class::of(c) != Class::Work {
                assert!(!joins(c) && !is_invisible(c), "{c:?}");
                assert!(c == '…' || std::iter::once(c).nfkc().eq([c]), "{c:?}");
                assert_eq!((spell_in(c), spell_out(c)), (c, Some(c)), "{c:?}");
            }
            note.extend(['か', c, 'う', c, '゛', 'ー', c]);
        }
        let once = slowly(&note);
        assert!(normalized(&note).text == once.text && normalized(&note).offsets == once.offsets);
        assert!(normalize(&once.text) == once.text);
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn normal_text_stays(original in text()) {
            let once = normalize(&original);
            prop_assert_eq!(normalize(&once), once);
        }

        #[test]
        fn copying_runs_changes_nothing(original in text()) {
            let (fast, slow) = (normalized(&original), slowly(&original));
            prop_assert_eq!(fast.text, slow.text);
            prop_assert_eq!(fast.offsets, slow.offsets);
        }

        #[test]
        fn buffers_leave_nothing_behind(before in text(), original in text()) {
            let mut used = normalized(&before);
            used.set(&original);
            let fresh = normalized(&original);
            prop_assert_eq!((used.text, used.folded, used.offsets), (fresh.text, fresh.folded, fresh.offsets));
        }

        #[test]
        fn folding_keeps_every_place(original in text()) {
            let normalized = normalized(&original);
            prop_assert_eq!(boundaries(normalized.text()), boundaries(normalized.folded()));
            let mut again = String::new();
            fold::fold_into(normalized.folded(), &mut again);
            prop_assert_eq!(again, normalized.folded());
        }

        #[test]
        fn nothing_else_is_changed(
            letters in prop::collection::vec(prop::sample::select("aéÅ\u{301}\u{323}\u{338}ᄀ가각ᅡᆨﾡￂㄱ\u{9C7}\u{9BE}ｶﾞ㌔ﬁ神ক".chars().collect::<Vec<_>>()), 0..12)
        ) {
            // Where no mark is drawn out and each voicing mark has its letter, clusters add up to NFKC of the whole.
            let original: String = letters.into_iter().collect();
            let whole: String = original.nfkc().filter_map(spell_out).collect();
            prop_assert_eq!(normalize(&original), whole);
        }

        #[test]
        fn every_range_has_its_span(original in text()) {
            let normalized = normalized(&original);
            let places = boundaries(normalized.text());
            let span = |start, end| normalized.original(Range::new(start, end));
            for (i, &start) in places.iter().enumerate() {
                let empty = span(start, start);
                prop_assert_eq!(empty.start, empty.end);
                let mut last = empty;
                for &end in &places[i + 1..] {
                    let this = span(start, end);
                    prop_assert!(this.start < this.end && original.get(this.start..this.end).is_some());
                    prop_assert!(this.start == last.start && last.end <= this.end, "{:?} {:?}", last, this);
                    last = this;
                }
            }
            for three in places.windows(3) {
                let (one, two, both) = (span(three[0], three[1]), span(three[1], three[2]), span(three[0], three[2]));
                prop_assert!(one.start <= two.start && one.end <= two.end, "{:?} {:?}", one, two);
                if two.start < one.end {
                    // Only letters made of one character, as those of ㈱, have a source in common.
                    let rest = &original[two.start..];
                    let first = if rest.starts_with("\r\n") { 2 } else { rest.chars().next().map_or(0, char::len_utf8) };
                    prop_assert_eq!(cluster_end(&original, two.start + first), one.end);
                }
                let between = original.get(one.end..two.start).unwrap_or_default();
                prop_assert!(between.chars().all(is_invisible), "{:?} is lost", between);
                prop_assert_eq!((both.start, both.end), (one.start, two.end));
            }
        }
    }
}
