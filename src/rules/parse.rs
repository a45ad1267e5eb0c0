//! Dictionary files → model, with every mistake reported and the rest kept.

use toml::de::DeTable;

use super::cue_names::CUE_NAMES;
use super::diagnostic::Diagnostic;
use super::lint;
use super::model::{
    Agent, Construction, Dictionaries, Example, ExampleKind, FormKind, Reason, Rule, RuleKind, Term,
    TermKind, WordList,
};
use super::pattern::Pattern;
use super::policy_file::{parse_number, parse_policy};
use super::source::{DictionarySource, Place};
use super::toml_table::{Placed, Report, Table, nearest, optional_pattern, parse_pattern, readable};
use super::words::parse_words;

/// The weight of a rule that names none.
const DEFAULT_WEIGHT: f64 = 0.8;

/// Reads dictionary files of any kind: rules and flags, policies, constructions and cues (TOML), word lists (CSV,
/// by the name's ending). What is wrong is left out and reported; the rest is kept.
#[must_use]
pub fn parse(sources: &[DictionarySource]) -> (Dictionaries, Vec<Diagnostic>) {
    let report = Report::new(sources);
    let mut dictionaries = Dictionaries::default();
    for (index, source) in sources.iter().enumerate() {
        if source.name.to_ascii_lowercase().ends_with(".csv") {
            parse_words(&report, index, &mut dictionaries);
        } else {
            parse_toml(&report, index, &mut dictionaries);
        }
    }
    dictionaries.rules.sort_by_key(|rule| rule.kind);
    lint::check(&report, &mut dictionaries);
    (dictionaries, report.finish())
}

fn parse_toml(report: &Report<'_>, source: usize, into: &mut Dictionaries) {
    let (document, mistakes) = DeTable::parse_recoverable(&report.sources[source].text);
    for mistake in &mistakes {
        let place = Place { source, span: mistake.span().unwrap_or(0..0) };
        report.error(
            "F001",
            &place,
            format!("TOML として読めません: {}", mistake.message()),
            "引用符と括弧の対応、全角の記号が混じっていないかを確かめてください",
        );
    }
    let root = Table::new(report, source, &document);
    for (key, kind) in
        [("rule", RuleKind::Category), ("mention", RuleKind::Mention), ("flag", RuleKind::Flag)]
    {
        for table in root.tables(key) {
            into.rules.extend(parse_rule(report, &table, kind));
        }
    }
    for table in root.tables("construction") {
        if let Some((name, construction)) = parse_construction(report, &table) {
            into.constructions.insert(name, construction);
        }
    }
    if let Some(table) = root.table("cues") {
        for (name, texts) in table.named_lists() {
            let list = cue_list(report, texts);
            if !CUE_NAMES.contains(&name.as_str()) {
                let cure = nearest(&name, CUE_NAMES.into_iter()).map_or_else(
                    || "辞書の説明にある名を使ってください".to_owned(),
                    |near| format!("`{near}` のことでしょうか"),
                );
                let message = format!("手がかりの一覧「{name}」は、どこからも使われません");
                report.error("F014", &list.place, message, &cure);
            }
            into.cues.lists.insert(name, list);
        }
    }
    if let Some(table) = root.table("policy")
        && let Some(policy) = parse_policy(report, &root, &table)
    {
        into.policies.retain(|known| known.id != policy.id);
        into.policies.push(policy);
    }
    for table in root.tables("default") {
        if let Some(number) = parse_number(report, &table) {
            into.defaults.retain(|known| known.id != number.id);
            into.defaults.push(number);
        }
    }
    // After a mistake in the TOML itself the rest may have landed in the wrong table.
    if mistakes.is_empty() {
        root.finish();
    }
}

fn parse_rule(report: &Report<'_>, table: &Table<'_>, kind: RuleKind) -> Option<Rule> {
    let id = table.required_text("id");
    let when = table.required_text("when").and_then(|text| parse_pattern(report, &text));
    let (with, with_ok) = optional_pattern(report, table.text("with"));
    let (without, without_ok) = parse_against(report, table, "without");
    let (unless, unless_ok) = parse_against(report, table, "unless");
    let why = table.required_text("why");
    let agent = table.text("agent").map_or(Some(Agent::User), |text| match text.value.as_str() {
        "user" => Some(Agent::User),
        "staff" => Some(Agent::Staff),
        "any" => Some(Agent::Any),
        other => {
            let cure = "user、staff、any のどれかにしてください";
            report.error("F005", &text.place, format!("`{other}` という agent はありません"), cure);
            None
        }
    });
    let drop = parse_reasons(report, table);
    let weight = table.fraction("weight").unwrap_or(DEFAULT_WEIGHT);
    let mut examples = Vec::new();
    for (key, kind) in
        [("match", ExampleKind::Match), ("skip", ExampleKind::Skip), ("todo", ExampleKind::Todo)]
    {
        examples.extend(table.texts(key).into_iter().map(|text| parse_example(kind, text)));
    }
    table.finish();
    let id = id?;
    let Some((category, _)) = id.value.split_once('/') else {
        report.error(
            "F006",
            &id.place,
            format!("id「{}」が 類型/名前 の形になっていません", id.value),
            "例: id = \"kneeling-demand/order\"",
        );
        return None;
    };
    (with_ok && without_ok && unless_ok).then_some(())?;
    Some(Rule {
        category: category.to_owned(),
        id: id.value,
        kind,
        when: when?,
        with,
        without,
        unless,
        agent: agent?,
        drop,
        weight,
        why: why?.value,
        examples,
        place: id.place,
    })
}

