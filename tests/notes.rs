//! Readable cases: `tests/notes/*.md` say what a note is tagged with and what is set aside, in the words of staff.
#![allow(clippy::disallowed_methods, reason = "tests read the project's own files")]

use std::collections::BTreeSet;
use std::path::Path;

use fuda::{Reason, Tagger, Tagging};

/// One case: a heading, a quoted note, and what is expected of it.
#[derive(Default)]
struct Case {
    place: String,
    title: String,
    note: String,
    categories: Option<BTreeSet<String>>,
    set_aside: Vec<String>,
    flags: BTreeSet<String>,
}

fn read(path: &Path) -> Vec<Case> {
    let text = std::fs::read_to_string(path).expect("a readable file");
    let mut cases: Vec<Case> = Vec::new();
    for (number, line) in text.lines().enumerate() {
        let names = |list: &str| {
            list.split(" / ")
                .map(str::trim)
                .filter(|name| *name != "なし")
                .map(str::to_owned)
                .collect::<Vec<_>>()
        };
        if let Some(title) = line.strip_prefix("## ") {
            let place = format!("{}:{}", path.display(), number + 1);
            cases.push(Case { place, title: title.to_owned(), ..Case::default() });
            continue;
        }
        let Some(case) = cases.last_mut() else { continue };
        if let Some(quoted) = line.strip_prefix("> ") {
            if !case.note.is_empty() {
                case.note.push('\n');
            }
            case.note.push_str(quoted);
        } else if let Some(list) = line.strip_prefix("- 類型: ") {
            case.categories = Some(names(list).into_iter().collect());
        } else if let Some(list) = line.strip_prefix("- 除外: ") {
            case.set_aside.extend(names(list));
        } else if let Some(list) = line.strip_prefix("- 留意: ") {
            case.flags.extend(names(list));
        } else {
            assert!(
                line.trim().is_empty(),
                "{}:{}: 「{line}」 is no line of a case",
                path.display(),
                number + 1
            );
        }
    }
    cases
}

/// 土下座の要求(否定「なかった」): the label, the reason and the cue of everything set aside.
fn set_aside(tagger: &Tagger, tagging: &Tagging, note: &str) -> BTreeSet<String> {
    let label = |id: &str| {
        let known = tagger.policy().categories.iter().find(|category| category.id == id);
        known.map_or_else(|| id.to_owned(), |category| category.label.clone())
    };
    let entries = tagging.set_aside.iter().map(|one| {
        let cue = one.cue.map_or_else(String::new, |cue| format!("「{}」", cue.of(note)));
        let reason =
            if one.reason == Reason::BelowThreshold { "根拠が弱い" } else { one.reason.japanese() };
        format!("{}({reason}{cue})", label(&one.category))
    });
    entries.collect()
}

#[test]
fn the_cases_hold() {
    let tagger = Tagger::builtin().expect("the built-in dictionaries");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/notes");
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("a readable folder")
        .map(|entry| entry.expect("a readable entry").path())
        .filter(|path| path.file_name().is_some_and(|name| name != "README.md"))
        .collect();
    files.sort();
    let mut wrong = Vec::new();
    let mut count = 0;
    for case in files.iter().flat_map(|path| read(path)) {
        count += 1;
        let tagging = tagger.tag(&case.note);
        let found: BTreeSet<String> = tagging.categories.iter().map(|one| one.label.to_string()).collect();
        let aside = set_aside(&tagger, &tagging, &case.note);
        let flags: BTreeSet<String> = tagging.flags.iter().map(|flag| flag.id.to_string()).collect();
        let wanted = case.categories.unwrap_or_else(|| panic!("{}: no 類型 line", case.place));
        let missing: Vec<&String> = case.set_aside.iter().filter(|one| !aside.contains(*one)).collect();
        if found != wanted || !missing.is_empty() || !case.flags.is_subset(&flags) {
            wrong.push(format!(
                "{} {}\n  類型 {found:?}、期待 {wanted:?}\n  除外 {aside:?}、ないもの {missing:?}\n  留意 {flags:?}",
                case.place, case.title
            ));
        }
    }
    assert!(count >= 40, "only {count} cases");
    assert!(wrong.is_empty(), "{} of {count} cases:\n{}", wrong.len(), wrong.join("\n"));
}
