//! What the layout of a note says: labels (`客:`, `【対応】`) with the text that stands under them, and clock times.

use std::sync::LazyLock;

use regex::Regex;

use crate::span::Range;

/// A label and what stands under it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Label {
    /// The name without its marks: 客 in `客:`, 対応 in `【対応】`.
    pub(crate) name: Range,
    /// The rest of its line, or for a heading in brackets everything up to the next such heading.
    pub(crate) body: Range,
    /// `客:` rather than `【対応】`.
    pub(crate) colon: bool,
}

/// A time of day in the note.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Clock {
    pub(crate) range: Range,
    /// Minutes since midnight.
    pub(crate) minutes: u64,
}

/// Labels and clock times of one note, in order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Layout {
    pub(crate) labels: Vec<Label>,
    pub(crate) clocks: Vec<Clock>,
}

/// The longest label: ten characters of three bytes, as in お客様(男性)様.
const LONGEST_LABEL: usize = 30;

struct Patterns {
    /// A heading in brackets.
    heading: Regex,
    /// A label with a colon at the beginning of a line, behind a bullet or a time, or behind a slash.
    colon: Regex,
    clock: Regex,
    /// What after a clock time makes it the time of something else: 開館, 閉庁, a train.
    no_visit: Regex,
}

#[expect(clippy::unwrap_used, reason = "constant patterns, compiled by a test")]
static PATTERNS: LazyLock<Patterns> = LazyLock::new(|| {
    Patterns {
    heading: Regex::new("【([^】\\n]{1,20})】").unwrap(),
    colon: Regex::new(
        "(?m)(?:^[ \\t・■●○◆◇□*>-]*(?:[0-2]?[0-9]:[0-5][0-9][ \\t]*)?|[/ ])([^ \\t\\n:/。、「」【】0-9]{1,10}):",
    )
    .unwrap(),
    clock: Regex::new(
        "([0-2]?[0-9]|[一二三四五六七八九十]{1,3})(?::([0-5][0-9])|時(?:([0-5]?[0-9]|[一二三四五六七八九十]{1,3})分|(半))?)",
    )
    .unwrap(),
    no_visit: Regex::new("^(?:開|閉|の便|発|着|予定|締|就業|始業|終業|[0-9]|頃?に?(?:折り返|架電する))").unwrap(),
}
});

impl Layout {
    /// Reads the layout of a normalised note.
    pub(crate) fn read(text: &str) -> Self {
        let mut layout = Self::default();
        if text.contains('【') {
            layout.read_headings(text);
        }
        if text.contains(':') {
            layout.read_colons(text);
        }
        layout.labels.sort_unstable_by_key(|label| label.name.start);
        layout.read_clocks(text);
        layout
    }

    fn read_headings(&mut self, text: &str) {
        let found: Vec<_> = PATTERNS.heading.captures_iter(text).collect();
        for (at, heading) in found.iter().enumerate() {
            let (Some(whole), Some(name)) = (heading.get(0), heading.get(1)) else { continue };
            let end = found.get(at + 1).and_then(|next| next.get(0)).map_or(text.len(), |next| next.start());
            self.labels.push(Label {
                name: Range::new(name.start(), name.end()),
                body: Range::new(whole.end(), end),
                colon: false,
            });
        }
    }

    fn read_colons(&mut self, text: &str) {
        let found: Vec<_> = PATTERNS.colon.captures_iter(text).collect();
        for (at, label) in found.iter().enumerate() {
            let (Some(whole), Some(name)) = (label.get(0), label.get(1)) else { continue };
            if name.len() > LONGEST_LABEL {
                continue;
            }
            let line = text[whole.end()..].find('\n').map_or(text.len(), |at| whole.end() + at);
            let next = found.get(at + 1).and_then(|next| next.get(0)).map_or(line, |next| next.start());
            let body = &text[whole.end()..line.min(next).max(whole.end())];
            // C:「…」 ※先週も: what stands behind the quote, or behind a mark of remark, is the writer's again.
            let quote = body.trim_start().starts_with('「').then(|| body.find('」')).flatten();
            let end =
                quote.map_or(body.len(), |at| at + '」'.len_utf8()).min(body.find('※').unwrap_or(body.len()));
            self.labels.push(Label {
                name: Range::new(name.start(), name.end()),
                body: Range::new(whole.end(), whole.end() + end),
                colon: true,
            });
        }
    }

