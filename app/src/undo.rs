//! Brings back the state before a run: originals return to where they stood, with their dates, and so does what was
//! overwritten; outputs go. Every step looks at the disk first, so that an undo that was killed is simply done again.
//!
//! What the person changed since stays as it is, and is named.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use converter::relocate::{Occupied, relocate};
use converter::write::sync_folder;

use crate::journal::{JobRecord, Journal, Line, Original, Record, StagedFile};
use crate::originals::{exists, holds, trash};
use crate::runs::is_published;

/// What became of one picture.
#[derive(Debug)]
pub enum Undone {
    /// Nothing had happened to it.
    Untouched,
    /// The state before the run is back.
    Restored,
    /// It could not be brought back, or not wholly.
    Trouble(Trouble),
}

/// What stands in the way.
#[derive(Debug)]
pub enum Trouble {
    /// Something else stands where the original stood; the original is still at this place.
    Occupied(PathBuf),
    /// The backed-up original, or what was overwritten, is gone from this place, or not what it was.
    BackupLost(PathBuf),
    /// The output replaced something of which nothing was kept: it is all there is at this place, and stays.
    NotKept(PathBuf),
    /// The original is neither where it stood nor known to be elsewhere: the output is all there is, and stays.
    OriginalGone,
    /// The original lies in the trash of the system, which alone can bring it back.
    InTrash,
    /// The output was changed since, and stays.
    OutputChanged(PathBuf),
    /// The system refuses.
    Refused(PathBuf, io::Error),
}

/// Whether a run did anything that can be undone.
pub fn is_undoable(record: &Record) -> bool {
    record.undo_ended.is_none() && record.jobs.iter().any(|job| job.staged.is_some())
}

/// Undoes a run, and tells of each picture that was touched. Returns how many could not be brought back.
pub fn undo(journal: &Journal, record: &Record, mut tell: impl FnMut(&JobRecord, &Undone)) -> usize {
    let mut troubles = 0;
    for (number, job) in record.jobs.iter().enumerate() {
        let undone = undo_picture(job);
        match &undone {
            Undone::Untouched => continue,
            Undone::Restored => note(journal, &Line::Undone(number)),
            Undone::Trouble(_) => troubles += 1,
        }
        tell(job, &undone);
    }
    note(journal, &Line::UndoEnded(troubles));
    troubles
}

fn note(journal: &Journal, line: &Line) {
    if let Err(error) = journal.write(line) {
        tracing::warn!(%error, "a step of the undo could not be noted");
    }
}

fn undo_picture(job: &JobRecord) -> Undone {
    let Some(noted) = job.staged.as_ref().filter(|_| !job.is_undone) else { return Undone::Untouched };
    if !is_published(job) && !is_put_away(job, noted) {
        // What was kept before it was to be overwritten still stands there, too.
        noted.overwritten.as_deref().filter(|kept| same_file(kept, &noted.place.path)).map(remove);
        return Undone::Untouched;
    }
    let restored = restore_original(job, noted).and_then(|()| restore_target(job, noted));
    restored.map_or_else(Undone::Trouble, |()| Undone::Restored)
}

/// Whether the original was put away, whatever the journal still had time to say.
fn is_put_away(job: &JobRecord, noted: &StagedFile) -> bool {
    matches!(job.original, Some(Original::BackedUp | Original::Trashed))
        || noted.backup.as_deref().is_some_and(exists)
}

