//! What a run has to do: planned anew, or left of one that was stopped or killed.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use converter::Job;
use licensing::ledger::Reservation;

use super::{Home, Order};
use crate::history;
use crate::journal::{Header, JobRecord, Journal, Record, Source};
use crate::originals::backup::RunBackup;
use crate::originals::{Originals, Policy};
use crate::publish::{self, Desk, Published};
use crate::runs::{Runs, is_published};
use crate::settings::Backup;

/// The pictures of a run, and what they share.
pub struct Work {
    /// What is still to be converted.
    pub jobs: Vec<Job>,
    /// Their numbers in the journal.
    pub numbers: Vec<usize>,
    /// What a dead run had published, but not told: only the original was still to be put away.
    pub completed: Vec<(Job, Published)>,
    /// What all share.
    pub desk: Arc<Desk>,
    /// Most pixels that a picture may have.
    pub max_pixels: u64,
    /// Some of its pictures do not go this time.
    pub waits: bool,
}

impl Work {
    /// A new run, without units so far. Where there is no home, or none that can be written to, it leaves no notes.
    pub fn begin(order: &Order, jobs: Vec<Job>, home: &Home) -> Self {
        let started_ms = history::now_ms();
        let header = Header {
            v: 1,
            run: history::run_name(started_ms),
            started_ms,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            sources: order.sources.iter().map(|source| Source(absolute(source))).collect(),
            recipe: order.recipe.clone(),
            originals: order.originals,
            max_pixels: order.max_pixels,
        };
        let begun = home.runs.as_ref().and_then(|runs| {
            let here = std::env::current_dir().ok()?;
            let noted: Vec<Job> = jobs.iter().map(|job| job.clone().at(&here)).collect();
            let begun = runs.begin(header, &noted);
            let (journal, run) = begun.inspect_err(|error| tracing::warn!(%error, "no journal")).ok()?;
            Some((journal, originals(order.originals, runs, run, home.backup)))
        });
        Work {
            numbers: (0..jobs.len()).collect(),
            jobs,
            completed: Vec::new(),
            desk: Arc::new(Desk {
                recipe: order.recipe.clone(),
                memory: home.memory(),
                notes: begun,
                reservation: None,
            }),
            max_pixels: order.max_pixels,
            waits: false,
        }
    }

    /// What is left of a run. Pictures that have their name already are completed on the way.
    pub fn resume(journal: Journal, record: Record, runs: &Runs, home: &Home) -> Self {
        let left = record.left();
        let Header { run, recipe, originals: policy, max_pixels, .. } = record.header;
        let originals = originals(policy, runs, run, home.backup);
        let desk =
            Desk { recipe, memory: home.memory(), notes: Some((journal, originals)), reservation: None };
        let mut work = Work {
            jobs: Vec::new(),
            numbers: Vec::new(),
            completed: Vec::new(),
            desk: Arc::new(desk),
            max_pixels,
            waits: false,
        };
        for number in left {
            work.take_up(number, record.jobs[number].clone());
        }
        work
    }

    fn take_up(&mut self, number: usize, picture: JobRecord) {
        match picture.staged.as_ref().filter(|_| is_published(&picture)) {
            Some(noted) => {
                let published = publish::complete(number, &picture.job, noted, &self.desk);
                self.completed.push((picture.job, published));
            }
            None => {
                self.numbers.push(number);
                self.jobs.push(picture.job);
            }
        }
    }

    /// Only the first `count` pictures go, with these units; the others stay for later.
    pub fn grant(&mut self, count: usize, reservation: Option<Reservation>) {
        self.waits = count < self.jobs.len();
        self.jobs.truncate(count);
        self.numbers.truncate(count);
        let desk = Arc::get_mut(&mut self.desk).expect("nobody works at the desk before the run starts");
        desk.reservation = reservation;
    }

    /// Nothing more is published: units that were not used return.
    pub fn end_reservation(&self) {
        if let Some(reservation) = &self.desk.reservation {
            reservation.end();
        }
    }

    /// The journal, if the run has one.
    pub fn journal(&self) -> Option<&Journal> {
        self.desk.notes.as_ref().map(|(journal, _)| journal)
    }
}

fn originals(policy: Policy, runs: &Runs, run: String, backup: Backup) -> Originals {
    let room = backup.bytes.saturating_sub(runs.backups().bytes());
    Originals::new(policy, RunBackup::new(runs.backups().clone(), run, room))
}

fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
