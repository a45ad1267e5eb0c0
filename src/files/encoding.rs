//! The encodings that notes come in: their names, how one cell is decoded, and how one is written.

use encoding_rs::{EUC_JP, EncoderResult, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE};

use crate::error::{Error, ErrorKind};

/// How text is written as bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 without a byte order mark.
    Utf8,
    /// UTF-8 with a byte order mark, as Excel writes and wants it.
    Utf8Bom,
    /// Windows-31J, the Shift JIS of Windows.
    Cp932,
    /// EUC-JP.
    EucJp,
    /// UTF-16, little end first.
    Utf16Le,
    /// UTF-16, big end first.
    Utf16Be,
}

/// The labels shown in error messages.
pub(super) const LABELS: &str =
    "utf-8、utf-8-bom、cp932(shift_jis、sjis、windows-31j も同じ)、euc-jp、utf-16le、utf-16be";

impl Encoding {
    /// The encoding that `label` means, as typed after `--encoding`. Case, `-` and `_` do not matter.
    ///
    /// # Errors
    /// An unknown label; the cure lists the known ones.
    pub fn parse(label: &str) -> Result<Self, Error> {
        let bare: String = label.chars().filter(|c| c.is_alphanumeric()).collect();
        match bare.to_ascii_lowercase().as_str() {
            "utf8" => Ok(Self::Utf8),
            "utf8bom" | "utf8sig" => Ok(Self::Utf8Bom),
            "cp932" | "ms932" | "shiftjis" | "sjis" | "windows31j" => Ok(Self::Cp932),
            "eucjp" => Ok(Self::EucJp),
            "utf16le" | "utf16" => Ok(Self::Utf16Le),
            "utf16be" => Ok(Self::Utf16Be),
            _ => Err(Error::new(ErrorKind::Argument, format!("文字コード「{label}」はありません"))
                .with_cure(format!("次のどれかを指定してください: {LABELS}"))),
        }
    }

    /// The label that [`Encoding::parse`] reads and that messages show.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "utf-8",
            Self::Utf8Bom => "utf-8-bom",
            Self::Cp932 => "cp932",
            Self::EucJp => "euc-jp",
            Self::Utf16Le => "utf-16le",
            Self::Utf16Be => "utf-16be",
        }
    }

    /// `bytes` as text, if every byte belongs to this encoding.
    pub(super) fn decode(self, bytes: &[u8]) -> Option<String> {
        self.table().decode_without_bom_handling_and_without_replacement(bytes).map(String::from)
    }

    /// `bytes` as text, with U+FFFD where they do not belong to this encoding.
    pub(super) fn decode_lossy(self, bytes: &[u8]) -> String {
        self.table().decode_without_bom_handling(bytes).0.into_owned()
    }

    /// Whether a character takes two or four bytes, so that rows cannot be split on bytes.
    pub(super) const fn is_utf16(self) -> bool {
        matches!(self, Self::Utf16Le | Self::Utf16Be)
    }

    pub(super) const fn table(self) -> &'static encoding_rs::Encoding {
        match self {
            Self::Utf8 | Self::Utf8Bom => UTF_8,
            Self::Cp932 => SHIFT_JIS,
            Self::EucJp => EUC_JP,
            Self::Utf16Le => UTF_16LE,
            Self::Utf16Be => UTF_16BE,
        }
    }
}

/// Appends `text` in `encoding`, without a mark. A character that the encoding does not have is written as a numeric
/// reference (`&#x1F600;`), never dropped and never turned into `?`.
pub(super) fn encode(text: &str, encoding: Encoding, out: &mut Vec<u8>) {
    match encoding {
        Encoding::Utf8 | Encoding::Utf8Bom => out.extend_from_slice(text.as_bytes()),
        Encoding::Utf16Le => out.extend(text.encode_utf16().flat_map(u16::to_le_bytes)),
        Encoding::Utf16Be => out.extend(text.encode_utf16().flat_map(u16::to_be_bytes)),
        Encoding::Cp932 | Encoding::EucJp => encode_with_table(text, encoding, out),
    }
}

