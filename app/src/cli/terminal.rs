//! What happens in a run, for a person: a progress bar where a terminal is watched, and sentences.

use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use converter::preview::{SkipReason, Skipped};
use converter::{Error, Fidelity, Job};
use indicatif::{ProgressBar, ProgressStyle};

use crate::admission::{KeptBack, Preflight};
use crate::i18n::{Catalog, Totals};
use crate::publish::{Published, Put};
use crate::run::reporter::{Ending, Progress, Reporter};

/// Writes results to standard output; problems and the bar to standard error.
pub struct Terminal {
    catalog: &'static Catalog,
    quiet: bool,
    bar: ProgressBar,
}

impl Terminal {
    /// A bar only when `watched`; nothing but problems when `quiet`.
    pub fn new(catalog: &'static Catalog, watched: bool, quiet: bool) -> Self {
        let bar = if watched && !quiet { ProgressBar::new(0) } else { ProgressBar::hidden() };
        let style = ProgressStyle::with_template("{bar:20} {wide_msg}").expect("a constant template");
        bar.set_style(style);
        Terminal { catalog, quiet, bar }
    }

    fn say(&self, line: &str) {
        if !self.quiet {
            // A reader that went away wants no more lines.
            self.bar.suspend(|| writeln!(io::stdout(), "{line}")).unwrap_or_default();
        }
    }

    fn complain(&self, label: &str, subject: &str, sentence: &str) {
        self.bar.suspend(|| writeln!(io::stderr(), "{label}: {subject}{sentence}")).unwrap_or_default();
    }

    fn about(&self, label: &str, path: &Path, sentence: &str) {
        self.complain(label, &format!("{}: ", path.display()), sentence);
    }
}

impl Reporter for Terminal {
    fn previewed(&mut self, job: &Job) {
        self.say(&format!("{} -> {}", job.source.display(), job.target.path().display()));
        if !job.losses.is_empty() {
            self.say(&format!("  {}", (self.catalog.would_lose)(&job.losses)));
        }
    }

    fn started(&mut self, _job: &Job) {}

    fn published(&mut self, job: &Job, published: &Published, _took: Duration) {
        match published {
            Published::Converted { target, bytes_in, bytes_out, warnings, fidelity, original } => {
                if *fidelity != Fidelity::Unmeasured {
                    let sentence = (self.catalog.measured)(*bytes_in, *bytes_out, *fidelity);
                    self.say(&format!("{} -> {}: {sentence}", job.source.display(), target.display()));
                }
                let warnings = if self.quiet { &[] } else { warnings.as_slice() };
                for warning in warnings {
                    self.about(self.catalog.note, &job.source, &self.catalog.warning(warning));
                }
                if let Put::Stays(reason) = original {
                    self.about(self.catalog.note, &job.source, &(self.catalog.original_stays)(reason));
                }
            }
            Published::Kept { bytes_in, bytes_out, .. } => {
                self.say(&format!(
                    "{}: {}",
                    job.source.display(),
                    (self.catalog.kept)(*bytes_in, *bytes_out)
                ));
            }
        }
    }

    fn skipped(&mut self, skipped: &Skipped) {
        // A second run over a folder would otherwise name every file of it twice.
        let is_routine =
            matches!(skipped.reason, SkipReason::OutputOfEarlierRun | SkipReason::AlreadyConverted(_));
        if !is_routine && !self.quiet {
            self.about(self.catalog.skipped_label, &skipped.source, &self.catalog.skipped(&skipped.reason));
        }
    }

    fn failed(&mut self, source: &Path, error: &Error) {
        let mut sentence = self.catalog.error(&error.kind);
        if error.path != source {
            sentence = format!("{}: {sentence}", error.path.display());
        }
        self.about(self.catalog.failed, source, &sentence);
    }

    fn kept_back(&mut self, _kept_back: &[(PathBuf, KeptBack)], preflight: &Preflight) {
        // In their order the first ones go: to name a hundred that wait tells nothing more.
        self.complain(self.catalog.note, "", &(self.catalog.preflight)(preflight));
    }

    fn refused(&mut self, _code: &str, message: &str) {
        self.complain(self.catalog.failed, "", message);
    }

    fn note(&mut self, _code: &str, message: &str) {
        self.complain(self.catalog.note, "", message);
    }

    fn progress(&mut self, progress: &Progress) {
        self.bar.set_length(progress.pixels.max(1));
        self.bar.set_position(progress.pixels_done);
        let speed = progress.pixels_done as f64 / 1e6 / progress.took.as_secs_f64().max(0.001);
        let left = progress.time_left().map(|time| format!(" · {}", (self.catalog.time_left)(time)));
        let left = left.unwrap_or_default();
        self.bar.set_message(format!("{}/{} · {speed:.1} MP/s{left}", progress.done, progress.total));
    }

    fn finished(&mut self, totals: &Totals, ending: Ending) {
        self.bar.finish_and_clear();
        match ending {
            Ending::Refused => {}
            Ending::NothingFound => self.say(self.catalog.nothing_found),
            Ending::Previewed(count) => self.say(&(self.catalog.preview_summary)(count)),
            Ending::Complete => self.say(&(self.catalog.summary)(totals)),
            Ending::Interrupted(done, total) => {
                self.complain(self.catalog.note, "", &(self.catalog.interrupted)(done, total));
            }
        }
    }
}
