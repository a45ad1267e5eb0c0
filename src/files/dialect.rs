//! How a CSV file is written: its separator, its line ends, its quotes.

use ::csv::{QuoteStyle, Terminator};

/// A table goes out in the dialect in which it came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between two cells: a comma, a semicolon or a tab.
    pub delimiter: u8,
    /// At the end of a row.
    pub line_end: LineEnd,
    /// Whether every cell stands in quotes, or only those that must.
    pub quote_all: bool,
}

/// What ends a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LineEnd {
    /// CR LF, as Excel writes.
    CrLf,
    /// LF.
    Lf,
    /// CR, as the old Macintosh wrote.
    Cr,
}

impl Dialect {
    /// Excel's: CR LF, quotes where they must be.
    #[must_use]
    pub const fn excel(delimiter: u8) -> Self {
        Self { delimiter, line_end: LineEnd::CrLf, quote_all: false }
    }

    /// The dialect of a table that begins with `head`. A table with tabs is known as such before.
    pub(super) fn of(head: &str, tabs: bool) -> Self {
        let mut quoted = false;
        let (mut commas, mut semicolons, mut bare) = (0, 0, false);
        let (mut line_end, mut at_start) = (LineEnd::CrLf, true);
        let mut letters = head.trim_start_matches(['\r', '\n']).chars().peekable();
        while let Some(letter) = letters.next() {
            match letter {
                '"' => quoted = !quoted,
                _ if quoted => {}
                '\r' if letters.peek() == Some(&'\n') => break,
                '\r' | '\n' => {
                    line_end = if letter == '\r' { LineEnd::Cr } else { LineEnd::Lf };
                    break;
                }
                ',' => commas += 1,
                ';' => semicolons += 1,
                _ => bare |= at_start && letter != '\t',
            }
            at_start = !quoted && matches!(letter, ',' | ';' | '\t');
        }
        let delimiter = match (tabs, commas, semicolons) {
            (true, ..) => b'\t',
            (false, 0, 1..) => b';',
            _ => b',',
        };
        Self { delimiter, line_end, quote_all: !bare && head.trim_start().starts_with('"') }
    }

    pub(super) const fn terminator(self) -> Terminator {
        match self.line_end {
            LineEnd::CrLf => Terminator::CRLF,
            LineEnd::Lf => Terminator::Any(b'\n'),
            LineEnd::Cr => Terminator::Any(b'\r'),
        }
    }

    pub(super) const fn quotes(self) -> QuoteStyle {
        if self.quote_all { QuoteStyle::Always } else { QuoteStyle::Necessary }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_row_tells_the_dialect() {
        let of = |head| Dialect::of(head, false);
        assert_eq!(of("番号,内容\r\n1,a\n"), Dialect::excel(b','));
        assert_eq!(of("番号;内容\n1;a\n"), Dialect { line_end: LineEnd::Lf, ..Dialect::excel(b';') });
        assert_eq!(of("\"a;\nb\",内容\r1,a"), Dialect { line_end: LineEnd::Cr, ..Dialect::excel(b',') });
        assert!(of("\"番号\",\"内容\"\r\n").quote_all);
        assert!(!of("\"番号\",内容\r\n").quote_all && !of("番号,\"内容\"\r\n").quote_all);
        assert_eq!(Dialect::of("番号\t内,容\r\n", true), Dialect::excel(b'\t'));
    }
}
