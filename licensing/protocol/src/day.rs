//! The calendar that daily limits follow: days of Asia/Seoul, a fixed nine hours ahead of UTC.
//!
//! South Korea has had no daylight saving time since 1988. A fixed offset means that no time zone setting of a
//! computer can win or lose a day.

/// Hours from UTC to Asia/Seoul, in milliseconds.
const OFFSET_MS: i64 = 9 * 3_600_000;
const DAY_MS: i64 = 86_400_000;

/// The number of the day (0 is 1970-01-01 in Seoul) that contains `unix_ms`, milliseconds since the Unix epoch.
pub fn day_of(unix_ms: i64) -> i64 {
    unix_ms.saturating_add(OFFSET_MS).div_euclid(DAY_MS)
}

/// When `day` begins, in milliseconds since the Unix epoch.
pub fn start_of(day: i64) -> i64 {
    day.saturating_mul(DAY_MS).saturating_sub(OFFSET_MS)
}

/// When the day that contains `unix_ms` is over and counting begins anew, in milliseconds since the Unix epoch.
pub fn resets_at(unix_ms: i64) -> i64 {
    start_of(day_of(unix_ms).saturating_add(1))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 2026-11-20 15:00:00 UTC, which is midnight of the 21st in Seoul.
    const MIDNIGHT_IN_SEOUL: i64 = 1_795_186_800_000;

    #[test]
    fn a_day_begins_at_midnight_in_seoul() {
        let day = day_of(MIDNIGHT_IN_SEOUL);
        assert_eq!(day_of(MIDNIGHT_IN_SEOUL - 1), day - 1);
        assert_eq!(day_of(MIDNIGHT_IN_SEOUL + DAY_MS - 1), day);
        assert_eq!(start_of(day), MIDNIGHT_IN_SEOUL);
        assert_eq!(resets_at(MIDNIGHT_IN_SEOUL), MIDNIGHT_IN_SEOUL + DAY_MS);
    }

    #[test]
    fn days_before_the_epoch_and_absurd_times_do_not_panic() {
        assert_eq!(day_of(-OFFSET_MS - 1), -1);
        for absurd in [i64::MIN, i64::MAX] {
            let _ = resets_at(absurd);
        }
    }
}
