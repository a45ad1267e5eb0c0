//! Finds the encoding of an input by looking at a sample of its bytes.

use std::io::{self, BufRead};

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{EUC_JP, SHIFT_JIS};

use crate::error::{Error, ErrorKind};

use super::encoding::{Encoding, LABELS};

/// The first bytes of an input.
pub(super) struct Sample {
    /// The bytes, byte order mark included.
    pub(super) bytes: Vec<u8>,
    /// Whether there is nothing after them.
    pub(super) whole: bool,
}

/// What the sample says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Detected {
    pub(super) encoding: Encoding,
    /// Length of the byte order mark in bytes.
    pub(super) mark: usize,
}

impl Detected {
    const fn unmarked(encoding: Encoding) -> Self {
        Self { encoding, mark: 0 }
    }
}

/// The sample grows to this size at least,
const ENOUGH: usize = 64 << 10;
/// to this many bytes after the first one that is not ASCII: one character alone proves nothing,
const BEYOND_FIRST: usize = 4 << 10;
/// and never above this.
const MOST: usize = 1 << 20;
/// Lines looked at when an encoding is put to the test.
const LINES: usize = 100;

impl Sample {
    /// Reads the sample off `input`, whose next byte is then the one after it.
    pub(super) fn take(input: &mut dyn BufRead) -> io::Result<Self> {
        let mut bytes: Vec<u8> = Vec::new();
        let mut first = None;
        loop {
            let ready = match input.fill_buf() {
                Ok(ready) => ready,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => return Err(error),
            };
            if ready.is_empty() {
                return Ok(Self { bytes, whole: true });
            }
            let taken = ready.len().min(MOST - bytes.len());
            let start = bytes.len();
            bytes.extend(ready.iter().take(taken));
            input.consume(taken);
            first =
                first.or_else(|| bytes.iter().skip(start).position(|b| !b.is_ascii()).map(|at| at + start));
            let wanted = first.map_or(MOST, |at| ENOUGH.max(at + BEYOND_FIRST));
            if bytes.len() >= wanted.min(MOST) {
                return Ok(Self { bytes, whole: false });
            }
        }
    }

    /// Whether the whole input is nothing but blanks after the mark.
    pub(super) fn is_blank(&self, mark: usize) -> bool {
        self.whole && self.bytes.iter().skip(mark).all(|b| b.is_ascii_whitespace() || *b == 0)
    }

    /// Whether all bytes are UTF-8; a character may be cut at the end of the sample, not of the input.
    fn is_utf8(&self) -> bool {
        match std::str::from_utf8(&self.bytes) {
            Ok(_) => true,
            Err(error) => error.error_len().is_none() && !self.whole,
        }
    }

    /// The first whole lines that hold more than ASCII: only they tell one encoding from another.
    fn telling_lines(&self) -> impl Iterator<Item = &[u8]> {
        let end = match self.bytes.iter().rposition(|b| *b == b'\n') {
            Some(last) if !self.whole => last,
            None if !self.whole => 0,
            _ => self.bytes.len(),
        };
        let whole_lines = self.bytes.get(..end).unwrap_or_default();
        whole_lines.split(|b| *b == b'\n').filter(|line| !line.is_ascii()).take(LINES)
    }

    fn lines_not_in(&self, encoding: Encoding) -> usize {
        self.telling_lines().filter(|line| encoding.decode(line).is_none()).count()
    }

    /// Full-width kana less half-width kana: the wrong Japanese encoding turns the first into the second.
    fn kana(&self, encoding: Encoding) -> isize {
        let text = encoding.decode_lossy(self.bytes.get(..ENOUGH).unwrap_or(&self.bytes));
        text.chars().fold(0, |sum, c| match c {
            '\u{3041}'..='\u{30FA}' => sum + 1,
            '\u{FF61}'..='\u{FF9F}' => sum - 1,
            _ => sum,
        })
    }
}