fn encode_with_table(text: &str, encoding: Encoding, out: &mut Vec<u8>) {
    let mut encoder = encoding.table().new_encoder();
    let mut buffer = [0_u8; 1024];
    let mut rest = text;
    loop {
        let (result, read, written) = encoder.encode_from_utf8_without_replacement(rest, &mut buffer, true);
        out.extend_from_slice(buffer.get(..written).unwrap_or_default());
        rest = rest.get(read..).unwrap_or_default();
        match result {
            EncoderResult::InputEmpty => return,
            EncoderResult::OutputFull => {}
            EncoderResult::Unmappable(missing) => match twin(missing) {
                // The same row and column of JIS X 0208: EUC-JP sets the high bits where CP932 shifts.
                Some((cp932, euc)) => {
                    let bytes = if encoding == Encoding::Cp932 { cp932 } else { euc };
                    out.extend_from_slice(&bytes);
                }
                None => out.extend_from_slice(format!("&#x{:X};", u32::from(missing)).as_bytes()),
            },
        }
    }
}

/// The same JIS character where Unicode has two: macOS and JIS tables write U+301C for what Windows calls U+FF5E.
/// They look alike, so a reader is better served by the character than by a reference.
const fn twin(missing: char) -> Option<([u8; 2], [u8; 2])> {
    match missing {
        '\u{301C}' => Some(([0x81, 0x60], [0xA1, 0xC1])),
        '\u{2016}' => Some(([0x81, 0x61], [0xA1, 0xC2])),
        '\u{2014}' => Some(([0x81, 0x5C], [0xA1, 0xBD])),
        '\u{00A2}' => Some(([0x81, 0x91], [0xA1, 0xF1])),
        '\u{00A3}' => Some(([0x81, 0x92], [0xA1, 0xF2])),
        '\u{00AC}' => Some(([0x81, 0xCA], [0xA2, 0xCC])),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cp932(text: &str) -> Vec<u8> {
        let mut out = Vec::new();
        encode(text, Encoding::Cp932, &mut out);
        out
    }

    #[test]
    fn every_encoding_is_written_as_it_is_read() {
        for encoding in
            [Encoding::Utf8, Encoding::EucJp, Encoding::Utf16Le, Encoding::Utf16Be, Encoding::Cp932]
        {
            let mut out = Vec::new();
            encode("髙橋①表～,能", encoding, &mut out);
            assert_eq!(encoding.decode(&out).as_deref(), Some("髙橋①表～,能"), "{encoding:?}");
        }
        let mut out = Vec::new();
        encode("〜‖—¢£¬", Encoding::EucJp, &mut out);
        assert_eq!(Encoding::EucJp.decode(&out).as_deref(), Some("～∥―￠￡￢"));
    }

    #[test]
    fn labels_are_read_in_every_spelling() {
        for label in ["cp932", "CP-932", "Shift_JIS", "sjis", "windows-31j", "MS932"] {
            assert_eq!(Encoding::parse(label).unwrap(), Encoding::Cp932, "{label}");
        }
        for encoding in [
            Encoding::Utf8,
            Encoding::Utf8Bom,
            Encoding::Cp932,
            Encoding::EucJp,
            Encoding::Utf16Le,
            Encoding::Utf16Be,
        ] {
            assert_eq!(Encoding::parse(encoding.name()).unwrap(), encoding);
        }
        let error = Encoding::parse("latin1").unwrap_err();
        assert!(error.to_string().contains("latin1"), "{error}");
        assert!(error.cure().unwrap().contains("windows-31j"), "the cure lists the labels");
    }

    #[test]
    fn an_emoji_becomes_a_reference_in_cp932() {
        assert_eq!(cp932("😀表"), [b"&#x1F600;".as_slice(), &[0x95, 0x5C]].concat());
    }

    #[test]
    fn characters_with_two_code_points_keep_their_look_in_cp932() {
        for (ours, theirs) in
            [("〜", "～"), ("‖", "∥"), ("—", "―"), ("¢", "￠"), ("£", "￡"), ("¬", "￢"), ("−", "－")]
        {
            assert_eq!(Encoding::Cp932.decode(&cp932(ours)).as_deref(), Some(theirs));
        }
    }

    #[test]
    fn long_text_passes_the_small_buffer() {
        let text = "髙橋①".repeat(2000);
        assert_eq!(Encoding::Cp932.decode(&cp932(&text)), Some(text));
    }

    #[test]
    fn bytes_outside_the_encoding_are_not_guessed() {
        assert_eq!(Encoding::Utf8.decode(b"\x95\x5c"), None);
        assert_eq!(Encoding::Cp932.decode(b"\x95"), None, "half a character");
        assert_eq!(Encoding::Cp932.decode(b"\x95\x5c").as_deref(), Some("表"));
        assert_eq!(Encoding::Utf8.decode_lossy(b"a\xff"), "a\u{FFFD}");
    }
}
