//! The server's own secret: with it, what must be found again can be stored as a hash that nobody without it
//! can compute or guess backwards.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

/// 32 bytes that never leave the server and are in no database.
#[derive(Clone)]
pub struct Pepper([u8; 32]);

impl Pepper {
    /// The secret that these bytes are.
    pub fn new(bytes: [u8; 32]) -> Self {
        Pepper(bytes)
    }

    /// The keyed hash of `parts` for one `purpose`, as 43 characters of base64url. Each part is preceded by
    /// its length, so that moving a character from one part to the next changes the hash.
    pub fn hash(&self, purpose: &str, parts: &[&str]) -> String {
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.0).expect("HMAC takes a key of any length");
        for part in [&[purpose], parts].concat() {
            mac.update(&(part.len() as u64).to_be_bytes());
            mac.update(part.as_bytes());
        }
        BASE64_URL_SAFE_NO_PAD.encode(mac.finalize().into_bytes())
    }
}

/// SHA-256 of a secret with 256 random bits, as 43 characters of base64url: the form in which it is stored.
pub fn digest(secret: &str) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(Sha256::digest(secret.as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn purposes_and_parts_do_not_run_together() {
        let pepper = Pepper::new([7; 32]);
        let hash = pepper.hash("refresh", &["ab", "c"]);
        assert_ne!(hash, pepper.hash("refresh", &["a", "bc"]));
        assert_ne!(hash, pepper.hash("refreshab", &["", "c"]));
        assert_ne!(hash, Pepper::new([8; 32]).hash("refresh", &["ab", "c"]));
        assert_eq!(hash, pepper.hash("refresh", &["ab", "c"]));
    }
}
