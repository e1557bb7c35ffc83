//! What a journal tells: the state of a run, picture by picture, folded from its lines.

use converter::Job;

use super::{Done, Header, Line, Original, StagedFile, decode};

/// A run, as far as its journal tells.
#[derive(Debug, Clone)]
pub struct Record {
    /// What was asked for.
    pub header: Header,
    /// Its pictures, by number.
    pub jobs: Vec<JobRecord>,
    /// Whether all of them are listed; before that, nothing was begun.
    pub is_ready: bool,
    /// Whether the run ended by itself, and was not stopped or killed.
    pub is_complete: bool,
    /// How many pictures could not be undone, once that was tried.
    pub undo_ended: Option<usize>,
    /// When it began or last went on, in milliseconds since 1970: what it backed up is kept from then on.
    pub last_begun_ms: i64,
}

/// One picture of a run.
#[derive(Debug, Clone)]
pub struct JobRecord {
    /// What was to be done.
    pub job: Job,
    /// The last try, if it got that far.
    pub staged: Option<StagedFile>,
    /// Whether the staged file got its name, as far as the journal knows.
    pub is_published: bool,
    /// What became of the original, as far as the journal knows.
    pub original: Option<Original>,
    /// How it ended.
    pub end: Option<End>,
    /// Whether it was undone.
    pub is_undone: bool,
    /// Whether what was backed up for it is over its time and gone.
    pub is_expired: bool,
}

/// How a picture ended.
#[derive(Debug, Clone, PartialEq)]
pub enum End {
    /// Well.
    Done(Done),
    /// Not, with this code.
    Failed(String),
}

impl Record {
    /// Folds the lines of a journal. `None` without a first line.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        let mut lines = bytes.split(|&byte| byte == b'\n').filter_map(decode);
        let Line::Run(header) = lines.next()? else { return None };
        let mut record = Record {
            last_begun_ms: header.started_ms,
            header: *header,
            jobs: Vec::new(),
            is_ready: false,
            is_complete: false,
            undo_ended: None,
        };
        lines.for_each(|line| record.apply(line));
        Some(record)
    }

    fn apply(&mut self, line: Line) {
        match line {
            Line::Run(_) => {}
            Line::Job { job, .. } => self.jobs.push(JobRecord::new(*job)),
            Line::Ready => self.is_ready = true,
            Line::Resumed => self.is_complete = false,
            Line::Ended { interrupted } => self.is_complete = !interrupted,
            Line::UndoEnded(troubles) => self.undo_ended = Some(troubles),
            // A clock that was set back shortens no time.
            Line::At(now_ms) => self.last_begun_ms = self.last_begun_ms.max(now_ms),
            // A run that goes on backs up more: only what is there now goes.
            Line::Expired => {
                self.jobs.iter_mut().for_each(|job| job.is_expired = job.staged.is_some());
            }
            Line::Staged(number, staged) => self.with(number, |job| {
                *job = JobRecord { staged: Some(*staged), ..JobRecord::new(job.job.clone()) };
            }),
            Line::Published(number) => self.with(number, |job| job.is_published = true),
            Line::Original(number, original) => self.with(number, |job| job.original = Some(original)),
            Line::Done(number, done) => self.with(number, |job| job.end = Some(End::Done(*done))),
            Line::Failed(number, code) => self.with(number, |job| job.end = Some(End::Failed(code))),
            Line::Undone(number) => self.with(number, |job| job.is_undone = true),
        }
    }

    fn with(&mut self, number: usize, change: impl FnOnce(&mut JobRecord)) {
        self.jobs.get_mut(number).map(change).unwrap_or_default();
    }

    /// The numbers of the pictures that a resumed run goes on with: all that did not end well.
    pub fn left(&self) -> Vec<usize> {
        let is_left = |&number: &usize| !matches!(self.jobs[number].end, Some(End::Done(_)));
        (0..self.jobs.len()).filter(is_left).collect()
    }

    /// Whether there is something to go on with.
    pub fn is_resumable(&self) -> bool {
        self.is_ready && !self.is_complete && self.undo_ended.is_none() && !self.left().is_empty()
    }
}

impl JobRecord {
    /// A picture that was not come to.
    pub fn new(job: Job) -> Self {
        JobRecord {
            job,
            staged: None,
            is_published: false,
            original: None,
            end: None,
            is_undone: false,
            is_expired: false,
        }
    }

    /// What it was done as.
    pub fn done(&self) -> Option<&Done> {
        match &self.end {
            Some(End::Done(done)) => Some(done),
            _ => None,
        }
    }
}