fn restore_original(job: &JobRecord, noted: &StagedFile) -> Result<(), Trouble> {
    let source = &job.job.source;
    let content = noted.source.content;
    let refused = |error| Trouble::Refused(source.clone(), error);
    let backup = noted.backup.as_deref().filter(|backup| exists(backup));
    if holds(source, content) {
        // A copy that was made before a kill came in between.
        backup.filter(|backup| holds(backup, content)).map(remove);
        return Ok(());
    }
    if let Some(backup) = backup {
        if !holds(backup, content) {
            return Err(Trouble::BackupLost(backup.to_owned()));
        }
        if exists(source) {
            return Err(Trouble::Occupied(backup.to_owned()));
        }
        source.parent().map_or(Ok(()), fs::create_dir_all).map_err(refused)?;
        return relocate(backup, source, Occupied::Refuse).map_err(refused);
    }
    match job.original {
        Some(Original::BackedUp) => Err(Trouble::BackupLost(noted.backup.clone().unwrap_or_default())),
        // Also after a kill between the move and its note.
        _ if !exists(source) && trash::take_back(source, content).map_err(refused)? => Ok(()),
        Some(Original::Trashed) => Err(Trouble::InTrash),
        _ => Err(Trouble::OriginalGone),
    }
}

/// Puts back what was overwritten, or removes the output; only where the output is still what the run wrote.
fn restore_target(job: &JobRecord, noted: &StagedFile) -> Result<(), Trouble> {
    let target = &noted.place.path;
    let refused = |error| Trouble::Refused(target.clone(), error);
    let kept = noted.overwritten.as_deref().filter(|kept| exists(kept));
    if let Some(gone) = noted.overwritten.as_ref().filter(|_| kept.is_none() && job.is_expired) {
        return Err(Trouble::BackupLost(gone.clone()));
    }
    if !holds(target, noted.content) {
        // Put back already, or removed by the person: nothing of ours stands there.
        return match kept {
            Some(kept) if !exists(target) => relocate(kept, target, Occupied::Refuse).map_err(refused),
            None if !exists(target) || noted.overwritten.is_some() => Ok(()),
            _ => Err(Trouble::OutputChanged(target.clone())),
        };
    }
    match kept {
        Some(kept) => relocate(kept, target, Occupied::Replace).map_err(refused),
        // Put back already, with the same content.
        None if noted.overwritten.is_some() => Ok(()),
        None if noted.place.replace => Err(Trouble::NotKept(target.clone())),
        None => {
            fs::remove_file(target).map_err(refused)?;
            sync_folder(target.parent());
            Ok(())
        }
    }
}

fn same_file(one: &Path, other: &Path) -> bool {
    let contents = |path: &Path| converter::ContentHash::of_file(path).ok();
    contents(one).is_some_and(|content| contents(other) == Some(content))
}

/// What cannot be removed goes with its run when that is over its time.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}

#[cfg(test)]
mod tests {
    use converter::write::Place;

    use super::*;
    use crate::journal;

    /// A picture that was published over something, in a folder of its own.
    fn replaced(folder: &Path) -> JobRecord {
        let (source, target) = (folder.join("a.pbm"), folder.join("a.webp"));
        fs::write(&source, b"P1\n1 1\n0\n").expect("written");
        fs::write(&target, b"picture").expect("written");
        let place = Place { path: target, root: None, replace: true };
        let noted = journal::tests::staged(&source, folder.join(".picopress-gone.tmp"), place);
        let mut job = JobRecord::new(journal::tests::job(&source));
        job.staged = Some(noted);
        job.is_published = true;
        job
    }

    #[test]
    fn an_output_that_replaced_what_was_not_kept_stays_and_is_named() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let job = replaced(folder.path());
        let undone = undo_picture(&job);
        assert!(matches!(undone, Undone::Trouble(Trouble::NotKept(_))), "{undone:?}");
        assert!(folder.path().join("a.webp").exists());
    }

    #[test]
    fn what_was_overwritten_and_is_over_its_time_is_not_said_to_be_back() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut job = replaced(folder.path());
        job.staged.as_mut().expect("noted").overwritten = Some(folder.path().join("1-replaced a.webp"));
        let undone = undo_picture(&job);
        assert!(matches!(undone, Undone::Restored), "put back by an undo that was killed: {undone:?}");
        job.is_expired = true;
        for _ in ["as the run wrote it", "changed since"] {
            let undone = undo_picture(&job);
            assert!(matches!(undone, Undone::Trouble(Trouble::BackupLost(_))), "{undone:?}");
            fs::write(folder.path().join("a.webp"), b"other").expect("written");
        }
    }
}
