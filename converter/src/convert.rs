//! The engine's way from file to file: read, convert (`conversion.rs`), write.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::Path;

use crate::budget::{Budget, Lease};
use crate::cancel::Cancel;
use crate::content::ContentHash;
use crate::conversion::{Host, Made, Order};
use crate::earlier::{Fingerprint, Identity};
use crate::encode::{Encoded, Fidelity};
use crate::error::{Error, ErrorKind, Stage};
use crate::input;
use crate::limits::Limits;
use crate::pace::Pace;
use crate::pause::Pause;
use crate::picture::Warning;
use crate::preview::Job;
use crate::recipe::{Format, Recipe};
use crate::worker::Isolation;
use crate::write::{Place, Staged, Staging};

/// What all pictures of a run share.
#[derive(Debug, Clone)]
pub struct Engine {
    /// What is to be made.
    pub recipe: Recipe,
    /// What a source may ask for.
    pub limits: Limits,
    /// Threads one picture may use; its bytes do not depend on it.
    pub threads: usize,
    /// Memory that the pictures under way share.
    pub budget: Budget,
    /// The temporary files of this run.
    pub staging: Staging,
    /// Stops the run.
    pub cancel: Cancel,
    /// Keeps its next pictures back for a while.
    pub pause: Pause,
    /// How many of its pictures may be under way at once, of those for which there are workers.
    pub pace: Pace,
    /// Where bytes of strangers are decoded.
    pub isolation: Isolation,
}

/// What became of one source.
#[derive(Debug)]
pub enum Outcome {
    /// A smaller picture waits to be published.
    Converted(Converted),
    /// Too little was to be saved: the original stays as it is.
    Kept(Kept),
}

/// A finished conversion.
#[derive(Debug)]
pub struct Converted {
    /// The picture, not yet visible.
    pub staged: Staged,
    /// What it is.
    pub format: Format,
    /// How much it looks like its source, as far as that is known.
    pub fidelity: Fidelity,
    /// Size of the source in bytes.
    pub bytes_in: u64,
    /// How the source is recognised later.
    pub source: Identity,
    /// How the output is recognised later.
    pub target: Identity,
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// An original that stays.
#[derive(Debug)]
pub struct Kept {
    /// Its copy for the chosen folder, not yet visible.
    pub copy: Option<Staged>,
    /// Size of the source in bytes.
    pub bytes_in: u64,
    /// Size that the conversion would have had.
    pub bytes_out: u64,
    /// How the source is recognised later.
    pub source: Identity,
}

impl Engine {
    /// Converts one picture up to a staged file; the source is only read.
    ///
    /// `report` hears of each stage as it begins.
    ///
    /// # Errors
    /// The file, the stage, and why.
    pub fn convert(&self, job: &Job, report: &mut dyn FnMut(Stage)) -> Result<Outcome, Error> {
        let failed = |stage| move |kind| Error::new(&job.source, stage, kind);
        let mut host = Run { report, budget: &self.budget, cancel: &self.cancel, lease: None };

        host.stage(Stage::Read).map_err(failed(Stage::Read))?;
        host.reserve(self.first_guess(job)).map_err(failed(Stage::Read))?;
        let (source, metadata) = input::read(&job.source, &self.limits).map_err(failed(Stage::Read))?;
        let content = ContentHash::of(&source.bytes);
        let identity = Identity { fingerprint: Fingerprint::new(name(&job.source), &metadata), content };
        let made = self.isolation.carry_out(&self.order(), source, &mut host, &self.cancel);
        match made.map_err(|failure| failed(failure.stage)(failure.kind))? {
            Made::NotSmaller(bytes_out) => self.keep(job, bytes_out, identity),
            Made::Smaller(encoded) => {
                host.stage(Stage::Write).map_err(failed(Stage::Write))?;
                self.stage(job, encoded, identity, &metadata)
            }
        }
    }

    fn order(&self) -> Order {
        Order {
            recipe: self.recipe.clone(),
            limits: self.limits.clone(),
            threads: self.threads,
            memory_bytes: self.budget.total(),
        }
    }

    /// Memory for a picture of which only the preview's look is known.
    fn first_guess(&self, job: &Job) -> u64 {
        // RGBA, and an encoder that needs about as much again; corrected as soon as the header is read.
        let guess = job.pixels.saturating_mul(8).saturating_add(job.bytes);
        guess.min(self.budget.total())
    }

    fn keep(&self, job: &Job, bytes_out: u64, source: Identity) -> Result<Outcome, Error> {
        Ok(Outcome::Kept(Kept {
            copy: job.copy.as_ref().map(|place| self.copy(job, place)).transpose()?,
            bytes_in: source.fingerprint.bytes(),
            bytes_out,
            source,
        }))
    }

    /// Stages the original itself. It was let go after decoding, since few originals are kept.
    fn copy(&self, job: &Job, place: &Place) -> Result<Staged, Error> {
        let read = input::read(&job.source, &self.limits);
        let (source, metadata) = read.map_err(|kind| Error::new(&job.source, Stage::Read, kind))?;
        let staged = self.staging.stage(place, &source.bytes, &metadata);
        staged.map_err(|kind| Error::new(&place.path, Stage::Write, kind))
    }

    fn stage(
        &self,
        job: &Job,
        encoded: Encoded,
        source: Identity,
        metadata: &Metadata,
    ) -> Result<Outcome, Error> {
        let place = job.target.place(encoded.format);
        let staged = self.staging.stage(&place, &encoded.bytes, metadata);
        let failed = |kind| Error::new(&place.path, Stage::Write, kind);
        let staged = staged.map_err(failed)?;
        let written = staged.metadata().map_err(|error| failed(error.into()))?;
        let fingerprint = Fingerprint::new(name(&place.path), &written);
        let target = Identity { fingerprint, content: staged.content() };
        Ok(Outcome::Converted(Converted {
            staged,
            format: encoded.format,
            fidelity: encoded.fidelity,
            bytes_in: metadata.len(),
            source,
            target,
            warnings: encoded.warnings,
        }))
    }
}

/// A picture on its way: who hears of it, and the memory it holds.
pub(crate) struct Run<'a> {
    pub report: &'a mut dyn FnMut(Stage),
    pub budget: &'a Budget,
    pub cancel: &'a Cancel,
    pub lease: Option<Lease>,
}

impl Host for Run<'_> {
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind> {
        (self.report)(stage);
        self.cancel.check()
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), ErrorKind> {
        self.lease = Some(match self.lease.take() {
            Some(lease) => lease.resize(bytes, self.cancel)?,
            None => self.budget.lease(bytes, self.cancel)?,
        });
        Ok(())
    }
}

fn name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}
