//! `fuda policy`: which policies there are, what a policy lists, and how its types map onto the acts.

use std::fmt::Write as _;

use serde::Serialize;

use super::answer::{Answer, Outcome};
use super::arguments::Policy as Arguments;
use super::console;
use crate::error::{Error, ErrorKind};
use crate::files::load_dictionaries;
use crate::rules::Policy;

#[derive(Serialize)]
struct Printed<'p> {
    id: &'p str,
    name: &'p str,
    issuer: &'p str,
    date: &'p str,
    verified: &'p str,
    categories: Vec<PrintedCategory<'p>>,
}

#[derive(Serialize)]
struct PrintedCategory<'p> {
    id: &'p str,
    label: &'p str,
    group: &'p str,
    acts: &'p [String],
    threshold: f64,
}

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let loaded = load_dictionaries(&arguments.rules)?;
    let policies = &loaded.dictionaries.policies;
    let chosen: Vec<&Policy> = match &arguments.id {
        None => policies.iter().collect(),
        Some(id) => {
            let known: Vec<&str> = policies.iter().map(|policy| policy.id.as_str()).collect();
            let found = policies.iter().find(|policy| policy.id == *id);
            vec![found.ok_or_else(|| {
                Error::new(ErrorKind::Argument, format!("方針「{id}」はありません"))
                    .with_cure(format!("次のどれかを指定してください: {}", known.join("、")))
            })?]
        }
    };
    let text = if arguments.json {
        console::json(&chosen.iter().map(|policy| printed(policy)).collect::<Vec<_>>())?
    } else if arguments.id.is_some() {
        chosen.iter().map(|policy| detail(policy)).collect()
    } else {
        let line = |policy: &&Policy| {
            format!(
                "{}  {}({}、{})類型 {}\n",
                policy.id,
                policy.name,
                policy.issuer,
                policy.date,
                policy.categories.len()
            )
        };
        chosen.iter().map(line).collect()
    };
    console::print(&text)?;
    Ok(Answer::Yes)
}

fn printed(policy: &Policy) -> Printed<'_> {
    let categories = policy.categories.iter().map(|category| PrintedCategory {
        id: &category.id,
        label: &category.label,
        group: &category.group,
        acts: &category.acts,
        threshold: category.threshold,
    });
    Printed {
        id: &policy.id,
        name: &policy.name,
        issuer: &policy.issuer,
        date: &policy.date,
        verified: &policy.verified,
        categories: categories.collect(),
    }
}

fn detail(policy: &Policy) -> String {
    let mut text =
        format!("{}\n{}、{}(本文の確認: {})\n", policy.name, policy.issuer, policy.date, policy.verified);
    let mut group = "";
    for category in &policy.categories {
        if category.group != group {
            group = &category.group;
            let _ = writeln!(text, "\n■ {group}");
        }
        let _ = writeln!(text, "  {:<24}{}", category.id, category.label);
        if category.acts != [category.id.clone()] {
            let _ = writeln!(text, "  {:<24}→ {}", "", category.acts.join("、"));
        }
        for example in &category.examples {
            let _ = writeln!(text, "  {:<24}  例: {example}", "");
        }
    }
    if !policy.numbers.is_empty() {
        text += "\n■ 数値\n";
    }
    for number in &policy.numbers {
        let _ = writeln!(text, "  ${:<23}{}({})", number.id, number.value, number.source);
    }
    if !policy.clauses.is_empty() {
        text += "\n■ 定義と姿勢\n";
    }
    for (title, clause) in &policy.clauses {
        let _ = writeln!(text, "  {title}: {clause}");
    }
    text
}
