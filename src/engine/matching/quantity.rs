//! Quantities in a sentence: lengths of time, numbers of times, sums of money.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use crate::engine::normalize::Normalized;
use crate::rules::Measure;
use crate::span::Range;

/// One quantity: where it stands and how much it is, in minutes, times or yen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Quantity {
    pub(crate) range: Range,
    pub(crate) measure: Measure,
    pub(crate) value: u64,
}

const NUMBER: &str = "[0-9][0-9,]*(?:\\.[0-9]+)?|数?[〇一二三四五六七八九十百千]+数?|数";

/// What every kind of quantity looks like in normalised text.
struct Patterns {
    hours: Regex,
    minutes: Regex,
    clock_range: Regex,
    times: Regex,
    money: Regex,
    /// What after a length of time makes it a point in time, a frequency or a limit instead.
    not_a_length: Regex,
}

#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by a test")]
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    let make = |text: String| Regex::new(&text).unwrap();
    Patterns {
        hours: make(format!("({NUMBER})(?:時間|h)(?:({NUMBER})(?:分|m)|(半))?")),
        minutes: make(format!("({NUMBER})分(?:間)?")),
        clock_range: make(
            "([0-2]?[0-9])(?::|時)([0-5][0-9])?分?(?:頃|ごろ|過ぎ)?(?:から|〜|-|~|→|—|–|より)\\s?([0-2]?[0-9])(?::|時)([0-5][0-9])?分?"
                .to_owned(),
        ),
        times: make(format!("({NUMBER})(?:回|度|件|通|本)(目)?")),
        money: make(format!("({NUMBER})(万|千|億)?({NUMBER})?(千)?円|({NUMBER})(万)(?:[^0-9一-九人件]|$)")),
        not_a_length: make("^(?:以内|後|前|おき|ごと|毎|早|遅|か所)".to_owned()),
    }
});

/// Appends the quantities of `sentence` (a part of the normalised text that begins at `offset`).
pub(crate) fn find_quantities(sentence: &str, offset: usize, out: &mut Vec<Quantity>) {
    if !sentence
        .contains(|letter: char| letter.is_ascii_digit() || "数一二三四五六七八九十百千半".contains(letter))
    {
        return;
    }
    let patterns = &*PATTERNS;
    let mut put = |range: std::ops::Range<usize>, measure: Measure, value: u64| {
        let range = Range::new(offset + range.start, offset + range.end);
        out.push(Quantity { range, measure, value });
    };
    let mut covered = Vec::new();
    for found in patterns.hours.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        covered.push(whole.range());
        if patterns.not_a_length.is_match(&sentence[whole.end()..]) {
            continue;
        }
        let rest = found.get(2).map_or(0, |minutes| number(minutes.as_str()));
        let half = if found.get(3).is_some() { 30 } else { 0 };
        put(whole.range(), Measure::Duration, scaled(&found, 1, 60) + rest + half);
    }
    for found in patterns.minutes.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        let clock = sentence[..whole.start()].ends_with(['時', ':']);
        let inside = covered.iter().any(|range| range.start <= whole.start() && whole.end() <= range.end);
        if !clock && !inside && !patterns.not_a_length.is_match(&sentence[whole.end()..]) {
            put(whole.range(), Measure::Duration, scaled(&found, 1, 1));
        }
    }
    for found in patterns.clock_range.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        let part = |at: usize| found.get(at).map_or(0, |digits| number(digits.as_str()));
        let (from, to) = (part(1) * 60 + part(2), part(3) * 60 + part(4));
        // Past midnight the clock starts again; more than half a day is a misreading of two unrelated times.
        let length = if to >= from { to - from } else { to + 24 * 60 - from };
        if length <= 12 * 60 {
            put(whole.range(), Measure::Duration, length);
        }
    }
    for found in patterns.times.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        put(whole.range(), Measure::Times, scaled(&found, 1, 1));
    }
    for found in patterns.money.captures_iter(sentence) {
        let Some(whole) = found.get(0) else { continue };
        put(whole.range(), Measure::Money, yen(&found));
    }
}

