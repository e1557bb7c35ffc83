//! Moments as the clock on the wall shows them.

use std::sync::{PoisonError, RwLock};

use jiff::Timestamp;
use jiff::tz::TimeZone;

/// Where the machine is, as last learnt.
static ZONE: RwLock<Option<TimeZone>> = RwLock::new(None);

/// Learns where the machine is, or that it was moved. Walks through the time zones on the disk: not for the thread that
/// draws.
pub fn learn_time_zone() {
    let zone = TimeZone::system();
    *ZONE.write().unwrap_or_else(PoisonError::into_inner) = Some(zone);
}

/// `2026-11-21 10:16`, where the machine is, of milliseconds since 1970. Waits for the disk unless the time zone was learnt.
pub fn local_time(ms: i64) -> String {
    let known = ZONE.read().unwrap_or_else(PoisonError::into_inner).clone();
    timestamp(ms).to_zoned(known.unwrap_or_else(TimeZone::system)).strftime("%Y-%m-%d %H:%M").to_string()
}

/// The instant so many milliseconds after the beginning of 1970; that beginning where there is none.
pub fn timestamp(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_time_is_the_same_before_and_after_the_zone_was_learnt() {
        const MOMENT: i64 = 1_795_223_808_123;
        let before = local_time(MOMENT);
        learn_time_zone();
        assert_eq!(local_time(MOMENT), before);
        assert!(ZONE.read().is_ok_and(|zone| zone.is_some()));
        assert_eq!(before.len(), "2026-11-21 10:16".len());
    }
}
