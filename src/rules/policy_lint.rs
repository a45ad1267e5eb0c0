//! Mistakes of policies that only show beside the other dictionaries: acts, rules and numbers that are not there.

use std::collections::BTreeSet;

use super::model::{Dictionaries, RuleKind};
use super::pattern::{Leaf, Pattern};
use super::policy::{Category, Number, Policy, act_of};
use super::toml_table::{Report, nearest};

/// Checks what policies name. A name that leads nowhere is taken out; the rest of the policy stays.
pub(super) fn check(report: &Report<'_>, dictionaries: &mut Dictionaries) {
    let acts: BTreeSet<String> = dictionaries.acts().into_iter().map(|act| act.id.clone()).collect();
    let mut policies = std::mem::take(&mut dictionaries.policies);
    for policy in &mut policies {
        check_twice(report, policy);
        for category in &mut policy.categories {
            check_acts(report, category, &acts, dictionaries);
        }
        policy.numbers.retain(|number| check_scope(report, number, dictionaries));
    }
    dictionaries.policies = policies;
}

fn check_twice(report: &Report<'_>, policy: &mut Policy) {
    let mut seen = BTreeSet::new();
    policy.categories.retain(|category| {
        let new = seen.insert(category.id.clone());
        if !new {
            let message = format!("類型「{}」はこの方針に二度あります", category.id);
            report.error("F015", &category.place, message, "一方の id を変えてください");
        }
        new
    });
}

fn check_acts(report: &Report<'_>, category: &mut Category, acts: &BTreeSet<String>, all: &Dictionaries) {
    if acts.contains(&category.id) && category.acts != [category.id.as_str()] {
        let message = format!("類型「{}」の id は行為の名ですが、その行為と同じではありません", category.id);
        let cure = "行為と同じ範囲でなければ、行為の名でない id にしてください";
        report.error("F016", &category.place, message, cure);
    }
    let place = category.place.clone();
    let unknown = |name: &str| {
        let cure = nearest(name, acts.iter().map(String::as_str)).map_or_else(
            || format!("行為は {} です", acts.iter().map(String::as_str).collect::<Vec<_>>().join("、")),
            |near| format!("`{near}` のことでしょうか"),
        );
        report.error("F017", &place, format!("行為「{name}」はありません({})", category.label), &cure);
    };
    let known = |name: &String| {
        let known = acts.contains(act_of(name));
        if !known {
            unknown(act_of(name));
        }
        known
    };
    category.acts.retain(known);
    category.near.retain(known);
    category.parts.retain(known);
    for part in &category.parts {
        let beside =
            |rule: &&super::model::Rule| rule.kind == RuleKind::Category && rule.category == act_of(part);
        let mut rules = all.rules.iter().filter(beside).map(|rule| rule.id.as_str()).peekable();
        // Where somebody's own rules replace all others, the parts of other rules are no mistake of theirs.
        if rules.peek().is_none() || all.rules.iter().any(|rule| rule.id == *part) {
            continue;
        }
        let cure = nearest(part, rules).map_or_else(
            || "規則の id を確かめてください".to_owned(),
            |near| format!("`{near}` のことでしょうか"),
        );
        report.warning(
            "F018",
            &category.place,
            format!("規則「{part}」はありません({})", category.label),
            &cure,
        );
    }
}

/// Lists that the scope of a number names.
fn check_scope(report: &Report<'_>, number: &Number, all: &Dictionaries) -> bool {
    let mut fine = true;
    for pattern in [&number.with, &number.without].into_iter().flatten() {
        Pattern::leaves(pattern, &mut |leaf, _, _| {
            if let Leaf::List(name) = leaf
                && !all.words.contains_key(name)
            {
                let cure = nearest(name, all.words.keys().map(String::as_str)).map_or_else(
                    || "つづりを確かめるか、リストを加えてください".to_owned(),
                    |near| format!("`{near}` のことでしょうか"),
                );
                let message = format!("語リスト @「{name}」がありません(数値 {})", number.id);
                report.error("F023", &number.place, message, &cure);
                fine = false;
            }
        });
    }
    fine
}
