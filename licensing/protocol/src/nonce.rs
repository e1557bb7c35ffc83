//! A number used once: the client makes it, and finds it again under the signature of the reply. Nothing
//! recorded earlier can pass for an answer to this question.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::{Deserialize, Serialize};

/// 128 random bits, on the wire as 22 characters of unpadded base64url.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Nonce([u8; 16]);

impl Nonce {
    /// A nonce of bytes that the caller drew from the system's random source.
    pub fn from_random(bytes: [u8; 16]) -> Self {
        Nonce(bytes)
    }

    /// The nonce that these characters spell, if they are exactly 22 of base64url.
    pub fn parse(text: &str) -> Option<Self> {
        let bytes = BASE64_URL_SAFE_NO_PAD.decode(text).ok()?;
        bytes.try_into().ok().map(Nonce)
    }
}

impl fmt::Display for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&BASE64_URL_SAFE_NO_PAD.encode(self.0))
    }
}

impl fmt::Debug for Nonce {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "Nonce({self})")
    }
}

impl From<Nonce> for String {
    fn from(nonce: Nonce) -> String {
        nonce.to_string()
    }
}

impl TryFrom<String> for Nonce {
    type Error = &'static str;

    fn try_from(text: String) -> Result<Self, Self::Error> {
        Nonce::parse(&text).ok_or("a nonce is 22 characters of base64url")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_back_what_it_writes() {
        let nonce = Nonce::from_random([7; 16]);
        assert_eq!(nonce.to_string().len(), 22);
        assert_eq!(Nonce::parse(&nonce.to_string()), Some(nonce));
    }

    #[test]
    fn has_one_spelling_only() {
        // The last character carries two bits that must be zero.
        for wrong in
            ["", "short", "AAAAAAAAAAAAAAAAAAAAAB", "AAAAAAAAAAAAAAAAAAAAAA==", "AAAAAAAAAAAAAAAAAAAAAAA"]
        {
            assert_eq!(Nonce::parse(wrong), None, "{wrong}");
        }
    }
}
