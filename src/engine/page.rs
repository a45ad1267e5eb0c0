//! One note between the stages: its text, its sentences, and for each of these what has been found so far.

use std::cell::OnceCell;

use super::context::{
    Bunsetsu, Clause, CueBook, Known, Quote, Scene, Turn, chunk, closing_ends, cut, find_quotes, find_turns,
};
use super::layout::Layout;
use super::matching::{Quantity, Sight, Spelled};
use super::normalize::Normalized;
use super::program::Program;
use super::scan::AtomHit;
use super::sentence;
use super::tokenize::{Token, TokenWorker};
use crate::span::Range;

/// One sentence.
pub(crate) struct Sentence {
    pub(crate) range: Range,
    /// Words of the rules by spelling alone.
    pub(crate) spelled: Spelled,
    /// Its lengths of time, numbers of times and sums of money, once they were asked for.
    pub(crate) quantities: OnceCell<Vec<Quantity>>,
    /// What tokens add, once they were asked for.
    pub(crate) exact: Option<Exact>,
}

/// What only tokens can tell of a sentence.
#[derive(Default)]
pub(crate) struct Exact {
    pub(crate) tokens: Vec<Token>,
    pub(crate) clause_ends: Vec<usize>,
    pub(crate) bunsetsu: Vec<Bunsetsu>,
    pub(crate) clauses: Vec<Clause>,
    pub(crate) quotes: Vec<Quote>,
    /// What the context stage has found in the sentence.
    pub(crate) known: Known,
    /// The ranges of the quotes, for the matcher.
    pub(crate) quoted: Vec<Range>,
}

/// One note's state.
#[derive(Default)]
pub(crate) struct Page {
    pub(crate) normalized: Normalized,
    pub(crate) sentences: Vec<Sentence>,
    pub(crate) layout: Layout,
    turns: Option<Vec<Turn>>,
    atoms: Vec<AtomHit>,
    ranges: Vec<Range>,
}

impl Page {
    /// Normalises `note`, scans it, and cuts it into sentences if it holds a word of any rule (always if `eager`).
    pub(crate) fn open(&mut self, note: &str, program: &Program, eager: bool) {
        self.sentences.clear();
        self.turns = None;
        self.normalized.set(note);
        program.scanner.scan(self.normalized.folded(), &mut self.atoms);
        if self.atoms.is_empty() && !eager {
            return;
        }
        sentence::split(self.normalized.text(), &mut self.ranges);
        self.atoms.sort_unstable_by_key(|hit| (hit.start, hit.end, hit.atom));
        self.layout = Layout::read(self.normalized.text());
        let mut rest = self.atoms.as_slice();
        for range in &self.ranges {
            let skip = rest.partition_point(|hit| hit.start < range.start);
            let here = rest[skip..].partition_point(|hit| hit.start < range.end);
            let hits = &rest[skip..skip + here];
            rest = &rest[skip + here..];
            let spelled = Spelled::read(hits, *range, &program.scanner);
            self.sentences.push(Sentence {
                range: *range,
                spelled,
                quantities: OnceCell::new(),
                exact: None,
            });
        }
    }

    /// Tokenises the sentence with this number, unless that was done before.
    pub(crate) fn tokenize(&mut self, number: usize, worker: &mut TokenWorker, cues: &CueBook) {
        let (text, folded) = (self.normalized.text(), self.normalized.folded());
        let sentence = &mut self.sentences[number];
        if sentence.exact.is_some() {
            return;
        }
        let turns = self.turns.get_or_insert_with(|| find_turns(folded, &self.layout, cues));
        let range = sentence.range;
        let mut exact = Exact::default();
        worker.tokenize(text, range.start, range.end, &mut exact.tokens);
        closing_ends(text, &exact.tokens, &mut exact.clause_ends);
        let scene = Scene {
            text,
            folded,
            sentence: range,
            tokens: &exact.tokens,
            quotes: &[],
            clauses: &[],
            known: &exact.known,
        };
        find_quotes(&scene, turns, cues, &mut exact.quotes);
        exact.quoted = exact.quotes.iter().map(|quote| quote.inner).collect();
        sentence.exact = Some(exact);
    }

    /// The sentence for the matcher, by spelling alone or exactly.
    pub(crate) fn sight<'n>(&'n self, number: usize, program: &'n Program, exact: bool) -> Sight<'n> {
        let sentence = &self.sentences[number];
        let known = sentence.exact.as_ref().filter(|_| exact);
        Sight {
            text: self.normalized.text(),
            folded: self.normalized.folded(),
            sentence: sentence.range,
            spelled: &sentence.spelled,
            expressions: &program.expressions,
            tokens: known.map(|exact| exact.tokens.as_slice()),
            quotes: known.map_or(&[], |exact| &exact.quoted),
            clause_ends: known.map_or(&[], |exact| &exact.clause_ends),
            constructions: &program.constructions,
            elapsed: self.layout.elapsed(),
            quantities: &sentence.quantities,
        }
    }

    /// Cuts a tokenised sentence into bunsetsu and clauses, which only the context of a match needs.
    pub(crate) fn parse(&mut self, number: usize) {
        let text = self.normalized.text();
        if let Some(exact) = &mut self.sentences[number].exact
            && exact.clauses.is_empty()
        {
            chunk(text, &exact.tokens, &mut exact.bunsetsu);
            cut(text, &exact.tokens, &exact.bunsetsu, &mut exact.clauses);
        }
    }

    /// The tokenised sentence for the context stage.
    pub(crate) fn scene(&self, number: usize) -> Option<Scene<'_>> {
        let sentence = &self.sentences[number];
        let exact = sentence.exact.as_ref()?;
        Some(Scene {
            text: self.normalized.text(),
            folded: self.normalized.folded(),
            sentence: sentence.range,
            tokens: &exact.tokens,
            quotes: &exact.quotes,
            clauses: &exact.clauses,
            known: &exact.known,
        })
    }
}
