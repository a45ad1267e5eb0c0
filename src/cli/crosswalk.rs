//! The crosswalk: which category of which policy an act falls under, as a table, as lists of labels, and for programs.

use std::fmt::Write as _;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::console;
use crate::rules::{Category, Cover, Dictionaries, NumberRecord, Origin, Policy};

/// The whole crosswalk as programs read it.
#[derive(Serialize)]
pub(super) struct Crosswalk<'p> {
    schema: &'static str,
    policies: Vec<Head<'p>>,
    acts: Vec<Row<'p>>,
    not_covered: Vec<Cell<'p>>,
}

#[derive(Serialize)]
struct Head<'p> {
    id: &'p str,
    name: &'p str,
    issuer: &'p str,
    date: &'p str,
    seen: &'static str,
    verified: &'p str,
    numbers: Vec<NumberRecord<'p>>,
}

#[derive(Serialize)]
struct Row<'p> {
    id: &'p str,
    label: &'p str,
    categories: Vec<Cell<'p>>,
}

/// One category beside an act: its number counts from 1 in the policy's own order.
#[derive(Serialize)]
struct Cell<'p> {
    policy: &'p str,
    number: usize,
    id: &'p str,
    label: &'p str,
    cover: Option<&'static str>,
    seen: &'static str,
}

impl<'p> Crosswalk<'p> {
    pub(super) fn new(all: &'p Dictionaries, policies: &[&'p Policy]) -> Self {
        let heads = policies.iter().map(|policy| Head {
            id: &policy.id,
            name: &policy.name,
            issuer: &policy.issuer,
            date: &policy.date,
            seen: policy.seen.id(),
            verified: &policy.verified,
            numbers: all
                .numbers_of(policy)
                .into_iter()
                .map(|(one, origin)| NumberRecord::new(one, origin))
                .collect(),
        });
        let rows = all.acts().into_iter().map(|act| Row {
            id: &act.id,
            label: &act.label,
            categories: policies
                .iter()
                .flat_map(|policy| {
                    let own = cells(policy, &act.id).into_iter();
                    own.map(|(number, category, cover)| cell(policy, number, category, Some(cover)))
                })
                .collect(),
        });
        Self {
            schema: "fuda-crosswalk/1",
            policies: heads.collect(),
            acts: rows.collect(),
            not_covered: uncovered(policies)
                .map(|(policy, number, category)| cell(policy, number, category, None))
                .collect(),
        }
    }
}

fn cell<'p>(policy: &'p Policy, number: usize, category: &'p Category, cover: Option<Cover>) -> Cell<'p> {
    Cell {
        policy: &policy.id,
        number,
        id: &category.id,
        label: &category.label,
        cover: cover.map(Cover::id),
        seen: policy.seen(category).id(),
    }
}

/// The categories of a policy beside an act, with their numbers.
fn cells<'p>(policy: &'p Policy, act: &str) -> Vec<(usize, &'p Category, Cover)> {
    let numbered = policy.categories.iter().enumerate();
    numbered.filter_map(|(at, category)| Some((at + 1, category, category.cover(act)?))).collect()
}

/// The categories that nothing is suggested for.
fn uncovered<'a, 'p>(
    policies: &'a [&'p Policy],
) -> impl Iterator<Item = (&'p Policy, usize, &'p Category)> + 'a {
    policies.iter().flat_map(|policy| {
        let numbered = policy.categories.iter().enumerate();
        let open = numbered.filter(|(_, category)| !category.is_covered());
        open.map(|(at, category)| (*policy, at + 1, category)).collect::<Vec<_>>()
    })
}

/// Columns of the terminal for the names of acts.
const ACT_WIDTH: usize = 28;

