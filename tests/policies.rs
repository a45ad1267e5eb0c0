//! The policy files: sound by themselves, honest about what was seen, and what tagging makes of them.
#![allow(clippy::disallowed_methods, reason = "tests read the project's own files")]

use std::collections::{BTreeMap, BTreeSet};

use fuda::eval::{evaluate, parse_gold};
use fuda::rules::{
    Cover, DEFAULT_POLICY, Dictionaries, DictionarySource, Origin, Policy, Seen, builtin, parse,
};
use fuda::{Reason, Tagger, Tagging};

fn dictionaries() -> Dictionaries {
    parse(&builtin()).0
}

fn policy<'d>(all: &'d Dictionaries, id: &str) -> &'d Policy {
    all.policies.iter().find(|policy| policy.id == id).unwrap_or_else(|| panic!("no policy {id}"))
}

fn tag(policy: &str, note: &str) -> Tagging {
    Tagger::new(&dictionaries(), policy).expect("the built-in rules compile").tag(note)
}

fn ids(tagging: &Tagging) -> BTreeSet<String> {
    tagging.categories.iter().map(|one| one.id.to_string()).collect()
}

/// The built-in dictionaries without their rules, and `own` beside them.
fn sources(own: &str) -> Vec<DictionarySource> {
    let mut sources = builtin();
    sources.retain(|source| !source.name.contains("/rules/"));
    sources.push(DictionarySource { name: "own.toml".into(), text: own.into() });
    sources
}

fn codes(own: &str) -> Vec<&'static str> {
    let (_, diagnostics) = parse(&sources(own));
    diagnostics.iter().filter(|one| one.file == "own.toml").map(|one| one.code).collect()
}

#[test]
fn the_policies_say_where_they_come_from() {
    let (all, diagnostics) = parse(&builtin());
    let wrong: Vec<String> = diagnostics
        .iter()
        .filter(|one| one.file.contains("/policies/"))
        .map(|one| format!("{}:{} {}", one.file, one.line, one.message))
        .collect();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert_eq!(all.acts().len(), 16, "no policy but the usual one adds acts");
    assert_eq!(
        all.acts()[0].label,
        "瑕疵・過失がないのにサービスの提供し直しを要求",
        "labels are those of the usual one"
    );
    assert!(all.policies.len() >= 14, "{}", all.policies.len());
    for policy in &all.policies {
        let file = format!("dictionaries/policies/{}.toml", policy.id);
        assert!(builtin().iter().any(|source| source.name == file), "{} is not in {file}", policy.id);
        assert!(!policy.verified.is_empty() && policy.seen != Seen::Unseen, "{}: seen how far?", policy.id);
        assert!(policy.seen == Seen::Full || !policy.sources.is_empty(), "{}: no source", policy.id);
        for category in &policy.categories {
            let said = category.is_covered() || !category.note.is_empty();
            assert!(said, "{}: {} maps to nothing and does not say why", policy.id, category.label);
        }
        for number in &policy.numbers {
            assert!(number.unit.is_some() && !number.source.is_empty(), "{} {}", policy.id, number.id);
        }
    }
}

#[test]
fn types_that_nobody_saw_are_marked() {
    let all = dictionaries();
    let types = policy(&all, "mhlw-2022-types");
    let unseen: Vec<usize> =
        (1..=9).filter(|n| types.seen(&types.categories[n - 1]) == Seen::Unseen).collect();
    assert_eq!(unseen, [2, 3, 4, 6, 7, 8], "types 1, 5 and 9 were quoted where we could read them");
    assert_eq!(policy(&all, "aomori-pref-2025").seen, Seen::Partly);
    assert_eq!(policy(&all, "taito-2025").seen, Seen::Full);
}

#[test]
fn acts_lie_under_the_types_of_other_policies() {
    let all = dictionaries();
    let under = |id: &str, act: &str| -> Vec<(String, Cover)> {
        let categories = policy(&all, id).categories.iter();
        categories.filter_map(|one| Some((one.label.clone(), one.cover(act)?))).collect()
    };
    let one = |label: &str, cover| vec![(label.to_owned(), cover)];
    assert_eq!(under("mhlw-2022", "kneeling-demand"), one("土下座の要求", Cover::Whole));
    assert_eq!(under("mhlw-2022", "non-cooperation"), Vec::new());
    assert_eq!(under("kumamoto-pref-2025", "long-retention"), one("反復・時間拘束型", Cover::Whole));
    assert_eq!(
        under("mhlw-2022-types", "long-retention"),
        [one("時間拘束型", Cover::Whole), one("店舗外拘束型", Cover::Near)].concat()
    );
    assert_eq!(
        under("saga-pref-2024", "intimidation"),
        [one("暴言・威圧型", Cover::Whole), one("権威型", Cover::Part)].concat()
    );
}

