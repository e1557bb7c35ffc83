//! What the ledger knows and how it changes: pure functions of state, day and wish. Files, locks and clocks are the
//! business of others.
//!
//! A unit is one conversion. It is *held* by a reservation, then *committed* (it counts, and the picture may be
//! published), then *settled*: counted for good, or returned because nothing became visible.

use serde::{Deserialize, Serialize};

use super::outbox::Outbox;
use crate::clock::Anchor;

/// Reservations at once. More would not fit the slot; a limited plan has fewer units a day than this.
const MOST_OPEN: usize = 64;
/// Committed units whose fate is open, over all reservations: what the slot has room for.
const MOST_PENDING: usize = 64;
/// Days that are remembered, for a server that says that the clock ran ahead.
const MOST_PAST: usize = 14;

/// The number of a reservation.
pub type ReservationId = u32;

/// A unit, by its reservation and its number therein. Written `reservation-number`, for journals.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct UnitId {
    pub(super) reservation: ReservationId,
    pub(super) number: u32,
}

/// What became of a committed unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    /// Its picture is visible: it counts.
    Published,
    /// Nothing became visible: it is returned.
    Returned,
}

/// The ledger's content.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct State {
    /// The day that is counted. It only moves forward, unless the server says otherwise.
    #[serde(rename = "d")]
    day: i64,
    /// What the server had counted for the day, by all devices, when it was last asked.
    #[serde(rename = "b")]
    base_used: u32,
    /// Whether the day is over, whatever the counts say: the file had been tampered with.
    #[serde(rename = "c", default)]
    is_closed: bool,
    /// Days before and what was used on them, oldest first.
    #[serde(rename = "p", default)]
    past: Vec<(i64, u32)>,
    /// Reservations under way, and those of dead owners with units whose fate is open.
    #[serde(rename = "o", default)]
    open: Vec<Open>,
    /// What the server is to be told.
    #[serde(rename = "x", default)]
    pub(super) outbox: Outbox,
    /// The trusted time of the last write: a clock that is turned back later wins nothing.
    #[serde(rename = "t", default)]
    clock: Option<Anchor>,
}

/// One reservation. Written without names, for the slot is small.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
struct Open {
    id: ReservationId,
    /// Units that nobody has committed.
    held: u32,
    /// Units committed and not settled: number and day of the commit.
    pending: Vec<(u32, i64)>,
}

type Written = (ReservationId, u32, Vec<(u32, i64)>);

impl From<Written> for Open {
    fn from((id, held, pending): Written) -> Self {
        Open { id, held, pending }
    }
}

impl From<Open> for Written {
    fn from(open: Open) -> Self {
        (open.id, open.held, open.pending)
    }
}

/// The reservation is not known: its owner was taken for dead, or the ledger was lost.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Gone;

/// The slot has no room for more reservations or open fates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Full;

impl State {
    /// Nothing used on `day`.
    pub fn fresh(day: i64) -> Self {
        State { day, ..State::default() }
    }

    /// All of `day` is used up: what was lost or tampered with may have said so. Numbers of items go on after
    /// `seq`, so that the server takes none of them for an old one.
    pub fn closed(day: i64, seq: u64) -> Self {
        State { is_closed: true, outbox: Outbox::after(seq), ..State::fresh(day) }
    }

    /// The day that is counted.
    pub fn day(&self) -> i64 {
        self.day
    }

    /// The trusted time of the last write.
    pub fn clock(&self) -> Option<Anchor> {
        self.clock
    }

    /// Notes the trusted time with the next write.
    pub fn keep_clock(&mut self, anchor: Anchor) {
        self.clock = Some(anchor);
    }

    /// Whether the day is closed because of tampering.
    pub fn is_closed(&self) -> bool {
        self.is_closed
    }

    /// Units that count for the day, by all devices as far as known.
    pub fn used(&self) -> u32 {
        let told = self.outbox.count_on(self.day);
        let pending = self.pending().filter(|(_, day)| *day == self.day).count() as u32;
        self.base_used.saturating_add(told).saturating_add(pending)
    }

    /// Units in reservations, not committed.
    pub fn held(&self) -> u32 {
        self.open.iter().map(|open| open.held).fold(0, u32::saturating_add)
    }

    /// Units that can be reserved; `None` is unlimited.
    pub fn left(&self, limit: Option<u32>) -> Option<u32> {
        match limit {
            Some(_) if self.is_closed => Some(0),
            Some(limit) => Some(limit.saturating_sub(self.used()).saturating_sub(self.held())),
            None => None,
        }
    }