/// All policies side by side: rows are acts, cells the numbers of the policies' categories.
pub(super) fn matrix(all: &Dictionaries, policies: &[&Policy]) -> String {
    let mut text = "方針(列)\n".to_owned();
    let ids = policies.iter().map(|policy| policy.id.width()).max().unwrap_or_default() + 2;
    for (letter, policy) in ('A'..).zip(policies) {
        let id = console::padded(&policy.id, ids);
        let seen = console::padded(policy.seen.japanese(), 18);
        let _ = writeln!(text, "  {letter}  {id}{seen}{} {}", policy.issuer, console::cut(&policy.name, 44));
    }
    let acts = all.acts();
    let columns: Vec<Vec<String>> =
        policies.iter().map(|policy| acts.iter().map(|act| numbers_of(policy, &act.id)).collect()).collect();
    let widths: Vec<usize> = columns
        .iter()
        .map(|column| column.iter().map(|cell| cell.width()).max().unwrap_or(1).max(1) + 2)
        .collect();
    let _ = write!(text, "\n{}", console::padded("行為", ACT_WIDTH));
    for (letter, width) in ('A'..).zip(&widths) {
        text += &console::padded(&letter.to_string(), *width);
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    for (row, act) in acts.iter().enumerate() {
        let mut line = console::padded(&console::cut(&act.label, ACT_WIDTH - 2), ACT_WIDTH);
        for (column, width) in columns.iter().zip(&widths) {
            line += &console::padded(&column[row], *width);
        }
        text += line.trim_end();
        text.push('\n');
    }
    text += "\n数字は、その方針の類型の番号(fuda policy ID)。* は行為の一部だけがあたる類型、( ) は近いが、その行為だけでは\n\
             候補にしない類型、- はあたる類型なし。\n";
    text + &not_suggested(policies) + &number_lines(all, policies)
}

/// `3 7* (9)`: the categories of a policy beside an act.
fn numbers_of(policy: &Policy, act: &str) -> String {
    let cells = cells(policy, act);
    if cells.is_empty() {
        return "-".to_owned();
    }
    let marked = cells.iter().map(|(number, _, cover)| match cover {
        Cover::Whole => number.to_string(),
        Cover::Part => format!("{number}*"),
        Cover::Near => format!("({number})"),
    });
    marked.collect::<Vec<_>>().join(" ")
}

/// A few policies with their labels, act by act.
pub(super) fn labels(all: &Dictionaries, policies: &[&Policy]) -> String {
    let mut text = String::new();
    let ids = policies.iter().map(|policy| policy.id.width()).max().unwrap_or_default() + 2;
    for act in all.acts() {
        let _ = writeln!(text, "{}  {}", act.label, act.id);
        for policy in policies {
            let cells = cells(policy, &act.id);
            let mut id = console::padded(&policy.id, ids);
            if cells.is_empty() {
                let _ = writeln!(text, "    {id}-");
            }
            for (number, category, cover) in cells {
                let cover = match cover {
                    Cover::Whole => "",
                    Cover::Part => "(行為の一部だけ)",
                    Cover::Near => "(近いが候補にしない)",
                };
                let seen = category.seen.map_or_else(String::new, |seen| format!("【{}】", seen.japanese()));
                let _ = writeln!(text, "    {id}{number:>2}. {}{cover}{seen}", category.label);
                id = console::padded("", ids);
            }
        }
    }
    text += "\n文言の確認\n";
    for policy in policies {
        let id = console::padded(&policy.id, ids);
        let _ = writeln!(text, "    {id}【{}】{}", policy.seen.japanese(), policy.verified);
    }
    text + &not_suggested(policies) + &number_lines(all, policies)
}

fn not_suggested(policies: &[&Policy]) -> String {
    let mut text = String::new();
    for (policy, number, category) in uncovered(policies) {
        let _ = writeln!(text, "  {}  {number}. {}", console::padded(&policy.id, 18), category.label);
    }
    if text.is_empty() {
        text
    } else {
        format!("\n候補にしない類型(あたる行為がない)\n{text}")
    }
}

/// The numbers of the policies; what `fuda` sets where they set none stands once at the end.
fn number_lines(all: &Dictionaries, policies: &[&Policy]) -> String {
    let mut text = "\n方針の数値\n".to_owned();
    let own = policies.iter().flat_map(|policy| policy.numbers.iter().map(move |number| (policy, number)));
    for (policy, number) in own {
        let scope = if number.scope.is_empty() { String::new() } else { format!("({})", number.scope) };
        let id = console::padded(&policy.id, 20);
        let name = console::padded(&format!("${}", number.id), 14);
        let cited = if number.origin() == Origin::Example { "(一例)" } else { "" };
        let _ = writeln!(text, "  {id}{name}{}{scope}{cited}", number.japanese());
    }
    if policies.iter().all(|policy| policy.numbers.is_empty()) {
        text += "  なし\n";
    }
    text += "fuda の基準(方針に数値がないときに使う。方針の数値ではない)\n";
    for number in &all.defaults {
        let name = console::padded(&format!("${}", number.id), 14);
        let _ = writeln!(text, "  {}{name}{}", console::padded("", 20), number.japanese());
    }
    text
}
