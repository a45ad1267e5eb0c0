//! Precision, recall and F1 per category, with confidence intervals and the list of errors.

use std::collections::BTreeMap;

use rayon::prelude::*;
use serde::Serialize;

use super::gold::GoldNote;
use super::reliability::Reliability;
use crate::engine::{Tagger, Tagging};
use crate::rules::{Cover, Policy, Reason};
use crate::span::Span;

/// Right and wrong answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Suggested and labelled.
    pub true_positives: usize,
    /// Suggested, neither labelled nor optional.
    pub false_positives: usize,
    /// Labelled and not suggested.
    pub false_negatives: usize,
}

impl Counts {
    /// Share of suggestions that are right; 1 when nothing was suggested.
    #[must_use]
    pub fn precision(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_positives)
    }

    /// Share of labels that were suggested; 1 when there are no labels.
    #[must_use]
    pub fn recall(self) -> f64 {
        ratio(self.true_positives, self.true_positives + self.false_negatives)
    }

    /// Harmonic mean of precision and recall, counted as 2TP / (2TP + FP + FN).
    #[must_use]
    pub fn f1(self) -> f64 {
        let double = 2 * self.true_positives;
        ratio(double, double + self.false_positives + self.false_negatives)
    }

    /// 95 % interval of the precision.
    #[must_use]
    pub fn precision_interval(self) -> (f64, f64) {
        wilson(self.true_positives, self.true_positives + self.false_positives)
    }

    /// 95 % interval of the recall.
    #[must_use]
    pub fn recall_interval(self) -> (f64, f64) {
        wilson(self.true_positives, self.true_positives + self.false_negatives)
    }

    fn add(&mut self, other: Self) {
        self.true_positives += other.true_positives;
        self.false_positives += other.false_positives;
        self.false_negatives += other.false_negatives;
    }
}

#[expect(clippy::cast_precision_loss, reason = "counts of notes stay far below 2^52")]
fn ratio(part: usize, whole: usize) -> f64 {
    if whole == 0 { 1.0 } else { part as f64 / whole as f64 }
}

/// Wilson's score interval at 95 % (E. B. Wilson 1927, JASA 22:209–212): sound for few trials and shares near 0 or 1.
#[expect(clippy::cast_precision_loss, reason = "counts of notes stay far below 2^52")]
fn wilson(successes: usize, trials: usize) -> (f64, f64) {
    if trials == 0 {
        return (0.0, 1.0);
    }
    // The 97.5 % quantile of the normal distribution.
    let z = 1.959_964_f64;
    let (n, p) = (trials as f64, successes as f64 / trials as f64);
    let middle = p + z * z / (2.0 * n);
    let spread = z * (p * (1.0 - p) / n + z * z / (4.0 * n * n)).sqrt();
    let scale = 1.0 + z * z / n;
    (((middle - spread) / scale).max(0.0), ((middle + spread) / scale).min(1.0))
}

/// What kind of error.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ErrorKind {
    /// Suggested, not labelled.
    FalsePositive,
    /// Labelled, not suggested.
    FalseNegative,
}

/// One wrong answer.
#[derive(Clone, Debug, Serialize)]
pub struct EvalError {
    /// Id of the note.
    pub note: String,
    /// The category.
    pub category: String,
    /// Too much or missing.
    pub kind: ErrorKind,
    /// The rules and words that spoke for a wrong suggestion, or were set aside for a missing one.
    pub because: Vec<String>,
}

/// The whole measurement.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// How many notes were read.
    pub notes: usize,
    /// Per category, in the policy's order.
    pub categories: Vec<(String, Counts)>,
    /// All categories together.
    pub total: Counts,
    /// Notes without any label.
    pub unlabelled: usize,
    /// Those of them that got a suggestion.
    pub unlabelled_tagged: usize,
    /// Contrast notes with a reason.
    pub reasons: usize,
    /// Those of them whose tempting category is set aside for a reason that is true, and is not suggested.
    pub reasons_right: usize,
    /// Those of the others whose words mean something else, and which were set aside as too weak: right as far as it
    /// goes.
    pub reasons_weak: usize,
    /// Notes with every category right, and the reason (a true one, or too weak) where one is asked for.
    pub notes_right: usize,
    /// How often suggestions of a score are right; those that either answer is right for do not count.
    pub reliability: Reliability,
    /// Every error, in note order.
    pub errors: Vec<EvalError>,
}

/// Tags every note under the tagger's policy and compares; labels name acts. Runs on all cores; the report is the same for any number of them.
#[must_use]
pub fn evaluate(tagger: &Tagger, gold: &[GoldNote]) -> Report {
    let taggings: Vec<Tagging> =
        gold.par_iter().map_init(|| tagger.worker(), |worker, note| worker.tag(&note.text)).collect();
    let order: Vec<&str> = tagger.policy().categories.iter().map(|category| category.id.as_str()).collect();
    let mut counts: BTreeMap<&str, Counts> = BTreeMap::new();
    let mut report = Report {
        notes: gold.len(),
        categories: Vec::new(),
        total: Counts::default(),
        unlabelled: 0,
        unlabelled_tagged: 0,
        reasons: 0,
        reasons_right: 0,
        reasons_weak: 0,
        notes_right: 0,
        reliability: Reliability::default(),
        errors: Vec::new(),
    };
    let mut scores = Vec::new();
    for (note, tagging) in gold.iter().zip(&taggings) {
        let note = &under(tagger.policy(), note);
        if note.labels.is_empty() {
            report.unlabelled += 1;
            report.unlabelled_tagged += usize::from(wrongly_tagged(note, tagging));
        }
        let right = note.reason.as_ref().map(|reason| reason_right(note, tagging, reason));
        report.reasons += usize::from(right.is_some());
        report.reasons_right += usize::from(right == Some(true));
        let weak = right == Some(false) && set_aside_as_weak(note, tagging);
        report.reasons_weak += usize::from(weak);
        report.notes_right += usize::from((right != Some(false) || weak) && all_right(&order, note, tagging));
        for category in &order {
            let (one, error) = compare(note, tagging, category);
            counts.entry(category).or_default().add(one);
            report.errors.extend(error);
        }
        let labelled = |id: &str| note.labels.iter().any(|label| label == id);
        let open = |id: &str| !labelled(id) && note.optional.iter().any(|label| label == id);
        let counted = tagging.categories.iter().filter(|suggestion| !open(&suggestion.id));
        scores.extend(counted.map(|suggestion| (suggestion.score, labelled(&suggestion.id))));
    }
    report.reliability = Reliability::of(&scores);
    for category in order {
        let one = counts.get(category).copied().unwrap_or_default();
        report.total.add(one);
        report.categories.push((category.to_owned(), one));
    }
    report
}

