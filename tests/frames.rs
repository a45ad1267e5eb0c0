//! Acts in the frames that affirm them or take them away: 叩いた in 〜わけではない, 〜おそれがある, 夫が〜と相談に来られた, …
//!
//! Every frame is filled with every act. No tuning note is among them; a share of each kind must come out right.
#![allow(clippy::disallowed_methods, reason = "tests and benchmarks read the project's own files")]

use std::collections::BTreeMap;
use std::path::Path;

use fuda::Tagger;
use serde::Deserialize;

/// The least share of right answers by kind of frame, a little below what was measured on 2026-11-23.
const FLOORS: [(&str, f64); 5] = [
    ("affirmed", 0.97),
    ("background", 0.96),
    ("hypothetical", 0.92),
    ("negated", 0.95),
    ("other-agent", 0.84),
];

#[derive(Deserialize)]
struct Table {
    act: Vec<BTreeMap<String, String>>,
    frames: BTreeMap<String, Frames>,
}

#[derive(Deserialize)]
struct Frames {
    texts: Vec<String>,
}

fn filled(frame: &str, act: &BTreeMap<String, String>) -> String {
    act.iter().fold(frame.to_owned(), |text, (form, words)| text.replace(&format!("{{{form}}}"), words))
}

#[test]
fn frames_affirm_or_take_away_whatever_the_act() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/frames/frames.toml");
    let table: Table = toml::from_str(&std::fs::read_to_string(path).expect("the frames")).expect("a table");
    assert_eq!(table.frames.keys().map(String::as_str).collect::<Vec<_>>(), FLOORS.map(|(kind, _)| kind));
    let tagger = Tagger::builtin().expect("the built-in rules");
    let mut worker = tagger.worker();
    for (kind, floor) in FLOORS {
        let (mut right, mut all, mut wrong) = (0.0_f64, 0.0_f64, Vec::new());
        for frame in &table.frames[kind].texts {
            assert!(frame.contains('{'), "no act fits into {frame}");
            for act in &table.act {
                let text = filled(frame, act);
                assert!(!text.contains('{'), "{text}: a form that the act does not have");
                let suggested = worker.tag(&text).categories.iter().any(|one| *one.id == *act["category"]);
                all += 1.0;
                if suggested == (kind == "affirmed") {
                    right += 1.0;
                } else {
                    wrong.push(text);
                }
            }
        }
        assert!(right / all >= floor, "{kind}: {right} of {all} right; wrong:\n{}", wrong.join("\n"));
    }
}
