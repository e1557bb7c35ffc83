//! The table of work to do later. A worker takes a job for a while; when it dies, the job is free again.

use sqlx::FromRow;

use super::{Connection, Work, execute};

/// How long a worker has for one job.
const LEASE_MS: i64 = 120_000;

/// A job that a worker took.
#[derive(Debug, Clone, FromRow)]
pub struct Job {
    pub id: String,
    pub kind: String,
    pub payload: String,
    pub attempts: i64,
}

/// Orders a job, unless one with this id was ordered before.
pub async fn order(
    work: &mut Work,
    id: &str,
    kind: &str,
    payload: &str,
    run_at_ms: i64,
) -> Result<(), sqlx::Error> {
    let sql =
        "INSERT INTO job (id, kind, payload, run_at_ms) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING";
    execute!(work, sql, id, kind, payload, run_at_ms).map(drop)
}

/// Takes the job that has been due for longest. The one statement that differs: PostgreSQL passes over jobs
/// another instance is just taking, SQLite has one writer anyway.
pub async fn take(work: &mut Work, owner: &str, now_ms: i64) -> Result<Option<Job>, sqlx::Error> {
    const SQLITE: &str = "UPDATE job SET lease_until_ms = $1, lease_owner = $2, attempts = attempts + 1
        WHERE id = (SELECT id FROM job WHERE done_ms IS NULL AND run_at_ms <= $3 AND lease_until_ms < $3
                    ORDER BY run_at_ms LIMIT 1)
        RETURNING id, kind, payload, attempts";
    const POSTGRES: &str = "UPDATE job SET lease_until_ms = $1, lease_owner = $2, attempts = attempts + 1
        WHERE id = (SELECT id FROM job WHERE done_ms IS NULL AND run_at_ms <= $3 AND lease_until_ms < $3
                    ORDER BY run_at_ms LIMIT 1 FOR UPDATE SKIP LOCKED)
        RETURNING id, kind, payload, attempts";
    let lease = now_ms + LEASE_MS;
    match work.connection() {
        Connection::Sqlite(connection) => {
            sqlx::query_as(SQLITE).bind(lease).bind(owner).bind(now_ms).fetch_optional(connection).await
        }
        Connection::Postgres(connection) => {
            sqlx::query_as(POSTGRES).bind(lease).bind(owner).bind(now_ms).fetch_optional(connection).await
        }
    }
}

/// Notes that a job is done.
pub async fn finish(work: &mut Work, id: &str, owner: &str, now_ms: i64) -> Result<(), sqlx::Error> {
    execute!(work, "UPDATE job SET done_ms = $3 WHERE id = $1 AND lease_owner = $2", id, owner, now_ms)
        .map(drop)
}

/// Puts a job that failed back for later.
pub async fn postpone(
    work: &mut Work,
    id: &str,
    owner: &str,
    run_at_ms: i64,
    error: &str,
) -> Result<(), sqlx::Error> {
    let sql = "UPDATE job SET run_at_ms = $3, lease_until_ms = 0, last_error = $4 WHERE id = $1 AND lease_owner = $2";
    execute!(work, sql, id, owner, run_at_ms, error).map(drop)
}
