//! The table of devices. A released device keeps its row: it still has to be told so, and releases are counted.

use sqlx::FromRow;

use super::{Work, execute, fetch_all, fetch_one, fetch_optional};

/// A device to be added.
pub struct NewDevice<'a> {
    pub id: &'a str,
    pub account_id: &'a str,
    pub hardware_hash: &'a str,
    pub seen: Seen<'a>,
}

/// What a sign-in tells of a device.
pub struct Seen<'a> {
    /// JSON of the hashed components.
    pub hardware: &'a str,
    pub name: &'a str,
    pub platform: &'a str,
    pub store: &'a str,
    pub client_version: &'a str,
    pub now_ms: i64,
}

/// A device that counts.
#[derive(Debug, Clone, FromRow)]
pub struct Device {
    pub id: String,
    pub name: String,
    pub platform: String,
    pub created_ms: i64,
    pub last_seen_ms: i64,
}

/// The id of the device with this hardware, if it counts.
pub async fn by_hardware(
    work: &mut Work,
    account_id: &str,
    hash: &str,
) -> Result<Option<String>, sqlx::Error> {
    let sql = "SELECT id FROM device WHERE account_id = $1 AND hardware_hash = $2 AND released_ms IS NULL";
    let row: Option<(String,)> = fetch_optional!(work, sql, account_id, hash)?;
    Ok(row.map(|(id,)| id))
}

/// The devices of an account that count, the oldest first.
pub async fn live(work: &mut Work, account_id: &str) -> Result<Vec<Device>, sqlx::Error> {
    let sql = "SELECT id, name, platform, created_ms, last_seen_ms FROM device
               WHERE account_id = $1 AND released_ms IS NULL ORDER BY created_ms, id";
    fetch_all!(work, sql, account_id)
}

/// Adds a device.
pub async fn insert(work: &mut Work, new: &NewDevice<'_>) -> Result<(), sqlx::Error> {
    let sql =
        "INSERT INTO device (id, account_id, hardware_hash, hardware, name, platform, store, client_version,
                   created_ms, last_seen_ms)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $9)";
    let s = &new.seen;
    execute!(
        work,
        sql,
        new.id,
        new.account_id,
        new.hardware_hash,
        s.hardware,
        s.name,
        s.platform,
        s.store,
        s.client_version,
        s.now_ms
    )
    .map(drop)
}

/// Notes what a new sign-in on a known device tells.
pub async fn update(work: &mut Work, id: &str, seen: &Seen<'_>) -> Result<(), sqlx::Error> {
    let sql = "UPDATE device SET hardware = $2, name = $3, platform = $4, store = $5, client_version = $6,
                   last_seen_ms = $7
               WHERE id = $1";
    let s = seen;
    execute!(work, sql, id, s.hardware, s.name, s.platform, s.store, s.client_version, s.now_ms).map(drop)
}

/// Notes a contact, and that entitlements up to `seq` were given out.
pub async fn touch(work: &mut Work, id: &str, now_ms: i64, seq: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE device SET last_seen_ms = $2,
                   seq_floor = CASE WHEN seq_floor < $3 THEN $3 ELSE seq_floor END
               WHERE id = $1";
    execute!(work, sql, id, now_ms, seq).map(drop)
}

/// Removes a device of an account. `false` when there is none that counts.
pub async fn release(
    work: &mut Work,
    account_id: &str,
    id: &str,
    by: &str,
    now_ms: i64,
) -> Result<bool, sqlx::Error> {
    let sql = "UPDATE device SET released_ms = $3, released_by = $4
               WHERE id = $1 AND account_id = $2 AND released_ms IS NULL";
    Ok(execute!(work, sql, id, account_id, now_ms, by)? == 1)
}

/// How often the owner removed a device since `since_ms`.
pub async fn releases_since(work: &mut Work, account_id: &str, since_ms: i64) -> Result<u32, sqlx::Error> {
    let sql =
        "SELECT COUNT(*) FROM device WHERE account_id = $1 AND released_by = 'owner' AND released_ms > $2";
    let (count,): (i64,) = fetch_one!(work, sql, account_id, since_ms)?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Forgets what the devices of a deleted account are; they stay as removed ones, to be told so.
pub async fn erase_all(work: &mut Work, account_id: &str, now_ms: i64) -> Result<(), sqlx::Error> {
    let sql = "UPDATE device SET hardware_hash = id, hardware = '{}', name = '', platform = '', client_version = '',
                   released_ms = COALESCE(released_ms, $2), released_by = COALESCE(released_by, 'account')
               WHERE account_id = $1";
    execute!(work, sql, account_id, now_ms).map(drop)
}

/// Raises the highest number of a usage item seen.
pub async fn set_acked(work: &mut Work, id: &str, seq: i64) -> Result<(), sqlx::Error> {
    execute!(work, "UPDATE device SET acked_seq = $2 WHERE id = $1 AND acked_seq < $2", id, seq).map(drop)
}
