//! What all requests share.

use std::sync::Arc;

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use super::metrics::Metrics;
use super::problem::{Kind, Problem};
use super::rulebook::Shelf;
use super::settings::Settings;

/// The server's state.
pub(super) struct App {
    pub(super) settings: Settings,
    pub(super) shelf: Shelf,
    pub(super) metrics: Metrics,
    requests: Arc<Semaphore>,
    streams: Arc<Semaphore>,
}

/// As the handlers get it.
pub(super) type Shared = Arc<App>;

impl App {
    pub(super) fn new(settings: Settings, shelf: Shelf) -> Self {
        let places = |number: usize| Arc::new(Semaphore::new(number.min(Semaphore::MAX_PERMITS)));
        let (requests, streams) = (places(settings.limits.requests), places(settings.limits.streams));
        Self { settings, shelf, metrics: Metrics::new(), requests, streams }
    }

    /// A place among the requests being answered.
    ///
    /// # Errors
    /// All are taken.
    pub(super) fn request(&self) -> Result<OwnedSemaphorePermit, Problem> {
        place(&self.requests, self.settings.limits.requests, "要求")
    }

    /// A place among the files and streams being read.
    ///
    /// # Errors
    /// All are taken.
    pub(super) fn stream(&self) -> Result<OwnedSemaphorePermit, Problem> {
        place(&self.streams, self.settings.limits.streams, "ファイルやストリーム")
    }
}

fn place(from: &Arc<Semaphore>, most: usize, what: &str) -> Result<OwnedSemaphorePermit, Problem> {
    Arc::clone(from).try_acquire_owned().map_err(|_| {
        Problem::new(
            Kind::TooManyRequests,
            format!("同時に扱う{what}は {most} 件までです。"),
            "1秒ほど待ってから、もう一度送ってください。",
        )
    })
}
