//! `fuda explain`: one note, what was found, what was set aside, and why or why not.
#![allow(clippy::disallowed_methods, reason = "the note may come from standard input")]

use std::fmt::Write as _;
use std::io::Read;

use super::answer::{Answer, Outcome};
use super::arguments::Explain;
use super::console;
use crate::engine::{Explanation, Record, Tagging};
use crate::error::{Error, ErrorKind};
use crate::span::{OffsetUnit, Span};

pub(super) fn run(arguments: &Explain) -> Outcome {
    let tagger = console::tagger(&arguments.rules)?;
    let note = match arguments.text.as_deref() {
        Some("-") | None => read_stdin()?,
        Some(text) => text.to_owned(),
    };
    let mut worker = tagger.worker();
    let text = if let Some(rule) = &arguments.rule {
        let Some(explanation) = worker.explain(&note, rule) else {
            let category = rule.split('/').next().unwrap_or_default();
            let near: Vec<&str> = tagger.rule_ids().filter(|id| id.starts_with(category)).collect();
            let cure = if near.is_empty() {
                "`fuda explain` を --rule なしで実行すると、当たった規則の ID が出ます".to_owned()
            } else {
                format!("この類型の規則は {} です", near.join("、"))
            };
            return Err(
                Error::new(ErrorKind::Argument, format!("規則「{rule}」はありません")).with_cure(cure)
            );
        };
        if arguments.json { console::json(&explanation)? } else { followed(&explanation, &note) }
    } else {
        let tagging = worker.tag(&note);
        if arguments.json {
            let record = Record {
                id: "1",
                text: &note,
                outcome: Ok(&tagging),
                offsets: OffsetUnit::Char,
                input: None,
            };
            console::json(&record)?
        } else {
            told(&tagging, &note)
        }
    };
    console::print(&text)?;
    Ok(Answer::Yes)
}

fn read_stdin() -> Result<String, Error> {
    let mut bytes = Vec::new();
    let read = std::io::stdin().lock().read_to_end(&mut bytes);
    read.map_err(|error| Error::new(ErrorKind::Io, format!("標準入力を読めません({error})")))?;
    String::from_utf8(bytes).map_err(|_| {
        Error::new(ErrorKind::Input, "標準入力が UTF-8 ではありません").with_cure(
            "explain には UTF-8 の本文を渡してください(ファイルは fuda tag が文字コードを判定します)",
        )
    })
}

fn told(tagging: &Tagging, note: &str) -> String {
    let mut text = String::new();
    if tagging.categories.is_empty() {
        text += "該当しうる記載は見つかりませんでした。\n";
    }
    for category in &tagging.categories {
        let _ = writeln!(
            text,
            "{}に該当しうる記載(要確認)  {}  {:.2}",
            category.label, category.id, category.score
        );
        for evidence in &category.evidence {
            let _ = writeln!(
                text,
                "    {}  {}  [{}]",
                in_context(note, evidence.span),
                evidence.why,
                evidence.rule
            );
        }
    }
    if !tagging.set_aside.is_empty() {
        text += "除外した記載\n";
    }
    for aside in &tagging.set_aside {
        let cue = aside.cue.map_or_else(String::new, |cue| format!("、手がかり「{}」", cue.of(note)));
        let place = in_context(note, aside.span);
        let _ = writeln!(text, "    {place}  {}{cue}  [{}]", aside.reason.japanese(), aside.rule);
    }
    if !tagging.flags.is_empty() {
        text += "留意事項\n";
    }
    for flag in &tagging.flags {
        let _ = writeln!(text, "    {}  {}", in_context(note, flag.span), flag.id);
    }
    text
}

fn followed(explanation: &Explanation, note: &str) -> String {
    let verdict = if explanation.counts { "数える" } else { "数えない" };
    let mut text = format!("規則 {}({}): {verdict}\n", explanation.rule, explanation.why);
    for step in &explanation.steps {
        let mark = match step.passed {
            Some(true) => '○',
            Some(false) => '×',
            None => '・',
        };
        let _ = writeln!(text, "  {mark} {}: {}", step.stage.japanese(), step.message);
        for span in &step.spans {
            let _ = writeln!(text, "        {}", in_context(note, *span));
        }
    }
    text
}

/// The place with a few characters either side, on one line.
fn in_context(note: &str, span: Span) -> String {
    const AROUND: usize = 12;
    let before: String = {
        let letters: Vec<char> = note[..span.start].chars().rev().take(AROUND).collect();
        letters.into_iter().rev().collect()
    };
    let after: String = note[span.end..].chars().take(AROUND).collect();
    format!("…{before}【{}】{after}…", span.of(note)).replace(['\n', '\r'], " ")
}
