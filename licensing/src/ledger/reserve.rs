//! The way of a unit in this process: a [`Reservation`] hands out [`Unit`]s, a unit that is committed becomes a
//! [`UnitPermit`], and a permit is consumed by publishing. Whatever is dropped on the way is returned.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::error::Error;
use super::holder::Holder;
use super::state::{Fate, ReservationId, UnitId};
use super::{Ledger, Loaded};

/// Conversions of an unlimited plan between two writes: they are counted for the statistics only.
const UNLIMITED_STEP: u32 = 64;

/// How long the end of a reservation waits for pictures that are just being published.
const REST: Duration = Duration::from_millis(100);

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

/// The right to publish one picture: it is counted, safely on disk. Only [`Unit::commit`] makes one, and
/// [`Ledger::permit_of`] for what was counted before a crash. Dropped before
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
    /// The reservation of a dead owner, of which one committed unit is left.
    Orphaned { id: ReservationId },
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
    /// Committed, and on the way to be published.
    in_flight: u32,
    /// What was left has returned.
    has_ended: bool,
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

    /// Ends the reservation: units that are not committed return at once. For a stop that cannot wait until all who
    /// hold a clone are done; whoever wants to commit after it is refused.
    pub fn end(&self) {
        self.0.end();
    }

    /// The next unit, or `None` when all are taken.
    pub fn take(&self) -> Option<Unit> {
        let mut units = self.0.units();
        if units.has_ended {
            return None;
        }
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
        self.reservation.units().in_flight += 1;
        if let Err(error) = self.reservation.commit(self.number) {
            self.reservation.units().in_flight -= 1;
            return Err(error);
        }
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
    /// The permit of a dead owner's unit, which was counted then.
    pub(super) fn orphaned(ledger: Ledger, unit: UnitId) -> Self {
        let kind = Kind::Orphaned { id: unit.reservation };
        let reservation = Arc::new(Shared { ledger, kind, units: Mutex::default() });
        UnitPermit { reservation, number: unit.number, fate: Fate::Returned }
    }

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

    /// Once nothing is on the way any more: a rename takes milliseconds. After a moment as they are.
    fn units_at_rest(&self) -> MutexGuard<'_, Units> {
        let started = Instant::now();
        loop {
            let units = self.units();
            if units.in_flight == 0 || started.elapsed() > REST {
                return units;
            }
            drop(units);
            std::thread::sleep(Duration::from_millis(1));
        }
    }

    fn unit(&self, number: u32) -> Option<UnitId> {
        match self.kind {
            Kind::Limited { id, .. } | Kind::Orphaned { id } => Some(UnitId { reservation: id, number }),
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
        units.in_flight = units.in_flight.saturating_sub(1);
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
            (Kind::Orphaned { id }, fate) => {
                let unit = UnitId { reservation: *id, number };
                if let Err(error) = self.ledger.settle(&[(unit, fate)]) {
                    tracing::debug!(%error, "the next start will settle this conversion");
                }
            }
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

    /// Returns what is left. If that fails, the next to look finds a dead owner.
    fn end(&self) {
        let units = {
            let mut units = self.units_at_rest();
            let (next, in_flight) = (units.next, units.in_flight);
            std::mem::replace(&mut *units, Units { next, in_flight, has_ended: true, ..Units::default() })
        };
        match self.kind {
            Kind::Limited { .. } if units.has_ended && units.settled.is_empty() => {}
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
            Kind::Unlimited | Kind::Orphaned { .. } => {}
        }
        self.ledger.flush();
    }
}

impl Drop for Shared {
    fn drop(&mut self) {
        self.end();
    }
}

fn note(loaded: &mut Loaded, id: ReservationId, settled: &[(u32, Fate)]) {
    for (number, fate) in settled {
        loaded.state.settle(UnitId { reservation: id, number: *number }, *fate);
    }
}
