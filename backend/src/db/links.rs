//! The table of links in mails. A link works once, and only the newest of its kind does.

use super::{Work, execute, fetch_optional};

/// Puts a link in place of earlier ones of its kind.
pub async fn replace(
    work: &mut Work,
    account_id: &str,
    kind: &str,
    hash: &str,
    expires_ms: i64,
) -> Result<(), sqlx::Error> {
    execute!(work, "DELETE FROM link WHERE account_id = $1 AND kind = $2", account_id, kind)?;
    let sql = "INSERT INTO link (hash, account_id, kind, expires_ms) VALUES ($1, $2, $3, $4)";
    execute!(work, sql, hash, account_id, kind, expires_ms).map(drop)
}

/// Uses a link up: the account it was for, if it was good.
pub async fn take(
    work: &mut Work,
    kind: &str,
    hash: &str,
    now_ms: i64,
) -> Result<Option<String>, sqlx::Error> {
    let sql = "DELETE FROM link WHERE hash = $1 AND kind = $2 AND expires_ms > $3 RETURNING account_id";
    let row: Option<(String,)> = fetch_optional!(work, sql, hash, kind, now_ms)?;
    Ok(row.map(|(account_id,)| account_id))
}

/// Makes all links of an account worthless.
pub async fn erase(work: &mut Work, account_id: &str) -> Result<(), sqlx::Error> {
    execute!(work, "DELETE FROM link WHERE account_id = $1", account_id).map(drop)
}
