//! The table of failed sign-ins, in the database so that all instances count together.

use sqlx::FromRow;

use super::{Work, execute, fetch_optional};

/// How often somebody failed.
#[derive(Debug, Clone, Copy, Default, FromRow)]
pub struct Throttle {
    pub failures: i64,
    pub last_ms: i64,
    pub blocked_until_ms: i64,
}

/// What is known of `key`.
pub async fn read(work: &mut Work, key: &str) -> Result<Throttle, sqlx::Error> {
    let sql = "SELECT failures, last_ms, blocked_until_ms FROM throttle WHERE key = $1";
    let row: Option<Throttle> = fetch_optional!(work, sql, key)?;
    Ok(row.unwrap_or_default())
}

/// Replaces what is known of `key`.
pub async fn write(work: &mut Work, key: &str, throttle: Throttle) -> Result<(), sqlx::Error> {
    let sql = "INSERT INTO throttle (key, failures, last_ms, blocked_until_ms) VALUES ($1, $2, $3, $4)
               ON CONFLICT (key) DO UPDATE SET failures = excluded.failures, last_ms = excluded.last_ms,
                   blocked_until_ms = excluded.blocked_until_ms";
    execute!(work, sql, key, throttle.failures, throttle.last_ms, throttle.blocked_until_ms).map(drop)
}

/// Forgets `key`.
pub async fn clear(work: &mut Work, key: &str) -> Result<(), sqlx::Error> {
    execute!(work, "DELETE FROM throttle WHERE key = $1", key).map(drop)
}

/// Takes one failure back: the try turned out right.
pub async fn forgive(work: &mut Work, key: &str) -> Result<(), sqlx::Error> {
    let sql =
        "UPDATE throttle SET failures = failures - 1, blocked_until_ms = 0 WHERE key = $1 AND failures > 0";
    execute!(work, sql, key).map(drop)
}
