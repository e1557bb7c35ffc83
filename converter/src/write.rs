//! Puts finished bytes on the disk without ever showing half a file: a temporary file beside the target, synced,
//! and only then, when somebody publishes it, renamed to its name.
//!
//! A temporary file stays locked while its writer lives. A lock that can be taken therefore means a dead
//! writer, and [`sweep`] may remove the file, even while other runs work in the same folder.

use std::collections::HashSet;
use std::ffi::OsStr;
use std::fs::{self, File, FileTimes, Metadata, TryLockError};
use std::io::{self, Write};
use std::path::{Component, Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use tempfile::{NamedTempFile, TempPath};

use crate::content::ContentHash;
use crate::error::ErrorKind;

const PREFIX: &str = ".picopress-";
const SUFFIX: &str = ".tmp";

/// Where a finished picture is to stand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Place {
    /// The file.
    #[serde(with = "crate::exact_path")]
    pub path: PathBuf,
    /// The folder the person chose for the output; the target never leaves it through a symbolic link.
    #[serde(with = "crate::exact_path::option")]
    pub root: Option<PathBuf>,
    /// Whether a file that stands there is replaced.
    pub replace: bool,
}

/// The temporary files of one run, so that a stop can remove them all at once.
#[derive(Debug, Clone, Default)]
pub struct Staging(Arc<Mutex<Files>>);

#[derive(Debug, Default)]
struct Files {
    closed: bool,
    live: HashSet<PathBuf>,
}

impl Staging {
    /// Nothing staged yet.
    pub fn new() -> Self {
        Staging::default()
    }

    /// Writes `bytes` beside `place` and syncs them. The file takes over the dates of `source` and its
    /// permissions, without the right to execute.
    ///
    /// # Errors
    /// `DiskFull`, `PermissionDenied`, `ReadOnly`, `LeavesFolder`; `Cancelled` after [`Staging::close`].
    pub fn stage(&self, place: &Place, bytes: &[u8], source: &Metadata) -> Result<Staged, ErrorKind> {
        let folder = make_folder(place)?;
        let mut file = self.create(&folder)?;
        let entry = Entry { path: file.path().to_owned(), staging: self.clone() };
        file.write_all(bytes)?;
        finish(file.as_file(), source)?;
        let (lock, path) = file.into_parts();
        let content = ContentHash::of(bytes);
        Ok(Staged { path, lock, place: place.clone(), bytes: bytes.len() as u64, content, entry })
    }

    /// Takes over the temporary file that a dead run staged for `place`, if it still holds what was written then.
    ///
    /// # Errors
    /// `NotFound` when it is gone, held by a living writer, or does not hold `content`; what the system says.
    pub fn adopt(&self, temporary: &Path, place: &Place, content: ContentHash) -> Result<Staged, ErrorKind> {
        let lock = File::open(temporary)?;
        let holds = |file: &File| ContentHash::of_reader(file).is_ok_and(|found| found == content);
        if lock.try_lock().is_err() || !temporary.exists() || !holds(&lock) {
            return Err(ErrorKind::NotFound);
        }
        let path = TempPath::try_from_path(temporary)?;
        self.files().live.insert(path.to_path_buf());
        let entry = Entry { path: path.to_path_buf(), staging: self.clone() };
        Ok(Staged { bytes: lock.metadata()?.len(), path, lock, place: place.clone(), content, entry })
    }

    /// Refuses new files and removes those that nobody published: for a stop that cannot wait for the workers.
    pub fn close(&self) {
        let mut files = self.files();
        files.closed = true;
        for path in files.live.drain() {
            // One that cannot be removed now is swept at the next start.
            let _ = fs::remove_file(path);
        }
    }

    /// Creating and remembering are one step for [`Staging::close`].
    fn create(&self, folder: &Path) -> Result<NamedTempFile, ErrorKind> {
        let mut files = self.files();
        if files.closed {
            return Err(ErrorKind::Cancelled);
        }
        let file = locked_file(folder)?;
        files.live.insert(file.path().to_owned());
        Ok(file)
    }