/// `without = '…'` (set aside as another sense), or `without.other-agent = '…'` and so on, reason by reason.
fn parse_against(
    report: &Report<'_>,
    table: &Table<'_>,
    key: &'static str,
) -> (Vec<(Reason, Pattern)>, bool) {
    if table.is_table(key) {
        let Some(reasons) = table.table(key) else { return (Vec::new(), false) };
        let mut fine = true;
        let mut without = Vec::new();
        for (name, text) in reasons.named_texts() {
            let reason = reason(report, &Placed { value: name, place: text.place.clone() }, "");
            let pattern = parse_pattern(report, &text);
            match (reason, pattern) {
                (Some(reason), Some(pattern)) => without.push((reason, pattern)),
                _ => fine = false,
            }
        }
        return (without, fine);
    }
    let (pattern, fine) = optional_pattern(report, table.text(key));
    (pattern.map(|pattern| (Reason::OtherSense, pattern)).into_iter().collect(), fine)
}

/// The reason of this name; `others` are further names that the message offers.
fn reason(report: &Report<'_>, name: &Placed<String>, others: &str) -> Option<Reason> {
    let found = Reason::ALL.into_iter().find(|reason| reason.id() == name.value);
    if found.is_none() {
        let known = Reason::ALL.map(Reason::id).join("、");
        let message = format!("`{}` という理由はありません", name.value);
        report.error("F007", &name.place, message, &format!("使えるのは {known}{others} です"));
    }
    found
}

fn parse_reasons(report: &Report<'_>, table: &Table<'_>) -> Vec<Reason> {
    let names = table.texts("drop");
    if names.is_empty() {
        return Reason::ALL.into();
    }
    let mut reasons = Vec::new();
    for name in names {
        if name.value != "none" {
            reasons.extend(reason(report, &name, "、none"));
        }
    }
    reasons
}

/// Takes the `<…>` marks out of an example and remembers where they stood.
fn parse_example(kind: ExampleKind, text: Placed<String>) -> Example {
    let span = text.value.find('<').and_then(|start| {
        let end = text.value[start..].find('>')? + start;
        Some(start..end - 1)
    });
    let plain = if span.is_some() { text.value.replacen(['<', '>'], "", 2) } else { text.value };
    Example { kind, text: plain, span, place: text.place }
}

fn parse_construction(report: &Report<'_>, table: &Table<'_>) -> Option<(String, Construction)> {
    let name = table.required_text("name");
    let place = table.place();
    let mut construction = Construction { place, ..Construction::default() };
    if let Some(tails) = table.table("after") {
        for (form, tail) in tails.named_texts() {
            if let Some((kind, _)) = FormKind::ALL.iter().find(|(_, known)| *known == form) {
                if readable(report, &tail.value, &tail.place) {
                    construction.tails.insert(*kind, tail.value);
                }
            } else {
                let known = FormKind::ALL.map(|(_, name)| name).join("、");
                let message = format!("`{form}` という活用形の名はありません");
                report.error("F008", &tail.place, message, &format!("使えるのは {known} です"));
            }
        }
    }
    table.finish();
    Some((name?.value, construction))
}

/// A cue list: `/…/` is a regular expression, anything else a word.
fn cue_list(report: &Report<'_>, texts: Vec<Placed<String>>) -> WordList {
    let place = texts.first().map(|text| text.place.clone()).unwrap_or_default();
    let terms = texts.into_iter().filter_map(|text| {
        let bare = text.value.trim();
        let (kind, bare) = match bare.strip_prefix('/').and_then(|rest| rest.strip_suffix('/')) {
            Some(regex) => (TermKind::Regex, regex),
            None => (TermKind::Word, bare),
        };
        let fine = kind != TermKind::Regex || readable(report, bare, &text.place);
        fine.then(|| Term { text: bare.to_owned(), kind, place: text.place })
    });
    WordList { terms: terms.collect(), place }
}
