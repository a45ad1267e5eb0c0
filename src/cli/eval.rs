//! `fuda eval`: how well the rules do on labelled notes.

use std::fmt::Write as _;

use serde::Serialize;

use super::answer::{Answer, Outcome};
use super::arguments::Eval;
use super::console;
use crate::eval::{Counts, EvalErrorKind, Reliability, Report, evaluate, parse_gold};
use crate::files::read_text;

#[derive(Serialize)]
struct Row<'r> {
    category: &'r str,
    precision: f64,
    precision_interval: (f64, f64),
    recall: f64,
    recall_interval: (f64, f64),
    f1: f64,
    #[serde(flatten)]
    counts: Counts,
}

#[derive(Serialize)]
struct Printed<'r> {
    schema: &'static str,
    total: Row<'r>,
    categories: Vec<Row<'r>>,
    #[serde(flatten)]
    report: &'r Report,
}

pub(super) fn run(arguments: &Eval) -> Outcome {
    let mut gold = Vec::new();
    for path in &arguments.gold {
        gold.extend(parse_gold(&path.display().to_string(), &read_text(path)?)?);
    }
    let tagger = console::tagger(&arguments.rules)?;
    let report = evaluate(&tagger, &gold);
    if arguments.json {
        let categories = report.categories.iter().map(|(id, counts)| row(id, *counts)).collect();
        let printed =
            Printed { schema: "fuda-eval/1", total: row("all", report.total), categories, report: &report };
        console::print(&console::json(&printed)?)?;
    } else {
        console::print(&table(&report, arguments.errors))?;
    }
    let enough = arguments.fail_under.is_none_or(|least| report.total.f1() >= least);
    Ok(if enough { Answer::Yes } else { Answer::No })
}

fn row(category: &str, counts: Counts) -> Row<'_> {
    Row {
        category,
        precision: counts.precision(),
        precision_interval: counts.precision_interval(),
        recall: counts.recall(),
        recall_interval: counts.recall_interval(),
        f1: counts.f1(),
        counts,
    }
}

fn table(report: &Report, errors: bool) -> String {
    let mut text = format!(
        "{:<24}{:>5}{:>5}{:>5}  {:<22}{:<22}{:>6}\n",
        "category", "TP", "FP", "FN", "precision (95 %)", "recall (95 %)", "F1"
    );
    let all = report.categories.iter().map(|(id, counts)| (id.as_str(), *counts));
    for (id, counts) in all.chain([("micro", report.total)]) {
        let share = |value: f64, (low, high): (f64, f64)| format!("{value:.3} ({low:.2}–{high:.2})");
        let _ = writeln!(
            text,
            "{id:<24}{:>5}{:>5}{:>5}  {:<22}{:<22}{:>6.3}",
            counts.true_positives,
            counts.false_positives,
            counts.false_negatives,
            share(counts.precision(), counts.precision_interval()),
            share(counts.recall(), counts.recall_interval()),
            counts.f1()
        );
    }
    let _ = writeln!(
        text,
        "記録 {} 件。ラベルのない {} 件のうち、類型を示したもの {} 件。",
        report.notes, report.unlabelled, report.unlabelled_tagged
    );
    if report.reasons > 0 {
        let _ = writeln!(
            text,
            "除外の理由まで正しいもの {} / {} 件。ほかに、別の意味の語を「根拠が弱い」としたもの {} 件。",
            report.reasons_right, report.reasons, report.reasons_weak
        );
        let _ = writeln!(text, "類型と理由がすべて正しい記録 {} / {} 件。", report.notes_right, report.notes);
    }
    text.push_str(&reliability(&report.reliability));
    for error in report.errors.iter().filter(|_| errors) {
        let kind = match error.kind {
            EvalErrorKind::FalsePositive => "余計",
            EvalErrorKind::FalseNegative => "見落とし",
        };
        let _ = writeln!(text, "{kind} {} {} {}", error.note, error.category, error.because.join(" / "));
    }
    text
}

/// What scores were worth on these notes.
fn reliability(table: &Reliability) -> String {
    if table.bins.is_empty() {
        return String::new();
    }
    let mut text = format!("{:<12}{:>8}{:>12}{:>8}\n", "score", "count", "mean score", "right");
    for bin in &table.bins {
        let range = format!("{:.1}–{:.1}", bin.from, bin.from + 0.1);
        let _ = writeln!(text, "{range:<12}{:>8}{:>12.3}{:>8.3}", bin.suggestions, bin.mean_score, bin.right);
    }
    let _ = writeln!(text, "スコアと正答率のずれ(期待校正誤差) {:.3}", table.calibration_error);
    text
}
