//! The way of a unit in this process: a [`Reservation`] hands out [`Unit`]s, a unit that is committed becomes a
//! [`UnitPermit`], and a permit is consumed by publishing. Whatever is dropped on the way is returned.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::error::Error;
use super::holder::Holder;
use super::state::{Fate, ReservationId, UnitId};
use super::{Ledger, Loaded};

/// Conversions of an unlimited plan between two writes: they are counted for the statistics only.
const UNLIMITED_STEP: u32 = 64;

/// Units held for one batch. What is not used is returned when the last clone is dropped.
#[derive(Debug, Clone)]
pub struct Reservation(Arc<Shared>);

/// One unit of a reservation, not yet counted. Dropped, it goes back.
#[derive(Debug)]
#[must_use = "a unit that is dropped goes back to its reservation"]
pub struct Unit {
    reservation: Arc<Shared>,
    number: u32,
    /// Not returned, since it became a permit.
    is_spent: bool,
}

/// The right to publish one picture: it is counted, safely on disk. Only [`Unit::commit`] makes one. Dropped before
/// [`UnitPermit::published`], it is returned.
#[derive(Debug)]
#[must_use = "a counted unit is for publishing one picture; dropped, it is returned"]
pub struct UnitPermit {
    reservation: Arc<Shared>,
    number: u32,
    fate: Fate,
}

#[derive(Debug)]
struct Shared {
    ledger: Ledger,
    kind: Kind,
    units: Mutex<Units>,
}

#[derive(Debug)]
enum Kind {
    /// Units noted in the ledger under this number, for as long as the holder lives.
    Limited { id: ReservationId, _holder: Holder },
    /// Nothing to run out of.
    Unlimited,
}

/// What this process knows and the file may not yet.
#[derive(Debug, Default)]
struct Units {
    /// Not handed out. Without meaning when unlimited.
    left: u32,
    /// The number of the next unit.
    next: u32,
    /// Units whose fate is known here and noted with the next write.
    settled: Vec<(u32, Fate)>,
    /// Conversions of an unlimited plan that were not written.
    uncounted: u32,
}

impl Reservation {
    pub(super) fn limited(ledger: Ledger, id: ReservationId, holder: Holder, granted: u32) -> Self {
        Reservation::new(ledger, Kind::Limited { id, _holder: holder }, granted)
    }

    pub(super) fn unlimited(ledger: Ledger) -> Self {
        Reservation::new(ledger, Kind::Unlimited, u32::MAX)
    }

    fn new(ledger: Ledger, kind: Kind, left: u32) -> Self {
        let units = Mutex::new(Units { left, ..Units::default() });
        Reservation(Arc::new(Shared { ledger, kind, units }))
    }

    /// Units that can still be taken; `None` is unlimited.
    pub fn left(&self) -> Option<u32> {
        matches!(self.0.kind, Kind::Limited { .. }).then(|| self.0.units().left)
    }

    /// The next unit, or `None` when all are taken.
    pub fn take(&self) -> Option<Unit> {
        let mut units = self.0.units();
        if matches!(self.0.kind, Kind::Limited { .. }) {
            units.left = units.left.checked_sub(1)?;
        }
        let number = units.next;
        units.next = units.next.wrapping_add(1);
        Some(Unit { reservation: Arc::clone(&self.0), number, is_spent: false })
    }
}

impl Unit {
    /// How the unit is called in a journal. `None` where units are not counted one by one: nothing is returned to
    /// an unlimited plan.
    pub fn id(&self) -> Option<UnitId> {
        self.reservation.unit(self.number)
    }

    /// Counts the unit, safely on disk before this returns.
    ///
    /// # Errors
    /// When it could not be counted: nothing may be published, and the unit goes back.
    pub fn commit(mut self) -> Result<UnitPermit, Error> {
        self.reservation.commit(self.number)?;
        self.is_spent = true;
        let reservation = Arc::clone(&self.reservation);
        Ok(UnitPermit { reservation, number: self.number, fate: Fate::Returned })
    }
}

