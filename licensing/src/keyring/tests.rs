//! Places, and everything that can be wrong with them.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use protocol::api::Secret;

use super::*;

/// A place that does what a test says.
#[derive(Clone, Default)]
struct Odd {
    stored: Arc<Mutex<Option<Vec<u8>>>>,
    fails: Arc<Mutex<Option<RecordError>>>,
    /// Held by a test, it keeps every call waiting.
    gate: Arc<Mutex<()>>,
    writes: Arc<AtomicUsize>,
}

impl Odd {
    fn place(&self, state: &Path) -> RecordPlace {
        let item = self.clone();
        RecordPlace::with(Store::Keyring, state, move || Box::new(item.clone()))
    }

    fn answer(&self) -> Result<(), RecordError> {
        drop(self.gate.lock().unwrap());
        self.fails.lock().unwrap().clone().map_or(Ok(()), Err)
    }
}

impl Item for Odd {
    fn get(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        self.answer()?;
        Ok(self.stored.lock().unwrap().clone())
    }

    fn set(&mut self, secret: &[u8]) -> Result<(), RecordError> {
        self.answer()?;
        self.writes.fetch_add(1, Ordering::Relaxed);
        *self.stored.lock().unwrap() = Some(secret.to_vec());
        Ok(())
    }

    fn remove(&mut self) -> Result<(), RecordError> {
        self.answer()?;
        *self.stored.lock().unwrap() = None;
        Ok(())
    }
}

fn record() -> Record {
    let mut record = Record::new().unwrap();
    record.refresh_token =
        Some(Secret::new("rt1.01JABCDEFGHJKMNPQRSTVWXYZ0.17.0123456789012345678901234567890123456789012"));
    (record.seq, record.generation) = (u64::MAX, u64::MAX);
    record
}

#[test]
fn a_record_is_ascii_under_400_bytes_and_reads_back() {
    let record = record();
    let encoded = record.encoded().unwrap();
    assert!(encoded.len() < 400 && encoded.is_ascii(), "{} bytes", encoded.len());
    assert_eq!(Record::decode(&encoded).unwrap(), record);
    let printed = format!("{record:?}");
    assert!(!printed.contains("rt1."), "{printed}");
}

#[test]
fn a_token_too_long_for_a_keyring_is_told_before_it_is_tried() {
    let mut record = record();
    record.refresh_token = Some(Secret::new("x".repeat(300)));
    assert_eq!(record.encoded().err(), Some(RecordError::TooLong));
}

#[test]
fn what_is_no_record_is_damaged_and_stays_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let odd = Odd::default();
    let place = odd.place(folder.path());
    let whole = record().encoded().unwrap().to_vec();
    let half = whole[..whole.len() / 2].to_vec();
    for stored in [b"".to_vec(), b"hello".to_vec(), half, vec![0xff; 40], b"bnVsbA".to_vec()] {
        *odd.stored.lock().unwrap() = Some(stored.clone());
        assert_eq!(place.read(), Err(RecordError::Damaged));
        assert_eq!(place.create(&record()), Err(RecordError::Damaged));
        assert_eq!(place.update(|record| record.seq = 1), Err(RecordError::Damaged));
        assert_eq!(odd.stored.lock().unwrap().as_ref(), Some(&stored));
    }
}

#[test]
fn every_failure_is_handed_on_and_writes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let odd = Odd::default();
    let place = odd.place(folder.path());
    place.create(&record()).unwrap();
    for failure in [
        RecordError::Absent,
        RecordError::Locked,
        RecordError::Dismissed,
        RecordError::LostOrLocked,
        RecordError::Ambiguous,
        RecordError::Failed("odd".into()),
    ] {
        *odd.fails.lock().unwrap() = Some(failure.clone());
        assert_eq!(place.read().err(), Some(failure.clone()));
        assert_eq!(place.create(&record()).err(), Some(failure.clone()));
        assert_eq!(place.update(|record| record.seq = 1).err(), Some(failure));
    }
    assert_eq!(odd.writes.load(Ordering::Relaxed), 1);
}

#[test]
fn a_record_is_never_created_over_another_nor_changed_without_one() {
    let folder = tempfile::tempdir().unwrap();
    let place = Odd::default().place(folder.path());
    assert_eq!(place.update(|record| record.seq = 1), Err(RecordError::LostOrLocked));
    let first = record();
    place.create(&first).unwrap();
    assert_eq!(place.create(&record()), Err(RecordError::Taken));
    place.remove(record().id).unwrap();
    assert_eq!(place.read().unwrap(), Some(first.clone()), "another record stays");
    place.remove(first.id).unwrap();
    assert_eq!(place.read().unwrap(), None);
}

