//! Public keys: the list a client pins, and the form in which the backend publishes it (JWK Set, RFC 7517 and
//! RFC 8037).

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::VerifyingKey;
use serde::{Deserialize, Serialize};

/// The Ed25519 keys whose signature is believed, each under its key id.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PublicKeys(Vec<(String, VerifyingKey)>);

/// A JWK Set on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct JwkSet {
    /// The keys.
    pub keys: Vec<Jwk>,
}

/// An Ed25519 public key on the wire.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Jwk {
    /// Key type: `OKP`.
    pub kty: String,
    /// Curve: `Ed25519`.
    pub crv: String,
    /// Key id.
    pub kid: String,
    /// The public key: 43 characters of base64url.
    pub x: String,
    /// Algorithm: `EdDSA`.
    pub alg: String,
    /// Use: `sig`.
    #[serde(rename = "use")]
    pub usage: String,
}

/// Why a list of keys cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum KeyError {
    /// Not `kid:x`, or not JSON of a JWK Set.
    #[error("the list of keys is malformed")]
    Malformed,
    /// Another type, curve or length, or a point that proves nothing.
    #[error("key {0} is no Ed25519 public key")]
    NotEd25519(String),
    /// Two keys share an id.
    #[error("key id {0} occurs twice")]
    Duplicate(String),
}

impl PublicKeys {
    /// The keys of a list `kid:x,kid:x…`, the form in which they are given at build time.
    ///
    /// # Errors
    /// When an entry is no Ed25519 key or an id repeats. An empty text is an empty list, which believes nobody.
    pub fn from_list(list: &str) -> Result<Self, KeyError> {
        let mut keys = PublicKeys::default();
        for entry in list.split(',').map(str::trim).filter(|entry| !entry.is_empty()) {
            let (kid, x) = entry.split_once(':').ok_or(KeyError::Malformed)?;
            keys.insert(kid, x)?;
        }
        Ok(keys)
    }

    /// The keys of a JWK Set.
    ///
    /// # Errors
    /// As [`PublicKeys::from_list`]; also for a key of another kind.
    pub fn from_jwk_set(set: &JwkSet) -> Result<Self, KeyError> {
        let mut keys = PublicKeys::default();
        for key in &set.keys {
            if (key.kty.as_str(), key.crv.as_str(), key.alg.as_str()) != ("OKP", "Ed25519", "EdDSA") {
                return Err(KeyError::NotEd25519(key.kid.clone()));
            }
            keys.insert(&key.kid, &key.x)?;
        }
        Ok(keys)
    }

    /// The form in which the backend publishes them.
    pub fn to_jwk_set(&self) -> JwkSet {
        let jwk = |(kid, key): &(String, VerifyingKey)| Jwk {
            kty: "OKP".into(),
            crv: "Ed25519".into(),
            kid: kid.clone(),
            x: BASE64_URL_SAFE_NO_PAD.encode(key.as_bytes()),
            alg: "EdDSA".into(),
            usage: "sig".into(),
        };
        JwkSet { keys: self.0.iter().map(jwk).collect() }
    }

    /// The key with this id.
    pub fn get(&self, kid: &str) -> Option<&VerifyingKey> {
        self.0.iter().find(|(id, _)| id == kid).map(|(_, key)| key)
    }

    /// Whether nobody is believed.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a key.
    ///
    /// # Errors
    /// When `x` is no Ed25519 key, or the id is taken.
    pub fn insert(&mut self, kid: &str, x: &str) -> Result<(), KeyError> {
        let not_a_key = || KeyError::NotEd25519(kid.to_owned());
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(x).map_err(|_| not_a_key())?;
        let bytes: [u8; 32] = bytes.try_into().map_err(|_| not_a_key())?;
        let key = VerifyingKey::from_bytes(&bytes).map_err(|_| not_a_key())?;
        // A point of small order verifies signatures that nobody made (RFC 8032 §8.3 leaves this to us).
        if key.is_weak() {
            return Err(not_a_key());
        }
        if self.get(kid).is_some() {
            return Err(KeyError::Duplicate(kid.to_owned()));
        }
        self.0.push((kid.to_owned(), key));
        Ok(())
    }
}
