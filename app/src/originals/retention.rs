//! How long backed-up originals are kept, counted from when their run began or last went on. Only time removes them: room never does.

use std::fs;

use crate::history::is_over;
use crate::journal::Line;
use crate::runs::Runs;

/// Removes what was backed up more than `days` ago, and returns how many files went.
pub fn expire(runs: &Runs, days: u32, now_ms: i64) -> usize {
    runs.backups().runs().iter().map(|run| expire_run(runs, run, days, now_ms)).sum()
}

/// A run that lives, or of which nothing is known, keeps what it has.
fn expire_run(runs: &Runs, run: &str, days: u32, now_ms: i64) -> usize {
    let over = runs.find(run).filter(|(_, record)| is_over(record.last_begun_ms, days, now_ms));
    let Some((journal, _)) = over else { return 0 };
    // First the note: nobody shall be promised what is going.
    if let Err(error) = journal.write_durably(&Line::Expired) {
        tracing::warn!(%error, "backed-up originals stay over their time");
        return 0;
    }
    let folders = runs.backups().of_run(run);
    let files = folders.iter().filter_map(|folder| fs::read_dir(folder).ok()).flatten().count();
    for folder in &folders {
        // What cannot be removed now is tried again at the next start.
        let _ = fs::remove_dir_all(folder);
    }
    files
}
