//! The printed record keeps the shape that other programs read (`fuda/1`).

use fuda::engine::{Evidence, Flag, SetAside, Suggestion};
use fuda::{OffsetUnit, Reason, Record, Span, Tagging};

const NOTE: &str = "𠮷田様「土下座しろ」。暴力はなかった。当方の案内誤り。";

fn span(words: &str) -> Span {
    let start = NOTE.find(words).expect("words of the note");
    Span { start, end: start + words.len() }
}

fn json(offsets: OffsetUnit) -> String {
    let tagging = Tagging {
        categories: vec![Suggestion {
            id: "kneeling-demand".into(),
            label: "土下座の要求".into(),
            score: 0.94,
            evidence: vec![Evidence {
                rule: "kneeling-demand/order".into(),
                span: span("土下座しろ"),
                why: "土下座を求める発言".into(),
            }],
        }],
        set_aside: vec![SetAside {
            category: "physical-attack".into(),
            rule: "physical-attack/noun".into(),
            span: span("暴力"),
            reason: Reason::Negated,
            cue: Some(span("なかった")),
        }],
        flags: vec![Flag { id: "staff-error".into(), span: span("当方の案内誤り") }],
    };
    let record = Record { id: "a017", text: NOTE, outcome: Ok(&tagging), offsets, input: None };
    serde_json::to_string(&record).expect("a record")
}

#[test]
fn the_record_keeps_its_shape() {
    insta::assert_snapshot!(json(OffsetUnit::Char), @r#"{"schema":"fuda/1","id":"a017","categories":[{"id":"kneeling-demand","label":"土下座の要求","score":0.94,"evidence":[{"rule":"kneeling-demand/order","text":"土下座しろ","start":4,"end":9,"why":"土下座を求める発言"}]}],"set_aside":[{"category":"physical-attack","rule":"physical-attack/noun","text":"暴力","start":11,"end":13,"reason":"negated","cue":{"text":"なかった","start":14,"end":18}}],"flags":[{"id":"staff-error","text":"当方の案内誤り","start":19,"end":26}]}"#);
}

#[test]
fn offsets_count_in_the_unit_asked_for() {
    let start = |offsets| {
        let value: serde_json::Value = serde_json::from_str(&json(offsets)).expect("JSON");
        value["categories"][0]["evidence"][0]["start"].as_u64().expect("a number")
    };
    // 𠮷 is one character, two UTF-16 units and four bytes; 田様「 are three each way but nine bytes.
    assert_eq!((start(OffsetUnit::Char), start(OffsetUnit::Utf16), start(OffsetUnit::Byte)), (4, 5, 13));
}
