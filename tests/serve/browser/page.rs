//! What a person does with the page.

use std::path::Path;

use super::driver::Browser;
use crate::server::Server;

const NOTE: &str =
    "窓口で「土下座しろ」と怒鳴られた。カウンターを叩くことはなかった。こちらの入力ミスは訂正済み。";
const FOUND: &str = "document.querySelector('#results .card')";
const TAB: &str = "\u{E004}";
const ENTER: &str = "\u{E007}";

/// A note of about 3,000 characters, as of a long afternoon.
fn long_note() -> String {
    let day = "13:05 再度来庁。税証明の手数料について「前はただだった」と主張。条例の定めを説明したが「誠意を見せろ」「責任者を出せ」と\
               声を荒げ、窓口で「土下座しろ」と怒鳴った。カウンターを叩くことはなかった。別の利用者が職員に礼を述べて帰られた。\
               14:20 なお着席したまま同じ話を繰り返し、約2時間居座る。こちらの案内に一部誤りがあった点は謝罪し、訂正した。\
               前年にも大声を出したことがあるとの記録あり。警察への通報は検討したが見送った。15:10 退庁。\n";
    day.repeat(3000 / day.chars().count() + 1).chars().take(3000).collect()
}

fn put(browser: &Browser, text: &str) {
    let text = serde_json::to_string(text).expect("a string");
    browser
        .js(&format!("note.value = {text}; note.dispatchEvent(new InputEvent('input', {{bubbles: true}}))"));
}

fn ready(browser: &Browser, server: &Server) {
    browser.open(&server.url);
    browser.until("document.querySelectorAll('#policy option').length > 10");
}

#[test]
fn suggestions_appear_while_a_note_is_typed() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    ready(&browser, &server);
    browser.until("document.getElementById('status').textContent.startsWith('記録を書くと')");
    browser.shot("empty");

    browser.keys("#note", "窓口で「土下座しろ");
    browser.until(&format!("{FOUND}?.textContent.includes('土下座の要求に該当しうる記載(要確認)')"));
    browser.keys("#note", "」と怒鳴られた。カウンターを叩くことはなかった。こちらの入力ミスは訂正済み。");
    browser.until("document.querySelector('.card.flag')");
    let marks = browser.text("return [...document.querySelectorAll('#mirror mark')].map(m => m.className + ':' + m.textContent).join('|')");
    for mark in ["evidence:土下座しろ", "aside:カウンターを", "cue:なかった", "flag:こちらの入力ミス"]
    {
        assert!(marks.contains(mark), "{mark} in {marks}");
    }
    assert_eq!(browser.text("return note.value"), NOTE);
    let mirror = browser.text("return mirror.textContent.replace('\\u200b', '')");
    assert_eq!(mirror, NOTE, "the marks lie under the same letters");
    let same = browser.js(
        "const [a, b] = [note, mirror].map(e => { const s = getComputedStyle(e); return [s.font, s.padding.split(' ').slice(0, 2).join(), s.letterSpacing, e.clientWidth].join() });\
         return a === b || [a, b].join(' ≠ ')",
    );
    assert_eq!(same, true, "and are set alike");
    let aside = browser.text("return document.querySelector('.card.aside').textContent");
    assert!(aside.contains("否定(手がかり「なかった」)") && aside.contains("威圧的な言動"), "{aside}");
    assert!(browser.text("return document.querySelector('.card.flag').textContent").contains("職員側の誤り"));
    let status = browser.text("return document.getElementById('status').textContent");
    assert!(
        status.contains("2 つの類型に該当しうる記載があります(要確認)") && status.contains("留意事項 1"),
        "{status}"
    );
    browser.click(".card summary");
    let clause = browser.text("return document.querySelector('.card details').innerText");
    assert!(
        clause.contains("台東区職員カスタマーハラスメント対策基本方針") && clause.contains("全文を確認"),
        "{clause}"
    );
    browser.shot("note");

    browser.medium("screen", "dark");
    browser.shot("dark");
    browser.medium("screen", "light");
    browser.js("policy.value = 'kumamoto-pref-2025'; policy.dispatchEvent(new Event('change'))");
    browser.until(&format!("{FOUND}?.textContent.includes('暴言・威嚇・脅迫型に該当しうる記載(要確認)')"));
    let aside = browser.text("return document.querySelector('.card.aside').textContent");
    assert!(aside.contains("この方針の類型にない行為") && aside.contains("土下座の要求"), "{aside}");
    browser.click("#language");
    browser.until("document.documentElement.lang === 'en' && document.getElementById('status').textContent.startsWith('May fall under')");
    browser.shot("english");
    browser.click("#clear");
    browser.until("!note.value && !document.querySelector('#results .card')");
    browser.kept_to_itself(&server.url, &[]);
}

