//! What the server refuses, what it says about it, and what it never writes down.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::{Duration, Instant};

use serde_json::json;

use super::server::Server;

#[test]
fn too_much_is_refused_with_the_limit() {
    let limits =
        ["--max-body-bytes", "2000", "--max-note-bytes", "600", "--max-file-bytes", "3000", "--quiet"];
    let server = Server::start(&limits);
    server.tag(&json!({ "text": "あ".repeat(201) })).is_problem(413, "note-too-long");
    server.tag(&json!([{ "text": "あ" }, { "text": "あ".repeat(201) }])).is_problem(413, "note-too-long");
    server.tag(&json!({ "text": "あ".repeat(700) })).is_problem(413, "body-too-large");
    let file = "内容\n".to_owned() + &"平穏\n".repeat(1000);
    server.post("/v1/files?name=x.csv", "text/csv", &file).is_problem(413, "body-too-large");
    server.post("/v1/tag", "application/x-ndjson", "x".repeat(3001)).is_problem(413, "body-too-large");
    assert_eq!(server.tag(&json!({ "text": "あ".repeat(200) })).status, 200, "the limit itself is allowed");
    let long = format!("{{\"text\":\"{}\"}}\n{{\"text\":\"平穏\"}}\n", "あ".repeat(201));
    let records = server.post("/v1/tag", "application/x-ndjson", long).text();
    assert!(records.lines().next().is_some_and(|line| line.contains("\"kind\":\"too-long\"")), "{records}");
}

/// Sends the head of a request and a part of its body, and leaves the rest out.
fn half_a_request(server: &Server, kind: &str) -> TcpStream {
    let mut stream = TcpStream::connect(("127.0.0.1", server.port())).expect("a connection");
    let head = format!(
        "POST /v1/tag HTTP/1.1\r\nHost: localhost\r\nContent-Type: {kind}\r\nContent-Length: 100\r\n\r\n{{"
    );
    stream.write_all(head.as_bytes()).expect("sent");
    stream
}

#[test]
fn a_request_that_does_not_end_is_answered_in_time() {
    let server = Server::start(&["--timeout", "1", "--quiet"]);
    let begun = Instant::now();
    let mut stream = half_a_request(&server, "application/json");
    let mut answer = [0; 4096];
    let length = stream.read(&mut answer).expect("an answer");
    let answer = String::from_utf8_lossy(&answer[..length]);
    assert!(answer.starts_with("HTTP/1.1 408 "), "{answer}");
    assert!(begun.elapsed() < Duration::from_secs(8));
}

#[test]
fn too_many_at_a_time_are_told_to_come_again() {
    let server = Server::start(&["--max-requests", "1", "--timeout", "20", "--quiet"]);
    let open = half_a_request(&server, "application/json");
    std::thread::sleep(Duration::from_millis(300));
    let answer = server.tag(&json!({ "text": "平穏" }));
    answer.is_problem(429, "too-many-requests");
    assert_eq!(answer.header("retry-after"), "1");
    assert_eq!(server.get("/v1/health").status, 200, "whoever asks how it is gets an answer");
    drop(open);
    let begun = Instant::now();
    while server.tag(&json!({ "text": "平穏" })).status == 429 {
        assert!(begun.elapsed() < Duration::from_secs(10), "the place becomes free");
        std::thread::sleep(Duration::from_millis(50));
    }
    let text = server.get("/metrics").text();
    assert!(text.contains("fuda_refused_total{code=\"too-many-requests\"}"), "{text}");
}

#[test]
fn only_whoever_has_the_token_may_ask() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("token");
    std::fs::write(&path, "0123456789abcdef0123\n").expect("written");
    let server = Server::start(&["--quiet", "--token-file", path.to_str().expect("a path")]);
    let body = "{\"text\":\"平穏\"}";
    let with = |token: &str| {
        let headers = [("content-type", "application/json"), ("authorization", token)];
        server.post_with("/v1/tag", &headers, body)
    };
    let refused = server.post("/v1/tag", "application/json", body);
    refused.is_problem(401, "unauthorized");
    assert!(refused.header("www-authenticate").starts_with("Bearer"));
    with("Bearer 0123456789abcdef012").is_problem(401, "unauthorized");
    assert_eq!(with("Bearer 0123456789abcdef0123").status, 200);
    for closed in ["/v1/policies", "/metrics"] {
        server.get(closed).is_problem(401, "unauthorized");
    }
    for open in ["/", "/docs", "/page/app.js", "/v1/health", "/openapi.json"] {
        assert_eq!(server.get(open).status, 200, "{open}");
    }
}

