//! Chromium with its driver, for one test.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::clients::there;

pub(super) struct Browser {
    driver: Child,
    runtime: Runtime,
    pub(super) client: Client,
    _profile: tempfile::TempDir,
}

/// A command of the driver that the library does not know: `/session/ID/…`.
#[derive(Debug)]
struct Extra(&'static str, Value);

impl WebDriverCompatibleCommand for Extra {
    fn endpoint(&self, base: &url::Url, session: Option<&str>) -> Result<url::Url, url::ParseError> {
        base.join(&format!("session/{}/{}", session.unwrap_or_default(), self.0))
    }

    fn method_and_body(&self, _: &url::Url) -> (http::Method, Option<String>) {
        (http::Method::POST, Some(self.1.to_string()))
    }
}

impl Browser {
    /// A browser, or `None` (with a word) where there is none to be had.
    pub(super) fn start() -> Option<Self> {
        if !there("chromium") || !there("chromedriver") {
            return None;
        }
        let mut command = Command::new("chromedriver");
        let mut driver =
            command.arg("--port=0").stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a driver");
        let mut lines =
            BufReader::new(driver.stdout.take().expect("its output")).lines().map_while(Result::ok);
        let line = lines.find(|line| line.contains("started successfully on port")).expect("a port");
        let port = line.trim_end_matches('.').rsplit(' ').next().expect("a number").to_owned();
        std::thread::spawn(move || lines.for_each(drop));
        let profile = tempfile::tempdir().expect("a folder");
        let arguments = [
            "--headless=new",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-dev-shm-usage",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync",
            "--hide-scrollbars",
            "--lang=ja",
            "--window-size=1280,900",
            // Nothing but this machine has a name.
            "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
        ];
        let mut arguments: Vec<String> = arguments.iter().map(|one| (*one).to_owned()).collect();
        arguments.push(format!("--user-data-dir={}", profile.path().display()));
        let options = json!({ "args": arguments, "prefs": { "intl.accept_languages": "ja" } });
        let wanted = json!({
            "browserName": "chrome",
            "goog:chromeOptions": options,
            "goog:loggingPrefs": { "performance": "ALL", "browser": "ALL" },
        });
        let Value::Object(wanted) = wanted else { unreachable!("an object") };
        let runtime = Runtime::new().expect("a runtime");
        let client = runtime.block_on(async {
            let mut builder = ClientBuilder::new(HttpConnector::new());
            builder
                .capabilities(wanted)
                .connect(&format!("http://127.0.0.1:{port}"))
                .await
                .expect("a session")
        });
        Some(Self { driver, runtime, client, _profile: profile })
    }

    pub(super) fn open(&self, url: &str) {
        self.runtime.block_on(self.client.goto(url)).expect("the page");
    }

    /// What a script returns.
    pub(super) fn js(&self, script: &str) -> Value {
        self.runtime
            .block_on(self.client.execute(script, Vec::new()))
            .unwrap_or_else(|error| panic!("{script}: {error}"))
    }

    pub(super) fn text(&self, script: &str) -> String {
        self.js(script).as_str().unwrap_or_default().to_owned()
    }

    /// Waits until an expression is true.
    pub(super) fn until(&self, expression: &str) {
        let begun = Instant::now();
        while self.js(&format!("return Boolean({expression})")) != Value::Bool(true) {
            if begun.elapsed() > Duration::from_secs(60) {
                self.shot("failed");
                panic!("never true: {expression}\n{}", self.text("return document.body.innerText"));
            }
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    /// Types into an element as a person does, key by key.
    pub(super) fn keys(&self, css: &str, keys: &str) {
        self.runtime.block_on(async {
            let element = self.client.find(fantoccini::Locator::Css(css)).await.expect("an element");
            element.send_keys(keys).await.expect("keys");
        });
    }

    /// Presses keys wherever the focus is.
    pub(super) fn press(&self, keys: &str) {
        self.runtime.block_on(async {
            let element = self.client.active_element().await.expect("a focus");
            element.send_keys(keys).await.expect("keys");
        });
    }

    pub(super) fn click(&self, css: &str) {
        self.runtime.block_on(async {
            let element = self.client.find(fantoccini::Locator::Css(css)).await.expect("an element");
            element.click().await.expect("a click");
        });
    }

    /// Has the browser do what only its own tools can.
    pub(super) fn devtools(&self, command: &str, parameters: &Value) -> Value {
        let extra = Extra("goog/cdp/execute", json!({ "cmd": command, "params": parameters }));
        self.runtime.block_on(self.client.issue_cmd(extra)).expect("an answer")
    }

    /// A screen of this size.
    pub(super) fn screen(&self, width: u32, height: u32) {
        let size = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", &size);
    }

    /// What the page takes for its medium and its colours.
    pub(super) fn medium(&self, medium: &str, colours: &str) {
        let features = json!([{ "name": "prefers-color-scheme", "value": colours }]);
        self.devtools("Emulation.setEmulatedMedia", &json!({ "media": medium, "features": features }));
    }

    /// Keeps a picture of the whole page, if somebody wants to see it.
    pub(super) fn shot(&self, name: &str) {
        let Ok(folder) = std::env::var("FUDA_SHOTS") else { return };
        let answer = self.devtools("Page.captureScreenshot", &json!({ "captureBeyondViewport": true }));
        let bytes = STANDARD.decode(answer["data"].as_str().expect("a picture")).expect("base64");
        std::fs::write(format!("{folder}/{name}.png"), bytes).expect("written");
    }

    fn log(&self, kind: &str) -> Vec<Value> {
        let extra = Extra("se/log", json!({ "type": kind }));
        let entries = self.runtime.block_on(self.client.issue_cmd(extra)).expect("a log");
        entries.as_array().cloned().unwrap_or_default()
    }

    /// Nothing was asked of anybody but `url`, and the browser had nothing to complain of: no error in a script, no
    /// breach of the content security policy. `expected` are statuses that the test brought about.
    pub(super) fn kept_to_itself(&self, url: &str, expected: &[&str]) {
        let complaints: Vec<Value> = self.log("browser");
        let complaints: Vec<&str> = complaints.iter().filter_map(|entry| entry["message"].as_str()).collect();
        let unexpected = |message: &&&str| !expected.iter().any(|known| message.contains(known));
        assert!(complaints.iter().filter(unexpected).count() == 0, "{complaints:?}");
        let mut asked = 0;
        for entry in self.log("performance") {
            let message: Value =
                serde_json::from_str(entry["message"].as_str().expect("a message")).expect("JSON");
            if message["message"]["method"] != "Network.requestWillBeSent" {
                continue;
            }
            let address = message["message"]["params"]["request"]["url"].as_str().expect("an address");
            let own =
                address.starts_with(url) || address.starts_with("blob:") || address.starts_with("data:");
            // The page that the browser itself shows before any other.
            let own = own || address.starts_with("chrome:");
            assert!(own, "asked of somebody else: {address}");
            asked += 1;
        }
        assert!(asked > 5, "the log of requests is there");
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        let _ = self.runtime.block_on(self.client.clone().close());
        let _ = self.driver.kill();
        let _ = self.driver.wait();
    }
}
