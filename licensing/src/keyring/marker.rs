//! A small file without secrets that says: somebody signed in here, and the secret is in that place. Without it a
//! keyring that cannot be read looks as if nobody ever had.

use std::fs;
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::seal;

const NAME: &str = "sign-in.json";

/// Where a sign-in keeps its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Store {
    /// The system's keyring.
    Keyring,
    /// A file that only its owner can read.
    File,
    /// Nowhere: the sign-in ends with the process.
    Memory,
}

impl Store {
    /// The name on the wire and on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Store::Keyring => "keyring",
            Store::File => "file",
            Store::Memory => "memory",
        }
    }
}

/// That somebody signed in, and where the secret is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Marker {
    /// The place.
    pub store: Store,
    /// Signed out here, but the server does not know so far: the secret stays until it does.
    #[serde(default)]
    pub signing_out: bool,
}

impl Marker {
    /// Of a sign-in that keeps its secret there.
    pub fn of(store: Store) -> Self {
        Marker { store, signing_out: false }
    }

    /// The marker in the folder `state`. One that cannot be read stands for a sign-in all the same: its secret is looked
    /// for in the keyring.
    pub fn read(state: &Path) -> Option<Marker> {
        match fs::read(state.join(NAME)) {
            Ok(text) => Some(serde_json::from_slice(&text).unwrap_or(Marker::of(Store::Keyring))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => None,
            Err(_) => Some(Marker::of(Store::Keyring)),
        }
    }

    /// Puts the marker into the folder `state`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(&self, state: &Path) -> io::Result<()> {
        seal::replace(&state.join(NAME), &serde_json::to_vec(self)?)
    }

    /// Takes it away at a sign-out.
    ///
    /// # Errors
    /// When it cannot be removed.
    pub fn remove(state: &Path) -> io::Result<()> {
        match fs::remove_file(state.join(NAME)) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
            removed => removed,
        }
    }
}
