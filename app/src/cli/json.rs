//! What happens in a run as JSON, one object a line, for scripts. The fields are a promise: they are added to, not
//! changed, as long as `v` is 1.

use std::borrow::Cow;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use converter::preview::{SkipReason, Skipped};
use converter::{Error, Fidelity, Job};
use licensing::protocol::Plan;
use serde::Serialize;

use crate::admission::{KeptBack, Preflight};
use crate::i18n::{Catalog, Totals};
use crate::journal::Original;
use crate::publish::{Published, Put};
use crate::run::reporter::{Ending, Progress, Reporter};

/// Writes events to standard output.
pub struct Json {
    catalog: &'static Catalog,
}

/// One line. Fields that an event does not have are left out.
#[derive(Debug, Default, Serialize)]
struct Event<'a> {
    v: u8,
    event: &'static str,
    #[serde(flatten)]
    source: Option<Source<'a>>,
    #[serde(flatten)]
    target: Option<Target<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_in: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bytes_out: Option<u64>,
    /// SSIMULACRA2, 100 at most.
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<f64>,
    /// Present where every pixel was compared and found the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    lossless: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    millis: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    losses: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    original: Option<&'static str>,
    /// When the day begins anew, in milliseconds since the Unix epoch.
    #[serde(skip_serializing_if = "Option::is_none")]
    resets_at: Option<i64>,
    /// The plan that would do it.
    #[serde(skip_serializing_if = "Option::is_none")]
    needs: Option<&'static str>,
    #[serde(flatten)]
    counts: Option<Counts>,
    #[serde(flatten)]
    totals: Option<Sums>,
}

/// A path as text, and its bytes where that text loses something.
#[derive(Debug, Serialize)]
struct Source<'a> {
    source: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    source_bytes: Option<String>,
}

/// Likewise for what a picture becomes.
#[derive(Debug, Serialize)]
struct Target<'a> {
    target: Cow<'a, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    target_bytes: Option<String>,
}

#[derive(Debug, Serialize)]
struct Counts {
    done: usize,
    total: usize,
}

#[derive(Debug, Serialize)]
struct Sums {
    converted: usize,
    kept: usize,
    skipped: usize,
    failed: usize,
    queued: usize,
    refused: usize,
    interrupted: bool,
}

impl<'a> Source<'a> {
    fn new(path: &'a Path) -> Option<Self> {
        Some(Source { source: path.to_string_lossy(), source_bytes: bytes(path) })
    }
}

impl<'a> Target<'a> {
    fn new(path: &'a Path) -> Option<Self> {
        Some(Target { target: path.to_string_lossy(), target_bytes: bytes(path) })
    }
}

/// The bytes of a path that is no text.
fn bytes(path: &Path) -> Option<String> {
    path.to_str().is_none().then(|| BASE64_STANDARD.encode(path.as_os_str().as_encoded_bytes()))
}

impl Json {
    /// Events with messages in this language.
    pub fn new(catalog: &'static Catalog) -> Self {
        Json { catalog }
    }

    fn write(event: &Event) {
        let Ok(mut line) = serde_json::to_vec(event) else { return };
        line.push(b'\n');
        // A script that closed the pipe wants no more lines; the pictures are converted all the same.
        let _ = io::stdout().write_all(&line);
    }
}

fn event(name: &'static str) -> Event<'static> {
    Event { v: 1, event: name, ..Event::default() }
}

/// What became of an original that was to be put away.
fn original_code(put: &Put) -> Option<&'static str> {
    match put {
        Put::Kept => None,
        Put::Away(Original::BackedUp) => Some("backed_up"),
        Put::Away(Original::Trashed) => Some("trashed"),
        Put::Away(Original::Stays) | Put::Stays(_) => Some("stays"),
    }
}

fn millis(time: Duration) -> Option<u64> {
    Some(time.as_millis() as u64)
}

impl Reporter for Json {
    fn previewed(&mut self, job: &Job) {
        let place = job.target.path();
        Json::write(&Event {
            source: Source::new(&job.source),
            target: Target::new(&place),
            bytes_in: Some(job.bytes),
            losses: job.losses.iter().map(|loss| loss.code()).collect(),
            message: (!job.losses.is_empty()).then(|| (self.catalog.would_lose)(&job.losses)),
            ..event("previewed")
        });
    }

