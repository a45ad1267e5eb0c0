//! The shapes of answers, for the documentation. A test reads real answers back into them, so that they stay true.
#![allow(dead_code, reason = "the fields describe what is answered; only tests read them")]

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;
use utoipa::ToSchema;

/// What was found in one note (contract `fuda/1`).
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Record)]
pub(super) struct RecordShape {
    /// Always `fuda/1`.
    pub(super) schema: String,
    /// 記録の ID
    pub(super) id: String,
    /// 該当しうる類型(要確認)。スコアの高い順
    pub(super) categories: Vec<SuggestionShape>,
    /// 当たったが数えなかった記載と、その理由
    pub(super) set_aside: Vec<SetAsideShape>,
    /// 併せて見るべき事情(職員側の誤り、配慮が必要な事情、病状)
    pub(super) flags: Vec<PlaceShape>,
    /// 読み取れなかった行だけにある
    pub(super) error: Option<RowErrorShape>,
    /// keep=true のとき、入力の他の項目
    #[schema(value_type = Option<Object>)]
    pub(super) input: Option<Value>,
}

/// A category that the note may fall under, to be checked by a person.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Suggestion)]
pub(super) struct SuggestionShape {
    /// 類型の ID
    #[schema(example = "kneeling-demand")]
    pub(super) id: String,
    /// 方針での名
    #[schema(example = "土下座の要求")]
    pub(super) label: String,
    /// 0 から 1
    pub(super) score: f64,
    /// 根拠。記録の順
    pub(super) evidence: Vec<EvidenceShape>,
}

/// A place that speaks for a category.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Evidence)]
pub(super) struct EvidenceShape {
    /// 規則の ID
    pub(super) rule: String,
    /// 記録の中の語
    pub(super) text: String,
    /// 始まりの位置(0 から)
    pub(super) start: usize,
    /// 終わりの次の位置
    pub(super) end: usize,
    /// 規則の理由
    pub(super) why: String,
}

/// A place that a rule matched and that was not counted.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = SetAside)]
pub(super) struct SetAsideShape {
    /// 数えていれば該当しえた類型
    pub(super) category: String,
    /// 規則の ID
    pub(super) rule: String,
    /// 記録の中の語
    pub(super) text: String,
    /// 始まりの位置
    pub(super) start: usize,
    /// 終わりの次の位置
    pub(super) end: usize,
    /// negated、hypothetical、other-agent、other-target、background、other-sense、below-threshold、not-covered
    pub(super) reason: String,
    /// そう読んだ手がかりの語
    pub(super) cue: Option<CueShape>,
}