#[test]
fn a_note_is_tagged_with_the_labels_of_the_policy() {
    let note = "「土下座しろ」と怒鳴られた。";
    let of = |id: &str| -> BTreeMap<String, String> {
        let tagging = tag(id, note);
        tagging.categories.iter().map(|one| (one.id.to_string(), one.label.to_string())).collect()
    };
    let pair = |id: &str, label: &str| (id.to_owned(), label.to_owned());
    let wanted = [
        (
            "mhlw-2022",
            vec![
                pair("kneeling-demand", "土下座の要求"),
                pair("mental-attack", "精神的な攻撃(脅迫、中傷、名誉毀損、侮辱、暴言)"),
            ],
        ),
        ("mhlw-2022-types", vec![pair("authority", "権威型"), pair("verbal-abuse", "暴言型")]),
        ("kumamoto-pref-2025", vec![pair("abuse-threat", "暴言・威嚇・脅迫型")]),
        (
            "jr-west-2024",
            vec![
                pair("attack", "身体的・精神的な攻撃、暴力的行為、セクハラ的言動、侮辱・人格否定"),
                pair("threat-kneeling", "威圧的・脅迫的な言動、恫喝、土下座の要求"),
            ],
        ),
    ];
    for (id, labels) in wanted {
        assert_eq!(of(id), labels.into_iter().collect(), "{id}");
    }
}

#[test]
fn what_the_policy_does_not_know_is_set_aside_and_said() {
    let tagging = tag("kumamoto-pref-2025", "職員の尻を触った。窓口で土下座の要求はなかった。");
    assert!(tagging.categories.is_empty(), "{:?}", tagging.categories);
    let reason = |act: &str| tagging.set_aside.iter().find(|one| &*one.category == act).map(|one| one.reason);
    assert_eq!(reason("sexual"), Some(Reason::NotCovered), "the act's own name: the policy has none");
    assert_eq!(reason("kneeling-demand"), Some(Reason::Negated));
    let usual = tag(DEFAULT_POLICY, "職員の尻を触った。");
    assert!(ids(&usual).contains("sexual"));
    assert!(usual.set_aside.iter().all(|one| one.reason != Reason::NotCovered));
}

#[test]
fn what_is_set_aside_stands_under_the_categories_of_the_policy() {
    let tagging = tag("oita-pref", "カウンターを叩くことはなかった。土下座の要求もなかった。");
    let under: BTreeSet<&str> = tagging.set_aside.iter().map(|one| &*one.category).collect();
    assert!(under.contains("abuse-threat") && under.contains("authority"), "{under:?}");
    assert!(!under.contains("intimidation") && !under.contains("kneeling-demand"), "{under:?}");
}

#[test]
fn a_number_of_the_policy_changes_what_is_found() {
    let held = |id: &str, category: &str, note: &str| ids(&tag(id, note)).contains(category);
    let (phone, desk, long) =
        ("入電。35分間怒鳴り続けた。", "窓口で35分間怒鳴り続けた。", "窓口で65分間怒鳴り続けた。");
    assert!(!held("taito-2025", "long-retention", phone), "fuda's own 60 minutes");
    assert!(held("kumamoto-pref-2025", "repeat-retention", phone), "30 minutes on the phone");
    assert!(!held("kumamoto-pref-2025", "repeat-retention", desk), "60 minutes at the counter");
    assert!(
        held("kumamoto-pref-2025", "repeat-retention", long) && held("taito-2025", "long-retention", long)
    );
    assert!(!held("kumamoto-pref-2025", "repeat-retention", "入電。25分間怒鳴り続けた。"));
    assert!(
        !held("kumamoto-pref-2025", "repeat-retention", "電話。35分待たされたとの話。"),
        "time alone is nothing"
    );
}

#[test]
fn a_policy_of_ones_own_brings_its_own_number() {
    let mut sources = builtin();
    let text = "[policy]\nid = \"house\"\nname = \"当社の方針\"\n[[category]]\nid = \"hold\"\nlabel = \"拘束\"\n\
                acts = [\"long-retention\"]\n[[number]]\nid = \"retention\"\nvalue = 30\nunit = \"min\"\nsource = \"規程\"\n";
    sources.push(DictionarySource { name: "house.toml".into(), text: text.into() });
    let (all, _) = parse(&sources);
    let tagging = Tagger::new(&all, "house").expect("it compiles").tag("窓口で35分間怒鳴り続けた。");
    assert_eq!(ids(&tagging), BTreeSet::from(["hold".to_owned()]));
}