    fn files(&self) -> MutexGuard<'_, Files> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A picture that is written beside its target, synced and verified, but not yet visible. Dropping it removes
/// the file.
#[derive(Debug)]
#[must_use = "a staged picture that is not published is removed"]
pub struct Staged {
    path: TempPath,
    /// Keeps the file locked against [`sweep`].
    lock: File,
    place: Place,
    bytes: u64,
    content: ContentHash,
    entry: Entry,
}

/// The memory of one temporary file in its [`Staging`], forgotten when dropped.
#[derive(Debug)]
struct Entry {
    path: PathBuf,
    staging: Staging,
}

impl Staged {
    /// Size in bytes.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// What it holds.
    pub fn content(&self) -> ContentHash {
        self.content
    }

    /// The file under its hidden name.
    pub fn temporary(&self) -> &Path {
        &self.path
    }

    /// Where it will stand, and whether it may replace what stands there.
    pub fn place(&self) -> &Place {
        &self.place
    }

    /// Size and date as this file system keeps them: FAT, for one, knows even seconds only.
    ///
    /// # Errors
    /// What the operating system says.
    pub fn metadata(&self) -> io::Result<Metadata> {
        self.lock.metadata()
    }

    /// Where it will stand.
    pub fn target(&self) -> &Path {
        &self.place.path
    }

    /// Makes the picture visible under its name: an atomic rename, then a sync of the folder.
    ///
    /// # Errors
    /// `TargetExists` when something came to stand there and may not be replaced; what the system says.
    pub fn publish(self) -> Result<PathBuf, ErrorKind> {
        let Place { path, replace, .. } = self.place;
        retry(
            self.path,
            |hidden| if replace { hidden.persist(&path) } else { hidden.persist_noclobber(&path) },
        )?;
        drop(self.entry);
        sync_folder(path.parent());
        Ok(path)
    }
}

impl Drop for Entry {
    fn drop(&mut self) {
        self.staging.files().live.remove(&self.path);
    }
}

/// Removes what dead runs left in `folder`.
pub fn sweep(folder: &Path) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    // A file only: to open a pipe waits until somebody writes to it.
    let is_ours = |entry: &fs::DirEntry| {
        is_temporary(&entry.file_name()) && entry.file_type().is_ok_and(|kind| kind.is_file())
    };
    for entry in entries.flatten().filter(is_ours) {
        let abandoned = File::open(entry.path()).is_ok_and(|file| file.try_lock().is_ok());
        if abandoned && fs::remove_file(entry.path()).is_ok() {
            tracing::debug!(path = %entry.path().display(), "removed a temporary file of a dead run");
        }
    }
}

/// Whether a file of this name is one of ours that nobody should see.
pub(crate) fn is_temporary(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with(PREFIX) && name.ends_with(SUFFIX))
}

/// A new file that no sweep can take for abandoned: one that was swept between creation and lock is made again.
pub(crate) fn locked_file(folder: &Path) -> io::Result<NamedTempFile> {
    loop {
        let file = tempfile::Builder::new().prefix(PREFIX).suffix(SUFFIX).tempfile_in(folder)?;
        let is_being_swept = matches!(file.as_file().try_lock(), Err(TryLockError::WouldBlock));
        // A file system without locks cannot be swept either.
        if !is_being_swept && file.path().exists() {
            return Ok(file);
        }
    }
}

/// Dates, permissions, and everything down to the disk.
fn finish(file: &File, source: &Metadata) -> io::Result<()> {
    set_dates(file, source);
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = source.permissions().mode() & 0o666 | 0o600;
        // Some network and FAT volumes have no permissions to set.
        let _ = file.set_permissions(fs::Permissions::from_mode(mode));
    }
    file.sync_all()
}

/// The dates of `source`. Some volumes cannot store them; the picture matters more.
pub(crate) fn set_dates(file: &File, source: &Metadata) {
    let mut times = FileTimes::new();
    if let Ok(modified) = source.modified() {
        times = times.set_modified(modified);
    }
    if let Ok(accessed) = source.accessed() {
        times = times.set_accessed(accessed);
    }
    #[cfg(windows)]
    if let Ok(created) = source.created() {
        times = std::os::windows::fs::FileTimesExt::set_created(times, created);
    }
    #[cfg(target_os = "macos")]
    if let Ok(created) = source.created() {
        times = std::os::macos::fs::FileTimesExt::set_created(times, created);
    }
    let _ = file.set_times(times);
}

