//! Figures for operators: counts and times, never who.

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::encoding::text::encode;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::{Histogram, exponential_buckets};
use prometheus_client::registry::Registry;

/// What requests are counted by. `route` is the pattern of the path, so that there are few of them.
#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
pub struct Answered {
    pub method: String,
    pub route: String,
    pub status: u16,
}

/// All figures.
pub struct Metrics {
    registry: Registry,
    pub requests: Family<Answered, Counter>,
    pub request_seconds: Histogram,
    pub failed_sign_ins: Counter,
    pub refused_by_rate: Counter,
    pub mails_sent: Counter,
    pub jobs_failed: Counter,
}

impl Metrics {
    /// Figures that begin at nothing.
    pub fn new() -> Self {
        let mut metrics = Metrics {
            registry: Registry::default(),
            requests: Family::default(),
            request_seconds: Histogram::new(exponential_buckets(0.0005, 2.0, 15)),
            failed_sign_ins: Counter::default(),
            refused_by_rate: Counter::default(),
            mails_sent: Counter::default(),
            jobs_failed: Counter::default(),
        };
        let registry = &mut metrics.registry;
        registry.register("http_requests", "Requests answered", metrics.requests.clone());
        registry.register("http_request_seconds", "Time to the answer", metrics.request_seconds.clone());
        registry.register(
            "failed_sign_ins",
            "Sign-ins with a wrong password",
            metrics.failed_sign_ins.clone(),
        );
        registry.register("refused_by_rate", "Requests over the rate limit", metrics.refused_by_rate.clone());
        registry.register("mails_sent", "Mails handed over", metrics.mails_sent.clone());
        registry.register("jobs_failed", "Tries of jobs that failed", metrics.jobs_failed.clone());
        metrics
    }

    /// The text that Prometheus reads.
    pub fn text(&self) -> String {
        let mut text = String::new();
        encode(&mut text, &self.registry).expect("a string takes all that is written to it");
        text
    }
}
