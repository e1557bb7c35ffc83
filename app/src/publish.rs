//! The one place where a picture becomes visible, and the one order in which that happens: what is planned is noted
//! durably, the conversion is counted, what stands at the target is kept, the new file gets its name, and only then is
//! the original touched.

use std::path::{Path, PathBuf};

use converter::convert::{Converted, Kept};
use converter::earlier::{EarlierRuns, Identity};
use converter::{Error, ErrorKind, Fidelity, Job, Outcome, Recipe, Stage, Staged, Warning};

use licensing::fail_point;
use licensing::ledger::{Reservation, Unit, UnitPermit};

use crate::journal::{Done, Journal, Line, Original, StagedFile};
use crate::originals::{self, Originals, Stays};

/// What stands on the disk now.
#[derive(Debug, Clone)]
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
    /// The conversions that this run may publish.
    pub reservation: Option<Reservation>,
}

/// On what grounds a picture may become visible.
#[derive(Debug)]
pub enum Grounds {
    /// It is a conversion, and counted.
    Counted(UnitPermit),
    /// It is the copy of a kept original, which costs nothing.
    Copy,
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
    let unit = desk.unit(&staged)?;
    let noted = desk.note(number, job, &staged, &source, Some(&unit))?;
    // Between the durable note and the rename: whatever is counted and not visible is found in the journal, and
    // `Runs::settle` finishes or returns it before anything is swept.
    let permit = unit.commit().map_err(|error| uncounted(&staged, error))?;
    let target = show(number, staged, Grounds::Counted(permit), noted.as_ref(), desk)?;
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
        let noted = desk.note(number, job, &copy, &source, None)?;
        show(number, copy, Grounds::Copy, noted.as_ref(), desk)
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
pub fn finish(
    number: usize,
    staged: Staged,
    grounds: Grounds,
    noted: &StagedFile,
    desk: &Desk,
) -> Result<PathBuf, Error> {
    show(number, staged, grounds, Some(noted), desk)
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
fn show(
    number: usize,
    staged: Staged,
    grounds: Grounds,
    noted: Option<&StagedFile>,
    desk: &Desk,
) -> Result<PathBuf, Error> {
    let target = staged.target().to_owned();
    let failed = |kind: ErrorKind| Error::new(&target, Stage::Write, kind);
    if let Some(backup) = noted.and_then(|noted| noted.overwritten.as_deref()) {
        originals::keep_overwritten(&target, backup).map_err(|error| failed(error.into()))?;
    }
    fail_point::here("counted");
    let published = staged.publish().map_err(failed)?;
    fail_point::here("published");
    // Dropped on the way, the permit would have returned its unit.
    if let Grounds::Counted(permit) = grounds {
        permit.published();
    }
    desk.write(&Line::Published(number));
    Ok(published)
}

/// Nothing is published that could not be counted.
fn uncounted(staged: &Staged, error: licensing::ledger::Error) -> Error {
    use licensing::ledger::Error as Uncounted;
    match error {
        Uncounted::File { path, error } => Error::new(path, Stage::Write, error),
        other => Error::new(staged.target(), Stage::Write, std::io::Error::other(other.to_string())),
    }
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
    /// Without a unit it is the copy of a kept original.
    fn note(
        &self,
        number: usize,
        job: &Job,
        staged: &Staged,
        source: &Identity,
        unit: Option<&Unit>,
    ) -> Result<Option<StagedFile>, Error> {
        let Some((journal, originals)) = &self.notes else { return Ok(None) };
        let failed = |error: std::io::Error| Error::new(staged.target(), Stage::Write, error);
        let place = staged.place().clone();
        let bytes_in = source.fingerprint.bytes();
        let is_copy = unit.is_none();
        // First that without which the picture fails; an original without room only stays.
        let overwritten = if place.replace {
            originals
                .plan_overwritten(number, &place.path)
                .map_err(|kind| Error::new(staged.target(), Stage::Write, kind))?
        } else {
            None
        };
        let backup = if is_copy { None } else { originals.plan_backup(number, &job.source, bytes_in) };
        let noted = StagedFile {
            temporary: std::path::absolute(staged.temporary()).map_err(failed)?,
            place: place.at(&std::env::current_dir().map_err(failed)?),
            source: source.clone(),
            content: staged.content(),
            bytes: staged.bytes(),
            is_copy,
            unit: unit.and_then(Unit::id).map(|id| id.to_string()),
            backup,
            overwritten,
        };
        journal.write_durably(&Line::Staged(number, Box::new(noted.clone()))).map_err(failed)?;
        Ok(Some(noted))
    }

    /// The next conversion that this run may publish.
    fn unit(&self, staged: &Staged) -> Result<Unit, Error> {
        let unit = self.reservation.as_ref().and_then(Reservation::take);
        unit.ok_or_else(|| uncounted(staged, licensing::ledger::Error::Gone))
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