#[test]
fn a_long_note_and_a_narrow_screen_stay_readable() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    ready(&browser, &server);
    put(&browser, &long_note());
    browser.until("document.querySelectorAll('#mirror mark.evidence').length > 20");
    assert_eq!(browser.text("return document.getElementById('count').textContent"), "3,000 字");
    browser.shot("long");
    for width in [360, 768] {
        browser.screen(width, 800);
        let wide = browser.js("return document.documentElement.scrollWidth");
        assert!(wide.as_u64().is_some_and(|wide| wide <= u64::from(width)), "{wide} on {width}");
    }
    browser.screen(360, 800);
    put(&browser, NOTE);
    browser.until("document.querySelector('.card.flag')");
    browser.shot("narrow");
    browser.kept_to_itself(&server.url, &[]);
}

#[test]
fn the_keyboard_is_enough() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    ready(&browser, &server);
    browser.press(TAB);
    assert_eq!(browser.text("return document.activeElement.className"), "skip");
    browser.press(ENTER);
    browser.until("document.activeElement === note || location.hash === '#note'");
    browser.keys("#note", NOTE);
    browser.until("document.querySelector('.card.flag')");
    // From the note on, Tab leads through every control to the first piece of evidence.
    let mut steps = 0;
    while browser.js("return document.activeElement.closest('.places') !== null") != true {
        browser.press(TAB);
        steps += 1;
        assert!(steps < 12, "{}", browser.text("return document.activeElement.outerHTML"));
    }
    browser.press(ENTER);
    let chosen = "return note.value.slice(note.selectionStart, note.selectionEnd)";
    assert_eq!(browser.text(chosen), "土下座しろ", "Enter leads to the place in the note");
    assert_eq!(browser.js("return document.activeElement === note"), true);
}

#[test]
fn a_screen_reader_is_told_everything() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    ready(&browser, &server);
    put(&browser, NOTE);
    browser.until("document.querySelector('.card.flag')");
    browser.devtools("Accessibility.enable", &serde_json::json!({}));
    let tree = browser.devtools("Accessibility.getFullAXTree", &serde_json::json!({}));
    let nodes: Vec<(String, String)> = tree["nodes"]
        .as_array()
        .expect("nodes")
        .iter()
        .filter(|node| node["ignored"] != true)
        .map(|node| {
            let of = |key: &str| node[key]["value"].as_str().unwrap_or_default().to_owned();
            (of("role"), of("name"))
        })
        .collect();
    let has = |role: &str, name: &str| nodes.iter().any(|node| node.0 == role && node.1.contains(name));
    for (role, name) in [
        ("textbox", "記録"),
        ("combobox", "方針"),
        ("heading", "該当しうる類型"),
        ("heading", "土下座の要求に該当しうる記載(要確認)"),
        ("button", "記録の中の「土下座しろ」へ移る"),
        ("textbox", "本文の列"),
    ] {
        assert!(has(role, name), "{role} {name} in {nodes:?}");
    }
    assert!(nodes.iter().any(|node| node.0 == "status"), "what was found is said");
    let nameless = nodes.iter().find(|node| {
        matches!(node.0.as_str(), "button" | "textbox" | "combobox" | "link") && node.1.is_empty()
    });
    assert!(nameless.is_none(), "{nameless:?}");
    for colours in ["light", "dark"] {
        browser.medium("screen", colours);
        let weak = browser.text(CONTRAST);
        assert!(weak.is_empty(), "{colours}: {weak}");
    }
}

