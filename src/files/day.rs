//! Reads the day out of a cell, in the ways in which offices write one.

use std::sync::LazyLock;

use jiff::civil::Date;
use regex::Regex;

#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by a test")]
static DAYS: LazyLock<[Regex; 3]> = LazyLock::new(|| {
    [
        r"(?:^|[^0-9])([12][0-9]{3})\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})(?:$|[^0-9])",
        r"(?:^|[^0-9])([12][0-9]{3})([01][0-9])([0-3][0-9])(?:$|[^0-9])",
        r"(明治|大正|昭和|平成|令和|[MTSHRmtshr])\s*([0-9]{1,2}|元)\s*[-/.年]\s*([0-9]{1,2})\s*[-/.月]\s*([0-9]{1,2})",
    ]
    .map(|pattern| Regex::new(pattern).unwrap())
});

/// The first day in `text` that has a year: `2026/10/1 9:04`, `2026年10月1日`, `20261001`, `令和8年10月1日`, `R8.10.1`.
pub(super) fn read(text: &str) -> Option<Date> {
    let narrow: String = text
        .chars()
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            _ => c,
        })
        .collect();
    let part = |found: &regex::Captures<'_>, at: usize| {
        found.get(at).and_then(|part| part.as_str().parse::<i16>().ok())
    };
    let [plain, packed, era] = &*DAYS;
    if let Some(found) = plain.captures(&narrow).or_else(|| packed.captures(&narrow)) {
        return day(part(&found, 1)?, part(&found, 2)?, part(&found, 3)?);
    }
    let found = era.captures(&narrow)?;
    // The year before the first year of the era.
    let before = match found.get(1)?.as_str() {
        "明治" | "M" | "m" => 1867,
        "大正" | "T" | "t" => 1911,
        "昭和" | "S" | "s" => 1925,
        "平成" | "H" | "h" => 1988,
        _ => 2018,
    };
    let year = part(&found, 2).unwrap_or(1);
    day(before + year, part(&found, 3)?, part(&found, 4)?)
}

fn day(year: i16, month: i16, day: i16) -> Option<Date> {
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_read_in_every_spelling() {
        let wanted = jiff::civil::date(2026, 10, 1);
        for text in [
            "2026/10/01 9:04",
            "2026-10-01",
            "2026年10月1日(木)",
            "２０２６／１０／１",
            "20261001",
            "令和8年10月1日",
            "R8.10.1",
            "令和８年１０月１日 午前",
            "2026-10-01T09:04:00+09:00",
        ] {
            assert_eq!(read(text), Some(wanted), "{text}");
        }
        assert_eq!(read("平成元年1月8日"), Some(jiff::civil::date(1989, 1, 8)));
        for text in ["", "10/1", "10:32〜12:05", "2026-13-01", "2026/02/30", "R8-2101"] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
