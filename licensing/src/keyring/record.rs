//! The one secret that is kept: under 400 bytes, so that every keyring takes it.

use std::fmt;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use protocol::api::Secret;
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::RecordError;
use crate::seal::{RecordId, SealKey};

/// Windows takes 2560 bytes, of which some bindings use two for one character; nothing here needs more than this.
const MAX_ENCODED: usize = 400;

/// What a sign-in leaves behind.
#[derive(Clone, PartialEq, Eq)]
pub struct Record {
    /// Names the record, also in the files sealed under it.
    pub id: RecordId,
    /// The secret those files are sealed with.
    pub secret: Zeroizing<[u8; 32]>,
    /// For the next refresh. `None` before a sign-in.
    pub refresh_token: Option<Secret>,
    /// The highest `seq` of an entitlement or verdict seen.
    pub seq: u64,
    /// The highest generation of the ledger.
    pub generation: u64,
}

/// The record as it is stored.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Stored {
    v: u8,
    id: String,
    k: Secret,
    rt: Option<Secret>,
    eseq: u64,
    lgen: u64,
}

impl Record {
    /// A new record with a secret of its own.
    ///
    /// # Errors
    /// When the system gives no random bytes.
    pub fn new() -> Result<Self, RecordError> {
        let no_randomness = |_| RecordError::Failed("the system's random source does not answer".into());
        let mut id = [0; 16];
        let mut secret = Zeroizing::new([0; 32]);
        getrandom::fill(&mut id).map_err(no_randomness)?;
        getrandom::fill(&mut secret[..]).map_err(no_randomness)?;
        Ok(Record { id: RecordId(id), secret, refresh_token: None, seq: 0, generation: 0 })
    }

    /// The key that files of this record are sealed with.
    pub fn seal_key(&self) -> SealKey {
        SealKey::new(self.id, &self.secret)
    }

    /// ASCII, as some keyrings hold only text.
    pub(super) fn encoded(&self) -> Result<Zeroizing<Vec<u8>>, RecordError> {
        let stored = Stored {
            v: 1,
            id: BASE64_URL_SAFE_NO_PAD.encode(self.id.0),
            k: Secret::new(BASE64_URL_SAFE_NO_PAD.encode(&self.secret[..])),
            rt: self.refresh_token.clone(),
            eseq: self.seq,
            lgen: self.generation,
        };
        let json = serde_json::to_vec(&stored).map(Zeroizing::new).map_err(|_| RecordError::Damaged)?;
        let text = Zeroizing::new(BASE64_URL_SAFE_NO_PAD.encode(&json[..]).into_bytes());
        if text.len() > MAX_ENCODED { Err(RecordError::TooLong) } else { Ok(text) }
    }

    pub(super) fn decode(text: &[u8]) -> Result<Self, RecordError> {
        let damaged = || RecordError::Damaged;
        let decoded = |text: &str| BASE64_URL_SAFE_NO_PAD.decode(text).map(Zeroizing::new);
        let json =
            BASE64_URL_SAFE_NO_PAD.decode(text.trim_ascii()).map(Zeroizing::new).map_err(|_| damaged())?;
        let stored: Stored = protocol::strict_json::from_slice(&json).map_err(|_| damaged())?;
        let id = decoded(&stored.id).map_err(|_| damaged())?;
        let secret = decoded(stored.k.expose()).map_err(|_| damaged())?;
        if stored.v != 1 {
            return Err(damaged());
        }
        Ok(Record {
            id: RecordId(id[..].try_into().map_err(|_| damaged())?),
            secret: Zeroizing::new(secret[..].try_into().map_err(|_| damaged())?),
            refresh_token: stored.rt,
            seq: stored.eseq,
            generation: stored.lgen,
        })
    }
}

impl fmt::Debug for Record {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = formatter.debug_struct("Record");
        shown.field("id", &self.id).field("seq", &self.seq).field("generation", &self.generation);
        shown.finish_non_exhaustive()
    }
}
