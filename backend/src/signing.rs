//! The private signing keys: read from a file, in development made when missing, and changed with an overlap.
//!
//! A key file lists keys in the order in which they are used. The first signs, all are published and believed.
//! `keys rotate` lets the next key sign and adds a new next one; the former stays published, so that what it
//! signed is still believed. Access tokens and statements have separate files.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use protocol::keys::{JwkSet, KeyError};
use protocol::{PublicKeys, Signer};
use serde::{Deserialize, Serialize};

use crate::private_file;
use crate::random::Random;

/// Keys at work.
pub struct KeyRing {
    signer: Signer,
    public: PublicKeys,
}

/// Why a file of keys cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error("{file} cannot be read or written: {source}")]
    Io { file: String, source: io::Error },
    #[error("{file} is no file of signing keys; `picopress-backend keys new FILE` makes one")]
    Malformed { file: String },
    #[error("{file}: {source}")]
    Key { file: String, source: KeyError },
}

/// A file of keys.
#[derive(Debug, Serialize, Deserialize)]
pub struct KeyFile {
    keys: Vec<PrivateKey>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct PrivateKey {
    kid: String,
    state: KeyState,
    /// The Ed25519 seed: 43 characters of base64url.
    seed: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
enum KeyState {
    Current,
    Next,
    Former,
}

impl KeyFile {
    /// A current and a next key. `name` begins their ids.
    pub fn fresh(name: &str, random: Random) -> Self {
        let current = PrivateKey::fresh(name, KeyState::Current, random);
        KeyFile { keys: vec![current, PrivateKey::fresh(name, KeyState::Next, random)] }
    }

    /// Reads the file at `path`.
    pub fn read(path: &Path) -> Result<Self, KeyFileError> {
        let file = || path.display().to_string();
        let text = fs::read(path).map_err(|source| KeyFileError::Io { file: file(), source })?;
        serde_json::from_slice(&text).map_err(|_| KeyFileError::Malformed { file: file() })
    }

    /// Writes the file at `path`, readable to its owner only.
    pub fn write(&self, path: &Path) -> Result<(), KeyFileError> {
        let text = serde_json::to_vec_pretty(self).expect("keys are plain text");
        let file = path.display().to_string();
        private_file::write(path, &text).map_err(|source| KeyFileError::Io { file, source })
    }

    /// Lets the next key sign. The current one becomes the former, and what was the former is believed no more.
    pub fn rotate(&mut self, name: &str, random: Random) {
        self.keys.retain(|key| key.state != KeyState::Former);
        for key in &mut self.keys {
            key.state = if key.state == KeyState::Next { KeyState::Current } else { KeyState::Former };
        }
        self.keys.push(PrivateKey::fresh(name, KeyState::Next, random));
    }

    /// The keys, ready for work. `path` is named in errors.
    pub fn ring(&self, path: &Path) -> Result<KeyRing, KeyFileError> {
        let file = || path.display().to_string();
        let malformed = || KeyFileError::Malformed { file: file() };
        let mut public = PublicKeys::default();
        let mut current = None;
        for key in &self.keys {
            let seed = BASE64_URL_SAFE_NO_PAD.decode(&key.seed).map_err(|_| malformed())?;
            let seed: [u8; 32] = seed.try_into().map_err(|_| malformed())?;
            let signer = Signer::new(&key.kid, &seed);
            public
                .insert(&key.kid, &signer.public())
                .map_err(|source| KeyFileError::Key { file: file(), source })?;
            if key.state == KeyState::Current {
                current = Some(signer);
            }
        }
        Ok(KeyRing { signer: current.ok_or_else(malformed)?, public })
    }
}

impl PrivateKey {
    fn fresh(name: &str, state: KeyState, random: Random) -> Self {
        let kid = format!("{name}-{}", BASE64_URL_SAFE_NO_PAD.encode(random.bytes::<6>()));
        PrivateKey { kid, state, seed: random.secret() }
    }
}

impl KeyRing {
    /// What signs.
    pub fn signer(&self) -> &Signer {
        &self.signer
    }

    /// What is believed.
    pub fn public(&self) -> &PublicKeys {
        &self.public
    }

    /// What is published.
    pub fn jwk_set(&self) -> JwkSet {
        self.public.to_jwk_set()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rotated_file_signs_with_the_published_next_key_and_still_believes_the_former() {
        let mut keys = KeyFile::fresh("st", Random::system());
        let before = keys.ring(Path::new("keys")).unwrap();
        keys.rotate("st", Random::system());
        let after = keys.ring(Path::new("keys")).unwrap();
        assert!(before.public().get(after.signer().kid()).is_some());
        assert!(after.public().get(before.signer().kid()).is_some());
        keys.rotate("st", Random::system());
        assert!(keys.ring(Path::new("keys")).unwrap().public().get(before.signer().kid()).is_none());
    }
}
