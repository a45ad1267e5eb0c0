//! The stages of the belt one by one, so that benchmarks can time each alone.

use super::normalize::Normalized;
use super::scan::AtomHit;
use super::tagger::{Tagger, Worker};
use super::tokenize::{Token, TokenWorker};
use super::verdict::Match;

/// One thread's stages, each callable by itself.
pub struct Stages<'t> {
    tagger: &'t Tagger,
    normalized: Normalized,
    atoms: Vec<AtomHit>,
    tokens: Vec<Token>,
    worker: TokenWorker,
    matcher: Worker<'t>,
    matches: Vec<Match>,
}

impl<'t> Stages<'t> {
    /// The stages of this tagger.
    #[must_use]
    pub fn new(tagger: &'t Tagger) -> Self {
        Self {
            tagger,
            normalized: Normalized::default(),
            atoms: Vec::new(),
            tokens: Vec::new(),
            worker: tagger.token_worker(),
            matcher: tagger.worker(),
            matches: Vec::new(),
        }
    }

    /// Normalises a note; gives the length of its normalised text in bytes.
    pub fn normalize(&mut self, note: &str) -> usize {
        self.normalized.set(note);
        self.normalized.text().len()
    }

    /// Scans the note normalised last; gives the number of atoms found.
    pub fn scan(&mut self) -> usize {
        self.tagger.program.scanner.scan(self.normalized.folded(), &mut self.atoms);
        self.atoms.len()
    }

    /// Tokenises the note normalised last, all of it; gives the number of tokens.
    pub fn tokenize(&mut self) -> usize {
        self.tokens.clear();
        let text = self.normalized.text();
        self.worker.tokenize(text, 0, text.len(), &mut self.tokens);
        self.tokens.len()
    }

    /// Runs a note through all stages up to the context; gives the number of matches found.
    pub fn find(&mut self, note: &str) -> usize {
        self.matches = self.matcher.matches(note);
        self.matches.len()
    }

    /// Reads the context of every match found last; gives the number of those that do not count.
    pub fn contexts(&mut self) -> usize {
        if self.matches.is_empty() {
            return 0;
        }
        let frame = self.matcher.frame();
        self.matches.iter().filter(|one| self.matcher.judge(**one, &frame).is_some()).count()
    }
}
