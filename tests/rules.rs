//! Every built-in rule holds its own examples, and the built-in dictionaries are without a mistake.

use fuda::Tagger;
use fuda::eval::run_examples;
use fuda::rules::{DEFAULT_POLICY, ExampleKind, RuleKind, Severity, builtin, parse};

#[test]
fn the_dictionaries_hold_no_mistake() {
    let (_, diagnostics) = parse(&builtin());
    let errors: Vec<String> = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}:{}:{} {} {}", one.file, one.line, one.column, one.code, one.message))
        .collect();
    assert!(errors.is_empty(), "{}", errors.join("\n"));
}

#[test]
fn every_rule_holds_its_examples() {
    let sources = builtin();
    let (dictionaries, _) = parse(&sources);
    let tagger = Tagger::new(&dictionaries, DEFAULT_POLICY).expect("the built-in rules compile");
    let report = run_examples(&tagger, &dictionaries, &sources, |_| true);
    let errors: Vec<String> = report
        .diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .map(|one| format!("{}:{} {} {}", one.file, one.line, one.message, one.label))
        .collect();
    assert!(errors.is_empty(), "{} of {} examples fail:\n{}", errors.len(), report.run, errors.join("\n"));
}

#[test]
fn what_the_build_script_has_compiled_says_what_the_files_say() {
    let (dictionaries, _) = parse(&builtin());
    let read = Tagger::new(&dictionaries, DEFAULT_POLICY).expect("the built-in rules compile");
    let stored = Tagger::builtin().expect("the built-in rules");
    assert_eq!(stored.atom_count(), read.atom_count());
    assert!(stored.rule_ids().eq(read.rule_ids()));
    let examples = dictionaries.rules.iter().flat_map(|rule| &rule.examples).map(|example| &example.text);
    for text in examples.step_by(7) {
        assert_eq!(stored.tag(text), read.tag(text), "{text}");
    }
}

#[test]
fn every_category_of_the_policy_has_a_rule() {
    let (dictionaries, _) = parse(&builtin());
    let policy = dictionaries.policies.iter().find(|policy| policy.id == DEFAULT_POLICY).expect("the policy");
    assert_eq!(policy.categories.len(), 16);
    for category in &policy.categories {
        let own = dictionaries.rules.iter().filter(|rule| rule.category == category.id);
        assert!(own.count() > 0, "{} has no rule", category.id);
    }
    for flag in ["staff-error", "accommodation", "illness"] {
        let mut flags = dictionaries.rules.iter().filter(|rule| rule.kind == RuleKind::Flag);
        assert!(flags.any(|rule| rule.category == flag), "{flag} has no rule");
    }
}

#[test]
fn a_rule_that_does_not_hold_its_example_is_reported() {
    let mut sources = builtin();
    sources.push(fuda::rules::DictionarySource {
        name: "own.toml".into(),
        text: "[[rule]]\nid = \"intimidation/probe\"\nwhen = '灰皿 .. 投げる'\nwhy = \"例\"\n\
               match = [\"客が灰皿を持った。\"]\nskip = [\"客が灰皿を投げた。\", \"晴天。\"]\n"
            .into(),
    });
    let (mut dictionaries, _) = parse(&sources);
    dictionaries.rules.retain(|rule| rule.id == "intimidation/probe");
    assert!(dictionaries.rules[0].examples.iter().any(|example| example.kind == ExampleKind::Skip));
    let tagger = Tagger::new(&dictionaries, DEFAULT_POLICY).expect("one rule compiles");
    let report = run_examples(&tagger, &dictionaries, &sources, |_| true);
    let codes: Vec<&str> = report.diagnostics.iter().map(|one| one.code).collect();
    assert_eq!(codes, ["F030", "F032", "F033"], "a miss, a false hit, an empty skip");
}
