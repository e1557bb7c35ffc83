//! The ledger of somebody who never signed in: its key and its mark lie in a file that only the owner may read.
//! Whoever deletes both begins anew; a keyring is not asked for what costs nothing.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::Ledger;
use super::error::Error;
use super::mark::Mark;
use crate::clock::TrustedClock;
use crate::seal::{RecordId, SealKey};

const NAME: &str = "anonymous";
/// Digits of the mark, padded so that it is replaced in its place.
const DIGITS: usize = 20;

/// The key file as text. The mark stands last, at a fixed distance from the end.
#[derive(Serialize, Deserialize)]
struct Text {
    v: u8,
    id: String,
    secret: String,
    generation: String,
}

/// The mark in a key file.
struct KeyFile {
    path: PathBuf,
}

/// The anonymous ledger in `folder`, with a new key when there is none.
///
/// # Errors
/// When the key cannot be read or made.
pub(super) fn open(folder: &Path, clock: TrustedClock) -> Result<Ledger, Error> {
    let path = folder.join(NAME).with_extension("key");
    let ledger = folder.join(NAME).with_extension("bin");
    let key = read_or_make(&path, &ledger).map_err(|error| Error::File { path: path.clone(), error })?;
    Ok(Ledger::new(&ledger, key, Box::new(KeyFile { path }), clock))
}

fn read_or_make(path: &Path, ledger: &Path) -> io::Result<SealKey> {
    fs::create_dir_all(path.parent().unwrap_or(Path::new(".")))?;
    if let Some((key, _)) = read(path)? {
        return Ok(key);
    }
    // A ledger without its key was robbed of it: the mark says that something is missing.
    let generation = u64::from(ledger.exists());
    make(path, generation)?;
    let made = read(path)?.ok_or(io::ErrorKind::InvalidData)?;
    Ok(made.0)
}

/// The key and the mark; `None` when there is no such file or it holds none.
fn read(path: &Path) -> io::Result<Option<(SealKey, u64)>> {
    let mut bytes = Zeroizing::new(Vec::new());
    match File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?.take(4096).read_to_end(&mut bytes)?,
    };
    Ok(parse(&bytes))
}

fn parse(bytes: &[u8]) -> Option<(SealKey, u64)> {
    let text: Text = serde_json::from_slice(bytes).ok().filter(|text: &Text| text.v == 1)?;
    let id = u128::from_str_radix(&text.id, 16).ok()?.to_be_bytes();
    let (first, second) = text.secret.split_at_checked(32)?;
    let half = |half: &str| u128::from_str_radix(half, 16).ok().map(u128::to_be_bytes);
    let mut secret = Zeroizing::new([0; 32]);
    secret[..16].copy_from_slice(&half(first)?);
    secret[16..].copy_from_slice(&half(second)?);
    Some((SealKey::new(RecordId(id), &secret), text.generation.parse().ok()?))
}

/// Makes a key file, unless another process was quicker. One that holds no key is replaced.
fn make(path: &Path, generation: u64) -> io::Result<()> {
    let mut random = Zeroizing::new([0; 48]);
    getrandom::fill(&mut *random).map_err(io::Error::other)?;
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let (id, secret) = random.split_at(16);
    let generation = format!("{generation:0DIGITS$}");
    let text = Text { v: 1, id: hex(id), secret: hex(secret), generation };
    // Temporary files are readable by their owner only, and this one stays so.
    let folder = path.parent().unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".picopress-").suffix(".tmp").tempfile_in(folder)?;
    file.write_all(&Zeroizing::new(serde_json::to_vec(&text)?))?;
    file.as_file().sync_all()?;
    if path.exists() && read(path)?.is_none() {
        file.persist(path)?;
        return Ok(());
    }
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() == io::ErrorKind::AlreadyExists => Ok(()),
        made => made.map(drop).map_err(|error| error.error),
    }
}

impl Mark for KeyFile {
    /// A file that holds no mark any more is one that was tampered with: nothing is old enough then.
    fn generation(&self) -> u64 {
        read(&self.path).ok().flatten().map_or(u64::MAX >> 1, |(_, generation)| generation)
    }

    /// In place, and not synced: after a power cut an older mark may stand, which is legal.
    fn raise(&self, generation: u64) {
        if generation > self.generation() {
            let raised = write_in_place(&self.path, generation);
            raised.unwrap_or_else(|error| tracing::debug!(%error, "the mark is raised later"));
        }
    }
}

fn write_in_place(path: &Path, generation: u64) -> io::Result<()> {
    let mut file = File::options().write(true).open(path)?;
    // The digits, a quote and a brace.
    file.seek(SeekFrom::End(-(DIGITS as i64) - 2))?;
    file.write_all(format!("{generation:0DIGITS$}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_made_once_and_its_mark_rises() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        let ledger = folder.path().join("a.bin");
        read_or_make(&path, &ledger).unwrap();
        let before = fs::read(&path).unwrap();
        let mark = KeyFile { path: path.clone() };
        assert_eq!(mark.generation(), 0);
        mark.raise(7);
        mark.raise(3);
        assert_eq!(mark.generation(), 7);
        read_or_make(&path, &ledger).unwrap();
        let after = fs::read(&path).unwrap();
        assert!(before[..before.len() - DIGITS - 2] == after[..after.len() - DIGITS - 2]);
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_may_read_the_key() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.key");
        read_or_make(&path, &folder.path().join("a.bin")).unwrap();
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600);
    }

    #[test]
    fn a_ledger_that_lost_its_key_is_not_a_fresh_one() {
        let folder = tempfile::tempdir().unwrap();
        let (path, ledger) = (folder.path().join("a.key"), folder.path().join("a.bin"));
        fs::write(&ledger, b"sealed with a key that is gone").unwrap();
        for content in [None, Some("no key")] {
            let _ = content.map(|content| fs::write(&path, content).unwrap());
            read_or_make(&path, &ledger).unwrap();
            assert_eq!(KeyFile { path: path.clone() }.generation(), 1);
            fs::remove_file(&path).unwrap();
        }
    }
}
