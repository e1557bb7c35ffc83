//! The keyring of the system: Secret Service, Keychain or Credential Manager.

use std::path::Path;
use std::sync::Arc;

use keyring_core::api::CredentialStoreApi;
use keyring_core::{Entry, Error};
use sha2::{Digest, Sha256};

use super::{Item, RecordError};

const SERVICE: &str = "picopress";

/// The name of the item: another for each home folder that was named.
pub fn user(home: Option<&Path>) -> String {
    match home {
        None => "account".into(),
        Some(home) => {
            let home = std::path::absolute(home).unwrap_or_else(|_| home.to_owned());
            let hash = Sha256::digest(home.as_os_str().as_encoded_bytes());
            let hash: String = hash[..8].iter().map(|byte| format!("{byte:02x}")).collect();
            format!("account-{hash}")
        }
    }
}

/// The item of this program. Connects at the first call, and again as long as that fails.
pub struct SystemItem {
    user: String,
    entry: Option<Entry>,
}

impl SystemItem {
    /// The item of `user`, see [`user`].
    pub fn new(user: &str) -> Self {
        SystemItem { user: user.to_owned(), entry: None }
    }

    fn entry(&mut self) -> Result<&Entry, RecordError> {
        if self.entry.is_none() {
            self.entry = Some(connect(&self.user).map_err(|_| RecordError::Absent)?);
        }
        self.entry.as_ref().ok_or(RecordError::Absent)
    }

    /// What a failure means. After one of the service itself the connection is made anew at the next call.
    fn failed(&mut self, error: Error) -> RecordError {
        match error {
            Error::NoStorageAccess(why) if why.to_string().contains("dismissed") => RecordError::Dismissed,
            Error::NoStorageAccess(_) => RecordError::Locked,
            Error::NoEntry => RecordError::LostOrLocked,
            Error::TooLong(..) => RecordError::TooLong,
            Error::Ambiguous(_) => RecordError::Ambiguous,
            Error::BadEncoding(_) | Error::BadDataFormat(..) => RecordError::Damaged,
            Error::NoDefaultStore | Error::PlatformFailure(_) => {
                self.entry = None;
                RecordError::Absent
            }
            other => RecordError::Failed(other.to_string()),
        }
    }
}

impl Item for SystemItem {
    fn get(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        match self.entry()?.get_secret() {
            Ok(secret) => Ok(Some(secret)),
            Err(Error::NoEntry) => Ok(None),
            Err(error) => Err(self.failed(error)),
        }
    }

    fn set(&mut self, secret: &[u8]) -> Result<(), RecordError> {
        self.entry()?.set_secret(secret).map_err(|error| self.failed(error))
    }

    fn remove(&mut self) -> Result<(), RecordError> {
        match self.entry()?.delete_credential() {
            Ok(()) | Err(Error::NoEntry) => Ok(()),
            Err(error) => Err(self.failed(error)),
        }
    }
}

fn connect(user: &str) -> keyring_core::Result<Entry> {
    // On Windows the default would follow a roaming profile to other machines.
    let modifiers = cfg!(windows).then(|| [("persistence", "local")].into());
    store()?.build(SERVICE, user, modifiers.as_ref())
}

#[cfg(target_os = "linux")]
fn store() -> keyring_core::Result<Arc<zbus_secret_service_keyring_store::Store>> {
    zbus_secret_service_keyring_store::Store::new()
}

#[cfg(target_os = "macos")]
fn store() -> keyring_core::Result<Arc<apple_native_keyring_store::keychain::Store>> {
    apple_native_keyring_store::keychain::Store::new()
}

#[cfg(windows)]
fn store() -> keyring_core::Result<Arc<windows_native_keyring_store::Store>> {
    windows_native_keyring_store::Store::new()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_home_has_an_item_of_its_own() {
        let names = [None, Some(Path::new("/a")), Some(Path::new("/b"))].map(user);
        assert_eq!(names[0], "account");
        assert!(names[1] != names[2] && names[1].starts_with("account-"));
        assert_eq!(names[1], user(Some(Path::new("/a"))));
    }
}
