//! The lock that lets one process at a time read and write the ledger.

use std::fs::{File, TryLockError};
use std::path::Path;
use std::thread;
use std::time::{Duration, Instant};

use super::error::Error;

/// How long a caller waits for others.
pub const DEADLINE: Duration = Duration::from_secs(5);

/// Held until dropped. The system lets go of it when the process dies.
#[derive(Debug)]
pub struct Lock {
    _file: File,
}

/// Waits for the lock file at `path`, which lies beside the ledger: a lock on Windows keeps readers out.
///
/// # Errors
/// `Busy` after the deadline; what the system says about the file.
pub fn acquire(path: &Path, deadline: Duration) -> Result<Lock, Error> {
    let failed = |error| Error::File { path: path.to_owned(), error };
    let file = File::options().create(true).truncate(false).write(true).open(path).map_err(failed)?;
    let started = Instant::now();
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock { _file: file }),
            Err(TryLockError::WouldBlock) if started.elapsed() >= deadline => {
                return Err(Error::Busy { path: path.to_owned() });
            }
            Err(TryLockError::WouldBlock) => thread::sleep(pause(started.elapsed())),
            Err(TryLockError::Error(error)) => return Err(failed(error)),
        }
    }
}

/// Short at first, then longer, and not the same for all who wait: they would come back together.
fn pause(waited: Duration) -> Duration {
    let spread = u64::from(waited.subsec_nanos() % 1000);
    Duration::from_micros(300 + spread) + (waited / 16).min(Duration::from_millis(10))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_waits_too_long_is_told_that_it_is_busy() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger.lock");
        let first = acquire(&path, DEADLINE).unwrap();
        let second = acquire(&path, Duration::from_millis(30));
        assert!(matches!(second, Err(Error::Busy { .. })), "{second:?}");
        drop(first);
        acquire(&path, Duration::from_millis(30)).unwrap();
    }
}
