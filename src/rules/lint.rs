//! Mistakes that only show when all dictionary files are seen together.

use std::collections::{BTreeMap, BTreeSet};

use super::model::{Dictionaries, ExampleKind, Rule, RuleKind};
use super::pattern::{Leaf, Pattern, Threshold};
use super::policy_lint;
use super::source::Place;
use super::toml_table::{Report, inside, nearest, searchable};

/// Checks references between files. A rule that cannot work is taken out; the others stay.
pub(super) fn check(report: &Report<'_>, dictionaries: &mut Dictionaries) {
    check_ids(report, dictionaries);
    policy_lint::check(report, dictionaries);
    let rules = std::mem::take(&mut dictionaries.rules);
    let acts: BTreeSet<&str> = dictionaries.acts().into_iter().map(|act| act.id.as_str()).collect();
    let mut kept = Vec::new();
    for rule in &rules {
        let category = check_category(report, rule, &acts);
        let references = check_references(report, rule, dictionaries);
        check_examples(report, rule);
        if category && references {
            kept.push(rule.clone());
        }
    }
    check_unused(report, &rules, dictionaries);
    dictionaries.rules = kept;
}

fn check_ids(report: &Report<'_>, dictionaries: &mut Dictionaries) {
    let mut seen: BTreeMap<String, Place> = BTreeMap::new();
    dictionaries.rules.retain(|rule| {
        if let Some(first) = seen.get(&rule.id) {
            let line = report.sources[first.source].text[..first.span.start].matches('\n').count() + 1;
            let message = format!("id「{}」は二度使われています", rule.id);
            let cure = format!(
                "{}:{line} にもあります。一方の名前を変えてください",
                report.sources[first.source].name
            );
            report.error("F021", &rule.place, message, &cure);
            return false;
        }
        seen.insert(rule.id.clone(), rule.place.clone());
        true
    });
}

fn check_category(report: &Report<'_>, rule: &Rule, acts: &BTreeSet<&str>) -> bool {
    if rule.kind == RuleKind::Flag || acts.contains(rule.category.as_str()) {
        return true;
    }
    let cure = nearest(&rule.category, acts.iter().copied()).map_or_else(
        || "類型は方針ファイル(policies/*.toml)で定めます".to_owned(),
        |near| format!("`{near}` のことでしょうか"),
    );
    report.error("F022", &rule.place, format!("類型「{}」はどの方針にもありません", rule.category), &cure);
    false
}

/// Lists, constructions, numbers and regular expressions that the rule's patterns name.
fn check_references(report: &Report<'_>, rule: &Rule, dictionaries: &Dictionaries) -> bool {
    let mut fine = rule.when.needs_a_word();
    if !fine {
        let message = format!("規則「{}」の when には、必ず現れる語がありません", rule.id);
        report.error("F028", &rule.place, message, "数量だけでなく、語かリストを加えてください");
    }
    for pattern in patterns(rule) {
        let mut readable = true;
        pattern.leaves(&mut |leaf, construction, span| {
            let place = pattern_place(report, rule, span);
            let mut unknown = |what: &str, name: &str, known: &mut dyn Iterator<Item = &str>| {
                let cure = nearest(name, known).map_or_else(
                    || "つづりを確かめるか、定義を加えてください".to_owned(),
                    |near| format!("`{near}` のことでしょうか"),
                );
                report.error("F023", &place, format!("{what}「{name}」がありません({})", rule.id), &cure);
                fine = false;
            };
            match leaf {
                Leaf::List(name) if !dictionaries.words.contains_key(name) => {
                    unknown("語リスト @", name, &mut dictionaries.words.keys().map(String::as_str));
                }
                Leaf::Quantity(test) => {
                    if let Threshold::Named(name) = &test.threshold {
                        let of_policies = dictionaries.policies.iter().flat_map(|policy| &policy.numbers);
                        let mut numbers =
                            of_policies.chain(&dictionaries.defaults).map(|number| number.id.as_str());
                        if !numbers.clone().any(|known| known == name) {
                            unknown("方針の数値 $", name, &mut numbers);
                        }
                    }
                }
                Leaf::Regex(expression) => readable &= searchable(report, expression, &place),
                _ => {}
            }
            if let Some(name) = construction
                && !dictionaries.constructions.contains_key(name)
            {
                unknown("構文 :", name, &mut dictionaries.constructions.keys().map(String::as_str));
            }
        });
        fine &= readable;
    }
    fine
}

/// The place of a leaf. The `when` line stands right after the id in a well-formed rule; it is found by its text.
fn pattern_place(report: &Report<'_>, rule: &Rule, span: &std::ops::Range<usize>) -> Place {
    let text = &report.sources[rule.place.source].text;
    let rest = &text[rule.place.span.end..];
    let found = rest.find("when").and_then(|key| {
        let quote = rest[key..].find(['\'', '"'])? + key;
        let start = rule.place.span.end + quote;
        let end = text[start..].find('\n').map_or(text.len(), |at| start + at);
        Some(Place { source: rule.place.source, span: start..end })
    });
    match found {
        Some(place) => Place { source: place.source, span: inside(report, &place, span) },
        None => rule.place.clone(),
    }
}

fn check_examples(report: &Report<'_>, rule: &Rule) {
    for (kind, key) in [(ExampleKind::Match, "match"), (ExampleKind::Skip, "skip")] {
        if !rule.examples.iter().any(|example| example.kind == kind) {
            report.error(
                "F024",
                &rule.place,
                format!("規則「{}」に {key} の例がありません", rule.id),
                &format!("`{key} = [\"…\"]` に実際の記録らしい文を一つ以上書いてください"),
            );
        }
    }
}

fn check_unused(report: &Report<'_>, rules: &[Rule], dictionaries: &Dictionaries) {
    let mut used = BTreeSet::new();
    for rule in rules {
        for pattern in patterns(rule) {
            pattern.leaves(&mut |leaf, _, _| {
                if let Leaf::List(name) = leaf {
                    used.insert(name.clone());
                }
            });
        }
    }
    for number in dictionaries.policies.iter().flat_map(|policy| &policy.numbers) {
        for pattern in [&number.with, &number.without].into_iter().flatten() {
            pattern.leaves(&mut |leaf, _, _| {
                if let Leaf::List(name) = leaf {
                    used.insert(name.clone());
                }
            });
        }
    }
    for (name, list) in &dictionaries.words {
        if !used.contains(name) {
            let cure = "使う規則を書くか、リストを消してください";
            report.warning(
                "F025",
                &list.place,
                format!("語リスト @{name} はどの規則にも使われていません"),
                cure,
            );
        }
    }
}

fn patterns(rule: &Rule) -> impl Iterator<Item = &Pattern> {
    let without = rule.without.iter().chain(&rule.unless).map(|(_, pattern)| pattern);
    [Some(&rule.when), rule.with.as_ref()].into_iter().flatten().chain(without)
}
