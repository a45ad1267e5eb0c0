//! What each address answers, and what it answers to requests that are wrong.

use serde_json::{Value, json};

use super::server::Server;

const NOTE: &str = "窓口で「土下座しろ」と怒鳴られた。机を叩くことはなかった。";

#[test]
fn every_address_answers_what_it_says() {
    let server = Server::start(&[]);
    let health = server.get("/v1/health").json();
    assert_eq!((&health["status"], &health["rules"]["generation"]), (&"ok".into(), &1.into()));
    assert_eq!(health["rules"]["errors"], 0, "the built-in rules have no mistakes");
    let policies = server.get("/v1/policies").json();
    let ids: Vec<&str> = policies["policies"]
        .as_array()
        .expect("policies")
        .iter()
        .filter_map(|one| one["id"].as_str())
        .collect();
    assert!(ids.len() > 10 && ids[0] == policies["default"], "{ids:?}");
    for id in ids {
        let answer = server.post(
            &format!("/v1/tag?policy={id}"),
            "application/json",
            json!({ "text": NOTE }).to_string(),
        );
        assert_eq!(answer.status, 200, "{id}");
    }

    let explained =
        server.post("/v1/explain", "application/json", json!({ "text": NOTE }).to_string()).json();
    assert_eq!(explained["record"], server.tag(&json!({ "text": NOTE })).json());
    let rules = explained["rules"].as_array().expect("rules");
    let denied = rules.iter().find(|one| one["counts"] == false).expect("one that was set aside");
    let stopped = denied["steps"].as_array().expect("steps").iter().find(|step| step["passed"] == false);
    assert_eq!(stopped.expect("the stage that stopped it")["stage"], "context");
    let path = "/v1/explain?rule=kneeling-demand/order";
    let followed = server.post(path, "application/json", json!({ "text": NOTE }).to_string()).json();
    assert_eq!(followed["rules"].as_array().expect("one rule").len(), 1);

    let metrics = server.get("/metrics");
    assert!(metrics.header("content-type").starts_with("application/openmetrics-text"));
    let counted = metrics.text();
    assert!(counted.contains("fuda_suggestions_total{category=\"kneeling-demand\"}"), "{counted}");
    assert!(counted.ends_with("# EOF\n") && !counted.contains("土下座"), "counters hold no note");
    assert_eq!(server.get("/").status, 200);
    assert_eq!(server.get("/docs").status, 200);
}

#[test]
fn the_description_names_every_address_and_every_reference_leads_somewhere() {
    let server = Server::start(&["--quiet"]);
    let api = server.get("/openapi.json").json();
    assert!(api["openapi"].as_str().is_some_and(|version| version.starts_with("3.1")), "{}", api["openapi"]);
    for path in ["/v1/tag", "/v1/files", "/v1/explain", "/v1/policies", "/v1/health", "/metrics"] {
        assert!(api["paths"].get(path).is_some(), "{path}");
    }
    let mut references = Vec::new();
    collect(&api, &mut references);
    assert!(references.len() > 10);
    for reference in references {
        let pointer = reference.strip_prefix('#').expect("a place in the document");
        assert!(api.pointer(pointer).is_some(), "{reference}");
    }
}

fn collect<'a>(value: &'a Value, references: &mut Vec<&'a str>) {
    match value {
        Value::Object(members) => {
            references.extend(members.get("$ref").and_then(Value::as_str));
            members.values().for_each(|member| collect(member, references));
        }
        Value::Array(items) => items.iter().for_each(|item| collect(item, references)),
        _ => {}
    }
}

#[test]
fn wrong_requests_are_told_what_is_wrong_and_the_cure() {
    let server = Server::start(&[]);
    let json = |body: &str| server.post("/v1/tag", "application/json", body);
    json("{").is_problem(400, "bad-request");
    json("[{\"text\": 1}]").is_problem(400, "bad-request");
    json("{\"text\": \"a\\u0000\"}").is_problem(422, "unreadable");
    server.post("/v1/tag", "text/plain", "本文").is_problem(415, "unsupported-type");
    server
        .post("/v1/tag?policy=none", "application/json", "{\"text\":\"\"}")
        .is_problem(400, "unknown-policy");
    server.post("/v1/tag?polici=x", "application/json", "{\"text\":\"\"}").is_problem(400, "bad-request");
    server
        .post("/v1/explain?rule=x/y", "application/json", "{\"text\":\"\"}")
        .is_problem(404, "unknown-rule");
    server.post("/v1/explain", "application/json", "[]").is_problem(400, "bad-request");
    server.post("/v1/files?name=x.csv", "text/csv", "番号,日付\n1,11/1\n").is_problem(422, "unreadable");
    server.post("/v1/files?name=x.csv", "text/csv", "").is_problem(422, "unreadable");
    server.get("/nowhere").is_problem(404, "not-found");
    server.get("/v1/tag").is_problem(405, "method-not-allowed");
    assert_eq!(server.get("/v1/tag").header("allow"), "POST");
    assert!(!server.log().contains("polici"), "nothing that a client makes up is logged");
}

#[test]
fn a_line_that_cannot_be_read_is_a_record_with_an_error() {
    let server = Server::start(&["--quiet"]);
    let lines = "{\"text\":\"平穏\"}\n{broken\n{\"text\":\"「土下座しろ」と言われた。\"}\n";
    let answer = server.post("/v1/tag", "application/x-ndjson", lines).text();
    let records: Vec<Value> = answer.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(records.len(), 3);
    assert_eq!(records[1]["error"]["kind"], "syntax");
    assert_eq!(records[2]["categories"][0]["id"], "kneeling-demand");
}

#[test]
fn empty_notes_and_empty_arrays_are_answered() {
    let server = Server::start(&["--quiet"]);
    assert_eq!(server.tag(&json!([])).text(), "[]\n");
    let empty = server.tag(&json!({ "text": "" })).json();
    assert_eq!((empty["id"].as_str(), empty["categories"].as_array().map(Vec::len)), (Some("1"), Some(0)));
}