    /// Moves on to `today` if that is later.
    pub fn roll(&mut self, today: i64) {
        if today <= self.day {
            return;
        }
        self.past.push((self.day, self.used()));
        let surplus = self.past.len().saturating_sub(MOST_PAST);
        self.past.drain(..surplus);
        (self.day, self.base_used, self.is_closed) = (today, 0, false);
        self.count_forgotten(today);
    }

    /// Fates that are still open a day later count: whoever should have told them is long gone.
    fn count_forgotten(&mut self, today: i64) {
        for open in &mut self.open {
            let (forgotten, young) = open.pending.iter().partition(|(_, day)| *day < today - 1);
            open.pending = young;
            let forgotten: Vec<(u32, i64)> = forgotten;
            forgotten.iter().for_each(|(_, day)| self.outbox.add(*day, 1));
        }
        self.remove_empty();
    }

    /// Holds up to `wanted` units for the reservation `id`, and says how many.
    ///
    /// # Errors
    /// `Full` when too many reservations are open.
    pub fn reserve(&mut self, id: ReservationId, wanted: u32, limit: u32) -> Result<u32, Full> {
        let granted = wanted.min(self.left(Some(limit)).unwrap_or(0));
        if granted > 0 {
            if self.open.len() >= MOST_OPEN {
                return Err(Full);
            }
            self.open.push(Open { id, held: granted, pending: Vec::new() });
        }
        Ok(granted)
    }

    /// Whether a reservation has this number.
    pub fn knows(&self, id: ReservationId) -> bool {
        self.open.iter().any(|open| open.id == id)
    }

    /// The numbers of all reservations.
    pub fn reservations(&self) -> impl Iterator<Item = ReservationId> {
        self.open.iter().map(|open| open.id)
    }

    /// Counts one held unit.
    ///
    /// # Errors
    /// `Gone` when the reservation has no unit left to commit.
    pub fn commit(&mut self, unit: UnitId) -> Result<(), Gone> {
        let day = self.day;
        let open = self.open.iter_mut().find(|open| open.id == unit.reservation).ok_or(Gone)?;
        open.held = open.held.checked_sub(1).ok_or(Gone)?;
        open.pending.push((unit.number, day));
        Ok(())
    }

    /// Whether another unit can be committed before some are settled.
    pub fn has_room(&self) -> bool {
        self.pending().count() < MOST_PENDING
    }

    /// Settles a committed unit. One that is not known is settled already. A returned unit goes back to its
    /// reservation if that lives.
    pub fn settle(&mut self, unit: UnitId, fate: Fate) {
        let Some(open) = self.open.iter_mut().find(|open| open.id == unit.reservation) else { return };
        let Some(index) = open.pending.iter().position(|(number, _)| *number == unit.number) else { return };
        let (_, day) = open.pending.swap_remove(index);
        match fate {
            Fate::Published => self.outbox.add(day, 1),
            Fate::Returned => open.held += 1,
        }
    }

    /// Counts conversions that needed no unit.
    pub fn count_unlimited(&mut self, count: u32) {
        self.outbox.add(self.day, count);
    }

    /// Returns the units that the reservation did not commit. What it committed and did not settle stays, for
    /// whoever knows what became of it.
    pub fn release(&mut self, id: ReservationId) {
        self.open.iter_mut().filter(|open| open.id == id).for_each(|open| open.held = 0);
        self.remove_empty();
    }

    fn remove_empty(&mut self) {
        self.open.retain(|open| open.held > 0 || !open.pending.is_empty());
    }

    /// The committed units of a reservation whose fate is open.
    pub fn pending_of(&self, id: ReservationId) -> Vec<UnitId> {
        let of = self.open.iter().filter(|open| open.id == id);
        of.flat_map(|open| &open.pending)
            .map(|(number, _)| UnitId { reservation: id, number: *number })
            .collect()
    }

    fn pending(&self) -> impl Iterator<Item = &(u32, i64)> {
        self.open.iter().flat_map(|open| &open.pending)
    }

    /// Takes over what the server counted: `used` on `day`, with all items up to `acked_seq`. The server's count
    /// wins; what it has not heard of is added.
    pub fn absorb(&mut self, day: i64, used: u32, acked_seq: u64) {
        self.outbox.acknowledge(acked_seq);
        self.set_day(day);
        (self.base_used, self.is_closed) = (used, false);
    }

    /// Takes over a count of the server that does not say which items it contains: it may raise what is used, and
    /// lowers it only when there is nothing it could have missed.
    pub fn absorb_quota(&mut self, day: i64, used: u32) {
        self.set_day(day);
        self.base_used = if self.outbox.is_empty() { used } else { self.base_used.max(used) };
    }

