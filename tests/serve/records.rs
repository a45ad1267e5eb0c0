//! The records of the server are those of the command line, byte for byte, for every note of the corpora.

use std::path::{Path, PathBuf};
use std::process::Command;

use base64::Engine as _;
use serde_json::{Value, json};

use super::server::Server;

/// The corpora of notes under `text`. What differs is never printed: nobody is to read the blind one by accident.
fn corpora() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus");
    let entries =
        std::fs::read_dir(folder).expect("the corpora").map(|entry| entry.expect("an entry").path());
    let mut files: Vec<PathBuf> =
        entries.filter(|path| path.extension().is_some_and(|ending| ending == "jsonl")).collect();
    files.sort();
    files
}

fn told_by_the_command_line(path: &Path, more: &[&str]) -> Vec<u8> {
    let output =
        Command::new(env!("CARGO_BIN_EXE_fuda")).arg("tag").arg(path).args(more).output().expect("a run");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}

#[test]
fn every_note_of_the_corpora_gives_the_bytes_of_the_command_line() {
    let server = Server::start(&["--quiet"]);
    let mut compared = 0;
    for path in corpora() {
        let expected = told_by_the_command_line(&path, &["--to", "jsonl"]);
        let expected: Vec<&str> = std::str::from_utf8(&expected).expect("UTF-8").lines().collect();
        let source = std::fs::read_to_string(&path).expect("a corpus");
        // The sample has a table's names; the API has only `id` and `text`.
        let named = |object: &Value| {
            let member = |names: [&str; 2]| names.iter().find_map(|name| object.get(name)).cloned();
            json!({ "id": member(["id", "受付番号"]), "text": member(["text", "対応内容"]) })
        };
        let notes: Vec<Value> =
            source.lines().map(|line| named(&serde_json::from_str(line).expect("JSON"))).collect();
        assert_eq!(notes.len(), expected.len(), "{}", path.display());

        let many = server.tag(&Value::Array(notes.clone())).text();
        assert!(many == format!("[{}]\n", expected.join(",\n")), "{}: as an array", path.display());

        let lines: Vec<String> = notes.iter().map(|note| format!("{note}\n")).collect();
        let stream = server.post("/v1/tag", "application/x-ndjson", lines.concat()).text();
        assert!(stream.lines().collect::<Vec<_>>() == expected, "{}: as a stream", path.display());

        for (note, expected) in notes.iter().zip(&expected) {
            let same = server.tag(note).text() == format!("{expected}\n");
            assert!(same, "{} {}: alone", path.display(), note["id"]);
            compared += 1;
        }
    }
    assert!(compared > 2300, "the corpora are there: {compared}");
}

#[test]
fn options_mean_what_they_mean_on_the_command_line() {
    let server = Server::start(&["--quiet"]);
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("notes.jsonl");
    let lines = "{\"id\":\"x\",\"text\":\"𠮷田様に「土下座しろ」と怒鳴られた。\",\"課\":\"窓口\"}\n{\"text\":\"平穏\"}\n";
    std::fs::write(&path, lines).expect("written");
    for (query, options) in [
        ("?offsets=utf16", vec!["--offsets", "utf16"]),
        ("?offsets=byte&keep=true", vec!["--offsets", "byte", "--keep"]),
        ("?policy=mhlw-2022", vec!["--policy", "mhlw-2022"]),
    ] {
        let expected = told_by_the_command_line(&path, &options);
        let stream = server.post(&format!("/v1/tag{query}"), "application/x-ndjson", lines);
        assert_eq!(stream.text(), String::from_utf8(expected.clone()).expect("UTF-8"), "{query}");
        let objects: Vec<Value> =
            lines.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
        let array =
            server.post(&format!("/v1/tag{query}"), "application/json", Value::Array(objects).to_string());
        let expected: Vec<Value> = expected
            .split(|byte| *byte == b'\n')
            .filter_map(|line| serde_json::from_slice(line).ok())
            .collect();
        assert_eq!(array.json(), Value::Array(expected), "{query}");
    }
}

#[test]
fn files_come_back_as_from_the_command_line() {
    let server = Server::start(&["--quiet"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample.csv");
    let expected = told_by_the_command_line(&path, &["--to", "csv"]);
    let bytes = std::fs::read(&path).expect("the sample");
    let whole = server.post("/v1/files?name=sample.csv", "text/csv", &bytes);
    assert_eq!(whole.body, expected, "CP932 and CRLF as they came");
    assert!(whole.header("content-disposition").starts_with("attachment"));

    let events = server.post("/v1/files?name=sample.csv&progress=true", "text/csv", &bytes).text();
    let events: Vec<Value> = events.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!((&events[0]["event"], &events[0]["text_column"]), (&"start".into(), &"対応内容".into()));
    let end = events.last().expect("an end");
    assert_eq!((&end["event"], &end["rows"], &end["unreadable"]), (&"end".into(), &48.into(), &0.into()));
    let seen = events.iter().rfind(|event| event["event"] == "rows").expect("progress");
    assert_eq!(seen["read"], bytes.len());
    let data = events.iter().filter_map(|event| event["data"].as_str());
    let decode = |part: &str| base64::engine::general_purpose::STANDARD.decode(part).expect("base64");
    assert_eq!(data.flat_map(decode).collect::<Vec<u8>>(), expected);
}