/// Texts whose contrast with what lies behind them is below 4.5 (WCAG 2 AA).
const CONTRAST: &str = "
    const rgb = (c) => { const m = c.match(/[\\d.]+/g).map(Number); return { c: m.slice(0, 3), a: m[3] ?? 1 }; };
    const light = (c) => c.map(v => v / 255).map(v => v <= .03928 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4).reduce((s, v, i) => s + v * [.2126, .7152, .0722][i], 0);
    const ground = (e) => { for (let n = e; n; n = n.parentElement) { const b = rgb(getComputedStyle(n).backgroundColor); if (b.a === 1) return b.c; } return [255, 255, 255]; };
    const weak = [];
    for (const e of document.querySelectorAll('body *')) {
      const own = [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
      const seen = e.checkVisibility() && e.getClientRects().length && !e.closest('#mirror');
      if (!own || !seen) continue;
      const [a, b] = [light(rgb(getComputedStyle(e).color).c), light(ground(e))];
      const ratio = (Math.max(a, b) + .05) / (Math.min(a, b) + .05);
      if (ratio < 4.5) weak.push(e.tagName + '.' + e.className + ' ' + ratio.toFixed(2) + ' ' + e.textContent.slice(0, 20));
    }
    return weak.join('\\n');";

#[test]
fn a_file_comes_back_with_suggestions() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    ready(&browser, &server);
    let sample = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/sample.csv");
    browser.keys("#file", sample.to_str().expect("a path"));
    browser.until("!document.getElementById('download').hidden");
    let told = browser.text("return document.getElementById('work-status').textContent");
    assert!(told.contains("48 件のうち") && told.contains("本文の列は「対応内容」です"), "{told}");
    assert_eq!(browser.text("return document.getElementById('download').download"), "sample-fuda.csv");
    let folder = tempfile::tempdir().expect("a folder");
    let saved = folder.path().join("sample-fuda.csv");
    let behaviour = serde_json::json!({ "behavior": "allow", "downloadPath": folder.path() });
    browser.devtools("Browser.setDownloadBehavior", &behaviour);
    browser.click("#download");
    let begun = std::time::Instant::now();
    while !saved.exists() {
        assert!(begun.elapsed() < std::time::Duration::from_secs(30), "the file is saved");
        std::thread::sleep(std::time::Duration::from_millis(50));
    }
    let bytes = std::fs::read(&sample).expect("the sample");
    let expected = server.post("/v1/files?name=sample.csv", "text/csv", bytes).body;
    assert_eq!(std::fs::read(&saved).expect("the result"), expected);

    let drop = "const t = new DataTransfer(); t.items.add(new File(['番号,日付\\n1,11/1\\n'], 'x.csv'));\
                document.dispatchEvent(new DragEvent('drop', { dataTransfer: t, bubbles: true, cancelable: true }))";
    browser.js(drop);
    browser.until("!document.getElementById('file-problem').hidden");
    let told = browser.text("return document.getElementById('file-problem').innerText");
    assert!(told.contains("番号") && told.contains("日付"), "the columns are listed: {told}");
    browser.shot("file");
    browser.js("document.getElementById('column').value = '日付'");
    browser.js(drop);
    browser.until("!document.getElementById('download').hidden && document.getElementById('work-status').textContent.includes('1 件のうち')");
}

#[test]
fn what_goes_wrong_is_told_with_its_cure_and_nothing_private_is_printed() {
    let Some(browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("token");
    std::fs::write(&path, "0123456789abcdef0123").expect("written");
    let token = path.to_str().expect("a path");
    let server = Server::start(&["--quiet", "--max-note-bytes", "600", "--token-file", token]);
    browser.open(&server.url);
    browser.until("!document.getElementById('gate').hidden");
    browser.keys("#token", "0123456789abcdef0123");
    browser.press(ENTER);
    browser.until(
        "document.getElementById('gate').hidden && document.querySelectorAll('#policy option').length > 10",
    );
    put(&browser, &"長い記録が続く。".repeat(40));
    browser.until("!document.getElementById('problem').hidden");
    let told = browser.text("return document.getElementById('problem').innerText");
    assert!(told.contains("記録が長すぎます") && told.contains("600") && told.contains("分けて"), "{told}");
    browser.shot("error");
    put(&browser, NOTE);
    browser.until("document.getElementById('problem').hidden && document.querySelector('.card.flag')");
    browser.medium("print", "light");
    let printed = "return [...document.querySelectorAll('body *')].filter(e => e.checkVisibility()).map(e => e.textContent + (e.value ?? '')).join()";
    let printed = browser.text(printed);
    assert!(printed.contains("この画面は印刷しません") && !printed.contains("土下座"), "{printed}");
    browser.medium("screen", "light");
    browser.kept_to_itself(&server.url, &["401", "413"]);
}

#[test]
fn the_description_is_readable_without_a_network() {
    let Some(browser) = Browser::start() else { return };
    let server = Server::start(&["--quiet"]);
    browser.open(&format!("{}/docs", server.url));
    browser.until("document.body.dataset.ready");
    let text = browser.text("return document.body.innerText");
    for words in
        ["/v1/tag", "/v1/explain", "記録に類型の候補を付ける", "SetAside", "too-many-requests", &server.url]
    {
        assert!(text.contains(words), "{words}");
    }
    let wide = browser.js("return document.documentElement.scrollWidth <= innerWidth");
    assert_eq!(wide, true);
    browser.shot("docs");
    browser.kept_to_itself(&server.url, &[]);
}