#[test]
fn evidence_says_whose_number_it_rests_on() {
    let whys = |id: &str, note: &str| -> Vec<String> {
        let tagging = tag(id, note);
        tagging.categories.iter().flat_map(|one| &one.evidence).map(|one| one.why.to_string()).collect()
    };
    let note = "入電。65分間怒鳴り続けた。";
    let some = |whys: Vec<String>, words: &str| whys.iter().any(|why| why.contains(words));
    assert!(some(whys("taito-2025", note), "〔60分: fuda の基準。方針に数値はない〕"));
    assert!(some(whys("kumamoto-pref-2025", note), "〔電話、30分: 方針の数値〕"));
    assert!(some(whys("mhlw-2022", note), "〔60分: 方針が挙げる一例。定められた数値ではない〕"));
}

#[test]
fn numbers_tell_who_set_them() {
    let all = dictionaries();
    let of = |id: &str, name: &str| -> Vec<(u64, Origin)> {
        let numbers = all.numbers(policy(&all, id), name).into_iter();
        numbers.map(|(number, origin)| (number.value, origin)).collect()
    };
    assert_eq!(of("taito-2025", "retention"), [(60, Origin::Fuda)]);
    assert_eq!(of("kumamoto-pref-2025", "retention"), [(30, Origin::Policy), (60, Origin::Policy)]);
    assert_eq!(of("kumamoto-pref-2025", "repetition"), [(3, Origin::Fuda)]);
    assert_eq!(of("mhlw-2022", "retention"), [(60, Origin::Example)]);
    assert_eq!(of("saga-pref-2024", "warnings"), [(3, Origin::Policy)]);
    assert_eq!(of("taito-2025", "warnings"), [], "another policy's number is not borrowed");
}

/// One tagged file can be counted under any policy whose numbers are the same: a category that whole acts fall under is
/// suggested if, and only if, one of those acts is.
#[test]
fn notes_count_for_the_same_acts_under_every_policy() {
    let all = dictionaries();
    let text =
        std::fs::read_to_string(concat!(env!("CARGO_MANIFEST_DIR"), "/corpus/dev.jsonl")).expect("notes");
    let gold = parse_gold("dev.jsonl", &text).expect("notes");
    let notes: Vec<&str> = gold.iter().step_by(2).map(|note| note.text.as_str()).collect();
    let usual = Tagger::new(&all, DEFAULT_POLICY).expect("it compiles");
    let mut worker = usual.worker();
    let acts: Vec<BTreeSet<String>> = notes.iter().map(|note| ids(&worker.tag(note))).collect();
    let mut compared = 0;
    for id in ["mhlw-2022", "mhlw-2022-types", "ana-jal-2024", "saga-pref-2024"] {
        let tagger = Tagger::new(&all, id).expect("it compiles");
        let mut worker = tagger.worker();
        for (note, acts) in notes.iter().zip(&acts) {
            let found = ids(&worker.tag(note));
            for category in policy(&all, id).categories.iter().filter(|one| one.parts.is_empty()) {
                let wanted = category.acts.iter().any(|act| acts.contains(act));
                assert_eq!(found.contains(&category.id), wanted, "{id} {} {note}", category.label);
                compared += usize::from(wanted);
            }
        }
    }
    assert!(compared > 100, "only {compared} suggestions were compared");
}

#[test]
fn labelled_notes_are_measured_under_other_policies() {
    let gold = parse_gold(
        "two.jsonl",
        "{\"id\":\"1\",\"text\":\"「土下座しろ」と言われた。\",\"labels\":[\"kneeling-demand\"]}\n\
         {\"id\":\"2\",\"text\":\"職員の尻を触った。\",\"labels\":[\"sexual\"]}\n",
    )
    .expect("notes");
    let report = evaluate(&Tagger::new(&dictionaries(), "oita-pref").expect("it compiles"), &gold);
    assert_eq!(
        (report.total.true_positives, report.total.false_negatives, report.total.false_positives),
        (1, 0, 0)
    );
    assert_eq!(report.unlabelled, 1, "the policy has no type for the second");
}

