//! What this process knows of the sign-in: where its secret is, what the server said last, and what follows. The calls
//! in [`crate::account`], [`crate::session`] and [`crate::sync`] bring in what is new.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock, RwLockReadGuard};

use protocol::api::Secret;
use protocol::claims::Claims;
use protocol::code::Problem;
use protocol::{Entitlement, Hardware, Nonce, Verdict, VerdictCode, verify};

use crate::client::{Client, Patience};
use crate::clock::{Clocks, TrustedClock};
use crate::entitlement::{Evidence, Rights, Standing, rights};
use crate::error::Error;
use crate::keyring::{Marker, Record, RecordError, RecordPlace, Store};
use crate::licence::{self, LicenceFile, Statements, Stored};
use crate::seal::{RecordId, SealKey};
use crate::session::Session;
use crate::trust::Trust;

/// What the licensing of one program needs to know.
pub struct Options {
    /// The folder for what the program remembers.
    pub state: PathBuf,
    /// The folder that `PICOPRESS_HOME` names, if it is set.
    pub home: Option<PathBuf>,
    /// The backend's address with `/v1`.
    pub api: String,
    /// The program's version, `1.2.3`.
    pub version: String,
    /// Whose statements are believed: [`Trust::of_this_build`].
    pub trust: Trust,
    /// This machine: [`crate::device::hardware`].
    pub hardware: Hardware,
    /// The clocks: [`crate::clock::SystemClocks`].
    pub clocks: Arc<dyn Clocks>,
    /// How long to wait for the backend.
    pub patience: Patience,
}

/// Everything behind the handle.
pub(crate) struct Desk {
    pub options: Options,
    pub client: Client,
    pub clock: TrustedClock,
    pub session: Session,
    sign_in: RwLock<SignIn>,
    /// Held while the sign-in changes, which may take a disk or a keyring: readers never wait for those.
    changing: Mutex<()>,
    trouble: RwLock<Option<Error>>,
    keyring: Arc<RecordPlace>,
    file: Arc<RecordPlace>,
    memory: Arc<RecordPlace>,
}

/// Who is at the desk.
enum SignIn {
    Opening,
    Nobody,
    Unreadable { store: Store, why: RecordError },
    Somebody(Box<Somebody>),
}

/// A sign-in whose secret is at hand.
#[derive(Clone)]
pub(crate) struct Somebody {
    pub place: Arc<RecordPlace>,
    pub id: RecordId,
    pub key: SealKey,
    pub seq_mark: u64,
    /// The ledger's mark when the record was read.
    pub generation: u64,
    pub stored: Stored,
    pub statements: Statements,
    /// Whether the licence file is there but does not open.
    unreadable: bool,
}

impl Somebody {
    /// Whether this is the account with that address, as far as is known: the file that says so may be lost.
    pub fn is(&self, email: &str) -> bool {
        self.stored.email.is_empty() || self.stored.email.eq_ignore_ascii_case(email)
    }
}

/// What a window shows.
#[derive(Debug, Clone)]
pub struct Snapshot {
    /// What holds.
    pub rights: Rights,
    /// Who is signed in.
    pub account: Option<Account>,
    /// Why the last contact failed, if it did.
    pub trouble: Option<Error>,
    /// The trusted time, in milliseconds since the Unix epoch.
    pub now_ms: i64,
    /// The wall clock, to be named beside it where the two differ.
    pub wall_ms: i64,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The address.
    pub email: String,
    /// This device's id.
    pub device_id: String,
    /// Where the secret is kept.
    pub store: Store,
    /// What the account had used when the server last said so: the number of the day, and conversions on it.
    pub quota: Option<(i64, u32)>,
}

impl Desk {
    pub fn new(options: Options) -> Self {
        Desk {
            client: Client::new(&options.api, &options.version, options.patience),
            clock: TrustedClock::new(Arc::clone(&options.clocks)),
            session: Session::default(),
            sign_in: RwLock::new(SignIn::Opening),
            changing: Mutex::new(()),
            trouble: RwLock::new(None),
            keyring: Arc::new(RecordPlace::keyring(&options.state, options.home.as_deref())),
            file: Arc::new(RecordPlace::file(&options.state)),
            memory: Arc::new(RecordPlace::memory()),
            options,
        }
    }

    pub fn place(&self, store: Store) -> Arc<RecordPlace> {
        Arc::clone(match store {
            Store::Keyring => &self.keyring,
            Store::File => &self.file,
            Store::Memory => &self.memory,
        })
    }