#[test]
fn a_change_that_changes_nothing_is_not_written() {
    let folder = tempfile::tempdir().unwrap();
    let odd = Odd::default();
    let place = odd.place(folder.path());
    place.create(&record()).unwrap();
    place.update(|_| ()).unwrap();
    assert_eq!(odd.writes.load(Ordering::Relaxed), 1);
}

#[test]
fn a_place_that_hangs_costs_three_seconds_once() {
    let folder = tempfile::tempdir().unwrap();
    let odd = Odd::default();
    let place = odd.place(folder.path());
    place.create(&record()).unwrap();
    let shut = odd.gate.lock().unwrap();
    let start = Instant::now();
    assert_eq!(place.update(|record| record.seq = 7), Err(RecordError::TimedOut));
    assert!(start.elapsed() < DEADLINE + Duration::from_secs(30), "{:?}", start.elapsed());
    // Nobody waits a second time while it hangs. A wait would last three seconds each time.
    let tries = [(); 5].map(|()| {
        let start = Instant::now();
        assert_eq!(place.read(), Err(RecordError::TimedOut));
        start.elapsed()
    });
    assert!(tries.iter().any(|took| *took < DEADLINE * 2 / 3), "{tries:?}");
    // It comes back, and what it was told last is there.
    drop(shut);
    let start = Instant::now();
    let record = loop {
        match place.read() {
            Ok(record) => break record.unwrap(),
            Err(RecordError::TimedOut) if start.elapsed() < Duration::from_secs(120) => {
                std::thread::sleep(Duration::from_millis(50));
            }
            Err(error) => panic!("{error}"),
        }
    };
    assert!(record.seq == 7 || place.read().unwrap().unwrap().seq == 7);
}

#[test]
fn changes_by_many_at_once_are_all_kept() {
    let folder = tempfile::tempdir().unwrap();
    let odd = Odd::default();
    let mut first = record();
    first.seq = 0;
    odd.place(folder.path()).create(&first).unwrap();
    // Each has a thread of its own for the same place, as processes have.
    let places: Vec<_> = (0..4).map(|_| odd.place(folder.path())).collect();
    std::thread::scope(|scope| {
        for place in &places {
            scope.spawn(|| {
                for _ in 0..25 {
                    place.update(|record| record.seq += 1).unwrap();
                }
            });
        }
    });
    assert_eq!(places[0].read().unwrap().unwrap().seq, 100);
}

#[cfg(unix)]
#[test]
fn a_file_that_others_can_read_or_that_is_elsewhere_is_refused() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let folder = tempfile::tempdir().unwrap();
    let place = RecordPlace::file(folder.path());
    let path = folder.path().join("sign-in.key");
    place.create(&record()).unwrap();
    assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(place.read().unwrap().is_some());

    for mode in [0o640, 0o604, 0o666, 0o700 | 0o010] {
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
        assert_eq!(place.read(), Err(RecordError::Exposed(path.clone())), "{mode:o}");
        assert_eq!(place.update(|record| record.seq = 1), Err(RecordError::Exposed(path.clone())));
    }
    let elsewhere = folder.path().join("elsewhere");
    std::fs::rename(&path, &elsewhere).unwrap();
    std::fs::set_permissions(&elsewhere, std::fs::Permissions::from_mode(0o600)).unwrap();
    symlink(&elsewhere, &path).unwrap();
    assert_eq!(place.read(), Err(RecordError::Exposed(path.clone())));
    assert_eq!(place.create(&record()), Err(RecordError::Exposed(path)));
}

#[test]
fn a_marker_that_cannot_be_read_still_says_that_somebody_signed_in() {
    let folder = tempfile::tempdir().unwrap();
    assert_eq!(Marker::read(folder.path()), None);
    Marker::of(Store::File).write(folder.path()).unwrap();
    assert_eq!(Marker::read(folder.path()), Some(Marker::of(Store::File)));
    std::fs::write(folder.path().join("sign-in.json"), "?").unwrap();
    assert_eq!(Marker::read(folder.path()), Some(Marker::of(Store::Keyring)));
    Marker::remove(folder.path()).unwrap();
    Marker::remove(folder.path()).unwrap();
    assert_eq!(Marker::read(folder.path()), None);
}
