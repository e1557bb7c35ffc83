//! Sealing and opening, and everything that must not open.

use super::*;

const ID: RecordId = RecordId([7; 16]);
const SECRET: [u8; 32] = [9; 32];
const LEDGER: [Kind; 2] = [Kind::Ledger(Slot::First), Kind::Ledger(Slot::Second)];

fn key() -> SealKey {
    SealKey::new(ID, &SECRET)
}

fn sealed(kind: Kind, content: &[u8]) -> Vec<u8> {
    key().seal(kind, 42, content, Size::Padded).unwrap()
}

#[test]
fn what_is_sealed_opens_again() {
    for kind in [Kind::Licence, LEDGER[0], LEDGER[1]] {
        for length in [0, 1, 1019, 1020, 1021, 40_000] {
            let content = vec![5; length];
            let opened = key().open(kind, &sealed(kind, &content)).unwrap();
            assert_eq!((opened.generation, &opened.content[..]), (42, &content[..]));
        }
    }
}

#[test]
fn the_length_tells_little_and_fits_a_place() {
    assert_eq!(sealed(Kind::Licence, b"").len(), sealed(Kind::Licence, &[1; 1000]).len());
    let slot = key().seal(LEDGER[0], 1, &[1; 4096 - OVERHEAD], Size::Exact(4096)).unwrap();
    assert_eq!(slot.len(), 4096);
    let too_long = key().seal(LEDGER[0], 1, &[1; 4096 - OVERHEAD + 1], Size::Exact(4096));
    assert_eq!(too_long, Err(SealError::TooLong));
    assert_eq!(key().seal(Kind::Licence, 1, &[1; MAX_LENGTH], Size::Padded), Err(SealError::TooLong));
    assert_eq!(key().seal(Kind::Licence, 1, &[], Size::Exact(10)), Err(SealError::TooLong));
}

#[test]
fn the_same_content_never_looks_the_same() {
    assert_ne!(sealed(Kind::Licence, b"x"), sealed(Kind::Licence, b"x"));
}

#[test]
fn every_place_is_its_own() {
    let places = [Kind::Licence, LEDGER[0], LEDGER[1]];
    for made_for in places {
        for put_in in places {
            let opened = key().open(put_in, &sealed(made_for, b"x"));
            assert_eq!(opened.err(), (made_for != put_in).then_some(SealError::WrongKind));
        }
    }
}

/// Every single bit of the id and of the secret counts.
#[test]
fn another_secret_or_id_opens_nothing() {
    let bytes = sealed(Kind::Licence, b"x");
    for bit in 0..256 {
        let mut secret = SECRET;
        secret[bit / 8] ^= 1 << (bit % 8);
        assert_eq!(SealKey::new(ID, &secret).open(Kind::Licence, &bytes).err(), Some(SealError::Forged));
        if bit < 128 {
            let mut id = ID;
            id.0[bit / 8] ^= 1 << (bit % 8);
            let other = SealKey::new(id, &SECRET);
            assert_eq!(other.open(Kind::Licence, &bytes).err(), Some(SealError::OtherRecord));
            // With the header changed to match, the key is another one all the same.
            let mut renamed = bytes.clone();
            renamed[12..28].copy_from_slice(&id.0);
            assert_eq!(other.open(Kind::Licence, &renamed).err(), Some(SealError::Forged));
        }
    }
}

fn opens_never(kind: Kind, bytes: &[u8]) {
    assert!(key().open(kind, bytes).is_err(), "a changed record was accepted");
}

/// All single bits, all truncations, insertions and removals of a byte, and splices of two genuine records.
#[test]
fn no_mutation_of_a_record_is_accepted() {
    let files = if std::env::var_os("PICOPRESS_SOAK").is_some() { 40 } else { 8 };
    let mut mutations = 0;
    for file in 0..files {
        let genuine = sealed(Kind::Licence, &vec![file; 40 * usize::from(file)]);
        let other = key().seal(Kind::Licence, 43, b"another", Size::Padded).unwrap();
        for bit in 0..genuine.len() * 8 {
            let mut changed = genuine.clone();
            changed[bit / 8] ^= 1 << (bit % 8);
            opens_never(Kind::Licence, &changed);
        }
        for at in 0..genuine.len() {
            opens_never(Kind::Licence, &genuine[..at]);
            let mut inserted = genuine.clone();
            inserted.insert(at, genuine[at]);
            opens_never(Kind::Licence, &inserted);
            let mut removed = genuine.clone();
            removed.remove(at);
            opens_never(Kind::Licence, &removed);
            // The first and the last byte are the same in both, or the whole of one is left.
            let spliced = [&genuine[..at], &other[at.min(other.len())..]].concat();
            if spliced != genuine && spliced != other {
                opens_never(Kind::Licence, &spliced);
            }
        }
        mutations += genuine.len() * 12;
    }
    assert!(mutations >= 13_000 * usize::from(files), "{mutations}");
}

#[test]
fn what_is_not_ours_is_told_apart() {
    let mut newer = sealed(Kind::Licence, b"x");
    newer[8] = 2;
    assert_eq!(key().open(Kind::Licence, &newer).err(), Some(SealError::FutureVersion));
    assert_eq!(key().open(Kind::Licence, b"").err(), Some(SealError::NotSealed));
    assert_eq!(key().open(Kind::Licence, &[b'x'; 2000]).err(), Some(SealError::NotSealed));
}

#[test]
fn nothing_secret_is_printed() {
    let opened = key().open(Kind::Licence, &sealed(Kind::Licence, b"canary")).unwrap();
    let printed = format!("{:?} {opened:?}", key());
    assert!(!printed.contains("9, 9, 9") && !printed.contains("99, 97"), "{printed}");
}

#[test]
fn a_file_is_replaced_whole_and_for_its_owner_only() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("new/licence.bin");
    assert_eq!(read(&path).unwrap(), None);
    replace(&path, b"one").unwrap();
    replace(&path, b"two").unwrap();
    assert_eq!(read(&path).unwrap().as_deref(), Some(&b"two"[..]));
    assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no temporary file stays");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    }
    replace(&path, &vec![0; MAX_LENGTH + 1]).unwrap();
    assert_eq!(read(&path).unwrap_err().kind(), io::ErrorKind::InvalidData);
}
