//! `GET /v1/policies`, `/v1/health`, `/metrics`: what the server knows, how it is, and how much it did.

use axum::extract::State;
use axum::http::header;
use axum::response::IntoResponse;
use serde_json::json;

use super::app::Shared;
use super::problem::Problem;
use super::shapes::{HealthShape, PoliciesShape};

const JSON: [(header::HeaderName, &str); 1] = [(header::CONTENT_TYPE, "application/json")];

/// The policies with their categories, numbers and sources.
#[utoipa::path(
    get,
    path = "/v1/policies",
    summary = "方針と類型の一覧",
    tag = "方針",
    responses((status = 200, description = "方針。文言をどこまで確認したかを含む", body = PoliciesShape)),
    security((), ("token" = []))
)]
pub(super) async fn policies(State(app): State<Shared>) -> impl IntoResponse {
    (JSON, app.shelf.book().policies.clone())
}

/// Whether the server answers, with which rules, and whether the last change of the rules was refused.
#[utoipa::path(
    get,
    path = "/v1/health",
    summary = "サーバーの状態",
    tag = "運用",
    responses((status = 200, description = "動いている。status が stale-rules なら、規則の変更に誤りがあり前の規則のまま", body = HealthShape)),
    security(())
)]
pub(super) async fn health(State(app): State<Shared>) -> impl IntoResponse {
    let book = app.shelf.book();
    let (count, errors) = book.counts();
    let refused = app.shelf.refused();
    let limits = app.settings.limits;
    let answer = json!({
        "status": if refused.is_some() { "stale-rules" } else { "ok" },
        "version": env!("CARGO_PKG_VERSION"),
        "policy": book.policy(),
        "rules": {
            "generation": book.generation,
            "count": count,
            "errors": errors,
            "refused": refused.map(|one| json!({ "message": one.message, "diagnostics": one.diagnostics })),
        },
        "limits": {
            "body_bytes": limits.body_bytes,
            "file_bytes": limits.file_bytes,
            "note_bytes": limits.note_bytes,
            "requests": limits.requests,
            "streams": limits.streams,
            "seconds": limits.time.as_secs_f64(),
        },
    });
    (JSON, answer.to_string())
}

/// Counters in the `OpenMetrics` text format, as Prometheus reads them.
#[utoipa::path(
    get,
    path = "/metrics",
    summary = "計測値(Prometheus)",
    tag = "運用",
    responses((status = 200, description = "計測値。記録の中身は含みません", content_type = "application/openmetrics-text", body = String)),
    security((), ("token" = []))
)]
pub(super) async fn metrics(State(app): State<Shared>) -> Result<impl IntoResponse, Problem> {
    let text = app.metrics.text().map_err(|_| Problem::internal())?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind)], text))
}