#[test]
fn an_address_open_to_others_needs_a_token() {
    let run = |arguments: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fuda"));
        command.arg("serve").args(arguments).output().expect("a run")
    };
    let output = run(&["--addr", "0.0.0.0:0"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("--token-file"));
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("token");
    std::fs::write(&path, "short").expect("written");
    let output = run(&["--token-file", path.to_str().expect("a path")]);
    assert_eq!(output.status.code(), Some(2), "a token that can be guessed");
}

#[test]
fn foreign_names_and_foreign_pages_are_refused() {
    let server = Server::start(&["--quiet", "--allow-origin", "https://example.cybozu.com"]);
    server.get_with("/v1/health", &[("host", "evil.example")]).is_problem(403, "forbidden-host");
    let ask = |origin: &str| {
        let headers = [("content-type", "application/json"), ("origin", origin)];
        server.post_with("/v1/tag", &headers, "{\"text\":\"平穏\"}")
    };
    ask("https://evil.example").is_problem(403, "forbidden-origin");
    assert_eq!(ask("https://evil.example").header("access-control-allow-origin"), "");
    let allowed = ask("https://example.cybozu.com");
    assert_eq!(allowed.status, 200);
    assert_eq!(allowed.header("access-control-allow-origin"), "https://example.cybozu.com");
    assert_eq!(ask(&server.url).status, 200, "the server's own page");
    let plain = Server::start(&["--quiet"]);
    let answer = plain.tag(&json!({ "text": "平穏" }));
    assert_eq!(answer.header("access-control-allow-origin"), "", "no CORS unless asked for");
}

#[test]
fn every_answer_tells_the_browser_to_keep_to_itself() {
    let server = Server::start(&["--quiet"]);
    for answer in [server.get("/"), server.get("/nowhere"), server.tag(&json!({ "text": "平穏" }))] {
        let policy = answer.header("content-security-policy");
        assert!(
            policy.starts_with("default-src 'none'; script-src 'self'") && !policy.contains("unsafe"),
            "{policy}"
        );
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("cache-control"), "no-store");
        assert_eq!(answer.header("referrer-policy"), "no-referrer");
    }
}

#[test]
fn no_word_of_a_note_is_ever_logged() {
    const SECRET: &str = "秘密山田太郎";
    let mut server = Server::start(&[]);
    let note = json!({ "id": SECRET, "text": format!("{SECRET}が「土下座しろ」と怒鳴った。") });
    assert_eq!(server.tag(&note).status, 200);
    assert_eq!(server.post("/v1/explain", "application/json", note.to_string()).status, 200);
    server.tag(&json!([{ "text": [SECRET] }]));
    server.post("/v1/tag", "application/json", format!("{{\"text\": \"{SECRET}"));
    server.post("/v1/tag", "application/x-ndjson", format!("{note}\n{{{SECRET}\n"));
    server.post(
        "/v1/files?name=%E7%A7%98%E5%AF%86%E5%B1%B1%E7%94%B0%E5%A4%AA%E9%83%8E.csv",
        "text/csv",
        SECRET,
    );
    server.post("/v1/files?name=a.csv", "text/csv", format!("内容\n\"{SECRET}\n"));
    server.get("/%E7%A7%98%E5%AF%86%E5%B1%B1%E7%94%B0%E5%A4%AA%E9%83%8E");
    // The last line tells that all are there.
    server.logged("route=\"other\"");
    let log = server.log();
    assert!(log.lines().filter(|line| line.contains("request")).count() >= 8, "{log}");
    for secret in [SECRET, "山田", "%E7%A7%98", "土下座"] {
        assert!(!log.contains(secret), "{log}");
    }
}

#[cfg(unix)]
#[test]
fn told_to_stop_it_finishes_what_is_open() {
    let mut server = Server::start(&[]);
    let mut stream = half_a_request(&server, "application/json");
    std::thread::sleep(Duration::from_millis(300));
    server.signal("TERM");
    server.logged("stopping");
    let rest = format!("\"text\":\"{}\"}}", "a".repeat(99 - 10));
    stream.write_all(rest.as_bytes()).expect("the rest is taken");
    let mut answer = String::new();
    stream.read_to_string(&mut answer).expect("an answer, then the end");
    assert!(answer.starts_with("HTTP/1.1 200 "), "{answer}");
    assert!(server.ended().success());
    assert!(TcpStream::connect(("127.0.0.1", server.port())).is_err(), "nobody new is let in");
}
