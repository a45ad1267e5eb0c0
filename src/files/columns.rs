//! Finds which column (or key) holds the note and which its id.

use crate::error::{Error, ErrorKind};

use super::options::InputOptions;

/// The columns that matter, by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Columns {
    pub(super) text: usize,
    pub(super) id: Option<usize>,
}

/// Headers that name the note, best first. What staff did and heard comes before remarks on it.
const TEXT: &[&str] = &[
    "対応内容",
    "内容",
    "相談内容",
    "応対内容",
    "対応経過",
    "経過",
    "本文",
    "記録",
    "対応記録",
    "応対記録",
    "相談記録",
    "メモ",
    "テキスト",
    "コメント",
    "text",
    "note",
    "notes",
    "body",
    "content",
    "contents",
    "comment",
    "comments",
    "memo",
    "description",
    "message",
    "備考",
];

/// Endings that make a header likely where none of [`TEXT`] stands alone: 通話内容, 苦情内容(詳細).
const TEXT_ENDINGS: &[&str] = &["内容", "経過", "本文", "記録", "メモ", "詳細"];

/// Headers that name the note's id, best first; without spaces, `_` and `-`.
const ID: &[&str] = &[
    "id",
    "番号",
    "受付番号",
    "管理番号",
    "記録番号",
    "整理番号",
    "レコード番号",
    "案件番号",
    "対応番号",
    "相談番号",
    "受付no",
    "受付no.",
    "受付id",
    "no",
    "no.",
    "№",
    "ticket",
    "ticketid",
    "ticketno",
    "caseid",
    "caseno",
    "noteid",
    "recordid",
    "通番",
    "連番",
];

/// Whether `header` is one that names the note in itself.
pub(super) fn names_text(header: &str) -> bool {
    TEXT.contains(&fold(header).as_str())
}

/// The text and id columns among `names`, as asked for in `options` or by their names. `input` stands in messages.
///
/// # Errors
/// A column asked for does not exist, or no single column is certain to hold the note.
pub(super) fn find(input: &str, names: &[String], options: &InputOptions) -> Result<Columns, Error> {
    let text = match &options.text {
        Some(wanted) => named(input, names, wanted, "--text")?,
        None => by_name(input, names)?,
    };
    let id = match &options.id {
        Some(wanted) => Some(named(input, names, wanted, "--id")?),
        None => ID.iter().find_map(|known| names.iter().position(|name| fold(name) == *known)),
    };
    Ok(Columns { text, id: id.filter(|id| *id != text) })
}

/// The first column that has one of the `known` names.
pub(super) fn known(names: &[String], known: &[&str]) -> Option<usize> {
    known.iter().find_map(|known| names.iter().position(|name| same(name, known)))
}

/// Whether two headers are one: `Ｎｏ．`, `No.` and ` no. ` are.
pub(super) fn same(one: &str, other: &str) -> bool {
    without_brackets(&fold(one)) == without_brackets(&fold(other))
}

fn by_name(input: &str, names: &[String]) -> Result<usize, Error> {
    let exact = |known: &&str| places(names, |name| fold(name) == **known);
    let best = TEXT.iter().map(exact).find(|found| !found.is_empty());
    let found = best.unwrap_or_else(|| {
        places(names, |name| {
            TEXT_ENDINGS.iter().any(|ending| without_brackets(&fold(name)).ends_with(ending))
        })
    });
    match found.as_slice() {
        [only] => Ok(*only),
        [] => Err(Error::new(
            ErrorKind::Input,
            format!("{input}: 本文の列が分かりません。ある列: {}", list(names)),
        )
        .with_cure(
            "`--text \"列名\"` で本文の列を指定してください。見出しの行がなければ、1行目に加えてください",
        )),
        several => Err(uncertain(input, names, several, "--text")),
    }
}

