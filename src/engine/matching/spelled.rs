//! Words of the rules in one sentence by spelling alone, each set looked into only when a rule asks for it.

use std::cell::OnceCell;

use crate::engine::expression::Expression;
use crate::engine::scan::{Anchor, AtomHit, Scanner};
use crate::span::Range;

/// One word of one set in the sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct SightHit {
    pub(crate) start: usize,
    pub(crate) end: usize,
    pub(crate) forms: u16,
    /// Counts wherever it stands, not only as a word.
    pub(crate) anywhere: bool,
}

/// A spelling of a set that the scan has found, or the beginning of an expression of it that has not been tried yet.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Candidate {
    set: u32,
    start: usize,
    end: usize,
    forms: u16,
    anchor: Anchor,
}

/// The candidates of one set.
struct Group {
    set: u32,
    from: usize,
    to: usize,
    hits: OnceCell<Vec<SightHit>>,
}

/// All candidates of one sentence.
#[derive(Default)]
pub(crate) struct Spelled {
    candidates: Vec<Candidate>,
    /// By set.
    groups: Vec<Group>,
    /// One bit for each set with a candidate.
    present: Vec<u64>,
}

impl Spelled {
    /// Collects what `hits`, the atoms of the sentence, stand for. Those that reach over its end belong to no sentence.
    pub(crate) fn read(hits: &[AtomHit], sentence: Range, scanner: &Scanner) -> Self {
        let mut spelled = Self::default();
        for hit in hits.iter().filter(|hit| hit.end <= sentence.end) {
            for posting in scanner.postings(hit.atom) {
                let (set, forms, anchor) = (posting.set, posting.forms, posting.anchor);
                // Where several beginnings of an expression stand, it is tried once.
                let end = if matches!(anchor, Anchor::Expression(_)) { hit.start } else { hit.end };
                spelled.candidates.push(Candidate { set, start: hit.start, end, forms, anchor });
            }
        }
        spelled.candidates.sort_unstable_by_key(|candidate| (candidate.set, candidate.start));
        spelled.candidates.dedup();
        let mut from = 0;
        for same in spelled.candidates.chunk_by(|a, b| a.set == b.set) {
            let (set, to) = (same[0].set, from + same.len());
            spelled.groups.push(Group { set, from, to, hits: OnceCell::new() });
            from = to;
            let word = set as usize / 64;
            if spelled.present.len() <= word {
                spelled.present.resize(word + 1, 0);
            }
            spelled.present[word] |= 1 << (set % 64);
        }
        spelled
    }

    /// The sets of which a word may stand in the sentence.
    pub(crate) fn sets(&self) -> impl Iterator<Item = u32> {
        self.groups.iter().map(|group| group.set)
    }

    /// Whether a word of the set may stand in the sentence.
    pub(crate) fn may_hold(&self, set: u32) -> bool {
        self.present.get(set as usize / 64).is_some_and(|bits| bits >> (set % 64) & 1 == 1)
    }

    /// The words of the set by place. `folded` is the note's text up to the end of the sentence.
    pub(crate) fn hits(&self, set: u32, folded: &str, expressions: &[Expression]) -> &[SightHit] {
        if !self.may_hold(set) {
            return &[];
        }
        let Ok(at) = self.groups.binary_search_by_key(&set, |group| group.set) else { return &[] };
        let group = &self.groups[at];
        group.hits.get_or_init(|| {
            let candidates = &self.candidates[group.from..group.to];
            let mut hits: Vec<SightHit> =
                candidates.iter().filter_map(|candidate| candidate.hit(folded, expressions)).collect();
            hits.sort_unstable();
            hits.dedup();
            hits
        })
    }
}

impl Candidate {
    fn hit(&self, folded: &str, expressions: &[Expression]) -> Option<SightHit> {
        let (start, forms) = (self.start, self.forms);
        let (end, anywhere) = match self.anchor {
            Anchor::Words => (self.end, false),
            Anchor::Anywhere => (self.end, true),
            Anchor::Expression(number) => {
                (start + expressions.get(number as usize)?.end(&folded[start..])?, true)
            }
        };
        (end > start).then_some(SightHit { start, end, forms, anywhere })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::scan::{Atoms, Posting};

    #[test]
    fn a_set_holds_what_its_words_and_expressions_find_in_the_sentence() {
        let posting = |set, anchor| Posting { set, forms: 1, anchor };
        let atoms = Atoms::build(vec![
            ("土下座".into(), posting(3, Anchor::Words)),
            ("土".into(), posting(70, Anchor::Expression(0))),
            ("土下".into(), posting(70, Anchor::Expression(0))),
            ("謝".into(), posting(5, Anchor::Anywhere)),
        ])
        .expect("a small automaton");
        let scanner = Scanner::load(atoms).expect("the same automaton");
        let folded = "土下座。土地。謝れ";
        let mut hits = Vec::new();
        scanner.scan(folded, &mut hits);
        let sentence = Range::new(0, "土下座。土地。".len());
        let spelled = Spelled::read(&hits, sentence, &scanner);
        let expressions = [Expression::new("土下?座")];
        let places = |set| -> Vec<(usize, usize)> {
            let hits = spelled.hits(set, &folded[..sentence.end], &expressions);
            hits.iter().map(|hit| (hit.start, hit.end)).collect()
        };
        assert_eq!(spelled.sets().collect::<Vec<_>>(), [3, 70]);
        assert_eq!((places(3), places(70), places(5)), (vec![(0, 9)], vec![(0, 9)], Vec::new()));
        assert!(spelled.may_hold(70) && !spelled.may_hold(5) && !spelled.may_hold(6));
    }
}