    /// Looks who is signed in. Waits for the keyring, if one is asked.
    pub fn load(&self) {
        let _changing = self.changing();
        let sign_in = match Marker::read(&self.options.state) {
            Some(marker) if !marker.signing_out => self.look_up(marker.store),
            _ => SignIn::Nobody,
        };
        self.put(sign_in);
    }

    /// Looks again when another process signed in or out, or when the secret could not be had before.
    pub fn catch_up(&self) {
        let marker = Marker::read(&self.options.state).filter(|marker| !marker.signing_out);
        let is_current = match &*self.read() {
            SignIn::Opening | SignIn::Unreadable { .. } => false,
            SignIn::Nobody => marker.is_none(),
            SignIn::Somebody(somebody) => match somebody.place.store() {
                Store::Memory => true,
                store => marker.is_some_and(|marker| marker.store == store),
            },
        };
        if !is_current {
            self.load();
        }
    }

    fn look_up(&self, store: Store) -> SignIn {
        let place = self.place(store);
        match place.read() {
            Ok(Some(record)) => SignIn::Somebody(Box::new(self.somebody(place, &record))),
            Ok(None) => SignIn::Unreadable { store, why: RecordError::LostOrLocked },
            Err(why) => SignIn::Unreadable { store, why },
        }
    }

    fn somebody(&self, place: Arc<RecordPlace>, record: &Record) -> Somebody {
        let key = record.seal_key();
        let (stored, unreadable) = match LicenceFile::new(&self.options.state, key.clone()).read() {
            Ok(stored) => (stored.unwrap_or_default(), false),
            Err(_) => (Stored::default(), true),
        };
        if let Some(anchor) = stored.anchor {
            self.clock.learn(anchor);
        }
        let statements = stored.statements(&self.options.trust.keys);
        let (id, seq_mark, generation) = (record.id, record.seq, record.generation);
        Somebody { place, id, key, seq_mark, generation, stored, statements, unreadable }
    }

    /// Whoever is signed in.
    pub fn here(&self) -> Result<Somebody, Error> {
        match &*self.read() {
            SignIn::Somebody(somebody) => Ok((**somebody).clone()),
            SignIn::Unreadable { why, .. } => Err(Error::Record(why.clone())),
            SignIn::Nobody | SignIn::Opening => Err(Error::NotSignedIn),
        }
    }

    /// Why the server ended the sign-in, if it did.
    pub fn ended(&self) -> Option<VerdictCode> {
        match self.rights().standing {
            Standing::Ended(code) if code != VerdictCode::LicenceSuspended => Some(code),
            _ => None,
        }
    }

    pub fn rights(&self) -> Rights {
        match &*self.read() {
            SignIn::Opening => Rights::free(Standing::Opening),
            SignIn::Nobody => Rights::free(Standing::Anonymous),
            SignIn::Unreadable { why, .. } => Rights::free(Standing::NoSecret(why.clone())),
            SignIn::Somebody(somebody) if somebody.unreadable => Rights::free(Standing::Unreadable),
            SignIn::Somebody(somebody) => rights(&Evidence {
                entitlement: somebody.statements.entitlement.as_ref(),
                verdict: somebody.statements.verdict.as_ref(),
                seq_mark: somebody.seq_mark,
                hardware: &self.options.hardware,
                now_ms: self.clock.now_ms(),
            }),
        }
    }

    pub fn snapshot(&self) -> Snapshot {
        Snapshot {
            rights: self.rights(),
            account: self.account(),
            trouble: self.trouble.read().unwrap_or_else(PoisonError::into_inner).clone(),
            now_ms: self.clock.now_ms(),
            wall_ms: self.clock.wall_ms(),
        }
    }

    fn account(&self) -> Option<Account> {
        match &*self.read() {
            SignIn::Opening | SignIn::Nobody => None,
            SignIn::Unreadable { store, .. } => {
                Some(Account { email: String::new(), device_id: String::new(), store: *store, quota: None })
            }
            SignIn::Somebody(somebody) => Some(Account {
                email: somebody.stored.email.clone(),
                device_id: somebody.stored.device_id.clone(),
                store: somebody.place.store(),
                quota: somebody.statements.entitlement.as_ref().map(|said| (said.quota.day, said.quota.used)),
            }),
        }
    }

    /// Remembers how the last contact went.
    pub fn note<T>(&self, result: Result<T, Error>) -> Result<T, Error> {
        let trouble = result.as_ref().err().cloned();
        *self.trouble.write().unwrap_or_else(PoisonError::into_inner) = trouble;
        result
    }

