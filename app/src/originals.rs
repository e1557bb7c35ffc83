//! What becomes of originals once their conversion stands: they are kept, moved to a managed folder from which
//! `undo` brings them back, or put into the trash of the system.

pub mod backup;
pub mod retention;
pub mod trash;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use clap::ValueEnum;
use converter::earlier::{Fingerprint, Identity};
use converter::relocate::{Occupied, duplicate, relocate};
use converter::{ContentHash, ErrorKind};
use serde::{Deserialize, Serialize};

use crate::journal::{Original, StagedFile};
use backup::RunBackup;

/// What is to become of originals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, ValueEnum)]
#[serde(rename_all = "kebab-case")]
pub enum Policy {
    /// They stay where they are
    #[default]
    Keep,
    /// They move to a folder of the program; `picopress undo` brings them back
    Backup,
    /// They go to the trash
    Trash,
}

/// Why an original that was to be put away stands where it stood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Stays {
    /// It is not what was converted any more.
    Changed,
    /// It is a link; moving it would move nothing.
    Link,
    /// The folder of backed-up originals has its full size.
    NoRoom,
    /// The system refuses; the text is its reason.
    Refused(String),
}

/// The originals of one run.
#[derive(Debug)]
pub struct Originals {
    policy: Policy,
    backup: Option<RunBackup>,
}

impl Originals {
    /// Originals that are treated so, backed up to `backup`.
    pub fn new(policy: Policy, backup: RunBackup) -> Self {
        Originals { policy, backup: Some(backup) }
    }

    /// Originals that all stay.
    pub fn none() -> Self {
        Originals { policy: Policy::Keep, backup: None }
    }

    /// Where the original of picture `number` will go; `None` when it will not be backed up.
    pub fn plan_backup(&self, number: usize, source: &Path, bytes: u64) -> Option<PathBuf> {
        let is_wanted = self.policy == Policy::Backup;
        let backup = self.backup.as_ref().filter(|backup| is_wanted && backup.reserve(bytes))?;
        let place = backup.place_of_original(number, source);
        place.inspect_err(|error| tracing::warn!(%error, "no backup folder")).ok()
    }

    /// Where what stands at a target that is replaced will be kept; `None` when nothing stands there.
    ///
    /// # Errors
    /// `NoRoomToKeep`, or what the system says of the target or the backup folder: nothing may be replaced then, since
    /// nothing could bring it back.
    pub fn plan_overwritten(&self, number: usize, target: &Path) -> Result<Option<PathBuf>, ErrorKind> {
        let bytes = match target.symlink_metadata() {
            // A rename refuses to replace a folder.
            Ok(there) if there.is_dir() => return Ok(None),
            Ok(there) => there.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error.into()),
        };
        let backup = self.backup.as_ref().filter(|backup| backup.reserve(bytes));
        let place = backup.ok_or(ErrorKind::NoRoomToKeep)?.place_of_replaced(number, target);
        // Its words name the folder.
        place.map(Some).map_err(|error| ErrorKind::Io(Arc::new(error)))
    }

    /// Puts an original away, after its conversion was published and its folder synced.
    ///
    /// # Errors
    /// Why it stays.
    pub fn put_away(&self, source: &Path, staged: &StagedFile) -> Result<Option<Original>, Stays> {
        match self.policy {
            Policy::Keep => return Ok(None),
            Policy::Backup if staged.backup.is_none() => return Err(Stays::NoRoom),
            Policy::Backup | Policy::Trash => {}
        }
        if let Some(done) = put_away_before(source, staged) {
            return Ok(Some(done));
        }
        check_unchanged(source, &staged.source)?;
        // The last look before the original goes: its conversion can be read from the disk.
        if ContentHash::of_file(&staged.place.path).ok() != Some(staged.content) {
            return Err(Stays::Refused(format!("{}?", staged.place.path.display())));
        }
        let refused = |error: io::Error| Stays::Refused(error.to_string());
        match &staged.backup {
            Some(backup) => {
                // A copy on another volume may be there, from a run that was killed before the original went.
                let is_copied = holds(backup, staged.source.content);
                let moved = if is_copied {
                    fs::remove_file(source)
                } else {
                    relocate(source, backup, Occupied::Refuse)
                };
                moved.map(|()| Some(Original::BackedUp)).map_err(refused)
            }
            None => trash::put(source).map(|()| Some(Original::Trashed)).map_err(refused),
        }
    }
}

/// Keeps what stands at a target before it is replaced.
///
/// # Errors
/// What the operating system says; nothing may be replaced then.
pub fn keep_overwritten(target: &Path, backup: &Path) -> io::Result<()> {
    match duplicate(target, backup) {
        // Kept by a try that was killed before it replaced anything.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists && hold_the_same(target, backup) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotFound && !exists(target) => Ok(()),
        result => result,
    }
}

/// Whether anything stands at a path, even a link that leads nowhere.
pub fn exists(path: &Path) -> bool {
    path.symlink_metadata().is_ok()
}

/// Whether the file at `path` holds this.
pub fn holds(path: &Path, content: ContentHash) -> bool {
    ContentHash::of_file(path).is_ok_and(|found| found == content)
}

/// What a run did to an original before it was killed, if it stands there no more.
fn put_away_before(source: &Path, staged: &StagedFile) -> Option<Original> {
    match staged.backup.as_deref().filter(|_| !exists(source)) {
        Some(backup) => holds(backup, staged.source.content).then_some(Original::BackedUp),
        None => (!exists(source)).then_some(Original::Trashed),
    }
}

fn hold_the_same(one: &Path, other: &Path) -> bool {
    ContentHash::of_file(one).is_ok_and(|content| holds(other, content))
}

fn check_unchanged(source: &Path, converted: &Identity) -> Result<(), Stays> {
    let metadata = fs::symlink_metadata(source).map_err(|error| Stays::Refused(error.to_string()))?;
    if metadata.is_symlink() {
        return Err(Stays::Link);
    }
    let now = Fingerprint::new(source.file_name().unwrap_or_default(), &metadata);
    if now == converted.fingerprint { Ok(()) } else { Err(Stays::Changed) }
}