/// Creates the folder of the target, looking at each step whether it is still inside the chosen one.
fn make_folder(place: &Place) -> Result<PathBuf, ErrorKind> {
    let folder = place.path.parent().unwrap_or(Path::new("."));
    let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
    let Some(root) = &place.root else { return Ok(folder.to_owned()) };
    let inside = folder.strip_prefix(root).map_err(|_| ErrorKind::LeavesFolder)?;
    fs::create_dir_all(root)?;
    let real_root = root.canonicalize()?;
    let mut path = root.clone();
    for component in inside.components() {
        if !matches!(component, Component::Normal(_)) {
            return Err(ErrorKind::LeavesFolder);
        }
        path.push(component);
        match fs::create_dir(&path) {
            Ok(()) => sync_folder(path.parent()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                if !path.canonicalize()?.starts_with(&real_root) {
                    return Err(ErrorKind::LeavesFolder);
                }
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(path)
}

impl Place {
    /// The same place, whatever folder the program works in: what is relative is taken from `folder`.
    #[must_use]
    pub fn at(self, folder: &Path) -> Self {
        Place { path: folder.join(self.path), root: self.root.map(|root| folder.join(root)), ..self }
    }
}

/// Makes a rename or a new folder survive a power cut. Windows does this by itself. Some network file systems cannot
/// sync a folder, and one that may be written but not listed cannot be opened; what was done stands all the same.
pub fn sync_folder(folder: Option<&Path>) {
    #[cfg(unix)]
    if let Some(folder) = folder {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        if let Err(error) = File::open(folder).and_then(|folder| folder.sync_all()) {
            tracing::warn!(%error, "a folder could not be synced");
        }
    }
    #[cfg(not(unix))]
    let _ = folder;
}

/// Windows refuses a rename while a virus scanner or an indexer has the file open; they soon let go.
fn retry(
    mut path: TempPath,
    rename: impl Fn(TempPath) -> Result<(), tempfile::PathPersistError>,
) -> Result<(), ErrorKind> {
    let mut waits = if cfg!(windows) { [10, 50, 200, 800].as_slice() } else { &[] }.iter();
    loop {
        let failed = match rename(path) {
            Ok(()) => return Ok(()),
            Err(failed) => failed,
        };
        match waits.next() {
            Some(&millis) if failed.error.kind() == io::ErrorKind::PermissionDenied => {
                std::thread::sleep(std::time::Duration::from_millis(millis));
                path = failed.path;
            }
            _ => return Err(failed.error.into()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Desk {
        folder: tempfile::TempDir,
        source: Metadata,
        staging: Staging,
    }

    fn desk() -> Desk {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("source.png");
        fs::write(&path, b"source").expect("written");
        let source = fs::metadata(path).expect("just written");
        Desk { folder, source, staging: Staging::new() }
    }

    impl Desk {
        fn stage(&self, name: &str, replace: bool) -> Result<Staged, ErrorKind> {
            let place = Place { path: self.folder.path().join(name), root: None, replace };
            self.staging.stage(&place, b"picture", &self.source)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(self.folder.path()).expect("the folder");
            let mut names: Vec<_> =
                entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect();
            names.sort();
            names
        }
    }

    #[test]
    fn a_staged_picture_is_invisible_until_published() {
        let desk = desk();
        let staged = desk.stage("out.webp", false).expect("staged");
        assert!(!desk.folder.path().join("out.webp").exists());
        let path = staged.publish().expect("published");
        assert_eq!(fs::read(path).expect("there"), b"picture");
        assert_eq!(desk.names(), ["out.webp", "source.png"]);
    }

    #[test]
    fn a_dropped_picture_leaves_nothing() {
        let desk = desk();
        drop(desk.stage("out.webp", false).expect("staged"));
        assert_eq!(desk.names(), ["source.png"]);
    }

    #[test]
    fn what_stands_there_is_replaced_only_when_asked() {
        let desk = desk();
        fs::write(desk.folder.path().join("out.webp"), b"precious").expect("written");
        let refused = desk.stage("out.webp", false).expect("staged").publish();
        assert!(matches!(refused, Err(ErrorKind::TargetExists)));
        assert_eq!(fs::read(desk.folder.path().join("out.webp")).expect("there"), b"precious");
        assert_eq!(desk.names(), ["out.webp", "source.png"]);
        desk.stage("out.webp", true).expect("staged").publish().expect("published");
        assert_eq!(fs::read(desk.folder.path().join("out.webp")).expect("there"), b"picture");
    }

    #[test]
    fn dates_and_permissions_are_those_of_the_source() {
        let desk = desk();
        let path = desk.stage("out.webp", false).expect("staged").publish().expect("published");
        let target = fs::metadata(path).expect("there");
        assert_eq!(target.modified().expect("a date"), desk.source.modified().expect("a date"));
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(target.permissions().mode() & 0o777, desk.source.permissions().mode() & 0o777);
        }
    }

    #[test]
    fn closing_removes_what_is_staged_and_refuses_more() {
        let desk = desk();
        let staged = desk.stage("out.webp", false).expect("staged");
        desk.staging.close();
        assert_eq!(desk.names(), ["source.png"]);
        assert!(staged.publish().is_err());
        assert!(matches!(desk.stage("again.webp", false), Err(ErrorKind::Cancelled)));
    }

    #[test]
    fn a_sweep_takes_only_what_nobody_holds() {
        let desk = desk();
        fs::write(desk.folder.path().join(".picopress-dead.tmp"), b"half").expect("written");
        let staged = desk.stage("out.webp", false).expect("staged");
        sweep(desk.folder.path());
        assert_eq!(desk.names().len(), 2, "the living one and the source: {:?}", desk.names());
        staged.publish().expect("still there");
    }

    #[cfg(unix)]
    #[test]
    fn a_sweep_does_not_wait_at_a_pipe() {
        let desk = desk();
        let pipe = desk.folder.path().join(".picopress-pipe.tmp");
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo").success());
        let (folder, (done, swept)) = (desk.folder.path().to_owned(), std::sync::mpsc::channel());
        std::thread::spawn(move || {
            sweep(&folder);
            let _ = done.send(());
        });
        swept.recv_timeout(std::time::Duration::from_secs(5)).expect("no waiting");
        assert!(pipe.exists());
    }

    #[test]
    fn what_a_dead_run_staged_is_taken_over_only_while_it_is_whole() {
        let desk = desk();
        let place = Place { path: desk.folder.path().join("out.webp"), root: None, replace: false };
        let dead = desk.folder.path().join(".picopress-dead.tmp");
        let content = ContentHash::of(b"picture");
        fs::write(&dead, b"half a pic").expect("written");
        assert!(matches!(desk.staging.adopt(&dead, &place, content), Err(ErrorKind::NotFound)));
        let living = desk.stage("out.webp", false).expect("staged");
        assert!(desk.staging.adopt(living.temporary(), &place, content).is_err(), "its writer lives");
        drop(living);
        fs::write(&dead, b"picture").expect("written");
        let adopted = desk.staging.adopt(&dead, &place, content).expect("whole");
        assert_eq!(fs::read(adopted.publish().expect("published")).expect("there"), b"picture");
        assert_eq!(desk.names(), ["out.webp", "source.png"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_out_of_the_chosen_folder_is_not_followed() {
        let desk = desk();
        let outside = tempfile::tempdir().expect("a temporary folder");
        let root = desk.folder.path().join("out");
        fs::create_dir(&root).expect("made");
        std::os::unix::fs::symlink(outside.path(), root.join("sub")).expect("linked");
        let place = Place { path: root.join("sub/deep/a.webp"), root: Some(root), replace: false };
        let refused = desk.staging.stage(&place, b"picture", &desk.source);
        assert!(matches!(refused, Err(ErrorKind::LeavesFolder)));
        assert_eq!(fs::read_dir(outside.path()).expect("the folder").count(), 0);
    }
}
