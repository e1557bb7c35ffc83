//! The access token: in memory only, renewed by one request however many ask, in this process and in others.
//!
//! A renewal writes the new refresh token before the new access token is used. Whatever gets lost on the way, a reply or
//! the whole process, the stored token is one that the server still takes. A failed network is never a sign-out.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use protocol::Code;
use protocol::api::{Refresh, Refreshed, Secret};
use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::client::Call;
use crate::desk::{Desk, Somebody, fresh_nonce};
use crate::error::Error;
use crate::keyring::{self, Record, RecordError};

/// Other processes may be in the middle of a request: this much longer than one may take.
const LOCK_MARGIN: Duration = Duration::from_secs(5);

/// The access token of this process.
#[derive(Default)]
pub(crate) struct Session {
    flight: Mutex<Flight>,
    /// How many renewals were tried.
    tried: AtomicU64,
}

#[derive(Default)]
struct Flight {
    access: Option<Access>,
    /// How the last renewal failed, for those who waited for it.
    failed: Option<Error>,
}

struct Access {
    token: Secret,
    good_until: Instant,
}

impl Access {
    fn new(token: Secret, expires_in_seconds: u32) -> Self {
        // Well before the end, and not at the same moment on all machines.
        let mut jitter = [0];
        let jitter = getrandom::fill(&mut jitter).map_or(0, |()| u64::from(jitter[0]) * 100 / 255);
        let thousandths = 700 + jitter;
        let millis = u64::from(expires_in_seconds) * thousandths;
        Access { token, good_until: Instant::now() + Duration::from_millis(millis) }
    }
}

impl Session {
    /// Takes in the tokens of a sign-in.
    pub fn begin(&self, access_token: Secret, expires_in_seconds: u32) {
        let mut flight = self.flight();
        flight.access = Some(Access::new(access_token, expires_in_seconds));
        flight.failed = None;
    }

    /// Drops the access token.
    pub fn forget(&self) {
        *self.flight() = Flight::default();
    }

    /// Drops the access token that the server no longer takes, unless it was renewed meanwhile.
    fn reject(&self, token: &Secret) {
        let mut flight = self.flight();
        if flight.access.as_ref().is_some_and(|access| access.token == *token) {
            flight.access = None;
        }
    }

    fn flight(&self) -> MutexGuard<'_, Flight> {
        self.flight.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Desk {
    /// An access token that is good for a while.
    pub fn access_token(&self) -> Result<Secret, Error> {
        let tried_before = self.session.tried.load(Ordering::Acquire);
        let mut flight = self.session.flight();
        if let Some(access) = flight.access.as_ref().filter(|access| Instant::now() < access.good_until) {
            return Ok(access.token.clone());
        }
        let somebody_tried = self.session.tried.load(Ordering::Acquire) != tried_before;
        if let Some(error) = flight.failed.as_ref().filter(|_| somebody_tried) {
            return Err(error.clone());
        }
        let renewed = self.renew();
        self.session.tried.fetch_add(1, Ordering::AcqRel);
        let renewed = renewed.inspect_err(|error| flight.failed = Some(error.clone()))?;
        let token = renewed.token.clone();
        *flight = Flight { access: Some(renewed), failed: None };
        Ok(token)
    }

    fn renew(&self) -> Result<Access, Error> {
        if let Some(code) = self.ended() {
            return Err(Error::Ended(code));
        }
        let _lock = self.lock_session()?;
        let (somebody, record) = self.newest_record()?;
        let nonce = fresh_nonce()?;
        let body = Refresh {
            refresh_token: record.refresh_token.clone().ok_or(Error::NotSignedIn)?,
            hardware_id: Some(self.hardware_id(&record)),
            nonce: Some(nonce),
        };
        let answer = self.client.ask(&Call::post("/auth/refresh", &body));
        let reply: Refreshed = answer.map_err(|error| match error {
            Error::Refused(problem) => self.judge(problem, nonce),
            error => error,
        })?;
        // A statement that nobody can verify gives no rights, but is no reason to lose the token that came with it.
        let seq = reply.entitlement.as_deref().map(|token| self.keep_entitlement(token, nonce));
        let next = reply.refresh_token.clone();
        let mark = seq.as_ref().and_then(|seq| seq.as_ref().ok().copied());
        somebody.place.update(move |record| {
            record.refresh_token = Some(next);
            record.seq = mark.unwrap_or(record.seq);
        })?;
        drop(self.note(seq.transpose()));
        Ok(Access::new(reply.access_token, reply.expires_in))
    }

    /// The record as it is now: another process may have renewed the token, or signed in anew.
    fn newest_record(&self) -> Result<(Somebody, Record), Error> {
        let somebody = self.here()?;
        match somebody.place.read()? {
            Some(record) if record.id == somebody.id => Ok((somebody, record)),
            _ => {
                self.load();
                let somebody = self.here()?;
                let record = somebody.place.read()?.ok_or(RecordError::LostOrLocked)?;
                Ok((somebody, record))
            }
        }
    }

    /// What the server tells devices by. Where nothing is known of the machine, the record stands for it.
    pub fn hardware_id(&self, record: &Record) -> String {
        let of_record = || record.id.0.iter().map(|byte| format!("{byte:02x}")).collect();
        self.options.hardware.machine.map_or_else(of_record, |machine| machine.to_string())
    }

    /// One process at a time talks about the sign-in.
    pub fn lock_session(&self) -> Result<std::fs::File, Error> {
        let deadline = self.options.patience.total + LOCK_MARGIN;
        Ok(keyring::locked(&self.options.state.join("session.lock"), deadline)?)
    }

    /// Asks in the name of whoever is signed in. An access token that the server no longer takes is renewed once.
    pub fn ask_signed_in<B: Serialize, R: DeserializeOwned>(&self, call: &Call<'_, B>) -> Result<R, Error> {
        self.signed_in(|token| self.client.ask(&call.with_token(token)))
    }

    /// As [`Desk::ask_signed_in`], for calls whose answer says nothing.
    pub fn tell_signed_in<B: Serialize>(&self, call: &Call<'_, B>) -> Result<(), Error> {
        self.signed_in(|token| self.client.tell(&call.with_token(token)))
    }

    fn signed_in<R>(&self, ask: impl Fn(&Secret) -> Result<R, Error>) -> Result<R, Error> {
        let token = self.access_token()?;
        match ask(&token) {
            Err(error) if is_over(&error) => {
                self.session.reject(&token);
                ask(&self.access_token()?)
            }
            answer => answer,
        }
    }
}

fn is_over(error: &Error) -> bool {
    matches!(error.refusal(), Some(Code::TokenExpired | Code::Unauthenticated))
}