    /// Whether a count of the server says that the day was used more than is known here.
    pub fn is_news(&self, day: i64, used: u32) -> bool {
        day > self.day || (day == self.day && used > self.used())
    }

    /// Follows the server's calendar, also back. What was counted on days that have not come yet happened today at
    /// the latest: it counts today.
    pub fn set_day(&mut self, day: i64) {
        if day >= self.day {
            return self.roll(day);
        }
        let used_now = self.used();
        let ahead = self.past.iter().filter(|(past, _)| *past >= day).map(|(_, used)| *used);
        let used = ahead.fold(used_now, u32::saturating_add);
        self.past.retain(|(past, _)| *past < day);
        self.outbox.bring_back(day);
        self.open.iter_mut().flat_map(|open| &mut open.pending).for_each(|(_, of)| *of = (*of).min(day));
        self.day = day;
        self.base_used = 0;
        self.base_used = used.saturating_sub(self.used());
    }
}

impl std::fmt::Display for UnitId {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "{}-{}", self.reservation, self.number)
    }
}

impl std::str::FromStr for UnitId {
    type Err = NoUnitId;

    fn from_str(text: &str) -> Result<Self, NoUnitId> {
        let (reservation, number) = text.split_once('-').ok_or(NoUnitId)?;
        let reservation = reservation.parse().map_err(|_| NoUnitId)?;
        Ok(UnitId { reservation, number: number.parse().map_err(|_| NoUnitId)? })
    }
}

