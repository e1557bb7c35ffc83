//! The ledger: how many conversions of the day are used, exactly, whatever crashes, races or tampers.
//!
//! reserve a batch → encode → commit one unit, safely on disk → publish → tell the server now and then. Published is
//! never more than committed, committed never more than reserved, reserved never more than the plan allows. One
//! file of two sealed slots (`slots.rs`) under one lock (`lock.rs`); what it says and how that changes is pure
//! (`state.rs`). A ledger that was deleted, cut, changed or put back shows in the mark (`mark.rs`): then the day is
//! used up until the server says otherwise, and never begins anew.

mod anonymous;
mod error;
mod holder;
mod lock;
mod mark;
mod outbox;
mod reserve;
mod slots;
mod state;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use protocol::day::{day_of, resets_at};

pub use error::Error;
pub use mark::Mark;
pub use outbox::Item;
pub use reserve::{Reservation, Unit, UnitPermit};
pub use state::{Fate, NoUnitId, UnitId};

use crate::clock::TrustedClock;
use crate::fail_point;
use crate::seal::SealKey;
use slots::{Found, Slots};
use state::State;

/// Numbers of items that are passed over after a loss, for those that were given after the last mark.
const SEQ_MARGIN: u64 = 64;

/// The ledger of one sign-in, or of somebody without one. Clones share it.
#[derive(Debug, Clone)]
pub struct Ledger(Arc<Files>);

struct Files {
    slots: Slots,
    lock: PathBuf,
    holders: PathBuf,
    mark: Box<dyn Mark>,
    clock: TrustedClock,
    /// The highest generation that this process has seen.
    seen: AtomicU64,
}

/// How the day stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The day that is counted.
    pub day: i64,
    /// Conversions used, by all devices as far as known.
    pub used: u32,
    /// Conversions that can be reserved; `None` is unlimited.
    pub left: Option<u32>,
    /// When counting begins anew, in milliseconds since the Unix epoch.
    pub resets_at: i64,
    /// The ledger had been tampered with or was lost: the day is used up until the server says otherwise.
    pub is_closed: bool,
}

/// What a batch was given.
#[derive(Debug)]
pub struct Granted {
    /// The units; `None` when not a single one is left.
    pub reservation: Option<Reservation>,
    /// How many; as many as asked for, or fewer.
    pub units: u32,
    /// How the day stands, with these units taken.
    pub standing: Standing,
}

/// The state under the lock.
struct Loaded {
    generation: u64,
    state: State,
}

impl Ledger {
    /// The ledger at `path`, sealed with `key`. Beside it lie its lock and the marks of its owners. Nothing is
    /// read or written yet.
    pub fn new(path: &Path, key: SealKey, mark: Box<dyn Mark>, clock: TrustedClock) -> Self {
        let slots = Slots::new(path.to_owned(), key);
        let (lock, holders) = (path.with_extension("lock"), path.with_extension("holders"));
        Ledger(Arc::new(Files { slots, lock, holders, mark, clock, seen: AtomicU64::new(0) }))
    }

    /// The ledger of somebody who never signed in, in `folder`, with a key of its own in a file beside it.
    ///
    /// # Errors
    /// When that key can neither be read nor made.
    pub fn anonymous(folder: &Path, clock: TrustedClock) -> Result<Self, Error> {
        anonymous::open(folder, clock)
    }

    /// How the day stands. Writes nothing.
    ///
    /// # Errors
    /// When the ledger cannot be locked or read.
    pub fn standing(&self, per_day: Option<u32>) -> Result<Standing, Error> {
        self.make_folder()?;
        let _lock = lock::acquire(&self.0.lock, lock::DEADLINE)?;
        Ok(self.standing_of(&self.load()?.state, per_day))
    }

