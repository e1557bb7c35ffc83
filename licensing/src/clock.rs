//! Trusted time: what a licence and a day are measured with, though anybody can turn the clock of a computer.
//!
//! Pure. [`Anchor`] is the last moment known for sure, [`Sight`] what the machine's clocks show now, and
//! [`Anchor::now`] what time it is. `docs/trusted-time.md` has the table of what must come out. In short:
//!
//! - Within one boot the clock that counts from the boot decides, sleep included. The wall clock is not looked at.
//! - Across a boot at least the time since that boot has passed; more, if the wall clock says so. It is believed
//!   as far as it went on since the anchor and no further than what it shows, so that a clock that is
//!   wrong but runs, or that was wrong and is right now, costs nobody a minute.
//! - A contact with the server sets the time, in both directions.
//!
//! Times are milliseconds since the Unix epoch.

mod source;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

pub use source::SystemClocks;

/// One run of the operating system, from its start to the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct BootId([u8; 16]);

impl BootId {
    /// The boot that the system calls `name`.
    pub fn of(name: &str) -> Self {
        let hash: [u8; 32] = Sha256::digest(name).into();
        BootId(*hash.first_chunk().expect("a hash has 32 bytes"))
    }
}

/// What the clocks of the machine show at one moment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sight {
    /// The clock on the wall, which anybody may set.
    pub wall_ms: i64,
    /// The present boot.
    pub boot: BootId,
    /// Milliseconds since that boot, sleep included.
    pub boottime_ms: i64,
}

/// Something that shows the clocks: the machine, or a test.
pub trait Clocks: Send + Sync {
    /// What they show now.
    fn sight(&self) -> Sight;
}

/// A moment whose time is known, and what the clocks showed then. Kept on disk from run to run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Anchor {
    trusted_ms: i64,
    wall_ms: i64,
    boot: BootId,
    boottime_ms: i64,
    contact_ms: Option<i64>,
}

impl Anchor {
    /// The first anchor of all: there is only the wall clock to go by.
    pub fn first(sight: &Sight) -> Self {
        Anchor::at(sight.wall_ms, sight, None)
    }

    /// The anchor at a contact with the server, whose signed statement says `server_ms`.
    pub fn contact(server_ms: i64, sight: &Sight) -> Self {
        Anchor::at(server_ms, sight, Some(server_ms))
    }

    fn at(trusted_ms: i64, sight: &Sight, contact_ms: Option<i64>) -> Self {
        Anchor {
            trusted_ms,
            wall_ms: sight.wall_ms,
            boot: sight.boot,
            boottime_ms: sight.boottime_ms,
            contact_ms,
        }
    }

    /// What time it is. Never earlier than at the anchor.
    pub fn now(&self, sight: &Sight) -> i64 {
        let same_boot = sight.boot == self.boot;
        if same_boot && sight.boottime_ms >= self.boottime_ms {
            return self.trusted_ms.saturating_add(sight.boottime_ms - self.boottime_ms);
        }
        // A boot-time clock that ran backwards is a machine set back to a snapshot: it proves no time at all.
        let since_boot = if same_boot { 0 } else { sight.boottime_ms.max(0) };
        let at_least = self.trusted_ms.saturating_add(since_boot);
        let wall_moved = sight.wall_ms.saturating_sub(self.wall_ms);
        let by_wall = self.trusted_ms.saturating_add(wall_moved).min(sight.wall_ms);
        at_least.max(by_wall)
    }

    /// The same knowledge, anchored now. To be kept on disk now and then: what the clocks do after the last kept
    /// anchor is all that can be held against it.
    #[must_use]
    pub fn advanced(&self, sight: &Sight) -> Self {
        Anchor::at(self.now(sight), sight, self.contact_ms)
    }

    /// Of two anchors kept in different places the one to go on with: after the later contact, or else the one
    /// that has seen more time.
    #[must_use]
    pub fn or_newer(self, other: Anchor, sight: &Sight) -> Self {
        let rank = |anchor: &Anchor| (anchor.contact_ms, anchor.now(sight));
        if rank(&other) > rank(&self) { other } else { self }
    }

    /// The server's time at the last contact.
    pub fn contact_ms(&self) -> Option<i64> {
        self.contact_ms
    }
}

/// The trusted time of this process: clones show the same.
#[derive(Clone)]
pub struct TrustedClock {
    clocks: Arc<dyn Clocks>,
    knowledge: Arc<Mutex<Knowledge>>,
}

/// What a clock goes by.
#[derive(Debug, Clone, Copy)]
enum Knowledge {
    /// Nothing but the wall clock at the start. Anything kept on disk is better.
    Guess(Anchor),
    /// An anchor of an earlier run, or a contact.
    Known(Anchor),
}

impl Knowledge {
    fn anchor(self) -> Anchor {
        match self {
            Knowledge::Guess(anchor) | Knowledge::Known(anchor) => anchor,
        }
    }
}

impl TrustedClock {
    /// A clock that knows nothing but what `clocks` show.
    pub fn new(clocks: Arc<dyn Clocks>) -> Self {
        let guess = Knowledge::Guess(Anchor::first(&clocks.sight()));
        TrustedClock { clocks, knowledge: Arc::new(Mutex::new(guess)) }
    }

    /// What time it is.
    pub fn now_ms(&self) -> i64 {
        self.knowledge().anchor().now(&self.clocks.sight())
    }

    /// Learns from an anchor that was kept on disk, if it knows more than this clock does.
    pub fn learn(&self, kept: Anchor) {
        let sight = self.clocks.sight();
        let mut knowledge = self.knowledge();
        *knowledge = Knowledge::Known(match *knowledge {
            Knowledge::Guess(_) => kept,
            Knowledge::Known(anchor) => anchor.or_newer(kept, &sight),
        });
    }

    /// Sets the time to that of a verified statement of the server.
    pub fn contact(&self, server_ms: i64) {
        *self.knowledge() = Knowledge::Known(Anchor::contact(server_ms, &self.clocks.sight()));
    }

    /// What to keep on disk.
    pub fn anchor(&self) -> Anchor {
        self.knowledge().anchor().advanced(&self.clocks.sight())
    }

    /// What the wall clock shows, to be named beside the trusted time where the two differ. Decides nothing.
    pub fn wall_ms(&self) -> i64 {
        self.clocks.sight().wall_ms
    }

    fn knowledge(&self) -> MutexGuard<'_, Knowledge> {
        self.knowledge.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl std::fmt::Debug for TrustedClock {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter.debug_tuple("TrustedClock").field(&*self.knowledge()).finish()
    }
}

#[cfg(test)]
mod tests;
