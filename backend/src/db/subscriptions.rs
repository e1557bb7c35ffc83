//! The table of subscriptions: at most one row an account; no row is Free.

use super::{Work, execute};

/// Gives an account a plan that is paid until `paid_through_ms` and does not renew itself.
pub async fn grant(
    work: &mut Work,
    account_id: &str,
    plan: &str,
    paid_through_ms: i64,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO subscription (account_id, plan, status, paid_through_ms, auto_renew, updated_ms)
               VALUES ($1, $2, 'active', $3, $5, $4)
               ON CONFLICT (account_id) DO UPDATE SET plan = excluded.plan, status = excluded.status,
                   paid_through_ms = excluded.paid_through_ms, auto_renew = excluded.auto_renew,
                   updated_ms = excluded.updated_ms";
    execute!(work, sql, account_id, plan, paid_through_ms, now_ms, false).map(drop)
}

/// Sets the status. `false` when the account has no subscription.
pub async fn set_status(
    work: &mut Work,
    account_id: &str,
    status: &str,
    now_ms: i64,
) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE subscription SET status = $2, updated_ms = $3 WHERE account_id = $1";
    Ok(execute!(work, sql, account_id, status, now_ms)? == 1)
}

/// Takes the subscription away. `false` when there was none.
pub async fn remove(work: &mut Work, account_id: &str) -> Result<bool, sqlx::Error> {
    Ok(execute!(work, "DELETE FROM subscription WHERE account_id = $1", account_id)? == 1)
}

/// The subscription of an account as `(plan, status, paid_through_ms, auto_renew)`.
pub async fn read(
    work: &mut Work,
    account_id: &str,
) -> Result<Option<(String, String, i64, bool)>, sqlx::Error> {
    let sql = "SELECT plan, status, paid_through_ms, auto_renew FROM subscription WHERE account_id = $1";
    super::fetch_optional!(work, sql, account_id)
}
