//! How long what nobody needs any more is kept.

use crate::auth::throttle;

const DAY_MS: i64 = 86_400_000;

/// A sign-in that is over: its client may come back after its longest time without a network and is to be told why, signed.
const SIGN_INS_MS: i64 = 90 * DAY_MS;

/// A link that no longer works.
const LINKS_MS: i64 = DAY_MS;

/// Work that is done. Its id keeps it from being ordered twice, within minutes.
const JOBS_MS: i64 = 30 * DAY_MS;

/// What is older than these times, in milliseconds since the Unix epoch, goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Before {
    /// Sign-ins that ended or were not used in time.
    pub sign_ins_ms: i64,
    /// Links in mails, by their end.
    pub links_ms: i64,
    /// Failed sign-ins, by the last of them.
    pub failures_ms: i64,
    /// Work that is done.
    pub jobs_ms: i64,
}

/// What goes at this time.
pub fn before(now_ms: i64) -> Before {
    Before {
        sign_ins_ms: now_ms - SIGN_INS_MS,
        links_ms: now_ms - LINKS_MS,
        failures_ms: now_ms - throttle::MEMORY_MS,
        jobs_ms: now_ms - JOBS_MS,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::refresh;

    #[test]
    fn nothing_goes_that_somebody_may_still_ask_for() {
        let now = 1_795_186_800_000;
        let before = before(now);
        let week = 7 * DAY_MS;
        assert!(before.sign_ins_ms < now - week, "a client without a network comes back after a week");
        assert!(before.sign_ins_ms < now - refresh::LIFETIME_MS, "its token is genuine for sixty days");
        assert!(before.links_ms < now && before.jobs_ms < now - week);
        let failed = crate::db::throttles::Throttle {
            failures: 9,
            last_ms: before.failures_ms - 1,
            blocked_until_ms: 0,
        };
        assert_eq!(throttle::ACCOUNT.after_failure(failed, now).failures, 1, "it is forgotten anyway");
    }
}