/// The note with its labels in the categories of `policy`. A label names an act: the categories that cover it whole
/// must be suggested; where only a part of it falls under a category, or it borders on one, either answer is right.
fn under(policy: &Policy, note: &GoldNote) -> GoldNote {
    let of = |acts: &[String], wanted: &[Cover]| -> Vec<String> {
        let categories = policy.categories.iter().filter(|category| {
            acts.iter().any(|act| category.cover(act).is_some_and(|cover| wanted.contains(&cover)))
        });
        categories.map(|category| category.id.clone()).collect()
    };
    let whole = [Cover::Whole];
    let mut optional = of(&note.optional, &[Cover::Whole, Cover::Part, Cover::Near]);
    optional.extend(of(&note.labels, &[Cover::Part, Cover::Near]));
    let named = |acts: &[String]| {
        acts.iter().filter(|act| of(&[(*act).clone()], &whole).is_empty()).cloned().collect()
    };
    let mut tempts: Vec<String> = named(&note.tempts);
    tempts.extend(of(&note.tempts, &whole));
    let (labels, background) = (of(&note.labels, &whole), of(&note.background, &whole));
    GoldNote { labels, optional, background, tempts, ..note.clone() }
}

fn wrongly_tagged(note: &GoldNote, tagging: &Tagging) -> bool {
    tagging.categories.iter().any(|suggestion| !note.optional.iter().any(|id| **id == *suggestion.id))
}

fn all_right(categories: &[&str], note: &GoldNote, tagging: &Tagging) -> bool {
    categories.iter().all(|category| compare(note, tagging, category).1.is_none())
}

fn reason_right(note: &GoldNote, tagging: &Tagging, reason: &str) -> bool {
    let accepted = |id: &str| id == reason || note.reasons.iter().any(|other| other == id);
    note.tempts.iter().all(|tempting| {
        !tagging.categories.iter().any(|suggestion| *suggestion.id == **tempting)
            && tagging.set_aside.iter().any(|one| *one.category == **tempting && accepted(one.reason.id()))
    })
}

fn set_aside_as_weak(note: &GoldNote, tagging: &Tagging) -> bool {
    let other_sense = Reason::OtherSense.id();
    let harmless =
        note.reason.as_deref() == Some(other_sense) || note.reasons.iter().any(|id| id == other_sense);
    let weak = |category: &str| {
        tagging.set_aside.iter().any(|one| *one.category == *category && one.reason == Reason::BelowThreshold)
    };
    harmless && note.tempts.iter().all(|tempting| weak(tempting))
}

fn compare(note: &GoldNote, tagging: &Tagging, category: &str) -> (Counts, Option<EvalError>) {
    let suggestion = tagging.categories.iter().find(|suggestion| &*suggestion.id == category);
    let labelled = note.labels.iter().any(|label| label == category);
    let optional = note.optional.iter().any(|label| label == category);
    let mut counts = Counts::default();
    let error = |kind, because| {
        Some(EvalError { note: note.id.clone(), category: category.to_owned(), kind, because })
    };
    let place = |rule: &str, span: Span| format!("{rule}「{}」", span.of(&note.text));
    match (suggestion, labelled) {
        (Some(_), true) => counts.true_positives = 1,
        (Some(suggestion), false) if !optional => {
            counts.false_positives = 1;
            let because = suggestion.evidence.iter().map(|one| place(&one.rule, one.span)).collect();
            return (counts, error(ErrorKind::FalsePositive, because));
        }
        (None, true) => {
            counts.false_negatives = 1;
            let aside = tagging.set_aside.iter().filter(|one| &*one.category == category);
            let because = aside.map(|one| format!("{} {}", place(&one.rule, one.span), one.reason.id()));
            return (counts, error(ErrorKind::FalseNegative, because.collect()));
        }
        _ => {}
    }
    (counts, None)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_of_known_counts() {
        let counts = Counts { true_positives: 8, false_positives: 2, false_negatives: 8 };
        assert!((counts.precision() - 0.8).abs() < 1e-9);
        assert!((counts.recall() - 0.5).abs() < 1e-9);
        assert!((counts.f1() - 16.0 / 26.0).abs() < 1e-9);
        // Wilson's interval for 8 of 10 is (0.4902, 0.9433).
        let (low, high) = counts.precision_interval();
        assert!((low - 0.4902).abs() < 1e-3 && (high - 0.9433).abs() < 1e-3, "{low} {high}");
    }
}
