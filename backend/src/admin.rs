//! What the operator does by hand, next to a running service or without one.

use clap::Subcommand;
use jiff::civil::Date;
use jiff::tz::{TimeZone, offset};
use protocol::Plan;

use crate::config::DataArgs;
use crate::db::accounts::{self, Account};
use crate::db::{Work, devices, sessions, subscriptions};
use crate::domain::email::Email;

/// What to do.
#[derive(Debug, Subcommand)]
pub enum Action {
    /// Make somebody an administrator.
    MakeAdmin { email: String },
    /// Give somebody a plan, paid through a day.
    Grant {
        email: String,
        #[arg(long)]
        plan: String,
        /// The last day, as 2027-01-31, by the calendar of Seoul.
        #[arg(long)]
        until: Date,
    },
    /// Take somebody's plan away.
    Revoke { email: String },
    /// Stop somebody's plan; their devices are told so.
    Suspend { email: String },
    /// Let a stopped plan go on.
    Unsuspend { email: String },
    /// Remove a device without counting it.
    Release { email: String, device: String },
}

/// Does it, and says what was done.
pub async fn run(data: &DataArgs, action: &Action) -> Result<String, String> {
    let db = data.open().await?;
    let outcome = act(data, &db, action).await;
    db.close().await;
    outcome
}

async fn act(data: &DataArgs, db: &crate::db::Db, action: &Action) -> Result<String, String> {
    let mut work = db.writing().await.map_err(told)?;
    let now_ms = data.clock().now_ms();
    let account = find(&mut work, action.email()).await?;
    let id = &account.id;
    let said = match action {
        Action::MakeAdmin { .. } => {
            accounts::set_role(&mut work, &account.email, "admin").await.map_err(told)?;
            "is an administrator".to_owned()
        }
        Action::Grant { plan, until, .. } => grant(&mut work, id, plan, *until, now_ms).await?,
        Action::Revoke { .. } => {
            let had = subscriptions::remove(&mut work, id).await.map_err(told)?;
            if had { "is on Free".to_owned() } else { "was on Free already".to_owned() }
        }
        Action::Suspend { .. } => set_status(&mut work, id, "suspended", now_ms).await?,
        Action::Unsuspend { .. } => set_status(&mut work, id, "active", now_ms).await?,
        Action::Release { device, .. } => release(&mut work, id, device, now_ms).await?,
    };
    work.commit().await.map_err(told)?;
    Ok(format!("{} {said}", account.email))
}

impl Action {
    fn email(&self) -> &str {
        match self {
            Action::MakeAdmin { email }
            | Action::Grant { email, .. }
            | Action::Revoke { email }
            | Action::Suspend { email }
            | Action::Unsuspend { email }
            | Action::Release { email, .. } => email,
        }
    }
}

async fn find(work: &mut Work, email: &str) -> Result<Account, String> {
    let unknown = || format!("no account has the address {email}");
    let email = Email::parse(email).ok_or_else(unknown)?;
    accounts::by_email(work, email.as_str()).await.map_err(told)?.ok_or_else(unknown)
}

async fn grant(work: &mut Work, id: &str, plan: &str, until: Date, now_ms: i64) -> Result<String, String> {
    let plan = Plan::from_name(plan).filter(|&plan| plan != Plan::Free).ok_or("--plan is basic or pro")?;
    let end_ms = end_of_day_ms(until).ok_or("--until is out of range")?;
    subscriptions::grant(work, id, plan.name(), end_ms, now_ms).await.map_err(told)?;
    Ok(format!("has {} through {until}", plan.name()))
}

/// The end of a day by the calendar of Seoul, nine hours ahead all year.
fn end_of_day_ms(day: Date) -> Option<i64> {
    let next = day.tomorrow().ok()?;
    let midnight = next.to_zoned(TimeZone::fixed(offset(9))).ok()?;
    Some(midnight.timestamp().as_millisecond())
}

async fn set_status(work: &mut Work, id: &str, status: &str, now_ms: i64) -> Result<String, String> {
    let is_there = subscriptions::set_status(work, id, status, now_ms).await.map_err(told)?;
    if is_there { Ok(format!("is {status}")) } else { Err("the account has no plan".into()) }
}

async fn release(work: &mut Work, id: &str, device: &str, now_ms: i64) -> Result<String, String> {
    if !devices::release(work, id, device, "operator", now_ms).await.map_err(told)? {
        return Err("the account has no such device".into());
    }
    sessions::end_of_device(work, device, "device_removed", now_ms).await.map_err(told)?;
    Ok(format!("no longer has {device}"))
}

#[expect(clippy::needless_pass_by_value, reason = "`map_err` hands the error over")]
fn told(error: sqlx::Error) -> String {
    format!("the database: {error}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_lasts_to_the_end_of_its_day_in_seoul() {
        let day = "2026-11-20".parse().unwrap();
        assert_eq!(end_of_day_ms(day), Some(1_795_186_800_000));
    }
}
