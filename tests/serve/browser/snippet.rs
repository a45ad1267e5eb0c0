//! The kintone example in a page that has what it uses of kintone, served from another origin.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::driver::Browser;
use crate::server::Server;

/// A form with one field, and as much of kintone's documented interface as the example uses.
const FORM: &str = r#"<!DOCTYPE html><meta charset="utf-8"><title>form</title>
<label>対応内容 <textarea id="field"></textarea></label><div id="user-space"></div>
<script>
window.FUDA_SERVER = "ADDRESS";
const handlers = {};
window.kintone = {
  events: { on: (names, handler) => { for (const name of [].concat(names)) (handlers[name] ??= []).push(handler); } },
  app: { record: { getSpaceElement: (id) => (id === "fuda" ? document.getElementById("user-space") : null) } },
};
const fire = (name) => {
  const event = { type: name, record: { "対応内容": { value: field.value } } };
  for (const handler of handlers[name] ?? []) if (handler(event) !== event) throw new Error("the event must be returned");
};
field.addEventListener("change", () => fire("app.record.edit.change.対応内容"));
</script>
<script src="/kintone.js"></script>
<script>fire("app.record.edit.show"); document.body.dataset.ready = "yes";</script>"#;

/// Serves the form and the example to whoever asks, until the test ends.
fn forms(listener: &TcpListener, form: &str) {
    let script = include_str!("../../../examples/clients/kintone.js");
    for stream in listener.incoming() {
        let Ok(mut stream) = stream else { return };
        let mut head = [0; 8192];
        let length = stream.read(&mut head).unwrap_or_default();
        let head = String::from_utf8_lossy(&head[..length]).into_owned();
        let (kind, body) = if head.starts_with("GET /kintone.js") {
            ("text/javascript; charset=utf-8", script)
        } else {
            ("text/html; charset=utf-8", form)
        };
        let answer = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
        let _ = stream.write_all(answer.as_bytes());
    }
}

#[test]
fn the_kintone_example_shows_suggestions_beside_the_field() {
    let Some(browser) = Browser::start() else { return };
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let origin = format!("http://{}", listener.local_addr().expect("its address"));
    let allowed = Server::start(&["--quiet", "--allow-origin", &origin]);
    let form = FORM.replace("ADDRESS", &allowed.url);
    std::thread::spawn(move || forms(&listener, &form));
    browser.open(&origin);
    browser.until("document.body.dataset.ready");
    browser.keys("#field", "窓口で「土下座しろ」と怒鳴られた。こちらの入力ミスは訂正済み。");
    browser.press("\u{E004}");
    browser.until(
        "document.getElementById('user-space').textContent.includes('土下座の要求に該当しうる記載(要確認)')",
    );
    let beside = browser.text("return document.getElementById('user-space').innerText");
    assert!(beside.contains("「土下座しろ」 土下座を求める発言"), "{beside}");
    assert!(beside.contains("留意事項: 職員側の誤り"), "{beside}");

    let closed = Server::start(&["--quiet"]);
    browser.js(&format!("window.FUDA_SERVER = '{}'", closed.url));
    let refused = format!(
        "fetch('{}/v1/tag', {{ method: 'POST', headers: {{ 'Content-Type': 'application/json' }}, body: '{{\"text\":\"\"}}' }})\
         .then(() => {{ window.got = 'answered'; }}, () => {{ window.got = 'refused'; }})",
        closed.url
    );
    browser.js(&refused);
    browser.until("window.got");
    assert_eq!(browser.text("return window.got"), "refused", "a page that was not allowed gets nothing");
}