/// The encoding of `sample`: its byte order mark's, else `wanted`, else what the bytes look like. `name` stands in
/// messages.
///
/// # Errors
/// The input is no text, or most of its first lines cannot be decoded.
pub(super) fn decide(name: &str, sample: &Sample, wanted: Option<Encoding>) -> Result<Detected, Error> {
    refuse_other_files(name, sample)?;
    if let Some(marked) = byte_order_mark(&sample.bytes) {
        // A mark outranks the label: the same three bytes are never the beginning of a CP932 export.
        return Ok(marked);
    }
    if let Some(encoding) = wanted {
        let encoding = if encoding == Encoding::Utf8Bom { Encoding::Utf8 } else { encoding };
        put_to_the_test(name, sample, encoding)?;
        return Ok(Detected::unmarked(encoding));
    }
    refuse_nul(name, sample)?;
    let encoding = looks_like(sample);
    put_to_the_test(name, sample, encoding)?;
    Ok(Detected::unmarked(encoding))
}

fn byte_order_mark(bytes: &[u8]) -> Option<Detected> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        Some(Detected { encoding: Encoding::Utf8Bom, mark: 3 })
    } else if bytes.starts_with(b"\xFF\xFE") {
        Some(Detected { encoding: Encoding::Utf16Le, mark: 2 })
    } else if bytes.starts_with(b"\xFE\xFF") {
        Some(Detected { encoding: Encoding::Utf16Be, mark: 2 })
    } else {
        None
    }
}

fn looks_like(sample: &Sample) -> Encoding {
    if sample.is_utf8() {
        return Encoding::Utf8;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(&sample.bytes, sample.whole);
    let guess = detector.guess(Some(b"jp"), Utf8Detection::Deny);
    let named = [(SHIFT_JIS, Encoding::Cp932), (EUC_JP, Encoding::EucJp)];
    let named = named.into_iter().find(|(table, _)| *table == guess).map(|(_, encoding)| encoding);
    if let Some(encoding) = named.filter(|encoding| sample.lines_not_in(*encoding) == 0) {
        return encoding;
    }
    // One damaged row makes the detector drop the right answer, so the lines vote. Lines are UTF-8 by accident far
    // more seldom than they are one of the other two.
    [Encoding::Utf8, Encoding::Cp932, Encoding::EucJp]
        .into_iter()
        .min_by_key(|encoding| {
            (sample.lines_not_in(*encoding), *encoding != Encoding::Utf8, -sample.kana(*encoding))
        })
        .unwrap_or(Encoding::Utf8)
}

fn put_to_the_test(name: &str, sample: &Sample, encoding: Encoding) -> Result<(), Error> {
    if encoding.is_utf16() {
        // A UTF-16 file has a NUL in every line break, comma and digit.
        let bytes = &sample.bytes;
        let no_utf16 = !bytes.contains(&0) && (bytes.len() > 1000 || sample.is_utf8());
        return if no_utf16 { Err(wrong(name, sample, encoding, "")) } else { Ok(()) };
    }
    let total = sample.telling_lines().count();
    let bad = sample.lines_not_in(encoding);
    if bad * 2 <= total {
        return Ok(());
    }
    Err(wrong(name, sample, encoding, &format!("(日本語を含む初めの {total} 行のうち {bad} 行)")))
}

fn wrong(name: &str, sample: &Sample, encoding: Encoding, count: &str) -> Error {
    let message = format!("{name}: 大部分を {} として読めません{count}", encoding.name());
    let other = looks_like(sample);
    let cure = if other == encoding {
        format!("`--encoding` で文字コードを指定するか({LABELS})、UTF-8 で書き出し直してください")
    } else {
        format!(
            "`--encoding` を外すか、`--encoding {0}` を試してください({0} のように見えます)",
            other.name()
        )
    };
    Error::new(ErrorKind::Input, message).with_cure(cure)
}

fn refuse_other_files(name: &str, sample: &Sample) -> Result<(), Error> {
    let bytes = &sample.bytes;
    let (what, cure) = if bytes.starts_with(b"%PDF") {
        ("PDF で、テキストではありません", "記録を CSV で書き出したファイルを指定してください")
    } else if bytes.is_ascii() && bytes.windows(2).any(|pair| pair == b"\x1B$") {
        (
            "文字コード ISO-2022-JP(JIS)は読めません",
            "UTF-8 に変換してください(例: `iconv -f ISO-2022-JP -t UTF-8 元のファイル > 変換後のファイル`)",
        )
    } else {
        return Ok(());
    };
    Err(Error::new(ErrorKind::Input, format!("{name}: {what}")).with_cure(cure))
}

/// Refuses UTF-16 without a mark, and what is no text. A few NUL bytes in a text are left to their rows.
fn refuse_nul(name: &str, sample: &Sample) -> Result<(), Error> {
    let bytes = &sample.bytes;
    let count = |from: usize| bytes.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd) = (count(0), count(1));
    let nul = even + odd;
    if nul == 0 {
        return Ok(());
    }
    let encoding = if even == 0 { Some(Encoding::Utf16Le) } else { (odd == 0).then_some(Encoding::Utf16Be) };
    if let Some(encoding) = encoding.filter(|encoding| reads_as_utf16(bytes, *encoding, nul)) {
        let message = format!("{name}: BOM のない {} のようです", encoding.name());
        let cure = format!("`--encoding {}` を加えてください", encoding.name());
        return Err(Error::new(ErrorKind::Input, message).with_cure(cure));
    }
    // A damaged row is one of many; a line break in binary data is chance.
    let lines = || bytes.split(|b| *b == b'\n').take(LINES);
    let damaged = lines().filter(|line| line.contains(&0)).count();
    if damaged * 2 > lines().count() && nul > 4 {
        return Err(Error::new(
            ErrorKind::Input,
            format!("{name}: テキストではありません(バイナリのデータです)"),
        )
        .with_cure(
            "CSV、TSV、JSON Lines、テキストのファイルを指定してください。UTF-16 のテキストなら、\
                 `--encoding utf-16le` か `--encoding utf-16be` を加えてください",
        ));
    }
    Ok(())
}

