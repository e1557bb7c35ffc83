//! The ledger's file: two places of 4 KiB, each a sealed record, written in turn. A write that is torn hits the
//! older of the two, so that the newer one always stands.
//!
//! The file is made at its full length once and never grows, so that a disk that fills up later cannot keep a
//! conversion from being counted.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use super::state::State;
use crate::fail_point;
#[cfg(test)]
use crate::seal::OVERHEAD;
use crate::seal::{Kind, SealKey, Size, Slot};

/// Bytes of one place.
const SLOT_BYTES: usize = 4096;
/// Bytes that a state may have.
#[cfg(test)]
pub(super) const ROOM: usize = SLOT_BYTES - OVERHEAD;

/// The file and the key it is sealed with.
#[derive(Debug)]
pub struct Slots {
    path: PathBuf,
    key: SealKey,
}

/// What was found in the file.
#[derive(Debug)]
pub enum Found {
    /// There is no file.
    Nothing,
    /// There is one, but nothing in it opens.
    Unreadable,
    /// The newer of the states in it.
    State {
        /// Its generation.
        generation: u64,
        /// What it says.
        state: State,
    },
}

impl Slots {
    /// The ledger at `path`, sealed with `key`.
    pub fn new(path: PathBuf, key: SealKey) -> Self {
        Slots { path, key }
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the newest state that opens.
    ///
    /// # Errors
    /// What the system says; a missing file is none.
    pub fn read(&self) -> io::Result<Found> {
        let mut bytes = Vec::new();
        match File::open(&self.path) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Found::Nothing),
            file => file?.take(2 * SLOT_BYTES as u64).read_to_end(&mut bytes)?,
        };
        let opened = bytes.chunks(SLOT_BYTES).zip([Slot::First, Slot::Second]).filter_map(|(slot, place)| {
            let opened = self.key.open(Kind::Ledger(place), slot).ok()?;
            let state = serde_json::from_slice(&opened.content).ok()?;
            Some((opened.generation, state))
        });
        let newest = opened.max_by_key(|(generation, _)| *generation);
        Ok(newest.map_or(Found::Unreadable, |(generation, state)| Found::State { generation, state }))
    }

    /// Writes a state over the older one.
    ///
    /// # Errors
    /// What the system says. The newer state stands in any case; whether the written one does is not known.
    pub fn write(&self, generation: u64, state: &State) -> io::Result<()> {
        let place = if generation.is_multiple_of(2) { Slot::First } else { Slot::Second };
        let content = serde_json::to_vec(state).map_err(io::Error::other)?;
        let sealed = self.key.seal(Kind::Ledger(place), generation, &content, Size::Exact(SLOT_BYTES));
        let sealed = sealed.map_err(io::Error::other)?;
        let mut file = self.open_whole()?;
        let offset = if place == Slot::First { 0 } else { SLOT_BYTES as u64 };
        file.seek(SeekFrom::Start(offset))?;
        fail_point::here("slot before");
        fail_point::half(|| file.write_all(&sealed[..SLOT_BYTES / 2]));
        file.write_all(&sealed)?;
        fail_point::here("slot written");
        file.sync_data()?;
        fail_point::here("slot synced");
        Ok(())
    }

    /// The file at its full length, made when it is missing or was cut.
    fn open_whole(&self) -> io::Result<File> {
        let mut options = File::options();
        options.write(true).create(true).truncate(false);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut file = options.open(&self.path)?;
        let length = file.metadata()?.len();
        let whole = 2 * SLOT_BYTES as u64;
        if length < whole {
            file.seek(SeekFrom::Start(length))?;
            // Written, not only set: a hole would ask for room later, when there may be none.
            file.write_all(&vec![0; (whole - length) as usize])?;
            file.sync_all()?;
            sync_folder(&self.path)?;
        }
        Ok(file)
    }
}

/// A new file survives a power cut only when its folder is synced. Windows does this by itself.
fn sync_folder(path: &Path) -> io::Result<()> {
    match path.parent() {
        Some(folder) if cfg!(unix) => fs::File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::seal::RecordId;

    fn slots(folder: &tempfile::TempDir) -> Slots {
        let key = SealKey::new(RecordId([1; 16]), &[2; 32]);
        Slots::new(folder.path().join("ledger.bin"), key)
    }

    fn generation(slots: &Slots) -> Option<u64> {
        match slots.read().unwrap() {
            Found::State { generation, .. } => Some(generation),
            Found::Nothing | Found::Unreadable => None,
        }
    }

    #[test]
    fn the_newer_of_two_states_is_read_and_the_older_overwritten() {
        let folder = tempfile::tempdir().unwrap();
        let slots = slots(&folder);
        assert!(matches!(slots.read().unwrap(), Found::Nothing));
        for number in 1..6 {
            let before = fs::read(slots.path()).unwrap_or_else(|_| vec![0; 2 * SLOT_BYTES]);
            slots.write(number, &State::fresh(number as i64)).unwrap();
            let after = fs::read(slots.path()).unwrap();
            let other = if number % 2 == 0 { SLOT_BYTES } else { 0 };
            assert!(before[other..][..SLOT_BYTES] == after[other..][..SLOT_BYTES]);
            assert_eq!(after.len(), 2 * SLOT_BYTES);
            assert_eq!(generation(&slots), Some(number));
        }
    }

    #[test]
    fn a_torn_write_leaves_the_newer_state() {
        let folder = tempfile::tempdir().unwrap();
        let slots = slots(&folder);
        slots.write(8, &State::fresh(1)).unwrap();
        slots.write(9, &State::fresh(1)).unwrap();
        let mut bytes = fs::read(slots.path()).unwrap();
        bytes[..2000].fill(0x5a);
        fs::write(slots.path(), bytes).unwrap();
        assert_eq!(generation(&slots), Some(9));
    }

    #[test]
    fn another_records_key_opens_nothing() {
        let folder = tempfile::tempdir().unwrap();
        slots(&folder).write(1, &State::fresh(1)).unwrap();
        let other = Slots::new(folder.path().join("ledger.bin"), SealKey::new(RecordId([1; 16]), &[3; 32]));
        assert!(matches!(other.read().unwrap(), Found::Unreadable));
    }
}
