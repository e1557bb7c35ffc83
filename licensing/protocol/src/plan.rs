//! The plan table: what each plan costs and allows. It stands nowhere else.

use serde::{Deserialize, Serialize};

/// What an account has subscribed to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Plan {
    /// Nothing; also everybody without an account.
    Free,
    /// The smaller subscription.
    Basic,
    /// The larger subscription.
    Pro,
}

/// A format that pictures are written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum Format {
    /// WebP.
    Webp,
    /// AVIF.
    Avif,
}

/// What an account may do.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Published conversions in one calendar day of [`crate::day`]; `null` is unlimited.
    pub per_day: Option<u32>,
    /// Formats that may be written.
    pub formats: Vec<Format>,
    /// Pictures in one batch.
    pub batch: u32,
    /// Whole folders, also watched ones.
    pub folder: bool,
    /// Conversions at set times.
    pub schedule: bool,
    /// The search of the whole computer.
    pub scan: bool,
    /// Devices signed in at the same time.
    pub devices: u32,
}

/// What a plan costs, in KRW with VAT included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Price {
    /// For a calendar month.
    pub month_krw: u32,
    /// For twelve months: ten times the monthly price.
    pub year_krw: u32,
}

impl Plan {
    /// From the smallest to the largest.
    pub const ALL: [Plan; 3] = [Plan::Free, Plan::Basic, Plan::Pro];

    /// The name on the wire.
    pub fn name(self) -> &'static str {
        match self {
            Plan::Free => "free",
            Plan::Basic => "basic",
            Plan::Pro => "pro",
        }
    }

    /// The plan of this name on the wire.
    pub fn from_name(name: &str) -> Option<Plan> {
        Plan::ALL.into_iter().find(|plan| plan.name() == name)
    }

    /// What the plan allows.
    pub fn limits(self) -> Limits {
        let subscribed = self != Plan::Free;
        let formats = if subscribed { vec![Format::Webp, Format::Avif] } else { vec![Format::Webp] };
        let (per_day, batch, devices) = match self {
            Plan::Free => (Some(5), 1, 1),
            Plan::Basic => (Some(50), 10, 2),
            Plan::Pro => (None, 100, 3),
        };
        Limits {
            per_day,
            formats,
            batch,
            folder: subscribed,
            schedule: subscribed,
            scan: self == Plan::Pro,
            devices,
        }
    }

    /// What the plan costs.
    pub fn price(self) -> Price {
        let month_krw = match self {
            Plan::Free => 0,
            Plan::Basic => 4_900,
            Plan::Pro => 9_900,
        };
        Price { month_krw, year_krw: month_krw * 10 }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn free_is_five_webp_files_a_day_one_by_one() {
        let expected = Limits {
            per_day: Some(5),
            formats: vec![Format::Webp],
            batch: 1,
            folder: false,
            schedule: false,
            scan: false,
            devices: 1,
        };
        assert_eq!(Plan::Free.limits(), expected);
    }

    #[test]
    fn a_larger_plan_allows_everything_a_smaller_one_does() {
        let count = |per_day: Option<u32>| per_day.unwrap_or(u32::MAX);
        for (small, large) in [(Plan::Free, Plan::Basic), (Plan::Basic, Plan::Pro)] {
            let (small, large) = (small.limits(), large.limits());
            assert!(count(small.per_day) < count(large.per_day));
            assert!(small.formats.iter().all(|format| large.formats.contains(format)));
            assert!(small.batch < large.batch && small.devices < large.devices);
            assert!(
                small.folder <= large.folder && small.schedule <= large.schedule && small.scan <= large.scan
            );
        }
    }

    #[test]
    fn a_year_costs_ten_months() {
        assert_eq!(Plan::Basic.price(), Price { month_krw: 4_900, year_krw: 49_000 });
        assert_eq!(Plan::Pro.price(), Price { month_krw: 9_900, year_krw: 99_000 });
    }

    #[test]
    fn names_are_those_on_the_wire() {
        for plan in Plan::ALL {
            assert_eq!(serde_json::to_value(plan).unwrap(), plan.name());
            assert_eq!(Plan::from_name(plan.name()), Some(plan));
        }
    }
}
