//! How many requests one address may send: a bucket of tokens that fills by and by. In memory and for each
//! process; what must hold across instances, the throttle of sign-ins, is in the database.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::Mutex;

/// Buckets are swept when there are more: full ones are as good as none.
const MOST_BUCKETS: usize = 100_000;

/// A limit on requests.
pub struct RateLimit {
    /// The size of a bucket, and what flows into it in a minute. 0 is no limit.
    per_minute: u32,
    buckets: Mutex<HashMap<IpAddr, Bucket>>,
}

#[derive(Debug, Clone, Copy)]
struct Bucket {
    tokens: f64,
    at_ms: i64,
}

impl RateLimit {
    /// A limit of `per_minute` requests; 0 is none.
    pub fn per_minute(per_minute: u32) -> Self {
        RateLimit { per_minute, buckets: Mutex::default() }
    }

    /// Takes a token for `address`, or tells how many seconds there will be none.
    pub fn take(&self, address: IpAddr, now_ms: i64) -> Result<(), u32> {
        if self.per_minute == 0 {
            return Ok(());
        }
        let most = f64::from(self.per_minute);
        let mut buckets = self.buckets.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
        if buckets.len() >= MOST_BUCKETS {
            buckets.retain(|_, bucket| filled(*bucket, most, now_ms) < most);
        }
        let bucket = buckets.entry(address).or_insert(Bucket { tokens: most, at_ms: now_ms });
        let tokens = filled(*bucket, most, now_ms);
        let wait_s = (1.0 - tokens) * 60.0 / most;
        *bucket = Bucket { tokens: if tokens >= 1.0 { tokens - 1.0 } else { tokens }, at_ms: now_ms };
        if tokens >= 1.0 { Ok(()) } else { Err(wait_s.ceil() as u32) }
    }
}

fn filled(bucket: Bucket, most: f64, now_ms: i64) -> f64 {
    let passed_ms = (now_ms - bucket.at_ms).max(0) as f64;
    (bucket.tokens + passed_ms * most / 60_000.0).min(most)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bucket_empties_and_fills_again() {
        let limit = RateLimit::per_minute(60);
        let [one, other] = ["203.0.113.1", "203.0.113.2"].map(|text| text.parse().unwrap());
        let taken = (0..100).filter(|_| limit.take(one, 0).is_ok()).count();
        assert_eq!(taken, 60);
        assert_eq!(limit.take(one, 0), Err(1));
        assert_eq!(limit.take(other, 0), Ok(()));
        assert_eq!(limit.take(one, 1_000), Ok(()));
        assert_eq!(limit.take(one, 1_000), Err(1));
        assert_eq!(RateLimit::per_minute(0).take(one, 0), Ok(()));
    }
}
