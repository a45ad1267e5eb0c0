//! What must hold for any text and any rules: lazy = eager, threads do not matter, spans stay in the note.

use std::sync::LazyLock;

use fuda::batch::{Batch, Fields, Note};
use fuda::rules::{DEFAULT_POLICY, DictionarySource, builtin, parse};
use fuda::{Tagger, Tagging};
use proptest::prelude::*;

static TAGGER: LazyLock<Tagger> = LazyLock::new(|| Tagger::builtin().expect("the built-in rules"));

/// Pieces that make candidates, contexts and trouble likely when they are thrown together.
const PIECES: [&str; 44] = [
    "土下座",
    "しろ",
    "」",
    "「",
    "『",
    "』",
    "と",
    "怒鳴",
    "られた",
    "った",
    "なかった",
    "の要求",
    "は",
    "。",
    "、",
    "\n",
    "職員",
    "が",
    "に",
    "客",
    "夫",
    "相談",
    "以前",
    "場合",
    "カウンター",
    "を",
    "叩",
    "き",
    "ﾊﾞｶ",
    "殴る",
    "ぞ",
    "金を",
    "払え",
    "謝罪",
    "文を",
    "出せ",
    "2時間",
    "居座",
    "り",
    "何度も",
    "!",
    "殺す",
    "ー",
    "\u{0}",
];

fn pieces() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(PIECES.to_vec()), 0..40).prop_map(|parts| parts.concat())
}

fn spans(tagging: &Tagging) -> Vec<fuda::Span> {
    let evidence =
        tagging.categories.iter().flat_map(|one| one.evidence.iter().map(|evidence| evidence.span));
    let aside = tagging.set_aside.iter().flat_map(|one| [Some(one.span), one.cue].into_iter().flatten());
    evidence.chain(aside).chain(tagging.flags.iter().map(|flag| flag.span)).collect()
}

fn assert_lazy_is_eager(tagger: &Tagger, note: &str) -> Result<(), TestCaseError> {
    let (lazy, eager) = (tagger.worker().tag(note), tagger.eager_worker().tag(note));
    prop_assert_eq!(&lazy, &eager);
    for span in spans(&lazy) {
        prop_assert!(note.get(span.start..span.end).is_some_and(|text| !text.is_empty()), "{:?}", span);
    }
    for category in &lazy.categories {
        prop_assert!((0.0..=1.0).contains(&category.score));
    }
    Ok(())
}

/// A rule set made of random operators over a few words, so that lazy = eager is not a property of our rules alone.
fn random_rule() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "土下座",
        "怒鳴る",
        "\"カウンター\"",
        "@staff",
        "叩く",
        "/しろ|出せ/",
        "金",
        "払う:order",
        "要求:refuse",
        "[times >= 2]",
    ]);
    let gap = prop::sample::select(vec![" .. ", " ~3 ", " & ", " ", " !", " | "]);
    (
        prop::sample::select(vec!["土下座", "怒鳴る", "@demand", "謝罪:order"]),
        prop::collection::vec((gap, word), 0..3),
    )
        .prop_map(|(first, rest)| {
            // A quantity alone calls for no word, so it is no alternative.
            let fits = |(gap, word): &(&str, &str)| *gap != " | " || !word.starts_with('[');
            rest.into_iter().filter(fits).fold(first.to_owned(), |when, (gap, word)| when + gap + word)
        })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 192, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_equals_eager_on_note_like_text(note in pieces()) {
        assert_lazy_is_eager(&TAGGER, &note)?;
    }

    #[test]
    fn lazy_equals_eager_on_any_text(note in ".{0,120}") {
        assert_lazy_is_eager(&TAGGER, &note)?;
    }

    #[test]
    fn reading_a_note_twice_gives_the_same(first in pieces(), second in pieces()) {
        let mut worker = TAGGER.worker();
        let fresh = worker.tag(&second);
        worker.tag(&first);
        prop_assert_eq!(worker.tag(&second), fresh, "a worker carries nothing over from note to note");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn lazy_equals_eager_for_random_rules(when in random_rule(), notes in prop::collection::vec(pieces(), 1..12)) {
        let mut sources: Vec<DictionarySource> =
            builtin().into_iter().filter(|source| !source.name.contains("/rules/")).collect();
        let text = format!("[[rule]]\nid = \"intimidation/random\"\nwhen = '{when}'\nwhy = \"x\"\nmatch = [\"a\"]\nskip = [\"b\"]\n");
        sources.push(DictionarySource { name: "random.toml".into(), text });
        let (dictionaries, diagnostics) = parse(&sources);
        prop_assert_eq!(dictionaries.rules.len(), 1, "{}: {:?}", when, diagnostics);
        let tagger = Tagger::new(&dictionaries, DEFAULT_POLICY).expect("a random rule compiles");
        for note in &notes {
            assert_lazy_is_eager(&tagger, note)?;
        }
    }
}

#[test]
fn any_number_of_threads_gives_the_same_bytes_in_input_order() {
    let notes = || {
        (1..=3_000u64).map(|row| {
            let text = format!(
                "{row}番の客が「土下座しろ」と{}。",
                if row % 3 == 0 { "怒鳴った" } else { "言わなかった" }
            );
            Ok(Note { row, id: row.to_string(), text: Ok(text), fields: Fields::None })
        })
    };
    let run = |threads| {
        let mut bytes = Vec::new();
        let batch = Batch::new(&TAGGER, Some(threads)).expect("threads");
        let render = |note: &Note, outcome: Result<&Tagging, &fuda::RowError>, out: &mut Vec<u8>| {
            let found = outcome.expect("a readable row").categories.len();
            out.extend_from_slice(format!("{} {found}\n", note.id).as_bytes());
        };
        let summary = batch.run(notes(), &render, &mut bytes, &mut |_| {}).expect("a run");
        (bytes, summary)
    };
    let (one, summary) = run(1);
    assert_eq!(summary.rows, 3_000);
    assert_eq!((one.clone(), summary), run(2));
    assert_eq!((one.clone(), summary), run(5));
    let order: Vec<u64> = String::from_utf8(one)
        .expect("text")
        .lines()
        .map(|line| line.split(' ').next().and_then(|id| id.parse().ok()).expect("an id"))
        .collect();
    assert_eq!(order, (1..=3_000).collect::<Vec<_>>());
}
