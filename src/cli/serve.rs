//! `fuda serve`: the web page and the HTTP API.
#![allow(clippy::disallowed_methods, reason = "the log goes to standard error")]

use std::time::Duration;

use super::answer::{Answer, Outcome};
use super::arguments::Serve;
use super::console;
use crate::error::{Error, ErrorKind};
use crate::files::read_text;
use crate::serve::{Limits, Settings, serve};

/// A token that can be guessed is none.
const SHORTEST_TOKEN: usize = 16;

pub(super) fn run(arguments: &Serve) -> Outcome {
    let loaded = console::dictionaries(&arguments.rules)?;
    let limits = Limits {
        body_bytes: arguments.max_body_bytes,
        file_bytes: arguments.max_file_bytes,
        note_bytes: arguments.max_note_bytes,
        requests: usize::from(arguments.max_requests),
        streams: usize::from(arguments.max_streams),
        time: Duration::from_secs(arguments.timeout),
        ..Limits::default()
    };
    let settings = Settings {
        addr: arguments.addr,
        rules: arguments.rules.rules.clone(),
        policy: arguments.rules.policy.clone(),
        min_score: arguments.min_score,
        threads: arguments.threads.map(usize::from),
        limits,
        token: token(arguments)?,
        hosts: arguments.allow_host.clone(),
        origins: arguments.allow_origin.clone(),
    };
    let level = if arguments.quiet { tracing::Level::WARN } else { tracing::Level::INFO };
    let log = tracing_subscriber::fmt().with_max_level(level).with_target(false).with_ansi(false);
    log.with_writer(std::io::stderr).init();
    serve(settings, loaded, !arguments.no_watch, |addr| {
        console::note(&format!("http://{addr}/ で待ち受けています(終わるには Ctrl-C)"));
    })?;
    Ok(Answer::Yes)
}

fn token(arguments: &Serve) -> Result<Option<String>, Error> {
    let Some(path) = &arguments.token_file else { return Ok(None) };
    let token = read_text(path)?.trim().to_owned();
    if token.len() < SHORTEST_TOKEN || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
        let message = format!(
            "{}: トークンは空白のない {SHORTEST_TOKEN} 字以上の英数字・記号にしてください",
            path.display()
        );
        return Err(Error::new(ErrorKind::Argument, message)
            .with_cure("例: `openssl rand -hex 32 > token.txt` で作れます"));
    }
    Ok(Some(token))
}
