//! Rules that change while the server runs.

use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::server::Server;

const GOOD: &str = "[[rule]]\nid = \"kneeling-demand/probe\"\nwhen = '/どげざしろ/'\nwhy = \"試し\"\nmatch = [\"どげざしろと言った。\"]\nskip = [\"挨拶をした。\"]\n";
const OTHER: &str = "[[rule]]\nid = \"kneeling-demand/other\"\nwhen = '/ひざまずけ/'\nwhy = \"試し\"\nmatch = [\"ひざまずけと言った。\"]\nskip = [\"挨拶をした。\"]\n";

fn found(server: &Server, text: &str) -> Vec<String> {
    let record = server.tag(&json!({ "text": text })).json();
    let categories = record["categories"].as_array().expect("categories").iter();
    categories
        .flat_map(|one| one["evidence"].as_array().cloned().unwrap_or_default())
        .filter_map(|evidence| evidence["rule"].as_str().map(str::to_owned))
        .collect()
}

fn until(server: &Server, wanted: impl Fn(&Value) -> bool) -> Value {
    let begun = Instant::now();
    loop {
        let health = server.get("/v1/health").json();
        if wanted(&health) {
            return health;
        }
        assert!(begun.elapsed() < Duration::from_secs(60), "{health}\n{}", server.log());
        std::thread::sleep(Duration::from_millis(50));
    }
}

/// As careful editors do: the new file beside the old one, then in its place.
fn replace(path: &Path, text: &str) {
    let beside = path.with_extension("new");
    std::fs::write(&beside, text).expect("written");
    std::fs::rename(beside, path).expect("renamed");
}

#[test]
fn a_changed_file_is_read_again_and_a_bad_one_is_not_taken_over() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("probe.toml");
    std::fs::write(&path, GOOD).expect("written");
    let mut server = Server::start(&["--rules", path.to_str().expect("a path")]);
    assert_eq!(found(&server, "どげざしろと言われた。"), ["kneeling-demand/probe"]);

    replace(&path, OTHER);
    until(&server, |health| health["rules"]["generation"] == 2);
    assert_eq!(found(&server, "ひざまずけと言われた。"), ["kneeling-demand/other"]);
    assert!(found(&server, "どげざしろと言われた。").is_empty(), "the old rule is gone");

    std::fs::write(&path, "[[rule]]\nid = \"kneeling-demand/other\"\nwhen = '@nowhere'\n").expect("written");
    let health = until(&server, |health| health["status"] == "stale-rules");
    let mistake = &health["rules"]["refused"]["diagnostics"][0];
    assert!(mistake["line"].as_u64().is_some() && mistake["cure"].as_str().is_some(), "{health}");
    assert_eq!(health["rules"]["generation"], 2);
    assert_eq!(found(&server, "ひざまずけと言われた。"), ["kneeling-demand/other"], "the old rules stay");
    assert!(server.logged("rules not reloaded").contains("ERROR"));
    assert!(server.get("/metrics").text().contains("fuda_rules_stale 1"));

    std::fs::write(&path, GOOD).expect("written");
    let health = until(&server, |health| health["status"] == "ok");
    assert_eq!(health["rules"]["refused"], Value::Null);
    assert_eq!(found(&server, "どげざしろと言われた。"), ["kneeling-demand/probe"]);
}

#[cfg(unix)]
#[test]
fn a_signal_reads_them_again_and_no_request_is_dropped() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("probe.toml");
    std::fs::write(&path, GOOD).expect("written");
    let server = Server::start(&["--quiet", "--no-watch", "--rules", path.to_str().expect("a path")]);
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let asking = scope.spawn(|| {
            let mut answered = 0;
            while !done.load(Ordering::Relaxed) {
                let answer = server.tag(&json!([{ "text": "どげざしろと言われた。" }, { "text": "平穏" }]));
                assert_eq!(answer.status, 200, "{}", answer.text());
                assert_eq!(answer.json().as_array().map(Vec::len), Some(2));
                answered += 1;
            }
            answered
        });
        for generation in 2..5 {
            server.signal("HUP");
            until(&server, |health| health["rules"]["generation"] == generation);
        }
        done.store(true, Ordering::Relaxed);
        assert!(asking.join().expect("no request fails") > 0);
    });
}
