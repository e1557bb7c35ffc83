//! The count of conversions, and what was counted already.

use super::{Work, execute, fetch_all, fetch_optional};

/// Notes one item of a device. `false` when it was counted before.
pub async fn insert_item(
    work: &mut Work,
    device_id: &str,
    seq: i64,
    day: i64,
    n: i64,
) -> Result<bool, sqlx::Error> {
    let sql = "INSERT INTO usage_item (device_id, seq, day, n) VALUES ($1, $2, $3, $4)
               ON CONFLICT (device_id, seq) DO NOTHING";
    Ok(execute!(work, sql, device_id, seq, day, n)? == 1)
}

/// Adds to the count of a day.
pub async fn add(work: &mut Work, account_id: &str, day: i64, n: i64) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO usage_day (account_id, day, used) VALUES ($1, $2, $3)
               ON CONFLICT (account_id, day) DO UPDATE SET used = usage_day.used + excluded.used";
    execute!(work, sql, account_id, day, n).map(drop)
}

/// The count of a day.
pub async fn on_day(work: &mut Work, account_id: &str, day: i64) -> Result<i64, sqlx::Error> {
    let sql = "SELECT used FROM usage_day WHERE account_id = $1 AND day = $2";
    let row: Option<(i64,)> = fetch_optional!(work, sql, account_id, day)?;
    Ok(row.map_or(0, |(used,)| used))
}

/// The count of every day, the oldest first.
pub async fn days(work: &mut Work, account_id: &str) -> Result<Vec<(i64, i64)>, sqlx::Error> {
    fetch_all!(work, "SELECT day, used FROM usage_day WHERE account_id = $1 ORDER BY day", account_id)
}

/// Forgets what an account converted.
pub async fn erase(work: &mut Work, account_id: &str) -> Result<(), sqlx::Error> {
    let items = "DELETE FROM usage_item WHERE device_id IN (SELECT id FROM device WHERE account_id = $1)";
    execute!(work, items, account_id)?;
    execute!(work, "DELETE FROM usage_day WHERE account_id = $1", account_id).map(drop)
}
