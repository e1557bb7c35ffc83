//! Moves a file without ever being without it: a rename where both places are on one volume; else a copy that is
//! synced and read back before the first one goes.

use std::fs::{self, File, Metadata};
use std::io::{self, Seek, SeekFrom};
use std::path::Path;

use tempfile::TempPath;

use crate::content::ContentHash;
use crate::write::{locked_file, set_dates, sync_folder};

/// What happens when something stands at the new place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Occupied {
    /// The move is refused.
    Refuse,
    /// It is replaced, in one step.
    Replace,
}

/// Moves a file, with its dates and permissions, and syncs both folders. The folder of `to` must exist.
///
/// # Errors
/// `AlreadyExists` for [`Occupied::Refuse`]; what the system says. The file stands at one of the places then, whole.
pub fn relocate(from: &Path, to: &Path, occupied: Occupied) -> io::Result<()> {
    match rename(from, to, occupied) {
        Err(error) if error.kind() == io::ErrorKind::CrossesDevices => {
            copy(from, to, occupied)?;
            fs::remove_file(from)?;
        }
        result => result?,
    }
    sync_folder(to.parent());
    sync_folder(from.parent());
    Ok(())
}

/// Makes the file at `from` stand at `to` as well, where nothing stands: a second name where the file system knows
/// such, else a copy that is synced and read back. The folder of `to` must exist.
///
/// # Errors
/// `AlreadyExists`; what the system says.
pub fn duplicate(from: &Path, to: &Path) -> io::Result<()> {
    match fs::hard_link(from, to) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(error),
        Err(_) => copy(from, to, Occupied::Refuse)?,
        Ok(()) => {}
    }
    sync_folder(to.parent());
    Ok(())
}

fn rename(from: &Path, to: &Path, occupied: Occupied) -> io::Result<()> {
    if occupied == Occupied::Replace {
        return fs::rename(from, to);
    }
    let mut path = TempPath::try_from_path(from)?;
    // Only its rename is wanted: nothing may ever be removed with it.
    path.disable_cleanup(true);
    path.persist_noclobber(to).map_err(|failed| failed.error)
}

fn copy(from: &Path, to: &Path, occupied: Occupied) -> io::Result<()> {
    let mut source = File::open(from)?;
    let metadata = source.metadata()?;
    let folder = to.parent().unwrap_or(Path::new("."));
    let mut file = locked_file(folder)?;
    io::copy(&mut source, file.as_file_mut())?;
    take_over(file.as_file(), &metadata)?;
    source.seek(SeekFrom::Start(0))?;
    file.as_file_mut().seek(SeekFrom::Start(0))?;
    if ContentHash::of_reader(&source)? != ContentHash::of_reader(file.as_file())? {
        return Err(io::Error::other("the copy does not hold what was written"));
    }
    let placed = match occupied {
        Occupied::Refuse => file.persist_noclobber(to),
        Occupied::Replace => file.persist(to),
    };
    placed.map_err(|failed| failed.error)?;
    sync_folder(to.parent());
    Ok(())
}

/// Dates and permissions, and everything down to the disk.
fn take_over(file: &File, source: &Metadata) -> io::Result<()> {
    set_dates(file, source);
    // Some network and FAT volumes have no permissions to set.
    let _ = file.set_permissions(source.permissions());
    file.sync_all()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::time::{Duration, UNIX_EPOCH};

    use super::*;

    /// A dated file, and a second folder.
    fn desk() -> (tempfile::TempDir, PathBuf, PathBuf) {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let from = folder.path().join("a.jpg");
        fs::write(&from, b"original").expect("written");
        let file = File::options().write(true).open(&from).expect("there");
        file.set_modified(UNIX_EPOCH + Duration::from_nanos(987_654_321_123_456_789)).expect("dated");
        let to = folder.path().join("backup/a.jpg");
        fs::create_dir(folder.path().join("backup")).expect("made");
        (folder, from, to)
    }

    fn date(path: &Path) -> std::time::SystemTime {
        fs::metadata(path).expect("there").modified().expect("a date")
    }

    #[test]
    fn a_moved_file_is_the_same_and_stands_once() {
        let (_folder, from, to) = desk();
        let before = date(&from);
        relocate(&from, &to, Occupied::Refuse).expect("moved");
        assert!(!from.exists());
        assert_eq!((fs::read(&to).expect("there"), date(&to)), (b"original".to_vec(), before));
    }

    #[test]
    fn a_copy_has_the_bytes_the_date_and_the_permissions() {
        let (_folder, from, to) = desk();
        copy(&from, &to, Occupied::Refuse).expect("copied");
        assert_eq!((fs::read(&to).expect("there"), date(&to)), (b"original".to_vec(), date(&from)));
        let permissions = |path: &Path| fs::metadata(path).expect("there").permissions();
        assert_eq!(permissions(&to), permissions(&from));
        assert_eq!(fs::read_dir(to.parent().expect("backup")).expect("there").count(), 1);
    }

    #[test]
    fn what_stands_there_is_replaced_only_when_that_is_wanted() {
        let (_folder, from, to) = desk();
        fs::write(&to, b"precious").expect("written");
        for refused in [
            relocate(&from, &to, Occupied::Refuse),
            copy(&from, &to, Occupied::Refuse),
            duplicate(&from, &to),
        ] {
            assert_eq!(refused.expect_err("occupied").kind(), io::ErrorKind::AlreadyExists);
        }
        assert_eq!(fs::read(&to).expect("there"), b"precious");
        assert!(from.exists());
        relocate(&from, &to, Occupied::Replace).expect("moved");
        assert_eq!(fs::read(&to).expect("there"), b"original");
    }
}
