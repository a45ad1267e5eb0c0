//! `POST /v1/tag`: one note, many, or a stream of them; the records are those of the command line, byte for byte.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, header};
use axum::response::{IntoResponse, Response};
use futures_util::{StreamExt, TryStreamExt, stream};

use super::app::Shared;
use super::ask::{Ask, Asked, KNOWN, asked};
use super::body::{media_type, whole};
use super::desk::Desk;
use super::notes::{Notes, OneOrMany, read};
use super::problem::{Kind, Problem, ProblemBody};
use super::shapes::RecordShape;
use super::stream::{Stream, raw};
use crate::batch::Note;
use crate::engine::Worker;
use crate::files::{Format, JsonlRender, Render};

/// Notes of an array that one thread tags before others get their turn.
const SHARE: usize = 16;
/// A larger body is parsed on a thread of its own, so that it holds up nobody.
const LARGE: usize = 64 << 10;

/// Suggests categories for one note, or for many.
///
/// A JSON object gives one record, an array gives an array of records in the same order. With
/// `application/x-ndjson` (one object a line) records are sent back while notes still arrive; a line that cannot be
/// read becomes a record with `error`. A suggestion is never a verdict: a person decides.
#[utoipa::path(
    post,
    path = "/v1/tag",
    summary = "記録に類型の候補を付ける",
    tag = "記録",
    params(Ask),
    request_body(content((OneOrMany = "application/json"), (String = "application/x-ndjson"))),
    responses(
        (status = 200, description = "結果(1件ならオブジェクト、配列なら配列、x-ndjson なら1行に1件)", content((RecordShape = "application/json"), (String = "application/x-ndjson"))),
        (status = "4XX", description = "受け取れない要求", body = ProblemBody<'_>, content_type = "application/problem+json"),
        (status = "5XX", description = "サーバーの失敗", body = ProblemBody<'_>, content_type = "application/problem+json"),
    ),
    security((), ("token" = []))
)]
pub(super) async fn tag(
    State(app): State<Shared>,
    query: Asked<Ask>,
    headers: HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let ask = asked(query, KNOWN)?;
    let desk = app.shelf.book().desk(ask.policy.as_deref(), &app.settings).await?;
    match media_type(&headers).as_str() {
        "application/json" => json(&app, &desk, &ask, &headers, body).await,
        "application/x-ndjson" | "application/jsonl" => ndjson(&app, &desk, &ask, &headers, body).await,
        other => Err(Problem::new(
            Kind::UnsupportedType,
            format!("Content-Type が「{other}」です。"),
            "application/json(1件か配列)、または application/x-ndjson(1行に1件)で送ってください。\
             curl なら -H 'Content-Type: application/json' を加えます。",
        )),
    }
}

async fn json(
    app: &Shared,
    desk: &Arc<Desk>,
    ask: &Ask,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let limits = app.settings.limits;
    let body = whole(headers, body, limits.body_bytes).await?;
    let notes = if body.len() > LARGE {
        let parsing = tokio::task::spawn_blocking(move || read(&body, limits.note_bytes));
        parsing.await.map_err(|_| Problem::internal())??
    } else {
        read(&body, limits.note_bytes)?
    };
    let render = Arc::new(JsonlRender::new(ask.offsets.into(), ask.keep, None, None));
    let answer = match notes {
        Notes::One(note) => desk.ask(share(app, &render, vec![note])).await?,
        Notes::Many(notes) => many(app, desk, &render, notes).await?,
    };
    Ok(([(header::CONTENT_TYPE, "application/json")], answer).into_response())
}

/// An array of records. The notes go to the desk in shares, a few at a time, and come back in order.
async fn many(
    app: &Shared,
    desk: &Desk,
    render: &Arc<JsonlRender>,
    mut notes: Vec<Note>,
) -> Result<Vec<u8>, Problem> {
    let mut shares = Vec::with_capacity(notes.len().div_ceil(SHARE));
    while !notes.is_empty() {
        let rest = notes.split_off(notes.len().min(SHARE));
        shares.push(std::mem::replace(&mut notes, rest));
    }
    let asked = shares.into_iter().map(|notes| desk.ask(share(app, render, notes)));
    let parts: Vec<Vec<u8>> = stream::iter(asked).buffered(desk.waiting()).try_collect().await?;
    let mut answer = vec![b'['];
    for line in parts.iter().flat_map(|part| part.split_inclusive(|byte| *byte == b'\n')) {
        if answer.len() > 1 {
            answer.extend_from_slice(b",\n");
        }
        answer.extend_from_slice(line.strip_suffix(b"\n").unwrap_or(line));
    }
    answer.extend_from_slice(b"]\n");
    Ok(answer)
}

/// What a thread does with a share of notes: their records, one a line.
fn share(
    app: &Shared,
    render: &Arc<JsonlRender>,
    notes: Vec<Note>,
) -> impl FnOnce(&mut Worker<'_>) -> Vec<u8> + Send + 'static {
    let (app, render) = (Arc::clone(app), Arc::clone(render));
    move |worker| {
        let mut bytes = Vec::new();
        for note in &notes {
            let tagging = worker.tag(note.text.as_deref().unwrap_or_default());
            app.metrics.tagged(&tagging);
            render.note(note, Ok(&tagging), &mut bytes);
        }
        bytes
    }
}

async fn ndjson(
    app: &Shared,
    desk: &Arc<Desk>,
    ask: &Ask,
    headers: &HeaderMap,
    body: Body,
) -> Result<Response, Problem> {
    let stream = Stream {
        name: "送られた行".to_owned(),
        by_name: false,
        options: crate::files::InputOptions {
            format: Some(Format::Jsonl),
            encoding: Some("utf-8".to_owned()),
            text: Some("text".to_owned()),
            id: None,
            sheet: None,
            max_note_bytes: app.settings.limits.note_bytes,
        },
    };
    let (offsets, keep) = (ask.offsets.into(), ask.keep);
    let render =
        move |_: &_| Ok(Box::new(JsonlRender::new(offsets, keep, None, None)) as Box<dyn Render + Send>);
    let (_, pieces) = stream.run(app, desk, headers, body, render).await?;
    Ok(([(header::CONTENT_TYPE, "application/x-ndjson")], raw(pieces)).into_response())
}
