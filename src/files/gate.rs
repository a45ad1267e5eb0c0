//! Stands before the CSV parser: cuts records that are too long and notes the line where each record begins.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};

/// What the gate saw of one record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Mark {
    /// Line of the file where the record begins, from 1.
    pub(super) line: u64,
    /// Whether the record was longer than the limit, and its end is missing.
    pub(super) cut: bool,
    /// Whether the input ended inside a quoted cell.
    pub(super) unclosed: bool,
}

/// A CSV stream whose records are never longer than a limit, whatever the input does: one quote that is never closed
/// would otherwise put the rest of the file into one cell. The states are those of the `csv` crate.
pub(super) struct Gate {
    input: Box<dyn BufRead + Send>,
    delimiter: u8,
    limit: usize,
    state: State,
    line: u64,
    after_cr: bool,
    length: usize,
    cutting: bool,
    marks: VecDeque<Mark>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    StartRecord,
    StartCell,
    Bare,
    Quoted,
    QuoteInQuoted,
}

impl Gate {
    pub(super) fn new(input: Box<dyn BufRead + Send>, delimiter: u8, limit: usize) -> Self {
        Self {
            input,
            delimiter,
            limit,
            state: State::StartRecord,
            line: 1,
            after_cr: false,
            length: 0,
            cutting: false,
            marks: VecDeque::new(),
        }
    }

    /// The mark of the oldest record not asked for yet. The parser has read a record to its end when it hands it
    /// out, so the mark is final by then.
    pub(super) fn next_mark(&mut self) -> Mark {
        self.marks.pop_front().unwrap_or_default()
    }

    /// What the parser is to see in place of `byte`.
    fn pass(&mut self, byte: u8) -> Option<u8> {
        let was = self.state;
        if was == State::StartRecord && !matches!(byte, b'\r' | b'\n') {
            self.marks.push_back(Mark { line: self.line, ..Mark::default() });
            self.length = 0;
            self.cutting = false;
        }
        self.count_line(byte);
        self.state = self.after(byte);
        if self.state == State::StartRecord {
            return Some(byte);
        }
        self.length += 1;
        if self.cutting {
            return None;
        }
        if self.length <= self.limit {
            return Some(byte);
        }
        self.cutting = true;
        if let Some(mark) = self.marks.back_mut() {
            mark.cut = true;
        }
        // The parser stands where we stood; inside quotes it needs a quote to get out.
        (was == State::Quoted).then_some(b'"')
    }

    fn after(&self, byte: u8) -> State {
        match self.state {
            State::Quoted if byte == b'"' => State::QuoteInQuoted,
            State::Quoted => State::Quoted,
            State::QuoteInQuoted | State::StartRecord | State::StartCell if byte == b'"' => State::Quoted,
            _ if matches!(byte, b'\r' | b'\n') => State::StartRecord,
            _ if byte == self.delimiter => State::StartCell,
            _ => State::Bare,
        }
    }

    /// CR, LF and CRLF each end one line.
    fn count_line(&mut self, byte: u8) {
        if byte == b'\r' || (byte == b'\n' && !self.after_cr) {
            self.line += 1;
        }
        self.after_cr = byte == b'\r';
    }
}

impl Read for Gate {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let mut written = 0;
        while written == 0 && !out.is_empty() {
            let ready = self.input.fill_buf()?;
            if ready.is_empty() {
                if self.state == State::Quoted
                    && let Some(mark) = self.marks.back_mut()
                {
                    mark.unclosed = true;
                }
                return Ok(0);
            }
            // At most one byte goes out for one that comes in.
            let chunk = ready.get(..ready.len().min(out.len())).unwrap_or_default().to_vec();
            self.input.consume(chunk.len());
            for byte in chunk {
                if let (Some(passed), Some(place)) = (self.pass(byte), out.get_mut(written)) {
                    *place = passed;
                    written += 1;
                }
            }
        }
        Ok(written)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn through(input: &'static [u8], limit: usize) -> (Vec<Vec<String>>, Vec<Mark>) {
        let gate = Gate::new(Box::new(input), b',', limit);
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(3).from_reader(gate);
        let mut record = csv::StringRecord::new();
        let (mut rows, mut marks) = (Vec::new(), Vec::new());
        while reader.read_record(&mut record).unwrap() {
            rows.push(record.iter().map(String::from).collect());
            marks.push(reader.get_mut().next_mark());
        }
        assert!(reader.get_mut().marks.is_empty(), "gate and parser count the same records");
        (rows, marks)
    }

    #[test]
    fn lines_are_counted_through_quotes_blank_lines_and_every_line_end() {
        let (rows, marks) = through(b"a,b\r\n\r\n1,\"x\r\ny \"\"q\"\"\"\r\n2,z\n\n3,w\r4,v", 99);
        assert_eq!(rows[1], ["1", "x\r\ny \"q\""]);
        assert_eq!(marks.iter().map(|mark| mark.line).collect::<Vec<_>>(), [1, 3, 5, 7, 8]);
        assert!(marks.iter().all(|mark| !mark.cut && !mark.unclosed));
    }

    #[test]
    fn a_long_record_is_cut_and_the_next_is_whole() {
        for long in [
            b"1,\"aaaaaaaaaa,\n\"\"bbbbbb\"\" ccc\",x\n2,ok\n".as_slice(),
            b"1,aaaaaaaaaaaaaaaaaaaaa,bbb,\"c\nd\"\n2,ok\n",
            b"1,\"aaaaaaa\"\"\"\"\"\"\"\"\",x,\"\n\"\n2,ok\n",
        ] {
            for limit in 5..14 {
                let (rows, marks) = through(long, limit);
                assert_eq!(rows.len(), 2, "limit {limit}: {rows:?}");
                assert_eq!(
                    (rows[1].as_slice(), marks[1].cut),
                    (["2", "ok"].map(String::from).as_slice(), false)
                );
                assert!(marks[0].cut && rows[0].concat().len() <= limit, "limit {limit}: {rows:?}");
            }
        }
    }

    #[test]
    fn a_quote_never_closed_is_seen() {
        let (rows, marks) = through(b"1,\"open\n2,swallowed\n", 99);
        assert_eq!(rows.len(), 1);
        assert!(marks[0].unclosed);
        let (_, marks) = through(b"1,\"closed\"", 99);
        assert!(!marks[0].unclosed);
    }
}
