//! Word lists from CSV: `list,term,kind,note`, as a spreadsheet writes them.

use std::collections::HashSet;

use super::model::{Dictionaries, Term, TermKind};
use super::source::Place;
use super::toml_table::{Report, searchable};

/// Reads one CSV source into the word lists.
pub(super) fn parse_words(report: &Report<'_>, source: usize, into: &mut Dictionaries) {
    let text = report.sources[source].text.trim_start_matches('\u{feff}');
    let offset = report.sources[source].text.len() - text.len();
    let mut reader =
        csv::ReaderBuilder::new().flexible(true).trim(csv::Trim::All).from_reader(text.as_bytes());
    let whole = Place { source, span: offset..offset + text.find('\n').unwrap_or(text.len()) };
    let column = match reader.headers() {
        Ok(headers) => {
            let headers = headers.clone();
            move |name: &str| headers.iter().position(|header| header == name)
        }
        Err(_) => {
            return report.error("F010", &whole, "CSV として読めません", "UTF-8 の CSV で保存してください");
        }
    };
    let (Some(list_at), Some(term_at)) = (column("list"), column("term")) else {
        return report.error(
            "F010",
            &whole,
            "見出し行に `list` と `term` の列がありません",
            "1行目を `list,term,kind,note` にしてください",
        );
    };
    let kind_at = column("kind");
    // A set: lists of a hundred thousand terms are searched for each of them.
    let mut seen = HashSet::new();
    for record in reader.records() {
        let Ok(record) = record else {
            report.error("F010", &whole, "CSV として読めない行があります", "UTF-8 の CSV で保存してください");
            continue;
        };
        let start = record.position().map_or(0, |at| usize::try_from(at.byte()).unwrap_or(0));
        let start = start + text[start..].len() - text[start..].trim_start().len() + offset;
        let length = report.sources[source].text[start..].find('\n').unwrap_or(0);
        let place = Place { source, span: start..start + length };
        let (Some(list), Some(term)) = (record.get(list_at), record.get(term_at)) else { continue };
        if list.is_empty() || term.is_empty() {
            report.error("F011", &place, "リスト名か語が空です", "両方を書くか、行を消してください");
            continue;
        }
        let kind = match kind_at.and_then(|at| record.get(at)).unwrap_or("") {
            "" | "word" => TermKind::Word,
            "exact" => TermKind::Exact,
            "regex" if searchable(report, term, &place) => TermKind::Regex,
            "regex" => continue,
            other => {
                report.error(
                    "F012",
                    &place,
                    format!("`{other}` という kind はありません"),
                    "word(空欄と同じ)、exact、regex のどれかにしてください",
                );
                continue;
            }
        };
        let entry = into.words.entry(list.to_owned()).or_default();
        // A list belongs to one file: a later file with the same list takes its place.
        if entry.terms.is_empty() || entry.place.source != source {
            *entry = super::model::WordList { terms: Vec::new(), place: place.clone() };
        }
        let term = Term { text: term.to_owned(), kind, place };
        if seen.insert((list.to_owned(), term.text.clone(), kind)) {
            entry.terms.push(term);
        } else {
            report.warning(
                "F013",
                &term.place,
                format!("「{}」は @{list} に二度あります", term.text),
                "一方を消してください",
            );
        }
    }
}
