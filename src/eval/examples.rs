//! Every rule's own examples, run through the whole engine.

use crate::engine::{Stage, Tagger, Tagging};
use crate::rules::{
    Diagnostic, Dictionaries, DictionarySource, Example, ExampleKind, Rule, RuleKind, Severity,
};
use crate::span::Span;

/// What running the examples showed.
#[derive(Clone, Debug, Default)]
pub struct ExampleReport {
    /// How many examples were run.
    pub run: usize,
    /// Known misses (`todo`) that are still missed, as `rule: sentence`.
    pub todo: Vec<String>,
    /// Examples that do not hold, vacuous `skip`s, and `todo`s that hold by now.
    pub diagnostics: Vec<Diagnostic>,
}

/// Runs the examples of the rules that `wanted` picks. A rule's examples are judged by that rule alone: what other rules say of the sentence does not
/// matter.
#[must_use]
pub fn run_examples(
    tagger: &Tagger,
    dictionaries: &Dictionaries,
    sources: &[DictionarySource],
    wanted: impl Fn(&Rule) -> bool,
) -> ExampleReport {
    let mut worker = tagger.worker();
    let mut report = ExampleReport::default();
    for rule in dictionaries.rules.iter().filter(|rule| wanted(rule)) {
        for example in &rule.examples {
            report.run += 1;
            let tagging = worker.tag(&example.text);
            let counted = counted(rule, &tagging);
            let mut push = |code, severity, message: String, label: String, cure: &str| {
                let diagnostic = Diagnostic::new(code, severity, sources, &example.place, message);
                report.diagnostics.push(diagnostic.label(label).cure(cure));
            };
            match example.kind {
                ExampleKind::Match if counted.is_empty() => {
                    let cure = format!("`fuda explain --rule {} \"…\"` で理由を見てください", rule.id);
                    let message = format!("規則「{}」はこの match の例に当たりません", rule.id);
                    push("F030", Severity::Error, message, aside(rule, &tagging, example), &cure);
                }
                ExampleKind::Match => {
                    let wanted = example.span.clone().map(|span| Span { start: span.start, end: span.end });
                    if let Some(wanted) = wanted.filter(|wanted| !counted.contains(wanted)) {
                        let found: Vec<&str> = counted.iter().map(|span| span.of(&example.text)).collect();
                        let message = format!("規則「{}」の当たる箇所が < > の印と違います", rule.id);
                        let label =
                            format!("印は「{}」、実際は「{}」", wanted.of(&example.text), found.join("」「"));
                        push("F031", Severity::Error, message, label, "印か規則を直してください");
                    }
                }
                ExampleKind::Skip if !counted.is_empty() => {
                    let message = format!("規則「{}」がこの skip の例に当たります", rule.id);
                    let label = format!("「{}」", counted[0].of(&example.text));
                    push(
                        "F032",
                        Severity::Error,
                        message,
                        label,
                        "規則を狭めるか、手がかり(cues)を加えてください",
                    );
                }
                ExampleKind::Skip => {
                    let explained = worker.explain(&example.text, &rule.id);
                    if explained.is_some_and(|explained| {
                        !explained
                            .steps
                            .iter()
                            .any(|step| step.passed == Some(true) || step.stage != Stage::Words)
                    }) {
                        let message =
                            format!("規則「{}」のこの skip には規則の語が一つもありません", rule.id);
                        let cure = "規則の語を含み、それでも当たらない文にしてください";
                        push("F033", Severity::Warning, message, "空の例です".into(), cure);
                    }
                }
                ExampleKind::Todo if counted.is_empty() => {
                    report.todo.push(format!("{}: {}", rule.id, example.text));
                }
                ExampleKind::Todo => {
                    let message = format!("規則「{}」のこの todo は、もう当たります", rule.id);
                    push("F034", Severity::Warning, message, String::new(), "match に移してください");
                }
            }
        }
    }
    report
}

/// Where the rule counts, by itself: also where its weight alone does not reach the threshold.
fn counted(rule: &Rule, tagging: &Tagging) -> Vec<Span> {
    if rule.kind == RuleKind::Flag {
        let own = tagging.flags.iter().filter(|flag| *flag.id == *rule.category);
        return own.map(|flag| flag.span).collect();
    }
    if rule.kind == RuleKind::Mention {
        // A mention gives way to a rule of its category that says more of the same place.
        let own = tagging.set_aside.iter().filter(|one| *one.category == *rule.category);
        return own.map(|one| one.span).collect();
    }
    let suggested = tagging.categories.iter().flat_map(|category| &category.evidence);
    let suggested = suggested.filter(|one| *one.rule == *rule.id).map(|one| one.span);
    let weak =
        tagging.set_aside.iter().filter(|one| *one.rule == *rule.id && one.reason.id() == "below-threshold");
    suggested.chain(weak.map(|one| one.span)).collect()
}

fn aside(rule: &Rule, tagging: &Tagging, example: &Example) -> String {
    let found = tagging.set_aside.iter().find(|one| *one.rule == *rule.id);
    found.map_or_else(String::new, |one| {
        let cue = one.cue.map_or("", |cue| cue.of(&example.text));
        format!("「{}」は {} として除外「{cue}」", one.span.of(&example.text), one.reason.id())
    })
}
