//! The one place where a picture becomes visible, and the one order in which that happens: what is planned is noted
//! durably, what stands at the target is kept, the new file gets its name, and only then is the original touched.

use std::path::{Path, PathBuf};

use converter::convert::{Converted, Kept};
use converter::earlier::{EarlierRuns, Identity};
use converter::{Error, ErrorKind, Fidelity, Job, Outcome, Recipe, Stage, Staged, Warning};

use crate::journal::{Done, Journal, Line, Original, StagedFile};
use crate::originals::{self, Originals, Stays};

/// What stands on the disk now.
#[derive(Debug)]
pub enum Published {
    /// A smaller picture.
    Converted {
        /// Where.
        target: PathBuf,
        /// Size of the source in bytes.
        bytes_in: u64,
        /// Size of the picture in bytes.
        bytes_out: u64,
        /// What the person should know.
        warnings: Vec<Warning>,
        /// How much it looks like its source, as far as that is known.
        fidelity: Fidelity,
        /// What became of the original.
        original: Put,
    },
    /// The original, since nothing was to be saved.
    Kept {
        /// Its copy in the chosen folder.
        copy: Option<PathBuf>,
        /// Size of the source in bytes.
        bytes_in: u64,
        /// Size that the conversion would have had.
        bytes_out: u64,
    },
}

/// What became of an original.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Put {
    /// It was to stay.
    Kept,
    /// It was put away.
    Away(Original),
    /// It was to be put away, but stays.
    Stays(Stays),
}

/// What all pictures of a run share when they are published.
#[derive(Debug)]
pub struct Desk {
    /// What is made.
    pub recipe: Recipe,
    /// The file that remembers what earlier runs made.
    pub memory: Option<PathBuf>,
    /// The journal of the run, and what becomes of its originals. `None` where the program cannot write to its own
    /// folder: then originals stay, and nothing can be undone.
    pub notes: Option<(Journal, Originals)>,
}

/// Publishes what the engine made of picture `number`.
///
/// # Errors
/// Of the engine, passed through; of the journal and the rename, naming the target.
pub fn publish(number: usize, job: &Job, outcome: Outcome, desk: &Desk) -> Result<Published, Error> {
    match outcome {
        Outcome::Converted(converted) => publish_conversion(number, job, converted, desk),
        Outcome::Kept(kept) => publish_kept(number, job, kept, desk),
    }
}

fn publish_conversion(
    number: usize,
    job: &Job,
    converted: Converted,
    desk: &Desk,
) -> Result<Published, Error> {
    let Converted { staged, source, target, bytes_in, warnings, fidelity, .. } = converted;
    let bytes_out = staged.bytes();
    // Before the rename: a run killed in between must not take its own output for a stranger.
    desk.remember(|path| EarlierRuns::remember(path, &source, &desk.recipe, Some(&target)));
    let noted = desk.note(number, job, &staged, &source, false)?;
    // A unit is to be counted here, between the durable note and the rename: whatever is counted and not visible
    // can be found in the journal, and `runs::settle` offers it before anything is swept.
    let target = show(number, staged, noted.as_ref(), desk)?;
    let original = put_away(number, job, noted.as_ref(), desk);
    let codes = warnings.iter().map(|warning| warning.code().to_owned()).collect();
    let done = Done { source, bytes_out, kept: false, score: fidelity.score(), warnings: codes };
    desk.write(&Line::Done(number, Box::new(done)));
    Ok(Published::Converted { target, bytes_in, bytes_out, warnings, fidelity, original })
}

fn publish_kept(number: usize, job: &Job, kept: Kept, desk: &Desk) -> Result<Published, Error> {
    let Kept { copy, bytes_in, bytes_out, source, .. } = kept;
    desk.remember(|path| EarlierRuns::remember(path, &source, &desk.recipe, None));
    let copy = copy.map(|copy| {
        let noted = desk.note(number, job, &copy, &source, true)?;
        show(number, copy, noted.as_ref(), desk)
    });
    let copy = copy.transpose()?;
    let done = Done { source, bytes_out, kept: true, score: None, warnings: Vec::new() };
    desk.write(&Line::Done(number, Box::new(done)));
    Ok(Published::Kept { copy, bytes_in, bytes_out })
}

