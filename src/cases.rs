//! Case history: notes of one case or person, in the order of their days, so that repetition is seen.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use jiff::civil::Date;

/// Days over which notes of one case are counted together.
const WEEK: i32 = 7;

/// What was read of one note to place it in its case.
#[derive(Clone, Debug, Default)]
pub struct Visit {
    /// Which of the files it stands in.
    pub file: usize,
    /// Its row in that file.
    pub row: u64,
    /// The case or the person; blank where the row names none.
    pub key: String,
    /// The day, where it is known.
    pub day: Option<Date>,
    /// The section that wrote it.
    pub section: String,
}

/// Where one note stands among those of its case.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct History {
    /// The case or the person.
    pub key: String,
    /// Which note of the case it is, from 1, by day.
    pub number: usize,
    /// How many notes the case has.
    pub of: usize,
    /// How many of them fall in the seven days up to this note's day, this one included; `None` without a day.
    pub within_week: Option<usize>,
    /// The sections that wrote notes of the case up to this one, in order of their first.
    pub sections: Vec<String>,
}

/// `3件目(全4件)、7日間で3件、所属: 税務課・市民課`; nothing for a case of one note.
impl fmt::Display for History {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.of < 2 {
            return Ok(());
        }
        write!(out, "{}件目(全{}件)", self.number, self.of)?;
        if let Some(count) = self.within_week.filter(|count| *count > 1) {
            write!(out, "、{WEEK}日間で{count}件")?;
        }
        if self.sections.len() > 1 {
            write!(out, "、所属: {}", self.sections.join("・"))?;
        }
        Ok(())
    }
}

/// The histories of one file's notes by row.
#[derive(Clone, Debug, Default)]
pub struct FileCases {
    rows: BTreeMap<u64, History>,
}

impl FileCases {
    /// The history of the note in `row`; `None` where the row names no case.
    #[must_use]
    pub fn of(&self, row: u64) -> Option<&History> {
        self.rows.get(&row)
    }

    /// The same with every key changed by `change`, for outputs that must not name anybody.
    #[must_use]
    pub fn renamed(mut self, change: impl Fn(&mut String)) -> Self {
        self.rows.values_mut().for_each(|history| change(&mut history.key));
        self
    }
}

/// The histories of the notes in `files` files. Notes without a day keep the order in which they stand, behind those
/// that have one.
#[must_use]
pub fn histories(visits: Vec<Visit>, files: usize) -> Vec<FileCases> {
    let mut cases: BTreeMap<String, Vec<Visit>> = BTreeMap::new();
    for visit in visits {
        let key = visit.key.trim().to_owned();
        if !key.is_empty() {
            cases.entry(key).or_default().push(visit);
        }
    }
    let mut histories = vec![FileCases::default(); files];
    for (key, mut visits) in cases {
        visits.sort_by_key(|one| (one.day.is_none(), one.day, one.file, one.row));
        let (mut sections, mut seen) = (Vec::new(), BTreeSet::new());
        for (at, visit) in visits.iter().enumerate() {
            if !visit.section.is_empty() && seen.insert(visit.section.clone()) {
                sections.push(visit.section.clone());
            }
            let history = History {
                key: key.clone(),
                number: at + 1,
                of: visits.len(),
                within_week: visit.day.map(|day| within_week(&visits[..=at], day)),
                sections: sections.clone(),
            };
            if let Some(file) = histories.get_mut(visit.file) {
                file.rows.insert(visit.row, history);
            }
        }
    }
    histories
}

fn within_week(visits: &[Visit], day: Date) -> usize {
    let near = |other: Date| (day - other).get_days() < WEEK;
    visits.iter().filter(|one| one.day.is_some_and(near)).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn visit(row: u64, key: &str, day: Option<i8>, section: &str) -> Visit {
        let day = day.map(|day| jiff::civil::date(2026, 10, day));
        Visit { file: 0, row, key: key.into(), day, section: section.into() }
    }

    #[test]
    fn the_third_call_of_a_week_is_seen_whatever_the_order_of_rows() {
        let visits = vec![
            visit(1, "A", Some(20), "税務課"),
            visit(2, "B", Some(20), "税務課"),
            visit(3, "A", Some(16), "市民課"),
            visit(4, "A", Some(15), "税務課"),
            visit(5, "A", Some(1), "税務課"),
            visit(6, " ", Some(1), "税務課"),
        ];
        let file = histories(visits, 1).remove(0);
        assert_eq!(file.of(1).unwrap().to_string(), "4件目(全4件)、7日間で3件、所属: 税務課・市民課");
        assert_eq!(file.of(3).unwrap().to_string(), "3件目(全4件)、7日間で2件、所属: 税務課・市民課");
        assert_eq!(file.of(5).unwrap().to_string(), "1件目(全4件)");
        assert_eq!(file.of(2).unwrap().to_string(), "", "a case of one note says nothing");
        assert!(file.of(6).is_none());
    }

    #[test]
    fn notes_without_a_day_stand_last_in_their_own_order() {
        let visits = vec![visit(1, "A", None, ""), visit(2, "A", Some(3), ""), visit(3, "A", None, "")];
        let file = histories(visits, 1).remove(0);
        assert_eq!([1, 2, 3].map(|row| file.of(row).unwrap().number), [2, 1, 3]);
        assert_eq!(file.of(3).unwrap().within_week, None);
    }
}
