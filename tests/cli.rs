//! The command line as people meet it: sessions in `tests/cli/*.trycmd`, and what those cannot hold.
#![allow(clippy::disallowed_methods, reason = "tests read and write their own files")]

use std::io::Write;

use assert_cmd::Command;

#[test]
fn sessions() {
    trycmd::TestCases::new().case("tests/cli/*.trycmd").case("README.md");
}

fn fuda() -> Command {
    Command::cargo_bin("fuda").expect("the binary")
}

#[test]
fn a_note_of_50_mb_is_one_marked_row() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("huge.jsonl");
    let mut file = std::fs::File::create(&path).expect("a file");
    write!(
        file,
        "{{\"id\":1,\"text\":\"{}\"}}\n{{\"id\":2,\"text\":\"平穏\"}}\n",
        "あ".repeat(50 << 20 >> 1)
    )
    .expect("written");
    let output = fuda().arg("tag").arg(&path).output().expect("a run");
    assert_eq!(output.status.code(), Some(1));
    let records = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(records.lines().count(), 2, "nothing is lost");
    assert!(records.lines().next().expect("the first").contains("\"kind\":\"too-long\""));
    assert!(String::from_utf8(output.stderr).expect("UTF-8").contains("読めない行 1 件"));
}

#[test]
fn a_long_note_within_a_raised_limit_is_tagged() {
    let text = format!("{}「土下座しろ」と怒鳴られた。", "長い記録が続く。".repeat(200_000));
    let output =
        fuda().args(["tag", "--from", "text", "--max-note-bytes", "100000000"]).write_stdin(text).output();
    let output = output.expect("a run");
    assert_eq!(output.status.code(), Some(0));
    assert!(String::from_utf8(output.stdout).expect("UTF-8").contains("kneeling-demand"));
}

#[test]
fn a_failed_run_leaves_the_old_output_as_it_was() {
    let folder = tempfile::tempdir().expect("a folder");
    let (input, output) = (folder.path().join("in.csv"), folder.path().join("out.csv"));
    std::fs::write(&output, "前の結果").expect("written");
    std::fs::write(&input, "番号,日付\n1,11/1\n").expect("written");
    fuda().arg("tag").arg(&input).arg("-o").arg(&output).assert().code(2);
    assert_eq!(std::fs::read_to_string(&output).expect("the old file"), "前の結果");
    let names: Vec<_> = std::fs::read_dir(folder.path()).expect("the folder").collect();
    assert_eq!(names.len(), 2, "no temporary file stays: {names:?}");
}

#[test]
fn two_files_become_one_output_and_must_have_one_header() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    std::fs::write(path("a.csv"), "番号,内容\n1,平穏\n").expect("written");
    std::fs::write(path("b.csv"), "番号,内容\n2,平穏\n").expect("written");
    std::fs::write(path("c.csv"), "内容,番号\n平穏,3\n").expect("written");
    let run = |second: &str| {
        let mut command = fuda();
        command.args(["tag", "--to", "csv"]).arg(path("a.csv")).arg(path(second));
        command.output().expect("a run")
    };
    let joined = run("b.csv");
    assert_eq!(String::from_utf8(joined.stdout).expect("UTF-8").lines().count(), 3);
    assert_eq!(run("c.csv").status.code(), Some(2));
}

#[test]
fn completions_and_the_manual_name_every_command() {
    for arguments in [["completions", "bash"].as_slice(), &["man"]] {
        let output = fuda().args(arguments).output().expect("a run");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        for command in ["tag", "explain", "check", "eval", "policy", "serve"] {
            assert!(text.contains(command), "{arguments:?} {command}");
        }
    }
}