/// The column called `wanted`; a number that is no column's name counts columns from 1.
pub(super) fn named(input: &str, names: &[String], wanted: &str, option: &str) -> Result<usize, Error> {
    let exact = places(names, |name| name.trim() == wanted.trim());
    let found = if exact.is_empty() { places(names, |name| fold(name) == fold(wanted)) } else { exact };
    match found.as_slice() {
        [only] => return Ok(*only),
        [] => {}
        several => return Err(uncertain(input, names, several, option)),
    }
    let number = wanted.trim().parse::<usize>().ok().and_then(|number| number.checked_sub(1));
    if let Some(place) = number.filter(|place| *place < names.len()) {
        return Ok(place);
    }
    let message = format!("{input}: 列「{wanted}」はありません。ある列: {}", list(names));
    let error = Error::new(ErrorKind::Input, message);
    Err(match closest(names, wanted) {
        Some(name) => error.with_cure(format!("`{option} \"{name}\"` ではありませんか")),
        None => error.with_cure(format!("`{option} \"列名\"` で、ある列を指定してください")),
    })
}

fn uncertain(input: &str, names: &[String], several: &[usize], option: &str) -> Error {
    let rivals: Vec<String> = several.iter().filter_map(|place| shown(names, *place)).collect();
    let mut called = several.iter().filter_map(|place| names.get(*place));
    let first = called.next().map_or("", String::as_str);
    // Columns of one name can only be told apart by their number; a long name may be a note.
    let example = match several.first() {
        Some(place) if called.any(|name| name == first) || !is_short(first) => (place + 1).to_string(),
        _ => format!("\"{first}\""),
    };
    let what = if option == "--text" { "本文" } else { "ID" };
    let message = format!(
        "{input}: {what}の列の候補が {} つあります({})。ある列: {}",
        several.len(),
        rivals.join("、"),
        list(names)
    );
    Error::new(ErrorKind::Input, message)
        .with_cure(format!("どれか1つを指定してください(例: `{option} {example}`)"))
}

fn places(names: &[String], wanted: impl Fn(&str) -> bool) -> Vec<usize> {
    names.iter().enumerate().filter(|(_, name)| wanted(name)).map(|(place, _)| place).collect()
}

/// A header as it is compared: `Ｎｏ．`, `No.` and ` no. ` are one, as are `case_id` and `Case ID`.
fn fold(name: &str) -> String {
    let narrow = |c: char| match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    };
    let skipped = |c: &char| c.is_whitespace() || matches!(c, '_' | '-');
    name.chars().map(narrow).filter(|c| !skipped(c)).map(|c| c.to_ascii_lowercase()).collect()
}

fn without_brackets(folded: &str) -> &str {
    match folded.find('(') {
        Some(at) if at > 0 && folded.ends_with(')') => folded.get(..at).unwrap_or(folded),
        _ => folded,
    }
}

/// The columns with their numbers.
fn list(names: &[String]) -> String {
    const MOST: usize = 60;
    let mut listed: Vec<String> =
        (0..names.len().min(MOST)).filter_map(|place| shown(names, place)).collect();
    if names.len() > MOST {
        listed.push(format!("ほか {} 列", names.len() - MOST));
    }
    listed.join("、")
}

/// A column's number and name. Without a header, the first row stands here: what is too long for a name may be a
/// note, and is not shown.
fn shown(names: &[String], place: usize) -> Option<String> {
    let (number, name) = (place + 1, names.get(place)?);
    Some(if is_short(name) {
        format!("{number}「{name}」")
    } else {
        format!("{number}(名前が長いため省略)")
    })
}

fn is_short(name: &str) -> bool {
    name.chars().count() <= 24 && !name.chars().any(char::is_control)
}

/// The name most like `wanted`, if one is like it at all.
fn closest<'a>(names: &'a [String], wanted: &str) -> Option<&'a str> {
    let wanted: Vec<char> = fold(wanted).chars().collect();
    let distance = |name: &String| {
        let name: Vec<char> = fold(name).chars().collect();
        let far = edits(&wanted, &name);
        (far * 2 <= wanted.len().max(name.len())).then_some(far)
    };
    let near = names.iter().filter_map(|name| Some((distance(name)?, name)));
    near.min_by_key(|(far, _)| *far).map(|(_, name)| name.as_str())
}

