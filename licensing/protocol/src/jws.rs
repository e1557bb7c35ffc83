//! Signing statements and checking them: JWS compact serialisation (RFC 7515) with EdDSA over Ed25519
//! (RFC 8037), and nothing else. There is no choice of algorithm to get wrong.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use ed25519_dalek::{Signature, Signer as _, SigningKey};
use serde::{Deserialize, Serialize};

use crate::claims::Claims;
use crate::keys::PublicKeys;
use crate::strict_json;

/// The longest statement that is looked at, in bytes.
pub const MAX_LENGTH: usize = 16 * 1024;

/// Why a statement is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenError {
    /// Over [`MAX_LENGTH`].
    #[error("the statement is too long")]
    TooLong,
    /// Not three parts of canonical base64url, or a header with other than `alg`, `typ` and `kid`.
    #[error("the statement is malformed")]
    Malformed,
    /// Another algorithm than EdDSA.
    #[error("the statement is signed with another algorithm")]
    WrongAlgorithm,
    /// Another kind of statement than was asked for.
    #[error("the statement is of another kind")]
    WrongType,
    /// Signed with a key that is not on the list.
    #[error("the statement is signed with an unknown key")]
    UnknownKey,
    /// The signature is not of this content.
    #[error("the signature does not fit")]
    BadSignature,
    /// Rightly signed, but not what this version understands.
    #[error("the statement says something unknown to this version")]
    Schema,
    /// Rightly signed, but for another audience or version.
    #[error("the statement is meant for somebody else")]
    WrongAudience,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Header {
    alg: String,
    typ: String,
    kid: String,
}

/// A private key under its id.
pub struct Signer {
    kid: String,
    key: SigningKey,
}

impl std::fmt::Debug for Signer {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Signer").field("kid", &self.kid).finish_non_exhaustive()
    }
}

impl Signer {
    /// A signer with the Ed25519 seed `seed`.
    pub fn new(kid: &str, seed: &[u8; 32]) -> Self {
        Signer { kid: kid.to_owned(), key: SigningKey::from_bytes(seed) }
    }

    /// The id of its key.
    pub fn kid(&self) -> &str {
        &self.kid
    }

    /// The public half: 43 characters of base64url.
    pub fn public(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(self.key.verifying_key().as_bytes())
    }

    /// `claims` as a signed statement.
    pub fn sign<C: Claims>(&self, claims: &C) -> String {
        let header = Header { alg: "EdDSA".into(), typ: C::TYPE.into(), kid: self.kid.clone() };
        let mut statement = format!("{}.{}", encoded(&header), encoded(claims));
        let signature = self.key.sign(statement.as_bytes());
        statement.push('.');
        statement.push_str(&BASE64_URL_SAFE_NO_PAD.encode(signature.to_bytes()));
        statement
    }
}

fn encoded(value: &impl Serialize) -> String {
    let json = serde_json::to_vec(value).expect("our own claims have text keys and no failing parts");
    BASE64_URL_SAFE_NO_PAD.encode(json)
}

/// What a statement says, once it is proven that a holder of one of `keys` said exactly this.
///
/// Times inside are not judged here: whoever asks has the trusted clock.
///
/// # Errors
/// When anything at all is not as [`Signer::sign`] makes it.
pub fn verify<C: Claims>(token: &str, keys: &PublicKeys) -> Result<C, TokenError> {
    if token.len() > MAX_LENGTH {
        return Err(TokenError::TooLong);
    }
    let (signed, signature) = token.rsplit_once('.').ok_or(TokenError::Malformed)?;
    let (header, payload) = signed.split_once('.').ok_or(TokenError::Malformed)?;
    let header: Header = strict_json::from_slice(&decoded(header)?).map_err(|_| TokenError::Malformed)?;
    if header.alg != "EdDSA" {
        return Err(TokenError::WrongAlgorithm);
    }
    if header.typ != C::TYPE {
        return Err(TokenError::WrongType);
    }
    let key = keys.get(&header.kid).ok_or(TokenError::UnknownKey)?;
    let signature = Signature::from_slice(&decoded(signature)?).map_err(|_| TokenError::Malformed)?;
    key.verify_strict(signed.as_bytes(), &signature).map_err(|_| TokenError::BadSignature)?;
    let claims: C = strict_json::from_slice(&decoded(payload)?).map_err(|_| TokenError::Schema)?;
    if !claims.is_meant_for_us() {
        return Err(TokenError::WrongAudience);
    }
    Ok(claims)
}

/// The engine refuses padding and trailing bits that are not zero, so that there is one spelling only.
fn decoded(part: &str) -> Result<Vec<u8>, TokenError> {
    BASE64_URL_SAFE_NO_PAD.decode(part).map_err(|_| TokenError::Malformed)
}