/// Whether `bytes` are sound UTF-16 with at least one line break, or NULs in every fourth place.
fn reads_as_utf16(bytes: &[u8], encoding: Encoding, nul: usize) -> bool {
    let even = bytes.get(..bytes.len() & !1).unwrap_or_default();
    // The sample may end between the halves of a pair.
    let text = encoding.decode_lossy(even);
    let broken = text.chars().rev().skip(1).any(|c| c == '\u{FFFD}');
    !broken && (nul * 4 >= bytes.len() || (nul * 100 >= bytes.len() && text.contains('\n')))
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "来庁者が窓口で土下座を求めた。ソファの表で能力を問う。\n";

    fn sample(bytes: &[u8]) -> Sample {
        Sample::take(&mut io::BufReader::with_capacity(1000, bytes)).unwrap()
    }

    fn found(bytes: &[u8]) -> Detected {
        decide("x", &sample(bytes), None).unwrap()
    }

    fn cp932(text: &str) -> Vec<u8> {
        SHIFT_JIS.encode(text).0.into_owned()
    }

    fn utf16(text: &str) -> Vec<u8> {
        text.encode_utf16().flat_map(u16::to_le_bytes).collect()
    }

    #[test]
    fn each_encoding_is_told_from_the_others() {
        assert_eq!(found(NOTE.as_bytes()), Detected::unmarked(Encoding::Utf8));
        assert_eq!(found(&cp932(NOTE)), Detected::unmarked(Encoding::Cp932));
        assert_eq!(found(&EUC_JP.encode(NOTE).0), Detected::unmarked(Encoding::EucJp));
        assert_eq!(found(b"id,text\n1,hello\n"), Detected::unmarked(Encoding::Utf8));
        let marked = [b"\xEF\xBB\xBF", NOTE.as_bytes()].concat();
        assert_eq!(found(&marked), Detected { encoding: Encoding::Utf8Bom, mark: 3 });
        let marked = [b"\xFF\xFE".to_vec(), utf16(NOTE)].concat();
        assert_eq!(found(&marked), Detected { encoding: Encoding::Utf16Le, mark: 2 });
        let big: Vec<u8> = NOTE.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xFE\xFF".to_vec(), big].concat();
        assert_eq!(found(&marked), Detected { encoding: Encoding::Utf16Be, mark: 2 });
    }

    #[test]
    fn one_damaged_line_does_not_change_the_answer() {
        let mut bytes = cp932(&NOTE.repeat(20));
        bytes.extend(b"\xFF\xFE\xFD broken\n");
        assert_eq!(found(&bytes).encoding, Encoding::Cp932);
        let mut bytes = NOTE.repeat(20).into_bytes();
        bytes.extend(cp932(NOTE));
        assert_eq!(found(&bytes).encoding, Encoding::Utf8);
        // Read as EUC-JP, 大大 holds kana, and 東京 is an error.
        for line in ["大大\n", "大大大大東京\n"] {
            let bytes = [line.repeat(20).as_bytes(), b"\xFF\xFE\xFD broken\n"].concat();
            assert_eq!(found(&bytes).encoding, Encoding::Utf8, "{line}");
        }
        // EUC-JP kana are sound half-width kana in CP932: no line tells, the kana do.
        let mut bytes = EUC_JP.encode(&"あいう\n".repeat(20)).0.into_owned();
        bytes.extend(b"\xFF\xFE\xFD broken\n");
        assert_eq!(found(&bytes).encoding, Encoding::EucJp);
        let mut bytes = EUC_JP.encode(&NOTE.repeat(20)).0.into_owned();
        bytes.extend(b"\xFF\xFE\xFD broken\n");
        assert_eq!(found(&bytes).encoding, Encoding::EucJp);
    }

    #[test]
    fn the_sample_grows_until_japanese_is_seen() {
        let mut bytes = b"id,text\n".repeat(20_000);
        let ascii = bytes.len();
        bytes.extend(cp932(&NOTE.repeat(3000)));
        let taken = sample(&bytes);
        assert!(taken.bytes.len() > ascii && !taken.whole, "{} of {ascii}", taken.bytes.len());
        assert_eq!(decide("x", &taken, None).unwrap().encoding, Encoding::Cp932);
        assert_eq!(sample(&b"a".repeat(3 << 20)).bytes.len(), MOST);
    }

    #[test]
    fn a_character_cut_by_the_sample_is_still_utf8() {
        let bytes = [b"ab".as_slice(), "あ".repeat(40_000).as_bytes()].concat();
        let cut = Sample { bytes: bytes[..ENOUGH].to_vec(), whole: false };
        assert!(std::str::from_utf8(&cut.bytes).is_err(), "the test must cut a character");
        assert_eq!(looks_like(&cut), Encoding::Utf8);
        assert!(!Sample { bytes: cut.bytes, whole: true }.is_utf8());
    }

    #[test]
    fn a_wrong_label_is_refused_and_the_right_one_named() {
        for (bytes, label, right) in [
            (cp932(&NOTE.repeat(9)), Encoding::Utf8, "--encoding cp932"),
            (NOTE.repeat(9).into_bytes(), Encoding::Cp932, "--encoding utf-8"),
            (NOTE.repeat(9).into_bytes(), Encoding::Utf16Le, "--encoding utf-8"),
            (NOTE.repeat(9).into_bytes(), Encoding::EucJp, "--encoding utf-8"),
        ] {
            let error = decide("x.csv", &sample(&bytes), Some(label)).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::Input);
            assert!(error.to_string().contains(label.name()), "{error}");
            assert!(error.cure().unwrap().contains(right), "{:?}", error.cure());
        }
        let mixed = [NOTE.as_bytes(), &cp932(NOTE)].concat();
        assert!(decide("x", &sample(&mixed), Some(Encoding::Utf8)).is_ok(), "half of the lines is not most");
    }

    #[test]
    fn utf16_without_a_mark_is_named() {
        let error = decide("x", &sample(&utf16(&NOTE.repeat(3))), None).unwrap_err();
        assert!(error.cure().unwrap().contains("--encoding utf-16le"), "{error}");
        let big: Vec<u8> = "abc,def".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let error = decide("x", &sample(&big), None).unwrap_err();
        assert!(error.cure().unwrap().contains("--encoding utf-16be"), "{error}");
        let right = decide("x", &sample(&utf16(NOTE)), Some(Encoding::Utf16Le)).unwrap();
        assert_eq!(right.encoding, Encoding::Utf16Le);
    }

    #[test]
    fn binary_is_refused_and_a_single_nul_is_not() {
        let noise: Vec<u8> = (0_u32..4000).map(|n| u8::try_from(n * n % 7 % 5).unwrap()).collect();
        assert!(decide("x", &sample(&noise), None).unwrap_err().to_string().contains("バイナリ"));
        assert!(decide("x", &sample(b"\x1B$B%F%9%H"), None).unwrap_err().to_string().contains("JIS"));
        assert_eq!(found(b"id,text\n1,a\0b\n2,ok\n").encoding, Encoding::Utf8);
        assert_eq!(found(b"id,text\n1,a\0\0\0\0\0\0\n2,ok\n").encoding, Encoding::Utf8, "one padded row");
        assert_eq!(found(format!("{NOTE}a\0\n").as_bytes()).encoding, Encoding::Utf8);
    }
}
