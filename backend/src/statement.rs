//! The signed statements: what the service says to a device so that it can prove it later.
//!
//! The `seq` of entitlements and verdicts is the time in milliseconds, so that no request has to write for it.
//! It is the database's clock, one for all instances. When that clock is set back, the number stands still: no
//! process goes below the highest it has seen, and none below what was noted at the device's last refresh.

use std::sync::atomic::Ordering;

use protocol::claims::{DESKTOP, DeviceClaim, Grace, Quota, VERSION};
use protocol::{Entitlement, Hardware, Nonce, Receipt, ServerTime, Verdict, VerdictCode, day};

use crate::auth::caller::Caller;
use crate::domain::licence::{self, Standing, Store, Subscription};
use crate::service::Service;

/// What the account of a caller has now.
pub fn standing(caller: &Caller) -> Standing {
    let row = &caller.row;
    let subscription = || {
        let (plan, status) = (row.plan.as_deref()?, row.status.as_deref()?);
        Subscription::from_stored(plan, status, row.paid_through_ms?, row.auto_renew?)
    };
    licence::standing(subscription(), caller.now_ms)
}

/// The number of the next statement to a caller's device.
pub fn seq(service: &Service, caller: &Caller) -> i64 {
    let clock_ms = caller.row.clock_ms.saturating_add(service.clock.offset_ms());
    let highest = service.highest_seq.fetch_max(clock_ms, Ordering::Relaxed);
    clock_ms.max(highest).max(caller.row.seq_floor)
}

/// The entitlement of a caller.
pub fn entitlement(service: &Service, caller: &Caller, nonce: Nonce) -> String {
    let (row, now_ms) = (&caller.row, caller.now_ms);
    let standing = standing(caller);
    let store = Store::from_name(&row.store).unwrap_or(Store::File);
    let until = standing.grace_until_ms(store, now_ms).div_euclid(1000);
    let entitlement = Entitlement {
        v: VERSION,
        iss: service.issuer().into(),
        aud: DESKTOP.into(),
        sub: row.account_id.clone(),
        jti: service.random.id("ent", now_ms),
        iat: now_ms.div_euclid(1000),
        exp: until,
        srv_ms: now_ms,
        seq: seq(service, caller).unsigned_abs(),
        nonce,
        dev: DeviceClaim { id: row.device_id.clone(), hw: hardware(&row.hardware) },
        lic: standing.licence(),
        lim: standing.plan.limits(),
        quota: Quota { day: day::day_of(now_ms), used: count(row.used_today) },
        grace: Grace { until },
    };
    service.statement_keys.signer().sign(&entitlement)
}

/// What was counted for a caller: `used` today, and all items up to `acked_seq`.
pub fn receipt(service: &Service, caller: &Caller, used: i64, acked_seq: i64, nonce: Nonce) -> String {
    let receipt = Receipt {
        v: VERSION,
        aud: DESKTOP.into(),
        sub: caller.row.account_id.clone(),
        dev: caller.row.device_id.clone(),
        day: day::day_of(caller.now_ms),
        used: count(used),
        limit: standing(caller).plan.limits().per_day,
        acked_seq: acked_seq.unsigned_abs(),
        srv_ms: caller.now_ms,
        nonce,
    };
    service.statement_keys.signer().sign(&receipt)
}

/// The verdict on a caller, who asked with `nonce`. Without a nonce nobody could tell it from an old one.
pub fn verdict(
    service: &Service,
    caller: &Caller,
    code: VerdictCode,
    nonce: Option<Nonce>,
) -> Option<String> {
    let verdict = Verdict {
        v: VERSION,
        aud: DESKTOP.into(),
        code,
        sub: caller.row.account_id.clone(),
        dev: caller.row.device_id.clone(),
        seq: seq(service, caller).unsigned_abs(),
        srv_ms: caller.now_ms,
        nonce: nonce?,
    };
    Some(service.sign_verdict(&verdict))
}

/// The time.
pub fn time(service: &Service, nonce: Nonce) -> String {
    let time = ServerTime { v: VERSION, aud: DESKTOP.into(), srv_ms: service.clock.now_ms(), nonce };
    service.statement_keys.signer().sign(&time)
}

/// A count as it is told.
pub fn count(number: i64) -> u32 {
    u32::try_from(number.max(0)).unwrap_or(u32::MAX)
}

fn hardware(json: &str) -> Hardware {
    serde_json::from_str(json).unwrap_or_default()
}
