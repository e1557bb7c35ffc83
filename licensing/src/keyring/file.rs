//! A file that only its owner can read: for machines without a keyring, and for the key of somebody without an account.

use std::fs::{self, Metadata};
use std::io;
use std::path::PathBuf;

use super::{Item, RecordError};
use crate::seal;

/// The file at this path.
pub struct FileItem(pub PathBuf);

impl FileItem {
    fn failed(&self) -> impl Fn(io::Error) -> RecordError + '_ {
        |error| RecordError::Io { path: self.0.clone(), why: error.to_string() }
    }

    /// What is at the path, if anything: never another file by way of a link.
    fn checked(&self) -> Result<Option<Metadata>, RecordError> {
        match fs::symlink_metadata(&self.0) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(self.failed()(error)),
            Ok(metadata) if is_private(&metadata) => Ok(Some(metadata)),
            Ok(_) => Err(RecordError::Exposed(self.0.clone())),
        }
    }
}

#[cfg(unix)]
fn is_private(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.is_file() && metadata.permissions().mode() & 0o077 == 0
}

/// On Windows the folder of a person is closed to others as it is.
#[cfg(not(unix))]
fn is_private(metadata: &Metadata) -> bool {
    metadata.is_file()
}

impl Item for FileItem {
    fn get(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        match self.checked()? {
            None => Ok(None),
            Some(_) => seal::read(&self.0).map_err(self.failed()),
        }
    }

    fn set(&mut self, secret: &[u8]) -> Result<(), RecordError> {
        self.checked()?;
        seal::replace(&self.0, secret).map_err(self.failed())
    }

    fn remove(&mut self) -> Result<(), RecordError> {
        match self.checked()? {
            None => Ok(()),
            Some(_) => fs::remove_file(&self.0).map_err(self.failed()),
        }
    }
}