impl Drop for Unit {
    fn drop(&mut self) {
        if !self.is_spent {
            self.reservation.put_back();
        }
    }
}

impl UnitPermit {
    /// How the unit is called in a journal; see [`Unit::id`].
    pub fn id(&self) -> Option<UnitId> {
        self.reservation.unit(self.number)
    }

    /// The picture is visible: the unit is spent for good.
    pub fn published(mut self) {
        self.fate = Fate::Published;
    }
}

impl Drop for UnitPermit {
    fn drop(&mut self) {
        self.reservation.settle(self.number, self.fate);
    }
}

impl Shared {
    fn units(&self) -> MutexGuard<'_, Units> {
        self.units.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn unit(&self, number: u32) -> Option<UnitId> {
        match self.kind {
            Kind::Limited { id, .. } => Some(UnitId { reservation: id, number }),
            Kind::Unlimited => None,
        }
    }

    fn put_back(&self) {
        if matches!(self.kind, Kind::Limited { .. }) {
            self.units().left += 1;
        }
    }

    /// Counts a unit, and notes what became of those before.
    fn commit(&self, number: u32) -> Result<(), Error> {
        let Some(unit) = self.unit(number) else { return Ok(()) };
        let settled = std::mem::take(&mut self.units().settled);
        let committed = self.ledger.write(|loaded| {
            note(loaded, unit.reservation, &settled);
            if !loaded.state.has_room() {
                return Err(Error::Full);
            }
            loaded.state.commit(unit).map_err(|_| Error::Gone)
        });
        if committed.is_err() {
            // The write may have reached the disk all the same.
            let mut units = self.units();
            units.settled.extend(settled);
            units.settled.push((number, Fate::Returned));
        }
        committed
    }

    /// Remembers what became of a unit. A published one need not be written at once: after a crash whoever looks
    /// at the disk sees that it is.
    fn settle(&self, number: u32, fate: Fate) {
        let mut units = self.units();
        match (&self.kind, fate) {
            (Kind::Limited { .. }, Fate::Published) => units.settled.push((number, fate)),
            (Kind::Limited { .. }, Fate::Returned) => {
                units.settled.push((number, fate));
                units.left += 1;
            }
            (Kind::Unlimited, Fate::Published) => {
                units.uncounted += 1;
                if units.uncounted >= UNLIMITED_STEP {
                    let count = std::mem::take(&mut units.uncounted);
                    drop(units);
                    self.count_unlimited(count);
                }
            }
            (Kind::Unlimited, Fate::Returned) => {}
        }
    }

    fn count_unlimited(&self, count: u32) {
        let written = self.ledger.write(|loaded| {
            loaded.state.count_unlimited(count);
            Ok(())
        });
        if let Err(error) = written {
            tracing::warn!(%error, "conversions are missing from the statistics");
        }
    }
}

impl Drop for Shared {
    /// Returns what is left. If that fails, the next to look finds a dead owner.
    fn drop(&mut self) {
        let units = std::mem::take(self.units.get_mut().unwrap_or_else(PoisonError::into_inner));
        match self.kind {
            Kind::Limited { id, .. } => {
                let released = self.ledger.write(|loaded| {
                    note(loaded, id, &units.settled);
                    loaded.state.release(id);
                    Ok(())
                });
                if let Err(error) = released {
                    tracing::debug!(%error, "unused conversions return later");
                }
            }
            Kind::Unlimited if units.uncounted > 0 => self.count_unlimited(units.uncounted),
            Kind::Unlimited => {}
        }
    }
}

fn note(loaded: &mut Loaded, id: ReservationId, settled: &[(u32, Fate)]) {
    for (number, fate) in settled {
        loaded.state.settle(UnitId { reservation: id, number: *number }, *fate);
    }
}
