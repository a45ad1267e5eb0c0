//! One line of log for each request: what was asked and how it ended, never a word of a note.
#![allow(clippy::disallowed_methods, reason = "durations are measured here")]

use std::any::Any;
use std::time::Instant;

use axum::extract::{MatchedPath, Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use tower_http::catch_panic::ResponseForPanic;

use super::app::Shared;
use super::problem::{Problem, Refusal};

/// Logs and counts a request. The route stands for the path, so that nothing a client makes up is logged.
pub(super) async fn request(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let begun = Instant::now();
    let matched = request.extensions().get::<MatchedPath>().map(|path| path.as_str().to_owned());
    let route = matched.unwrap_or_else(|| "other".to_owned());
    let method = match request.method().as_str() {
        known @ ("GET" | "POST" | "OPTIONS" | "HEAD") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let response = next.run(request).await;
    let (status, time) = (response.status().as_u16(), begun.elapsed());
    let problem = response.extensions().get::<Refusal>().map(|refusal| refusal.0);
    app.metrics.answered(&method, &route, status, problem, time);
    let milliseconds = time.as_secs_f64() * 1e3;
    tracing::info!(method, route, status, problem, ms = format!("{milliseconds:.2}"), "request");
    response
}

/// Has panics told by their place alone: their message may quote the text that caused them.
pub(super) fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map_or_else(String::new, ToString::to_string);
        tracing::error!(place, "panic");
    }));
}

/// A panic in a handler becomes a problem like any other.
#[derive(Clone, Copy)]
pub(super) struct PanicAnswer;

impl ResponseForPanic for PanicAnswer {
    type ResponseBody = axum::body::Body;

    fn response_for_panic(&mut self, _: Box<dyn Any + Send + 'static>) -> Response {
        Problem::internal().into_response()
    }
}
