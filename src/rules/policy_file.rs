//! Policy files → policies and numbers, with every mistake reported and the rest kept.

use super::policy::{Category, Number, Policy, Seen, Unit};
use super::toml_table::{Report, Table, optional_pattern};

/// Reads the policy of one file: its `head` is `[policy]`, the rest stands beside it.
pub(super) fn parse_policy(report: &Report<'_>, root: &Table<'_>, head: &Table<'_>) -> Option<Policy> {
    let id = head.required_text("id");
    let name = head.required_text("name");
    let optional = |key| head.text(key).map(|text| text.value).unwrap_or_default();
    let mut policy = Policy {
        issuer: optional("issuer"),
        date: optional("date"),
        verified: optional("verified"),
        seen: head.choice("seen", &Seen::ALL).unwrap_or_default(),
        sources: head.texts("sources").into_iter().map(|text| text.value).collect(),
        place: head.place(),
        ..Policy::default()
    };
    policy.sources.extend(head.text("url").map(|text| text.value));
    head.finish();
    for table in root.tables("category") {
        policy.categories.extend(parse_category(&table));
    }
    for table in root.tables("number") {
        policy.numbers.extend(parse_number(report, &table));
    }
    for table in root.tables("clause") {
        let (title, text) = (table.required_text("title"), table.required_text("text"));
        table.finish();
        if let (Some(title), Some(text)) = (title, text) {
            policy.clauses.push((title.value, text.value));
        }
    }
    if policy.categories.is_empty() {
        let cure = "`[[category]]` を一つ以上加えてください";
        report.error("F009", &head.place(), "方針に類型がありません", cure);
    }
    policy.id = id?.value;
    policy.name = name?.value;
    Some(policy)
}

/// Reads one `[[category]]`. Without `acts` it is an act of its own; `acts = []` says that no act falls under it.
fn parse_category(table: &Table<'_>) -> Option<Category> {
    let id = table.required_text("id");
    let label = table.required_text("label");
    let optional = |key| table.text(key).map(|text| text.value).unwrap_or_default();
    let names = |key| table.texts(key).into_iter().map(|text| text.value);
    let (parts, mut acts): (Vec<String>, Vec<String>) = names("acts").partition(|name| name.contains('/'));
    let own = !table.has("acts");
    let mut category = Category {
        group: optional("group"),
        near: names("near").collect(),
        threshold: table.fraction("threshold"),
        seen: table.choice("seen", &Seen::ALL),
        note: optional("note"),
        examples: names("examples").collect(),
        place: id.as_ref().map_or_else(|| table.place(), |id| id.place.clone()),
        ..Category::default()
    };
    table.finish();
    category.id = id?.value;
    category.label = label?.value;
    if own {
        acts.push(category.id.clone());
    }
    Some(Category { acts, parts, ..category })
}

/// Reads one `[[number]]` or `[[default]]`.
pub(super) fn parse_number(report: &Report<'_>, table: &Table<'_>) -> Option<Number> {
    let (id, source) = (table.required_text("id"), table.required_text("source"));
    let value = table.count("value");
    if !table.has("value") {
        report.error("F004", &table.place(), "`value` がありません", "`value = …` の行を加えてください");
    }
    let unit = table.choice("unit", &Unit::ALL);
    let example = table.flag("example");
    let scope = table.text("scope").map(|text| text.value).unwrap_or_default();
    let (with, with_ok) = optional_pattern(report, table.text("with"));
    let (without, without_ok) = optional_pattern(report, table.text("without"));
    table.finish();
    (with_ok && without_ok).then_some(())?;
    let id = id?;
    Some(Number {
        id: id.value,
        value: value?,
        unit,
        example,
        scope,
        with,
        without,
        source: source?.value,
        place: id.place,
    })
}
