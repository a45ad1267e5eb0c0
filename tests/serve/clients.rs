//! The example clients do what they say. One whose program is missing here is skipped with a word; with `CI=true`
//! nothing is skipped.

use std::path::Path;
use std::process::Command;

use super::server::Server;

/// Whether `program` can be run. In CI it must.
#[expect(clippy::print_stderr, reason = "a test that did not run says so")]
pub(crate) fn there(program: &str) -> bool {
    let there = Command::new(program).arg("--version").output().is_ok_and(|output| output.status.success());
    assert!(
        there || std::env::var("CI").as_deref() != Ok("true"),
        "{program} is missing; .ci/run installs it"
    );
    if !there {
        eprintln!("skipped: {program} is not installed");
    }
    there
}

fn run(program: &str, example: &str) -> Option<String> {
    if !there(program) {
        return None;
    }
    let server = Server::start(&["--quiet"]);
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/clients").join(example);
    let output = Command::new(program).arg(path).arg(&server.url).output().expect("a run");
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
    Some(out.into_owned())
}

#[test]
fn curl() {
    if !there("curl") {
        return;
    }
    let Some(out) = run("bash", "tag.sh") else { return };
    assert!(out.contains("\"id\":\"a017\",\"categories\":[{\"id\":\"kneeling-demand\""), "{out}");
    assert!(out.contains("{\"schema\":\"fuda/1\",\"id\":\"1\",\"categories\":[]"), "{out}");
    assert!(out.contains("\"id\":\"long-retention\""), "{out}");
    assert!(
        out.trim_end()
            .lines()
            .next_back()
            .is_some_and(|lines| lines.trim().parse::<u32>().is_ok_and(|n| n > 48))
    );
}

#[test]
fn python() {
    let Some(out) = run("python3", "tag.py") else { return };
    assert!(out.contains("土下座の要求に該当しうる記載(要確認)"), "{out}");
    assert!(out.contains("除外した記載 「机を叩く」 negated、手がかり「なかった」"), "{out}");
    assert!(out.contains("kneeling-demand/order 数える"), "{out}");
}

#[test]
fn javascript() {
    let Some(out) = run("node", "tag.mjs") else { return };
    assert!(out.contains("「土下座しろ」 土下座を求める発言"), "{out}");
    assert!(out.contains("方針 1"), "{out}");
    assert!(out.contains("2 [ 'long-retention'") || out.contains("long-retention"), "{out}");
}
