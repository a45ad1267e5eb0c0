//! Counters for Prometheus: how much, how long, what was refused; nothing of any note.

use std::time::Duration;

use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::{Registry, Unit};

use crate::engine::Tagging;

/// Bounds in seconds: from a typed note (half a millisecond) to a large batch.
const SECONDS: [f64; 12] = [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1.0, 5.0, 10.0];

type Labels = Vec<(&'static str, String)>;

/// Everything that is counted.
pub(super) struct Metrics {
    registry: Registry,
    requests: Family<Labels, Counter>,
    seconds: Family<Labels, Histogram>,
    refused: Family<Labels, Counter>,
    notes: Counter,
    suggestions: Family<Labels, Counter>,
    generation: Gauge,
    stale: Gauge,
    failures: Counter,
}

impl Metrics {
    pub(super) fn new() -> Self {
        let mut registry = Registry::with_prefix("fuda");
        let requests = Family::<Labels, Counter>::default();
        registry.register("http_requests", "Requests answered", requests.clone());
        let seconds = Family::<Labels, Histogram>::new_with_constructor(|| Histogram::new(SECONDS));
        let help = "Time until the answer began";
        registry.register_with_unit("http_request_duration", help, Unit::Seconds, Family::clone(&seconds));
        let refused = Family::<Labels, Counter>::default();
        registry.register("refused", "Requests answered with a problem, by its code", refused.clone());
        let notes = Counter::default();
        registry.register("notes", "Notes tagged", notes.clone());
        let suggestions = Family::<Labels, Counter>::default();
        registry.register("suggestions", "Suggestions by category", suggestions.clone());
        let generation = Gauge::default();
        registry.register("rules_generation", "Which state of the rules is in force", generation.clone());
        let stale = Gauge::default();
        registry.register("rules_stale", "1 if the last change of the rules was refused", stale.clone());
        let failures = Counter::default();
        registry.register("rules_reload_failures", "Changes of the rules refused", failures.clone());
        let build = Info::new(vec![("version", env!("CARGO_PKG_VERSION"))]);
        registry.register("build", "The program", build);
        generation.set(1);
        Self { registry, requests, seconds, refused, notes, suggestions, generation, stale, failures }
    }

    /// One request, with the route that it took and the code of its problem if it had one.
    pub(super) fn answered(
        &self,
        method: &str,
        route: &str,
        status: u16,
        problem: Option<&str>,
        time: Duration,
    ) {
        let route = ("route", route.to_owned());
        let labels = vec![("method", method.to_owned()), route.clone(), ("status", status.to_string())];
        self.requests.get_or_create(&labels).inc();
        self.seconds.get_or_create(&vec![route]).observe(time.as_secs_f64());
        if let Some(code) = problem {
            self.refused.get_or_create(&vec![("code", code.to_owned())]).inc();
        }
    }

    /// One note.
    pub(super) fn tagged(&self, tagging: &Tagging) {
        self.notes.inc();
        for suggestion in &tagging.categories {
            self.suggestions.get_or_create(&vec![("category", suggestion.id.to_string())]).inc();
        }
    }

    /// Everything counted so far, in the `OpenMetrics` text format.
    ///
    /// # Errors
    /// When it cannot be written down.
    pub(super) fn text(&self) -> Result<String, std::fmt::Error> {
        let mut text = String::new();
        encode(&mut text, &self.registry).map(|()| text)
    }

    /// The rules were read again: which state is in force, and whether the change was refused.
    pub(super) fn reloaded(&self, generation: u64, refused: bool) {
        self.generation.set(i64::try_from(generation).unwrap_or(i64::MAX));
        self.stale.set(i64::from(refused));
        if refused {
            self.failures.inc();
        }
    }
}
