//! Counts entries, in memory that grows with days and sections, not with the length of notes.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::hash::{DefaultHasher, Hash, Hasher};

use jiff::ToSpan;
use jiff::civil::Date;

use super::entry::{Entry, Found};
use super::figures::{
    Case, Category, CubeCell, Example, Figures, Flag, Handling, Month, Pair, Quality, Reason, Retention,
    Section,
};

/// Scores from here on count as strong.
const STRONG: f64 = 0.8;
/// Cases listed at most.
const MOST_CASES: usize = 20;
/// Letters of a note shown before its first and behind its last evidence, and in all.
const AROUND: usize = 60;
const MOST_LETTERS: usize = 320;

/// Counts so far.
#[derive(Debug, Default)]
pub struct Tally {
    figures: Figures,
    /// Ids in the order of the policy, with labels.
    order: Vec<(String, String)>,
    examples: usize,
    categories: BTreeMap<String, Category>,
    months: BTreeMap<(i16, i8), (u64, u64)>,
    sections: BTreeMap<String, Section>,
    cube: BTreeMap<(String, String, Option<String>), u64>,
    together: BTreeMap<(String, String), u64>,
    set_aside: BTreeMap<String, u64>,
    flags: BTreeMap<String, (u64, u64)>,
    faults: BTreeMap<String, u64>,
    cases: BTreeMap<String, Vec<(Option<Date>, String, bool)>>,
    shown: BTreeMap<String, Vec<Example>>,
    days: Option<(Date, Date)>,
    texts: HashSet<u64>,
}

impl Tally {
    /// Nothing counted yet. `order` gives the policy's categories with their labels; `examples` notes are kept for each.
    #[must_use]
    pub fn new(policy: &str, order: Vec<(String, String)>, examples: usize, redacted: bool) -> Self {
        let figures =
            Figures { schema: "fuda-report/1", policy: policy.to_owned(), redacted, ..Figures::default() };
        Self { figures, order, examples, ..Self::default() }
    }

    /// Names one more file.
    pub fn input(&mut self, name: &str) {
        self.figures.inputs.push(name.to_owned());
    }

    /// Counts one note.
    pub fn add(&mut self, entry: &Entry) {
        self.figures.notes += 1;
        if let Some(fault) = &entry.fault {
            self.figures.unreadable += 1;
            *self.faults.entry(fault.clone()).or_default() += 1;
            return;
        }
        let tagged = !entry.found.is_empty();
        self.figures.tagged += u64::from(tagged);
        self.figures.flagged += u64::from(tagged && !entry.flags.is_empty());
        self.quality(entry);
        self.time(entry, tagged);
        let section = self.sections.entry(entry.section.clone()).or_default();
        section.notes += 1;
        section.tagged += u64::from(tagged);
        section.retention_minutes += entry.minutes.unwrap_or_default();
        for (at, one) in entry.found.iter().enumerate() {
            self.category(entry, one);
            for other in entry.found.iter().skip(at + 1) {
                let (a, b) = if one.id < other.id { (one, other) } else { (other, one) };
                *self.together.entry((a.id.clone(), b.id.clone())).or_default() += 1;
            }
        }
        for (_, reason) in &entry.set_aside {
            *self.set_aside.entry(reason.clone()).or_default() += 1;
        }
        for flag in entry.flags.iter().collect::<BTreeSet<_>>() {
            let counts = self.flags.entry(flag.clone()).or_default();
            *counts = (counts.0 + 1, counts.1 + u64::from(tagged));
        }
        if !entry.case.is_empty() {
            self.cases.entry(entry.case.clone()).or_default().push((
                entry.day,
                entry.section.clone(),
                tagged,
            ));
        }
    }

