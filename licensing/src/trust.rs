//! Whose statements are believed: keys given when the program was built.

use protocol::PublicKeys;
use protocol::keys::KeyError;

/// Where the keys come from.
#[derive(Debug, Clone)]
pub struct Trust {
    /// The keys.
    pub keys: PublicKeys,
    /// Why there are none, if there should be.
    pub trouble: Option<String>,
}

impl Trust {
    /// Trust in these keys.
    pub fn in_keys(keys: PublicKeys) -> Self {
        Trust { keys, trouble: None }
    }

    /// The keys of this build: `PICOPRESS_STATEMENT_KEYS` at build time, `kid:x,kid:x`, the current and the next.
    /// With the feature `dev-keys`, which packaging refuses, the file that a local backend wrote.
    pub fn of_this_build() -> Self {
        #[cfg(feature = "dev-keys")]
        let keys = dev::keys();
        #[cfg(not(feature = "dev-keys"))]
        let keys = pinned(option_env!("PICOPRESS_STATEMENT_KEYS").unwrap_or_default());
        match keys {
            Ok(keys) => Trust::in_keys(keys),
            Err(why) => Trust { keys: PublicKeys::default(), trouble: Some(why) },
        }
    }
}

#[cfg_attr(feature = "dev-keys", allow(dead_code, reason = "this build reads a file instead"))]
fn pinned(list: &str) -> Result<PublicKeys, String> {
    match PublicKeys::from_list(list) {
        Ok(keys) if keys.is_empty() => Err("this build trusts no server: it was made without keys".into()),
        keys => keys.map_err(|error: KeyError| error.to_string()),
    }
}

#[cfg(feature = "dev-keys")]
mod dev {
    //! The keys of a backend on this machine, for development.

    use std::path::PathBuf;

    use protocol::PublicKeys;
    use protocol::keys::JwkSet;

    /// The file that `PICOPRESS_DEV_KEYS` names, or that a local backend writes into its data folder.
    pub fn keys() -> Result<PublicKeys, String> {
        let path = path().ok_or("this account has no home folder")?;
        let named = |why: String| format!("{}: {why}", path.display());
        let text = std::fs::read(&path).map_err(|error| named(error.to_string()))?;
        let set: JwkSet =
            protocol::strict_json::from_slice(&text).map_err(|error| named(error.to_string()))?;
        PublicKeys::from_jwk_set(&set).map_err(|error| named(error.to_string()))
    }

    fn path() -> Option<PathBuf> {
        if let Some(path) = std::env::var_os("PICOPRESS_DEV_KEYS").filter(|path| !path.is_empty()) {
            return Some(path.into());
        }
        let dirs = directories::ProjectDirs::from("", "", "picopress-backend")?;
        Some(dirs.data_local_dir().join("statement-keys.json"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use protocol::Signer;

    #[test]
    fn a_build_without_keys_believes_nobody_and_says_so() {
        assert!(pinned("").unwrap_err().contains("trusts no server"));
        assert!(pinned("no-colon").is_err());
        let signer = Signer::new("ent-1", &[1; 32]);
        assert!(pinned(&format!("ent-1:{}", signer.public())).unwrap().get("ent-1").is_some());
    }
}
