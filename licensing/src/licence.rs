//! `licence.bin`: what the server said last, sealed, so that it holds without a network.

use std::io;
use std::path::{Path, PathBuf};

use protocol::api::Secret;
use protocol::{Entitlement, PublicKeys, Verdict, verify};
use serde::{Deserialize, Serialize};

use crate::clock::Anchor;
use crate::seal::{self, Kind, SealError, SealKey, Size};

/// The file in the program's folder.
#[derive(Debug, Clone)]
pub struct LicenceFile {
    path: PathBuf,
    key: SealKey,
}

/// What is in it, with the statements as they were signed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stored {
    /// The newest entitlement.
    #[serde(default)]
    pub entitlement: Option<Secret>,
    /// The newest verdict, when it is newer than that.
    #[serde(default)]
    pub verdict: Option<Secret>,
    /// The last anchor of the trusted time.
    #[serde(default)]
    pub anchor: Option<Anchor>,
    /// Who signed in.
    #[serde(default)]
    pub email: String,
    /// This device's id at the backend.
    #[serde(default)]
    pub device_id: String,
}

/// The statements, verified.
#[derive(Debug, Clone, Default)]
pub struct Statements {
    /// The newest entitlement.
    pub entitlement: Option<Entitlement>,
    /// The newest verdict.
    pub verdict: Option<Verdict>,
}

impl Stored {
    /// What `keys` signed of it. A statement that does not verify counts as absent.
    pub fn statements(&self, keys: &PublicKeys) -> Statements {
        Statements {
            entitlement: self.entitlement.as_ref().and_then(|token| verify(token.expose(), keys).ok()),
            verdict: self.verdict.as_ref().and_then(|token| verify(token.expose(), keys).ok()),
        }
    }
}

impl LicenceFile {
    /// The file in the folder `state`, sealed with `key`.
    pub fn new(state: &Path, key: SealKey) -> Self {
        LicenceFile { path: path(state), key }
    }

    /// What is in the file. `None` where there is no file.
    ///
    /// # Errors
    /// When it was changed, damaged, or sealed by another sign-in.
    pub fn read(&self) -> Result<Option<Stored>, SealError> {
        let Some(sealed) = seal::read(&self.path).map_err(|_| SealError::NotSealed)? else { return Ok(None) };
        let opened = self.key.open(Kind::Licence, &sealed)?;
        serde_json::from_slice(&opened.content).map(Some).map_err(|_| SealError::FutureVersion)
    }

    /// Replaces what is in the file.
    ///
    /// # Errors
    /// When it cannot be written; the old one is then still there.
    pub fn write(&self, stored: &Stored) -> io::Result<()> {
        let content = serde_json::to_vec(stored)?;
        let sealed = self.key.seal(Kind::Licence, 0, &content, Size::Padded).map_err(io::Error::other)?;
        seal::replace(&self.path, &sealed)
    }
}

/// Removes the file at a sign-out.
///
/// # Errors
/// When it is there and cannot be removed.
pub fn remove(state: &Path) -> io::Result<()> {
    match std::fs::remove_file(path(state)) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        removed => removed,
    }
}

fn path(state: &Path) -> PathBuf {
    state.join("licence.bin")
}
