//! Removing what nobody needs any more. What must outlive it, as accounts, devices and counts, is not touched.

use super::{Work, execute};
use crate::domain::retention::Before;

/// Removes what is older than `before` says; the number of rows.
pub async fn purge(work: &mut Work, before: &Before) -> Result<u64, sqlx::Error> {
    let sign_ins = "DELETE FROM session WHERE ended_ms < $1 OR expires_ms < $1";
    let failures = "DELETE FROM throttle WHERE last_ms < $1 AND blocked_until_ms < $1";
    Ok(execute!(work, sign_ins, before.sign_ins_ms)?
        + execute!(work, "DELETE FROM link WHERE expires_ms < $1", before.links_ms)?
        + execute!(work, failures, before.failures_ms)?
        + execute!(work, "DELETE FROM job WHERE done_ms < $1", before.jobs_ms)?)
}
