//! Atoms: one pass over the folded text that tells which words of the rules stand where.

use std::borrow::Cow;

use daachorse::CharwiseDoubleArrayAhoCorasick;
use daachorse::errors::DaachorseError;
use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// What an atom stands for: one written form of a term of a word set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) struct Posting {
    /// The set of terms.
    pub(crate) set: u32,
    /// Which forms of the word this spelling can be (bits of `FormKind`).
    pub(crate) forms: u16,
    /// How it must stand in the text.
    pub(crate) anchor: Anchor,
}

/// How a spelling must stand in the text to count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum Anchor {
    /// From a word's beginning to a word's end.
    Words,
    /// Anywhere.
    Anywhere,
    /// Only where the regular expression with this number matches from here.
    Expression(u32),
}

/// One atom found in a note: bytes of the folded text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AtomHit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) atom: u32,
}

/// All spellings of all terms and what they stand for, as they are stored.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Atoms<'b> {
    #[serde(borrow)]
    automaton: Cow<'b, [u8]>,
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

/// All spellings of all terms, in one automaton.
pub(crate) struct Scanner {
    /// `None`: there is nothing to look for.
    automaton: Option<CharwiseDoubleArrayAhoCorasick<u32>>,
    /// Where each atom's postings begin; one more than there are atoms.
    starts: Vec<u32>,
    postings: Vec<Posting>,
}

impl Atoms<'_> {
    /// Builds the automaton from spellings (folded) and what they stand for; equal spellings share one atom.
    pub(crate) fn build(mut entries: Vec<(String, Posting)>) -> Result<Self, Error> {
        entries.sort();
        let (mut atoms, mut starts, mut postings): (Vec<String>, Vec<u32>, Vec<Posting>) =
            (Vec::new(), Vec::new(), Vec::new());
        for (spelling, posting) in entries {
            if atoms.last() == Some(&spelling) {
                match postings.last_mut() {
                    Some(last) if last.set == posting.set && last.anchor == posting.anchor => {
                        last.forms |= posting.forms;
                    }
                    _ => postings.push(posting),
                }
            } else {
                starts.push(u32::try_from(postings.len()).unwrap_or(u32::MAX));
                atoms.push(spelling);
                postings.push(posting);
            }
        }
        starts.push(u32::try_from(postings.len()).unwrap_or(u32::MAX));
        let automaton = if atoms.is_empty() {
            Vec::new()
        } else {
            CharwiseDoubleArrayAhoCorasick::<u32>::new(&atoms).map_err(|error| fault(&error))?.serialize()
        };
        Ok(Self { automaton: automaton.into(), starts, postings })
    }
}

fn fault(error: &DaachorseError) -> Error {
    Error::new(ErrorKind::Rules, format!("辞書が大きすぎます: {error}"))
}

impl Scanner {
    /// The scanner that was stored as `atoms`.
    pub(crate) fn load(atoms: Atoms<'_>) -> Result<Self, Error> {
        let automaton = if atoms.automaton.is_empty() {
            None
        } else {
            let stored = CharwiseDoubleArrayAhoCorasick::deserialize(&atoms.automaton);
            Some(stored.map_err(|error| fault(&error))?.0)
        };
        Ok(Self { automaton, starts: atoms.starts, postings: atoms.postings })
    }

    /// Finds every atom in `folded`, overlapping ones too, by end and then start.
    pub(crate) fn scan(&self, folded: &str, hits: &mut Vec<AtomHit>) {
        hits.clear();
        let Some(automaton) = &self.automaton else { return };
        for found in automaton.find_overlapping_iter(folded) {
            hits.push(AtomHit { start: found.start(), end: found.end(), atom: found.value() });
        }
    }

    /// What an atom stands for.
    pub(crate) fn postings(&self, atom: u32) -> &[Posting] {
        let at = usize::try_from(atom).unwrap_or(usize::MAX);
        match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => self.postings.get(*from as usize..*to as usize).unwrap_or_default(),
            _ => &[],
        }
    }

    /// How many different spellings there are.
    pub(crate) fn atom_count(&self) -> usize {
        self.starts.len() - 1
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn overlapping_words_are_all_found() {
        let posting = |set| Posting { set, forms: 1, anchor: Anchor::Words };
        let atoms = Atoms::build(vec![
            ("土下座".into(), posting(0)),
            ("下座".into(), posting(1)),
            ("土下座".into(), posting(2)),
        ])
        .expect("a small automaton");
        let scanner = Scanner::load(atoms).expect("the same automaton");
        let mut hits = Vec::new();
        scanner.scan("土下座しろ", &mut hits);
        let sets: Vec<u32> =
            hits.iter().flat_map(|hit| scanner.postings(hit.atom)).map(|posting| posting.set).collect();
        assert_eq!(sets, [0, 2, 1]);
        assert_eq!(scanner.atom_count(), 2);
    }
}
