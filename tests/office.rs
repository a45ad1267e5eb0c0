//! Files that the office uses: workbooks and CSV dialects there and back, masks, the report, runs that are stopped.
#![allow(clippy::disallowed_methods, reason = "tests read and write their own files")]

use std::path::Path;
use std::process::{Command as System, Stdio};
use std::time::Duration;

use assert_cmd::Command;
use calamine::{Data, Reader, Xlsx, open_workbook};

fn fuda(folder: &Path, arguments: &[&str]) -> std::process::Output {
    let mut command = Command::cargo_bin("fuda").expect("the binary");
    command.current_dir(folder).args(arguments).output().expect("a run")
}

fn done(folder: &Path, arguments: &[&str]) -> String {
    let output = fuda(folder, arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(output.status.success(), "{arguments:?}: {told}");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A workbook as an office has one: a title above the header, dates, numbers, truths, another sheet.
fn workbook(path: &Path) {
    use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    sheet.set_name("記録").expect("a name");
    sheet.write_string(0, 0, "令和8年度 応対記録一覧").expect("written");
    for (column, name) in (0..).zip(["番号", "受付日時", "所属", "対応内容", "処理時間(分)", "済"])
    {
        sheet.write_string(2, column, name).expect("written");
    }
    let notes = [
        "窓口で「土下座しろ」と怒鳴られた。当方の案内誤りがあった。",
        "住民票を交付した。",
        "土下座の要求はなかった。",
    ];
    let (days, numbers) =
        (Format::new().set_num_format("yyyy/mm/dd hh:mm"), Format::new().set_num_format("000"));
    for (row, note) in (3..).zip(notes) {
        let moment =
            ExcelDateTime::from_ymd(2026, 10, 1).and_then(|day| day.and_hms(9, 4, 0)).expect("a moment");
        sheet.write_number_with_format(row, 0, row - 2, &numbers).expect("written");
        sheet.write_datetime_with_format(row, 1, &moment, &days).expect("written");
        sheet.write_string(row, 2, "税務課").expect("written");
        sheet.write_string(row, 3, note).expect("written");
        sheet.write_number(row, 4, 12.5).expect("written");
        sheet.write_boolean(row, 5, row == 3).expect("written");
    }
    book.add_worksheet().set_name("コード表").expect("a name").write_string(0, 0, "コード").expect("written");
    book.save(path).expect("saved");
}

#[test]
fn a_workbook_keeps_its_columns_types_and_dates() {
    let folder = tempfile::tempdir().expect("a folder");
    workbook(&folder.path().join("in.xlsx"));
    done(folder.path(), &["tag", "in.xlsx", "-o", "out.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("out.xlsx")).expect("a workbook");
    assert_eq!(book.sheet_names(), ["記録", "集計"]);
    let sheet = book.worksheet_range("記録").expect("the sheet");
    let cell = |row, column| sheet.get_value((row, column)).cloned().unwrap_or_default();
    assert_eq!(cell(0, 0), Data::String("令和8年度 応対記録一覧".into()), "what stands above stays above");
    assert_eq!(
        (cell(1, 3), cell(1, 6)),
        (Data::String("対応内容".into()), Data::String("該当しうる類型".into()))
    );
    assert_eq!((cell(2, 0), cell(2, 4), cell(2, 5)), (Data::Float(1.0), Data::Float(12.5), Data::Bool(true)));
    let Data::DateTime(moment) = cell(2, 1) else { panic!("{:?}", cell(2, 1)) };
    assert_eq!(moment.to_ymd_hms_milli(), (2026, 10, 1, 9, 4, 0, 0));
    assert!(cell(2, 3).to_string().starts_with("窓口で「土下座しろ」"), "marked, and whole");
    assert!(cell(2, 7).to_string().contains("kneeling-demand"));
    assert!(cell(2, 11).to_string().contains("職員側の誤り"));
    assert_eq!(cell(3, 6).to_string() + &cell(4, 6).to_string(), "");
    // Once more the same bytes: nothing of the clock is in the file.
    done(folder.path(), &["tag", "in.xlsx", "-o", "again.xlsx"]);
    let bytes = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
    assert_eq!(bytes("out.xlsx"), bytes("again.xlsx"));
    let csv = done(folder.path(), &["tag", "in.xlsx", "--to", "csv"]);
    assert!(csv.contains("\r\n1,2026-10-01 09:04:00,税務課,"), "{csv}");
}

#[test]
fn a_workbook_says_what_it_lacks() {
    let folder = tempfile::tempdir().expect("a folder");
    workbook(&folder.path().join("in.xlsx"));
    let told = |arguments: &[&str]| {
        let output = fuda(folder.path(), arguments);
        assert_eq!(output.status.code(), Some(2));
        String::from_utf8_lossy(&output.stderr).into_owned()
    };
    assert!(told(&["tag", "in.xlsx", "--sheet", "無い"]).contains("あるシート: 1「記録」、2「コード表」"));
    assert!(told(&["tag", "in.xlsx", "--sheet", "2"]).contains("シート「コード表」: 本文の列が分かりません"));
    std::fs::write(folder.path().join("zip.xlsx"), b"PK\x03\x04 no workbook").expect("written");
    assert!(told(&["tag", "zip.xlsx"]).contains("ブックとして読めません"));
}

#[test]
fn csv_goes_out_in_the_dialect_in_which_it_came() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "\"番号\";\"内容\";\"課\"\n\"1\";\"①㈱髙;\"\"土下座しろ\"\"と\n怒鳴られた\";\"税務\"\n\"2\";\"=1+1\";\"-5\"\n";
    std::fs::write(folder.path().join("in.csv"), encoding_rs::SHIFT_JIS.encode(text).0).expect("written");
    done(folder.path(), &["tag", "in.csv", "-o", "out.csv"]);
    let bytes = std::fs::read(folder.path().join("out.csv")).expect("the output");
    let (out, _, broken) = encoding_rs::SHIFT_JIS.decode(&bytes);
    assert!(!broken && !out.contains('\r'));
    assert!(out.starts_with("\"番号\";\"内容\";\"課\";\"該当しうる類型\";"), "{out}");
    assert!(out.contains("\n\"1\";\"①㈱髙;\"\"土下座しろ\"\"と\n怒鳴られた\";\"税務\";\""), "{out}");
    assert!(out.contains("\n\"2\";\"'=1+1\";\"-5\";"), "a formula is made text, a number is not: {out}");
    let kept =
        done(folder.path(), &["tag", "in.csv", "--to", "csv", "--to-encoding", "utf-8", "--keep-formulas"]);
    assert!(kept.contains("\"2\";\"=1+1\";\"-5\";"), "{kept}");
}

#[test]
fn masks_move_nothing_in_any_output() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "番号,氏名,内容\r\n1,台東花子,山田様(03-1234-5678)に「土下座しろ」と怒鳴られた。\r\n";
    std::fs::write(folder.path().join("in.csv"), text).expect("written");
    let json =
        |more: &[&str]| done(folder.path(), &[&["tag", "in.csv", "--keep", "--to", "jsonl"], more].concat());
    let (plain, masked) = (json(&[]), json(&["--redact"]));
    let starts = |text: &str| {
        text.match_indices("\"start\":")
            .map(|(at, _)| text[at..].chars().take(12).collect::<String>())
            .collect::<Vec<_>>()
    };
    assert!(!starts(&plain).is_empty());
    assert_eq!(starts(&plain), starts(&masked));
    done(folder.path(), &["tag", "in.csv", "--redact", "-o", "out.xlsx"]);
    done(folder.path(), &["report", "in.csv", "--redact", "-o", "out.html", "-o", "out.json"]);
    let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).expect("a file");
    let csv = done(folder.path(), &["tag", "in.csv", "--redact", "--to", "csv"]);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("out.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("記録").expect("the sheet");
    let cells = sheet.used_cells().map(|cell| cell.2.to_string()).collect::<String>();
    for (name, out) in [
        ("jsonl", masked),
        ("csv", csv),
        ("xlsx", cells),
        ("html", read("out.html")),
        ("json", read("out.json")),
    ] {
        for secret in ["山田", "台東花子", "1234"] {
            assert!(!out.contains(secret), "{name}: {secret}: {out}");
        }
    }
}

#[test]
fn the_third_call_of_a_week_is_seen() {
    let folder = tempfile::tempdir().expect("a folder");
    let text = "日付,所属,案件,内容\n2026/10/08,税務課,A,平穏\n2026/10/02,税務課,A,平穏\n2026/10/05,市民課,A,平穏\n2026/10/05,市民課,B,平穏\n";
    std::fs::write(folder.path().join("in.csv"), text).expect("written");
    let csv = done(folder.path(), &["tag", "in.csv", "--case", "案件", "--to", "csv"]);
    assert!(csv.lines().next().expect("a header").ends_with(",同一案件の経過"));
    assert!(
        csv.lines().nth(1).expect("a row").ends_with("3件目(全3件)、7日間で3件、所属: 税務課・市民課"),
        "{csv}"
    );
    let json = done(folder.path(), &["tag", "in.csv", "--case", "案件"]);
    assert!(
        json.lines().nth(2).expect("a record").ends_with("\"sections\":[\"税務課\",\"市民課\"]}}"),
        "{json}"
    );
    for line in json.lines() {
        serde_json::from_str::<serde_json::Value>(line).expect("a record stays JSON");
    }
}

#[test]
fn the_report_counts_the_same_whatever_it_reads() {
    let folder = tempfile::tempdir().expect("a folder");
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample.csv");
    let sample = sample.to_str().expect("a path");
    done(folder.path(), &["tag", sample, "-o", "t.csv"]);
    done(folder.path(), &["tag", sample, "-o", "t.xlsx"]);
    done(folder.path(), &["tag", sample, "--keep", "-o", "t.jsonl"]);
    let figures = |input: &str| -> serde_json::Value {
        serde_json::from_str(&done(folder.path(), &["report", input, "--to", "json"])).expect("numbers")
    };
    let own = figures(sample);
    assert!(own["tagged"].as_u64().expect("a count") > 10 && own["first_day"] == "2026-10-01");
    for input in ["t.csv", "t.xlsx", "t.jsonl"] {
        let read = figures(input);
        for part in
            ["notes", "tagged", "categories", "months", "cells", "together", "set_aside", "flags", "handling"]
        {
            assert_eq!(read[part], own[part], "{input}: {part}");
        }
    }
    for language in ["ja", "en"] {
        let html = done(folder.path(), &["report", "t.csv", "--lang", language]);
        assert!(
            !html.contains("<script") && !html.contains("src=") && !html.contains("url("),
            "nothing is loaded"
        );
        assert!(html.contains("<svg") && html.contains("<mark>"));
        assert_eq!(html.contains("Trend by month") || html.contains("State of the data"), language == "en");
    }
    done(folder.path(), &["report", "t.csv", "-o", "r.xlsx"]);
    let mut book: Xlsx<_> = open_workbook(folder.path().join("r.xlsx")).expect("a workbook");
    let sheet = book.worksheet_range("集計").expect("the sheet");
    let tagged =
        sheet.rows().find(|row| row[0].to_string().starts_with("該当しうる記載あり")).expect("the row");
    assert_eq!(tagged[1].to_string(), own["tagged"].to_string());
}

/// A note that no rule matches, many times: fast to tag, slow enough to be stopped.
fn many(path: &Path, rows: usize) {
    let row = |row| format!("{row},窓口で「土下座しろ」と怒鳴られた。{row}回目の説明をした。\n");
    let text: String = std::iter::once("番号,内容\n".to_owned()).chain((0..rows).map(row)).collect();
    std::fs::write(path, text).expect("written");
}

#[test]
fn a_killed_run_leaves_the_old_file_or_the_whole_new_one() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in.csv"), 12_000);
    let binary = assert_cmd::cargo::cargo_bin("fuda");
    for (format, moments) in [("csv", [30, 120, 350, 700, 1200]), ("xlsx", [60, 200, 500, 900, 1600])] {
        let target = folder.path().join(format!("out.{format}"));
        done(folder.path(), &["tag", "in.csv", "-o", &format!("whole.{format}")]);
        let whole = std::fs::read(folder.path().join(format!("whole.{format}"))).expect("the whole");
        for wait in moments {
            std::fs::write(&target, "前の結果").expect("written");
            let mut run = System::new(&binary)
                .current_dir(folder.path())
                .args(["tag", "in.csv", "-o", &format!("out.{format}")])
                .stderr(Stdio::null())
                .spawn()
                .expect("a run");
            std::thread::sleep(Duration::from_millis(wait));
            let _ = run.kill();
            let _ = run.wait();
            let found = std::fs::read(&target).expect("a file stands there");
            assert!(
                found == "前の結果".as_bytes() || found == whole,
                "{format} after {wait} ms: {} bytes",
                found.len()
            );
        }
    }
}

#[test]
fn a_killed_run_is_resumed_to_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in.csv"), 30_000);
    done(folder.path(), &["tag", "in.csv", "-o", "whole.csv"]);
    let binary = assert_cmd::cargo::cargo_bin("fuda");
    let arguments = ["tag", "in.csv", "-o", "out.csv", "--resume"];
    let mark = folder.path().join(".out.csv.fuda-mark");
    let mut run = System::new(&binary)
        .current_dir(folder.path())
        .args(arguments)
        .stderr(Stdio::null())
        .spawn()
        .expect("a run");
    // Killed as soon as something is noted down: some of it is done, not all.
    for _ in 0..2000 {
        if mark.exists() {
            break;
        }
        std::thread::sleep(Duration::from_millis(5));
    }
    let _ = run.kill();
    let _ = run.wait();
    assert!(mark.exists() && !folder.path().join("out.csv").exists());
    let output = fuda(folder.path(), &arguments);
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(told.contains("前回の続きから始めます") && told.contains("30000 件: "), "{told}");
    let read = |name: &str| std::fs::read(folder.path().join(name)).expect("a file");
    assert!(read("out.csv") == read("whole.csv"), "the same bytes as in one go");
    assert_eq!(std::fs::read_dir(folder.path()).expect("the folder").count(), 3, "nothing else stays");
}

#[cfg(unix)]
#[test]
fn ctrl_c_says_what_was_done_and_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    many(&folder.path().join("in.csv"), 60_000);
    let run = System::new(assert_cmd::cargo::cargo_bin("fuda"))
        .current_dir(folder.path())
        .args(["tag", "in.csv", "-o", "out.csv"])
        .stderr(Stdio::piped())
        .spawn()
        .expect("a run");
    std::thread::sleep(Duration::from_millis(1500));
    let killed = System::new("kill").args(["-INT", &run.id().to_string()]).status().expect("kill");
    assert!(killed.success());
    let output = run.wait_with_output().expect("an end");
    let told = String::from_utf8_lossy(&output.stderr).into_owned();
    assert_eq!(output.status.code(), Some(2), "{told}");
    assert!(told.contains("中断しました。") && told.contains("件まで処理しました"), "{told}");
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        1,
        "nothing half-written stays"
    );
}
