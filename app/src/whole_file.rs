//! Small files of the program itself, replaced whole: a reader, or a crash, meets the old content or the new.

use std::fs;
use std::io::{self, Write};
use std::path::Path;

use tempfile::NamedTempFile;

/// Writes `bytes` to the file at `path`, whatever stood there before.
///
/// # Errors
/// What the operating system says; the old file stands then.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = hidden_beside(path)?;
    file.write_all(bytes)?;
    #[cfg(unix)]
    readable(file.as_file())?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Whether [`replace`] could write there as things are: a hidden file is made beside `path`, and goes again.
///
/// # Errors
/// What the operating system says.
pub fn check(path: &Path) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    hidden_beside(path).map(drop)
}

/// A hidden file in the folder of `path`, which is made if it is not there.
fn hidden_beside(path: &Path) -> io::Result<NamedTempFile> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    tempfile::Builder::new().prefix(".picopress-").suffix(".tmp").tempfile_in(folder)
}

/// Temporary files are for their owner only; what is to stay is as readable as the files beside it.
#[cfg(unix)]
fn readable(file: &fs::File) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    file.set_permissions(fs::Permissions::from_mode(0o644))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_and_replaced_with_its_folder() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("new/list.json");
        for text in ["first", "second"] {
            replace(&path, text.as_bytes()).expect("written");
            assert_eq!(fs::read_to_string(&path).expect("there"), text);
        }
        assert_eq!(fs::read_dir(folder.path().join("new")).expect("there").count(), 1);
    }

    #[test]
    fn a_place_that_cannot_be_written_is_found_beforehand_and_nothing_stays() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let file = folder.path().join("list.json");
        check(&file).expect("it can be written");
        assert_eq!(fs::read_dir(&folder).expect("there").count(), 0);
        fs::write(&file, "").expect("written");
        assert!(check(&file.join("below a file.json")).is_err());
        assert_eq!(check(folder.path()).map_err(|error| error.kind()), Err(io::ErrorKind::IsADirectory));
    }
}
