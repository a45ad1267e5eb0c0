//! Whether a spelling found in the text stands there as a word.

use crate::engine::tokenize::{Part, Token};
use crate::span::Range;

/// Second verbs that strengthen or carry on the first without making another act of it: 怒鳴りつける, 殴りかかる.
/// Compounds that mean something else (切り替える, 払い戻す) do not end in these.
const CARRY_ON: [&str; 22] = [
    "つける",
    "付ける",
    "散らす",
    "ちらす",
    "かかる",
    "掛かる",
    "続ける",
    "つづける",
    "出す",
    "だす",
    "始める",
    "はじめる",
    "回す",
    "まわす",
    "立てる",
    "たてる",
    "飛ばす",
    "とばす",
    "まくる",
    "倒す",
    "上げる",
    "あげる",
];

/// True if `range` begins where a word begins, and ends where a word ends or inside a verb that only carries on the
/// verb found (`怒鳴り` in 怒鳴りつける, `怒ら` in 怒らせる).
pub(crate) fn stands_as_word(tokens: &[Token], text: &str, range: Range) -> bool {
    let first = tokens.partition_point(|token| token.start < range.start);
    if tokens.get(first).is_none_or(|token| token.start != range.start) {
        return false;
    }
    let last = tokens.partition_point(|token| token.end < range.end);
    let Some(token) = tokens.get(last) else { return false };
    if token.end == range.end {
        return true;
    }
    if token.start >= range.end || token.part != Part::Verb {
        return false;
    }
    let base = token.base(text);
    base.get(range.end - token.start..).is_some_and(|rest| {
        CARRY_ON.contains(&rest) || matches!(rest, "せる" | "させる" | "れる" | "られる" | "す")
    })
}