/// The longest length of time that `text` tells, in minutes: 「14時から16時半まで」「2時間」「九十分」.
#[must_use]
pub fn longest_minutes(text: &str) -> Option<u64> {
    let mut normalized = Normalized::default();
    normalized.set(text);
    let mut found = Vec::new();
    find_quantities(normalized.text(), 0, &mut found);
    found.into_iter().filter(|one| one.measure == Measure::Duration).map(|one| one.value).max()
}

fn yen(found: &Captures<'_>) -> u64 {
    let text = |at: usize| found.get(at).map_or("", |part| part.as_str());
    if !text(5).is_empty() {
        return scaled(found, 5, 10_000);
    }
    let unit = match text(2) {
        "億" => 100_000_000,
        "万" => 10_000,
        "千" => 1_000,
        _ => 1,
    };
    let rest = if text(3).is_empty() { 0 } else { number(text(3)) };
    let rest = if text(4).is_empty() { rest } else { rest.saturating_mul(1_000) };
    scaled(found, 1, unit).saturating_add(rest)
}

/// The number in group `at`, times `unit`; fractions (1.5時間) are kept to the unit.
fn scaled(found: &Captures<'_>, at: usize, unit: u64) -> u64 {
    let text = found.get(at).map_or("", |part| part.as_str());
    match text.split_once('.') {
        Some((whole, tenths)) => {
            let tenth = tenths.chars().next().and_then(|digit| digit.to_digit(10)).unwrap_or(0);
            number(whole).saturating_mul(unit).saturating_add(u64::from(tenth) * unit / 10)
        }
        None => number(text).saturating_mul(unit),
    }
}

/// A number in Arabic or Chinese digits. 数 (some) counts as three, the least that people call 数回.
fn number(text: &str) -> u64 {
    if text.starts_with(|letter: char| letter.is_ascii_digit()) {
        return text.chars().filter(char::is_ascii_digit).fold(0u64, |sum, digit| {
            sum.saturating_mul(10).saturating_add(u64::from(digit.to_digit(10).unwrap_or(0)))
        });
    }
    let (mut total, mut digit, mut any) = (0u64, 0u64, false);
    for letter in text.chars() {
        let unit = match letter {
            '十' => 10,
            '百' => 100,
            '千' => 1_000,
            '数' => {
                (digit, any) = (3, true);
                continue;
            }
            _ => {
                let value = "〇一二三四五六七八九".chars().position(|known| known == letter);
                // 二三回 is "two or three": the larger one stands.
                digit = u64::try_from(value.unwrap_or(0)).unwrap_or(0);
                any = true;
                continue;
            }
        };
        total += unit * if any { digit.max(1) } else { 1 };
        (digit, any) = (0, false);
    }
    total + digit
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str, measure: Measure) -> Vec<u64> {
        let mut quantities = Vec::new();
        find_quantities(text, 0, &mut quantities);
        quantities.into_iter().filter(|quantity| quantity.measure == measure).map(|q| q.value).collect()
    }

    #[test]
    fn lengths_of_time_in_all_spellings() {
        for (text, minutes) in [
            ("1時間半にわたり", 90),
            ("二時間余り居座る", 120),
            ("90分拘束", 90),
            ("通話:1h38m", 98),
            ("1.5時間", 90),
            ("14時から16時まで", 120),
            ("8:31〜10:02", 91),
            ("23:50-0:40", 50),
            ("13時10分から14時25分", 75),
        ] {
            assert_eq!(found(text, Measure::Duration), [minutes], "{text}");
        }
    }

    #[test]
    fn points_in_time_are_no_lengths() {
        for text in ["1時間後に電話", "2時間おきに巡回", "30分前に来庁", "10時30分来庁"]
        {
            assert_eq!(found(text, Measure::Duration), [0u64; 0], "{text}");
        }
    }

    #[test]
    fn times_and_money() {
        assert_eq!(found("十数回に及び", Measure::Times), [13]);
        assert_eq!(found("本日14回目の入電", Measure::Times), [14]);
        assert_eq!(found("数回", Measure::Times), [3]);
        assert_eq!(found("慰謝料5万円", Measure::Money), [50_000]);
        assert_eq!(found("1万5千円", Measure::Money), [15_000]);
        assert_eq!(found("精神的苦痛で3万」と", Measure::Money), [30_000]);
        assert_eq!(found("2,980円", Measure::Money), [2_980]);
    }
}
