//! IPADIC for fuda: the dictionary and its word tables, embedded in the binary and read in place.
//!
//! IPADIC 2.7.0-20070801 is © 2000–2003 Nara Institute of Science and Technology and the ICOT Free Software;
//! its terms stand in `COPYING` beside this package's manifest and are printed by [`LICENCE`].

use lindera_dictionary::dictionary::Dictionary;

mod embedded {
    #![allow(missing_docs, reason = "the items are written by lindera's macro")]
    lindera_dictionary::embedded_dictionary!("/ipadic", Loader);
}

/// The terms under which IPADIC is passed on.
pub const LICENCE: &str = include_str!("../COPYING");

static WORDS: &[u8] = include_bytes!(concat!(env!("LINDERA_WORKDIR"), "/ipadic/words.bin"));
static BASES: &str = include_str!(concat!(env!("LINDERA_WORKDIR"), "/ipadic/bases.txt"));
static BASE_STARTS: &[u8] = include_bytes!(concat!(env!("LINDERA_WORKDIR"), "/ipadic/bases.idx"));
static CLASSES: &str = include_str!(concat!(env!("LINDERA_WORKDIR"), "/ipadic/classes.txt"));

/// The dictionary, usable at once: its bytes are read where they lie in the binary (below one millisecond).
///
/// # Errors
/// When the embedded bytes were built by another lindera version; a clean build mends that.
pub fn load() -> Result<Dictionary, String> {
    embedded::load().map_err(|error| error.to_string())
}

/// How many words the dictionary holds; word ids run below this.
#[must_use]
pub fn word_count() -> usize {
    WORDS.len() / 6
}

/// Class number of a system word: an index into [`classes`]. `None` for an id that is not a system word's.
#[must_use]
pub fn class_of(word: u32) -> Option<u16> {
    let at = usize::try_from(word).ok()?.checked_mul(6)?;
    let bytes = WORDS.get(at..at + 2)?;
    Some(u16::from_le_bytes([bytes[0], bytes[1]]))
}

/// Base-form number of a system word: the rank of its dictionary form, see [`base`] and [`base_rank`].
#[must_use]
pub fn base_of(word: u32) -> Option<u32> {
    let at = usize::try_from(word).ok()?.checked_mul(6)?;
    let bytes = WORDS.get(at + 2..at + 6)?;
    Some(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]))
}

/// The dictionary form with the given number.
#[must_use]
pub fn base(rank: u32) -> Option<&'static str> {
    let rank = usize::try_from(rank).ok()?;
    BASES.get(base_start(rank)?..base_start(rank + 1)?)
}

/// The number of a dictionary form, found by bisection; `None` when no word has it.
#[must_use]
pub fn base_rank(form: &str) -> Option<u32> {
    let count = BASE_STARTS.len() / 4 - 1;
    let (mut low, mut high) = (0usize, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        match base(u32::try_from(middle).ok()?)?.cmp(form) {
            std::cmp::Ordering::Equal => return u32::try_from(middle).ok(),
            std::cmp::Ordering::Less => low = middle + 1,
            std::cmp::Ordering::Greater => high = middle,
        }
    }
    None
}

fn base_start(rank: usize) -> Option<usize> {
    let bytes = BASE_STARTS.get(rank * 4..rank * 4 + 4)?;
    usize::try_from(u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]])).ok()
}

/// All word classes in number order: four parts of speech, conjugation type and conjugation form, comma-separated,
/// as IPADIC writes them (`動詞,自立,*,*,五段・ラ行,連用タ接続`).
pub fn classes() -> impl Iterator<Item = &'static str> {
    CLASSES.lines()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_base_form_is_found_by_its_own_rank() {
        let rank = base_rank("怒鳴る").expect("怒鳴る is in IPADIC");
        assert_eq!(base(rank), Some("怒鳴る"));
        assert_eq!(base_rank("そんな語はない"), None);
    }

    #[test]
    fn the_archive_came_whole_and_completed() {
        assert_eq!(word_count(), 392_127, "392,126 entries of the archive and 令和");
        assert!(classes().any(|class| class.starts_with("動詞,自立,*,*,五段・ラ行")));
    }
}
