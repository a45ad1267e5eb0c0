//! Splits a stream into lines of bounded size.

use std::io::{self, BufRead};

/// One line without its line end.
pub(super) struct Line {
    /// Line of the file, from 1.
    pub(super) number: u64,
    /// The bytes, at most the limit.
    pub(super) bytes: Vec<u8>,
    /// Whether there was more than the limit.
    pub(super) cut: bool,
}

/// The lines of a stream, LF or CRLF.
pub(super) struct Lines {
    input: Box<dyn BufRead + Send>,
    limit: usize,
    number: u64,
}

impl Lines {
    pub(super) fn new(input: Box<dyn BufRead + Send>, limit: usize) -> Self {
        Self { input, limit, number: 0 }
    }

    /// How many bytes of one line are kept.
    pub(super) fn limit(&self) -> usize {
        self.limit
    }

    /// The next line that holds more than ASCII blanks.
    pub(super) fn next_filled(&mut self) -> io::Result<Option<Line>> {
        while let Some(line) = self.next_line()? {
            if !line.bytes.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
        Ok(None)
    }

    fn next_line(&mut self) -> io::Result<Option<Line>> {
        let mut bytes = Vec::new();
        let mut length = 0_usize;
        loop {
            let ready = match self.input.fill_buf() {
                Ok(ready) => ready,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if ready.is_empty() && length == 0 {
                return Ok(None);
            }
            let end = ready.iter().position(|b| *b == b'\n');
            let part = ready.get(..end.unwrap_or(ready.len())).unwrap_or_default();
            // The CR of a line end may be one byte too many; it is taken off below.
            let room = (self.limit + 1).saturating_sub(bytes.len());
            bytes.extend(part.iter().take(room));
            let used = part.len() + usize::from(end.is_some());
            length += used;
            let finished = end.is_some() || ready.is_empty();
            self.input.consume(used);
            if finished {
                break;
            }
        }
        self.number += 1;
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        let cut = bytes.len() > self.limit;
        bytes.truncate(self.limit);
        Ok(Some(Line { number: self.number, bytes, cut }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn lines(input: &'static [u8], limit: usize) -> Vec<(u64, Vec<u8>, bool)> {
        let mut lines = Lines::new(Box::new(io::BufReader::with_capacity(3, input)), limit);
        let mut found = Vec::new();
        while let Some(line) = lines.next_filled().unwrap() {
            found.push((line.number, line.bytes, line.cut));
        }
        found
    }

    #[test]
    fn line_ends_go_and_blank_lines_are_counted() {
        assert_eq!(
            lines(b"ab\r\n\r\n  \ncd\n\nef", 10),
            [(1, b"ab".to_vec(), false), (4, b"cd".to_vec(), false), (6, b"ef".to_vec(), false)]
        );
    }

    #[test]
    fn what_is_over_the_limit_is_read_past() {
        assert_eq!(
            lines(b"abcdefgh\r\nabcd\r\nabcde\n", 4),
            [(1, b"abcd".to_vec(), true), (2, b"abcd".to_vec(), false), (3, b"abcd".to_vec(), true)]
        );
    }
}