    fn quality(&mut self, entry: &Entry) {
        let quality = &mut self.figures.quality;
        quality.without_day += u64::from(entry.day.is_none());
        quality.without_section += u64::from(entry.section.is_empty());
        let Some(text) = entry.text.as_deref() else { return };
        if text.trim().is_empty() {
            quality.empty += 1;
            return;
        }
        quality.longest = quality.longest.max(u64::try_from(text.chars().count()).unwrap_or(u64::MAX));
        let mut hasher = DefaultHasher::new();
        text.hash(&mut hasher);
        quality.repeated += u64::from(!self.texts.insert(hasher.finish()));
    }

    fn time(&mut self, entry: &Entry, tagged: bool) {
        if let Some(day) = entry.day {
            let (first, last) = self.days.unwrap_or((day, day));
            self.days = Some((first.min(day), last.max(day)));
            let month = self.months.entry((day.year(), day.month())).or_default();
            *month = (month.0 + 1, month.1 + u64::from(tagged));
        }
        if let Some(minutes) = entry.handling {
            let handling = self.figures.handling.get_or_insert_default();
            *handling = Handling {
                notes: handling.notes + 1,
                minutes: handling.minutes + minutes,
                tagged_notes: handling.tagged_notes + u64::from(tagged),
                tagged_minutes: handling.tagged_minutes + if tagged { minutes } else { 0 },
            };
        }
        let retention: &mut Retention = &mut self.figures.retention;
        retention.notes += u64::from(entry.found.iter().any(|one| one.id.contains("retention")));
        if let Some(minutes) = entry.minutes {
            retention.timed += 1;
            retention.minutes += minutes;
            retention.longest = retention.longest.max(minutes);
            let bin = [30, 60, 120, 240].iter().position(|limit| minutes < *limit).unwrap_or(4);
            if let Some(bin) = retention.bins.get_mut(bin) {
                *bin += 1;
            }
        }
    }

    fn category(&mut self, entry: &Entry, one: &Found) {
        let known = self.categories.entry(one.id.clone()).or_insert_with(|| Category {
            id: one.id.clone(),
            label: one.label.clone(),
            ..Category::default()
        });
        known.notes += 1;
        known.strong += u64::from(one.score >= STRONG);
        let month = entry.day.map(|day| month_name(day.year(), day.month()));
        *self.cube.entry((entry.section.clone(), one.id.clone(), month)).or_default() += 1;
        let shown = self.shown.entry(one.id.clone()).or_default();
        // A tie leaves the earlier note where it is, so that the same notes always show the same examples.
        let place = shown.iter().position(|other| other.score < one.score).unwrap_or(shown.len());
        if place < self.examples {
            shown.insert(place, example(entry, one));
            shown.truncate(self.examples);
        }
    }

    /// The numbers.
    #[must_use]
    pub fn finish(mut self) -> Figures {
        let mut figures = std::mem::take(&mut self.figures);
        figures.untagged = figures.notes - figures.tagged - figures.unreadable;
        figures.first_day = self.days.map(|days| days.0.to_string());
        figures.last_day = self.days.map(|days| days.1.to_string());
        let rank = |id: &str| self.order.iter().position(|known| known.0 == id).unwrap_or(usize::MAX);
        let mut categories: Vec<Category> = self.categories.into_values().collect();
        categories.sort_by_key(|one| rank(&one.id));
        for one in &categories {
            figures.examples.extend(self.shown.remove(&one.id).unwrap_or_default());
        }
        figures.categories = categories;
        figures.months = months(&self.months);
        figures.sections = self.sections.into_iter().map(|(name, one)| Section { name, ..one }).collect();
        figures.sections.sort_by(|a, b| b.tagged.cmp(&a.tagged).then_with(|| a.name.cmp(&b.name)));
        let cell = |((section, category, month), notes)| CubeCell { section, category, month, notes };
        figures.cells = self.cube.into_iter().map(cell).collect();
        figures.together =
            self.together.into_iter().map(|((one, other), notes)| Pair { one, other, notes }).collect();
        figures.together.sort_by_key(|pair| std::cmp::Reverse(pair.notes));
        figures.set_aside = reasons(self.set_aside);
        figures.quality = Quality { faults: reasons(self.faults), ..figures.quality };
        figures.flags =
            self.flags.into_iter().map(|(id, (notes, tagged))| Flag { id, notes, tagged }).collect();
        figures.cases = cases(self.cases);
        figures
    }
}

