//! One picture in the queue: how it stands, and what of that outlasts another look.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use converter::preview::SkipReason;
use converter::{Error, ErrorKind, Job, Loss, Preview, Stage};
use licensing::gate::Refusal;

use super::arrangement::Filter;
use crate::admission::KeptBack;
use crate::publish::Published;

/// One picture.
#[derive(Debug, Clone)]
pub struct Row {
    /// The file.
    pub source: PathBuf,
    /// Where its output will stand, as far as it is known.
    pub target: Option<PathBuf>,
    /// Size of the source in bytes.
    pub bytes: u64,
    /// What the output will not hold.
    pub losses: Vec<Loss>,
    /// How it stands.
    pub state: State,
    /// Its place among all by name; what was found last comes last until the next look.
    pub(super) by_name: usize,
}

/// How a picture stands.
#[derive(Debug, Clone)]
pub enum State {
    /// It would be converted.
    Waiting,
    /// It is under way.
    Working,
    /// It is done, or its original was kept.
    Done(Arc<Published>),
    /// It is passed over.
    Skipped(SkipReason),
    /// The plan keeps it back.
    KeptBack(KeptBack),
    /// It failed.
    Failed(Error),
}

/// A row for each picture of a preview, and for each of the folders that the plan does not take. Looks at the disk.
pub fn rows(preview: Preview, folders: Vec<PathBuf>) -> Vec<Row> {
    let size = |source: &Path| source.metadata().map_or(0, |metadata| metadata.len());
    let Preview { jobs, skipped, failed } = preview;
    let jobs = jobs.into_iter().map(Row::of_job);
    let skipped = skipped.into_iter().map(|skipped| {
        let target = match &skipped.reason {
            SkipReason::AlreadyConverted(target) | SkipReason::TargetExists(target) => Some(target.clone()),
            _ => None,
        };
        let bytes = size(&skipped.source);
        Row { target, ..Row::new(skipped.source, bytes, State::Skipped(skipped.reason)) }
    });
    let failed = failed.into_iter().map(|error| {
        let (source, bytes) = (error.path.clone(), size(&error.path));
        Row::new(source, bytes, State::Failed(error))
    });
    let refused = State::KeptBack(KeptBack::Refused(Refusal::Folder));
    let folders = folders.into_iter().map(|folder| Row::new(folder, 0, refused.clone()));
    jobs.chain(skipped).chain(failed).chain(folders).collect()
}

/// Whether other settings may succeed where it failed: not where the picture itself cannot be read.
fn may_go_otherwise(error: &Error) -> bool {
    !matches!(error.stage, Stage::Read | Stage::Decode)
}

impl Row {
    pub(super) fn new(source: PathBuf, bytes: u64, state: State) -> Self {
        Row { source, target: None, bytes, losses: Vec::new(), state, by_name: usize::MAX }
    }

    fn of_job(job: Job) -> Self {
        let target = Some(job.target.path());
        Row { target, losses: job.losses, ..Row::new(job.source, job.bytes, State::Waiting) }
    }

    /// Whether it became something that a look does not find out.
    pub(super) fn is_worth_remembering(&self) -> bool {
        matches!(self.state, State::Working | State::Done(_) | State::KeptBack(_) | State::Failed(_))
    }

    /// Takes over what was known of this source before.
    pub(super) fn remember(&mut self, old: Row, forgets: bool) {
        let by_name = self.by_name;
        match (&self.state, &old.state) {
            (_, State::Working) => *self = Row { by_name, ..old },
            (State::Skipped(SkipReason::AlreadyConverted(_) | SkipReason::AlreadyKept), State::Done(_)) => {
                *self = Row { by_name, ..old };
            }
            (State::Waiting, State::Done(_)) if !forgets => *self = Row { by_name, ..old },
            // Its original was put away, or nobody needs it any more.
            (State::Failed(error), State::Done(_)) if matches!(error.kind, ErrorKind::NotFound) => {
                *self = Row { by_name, ..old };
            }
            (State::Waiting, State::KeptBack(_)) if !forgets => self.state = old.state,
            (State::Waiting, State::Failed(error))
                if !(matches!(error.kind, ErrorKind::Cancelled | ErrorKind::NotFound)
                    || forgets && may_go_otherwise(error)) =>
            {
                self.state = old.state;
            }
            _ => {}
        }
    }

    /// Whether it would be converted.
    pub fn is_waiting(&self) -> bool {
        matches!(self.state, State::Waiting | State::KeptBack(_)) && !self.is_folder()
    }

    /// Whether it is a folder that the plan does not take.
    pub fn is_folder(&self) -> bool {
        matches!(self.state, State::KeptBack(KeptBack::Refused(Refusal::Folder)))
    }

    pub(super) fn is_in(&self, filter: Filter) -> bool {
        match filter {
            Filter::All => true,
            Filter::Waiting => matches!(self.state, State::Waiting | State::Working | State::KeptBack(_)),
            Filter::Done => matches!(self.state, State::Done(_)),
            Filter::Skipped => matches!(self.state, State::Skipped(_)),
            Filter::Failed => matches!(self.state, State::Failed(_)),
        }
    }

    /// What was made of it, if that is there.
    pub fn output(&self) -> Option<&Path> {
        match (&self.state, &self.target) {
            (State::Done(published), Some(target))
                if matches!(published.as_ref(), Published::Converted { .. }) =>
            {
                Some(target)
            }
            (State::Skipped(SkipReason::AlreadyConverted(target)), _) => Some(target),
            _ => None,
        }
    }

    /// Bytes that were saved.
    pub fn saved(&self) -> u64 {
        match &self.state {
            State::Done(published) => match published.as_ref() {
                Published::Converted { bytes_in, bytes_out, .. } => bytes_in.saturating_sub(*bytes_out),
                Published::Kept { .. } => 0,
            },
            _ => 0,
        }
    }

    /// The same in thousandths of the source.
    pub(super) fn permille_saved(&self) -> u64 {
        self.saved().saturating_mul(1000).checked_div(self.bytes).unwrap_or(0)
    }
}
