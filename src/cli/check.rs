//! `fuda check`: every mistake in the dictionaries at once, and every rule's own examples.

use std::fmt::Write as _;

use serde::Serialize;

use super::answer::{Answer, Outcome};
use super::arguments::Check;
use super::console;
use crate::engine::Tagger;
use crate::eval::run_examples;
use crate::files::load_dictionaries;
use crate::rules::{Diagnostic, Rule, Severity};

#[derive(Serialize)]
struct Report<'r> {
    schema: &'static str,
    rules: usize,
    examples: usize,
    errors: usize,
    warnings: usize,
    todo: &'r [String],
    diagnostics: &'r [Diagnostic],
}

pub(super) fn run(arguments: &Check) -> Outcome {
    let loaded = load_dictionaries(&arguments.paths)?;
    let mut diagnostics = loaded.diagnostics.clone();
    let policies = &loaded.dictionaries.policies;
    let policy =
        policies.iter().find(|policy| policy.id == crate::rules::DEFAULT_POLICY).or(policies.first());
    let tagger = Tagger::new(&loaded.dictionaries, policy.map_or("", |policy| policy.id.as_str()))?;
    let own = |rule: &Rule| rule.place.source >= loaded.first_own;
    let examples = run_examples(&tagger, &loaded.dictionaries, &loaded.sources, own);
    diagnostics.extend(examples.diagnostics);
    let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
    let report = Report {
        schema: "fuda-check/1",
        rules: loaded.dictionaries.rules.iter().filter(|rule| own(rule)).count(),
        examples: examples.run,
        errors,
        warnings,
        todo: &examples.todo,
        diagnostics: &diagnostics,
    };
    if arguments.json {
        console::print(&console::json(&report)?)?;
    } else {
        let mut text = String::new();
        for diagnostic in &diagnostics {
            text += &console::render(diagnostic, &loaded.sources);
            text += "\n\n";
        }
        for todo in &examples.todo {
            let _ = writeln!(text, "既知の見落とし(todo) {todo}");
        }
        let _ = writeln!(
            text,
            "規則 {}、例 {}: 誤り {errors}、注意 {warnings}、既知の見落とし {}",
            report.rules,
            report.examples,
            examples.todo.len()
        );
        console::print(&text)?;
    }
    Ok(if errors > 0 || (arguments.strict && warnings > 0) { Answer::No } else { Answer::Yes })
}