/// Publishes a file that a dead run had staged and noted as picture `number`. Its original stays for now.
///
/// # Errors
/// Of the journal and the rename, naming the target.
pub fn finish(number: usize, staged: Staged, noted: &StagedFile, desk: &Desk) -> Result<PathBuf, Error> {
    show(number, staged, Some(noted), desk)
}

/// Puts the original of a published picture away, and notes that nothing is left to be done for it: the end of a
/// picture whose run was killed after it had its name.
pub fn complete(number: usize, job: &Job, noted: &StagedFile, desk: &Desk) -> Published {
    let original = if noted.is_copy { Put::Kept } else { put_away(number, job, Some(noted), desk) };
    let (source, bytes_out, kept) = (noted.source.clone(), noted.bytes, noted.is_copy);
    let bytes_in = source.fingerprint.bytes();
    let done = Done { source, bytes_out, kept, score: None, warnings: Vec::new() };
    desk.write(&Line::Done(number, Box::new(done)));
    let target = noted.place.path.clone();
    if kept {
        return Published::Kept { copy: Some(target), bytes_in, bytes_out };
    }
    let (warnings, fidelity) = (Vec::new(), Fidelity::Unmeasured);
    Published::Converted { target, bytes_in, bytes_out, warnings, fidelity, original }
}

/// The rename, after what it replaces is kept.
fn show(number: usize, staged: Staged, noted: Option<&StagedFile>, desk: &Desk) -> Result<PathBuf, Error> {
    let target = staged.target().to_owned();
    let failed = |kind: ErrorKind| Error::new(&target, Stage::Write, kind);
    if let Some(backup) = noted.and_then(|noted| noted.overwritten.as_deref()) {
        originals::keep_overwritten(&target, backup).map_err(|error| failed(error.into()))?;
    }
    let published = staged.publish().map_err(failed)?;
    desk.write(&Line::Published(number));
    Ok(published)
}

fn put_away(number: usize, job: &Job, noted: Option<&StagedFile>, desk: &Desk) -> Put {
    let (Some((_, originals)), Some(noted)) = (&desk.notes, noted) else { return Put::Kept };
    let put = match originals.put_away(&job.source, noted) {
        Ok(None) => return Put::Kept,
        Ok(Some(original)) => Put::Away(original),
        Err(stays) => Put::Stays(stays),
    };
    let noted = if let Put::Away(original) = put { original } else { Original::Stays };
    desk.write(&Line::Original(number, noted));
    put
}

impl Desk {
    /// Notes, on the disk when it returns, what is staged and what is planned for it.
    fn note(
        &self,
        number: usize,
        job: &Job,
        staged: &Staged,
        source: &Identity,
        is_copy: bool,
    ) -> Result<Option<StagedFile>, Error> {
        let Some((journal, originals)) = &self.notes else { return Ok(None) };
        let failed = |error: std::io::Error| Error::new(staged.target(), Stage::Write, error);
        let place = staged.place().clone();
        let bytes_in = source.fingerprint.bytes();
        let backup = if is_copy { None } else { originals.plan_backup(number, &job.source, bytes_in) };
        let overwritten = place.replace.then(|| originals.plan_overwritten(number, &place.path)).flatten();
        let noted = StagedFile {
            temporary: std::path::absolute(staged.temporary()).map_err(failed)?,
            place: place.at(&std::env::current_dir().map_err(failed)?),
            source: source.clone(),
            content: staged.content(),
            bytes: staged.bytes(),
            is_copy,
            backup,
            overwritten,
        };
        journal.write_durably(&Line::Staged(number, Box::new(noted.clone()))).map_err(failed)?;
        Ok(Some(noted))
    }

    /// Appends to the journal. A line that cannot be written is found out from the disk by the next start.
    pub fn write(&self, line: &Line) {
        if let Some(Err(error)) = self.notes.as_ref().map(|(journal, _)| journal.write(line)) {
            tracing::warn!(%error, "a step could not be noted in the journal");
        }
    }

    /// A memory that cannot be written costs only recognition at the next run.
    fn remember(&self, write: impl FnOnce(&Path) -> std::io::Result<()>) {
        if let Some(Err(error)) = self.memory.as_deref().map(write) {
            tracing::warn!(%error, "this conversion will not be recognised by later runs");
        }
    }
}