fn month_name(year: i16, month: i8) -> String {
    format!("{year:04}-{month:02}")
}

/// All months from the first to the last; only those with notes where there are too many to show.
fn months(counted: &BTreeMap<(i16, i8), (u64, u64)>) -> Vec<Month> {
    let (Some((first, _)), Some((last, _))) = (counted.first_key_value(), counted.last_key_value()) else {
        return Vec::new();
    };
    let index = |(year, month): (i16, i8)| i32::from(year) * 12 + i32::from(month) - 1;
    let all: Vec<(i16, i8)> = (index(*first)..=index(*last))
        .filter_map(|at| Some((i16::try_from(at / 12).ok()?, i8::try_from(at % 12 + 1).ok()?)))
        .collect();
    let keys = if all.len() > 60 { counted.keys().copied().collect() } else { all };
    let month = |key: (i16, i8)| {
        let (notes, tagged) = counted.get(&key).copied().unwrap_or_default();
        Month { name: month_name(key.0, key.1), notes, tagged }
    };
    keys.into_iter().map(month).collect()
}

fn reasons(counted: BTreeMap<String, u64>) -> Vec<Reason> {
    let mut reasons: Vec<Reason> = counted.into_iter().map(|(id, places)| Reason { id, places }).collect();
    reasons.sort_by_key(|reason| std::cmp::Reverse(reason.places));
    reasons
}

fn cases(counted: BTreeMap<String, Vec<(Option<Date>, String, bool)>>) -> Vec<Case> {
    let mut cases: Vec<Case> = counted
        .into_iter()
        .filter(|(_, notes)| notes.len() > 1)
        .map(|(key, notes)| {
            let days: Vec<Date> = notes.iter().filter_map(|note| note.0).collect();
            let week = |from: &Date| {
                let end = from.saturating_add(6.days());
                days.iter().filter(|day| *from <= **day && **day <= end).count()
            };
            let sections: BTreeSet<&String> =
                notes.iter().map(|note| &note.1).filter(|one| !one.is_empty()).collect();
            let count = |number: usize| u64::try_from(number).unwrap_or(u64::MAX);
            Case {
                key,
                notes: count(notes.len()),
                tagged: count(notes.iter().filter(|note| note.2).count()),
                within_week: count(days.iter().map(week).max().unwrap_or_default()),
                sections: sections.into_iter().cloned().collect(),
            }
        })
        .collect();
    cases.sort_by(|a, b| b.notes.cmp(&a.notes).then_with(|| a.key.cmp(&b.key)));
    cases.truncate(MOST_CASES);
    cases
}

fn example(entry: &Entry, one: &Found) -> Example {
    Example {
        category: one.id.clone(),
        id: entry.id.clone(),
        day: entry.day.map(|day| day.to_string()),
        section: entry.section.clone(),
        score: one.score,
        why: one.why.clone(),
        pieces: pieces(entry.text.as_deref(), &one.words),
    }
}

