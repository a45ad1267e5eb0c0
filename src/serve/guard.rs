//! Who may ask: the name that the server is called by, the page that asks, the token, and how many at a time.

use axum::extract::{Request, State};
use axum::http::uri::Authority;
use axum::http::{HeaderMap, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use subtle::ConstantTimeEq;

use super::app::Shared;
use super::problem::{Kind, Problem};
use super::settings::Settings;

/// What anybody may read: the page (which asks for the token itself), the documentation, and how the server is.
const OPEN: [&str; 4] = ["/", "/docs", "/openapi.json", "/v1/health"];

/// Refuses a request that reached the server under a foreign name, or from a foreign page. A page of any site can
/// have its own name resolve to this machine (DNS rebinding); the name in `Host` gives it away.
pub(super) async fn place(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let settings = &app.settings;
    let refusal = if !called_rightly(request.headers(), settings) {
        let cure = "http://localhost: の形で開くか、起動時に --allow-host でこの名前を加えてください。";
        Some(Problem::new(Kind::ForbiddenHost, "要求の Host がこのサーバーの名前ではありません。", cure))
    } else if !asked_from_here(request.headers(), settings) {
        let cure = "このページから使うには、起動時に --allow-origin でその場所(https://… )を加えてください。";
        Some(Problem::new(
            Kind::ForbiddenOrigin,
            "要求の Origin がこのサーバーのページではありません。",
            cure,
        ))
    } else {
        None
    };
    match refusal {
        Some(problem) => problem.into_response(),
        None => next.run(request).await,
    }
}

/// The name of a host without its port, in small letters.
fn name(authority: &str) -> Option<String> {
    let authority: Authority = authority.parse().ok()?;
    Some(authority.host().trim_matches(['[', ']']).to_ascii_lowercase())
}

fn is_own(host: &str, settings: &Settings) -> bool {
    let address = settings.addr.ip();
    let loopback = || ["localhost", "127.0.0.1", "::1"].contains(&host);
    // Bound to every address, the server has many; `0.0.0.0` itself is nobody's name.
    let numeric =
        || host.parse::<std::net::IpAddr>().is_ok_and(|given| address.is_unspecified() || given == address);
    loopback() || numeric() || settings.hosts.iter().any(|known| known.eq_ignore_ascii_case(host))
}

fn called_rightly(headers: &HeaderMap, settings: &Settings) -> bool {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).and_then(name);
    host.is_some_and(|host| is_own(&host, settings))
}

/// Whether the request comes from no page at all, from our own, or from one that was allowed.
fn asked_from_here(headers: &HeaderMap, settings: &Settings) -> bool {
    let Some(origin) = headers.get(header::ORIGIN) else { return true };
    let Ok(origin) = origin.to_str() else { return false };
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or_default();
    let own = origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host));
    own || settings.origins.iter().any(|known| known.eq_ignore_ascii_case(origin))
}

/// Asks for the token, where one was set, and for a place among the requests being answered; then gives the handler
/// its time.
pub(super) async fn turn(State(app): State<Shared>, request: Request, next: Next) -> Response {
    let path = request.uri().path();
    if OPEN.contains(&path) || path.starts_with("/page/") {
        return next.run(request).await;
    }
    if !has_token(request.headers(), app.settings.token.as_deref()) {
        let cure = "Authorization: Bearer に続けて、管理者から受け取ったトークンを送ってください。";
        return Problem::new(Kind::Unauthorized, "トークンがないか、違います。", cure).into_response();
    }
    let place = match app.request() {
        Ok(place) => place,
        Err(problem) => return problem.into_response(),
    };
    let time = app.settings.limits.time;
    let answer = tokio::time::timeout(time, next.run(request)).await;
    drop(place);
    answer.unwrap_or_else(|_| {
        let detail = format!("{} 秒以内に、要求の受信と処理が終わりませんでした。", time.as_secs_f64());
        let cure = "記録を短くするか分けて送ってください。多くの記録は x-ndjson で送ると時間に縛られません。";
        Problem::new(Kind::TimeOut, detail, cure).into_response()
    })
}

/// Compares in a time that does not depend on how much of the token is right.
fn has_token(headers: &HeaderMap, token: Option<&str>) -> bool {
    let Some(token) = token else { return true };
    let given = headers.get(header::AUTHORIZATION).map_or(b"".as_slice(), axum::http::HeaderValue::as_bytes);
    let (scheme, word) = given.split_at_checked(7).unwrap_or((b"", b""));
    scheme.eq_ignore_ascii_case(b"bearer ") && bool::from(word.trim_ascii().ct_eq(token.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::super::settings::Limits;
    use super::*;

    fn settings(addr: &str) -> Settings {
        Settings {
            addr: addr.parse().unwrap(),
            rules: Vec::new(),
            policy: String::new(),
            min_score: None,
            threads: None,
            limits: Limits::default(),
            token: None,
            hosts: vec!["fuda.city.example".into()],
            origins: vec!["https://app.example".into()],
        }
    }

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_own_names_are_answered() {
        let settings = settings("127.0.0.1:7878");
        let called = |host: &'static str| called_rightly(&headers(&[("host", host)]), &settings);
        for own in ["localhost", "LOCALHOST:7878", "127.0.0.1:1", "[::1]:7878", "fuda.city.example"] {
            assert!(called(own), "{own}");
        }
        for foreign in
            ["evil.example", "127.0.0.1.evil.example", "localhost.evil.example:7878", "10.0.0.1", "a@b@c"]
        {
            assert!(!called(foreign), "{foreign}");
        }
        assert!(!called_rightly(&HeaderMap::new(), &settings), "no name at all");
    }

    #[test]
    fn an_open_address_is_called_by_any_of_its_numbers_and_by_no_strange_name() {
        let settings = settings("0.0.0.0:7878");
        assert!(called_rightly(&headers(&[("host", "192.0.2.7:7878")]), &settings));
        assert!(!called_rightly(&headers(&[("host", "evil.example")]), &settings));
    }

    #[test]
    fn only_own_and_allowed_pages_may_ask() {
        let settings = settings("127.0.0.1:7878");
        let asked =
            |origin| asked_from_here(&headers(&[("host", "localhost:7878"), ("origin", origin)]), &settings);
        assert!(asked("http://localhost:7878") && asked("https://app.example"));
        assert!(!asked("http://localhost:80") && !asked("https://evil.example") && !asked("null"));
        assert!(asked_from_here(&headers(&[("host", "localhost")]), &settings), "no page asks: curl");
    }

    #[test]
    fn the_token_must_be_the_whole_word() {
        let with = |value| has_token(&headers(&[("authorization", value)]), Some("secret"));
        assert!(with("Bearer secret") && with("bearer  secret"));
        assert!(!with("Bearer secre") && !with("Bearer secrets") && !with("Basic secret") && !with("secret"));
        assert!(!has_token(&HeaderMap::new(), Some("secret")) && has_token(&HeaderMap::new(), None));
    }
}
