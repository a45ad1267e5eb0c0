//! Tagged notes for a person at a terminal: a short block per note.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::batch::Note;
use crate::engine::Tagging;
use crate::error::RowError;
use crate::span::Span;

use super::renderer::Render;
use super::wording;

/// Writes blocks for reading, not for programs.
#[derive(Clone, Copy, Debug)]
pub struct TableRender {
    colour: bool,
}

/// Columns of the terminal left of what is said about a note; shorter ids are padded to it.
const INDENT: usize = 8;
/// Characters shown on either side of a piece of evidence.
const CONTEXT: usize = 15;

/// The ANSI styles in use.
#[derive(Clone, Copy)]
enum Style {
    Bold,
    Yellow,
    Dim,
    Red,
}

impl TableRender {
    /// With `colour`, plain ANSI styles are used.
    #[must_use]
    pub fn new(colour: bool) -> Self {
        Self { colour }
    }

    fn styled(self, style: Style, words: &str) -> String {
        let code = match style {
            Style::Bold => "1",
            Style::Yellow => "1;33",
            Style::Dim => "2",
            Style::Red => "31",
        };
        if self.colour { format!("\x1B[{code}m{words}\x1B[0m") } else { words.to_owned() }
    }

    /// What there is to say about a note, line by line.
    fn lines(self, text: &str, tagging: &Tagging) -> Vec<String> {
        let mut lines = Vec::new();
        let titles: Vec<String> =
            tagging.categories.iter().map(|one| wording::suggested(&one.label)).collect();
        let widest = titles.iter().map(|title| title.width()).max().unwrap_or_default();
        for (title, one) in titles.iter().zip(&tagging.categories) {
            let padding = " ".repeat(widest.saturating_sub(title.width()));
            lines.push(format!(
                "{}{padding}  スコア {}",
                self.styled(Style::Yellow, title),
                wording::score(one.score)
            ));
            for piece in &one.evidence {
                lines.push(format!("  {}", self.in_context(piece.span, text)));
                lines.push(self.ground("根拠", &piece.why, &piece.rule));
            }
        }
        if tagging.categories.is_empty() {
            lines.push("該当しうる記載は見つかりませんでした".to_owned());
        }
        if !tagging.set_aside.is_empty() {
            lines.push("除外した記載".to_owned());
        }
        for item in &tagging.set_aside {
            lines.push(format!("  {}", self.in_context(item.span, text)));
            lines.push(self.ground("理由", &wording::reason(item, text), &item.rule));
        }
        if !tagging.flags.is_empty() {
            lines.push("留意事項".to_owned());
        }
        for flag in &tagging.flags {
            let name = visible(wording::flag_name(&flag.id));
            lines.push(format!("  {name}: {}", self.in_context(flag.span, text)));
        }
        lines
    }

    /// The words of `span` in 【】 between those around them.
    fn in_context(self, span: Span, text: &str) -> String {
        let (before, after) = around(text, span);
        let words = format!("【{}】", visible(span.of(text)));
        format!("{before}{}{after}", self.styled(Style::Bold, &words))
    }

    /// Why, and by which rule: a line of its own, because the words above fill one.
    fn ground(self, what: &str, why: &str, rule: &str) -> String {
        let rule = self.styled(Style::Dim, &format!("[{}]", visible(rule)));
        format!("    {what}: {} {rule}", visible(why))
    }
}

impl Render for TableRender {
    fn header(&self, out: &mut Vec<u8>) {
        let words = "記載の候補を示すものです。該当するかどうかは人が確認して判断してください。\n\n";
        out.extend_from_slice(words.as_bytes());
    }

    fn note(&self, note: &Note, outcome: Result<&Tagging, &RowError>, out: &mut Vec<u8>) {
        let lines = match outcome {
            Ok(tagging) => self.lines(note.text.as_deref().unwrap_or_default(), tagging),
            Err(error) => vec![self.styled(Style::Red, &visible(&wording::unreadable(&error.message)))],
        };
        let id = visible(&note.id);
        let padding = INDENT.saturating_sub(id.width()).max(2);
        let mut start = format!("{}{}", self.styled(Style::Bold, &id), " ".repeat(padding));
        // A long id would push the first line of a block out of line with the others.
        if lines.len() > 1 && id.width() + padding > INDENT {
            start = format!("{}\n{}", self.styled(Style::Bold, &id), " ".repeat(INDENT));
        }
        for line in &lines {
            out.extend_from_slice(start.as_bytes());
            out.extend_from_slice(line.as_bytes());
            out.push(b'\n');
            start = " ".repeat(INDENT);
        }
        // One line needs no space around it; blocks do.
        if lines.len() > 1 {
            out.push(b'\n');
        }
    }
}

