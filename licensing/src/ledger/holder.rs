//! Who owns a reservation, and whether they live: a file that its owner keeps locked. A lock that can be taken
//! means a dead owner, whatever became of its process id, on all systems and across containers.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use super::state::ReservationId;

/// The mark of a living owner; gone when dropped.
#[derive(Debug)]
pub struct Holder {
    path: PathBuf,
    _lock: File,
}

/// Marks this process as the owner of a reservation, under a number that nobody uses.
///
/// # Errors
/// What the system says.
pub fn hold(folder: &Path, is_taken: impl Fn(ReservationId) -> bool) -> io::Result<(ReservationId, Holder)> {
    fs::create_dir_all(folder)?;
    loop {
        let id = ReservationId::from_le_bytes(random()?);
        if is_taken(id) {
            continue;
        }
        let path = folder.join(name(id));
        let lock = File::options().create(true).truncate(false).write(true).open(&path)?;
        match lock.try_lock() {
            Ok(()) => return Ok((id, Holder { path, _lock: lock })),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(error),
        }
    }
}

/// Whether the owner of the reservation lives.
pub fn lives(folder: &Path, id: ReservationId) -> bool {
    let path = folder.join(name(id));
    let Ok(file) = File::open(&path) else { return false };
    let is_dead = file.try_lock().is_ok();
    if is_dead {
        // Nobody asks for it again.
        let _ = fs::remove_file(path);
    }
    !is_dead
}

fn name(id: ReservationId) -> String {
    format!("{id:08x}.lock")
}

fn random() -> io::Result<[u8; 4]> {
    let mut bytes = [0; 4];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(bytes)
}

impl Drop for Holder {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_owner_lives_until_its_mark_is_dropped() {
        let folder = tempfile::tempdir().unwrap();
        let (id, holder) = hold(folder.path(), |_| false).unwrap();
        assert!(lives(folder.path(), id));
        drop(holder);
        assert!(!lives(folder.path(), id));
    }

    #[test]
    fn a_mark_whose_owner_died_is_seen_and_removed() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(name(7)), b"").unwrap();
        assert!(!lives(folder.path(), 7));
        assert!(!folder.path().join(name(7)).exists());
    }
}
