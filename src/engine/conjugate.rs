//! All written forms of a Japanese word, from its dictionary form and IPADIC's conjugation type.
//!
//! The tables are those of school grammar (四段/五段, 一段, カ変, サ変, 形容詞), with the forms of speech that notes
//! quote: 〜うて (買うて), 〜れ as an order of 一段 verbs (やめれ), せえ and せい beside しろ.

use crate::rules::FormKind;

/// One written form: what stands in the text, and which form of the word it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Form {
    pub(crate) surface: String,
    pub(crate) kind: FormKind,
}

/// The endings of a 五段 verb: 未然, 連用, 終止, 仮定・命令, 意志, and the stem before た/て with its て.
struct Row {
    terminal: &'static str,
    irrealis: &'static str,
    continuative: &'static str,
    conditional: &'static str,
    volitional: &'static str,
    past: &'static str,
    te: &'static str,
}

const fn row(letters: [&'static str; 5], past: &'static str, te: &'static str) -> Row {
    let [irrealis, continuative, terminal, conditional, volitional] = letters;
    Row { terminal, irrealis, continuative, conditional, volitional, past, te }
}

const ROWS: [(&str, Row); 9] = [
    ("カ行促音便", row(["か", "き", "く", "け", "こ"], "っ", "て")),
    ("カ行", row(["か", "き", "く", "け", "こ"], "い", "て")),
    ("ガ行", row(["が", "ぎ", "ぐ", "げ", "ご"], "い", "で")),
    ("サ行", row(["さ", "し", "す", "せ", "そ"], "し", "て")),
    ("タ行", row(["た", "ち", "つ", "て", "と"], "っ", "て")),
    ("ナ行", row(["な", "に", "ぬ", "ね", "の"], "ん", "で")),
    ("バ行", row(["ば", "び", "ぶ", "べ", "ぼ"], "ん", "で")),
    ("マ行", row(["ま", "み", "む", "め", "も"], "ん", "で")),
    ("ラ行", row(["ら", "り", "る", "れ", "ろ"], "っ", "て")),
];
const ROW_WA: Row = row(["わ", "い", "う", "え", "お"], "っ", "て");

/// The forms of `word` (dictionary form) under `conjugation`, IPADIC's conjugation type such as `五段・ラ行`.
/// A type without a table here, or a word that does not end as its type wants, gives the word itself as a noun.
pub(crate) fn forms(word: &str, conjugation: &str) -> Vec<Form> {
    let found = if let Some(row) = conjugation.strip_prefix("五段・") {
        godan(word, row)
    } else if conjugation.starts_with("一段") {
        ichidan(word)
    } else if conjugation.starts_with("サ変") {
        suru(word)
    } else if conjugation.starts_with("カ変") {
        kuru(word)
    } else if conjugation.starts_with("形容詞") {
        adjective(word)
    } else {
        None
    };
    found.unwrap_or_else(|| vec![Form { surface: word.to_owned(), kind: FormKind::Noun }])
}

fn list(stem: &str, endings: &[(&str, FormKind)]) -> Vec<Form> {
    endings.iter().map(|(ending, kind)| Form { surface: format!("{stem}{ending}"), kind: *kind }).collect()
}

fn godan(word: &str, name: &str) -> Option<Vec<Form>> {
    let row = if name.starts_with("ワ行") {
        &ROW_WA
    } else {
        &ROWS.iter().find(|(known, _)| name.starts_with(known))?.1
    };
    let stem = word.strip_suffix(row.terminal)?;
    let te = format!("{}{}", row.past, row.te);
    let mut found = list(
        stem,
        &[
            (row.terminal, FormKind::Terminal),
            (row.irrealis, FormKind::Irrealis),
            (row.continuative, FormKind::Continuative),
            (row.past, FormKind::Past),
            (&te, FormKind::Te),
            (row.conditional, FormKind::Conditional),
            (row.conditional, FormKind::Imperative),
            (row.volitional, FormKind::Volitional),
        ],
    );
    // 可能動詞 (払える) is a verb of its own to IPADIC, the same act to a reader.
    found.extend(list(stem, &[(&format!("{}る", row.conditional), FormKind::Terminal)]));
    if name.starts_with("ワ行") {
        found.extend(list(stem, &[("うて", FormKind::Te)]));
    }
    if name.contains("特殊") {
        found.extend(list(stem, &[("い", FormKind::Imperative), ("い", FormKind::Continuative)]));
    }
    Some(found)
}

fn ichidan(word: &str) -> Option<Vec<Form>> {
    let stem = word.strip_suffix('る')?;
    let mut found = list(
        stem,
        &[
            ("る", FormKind::Terminal),
            ("", FormKind::Irrealis),
            ("", FormKind::Continuative),
            ("", FormKind::Past),
            ("て", FormKind::Te),
            ("れ", FormKind::Conditional),
            ("れ", FormKind::Imperative),
            ("ろ", FormKind::Imperative),
            ("よ", FormKind::Imperative),
            ("よ", FormKind::Volitional),
        ],
    );
    if stem.is_empty() {
        found.retain(|form| !form.surface.is_empty());
    }
    if let Some(short) = stem.strip_suffix('く').filter(|_| word.ends_with("くれる")) {
        found.extend(list(short, &[("くれ", FormKind::Imperative)]));
    }
    Some(found)
}

fn suru(word: &str) -> Option<Vec<Form>> {
    let (stem, voiced) = match word.strip_suffix("する") {
        Some(stem) => (stem, false),
        None => (word.strip_suffix("ずる")?, true),
    };
    let endings: &[(&str, FormKind)] = if voiced {
        &[
            ("ずる", FormKind::Terminal),
            ("じる", FormKind::Terminal),
            ("じ", FormKind::Irrealis),
            ("ぜ", FormKind::Irrealis),
            ("じ", FormKind::Continuative),
            ("じ", FormKind::Past),
            ("じて", FormKind::Te),
            ("ずれ", FormKind::Conditional),
            ("じろ", FormKind::Imperative),
            ("じよ", FormKind::Volitional),
        ]
    } else {
        &[
            ("する", FormKind::Terminal),
            ("さ", FormKind::Irrealis),
            ("し", FormKind::Irrealis),
            ("せ", FormKind::Irrealis),
            ("し", FormKind::Continuative),
            ("し", FormKind::Past),
            ("して", FormKind::Te),
            ("すれ", FormKind::Conditional),
            ("しろ", FormKind::Imperative),
            ("せよ", FormKind::Imperative),
            ("せえ", FormKind::Imperative),
            ("せい", FormKind::Imperative),
            ("せー", FormKind::Imperative),
            ("しよ", FormKind::Volitional),
        ]
    };
    Some(list(stem, endings))
}

fn kuru(word: &str) -> Option<Vec<Form>> {
    let (stem, written) = match word.strip_suffix("くる") {
        Some(stem) => (stem, ["くる", "こ", "き", "きて", "くれ", "こい", "こよ"]),
        None => (word.strip_suffix("来る")?, ["来る", "来", "来", "来て", "来れ", "来い", "来よ"]),
    };
    let [terminal, irrealis, continuative, te, conditional, imperative, volitional] = written;
    Some(list(
        stem,
        &[
            (terminal, FormKind::Terminal),
            (irrealis, FormKind::Irrealis),
            (continuative, FormKind::Continuative),
            (continuative, FormKind::Past),
            (te, FormKind::Te),
            (conditional, FormKind::Conditional),
            (imperative, FormKind::Imperative),
            (volitional, FormKind::Volitional),
        ],
    ))
}

fn adjective(word: &str) -> Option<Vec<Form>> {
    let stem = word.strip_suffix('い')?;
    Some(list(
        stem,
        &[
            ("い", FormKind::Terminal),
            ("く", FormKind::Continuative),
            ("かっ", FormKind::Past),
            ("くて", FormKind::Te),
            ("けれ", FormKind::Conditional),
            ("かろ", FormKind::Irrealis),
        ],
    ))
}

/// The variants of a term as written in a dictionary: `(を)` is optional, `(座|坐)` stands for either.
pub(crate) fn variants(term: &str) -> Vec<String> {
    let Some(open) = term.find('(') else { return vec![term.to_owned()] };
    let Some(length) = term[open..].find(')') else { return vec![term.to_owned()] };
    let (before, inner, after) = (&term[..open], &term[open + 1..open + length], &term[open + length + 1..]);
    let mut choices: Vec<&str> = inner.split('|').collect();
    if choices.len() == 1 {
        choices.push("");
    }
    let rests = variants(after);
    choices
        .iter()
        .flat_map(|choice| rests.iter().map(move |rest| format!("{before}{choice}{rest}")))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn surfaces(word: &str, conjugation: &str, kind: FormKind) -> Vec<String> {
        forms(word, conjugation)
            .into_iter()
            .filter(|form| form.kind == kind)
            .map(|form| form.surface)
            .collect()
    }

    #[test]
    fn each_class_makes_its_te_form() {
        for (word, class, te) in [
            ("怒鳴る", "五段・ラ行", "怒鳴って"),
            ("突く", "五段・カ行イ音便", "突いて"),
            ("行く", "五段・カ行促音便", "行って"),
            ("脱ぐ", "五段・ガ行", "脱いで"),
            ("出す", "五段・サ行", "出して"),
            ("打つ", "五段・タ行", "打って"),
            ("死ぬ", "五段・ナ行", "死んで"),
            ("呼ぶ", "五段・バ行", "呼んで"),
            ("睨む", "五段・マ行", "睨んで"),
            ("払う", "五段・ワ行促音便", "払って"),
            ("投げる", "一段", "投げて"),
            ("謝罪する", "サ変・スル", "謝罪して"),
            ("来る", "カ変・来ル", "来て"),
            ("臭い", "形容詞・アウオ段", "臭くて"),
        ] {
            assert!(surfaces(word, class, FormKind::Te).contains(&te.to_owned()), "{word}");
        }
    }

    #[test]
    fn orders_of_the_spoken_language_are_known() {
        assert_eq!(surfaces("払う", "五段・ワ行促音便", FormKind::Imperative), ["払え"]);
        assert!(surfaces("替える", "一段", FormKind::Imperative).contains(&"替えれ".to_owned()));
        assert!(surfaces("謝罪する", "サ変・スル", FormKind::Imperative).contains(&"謝罪せえ".to_owned()));
    }

    #[test]
    fn variants_multiply() {
        assert_eq!(variants("頭(を)下げる"), ["頭を下げる", "頭下げる"]);
        assert_eq!(variants("(土|ど)下(座|坐)").len(), 4);
        assert_eq!(variants("閉じない(括弧"), ["閉じない(括弧"]);
    }
}