const WEAK: &str = "[[rule]]\nid = \"mental-attack/hint\"\nwhen = '荒い'\nweight = 0.3\nwhy = \"例\"\nmatch = [\"荒い。\"]\n\
                    skip = [\"荒い声はなかった。\"]\n[[rule]]\nid = \"intimidation/hint\"\nwhen = '近寄る'\nweight = 0.3\n\
                    why = \"例\"\nmatch = [\"近寄った。\"]\nskip = [\"近寄ることはなかった。\"]\n";

#[test]
fn hints_of_two_acts_do_not_add_up_to_one_category() {
    let (all, _) = parse(&sources(WEAK));
    // As one act's witnesses the two would come to 0.51.
    let tagging = Tagger::new(&all, "kumamoto-pref-2025").expect("it compiles").tag("荒い声で近寄った。");
    assert!(tagging.categories.is_empty(), "{:?}", tagging.categories);
    let weak: Vec<(&str, Reason)> =
        tagging.set_aside.iter().map(|one| (&*one.category, one.reason)).collect();
    assert_eq!(weak, [("abuse-threat", Reason::BelowThreshold); 2]);
}

#[test]
fn a_category_is_as_sure_as_its_strongest_act() {
    let strong = WEAK.replace("when = '近寄る'\nweight = 0.3", "when = '近寄る'\nweight = 0.7");
    let (all, _) = parse(&sources(&strong));
    let tagging = Tagger::new(&all, "kumamoto-pref-2025").expect("it compiles").tag("荒い声で近寄った。");
    assert_eq!(tagging.categories.len(), 1);
    assert!((tagging.categories[0].score - 0.7).abs() < 1e-9, "{}", tagging.categories[0].score);
    let rules: Vec<&str> = tagging.categories[0].evidence.iter().map(|one| &*one.rule).collect();
    assert_eq!(rules, ["intimidation/hint"], "the hint of the other act is set aside as weak");
}

#[test]
fn mistakes_in_a_policy_are_reported_with_a_cure() {
    let head = "[policy]\nid = \"house\"\nname = \"方針\"\n";
    let category = |more: &str| format!("{head}[[category]]\nid = \"hold\"\nlabel = \"拘束\"\n{more}");
    assert_eq!(codes(&category("acts = [\"long-retention\"]\n")), [""; 0]);
    assert_eq!(codes(&category("acts = []\n")), [""; 0], "a type that no act falls under is no mistake");
    assert_eq!(codes(&category("acts = [\"long-retntion\"]\n")), ["F017"]);
    assert_eq!(codes(&category("acts = []\nnear = [\"sexuel\"]\n")), ["F017"]);
    assert_eq!(
        codes(&format!("{head}seen = \"half\"\n[[category]]\nid = \"hold\"\nlabel = \"拘束\"\nacts = []\n")),
        ["F010"]
    );
    assert_eq!(codes(&format!("{head}[[category]]\nid = \"sexual\"\nlabel = \"性\"\nacts = []\n")), ["F016"]);
    let twice = "[[category]]\nid = \"a\"\nlabel = \"甲\"\nacts = []\n";
    assert_eq!(codes(&format!("{head}{twice}{twice}")), ["F015"]);
    let part = format!("{}{WEAK}", category("acts = [\"mental-attack/hnt\", \"intimidation/hint\"]\n"));
    assert_eq!(codes(&part), ["F018"], "a rule that is not there, where its act has rules");
    let number =
        |more: &str| format!("{}[[number]]\nid = \"n\"\nsource = \"規程\"\n{more}", category("acts = []\n"));
    assert_eq!(codes(&number("value = 3\nunit = \"hours\"\n")), ["F010"]);
    assert_eq!(codes(&number("")), ["F004"]);
    assert_eq!(codes(&number("value = 3\nwith = '@nowhere'\n")), ["F023"]);
    assert_eq!(codes(&number("value = 3\nexample = \"yes\"\n")), ["F003"]);
}

#[test]
fn a_number_that_nobody_sets_is_an_error_with_a_cure() {
    let rule = "[[rule]]\nid = \"long-retention/x\"\nwhen = '居座る & [times >= $warnings]'\nwhy = \"例\"\n\
                match = [\"3回居座った。\"]\nskip = [\"居座った。\"]\n";
    let (all, diagnostics) = parse(&sources(rule));
    assert!(diagnostics.iter().all(|one| one.file != "own.toml"), "another policy sets it");
    assert!(Tagger::new(&all, "saga-pref-2024").is_ok());
    let error = Tagger::new(&all, DEFAULT_POLICY).err().expect("no such number here");
    assert!(error.to_string().contains("$warnings") && error.cure().is_some(), "{error}");
}
