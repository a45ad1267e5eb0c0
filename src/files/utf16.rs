//! Reads UTF-16 as UTF-8, so that rows can be split on bytes.

use std::io::{self, BufRead, Read};
use std::ops::Range;

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::Encoding;

/// A stream of UTF-8 made from a stream of UTF-16 without its byte order mark.
///
/// What is not UTF-16 (half a surrogate pair, an odd last byte) comes out as the byte FF, which no UTF-8 holds: the
/// row it stands in is then found to be damaged like any other, instead of being mended in silence.
pub(super) struct Utf16Reader<R> {
    inner: R,
    decoder: Decoder,
    buffer: Vec<u8>,
    /// What is decoded and not yet taken: a range of the buffer.
    ready: Range<usize>,
    ended: bool,
}

const CHUNK: usize = 16 << 10;

impl<R: BufRead> Utf16Reader<R> {
    pub(super) fn new(inner: R, encoding: Encoding) -> Self {
        let decoder = encoding.table().new_decoder_without_bom_handling();
        Self { inner, decoder, buffer: vec![0; CHUNK + 1], ready: 0..0, ended: false }
    }

    fn refill(&mut self) -> io::Result<()> {
        let input = self.inner.fill_buf()?;
        let last = input.is_empty();
        // The last byte of the buffer is left free for the mark of damage.
        let free = self.buffer.get_mut(..CHUNK).unwrap_or_default();
        let (result, read, written) = self.decoder.decode_to_utf8_without_replacement(input, free, last);
        self.inner.consume(read);
        self.ready = 0..written;
        match result {
            DecoderResult::InputEmpty => self.ended = last,
            DecoderResult::OutputFull => {}
            DecoderResult::Malformed(..) => {
                if let Some(place) = self.buffer.get_mut(written) {
                    *place = 0xFF;
                    self.ready.end += 1;
                }
            }
        }
        Ok(())
    }
}

impl<R: BufRead> BufRead for Utf16Reader<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.ready.is_empty() && !self.ended {
            self.refill()?;
        }
        Ok(self.buffer.get(self.ready.clone()).unwrap_or_default())
    }

    fn consume(&mut self, amount: usize) {
        self.ready.start = self.ready.start.saturating_add(amount).min(self.ready.end);
    }
}

impl<R: BufRead> Read for Utf16Reader<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf8(bytes: &[u8], step: usize, encoding: Encoding) -> Vec<u8> {
        let mut out = Vec::new();
        let inner = io::BufReader::with_capacity(step, bytes);
        Utf16Reader::new(inner, encoding).read_to_end(&mut out).unwrap();
        out
    }

    #[test]
    fn pairs_cut_by_a_buffer_are_joined() {
        let text = "土下座😀\r\n".repeat(9000);
        let little: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        for step in [1, 3, 8192] {
            assert_eq!(utf8(&little, step, Encoding::Utf16Le), text.as_bytes(), "step {step}");
            assert_eq!(utf8(&big, step, Encoding::Utf16Be), text.as_bytes(), "step {step}");
        }
    }

    #[test]
    fn damage_stays_damage() {
        // A low surrogate alone, then `a`, then half a unit.
        assert_eq!(utf8(&[0x00, 0xDC, 0x61, 0x00, 0x62], 16, Encoding::Utf16Le), b"\xFFa\xFF");
    }
}