    fn started(&mut self, job: &Job) {
        Json::write(&Event {
            source: Source::new(&job.source),
            bytes_in: Some(job.bytes),
            ..event("started")
        });
    }

    fn published(&mut self, job: &Job, published: &Published, took: Duration) {
        let source = || Source::new(&job.source);
        match published {
            Published::Converted { target, bytes_in, bytes_out, warnings, fidelity, original } => {
                for warning in warnings {
                    let message = Some(self.catalog.warning(warning));
                    Json::write(&Event {
                        source: source(),
                        code: Some(warning.code()),
                        message,
                        ..event("warning")
                    });
                }
                Json::write(&Event {
                    source: source(),
                    target: Target::new(target),
                    bytes_in: Some(*bytes_in),
                    bytes_out: Some(*bytes_out),
                    score: fidelity.score().map(|score| (score * 100.0).round() / 100.0),
                    lossless: (*fidelity == Fidelity::Exact).then_some(true),
                    millis: millis(took),
                    original: original_code(original),
                    ..event("converted")
                });
                if let Put::Stays(reason) = original {
                    Json::write(&Event {
                        source: source(),
                        code: Some("original_stays"),
                        message: Some((self.catalog.original_stays)(reason)),
                        ..event("warning")
                    });
                }
            }
            Published::Kept { copy, bytes_in, bytes_out } => Json::write(&Event {
                source: source(),
                target: copy.as_deref().and_then(Target::new),
                bytes_in: Some(*bytes_in),
                bytes_out: Some(*bytes_out),
                millis: millis(took),
                message: Some((self.catalog.kept)(*bytes_in, *bytes_out)),
                ..event("kept")
            }),
        }
    }

    fn skipped(&mut self, skipped: &Skipped) {
        let target = match &skipped.reason {
            SkipReason::AlreadyConverted(target) | SkipReason::TargetExists(target) => Target::new(target),
            SkipReason::OutputOfEarlierRun | SkipReason::AlreadyKept | SkipReason::WouldLose(_) => None,
        };
        let losses = match &skipped.reason {
            SkipReason::WouldLose(losses) => losses.iter().map(|loss| loss.code()).collect(),
            _ => Vec::new(),
        };
        Json::write(&Event {
            source: Source::new(&skipped.source),
            target,
            losses,
            code: Some(skipped.reason.code()),
            message: Some(self.catalog.skipped(&skipped.reason)),
            ..event("skipped")
        });
    }

    fn failed(&mut self, source: &Path, error: &Error) {
        Json::write(&Event {
            source: Source::new(source),
            code: Some(error.kind.code()),
            message: Some(self.catalog.error(&error.kind)),
            ..event("failed")
        });
    }

    fn kept_back(&mut self, kept_back: &[(PathBuf, KeptBack)], preflight: &Preflight) {
        for (source, why) in kept_back {
            Json::write(&Event {
                source: Source::new(source),
                code: Some(why.code()),
                message: Some((self.catalog.kept_back)(*why)),
                resets_at: why.waits().then_some(preflight.resets_at_ms),
                needs: preflight.needs.map(Plan::name),
                ..event(why.event())
            });
        }
        self.note("plan", &(self.catalog.preflight)(preflight));
    }

    fn refused(&mut self, code: &str, message: &str) {
        Json::write(&Event { code: Some(code), message: Some(message.to_owned()), ..event("refused") });
    }

    fn note(&mut self, code: &str, message: &str) {
        Json::write(&Event { code: Some(code), message: Some(message.to_owned()), ..event("warning") });
    }

    fn progress(&mut self, progress: &Progress) {
        let counts = Some(Counts { done: progress.done, total: progress.total });
        Json::write(&Event { counts, millis: millis(progress.took), ..event("progress") });
    }

    fn finished(&mut self, totals: &Totals, ending: Ending) {
        Json::write(&Event {
            bytes_in: Some(totals.bytes_in),
            bytes_out: Some(totals.bytes_out),
            millis: millis(totals.took),
            counts: match ending {
                Ending::Previewed(total) => Some(Counts { done: 0, total }),
                _ => None,
            },
            totals: Some(Sums {
                converted: totals.converted,
                kept: totals.kept,
                skipped: totals.skipped,
                failed: totals.failed,
                queued: totals.queued,
                refused: totals.refused,
                interrupted: matches!(ending, Ending::Interrupted(..)),
            }),
            ..event("finished")
        });
    }
}
