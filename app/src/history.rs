//! What runs did, as data: sums of a run, and a row for each of its pictures.

pub mod report;

use converter::{ContentHash, Recipe};
use jiff::Timestamp;
use serde::Serialize;

use crate::journal::{End, JobRecord, Original, Record};
use crate::local_time::timestamp;
use crate::originals::Policy;
use crate::runs::is_published;

/// Milliseconds of a day.
const DAY_MS: i64 = 86_400_000;

/// How a run stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// It went to its end.
    Complete,
    /// It was stopped or killed, or is still under way.
    Unfinished,
    /// It was undone.
    Undone,
}

/// The sums of a run.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// Its name.
    pub run: String,
    /// When it began, in milliseconds since 1970.
    pub started_ms: i64,
    /// How it stands.
    pub state: State,
    /// What was to become of the originals.
    pub originals: Policy,
    /// Until when `undo` brings backed-up originals back; absent when there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub undo_until_ms: Option<i64>,
    /// Pictures published.
    pub converted: usize,
    /// Originals kept, since nothing was to be saved.
    pub kept: usize,
    /// Sources that failed.
    pub failed: usize,
    /// Pictures that were not come to.
    pub left: usize,
    /// Bytes of the converted sources.
    pub bytes_in: u64,
    /// Bytes of the outputs.
    pub bytes_out: u64,
}

/// What became of one picture.
#[derive(Debug, Clone, Serialize)]
pub struct Row {
    /// The file.
    pub source: String,
    /// `converted`, `kept`, `failed`, `skipped`, `left` when it was not come to, or `undone`.
    pub status: &'static str,
    /// The output.
    pub target: Option<String>,
    /// SHA-256 of the source.
    pub sha256_before: Option<ContentHash>,
    /// SHA-256 of the output.
    pub sha256_after: Option<ContentHash>,
    /// Bytes of the source.
    pub bytes_before: u64,
    /// Bytes of the output; where the original was kept, of the output that was not taken.
    pub bytes_after: Option<u64>,
    /// SSIMULACRA2, where it was measured.
    pub score: Option<f64>,
    /// What became of the original, where it was to be put away.
    pub original: Option<Original>,
    /// Why it failed or was skipped.
    pub code: Option<String>,
    /// What a person should know.
    pub warnings: Vec<String>,
}

impl Summary {
    /// The sums of `record`, whose originals are kept for `days`.
    pub fn new(record: &Record, days: u32) -> Self {
        // What a run did is told also after it was undone.
        let rows = || record.jobs.iter().map(|job| (outcome(job).0, Row::new(job)));
        let count = |status: &str| rows().filter(|(outcome, _)| *outcome == status).count();
        let converted = || rows().filter(|(outcome, _)| *outcome == "converted").map(|(_, row)| row);
        let is_there = |job: &JobRecord| job.original == Some(Original::BackedUp) && !job.is_expired;
        let has_backup = record.jobs.iter().any(is_there);
        let until = record.last_begun_ms + i64::from(days) * DAY_MS;
        Summary {
            run: record.header.run.clone(),
            started_ms: record.header.started_ms,
            state: state(record),
            originals: record.header.originals,
            undo_until_ms: (has_backup && record.undo_ended.is_none()).then_some(until),
            converted: count("converted"),
            kept: count("kept"),
            failed: count("failed"),
            left: count("left"),
            bytes_in: converted().map(|row| row.bytes_before).sum(),
            bytes_out: converted().filter_map(|row| row.bytes_after).sum(),
        }
    }
}

fn state(record: &Record) -> State {
    match (record.undo_ended, record.is_complete) {
        (Some(_), _) => State::Undone,
        (None, true) => State::Complete,
        (None, false) => State::Unfinished,
    }
}

/// How a picture of a run ended, whether or not that was undone since, and why it failed.
fn outcome(job: &JobRecord) -> (&'static str, Option<String>) {
    match &job.end {
        Some(End::Done(done)) if done.kept => ("kept", None),
        Some(End::Done(_)) => ("converted", None),
        None if job.is_undone || is_published(job) => ("converted", None),
        Some(End::Failed(code)) => ("failed", Some(code.clone())),
        None => ("left", None),
    }
}

impl Row {
    /// What became of a picture of a run.
    pub fn new(job: &JobRecord) -> Self {
        let (outcome, code) = outcome(job);
        let published = job.staged.as_ref().filter(|_| matches!(outcome, "converted" | "kept"));
        let done = job.done();
        Row {
            source: job.job.source.to_string_lossy().into_owned(),
            status: if job.is_undone { "undone" } else { outcome },
            target: published.map(|staged| staged.place.path.to_string_lossy().into_owned()),
            sha256_before: done
                .map(|done| done.source.content)
                .or(published.map(|staged| staged.source.content)),
            sha256_after: published.map(|staged| staged.content),
            bytes_before: job.job.bytes,
            bytes_after: done.map(|done| done.bytes_out).or(published.map(|staged| staged.bytes)),
            score: done.and_then(|done| done.score),
            original: job.original,
            code,
            warnings: done.map(|done| done.warnings.clone()).unwrap_or_default(),
        }
    }

    /// A source that never became a picture of the run.
    pub fn outside(source: &std::path::Path, status: &'static str, code: &str) -> Self {
        Row {
            source: source.to_string_lossy().into_owned(),
            status,
            target: None,
            sha256_before: None,
            sha256_after: None,
            bytes_before: source.metadata().map_or(0, |metadata| metadata.len()),
            bytes_after: None,
            score: None,
            original: None,
            code: Some(code.to_owned()),
            warnings: Vec::new(),
        }
    }
}

/// A whole run, picture by picture.
#[derive(Debug, Serialize)]
pub struct Report {
    /// Version of this form: 1.
    pub v: u8,
    /// The run's name; absent when there was nothing to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub run: Option<String>,
    /// What was to be made.
    pub recipe: Recipe,
    /// Its pictures.
    pub pictures: Vec<Row>,
}

impl Report {
    /// How many files were written: outputs, and copies of originals that were kept.
    pub fn outputs(&self) -> usize {
        self.pictures.iter().filter(|picture| picture.target.is_some()).count()
    }
}

/// Now, in milliseconds since 1970.
pub fn now_ms() -> i64 {
    Timestamp::now().as_millisecond()
}

/// The name of a run that begins at this instant: in UTC, so that names sort by time.
pub fn run_name(started_ms: i64) -> String {
    timestamp(started_ms).strftime("%Y%m%dT%H%M%SZ").to_string()
}

/// Whether what was backed up by a run that began or went on then is over its time.
pub fn is_over(last_begun_ms: i64, days: u32, now_ms: i64) -> bool {
    now_ms.saturating_sub(last_begun_ms) > i64::from(days) * DAY_MS
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_runs_tell_their_time() {
        assert_eq!(run_name(1_795_223_808_123), "20261121T011648Z");
    }

    #[test]
    fn backups_are_over_after_their_days_and_not_before() {
        let days = |days: i64| days * DAY_MS;
        assert!(!is_over(0, 30, days(30)));
        assert!(is_over(0, 30, days(30) + 1));
        assert!(!is_over(days(50), 30, 0), "a clock that was set back deletes nothing");
    }
}
