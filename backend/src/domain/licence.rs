//! What a subscription is worth at a moment, and until when without contact.

use protocol::Plan;
use protocol::claims::{Licence, LicenceStatus};

const HOUR_MS: i64 = 3_600_000;
const DAY_MS: i64 = 24 * HOUR_MS;

/// How long a failed renewal may be made good.
const PAYMENT_GRACE_MS: i64 = 7 * DAY_MS;

/// A subscription as it is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Subscription {
    pub plan: Plan,
    pub status: LicenceStatus,
    pub paid_through_ms: i64,
    pub auto_renew: bool,
}

impl Subscription {
    /// The subscription that these columns are. A name that this version does not know is no subscription.
    pub fn from_stored(plan: &str, status: &str, paid_through_ms: i64, auto_renew: bool) -> Option<Self> {
        let status = serde_json::from_value(status.into()).ok()?;
        Some(Subscription { plan: Plan::from_name(plan)?, status, paid_through_ms, auto_renew })
    }
}

/// Where a client keeps its secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Store {
    /// In the system's keyring.
    Keyring,
    /// In a file that anybody who copies the disk has too.
    File,
}

impl Store {
    /// The store of this name on the wire.
    pub fn from_name(name: &str) -> Option<Store> {
        match name {
            "keyring" => Some(Store::Keyring),
            "file" => Some(Store::File),
            _ => None,
        }
    }

    fn grace_ms(self) -> i64 {
        match self {
            Store::Keyring => 7 * DAY_MS,
            Store::File => 3 * DAY_MS,
        }
    }
}

/// What an account has at `now_ms`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Standing {
    /// The plan in force.
    pub plan: Plan,
    pub status: LicenceStatus,
    pub paid_through_ms: Option<i64>,
    pub auto_renew: bool,
}

/// What `subscription` is worth at `now_ms`. No subscription is Free, which is always active.
pub fn standing(subscription: Option<Subscription>, now_ms: i64) -> Standing {
    let Some(subscription) = subscription else {
        return Standing {
            plan: Plan::Free,
            status: LicenceStatus::Active,
            paid_through_ms: None,
            auto_renew: false,
        };
    };
    let is_paid = now_ms < subscription.paid_through_ms;
    let is_in_force = match subscription.status {
        // A renewal that is due is charged by a job; until it fails, nothing is taken away.
        LicenceStatus::Active => is_paid || subscription.auto_renew,
        LicenceStatus::PastDue => now_ms < subscription.paid_through_ms.saturating_add(PAYMENT_GRACE_MS),
        LicenceStatus::Canceled => is_paid,
        LicenceStatus::Expired | LicenceStatus::Suspended => false,
    };
    let is_over = !is_in_force && subscription.status != LicenceStatus::Suspended;
    Standing {
        plan: if is_in_force { subscription.plan } else { Plan::Free },
        status: if is_over { LicenceStatus::Expired } else { subscription.status },
        paid_through_ms: Some(subscription.paid_through_ms),
        auto_renew: subscription.auto_renew && is_in_force,
    }
}

impl Standing {
    /// What is signed about it.
    pub fn licence(&self) -> Licence {
        Licence {
            plan: self.plan,
            status: self.status,
            paid_through: self.paid_through_ms.map(|ms| ms.div_euclid(1000)),
            auto_renew: self.auto_renew,
        }
    }

    /// The end of the offline time in milliseconds: seven days (three for a secret in a file), and when the
    /// subscription does not go on by itself, no later than a day after what is paid.
    pub fn grace_until_ms(&self, store: Store, now_ms: i64) -> i64 {
        let grace = now_ms.saturating_add(store.grace_ms());
        match self.paid_through_ms {
            Some(paid) if self.plan != Plan::Free && !self.auto_renew => {
                grace.min(paid.saturating_add(DAY_MS))
            }
            _ => grace,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_795_186_800_000;

    fn pro(status: LicenceStatus, paid_for_ms: i64, auto_renew: bool) -> Standing {
        let paid_through_ms = NOW + paid_for_ms;
        standing(Some(Subscription { plan: Plan::Pro, status, paid_through_ms, auto_renew }), NOW)
    }

    #[test]
    fn a_plan_is_in_force_while_it_is_paid_or_being_renewed() {
        use LicenceStatus::{Active, Canceled, Expired, PastDue, Suspended};
        let cases = [
            (Active, 1, false, Plan::Pro, Active),
            (Active, 0, false, Plan::Free, Expired),
            (Active, -DAY_MS, true, Plan::Pro, Active),
            (PastDue, 1 - PAYMENT_GRACE_MS, true, Plan::Pro, PastDue),
            (PastDue, -PAYMENT_GRACE_MS, true, Plan::Free, Expired),
            (Canceled, 1, false, Plan::Pro, Canceled),
            (Canceled, 0, false, Plan::Free, Expired),
            (Expired, DAY_MS, false, Plan::Free, Expired),
            (Suspended, DAY_MS, true, Plan::Free, Suspended),
        ];
        for (status, paid_for, auto_renew, plan, told) in cases {
            let standing = pro(status, paid_for, auto_renew);
            assert_eq!((standing.plan, standing.status), (plan, told), "{status:?} {paid_for} {auto_renew}");
        }
    }

    #[test]
    fn the_offline_time_ends_a_day_after_what_is_paid() {
        use LicenceStatus::Active;
        let days = |standing: Standing, store| (standing.grace_until_ms(store, NOW) - NOW) / DAY_MS;
        assert_eq!(days(pro(Active, 30 * DAY_MS, false), Store::Keyring), 7);
        assert_eq!(days(pro(Active, 30 * DAY_MS, false), Store::File), 3);
        assert_eq!(days(pro(Active, 2 * DAY_MS, false), Store::Keyring), 3);
        assert_eq!(days(pro(Active, 2 * DAY_MS, true), Store::Keyring), 7);
        assert_eq!(days(standing(None, NOW), Store::Keyring), 7);
        assert_eq!(days(pro(Active, -2 * DAY_MS, false), Store::Keyring), 7, "Free has nothing that ends");
    }
}