    /// Holds `wanted` units for a batch, or as many as are left. What dead owners did not use is returned first.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn reserve(&self, wanted: u32, per_day: Option<u32>) -> Result<Granted, Error> {
        let Some(limit) = per_day else { return self.reserve_unlimited(wanted) };
        let mut held = None;
        let standing = self.write(|loaded| {
            self.return_of_the_dead(&mut loaded.state);
            let hold = holder::hold(&self.0.holders, |id| loaded.state.knows(id));
            let (id, holder) = hold.map_err(|error| self.failed(error))?;
            let units = loaded.state.reserve(id, wanted, limit).map_err(|_| Error::Full)?;
            held = (units > 0).then_some((id, holder, units));
            Ok(self.standing_of(&loaded.state, per_day))
        })?;
        let units = held.as_ref().map_or(0, |(.., units)| *units);
        let reservation =
            held.map(|(id, holder, units)| Reservation::limited(self.clone(), id, holder, units));
        Ok(Granted { reservation, units, standing })
    }

    fn reserve_unlimited(&self, wanted: u32) -> Result<Granted, Error> {
        let standing = self.standing(None)?;
        Ok(Granted { reservation: Some(Reservation::unlimited(self.clone())), units: wanted, standing })
    }

    /// Units that dead owners counted and whose fate nobody noted: published, or not. To be settled by whoever can
    /// look at the disk.
    ///
    /// # Errors
    /// When the ledger cannot be locked or read.
    pub fn orphans(&self) -> Result<Vec<UnitId>, Error> {
        self.make_folder()?;
        let _lock = lock::acquire(&self.0.lock, lock::DEADLINE)?;
        let state = self.load()?.state;
        let dead = state.reservations().filter(|id| !holder::lives(&self.0.holders, *id));
        Ok(dead.flat_map(|id| state.pending_of(id)).collect())
    }

    /// The permit of one of the [`Ledger::orphans`]: to publish what was staged for it, or to return it.
    pub fn permit_of(&self, orphan: UnitId) -> UnitPermit {
        UnitPermit::orphaned(self.clone(), orphan)
    }

    /// Notes what became of units of dead owners. Those that are settled already are passed over.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn settle(&self, fates: &[(UnitId, Fate)]) -> Result<(), Error> {
        if fates.is_empty() {
            return Ok(());
        }
        self.write(|loaded| {
            fates.iter().for_each(|(unit, fate)| loaded.state.settle(*unit, *fate));
            self.return_of_the_dead(&mut loaded.state);
            Ok(())
        })
    }

    /// What the server is to be told. The same items come again until it acknowledges them.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn tell(&self) -> Result<Vec<Item>, Error> {
        self.write(|loaded| Ok(loaded.state.outbox.tell()))
    }

    /// Takes over a receipt: its count of its day wins, with all items up to `acked_seq` in it.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn absorb_receipt(&self, receipt: &protocol::Receipt) -> Result<(), Error> {
        self.write(|loaded| {
            loaded.state.absorb(receipt.day, receipt.used, receipt.acked_seq);
            Ok(())
        })
    }

    /// Takes over the count in an entitlement, which does not say what it has heard of.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn absorb_quota(&self, quota: protocol::claims::Quota) -> Result<(), Error> {
        self.write(|loaded| {
            loaded.state.absorb_quota(quota.day, quota.used);
            Ok(())
        })
    }

    /// The same, unless the ledger knows as much already: then nothing is written.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn absorb_news(&self, quota: protocol::claims::Quota) -> Result<(), Error> {
        self.make_folder()?;
        let is_news = {
            let _lock = lock::acquire(&self.0.lock, lock::DEADLINE)?;
            self.load()?.state.is_news(quota.day, quota.used)
        };
        if is_news { self.absorb_quota(quota) } else { Ok(()) }
    }

    /// Takes over the server's calendar, from a signed time that was verified: a clock that had run ahead is set
    /// right, and what was used on days that have not come yet counts today.
    ///
    /// # Errors
    /// When the ledger cannot be locked, read or written.
    pub fn absorb_time(&self, server_ms: i64) -> Result<(), Error> {
        self.write(|loaded| {
            loaded.state.set_day(day_of(server_ms));
            Ok(())
        })
    }

    /// Waits for the mark.
    fn flush(&self) {
        self.0.mark.flush();
    }

    /// Loads under the lock, changes, writes, and raises the mark.
    fn write<T>(&self, change: impl FnOnce(&mut Loaded) -> Result<T, Error>) -> Result<T, Error> {
        self.make_folder()?;
        let _lock = lock::acquire(&self.0.lock, lock::DEADLINE)?;
        fail_point::here("locked");
        let mut loaded = self.load()?;
        let result = change(&mut loaded)?;
        loaded.state.keep_clock(self.0.clock.anchor());
        let generation = loaded.generation + 1;
        self.0.slots.write(generation, &loaded.state).map_err(|error| self.failed(error))?;
        self.0.seen.fetch_max(generation, Ordering::Relaxed);
        self.0.mark.raise(generation);
        fail_point::here("mark raised");
        Ok(result)
    }

    /// What the file says, on today's page.
    fn load(&self) -> Result<Loaded, Error> {
        let mark = self.0.mark.generation().max(self.0.seen.load(Ordering::Relaxed));
        let found = self.0.slots.read().map_err(|error| self.failed(error))?;
        let mut loaded = self.judge(found, mark);
        if let Some(anchor) = loaded.state.clock() {
            self.0.clock.learn(anchor);
        }
        loaded.state.roll(self.today());
        Ok(loaded)
    }

    /// Nothing is believed that is older than the mark.
    fn judge(&self, found: Found, mark: u64) -> Loaded {
        match found {
            Found::State { generation, state } if generation >= mark => {
                self.0.seen.fetch_max(generation, Ordering::Relaxed);
                Loaded { generation, state }
            }
            // The first write was cut off before there was anything to count.
            Found::Nothing | Found::Unreadable if mark == 0 => {
                Loaded { generation: 0, state: State::fresh(self.today()) }
            }
            Found::Nothing | Found::Unreadable | Found::State { .. } => {
                tracing::warn!("the ledger is missing, damaged or old: today counts as used up");
                Loaded {
                    generation: mark,
                    state: State::closed(self.today(), mark.saturating_add(SEQ_MARGIN)),
                }
            }
        }
    }

    /// Uncommitted units of dead owners return. The committed ones wait for their fate.
    fn return_of_the_dead(&self, state: &mut State) {
        let all: Vec<_> = state.reservations().collect();
        for id in all.into_iter().filter(|id| !holder::lives(&self.0.holders, *id)) {
            state.release(id);
        }
    }

    fn today(&self) -> i64 {
        day_of(self.0.clock.now_ms())
    }

    fn standing_of(&self, state: &State, per_day: Option<u32>) -> Standing {
        Standing {
            day: state.day(),
            used: state.used(),
            left: state.left(per_day),
            resets_at: resets_at(protocol::day::start_of(state.day())),
            is_closed: state.is_closed(),
        }
    }

    /// Others must not list who works here, nor lock the ledger.
    fn make_folder(&self) -> Result<(), Error> {
        let folder = self.0.slots.path().parent().unwrap_or(Path::new("."));
        fs::create_dir_all(folder).map_err(|error| Error::File { path: folder.to_owned(), error })
    }

    fn failed(&self, error: std::io::Error) -> Error {
        Error::File { path: self.0.slots.path().to_owned(), error }
    }
}

impl std::fmt::Debug for Files {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_struct("Ledger").field("path", &self.slots.path()).finish_non_exhaustive()
    }
}