    /// Clock times outside quotes: 「五時までに」 is not when something happened.
    fn read_clocks(&mut self, text: &str) {
        if !text.contains([':', '時']) {
            return;
        }
        let mut depth = 0usize;
        let mut read = 0;
        for found in PATTERNS.clock.captures_iter(text) {
            let Some(whole) = found.get(0) else { continue };
            for letter in text[read..whole.start()].chars() {
                match letter {
                    '「' | '『' => depth += 1,
                    '」' | '』' => depth = depth.saturating_sub(1),
                    _ => {}
                }
            }
            read = whole.start();
            let part = |at: usize| found.get(at).map(|digits| number(digits.as_str()));
            let (Some(hours), rest) = (part(1), &text[whole.end()..]) else { continue };
            // 2時間 is a length, 16:00:00 has seconds.
            let inside = text[..whole.start()].ends_with(|letter: char| letter.is_ascii_digit());
            if depth > 0 || hours > 24 || rest.starts_with('間') || inside || PATTERNS.no_visit.is_match(rest)
            {
                continue;
            }
            let half = if found.get(4).is_some() { 30 } else { 0 };
            let minutes = hours * 60 + part(2).or(part(3)).unwrap_or(half);
            self.clocks.push(Clock { range: Range::new(whole.start(), whole.end()), minutes });
        }
    }

    /// From the first clock time of the note to the last: where the last stands, and the minutes between. Past
    /// midnight the clock starts again; more than half a day is a misreading of unrelated times.
    pub(crate) fn elapsed(&self) -> Option<(Range, u64)> {
        let (first, last) = (self.clocks.first()?, self.clocks.last()?);
        let day = 24 * 60;
        let minutes = (last.minutes + day - first.minutes) % day;
        (minutes <= day / 2 && minutes > 0).then_some((last.range, minutes))
    }
}

/// A number below a hundred in Arabic or Chinese digits.
fn number(text: &str) -> u64 {
    if let Ok(number) = text.parse() {
        return number;
    }
    let digit = |letter: char| "〇一二三四五六七八九".chars().position(|known| known == letter);
    let digit = |text: &str| text.chars().last().and_then(digit).and_then(|value| u64::try_from(value).ok());
    match text.split_once('十') {
        Some((tens, ones)) => 10 * digit(tens).unwrap_or(1) + digit(ones).unwrap_or(0),
        None => digit(text).unwrap_or(0),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn labels(text: &str) -> Vec<(&str, &str)> {
        let layout = Layout::read(text);
        let of = |range: Range| &text[range.start..range.end];
        layout.labels.iter().map(|label| (of(label.name), of(label.body).trim())).collect()
    }

    #[test]
    fn speakers_and_headings() {
        assert_eq!(
            labels("C:まだか O:確認します\n客:早くしろ\n・10:15 職員:お待ちください。少々。\nURL"),
            [("C", "まだか"), ("O", "確認します"), ("客", "早くしろ"), ("職員", "お待ちください。少々。")]
        );
        assert_eq!(
            labels("【内容】還付の件。\n二度目。【対応】説明した。"),
            [("内容", "還付の件。\n二度目。"), ("対応", "説明した。")]
        );
        assert_eq!(labels("「注意:触るな」10:15 来庁 16:30退庁"), []);
    }

    #[test]
    fn clock_times() {
        let clocks = |text: &str| Layout::read(text).clocks.iter().map(|c| c.minutes).collect::<Vec<_>>();
        assert_eq!(clocks("10:15 来庁 … 12:20退庁"), [615, 740]);
        assert_eq!(clocks("九時七分に入電。「五時までに」十一時五十二分、12時閉館"), [547, 712]);
        assert_eq!(Layout::read("23:50 内線 0:30 終了").elapsed().map(|(_, minutes)| minutes), Some(40));
        assert_eq!(clocks("14時に来て16時半まで、2時間10分。17時5分終話"), [840, 990, 1025]);
    }
}