    /// What a statement says, if it is signed and answers the question with `nonce`.
    pub fn verified<C: Claims>(&self, token: &str, nonce: Nonce, of: fn(&C) -> Nonce) -> Result<C, Error> {
        let untrusted = |why: String| Error::Untrusted(why);
        let claims: C = verify(token, &self.options.trust.keys).map_err(|why| untrusted(why.to_string()))?;
        if of(&claims) != nonce {
            return Err(untrusted("it answers another question".into()));
        }
        Ok(claims)
    }

    /// Takes in a fresh entitlement and keeps it. Returns its `seq`, which is to go into the record next. The session's lock
    /// is held.
    ///
    /// The file comes before the mark in the record: a crash between the two leaves an entitlement that is newer than its mark,
    /// and nothing is lost.
    pub fn keep_entitlement(&self, token: &str, nonce: Nonce) -> Result<u64, Error> {
        let entitlement: Entitlement = self.verified(token, nonce, |said: &Entitlement| said.nonce)?;
        self.clock.contact(entitlement.srv_ms);
        let seq = entitlement.seq;
        self.change(|somebody| {
            somebody.seq_mark = seq;
            somebody.stored.entitlement = Some(Secret::new(token));
            somebody.stored.verdict = None;
            somebody.statements = Statements { entitlement: Some(entitlement), verdict: None };
            somebody.unreadable = false;
        })?;
        Ok(seq)
    }

    /// Takes in the verdict of a refusal, if it is signed and answers `nonce`. An unsigned refusal changes nothing.
    pub fn judge(&self, problem: Box<Problem>, nonce: Nonce) -> Error {
        let Some(token) = problem.verdict.as_deref() else { return Error::Refused(problem) };
        let verdict = match self.verified(token, nonce, |said: &Verdict| said.nonce) {
            Ok(verdict) => verdict,
            Err(error) => return error,
        };
        let code = verdict.code;
        self.clock.contact(verdict.srv_ms);
        let kept = self.change(|somebody| {
            somebody.stored.verdict = Some(Secret::new(token));
            somebody.statements.verdict = Some(verdict);
        });
        kept.err().unwrap_or(Error::Ended(code))
    }

    /// Changes what is known of the sign-in, and what is on disk of it.
    pub fn change(&self, change: impl FnOnce(&mut Somebody)) -> Result<(), Error> {
        let _changing = self.changing();
        let mut somebody = self.here()?;
        change(&mut somebody);
        somebody.stored.anchor = Some(self.clock.anchor());
        let saved = self.save(&somebody.key, somebody.place.store(), &somebody.stored);
        // What was signed holds in this process even when the disk is full.
        self.put(SignIn::Somebody(Box::new(somebody)));
        saved
    }

    /// A sign-in for this session only leaves nothing on disk.
    fn save(&self, key: &SealKey, store: Store, stored: &Stored) -> Result<(), Error> {
        if store == Store::Memory {
            return Ok(());
        }
        let written = LicenceFile::new(&self.options.state, key.clone()).write(stored);
        written.map_err(|error| self.file_error(&error))
    }

    pub fn file_error(&self, error: &std::io::Error) -> Error {
        Error::File { path: self.options.state.clone(), why: error.to_string() }
    }

    /// Somebody signed in, with this record.
    pub fn welcome(&self, store: Store, record: &Record, email: &str, device_id: &str) {
        let _changing = self.changing();
        let stored = Stored { email: email.into(), device_id: device_id.into(), ..Stored::default() };
        self.put(SignIn::Somebody(Box::new(Somebody {
            place: self.place(store),
            id: record.id,
            key: record.seal_key(),
            seq_mark: record.seq,
            generation: record.generation,
            stored,
            statements: Statements::default(),
            unreadable: false,
        })));
    }

    /// Nobody is signed in any more. What was sealed for the sign-in goes.
    pub fn farewell(&self) -> Result<(), Error> {
        let _changing = self.changing();
        self.put(SignIn::Nobody);
        self.session.forget();
        licence::remove(&self.options.state).map_err(|error| self.file_error(&error))
    }

    fn read(&self) -> RwLockReadGuard<'_, SignIn> {
        self.sign_in.read().unwrap_or_else(PoisonError::into_inner)
    }

    fn put(&self, sign_in: SignIn) {
        *self.sign_in.write().unwrap_or_else(PoisonError::into_inner) = sign_in;
    }

    fn changing(&self) -> MutexGuard<'_, ()> {
        self.changing.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A question of our own.
pub(crate) fn fresh_nonce() -> Result<Nonce, Error> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|_| Error::Untrusted("the system's random source does not answer".into()))?;
    Ok(Nonce::from_random(bytes))
}
