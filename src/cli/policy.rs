//! `fuda policy`: which policies there are, what one of them lists, and how they lie to each other.

use std::fmt::Write as _;

use super::answer::{Answer, Outcome};
use super::arguments::Policy as Arguments;
use super::{console, crosswalk};
use crate::error::{Error, ErrorKind};
use crate::files::load_dictionaries;
use crate::rules::{Category, Dictionaries, Policy, PolicyRecord, act_of};

pub(super) fn run(arguments: &Arguments) -> Outcome {
    let loaded = load_dictionaries(&arguments.rules)?;
    let all = &loaded.dictionaries;
    let chosen = chosen(all, &arguments.ids)?;
    let text = match (arguments.crosswalk, arguments.json, arguments.ids.is_empty()) {
        (true, true, _) => console::json(&crosswalk::Crosswalk::new(all, &chosen))?,
        (true, false, true) => crosswalk::matrix(all, &chosen),
        (true, false, false) => crosswalk::labels(all, &chosen),
        (false, true, _) => {
            console::json(&chosen.iter().map(|policy| PolicyRecord::new(all, policy)).collect::<Vec<_>>())?
        }
        (false, false, true) => list(&chosen),
        (false, false, false) => {
            chosen.iter().map(|policy| detail(all, policy)).collect::<Vec<_>>().join("\n")
        }
    };
    console::print(&text)?;
    Ok(Answer::Yes)
}

/// The policies with these ids, in the order asked for; all of them if none is named.
fn chosen<'d>(all: &'d Dictionaries, ids: &[String]) -> Result<Vec<&'d Policy>, Error> {
    if ids.is_empty() {
        let mut sorted: Vec<&Policy> = all.policies.iter().collect();
        sorted.sort_by_key(|policy| (policy.id != crate::rules::DEFAULT_POLICY, &policy.id));
        return Ok(sorted);
    }
    let known: Vec<&str> = all.policies.iter().map(|policy| policy.id.as_str()).collect();
    let find = |id: &String| {
        all.policies.iter().find(|policy| policy.id == *id).ok_or_else(|| {
            Error::new(ErrorKind::Argument, format!("方針「{id}」はありません"))
                .with_cure(format!("次のどれかを指定してください: {}", known.join("、")))
        })
    };
    ids.iter().map(find).collect()
}

fn list(policies: &[&Policy]) -> String {
    let mut text = format!(
        "{}類型  {}方針\n",
        console::padded("ID", ID_WIDTH),
        console::padded("文言の確認", SEEN_WIDTH)
    );
    for policy in policies {
        let _ = writeln!(
            text,
            "{}{:>4}  {}{} {}({})",
            console::padded(&policy.id, ID_WIDTH),
            policy.categories.len(),
            console::padded(policy.seen.japanese(), SEEN_WIDTH),
            policy.issuer,
            policy.name,
            policy.date
        );
    }
    text += "\n一つの方針を詳しく: fuda policy ID   方針どうしの対照: fuda policy --crosswalk [ID …]\n";
    text
}

/// Columns of the terminal for ids of policies, and for how far they were seen.
const ID_WIDTH: usize = 20;
const SEEN_WIDTH: usize = 18;

fn detail(all: &Dictionaries, policy: &Policy) -> String {
    let mut text = format!("{} {}\n", policy.issuer, policy.name);
    let _ = writeln!(text, "  ID    {}\n  日付  {}", policy.id, policy.date);
    let _ = writeln!(text, "  確認  【{}】{}", policy.seen.japanese(), policy.verified);
    for source in &policy.sources {
        let _ = writeln!(text, "  出典  {source}");
    }
    let mut group = "";
    text += "\n■ 類型\n";
    for (number, category) in policy.categories.iter().enumerate() {
        if category.group != group {
            group = &category.group;
            let _ = writeln!(text, "  [{group}]");
        }
        category_detail(&mut text, all, number + 1, category);
    }
    text += "\n■ 数値\n";
    for (number, origin) in all.numbers_of(policy) {
        let scope = if number.scope.is_empty() { String::new() } else { format!("({})", number.scope) };
        let name = console::padded(&format!("${}", number.id), 14);
        let _ = writeln!(text, "  {name}{}{scope}  【{}】", number.japanese(), origin.japanese());
        let _ = writeln!(text, "  {:14}{}", "", number.source);
    }
    let _ = writeln!(text, "  スコアの境界  【fuda の基準】{}。方針の数値ではない", thresholds(all, policy));
    let missing = all.missing_from(policy);
    if !missing.is_empty() {
        text += "\n■ この方針の類型にない行為(候補にせず、除外した記載に示す)\n";
        for act in missing {
            let _ = writeln!(text, "  {}  {}", act.label, act.id);
        }
    }
    if !policy.clauses.is_empty() {
        text += "\n■ 定義と姿勢\n";
    }
    for (title, clause) in &policy.clauses {
        let _ = writeln!(text, "  {title}: {clause}");
    }
    text
}

fn category_detail(text: &mut String, all: &Dictionaries, number: usize, category: &Category) {
    let seen = category.seen.map_or_else(String::new, |seen| format!("【{}】", seen.japanese()));
    let _ = writeln!(text, "  {number:>2}. {}  {}{seen}", category.label, category.id);
    let named = |acts: &[String]| acts.iter().map(|act| label(all, act)).collect::<Vec<_>>().join("、");
    if !category.acts.is_empty() && category.acts != [category.id.as_str()] {
        let _ = writeln!(text, "        行為: {}", named(&category.acts));
    }
    if !category.parts.is_empty() {
        text.push_str("        行為のうち、次の規則だけ:\n");
    }
    for part in &category.parts {
        let rule = all.rules.iter().find(|rule| rule.id == *part);
        let why = rule.map_or_else(String::new, |rule| format!("{} ", rule.why));
        let _ = writeln!(text, "          {why}[{part}]");
    }
    if !category.is_covered() {
        text.push_str("        候補にしない(あたる行為がない)\n");
    }
    if !category.near.is_empty() {
        let _ = writeln!(text, "        近いが、それだけでは候補にしない行為: {}", named(&category.near));
    }
    if !category.note.is_empty() {
        let _ = writeln!(text, "        注: {}", category.note);
    }
    for example in &category.examples {
        let _ = writeln!(text, "        例: {example}");
    }
}

/// 土下座の要求(kneeling-demand).
fn label(all: &Dictionaries, act: &str) -> String {
    let known = all.acts().into_iter().find(|known| known.id == act);
    known.map_or_else(|| act.to_owned(), |known| format!("{}({act})", known.label))
}

/// 0.50, or the range if acts differ.
fn thresholds(all: &Dictionaries, policy: &Policy) -> String {
    let each = policy.categories.iter().flat_map(|category| {
        let acts =
            category.acts.iter().map(String::as_str).chain(category.parts.iter().map(|part| act_of(part)));
        acts.map(|act| all.threshold(category, act)).collect::<Vec<_>>()
    });
    let (low, high) = each.fold((f64::INFINITY, 0.0_f64), |(low, high), one| (low.min(one), high.max(one)));
    if low < high { format!("{low:.2}〜{high:.2}") } else { format!("{high:.2}") }
}
