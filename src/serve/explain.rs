//! `POST /v1/explain`: one note, with every rule that it touched followed stage by stage.

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::{Value, json};
use utoipa::IntoParams;

use super::app::Shared;
use super::ask::{Asked, Offsets, asked};
use super::body::{media_type, whole};
use super::notes::{NoteIn, Notes, read};
use super::problem::{Kind, Problem, ProblemBody};
use super::shapes::ExplainedShape;
use crate::batch::Note;
use crate::engine::{Explanation, Record, Tagging, Worker};
use crate::span::{OffsetUnit, Span};

/// The parameters of an explanation.
#[derive(Clone, Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields, default)]
#[into_params(parameter_in = Query)]
pub(super) struct ExplainAsk {
    /// 方針の ID
    policy: Option<String>,
    /// 位置の単位
    #[param(inline)]
    offsets: Offsets,
    /// この規則だけを説明する
    #[param(example = "kneeling-demand/order")]
    rule: Option<String>,
}

/// Tells why, and why not: the record of one note, and the stages of each rule in it.
#[utoipa::path(
    post,
    path = "/v1/explain",
    summary = "1件の記録について、理由を段階ごとに示す",
    tag = "記録",
    params(ExplainAsk),
    request_body = NoteIn,
    responses(
        (status = 200, description = "結果と、関わった規則ごとの判断の段階", body = ExplainedShape),
        (status = "4XX", description = "受け取れない要求", body = ProblemBody<'_>, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn explain(
    State(app): State<Shared>,
    query: Asked<ExplainAsk>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let ask = asked(query, "policy、offsets、rule")?;
    let desk = app.shelf.book().desk(ask.policy.as_deref(), &app.settings).await?;
    if media_type(&headers) != "application/json" {
        let cure = "Content-Type: application/json を付けて送ってください。";
        return Err(Problem::new(Kind::UnsupportedType, "explain が受け取るのは JSON だけです。", cure));
    }
    let limits = app.settings.limits;
    let Notes::One(note) = read(&whole(&headers, body, limits.body_bytes).await?, limits.note_bytes)? else {
        let cure = "{\"text\": \"本文\"} の形で1件ずつ送ってください。";
        return Err(Problem::new(Kind::BadRequest, "explain が受け取るのは1件だけです。", cure));
    };
    let answer = desk.ask(move |worker| explained(worker, &note, &ask)).await??;
    Ok(([(header::CONTENT_TYPE, "application/json")], answer.to_string()).into_response())
}

fn explained(worker: &mut Worker<'_>, note: &Note, ask: &ExplainAsk) -> Result<Value, Problem> {
    let text = note.text.as_deref().unwrap_or_default();
    let offsets = ask.offsets.into();
    let tagging = worker.tag(text);
    let rules = match &ask.rule {
        Some(rule) => vec![rule.clone()],
        None => touched(&tagging),
    };
    let mut followed = Vec::with_capacity(rules.len());
    for rule in rules {
        let Some(explanation) = worker.explain(text, &rule) else {
            let cure = "/v1/explain を rule なしで呼ぶと、関わった規則の ID が分かります。";
            return Err(Problem::new(Kind::UnknownRule, format!("規則「{rule}」はありません。"), cure));
        };
        followed.push(steps(&explanation, text, offsets));
    }
    let record = Record { id: &note.id, text, outcome: Ok(&tagging), offsets, input: None };
    Ok(json!({ "schema": "fuda-explain/1", "record": record, "rules": followed }))
}

/// The rules of a record, each once: those that count first.
fn touched(tagging: &Tagging) -> Vec<String> {
    let counted = tagging.categories.iter().flat_map(|one| &one.evidence).map(|evidence| &*evidence.rule);
    let aside = tagging.set_aside.iter().map(|one| &*one.rule);
    let mut rules: Vec<String> = Vec::new();
    for rule in counted.chain(aside) {
        if !rules.iter().any(|known| known == rule) {
            rules.push(rule.to_owned());
        }
    }
    rules
}

fn steps(explanation: &Explanation, text: &str, offsets: OffsetUnit) -> Value {
    let place = |span: &Span| {
        let (start, end) = (offsets.count(text, span.start), offsets.count(text, span.end));
        json!({ "text": span.of(text), "start": start, "end": end })
    };
    let step = |step: &crate::engine::Step| {
        json!({
            "stage": step.stage, "label": step.stage.japanese(), "passed": step.passed, "message": step.message,
            "places": step.spans.iter().map(place).collect::<Vec<_>>(),
        })
    };
    json!({
        "rule": explanation.rule, "why": explanation.why, "counts": explanation.counts,
        "steps": explanation.steps.iter().map(step).collect::<Vec<_>>(),
    })
}