/// The words that decided so.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Cue)]
pub(super) struct CueShape {
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// A circumstance beside the tags.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Flag)]
pub(super) struct PlaceShape {
    /// staff-error、accommodation、illness
    pub(super) id: String,
    pub(super) text: String,
    pub(super) start: usize,
    pub(super) end: usize,
}

/// Why a row could not be read.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RowError)]
pub(super) struct RowErrorShape {
    pub(super) kind: String,
    pub(super) message: String,
}

/// The policies that the server knows.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Policies)]
pub(super) struct PoliciesShape {
    /// 方針を指定しない要求に使う方針
    pub(super) default: String,
    pub(super) policies: Vec<PolicyShape>,
}

/// One policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Policy)]
pub(super) struct PolicyShape {
    pub(super) id: String,
    pub(super) name: String,
    /// 策定者
    pub(super) issuer: String,
    pub(super) date: String,
    /// 文言をどこまで確認したか: full、partly、quoted、unseen
    pub(super) seen: String,
    pub(super) verified: String,
    pub(super) sources: Vec<String>,
    pub(super) categories: Vec<CategoryShape>,
    /// 目安の時間など。origin は policy、example、fuda のどれか
    #[schema(value_type = Vec<Object>)]
    pub(super) numbers: Vec<BTreeMap<String, Value>>,
    /// この方針の類型にない行為
    pub(super) not_covered_acts: Vec<String>,
    /// 定義と姿勢
    #[schema(value_type = Vec<Object>)]
    pub(super) clauses: Vec<BTreeMap<String, String>>,
}

/// One category of a policy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Category)]
pub(super) struct CategoryShape {
    pub(super) id: String,
    pub(super) label: String,
    pub(super) group: String,
    /// 候補にできるか
    pub(super) covered: bool,
    pub(super) acts: Vec<String>,
    pub(super) parts: Vec<String>,
    pub(super) near: Vec<String>,
    #[schema(value_type = Vec<Object>)]
    pub(super) thresholds: Vec<BTreeMap<String, Value>>,
    pub(super) seen: String,
    pub(super) note: String,
    /// 方針が挙げる例
    pub(super) examples: Vec<String>,
}

/// One note with the reasons for and against every rule that it touched.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Explained)]
pub(super) struct ExplainedShape {
    /// Always `fuda-explain/1`.
    pub(super) schema: String,
    pub(super) record: RecordShape,
    /// 規則ごとの判断の段階
    pub(super) rules: Vec<RuleStepsShape>,
}

/// One rule, stage by stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RuleSteps)]
pub(super) struct RuleStepsShape {
    pub(super) rule: String,
    pub(super) why: String,
    /// 数えるか
    pub(super) counts: bool,
    pub(super) steps: Vec<StepShape>,
}

/// One stage.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Step)]
pub(super) struct StepShape {
    /// words、boundary、construction、quantity、order、note、chain、actor、context
    pub(super) stage: String,
    pub(super) label: String,
    /// null は参考情報
    pub(super) passed: Option<bool>,
    pub(super) message: String,
    pub(super) places: Vec<CueShape>,
}

/// How the server is.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Health)]
pub(super) struct HealthShape {
    /// ok、または stale-rules(規則の変更に誤りがあり、前の規則のまま動いている)
    pub(super) status: String,
    pub(super) version: String,
    /// 既定の方針
    pub(super) policy: String,
    pub(super) rules: RulesShape,
    pub(super) limits: LimitsShape,
}

/// The rules in force.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Rules)]
pub(super) struct RulesShape {
    /// 規則が変わるたびに1つ増える
    pub(super) generation: u64,
    pub(super) count: usize,
    /// 誤りのために除いた規則などの数
    pub(super) errors: usize,
    pub(super) refused: Option<RefusedShape>,
}

/// Why the last change was not taken over.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Refused)]
pub(super) struct RefusedShape {
    pub(super) message: String,
    /// 誤りの場所と直し方
    #[schema(value_type = Vec<Object>)]
    pub(super) diagnostics: Vec<BTreeMap<String, Value>>,
}

/// What requests may cost.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Limits)]
pub(super) struct LimitsShape {
    pub(super) body_bytes: usize,
    pub(super) file_bytes: usize,
    pub(super) note_bytes: usize,
    pub(super) requests: usize,
    pub(super) streams: usize,
    pub(super) seconds: f64,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Tagger;
    use crate::engine::Record;
    use crate::error::{RowError, RowErrorKind};
    use crate::rules::{PolicyRecord, builtin, parse};
    use crate::span::OffsetUnit;

    #[test]
    fn real_records_have_the_shape_that_is_described() {
        let text =
            "窓口で「土下座しろ」と怒鳴られた。カウンターを叩くことはなかった。こちらの入力ミスは訂正済み。";
        let tagging = Tagger::builtin().unwrap().tag(text);
        let input = serde_json::json!({"課": "窓口"});
        let record =
            Record { id: "1", text, outcome: Ok(&tagging), offsets: OffsetUnit::Char, input: Some(&input) };
        let shape: RecordShape = serde_json::from_value(serde_json::to_value(record).unwrap()).unwrap();
        assert!(!shape.categories.is_empty() && !shape.set_aside.is_empty() && !shape.flags.is_empty());
        assert!(shape.set_aside.iter().any(|one| one.cue.is_some()) && shape.input.is_some());
        let error = RowError { kind: RowErrorKind::Nul, message: "m".into() };
        let record = Record { id: "1", text, outcome: Err(&error), offsets: OffsetUnit::Char, input: None };
        let shape: RecordShape = serde_json::from_value(serde_json::to_value(record).unwrap()).unwrap();
        assert_eq!(shape.error.unwrap().kind, "nul");
    }

    #[test]
    fn every_policy_has_the_shape_that_is_described() {
        let (all, _) = parse(&builtin());
        for policy in &all.policies {
            let record = serde_json::to_value(PolicyRecord::new(&all, policy)).unwrap();
            let shape: PolicyShape = serde_json::from_value(record).unwrap();
            assert_eq!(shape.categories.len(), policy.categories.len());
        }
    }
}
