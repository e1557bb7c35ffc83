//! What every request works with.

use std::sync::atomic::AtomicI64;

use protocol::{Code, Verdict};

use crate::auth::password::Hasher;
use crate::clock::Clock;
use crate::config::Settings;
use crate::db::Db;
use crate::metrics::Metrics;
use crate::pepper::Pepper;
use crate::random::Random;
use crate::rate_limit::RateLimit;
use crate::signing::KeyRing;

/// The service: shared by all requests, and unchanged while it runs.
pub struct Service {
    pub settings: Settings,
    pub db: Db,
    pub clock: Clock,
    pub random: Random,
    pub pepper: Pepper,
    /// Signs access tokens.
    pub access_keys: KeyRing,
    /// Signs what clients believe.
    pub statement_keys: KeyRing,
    pub hasher: Hasher,
    pub metrics: Metrics,
    /// All requests of one address.
    pub request_rate: RateLimit,
    /// Requests of one address that sign in, register or send mail.
    pub sign_in_rate: RateLimit,
    /// The highest number of a statement so far.
    pub highest_seq: AtomicI64,
    /// Wakes the worker when there is something to do.
    pub job_ordered: tokio::sync::Notify,
}

impl Service {
    /// Who signs statements and tokens: the base URL.
    pub fn issuer(&self) -> &str {
        &self.settings.public_url
    }

    /// `verdict`, signed.
    pub fn sign_verdict(&self, verdict: &Verdict) -> String {
        self.statement_keys.signer().sign(verdict)
    }

    /// Refuses a client that is older than is still served.
    pub fn check_client(&self, version: &str) -> Result<(), crate::error::Refusal> {
        let version = crate::domain::version::Version::parse(version)
            .ok_or_else(|| crate::error::Refusal::invalid("client_version: three numbers, such as 1.2.3"))?;
        match self.settings.minimum_client {
            Some(minimum) if version < minimum => Err(Code::ClientTooOld.into()),
            _ => Ok(()),
        }
    }
}
