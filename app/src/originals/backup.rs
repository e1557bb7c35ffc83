//! The managed folders for backed-up originals: one beside what the program remembers, and one on each other volume
//! that originals come from, so that they need not be copied to a smaller disk.
//!
//! All have a name that begins with a dot, since folders of pictures are searched but hidden ones are not.

use std::collections::{BTreeSet, HashMap};
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use converter::target::file_name;
use walkdir::WalkDir;

use super::exists;
use crate::journal::Source;

/// Where the backups of all runs are.
#[derive(Debug, Clone)]
pub struct Backups {
    /// The one beside what the program remembers.
    home: PathBuf,
    /// A list of the others, one JSON text a line.
    list: PathBuf,
}

impl Backups {
    /// Those of a program that remembers things in the folder `state`.
    pub fn new(state: &Path) -> Self {
        Backups { home: state.join(".originals"), list: state.join("backups.jsonl") }
    }

    /// The folder of those that need no place on another volume.
    pub fn home(&self) -> &Path {
        &self.home
    }

    /// The folders of this run that exist, on all volumes.
    pub fn of_run(&self, run: &str) -> Vec<PathBuf> {
        self.roots().into_iter().map(|root| root.join(run)).filter(|folder| folder.is_dir()).collect()
    }

    /// The names of all runs that have something backed up.
    pub fn runs(&self) -> BTreeSet<String> {
        let entries = self.roots().into_iter().filter_map(|root| fs::read_dir(root).ok()).flatten().flatten();
        entries.filter_map(|entry| entry.file_name().into_string().ok()).collect()
    }

    /// Removes the folders of a run that hold nothing any more.
    pub fn forget_empty(&self, run: &str) {
        for folder in self.of_run(run) {
            // One that holds something stays.
            let _ = fs::remove_dir(folder);
        }
    }

    /// Bytes of all backups.
    pub fn bytes(&self) -> u64 {
        let entries = self.roots().into_iter().flat_map(WalkDir::new).filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_file());
        files.filter_map(|entry| entry.metadata().ok()).map(|metadata| metadata.len()).sum()
    }

    fn roots(&self) -> Vec<PathBuf> {
        let text = fs::read_to_string(&self.list).unwrap_or_default();
        let others = text.lines().filter_map(|line| serde_json::from_str::<Source>(line).ok());
        let mut roots = vec![self.home.clone()];
        roots.extend(others.map(|Source(root)| root));
        roots.sort();
        roots.dedup();
        roots
    }

    fn note(&self, root: &Path) -> io::Result<()> {
        if self.roots().iter().any(|known| known == root) {
            return Ok(());
        }
        let mut line = serde_json::to_vec(&Source(root.to_owned()))?;
        line.push(b'\n');
        let mut list = fs::OpenOptions::new().create(true).append(true).open(&self.list)?;
        list.write_all(&line)?;
        list.sync_all()
    }
}

/// The backup of one run.
#[derive(Debug)]
pub struct RunBackup {
    backups: Backups,
    run: String,
    /// Bytes that may still be put in.
    room: AtomicU64,
    /// The folder of the run on each volume met so far.
    folders: Mutex<HashMap<Volume, PathBuf>>,
}

impl RunBackup {
    /// The backup of a run that may put in `room` bytes.
    pub fn new(backups: Backups, run: String, room: u64) -> Self {
        RunBackup { backups, run, room: AtomicU64::new(room), folders: Mutex::default() }
    }

