//! The table of sign-ins, and the one question that every signed-in request asks.

use sqlx::FromRow;

use super::{Work, execute, fetch_all, fetch_optional};

/// A sign-in to be added.
pub struct NewSession<'a> {
    pub id: &'a str,
    pub account_id: &'a str,
    pub device_id: &'a str,
    pub head_hash: &'a str,
    pub now_ms: i64,
    pub expires_ms: i64,
}

/// What refreshing needs to know.
#[derive(Debug, Clone, FromRow)]
pub struct Family {
    pub account_id: String,
    pub device_id: String,
    pub hardware_hash: String,
    pub head: i64,
    pub head_hash: String,
    pub expires_ms: i64,
    pub ended_ms: Option<i64>,
}

/// All that a signed-in request is judged by.
#[derive(Debug, Clone, FromRow)]
pub struct SignedIn {
    pub account_id: String,
    pub email: String,
    pub name: Option<String>,
    pub language: String,
    pub role: String,
    pub email_verified_ms: Option<i64>,
    pub account_created_ms: i64,
    pub session_ended_why: Option<String>,
    pub device_id: String,
    pub hardware: String,
    pub store: String,
    pub released_ms: Option<i64>,
    pub acked_seq: i64,
    pub seq_floor: i64,
    pub plan: Option<String>,
    pub status: Option<String>,
    pub paid_through_ms: Option<i64>,
    pub auto_renew: Option<bool>,
    pub used_today: i64,
    /// The database's clock.
    pub clock_ms: i64,
}

/// Adds a sign-in whose first token has number 0.
pub async fn insert(work: &mut Work, new: &NewSession<'_>) -> Result<(), sqlx::Error> {
    let sql =
        "INSERT INTO session (id, account_id, device_id, head, head_hash, created_ms, used_ms, expires_ms)
               VALUES ($1, $2, $3, 0, $4, $5, $5, $6)";
    execute!(work, sql, new.id, new.account_id, new.device_id, new.head_hash, new.now_ms, new.expires_ms)
        .map(drop)
}

/// The family with this id.
pub async fn family(work: &mut Work, id: &str) -> Result<Option<Family>, sqlx::Error> {
    let sql =
        "SELECT s.account_id, s.device_id, d.hardware_hash, s.head, s.head_hash, s.expires_ms, s.ended_ms
               FROM session s JOIN device d ON d.id = s.device_id WHERE s.id = $1";
    fetch_optional!(work, sql, id)
}

/// Moves the head on from number `from`. `false` when somebody else was faster.
pub async fn advance(work: &mut Work, id: &str, from: i64, hash: &str) -> Result<bool, sqlx::Error> {
    let sql =
        "UPDATE session SET head = $2 + 1, head_hash = $3 WHERE id = $1 AND head = $2 AND ended_ms IS NULL";
    Ok(execute!(work, sql, id, from, hash)? == 1)
}

/// Lets a sign-in last until `expires_ms`.
pub async fn prolong(work: &mut Work, id: &str, now_ms: i64, expires_ms: i64) -> Result<(), sqlx::Error> {
    execute!(work, "UPDATE session SET used_ms = $2, expires_ms = $3 WHERE id = $1", id, now_ms, expires_ms)
        .map(drop)
}

/// Ends one sign-in.
pub async fn end(work: &mut Work, id: &str, why: &str, now_ms: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE session SET ended_ms = $3, ended_why = $2 WHERE id = $1 AND ended_ms IS NULL";
    execute!(work, sql, id, why, now_ms).map(drop)
}

/// Ends the sign-ins on a device.
pub async fn end_of_device(
    work: &mut Work,
    device_id: &str,
    why: &str,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE session SET ended_ms = $3, ended_why = $2 WHERE device_id = $1 AND ended_ms IS NULL";
    execute!(work, sql, device_id, why, now_ms).map(drop)
}

/// Ends the sign-ins of an account, except one.
pub async fn end_of_account(
    work: &mut Work,
    account_id: &str,
    except: &str,
    why: &str,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE session SET ended_ms = $4, ended_why = $3
               WHERE account_id = $1 AND id <> $2 AND ended_ms IS NULL";
    execute!(work, sql, account_id, except, why, now_ms).map(drop)
}

/// What the sign-in `session_id` of this account on this device may be judged by; `day` is today. The sign-in
/// is looked up by all three, so that a token can never reach beyond the account it was made for.
pub async fn standing(
    work: &mut Work,
    session_id: &str,
    account_id: &str,
    device_id: &str,
    day: i64,
) -> Result<Option<SignedIn>, sqlx::Error> {
    let sql = "SELECT a.id AS account_id, a.email, a.name, a.language, a.role, a.email_verified_ms,
                   a.created_ms AS account_created_ms, s.ended_why AS session_ended_why, d.id AS device_id, d.hardware,
                   d.store, d.released_ms, d.acked_seq, d.seq_floor, p.plan,
                   p.status, p.paid_through_ms, p.auto_renew, COALESCE(u.used, 0) AS used_today, c.now_ms AS clock_ms
               FROM session s
               JOIN device d ON d.id = s.device_id
               JOIN account a ON a.id = s.account_id
               LEFT JOIN subscription p ON p.account_id = a.id
               LEFT JOIN usage_day u ON u.account_id = a.id AND u.day = $4
               CROSS JOIN server_clock c
               WHERE s.id = $1 AND s.account_id = $2 AND s.device_id = $3";
    fetch_optional!(work, sql, session_id, account_id, device_id, day)
}

/// When the sign-ins of an account began and were last used.
pub async fn history(work: &mut Work, account_id: &str) -> Result<Vec<(i64, i64, Option<i64>)>, sqlx::Error> {
    let sql = "SELECT created_ms, used_ms, ended_ms FROM session WHERE account_id = $1 ORDER BY created_ms";
    fetch_all!(work, sql, account_id)
}