/// The words before and after `span`, with an ellipsis where more follows.
fn around(text: &str, span: Span) -> (String, String) {
    let before = text.get(..span.start).unwrap_or_default();
    let after = text.get(span.end..).unwrap_or_default();
    let from = before.char_indices().rev().nth(CONTEXT - 1).map_or(0, |(at, _)| at);
    let to = after.char_indices().nth(CONTEXT).map_or(after.len(), |(at, _)| at);
    let left = visible(before.get(from..).unwrap_or_default());
    let right = visible(after.get(..to).unwrap_or_default());
    let left = if from > 0 { format!("…{left}") } else { left };
    let right = if to < after.len() { format!("{right}…") } else { right };
    (left, right)
}

/// `text` on one line and without power over the terminal: a note may hold escape codes or text direction marks.
fn visible(text: &str) -> String {
    let shown = |c: char| match c {
        '\r' => None,
        '\n' => Some('⏎'),
        '\t' => Some(' '),
        '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' => Some('\u{FFFD}'),
        // Control characters have no width.
        c if c.width().is_none() => Some('\u{FFFD}'),
        c => Some(c),
    };
    text.chars().filter_map(shown).collect()
}

#[cfg(test)]
mod tests {
    use super::super::wording::example;
    use super::*;
    use crate::batch::Fields;
    use crate::error::RowErrorKind;

    fn page(colour: bool, id: &str, text: &str, outcome: Result<&Tagging, &RowError>) -> String {
        let note = Note { row: 1, id: id.into(), text: Ok(text.into()), fields: Fields::None };
        let mut out = Vec::new();
        TableRender::new(colour).note(&note, outcome, &mut out);
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn a_block_shows_the_suggestions_with_their_grounds() {
        let page = page(false, "受1", example::TEXT, Ok(&example::tagging()));
        let wanted = "\
受1     土下座の要求に該当しうる記載(要確認)  スコア 0.94
          当方の案内誤り。客は⏎「【土下座しろ】」と怒鳴り、ばかと言う。居座り…
            根拠: 強い言い方 [kneeling-demand/order]
        精神的な攻撃に該当しうる記載(要確認)  スコア 0.50
          …内誤り。客は⏎「土下座しろ」と【怒鳴り】、ばかと言う。居座りはなかった…
            根拠: 強い言い方 [mental-attack/order]
          …客は⏎「土下座しろ」と怒鳴り、【ばか】と言う。居座りはなかった。
            根拠: 強い言い方 [mental-attack/order]
        除外した記載
          …座しろ」と怒鳴り、ばかと言う。【居座り】はなかった。
            理由: 否定、手がかり「なかった」 [long-retention/stay]
        留意事項
          職員側の誤り: 【当方の案内誤り】。客は⏎「土下座しろ」と怒鳴り…

";
        assert_eq!(page, wanted);
    }

    #[test]
    fn scores_line_up_by_width() {
        let mut tagging = example::tagging();
        tagging.categories[1].label = "SNS".into();
        let page = page(false, "1", example::TEXT, Ok(&tagging));
        let columns: Vec<usize> = ["0.94", "0.50"]
            .map(|score| page.lines().find(|line| line.ends_with(score)).unwrap().width())
            .to_vec();
        assert_eq!(columns[0], columns[1]);
    }

    #[test]
    fn a_long_id_stands_on_its_own_line_before_a_block() {
        let page = page(false, "2025-0412", example::TEXT, Ok(&example::tagging()));
        let mut lines = page.lines();
        assert_eq!(lines.next(), Some("2025-0412"));
        assert!(lines.next().is_some_and(|line| line.starts_with("        土下座の要求に")), "{page}");
    }

    #[test]
    fn suggestions_set_aside_still_say_that_nothing_was_found() {
        let tagging = Tagging { categories: vec![], ..example::tagging() };
        let page = page(false, "1", example::TEXT, Ok(&tagging));
        assert!(
            page.starts_with("1       該当しうる記載は見つかりませんでした\n        除外した記載\n"),
            "{page}"
        );
        assert!(page.contains("理由: 否定、手がかり「なかった」"), "{page}");
    }

    #[test]
    fn nothing_found_and_errors_are_one_line() {
        assert_eq!(
            page(false, "7", "よい", Ok(&Tagging::default())),
            "7       該当しうる記載は見つかりませんでした\n"
        );
        let error = RowError { kind: RowErrorKind::Nul, message: "row 7".into() };
        assert_eq!(page(false, "123456789", "", Err(&error)), "123456789  読み取り不可: row 7\n");
    }

    #[test]
    fn colour_only_when_asked_and_never_from_the_note() {
        let text = "\x1B[31m\u{202E}ばか";
        let mut tagging =
            Tagging { categories: vec![example::tagging().categories[1].clone()], ..Tagging::default() };
        tagging.categories[0].evidence.truncate(1);
        tagging.categories[0].evidence[0].span = Span { start: 8, end: text.len() };
        let plain = page(false, "\x1B", text, Ok(&tagging));
        assert!(!plain.contains(['\x1B', '\u{202E}']) && plain.contains("【ばか】"), "{plain:?}");
        assert!(page(true, "1", text, Ok(&tagging)).contains("\x1B[1m【ばか】\x1B[0m"));
    }
}
