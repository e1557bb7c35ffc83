//! How long to wait after failed sign-ins: nothing at first, then longer each time.

use crate::db::throttles::Throttle;

/// Failures are forgotten after this long without another.
pub const MEMORY_MS: i64 = 24 * 3_600_000;

/// How many failures are free, and the longest wait.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Policy {
    free: i64,
    longest_ms: i64,
}

/// For one account, whoever tries: a stranger can make its owner wait, but never for long.
pub const ACCOUNT: Policy = Policy { free: 5, longest_ms: 5 * 60_000 };

/// For one network address, whatever the account: many people may share one.
pub const ADDRESS: Policy = Policy { free: 30, longest_ms: 15 * 60_000 };

impl Policy {
    /// Seconds to wait yet, if one must.
    pub fn wait_s(self, throttle: Throttle, now_ms: i64) -> Option<u32> {
        // A clock that was set back must lock nobody out for longer than the longest wait.
        let left_ms = (throttle.blocked_until_ms - now_ms).min(self.longest_ms);
        (left_ms > 0).then(|| u32::try_from(left_ms.div_euclid(1000) + 1).unwrap_or(u32::MAX))
    }

    /// What is known after one more failure.
    pub fn after_failure(self, before: Throttle, now_ms: i64) -> Throttle {
        let is_forgotten = now_ms - before.last_ms > MEMORY_MS;
        let failures = if is_forgotten { 1 } else { before.failures + 1 };
        let over = (failures - self.free).clamp(0, 30);
        let wait_ms = if over == 0 { 0 } else { (500_i64 << over).min(self.longest_ms) };
        Throttle { failures, last_ms: now_ms, blocked_until_ms: now_ms + wait_ms }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_from_the_sixth_failure_and_are_forgotten_after_a_day() {
        let mut throttle = Throttle::default();
        let mut now = 1_795_186_800_000;
        let mut waits = Vec::new();
        for _ in 0..16 {
            throttle = ACCOUNT.after_failure(throttle, now);
            waits.push(ACCOUNT.wait_s(throttle, now).unwrap_or(0));
            now = throttle.blocked_until_ms.max(now);
        }
        assert_eq!(waits[..7], [0, 0, 0, 0, 0, 2, 3]);
        assert_eq!(waits[15], 301, "never longer than five minutes");
        let later = ACCOUNT.after_failure(throttle, now + MEMORY_MS + 1);
        assert_eq!(later.failures, 1);
    }

    #[test]
    fn a_clock_set_back_locks_nobody_out() {
        let far = Throttle { failures: 9, last_ms: 0, blocked_until_ms: 1_000_000_000 };
        assert_eq!(ACCOUNT.wait_s(far, 0), Some(301));
    }
}