/// A text is no [`UnitId`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("no unit id")]
pub struct NoUnitId;

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{BootId, Sight};

    const DAY: i64 = 20_778;

    fn unit(reservation: ReservationId, number: u32) -> UnitId {
        UnitId { reservation, number }
    }

    /// A state in which reservation 1 holds three of five.
    fn with_three_of_five() -> State {
        let mut state = State::fresh(DAY);
        assert_eq!(state.reserve(1, 3, 5), Ok(3));
        state
    }

    #[test]
    fn a_reservation_larger_than_what_is_left_gets_what_is_left() {
        let mut state = with_three_of_five();
        assert_eq!(state.reserve(2, 10, 5), Ok(2));
        assert_eq!(state.reserve(3, 1, 5), Ok(0));
        assert!(!state.knows(3));
    }

    #[test]
    fn only_what_was_published_stays_counted() {
        let mut state = with_three_of_five();
        for number in 0..2 {
            state.commit(unit(1, number)).unwrap();
        }
        assert_eq!((state.used(), state.held(), state.left(Some(5))), (2, 1, Some(2)));
        state.settle(unit(1, 0), Fate::Published);
        state.settle(unit(1, 1), Fate::Returned);
        state.settle(unit(1, 1), Fate::Returned);
        assert_eq!((state.used(), state.held()), (1, 2));
        state.release(1);
        assert_eq!((state.used(), state.held(), state.left(Some(5))), (1, 0, Some(4)));
        assert!(!state.knows(1));
    }

    #[test]
    fn more_than_was_reserved_cannot_be_committed() {
        let mut state = with_three_of_five();
        (0..3).for_each(|number| state.commit(unit(1, number)).unwrap());
        assert_eq!(state.commit(unit(1, 3)), Err(Gone));
        assert_eq!(state.commit(unit(2, 0)), Err(Gone));
    }

    #[test]
    fn what_a_dead_owner_committed_waits_for_its_fate() {
        let mut state = with_three_of_five();
        state.commit(unit(1, 0)).unwrap();
        state.release(1);
        assert_eq!(state.pending_of(1), [unit(1, 0)]);
        assert_eq!(state.left(Some(5)), Some(4));
        state.settle(unit(1, 0), Fate::Returned);
        state.release(1);
        assert_eq!(state.left(Some(5)), Some(5));
    }

    #[test]
    fn days_only_move_forward() {
        let mut state = with_three_of_five();
        state.commit(unit(1, 0)).unwrap();
        state.settle(unit(1, 0), Fate::Published);
        state.release(1);
        state.roll(DAY - 1);
        assert_eq!((state.day(), state.left(Some(5))), (DAY, Some(4)));
        state.roll(DAY + 1);
        assert_eq!((state.day(), state.left(Some(5))), (DAY + 1, Some(5)));
        state.roll(DAY);
        assert_eq!(state.day(), DAY + 1);
    }

    #[test]
    fn a_batch_that_runs_over_midnight_holds_its_units_on_the_new_day() {
        let mut state = with_three_of_five();
        state.commit(unit(1, 0)).unwrap();
        state.roll(DAY + 1);
        assert_eq!(state.left(Some(5)), Some(3));
        state.commit(unit(1, 1)).unwrap();
        state.settle(unit(1, 0), Fate::Published);
        assert_eq!((state.used(), state.held()), (1, 1));
    }

    #[test]
    fn a_fate_that_nobody_told_counts_two_days_later() {
        let mut state = with_three_of_five();
        state.commit(unit(1, 0)).unwrap();
        state.release(1);
        state.roll(DAY + 2);
        assert!(!state.knows(1));
        assert_eq!(state.outbox.count_on(DAY), 1);
    }

    #[test]
    fn the_servers_count_wins_and_what_it_has_not_heard_of_is_added() {
        let mut state = with_three_of_five();
        state.commit(unit(1, 0)).unwrap();
        state.settle(unit(1, 0), Fate::Published);
        let told = state.outbox.tell();
        assert_eq!(told.len(), 1);
        state.commit(unit(1, 1)).unwrap();
        state.settle(unit(1, 1), Fate::Published);
        state.absorb(DAY, 30, told[0].seq);
        assert_eq!(state.used(), 31);
        assert_eq!(state.left(Some(50)), Some(50 - 31 - 1));
    }

    #[test]
    fn a_closed_day_is_opened_by_the_server_or_by_the_next_day_only() {
        let mut state = State::closed(DAY, 40);
        assert_eq!(state.left(Some(50)), Some(0));
        state.absorb_quota(DAY, 3);
        assert_eq!(state.left(Some(50)), Some(0));
        let mut tomorrow = state.clone();
        tomorrow.roll(DAY + 1);
        assert_eq!(tomorrow.left(Some(50)), Some(50));
        state.absorb(DAY, 3, 12);
        assert_eq!(state.left(Some(50)), Some(47));
        assert_eq!(state.left(None), None);
    }

    #[test]
    fn a_clock_that_ran_ahead_is_set_right_and_mints_no_day() {
        let mut state = State::fresh(DAY);
        for (ahead, id) in (0..4).zip(1..) {
            state.roll(DAY + ahead);
            assert_eq!(state.reserve(id, 5, 5), Ok(5));
            for number in 0..5 {
                state.commit(unit(id, number)).unwrap();
                state.settle(unit(id, number), Fate::Published);
            }
        }
        state.set_day(DAY);
        assert_eq!((state.day(), state.used(), state.left(Some(5))), (DAY, 20, Some(0)));
        state.roll(DAY + 1);
        assert_eq!(state.left(Some(5)), Some(5));
    }

    #[test]
    fn a_wrong_year_is_no_punishment_once_the_server_was_asked() {
        let mut state = State::fresh(DAY + 3000);
        assert_eq!(state.reserve(1, 1, 5), Ok(1));
        state.commit(unit(1, 0)).unwrap();
        state.set_day(DAY);
        state.settle(unit(1, 0), Fate::Published);
        assert_eq!((state.used(), state.left(Some(5))), (1, Some(4)));
    }

    #[test]
    fn unit_ids_are_read_back() {
        let id = unit(7, 12);
        assert_eq!(id.to_string().parse(), Ok(id));
        assert_eq!("7".parse::<UnitId>(), Err(NoUnitId));
    }

    /// As full as two centuries, the longest numbers and the most reservations make it.
    #[test]
    fn the_fullest_state_fits_a_slot() {
        let mut state = State::closed(99_900, u64::MAX - 99);
        for _ in 0..2 * MOST_PAST {
            state.outbox.add(state.day, u32::MAX / 64);
            state.outbox.tell();
            state.outbox.add(state.day, u32::MAX / 64);
            state.roll(state.day + 1);
        }
        for id in 0..MOST_OPEN as u32 {
            state.reserve(u32::MAX - id, 2, u32::MAX).unwrap();
            state.commit(unit(u32::MAX - id, 99_999)).unwrap();
        }
        assert_eq!(state.reserve(1, 1, u32::MAX), Err(Full));
        assert!(!state.has_room());
        let sight = Sight { wall_ms: i64::MAX, boot: BootId::of("boot"), boottime_ms: i64::MAX };
        state.keep_clock(Anchor::contact(i64::MAX, &sight));
        let bytes = serde_json::to_vec(&state).unwrap();
        assert!(bytes.len() <= super::super::slots::ROOM, "{} bytes", bytes.len());
    }
}
