//! Long runs: how far they are, and how they are stopped.
#![allow(clippy::disallowed_methods, reason = "terminals are asked for here")]

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::arguments::When;
use crate::error::{Error, ErrorKind};
use crate::files::Source;

/// A bar with the number of notes, their rate and the time that is left.
pub(super) struct Progress {
    bar: ProgressBar,
    consumed: Arc<AtomicU64>,
}

impl Progress {
    pub(super) fn new(source: &Source, when: When) -> Self {
        let shown = match when {
            When::Always => true,
            When::Never => false,
            When::Auto => std::io::stderr().is_terminal() && !std::io::stdout().is_terminal(),
        };
        let target = if shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(source.size(), target);
        let style = match source.size() {
            Some(_) => ProgressStyle::with_template("{bar:30} {percent}% {msg} 残り {eta}"),
            None => ProgressStyle::with_template("{spinner} {msg} {elapsed}"),
        };
        let bar = bar.with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar, consumed: source.consumed() }
    }

    pub(super) fn rows(&self, rows: u64) {
        self.bar.set_position(self.consumed.load(Ordering::Relaxed));
        let rate =
            rows.saturating_mul(1000) / u64::try_from(self.bar.elapsed().as_millis()).unwrap_or(1).max(1);
        self.bar.set_message(format!("{rows} 件({rate} 件/秒)"));
    }

    pub(super) fn done(&self) {
        self.bar.finish_and_clear();
    }
}

/// Set when somebody wants the run to end (Ctrl-C, or the system's word to stop).
#[derive(Clone, Debug, Default)]
pub(super) struct Stop(Arc<AtomicBool>);

impl Stop {
    /// Listens for Ctrl-C from now on.
    pub(super) fn listen() -> Result<Self, Error> {
        let stop = Self::default();
        let heard = Arc::clone(&stop.0);
        let set = ctrlc::set_handler(move || heard.store(true, Ordering::Relaxed));
        set.map_err(|error| Error::new(ErrorKind::Io, format!("Ctrl-C を受け取れません({error})")))?;
        Ok(stop)
    }

    pub(super) fn wanted(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `items` until the run is to end.
    pub(super) fn cut<I: Iterator>(&self, items: I) -> impl Iterator<Item = I::Item> + use<I> {
        let stop = self.clone();
        items.take_while(move |_| !stop.wanted())
    }
}