/// The note around its evidence, cut where a mark begins or ends; without the note, the evidence alone.
fn pieces(text: Option<&str>, words: &[String]) -> Vec<(String, bool)> {
    let mut spans: Vec<(usize, usize)> = Vec::new();
    for word in words.iter().filter(|word| !word.is_empty()) {
        if let Some(at) = text.and_then(|text| text.find(word.as_str())) {
            spans.push((at, at + word.len()));
        }
    }
    spans.sort_unstable();
    let (Some(text), Some(first)) = (text, spans.first()) else {
        return words.iter().flat_map(|word| [(word.clone(), true), (" ".to_owned(), false)]).collect();
    };
    let start = text
        .get(..first.0)
        .map_or(0, |before| before.char_indices().rev().take(AROUND).last().map_or(0, |(at, _)| at));
    let mut out = vec![(if start > 0 { "…".to_owned() } else { String::new() }, false)];
    let (mut at, mut left) = (start, MOST_LETTERS);
    let mut put = |to: usize, marked: bool, left: &mut usize| {
        let part: String = text.get(at..to).unwrap_or_default().chars().take(*left).collect();
        *left -= part.chars().count();
        at = at.max(to);
        out.push((part, marked));
    };
    for (from, to) in spans {
        put(from, false, &mut left);
        put(to, true, &mut left);
    }
    let end = text
        .get(at..)
        .unwrap_or_default()
        .char_indices()
        .nth(AROUND)
        .map_or(text.len(), |(more, _)| at + more);
    let mut put = |to: usize| {
        let part: String = text.get(at..to).unwrap_or_default().chars().take(left).collect();
        let cut = to < text.len() || part.len() < to.saturating_sub(at);
        out.push((part + if cut { "…" } else { "" }, false));
    };
    put(end);
    out.retain(|piece| !piece.0.is_empty());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry(day: Option<&str>, section: &str, ids: &[&str]) -> Entry {
        let found = |id: &&str| Found {
            id: (*id).into(),
            label: (*id).into(),
            score: 0.9,
            words: vec!["怒鳴".into()],
            why: "w".into(),
        };
        Entry {
            day: day.map(|day| day.parse().unwrap()),
            section: section.into(),
            case: "A".into(),
            text: Some(format!("{section}で怒鳴る")),
            found: ids.iter().map(found).collect(),
            ..Entry::default()
        }
    }

    #[test]
    fn the_counts_are_those_of_the_notes() {
        let order = ["b", "a"].map(|id| (id.to_owned(), id.to_owned())).to_vec();
        let mut tally = Tally::new("p", order, 2, false);
        for one in [
            entry(Some("2026-01-30"), "税務課", &["a", "b"]),
            entry(Some("2026-02-02"), "税務課", &["a"]),
            entry(Some("2026-04-02"), "市民課", &[]),
            entry(None, "", &["b"]),
            Entry { fault: Some("nul".into()), ..Entry::default() },
        ] {
            tally.add(&one);
        }
        let figures = tally.finish();
        assert_eq!((figures.notes, figures.tagged, figures.untagged, figures.unreadable), (5, 3, 1, 1));
        assert_eq!(
            figures.categories.iter().map(|one| (one.id.as_str(), one.notes)).collect::<Vec<_>>(),
            [("b", 2), ("a", 2)]
        );
        let months: Vec<(&str, u64, u64)> =
            figures.months.iter().map(|one| (one.name.as_str(), one.notes, one.tagged)).collect();
        assert_eq!(months, [("2026-01", 1, 1), ("2026-02", 1, 1), ("2026-03", 0, 0), ("2026-04", 1, 0)]);
        assert_eq!(figures.sections[0].name, "税務課");
        assert_eq!(figures.cells.iter().map(|cell| cell.notes).sum::<u64>(), 4);
        assert_eq!((figures.together[0].one.as_str(), figures.together[0].notes), ("a", 1));
        assert_eq!((figures.quality.without_day, figures.quality.repeated), (1, 1));
        assert_eq!(
            (figures.cases[0].notes, figures.cases[0].within_week, figures.cases[0].sections.len()),
            (4, 2, 2)
        );
        assert_eq!(figures.examples[0].pieces[1], ("怒鳴".to_owned(), true));
    }

    #[test]
    fn long_notes_are_cut_around_the_evidence() {
        let text = format!("{}怒鳴る{}", "あ".repeat(500), "い".repeat(500));
        let shown = pieces(Some(&text), &["怒鳴".into()]);
        assert_eq!(shown[0].0, "…");
        assert_eq!(shown[2], ("怒鳴".to_owned(), true));
        assert!(
            shown[3].0.ends_with('…') && shown.iter().map(|one| one.0.chars().count()).sum::<usize>() < 140
        );
        assert_eq!(pieces(None, &["怒鳴".into()])[0], ("怒鳴".to_owned(), true));
    }
}