    /// Takes `bytes` of the room, if there are so many.
    pub fn reserve(&self, bytes: u64) -> bool {
        let take = |room: u64| room.checked_sub(bytes);
        self.room.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    /// A free place for the original of picture `number`, on its own volume where that can be had.
    ///
    /// # Errors
    /// What the operating system says when no folder can be made, with the folder.
    pub fn place_of_original(&self, number: usize, source: &Path) -> io::Result<PathBuf> {
        self.place(&format!("{} ", number + 1), source)
    }

    /// A free place for what the output of picture `number` replaces. It is never one of an original: both places are
    /// chosen before anything stands there, and both files may have the same name.
    ///
    /// # Errors
    /// What the operating system says when no folder can be made, with the folder.
    pub fn place_of_replaced(&self, number: usize, target: &Path) -> io::Result<PathBuf> {
        self.place(&format!("{}-replaced ", number + 1), target)
    }

    fn place(&self, mark: &str, file: &Path) -> io::Result<PathBuf> {
        let file = std::path::absolute(file)?;
        let (Some(parent), Some(name)) = (file.parent(), file.file_name()) else {
            return Err(io::ErrorKind::InvalidInput.into());
        };
        let (folder, name) = (self.folder(parent)?, Path::new(name));
        let mut stem = OsString::from(mark);
        stem.push(name.file_stem().unwrap_or_default());
        let extension = name.extension().unwrap_or(OsStr::new(""));
        let mut places = (1..).map(|copy| folder.join(file_name(&stem, copy, extension)));
        Ok(places.find(|place| !exists(place)).expect("numbers do not run out"))
    }

    /// The folder of this run on the volume of `folder`, made if need be.
    fn folder(&self, folder: &Path) -> io::Result<PathBuf> {
        let volume = Volume::of(folder);
        let mut folders = self.folders.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = volume.as_ref().and_then(|volume| folders.get(volume)) {
            return Ok(known.clone());
        }
        let of_run = self.root(folder, volume.as_ref())?.join(&self.run);
        make_private(&of_run)?;
        if let Some(volume) = volume {
            folders.insert(volume, of_run.clone());
        }
        Ok(of_run)
    }

    /// The folder for this volume: at home when that is the same one, else at its top; at home again where the top
    /// cannot be written to.
    fn root(&self, folder: &Path, volume: Option<&Volume>) -> io::Result<PathBuf> {
        let home = &self.backups.home;
        make_private(home)?;
        if volume.is_none() || volume == Volume::of(home).as_ref() {
            return Ok(home.clone());
        }
        let elsewhere = top(folder).map(|top| top.join(name_at_top(home)));
        match elsewhere.filter(|root| make_private(root).is_ok() && is_ours(root, home)) {
            Some(root) => {
                // A folder that is not listed would never be emptied.
                self.backups.note(&root)?;
                Ok(root)
            }
            None => Ok(home.clone()),
        }
    }
}

/// A volume, as far as files can be renamed within it.
#[cfg(unix)]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Volume(u64);

#[cfg(unix)]
impl Volume {
    fn of(folder: &Path) -> Option<Self> {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        fs::metadata(folder).ok().map(|metadata| Volume(std::os::unix::fs::MetadataExt::dev(&metadata)))
    }
}

/// A drive letter or a share.
#[cfg(not(unix))]
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Volume(OsString);

#[cfg(not(unix))]
impl Volume {
    fn of(folder: &Path) -> Option<Self> {
        let real = folder.canonicalize().ok()?;
        real.components().next().map(|prefix| Volume(prefix.as_os_str().to_owned()))
    }
}

/// The highest folder on the volume of `folder`.
pub(super) fn top(folder: &Path) -> Option<PathBuf> {
    let real = folder.canonicalize().ok()?;
    let volume = Volume::of(&real)?;
    let above = real.ancestors().take_while(|folder| Volume::of(folder).as_ref() == Some(&volume));
    above.last().map(Path::to_owned)
}

/// The name of the folder at the top of a volume, which several people may use.
#[cfg(unix)]
fn name_at_top(home: &Path) -> String {
    format!(".picopress-originals-{}", owner(home).unwrap_or_default())
}

#[cfg(not(unix))]
fn name_at_top(_home: &Path) -> String {
    ".picopress-originals".to_owned()
}

/// Whether a folder at the top of a volume is no link and belongs to whom the one at home belongs.
#[cfg(unix)]
fn is_ours(folder: &Path, home: &Path) -> bool {
    folder.symlink_metadata().is_ok_and(|metadata| metadata.is_dir()) && owner(folder) == owner(home)
}

#[cfg(not(unix))]
fn is_ours(folder: &Path, _home: &Path) -> bool {
    folder.is_dir()
}

/// The number of the user that a file belongs to.
#[cfg(unix)]
pub(super) fn owner(path: &Path) -> Option<u32> {
    path.symlink_metadata().ok().map(|metadata| std::os::unix::fs::MetadataExt::uid(&metadata))
}

/// A folder that nobody else looks into.
pub(super) fn make_private(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    let named = |error: io::Error| io::Error::new(error.kind(), format!("{}: {error}", folder.display()));
    builder.create(folder).map_err(named)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_free_and_keep_the_name() {
        let state = tempfile::tempdir().expect("a temporary folder");
        let photo = state.path().join("사진.jpg");
        let backup = RunBackup::new(Backups::new(state.path()), "run".into(), 0);
        let first = backup.place_of_original(6, &photo).expect("a place");
        assert_eq!(first, state.path().join(".originals/run/7 사진.jpg"));
        fs::write(&first, b"an earlier try").expect("written");
        let second = backup.place_of_original(6, &photo).expect("a place");
        assert_eq!(second, state.path().join(".originals/run/7 사진 (2).jpg"));
        let replaced = backup.place_of_replaced(6, &photo).expect("a place");
        assert_eq!(replaced, state.path().join(".originals/run/7-replaced 사진.jpg"));
        let backups = Backups::new(state.path());
        assert_eq!((backups.bytes(), backups.runs()), (14, BTreeSet::from(["run".to_owned()])));
    }

    #[test]
    fn room_is_given_out_once() {
        let backup = RunBackup::new(Backups::new(Path::new("nowhere")), "run".into(), 10);
        assert!(backup.reserve(6));
        assert!(!backup.reserve(6));
        assert!(backup.reserve(4));
    }
}
