//! What a run tells while it goes on, whoever listens.

use std::path::{Path, PathBuf};
use std::time::Duration;

use converter::preview::Skipped;
use converter::{Error, Job};

use crate::admission::{KeptBack, Preflight};
use crate::i18n::Totals;
use crate::publish::Published;

/// Somebody who is told what happens: a person at a terminal, or a script.
pub trait Reporter {
    /// A dry run would convert this.
    fn previewed(&mut self, job: &Job);
    /// Work on a picture began.
    fn started(&mut self, job: &Job);
    /// A picture is done.
    fn published(&mut self, job: &Job, published: &Published, took: Duration);
    /// A source is passed over.
    fn skipped(&mut self, skipped: &Skipped);
    /// A source failed.
    fn failed(&mut self, source: &Path, error: &Error);
    /// The plan keeps pictures or folders back: said before anything starts.
    fn kept_back(&mut self, kept_back: &[(PathBuf, KeptBack)], preflight: &Preflight);
    /// Nothing can be done at all.
    fn refused(&mut self, code: &str, message: &str);
    /// Something about the run as a whole.
    fn note(&mut self, code: &str, message: &str);
    /// How far the run is.
    fn progress(&mut self, progress: &Progress);
    /// The run is over.
    fn finished(&mut self, totals: &Totals, ending: Ending);
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default)]
pub struct Progress {
    /// Pictures done, whatever became of them.
    pub done: usize,
    /// All pictures of the run.
    pub total: usize,
    /// Pixels of those done.
    pub pixels_done: u64,
    /// Pixels of all.
    pub pixels: u64,
    /// Time since the start, without pauses.
    pub took: Duration,
}

impl Progress {
    /// Time left if the rest goes as fast; `None` before there is anything to go by.
    pub fn time_left(&self) -> Option<Duration> {
        let left = self.pixels.saturating_sub(self.pixels_done);
        (self.pixels_done > 0).then(|| self.took.mul_f64(left as f64 / self.pixels_done as f64))
    }
}

/// How a run ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ending {
    /// Nothing was there to be done.
    NothingFound,
    /// All was looked at.
    Complete,
    /// Nothing could be counted, so nothing was done.
    Refused,
    /// Only looked at: so many would be converted.
    Previewed(usize),
    /// Stopped by Ctrl-C with so many of so many done.
    Interrupted(usize, usize),
}