/// Insertions, deletions and replacements between two words (Levenshtein).
fn edits(a: &[char], b: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=b.len()).collect();
    for (i, x) in a.iter().enumerate() {
        let mut diagonal = i;
        let mut left = i + 1;
        for (y, above) in b.iter().zip(row.iter_mut().skip(1)) {
            let here = (diagonal + usize::from(x != y)).min(left + 1).min(*above + 1);
            diagonal = *above;
            *above = here;
            left = here;
        }
        if let Some(first) = row.first_mut() {
            *first = i + 1;
        }
    }
    row.last().copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(header: &str) -> Vec<String> {
        header.split(',').map(String::from).collect()
    }

    fn found(header: &str) -> (usize, Option<usize>) {
        let columns = find("x.csv", &names(header), &InputOptions::default()).unwrap();
        (columns.text, columns.id)
    }

    fn refused(header: &str, text: Option<&str>) -> (String, String) {
        let options = InputOptions { text: text.map(String::from), ..InputOptions::default() };
        let error = find("x.csv", &names(header), &options).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Input);
        (error.to_string(), error.cure().unwrap().to_owned())
    }

    #[test]
    fn the_best_known_header_wins() {
        assert_eq!(found("受付番号,備考,件名,対応内容,メモ"), (3, Some(0)));
        assert_eq!(found("備考,日付"), (0, None));
        let options = InputOptions { text: Some("番号".into()), ..InputOptions::default() };
        let columns = find("x", &names("番号,日付"), &options).unwrap();
        assert_eq!(columns, Columns { text: 0, id: None }, "one column is not both");
        assert_eq!(found("Case_ID,Body"), (1, Some(0)));
        assert_eq!(found("　Ｎｏ． , ＴＥＸＴ "), (1, Some(0)));
        assert_eq!(found("番号,日付,通話内容（要約）,記録日,内容分類"), (2, Some(0)));
    }

    #[test]
    fn two_equal_candidates_are_an_error_that_shows_how_to_choose() {
        let (message, cure) = refused("id,通話内容,苦情内容", None);
        assert!(message.contains("2「通話内容」、3「苦情内容」") && message.contains("1「id」"), "{message}");
        assert!(cure.contains("--text \"通話内容\""), "{cure}");
        let (_, cure) = refused("id,内容,内容", None);
        assert!(cure.contains("--text 2"), "two of one name are told apart by number: {cure}");
        let options = InputOptions { text: Some("3".into()), ..InputOptions::default() };
        assert_eq!(find("x", &names("id,内容,内容"), &options).unwrap().text, 2);
    }

    #[test]
    fn an_unknown_column_lists_the_columns_and_suggests_one() {
        let (message, cure) = refused("番号,日付,所感", None);
        assert!(message.contains("x.csv: ") && message.contains("3「所感」"));
        assert!(cure.contains("--text \"列名\"") && cure.contains("見出し"), "{message}: {cure}");
        let (message, cure) = refused("番号,日付,対応内容", Some("対応内用"));
        assert!(message.contains("列「対応内用」はありません") && message.contains("2「日付」"), "{message}");
        assert!(cure.contains("--text \"対応内容\""), "{cure}");
        let (_, cure) = refused("番号,日付,対応内容", Some("xyz"));
        assert!(cure.contains("--text \"列名\""), "nothing is like it: {cure}");
        let options = InputOptions { id: Some("受付No".into()), ..InputOptions::default() };
        let error = find("x", &names("受付番号,内容"), &options).unwrap_err();
        assert!(error.cure().unwrap().contains("--id"), "{error}");
    }

    #[test]
    fn a_first_row_that_is_no_header_is_not_quoted() {
        let note = "来庁者が窓口で大声を出し、職員に土下座を求めたという相談内容";
        for header in [format!("1,{note},よい経過、{note}"), format!("1,{note}。,所感")] {
            let (message, cure) = refused(&header, None);
            assert!(!message.contains("土下座") && !cure.contains("土下座"), "{message}: {cure}");
            assert!(
                message.contains("2(名前が長いため省略)") && cure.contains("--text"),
                "{message}: {cure}"
            );
        }
    }

    #[test]
    fn edits_are_counted() {
        let count = |a: &str, b: &str| edits(&a.chars().collect::<Vec<_>>(), &b.chars().collect::<Vec<_>>());
        assert_eq!(count("kitten", "sitting"), 3);
        assert_eq!(count("", "内容"), 2);
        assert_eq!(count("内容", "内容"), 0);
    }
}
