//! The words in which results are put to staff: suggestions, never verdicts.

use crate::engine::{Flag, SetAside, Suggestion, Tagging};

/// Between two pieces of evidence in one cell.
pub(super) const BETWEEN: &str = " / ";

/// Staff's name for a flag.
pub(crate) fn flag_name(id: &str) -> &str {
    match id {
        "staff-error" => "職員側の誤り",
        "accommodation" => "配慮が必要な事情",
        "illness" => "病状に関する記載",
        other => other,
    }
}

/// 「〜に該当しうる記載(要確認)」
pub(super) fn suggested(label: &str) -> String {
    format!("{label}に該当しうる記載(要確認)")
}

/// A score with two decimals: more would promise more than is known.
pub(super) fn score(score: f64) -> String {
    format!("{score:.2}")
}

/// `職員側の誤り:「当方の案内誤り」`
pub(super) fn flag(flag: &Flag, text: &str) -> String {
    format!("{}:「{}」", flag_name(&flag.id), flag.span.of(text))
}

/// `「居座り」否定(なかった)`
pub(super) fn set_aside(item: &SetAside, text: &str) -> String {
    let words = item.span.of(text);
    let reason = item.reason.japanese();
    match item.cue {
        Some(cue) => format!("「{words}」{reason}({})", cue.of(text)),
        None => format!("「{words}」{reason}"),
    }
}

/// `否定、手がかり「なかった」`
pub(super) fn reason(item: &SetAside, text: &str) -> String {
    let reason = item.reason.japanese();
    item.cue.map_or_else(|| reason.to_owned(), |cue| format!("{reason}、手がかり「{}」", cue.of(text)))
}

/// `土下座の要求:「土下座しろ」(kneeling-demand/order)` for each piece of evidence.
pub(super) fn evidence(tagging: &Tagging, text: &str) -> String {
    let of = |suggestion: &Suggestion| -> Vec<String> {
        let label = &suggestion.label;
        let pieces = suggestion.evidence.iter();
        pieces.map(|piece| format!("{label}:「{}」({})", piece.span.of(text), piece.rule)).collect()
    };
    tagging.categories.iter().flat_map(of).collect::<Vec<_>>().join(BETWEEN)
}

/// Why a row has no result.
pub(super) fn unreadable(message: &str) -> String {
    format!("読み取り不可: {message}")
}

/// What the tests of all renderers render.
#[cfg(test)]
pub(super) mod example {
    use crate::engine::{Evidence, Flag, SetAside, Suggestion, Tagging};
    use crate::rules::Reason;
    use crate::span::Span;

    pub(in super::super) const TEXT: &str =
        "当方の案内誤り。客は\n「土下座しろ」と怒鳴り、ばかと言う。居座りはなかった。";

    fn span(words: &str) -> Span {
        let start = TEXT.find(words).unwrap();
        Span { start, end: start + words.len() }
    }

    fn suggestion(id: &str, label: &str, score: f64, words: &[&str]) -> Suggestion {
        let evidence = words
            .iter()
            .map(|words| Evidence {
                rule: format!("{id}/order").into(),
                span: span(words),
                why: "強い言い方".into(),
            })
            .collect();
        Suggestion { id: id.into(), label: label.into(), score, evidence }
    }

    pub(in super::super) fn tagging() -> Tagging {
        Tagging {
            categories: vec![
                suggestion("kneeling-demand", "土下座の要求", 0.9375, &["土下座しろ"]),
                suggestion("mental-attack", "精神的な攻撃", 0.5, &["怒鳴り", "ばか"]),
            ],
            set_aside: vec![SetAside {
                category: "long-retention".into(),
                rule: "long-retention/stay".into(),
                span: span("居座り"),
                reason: Reason::Negated,
                cue: Some(span("なかった")),
            }],
            flags: vec![Flag { id: "staff-error".into(), span: span("当方の案内誤り") }],
        }
    }
}
