//! Sealed records: bytes that only the holder of a record's secret can make or read, and that nobody can change,
//! cut, lengthen or put in another's place unnoticed.
//!
//! XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) under a key that HKDF-SHA256 (RFC 5869) derives from the
//! record's secret, its id as the salt and the kind as the info. The header is authenticated with the content:
//!
//! | offset | bytes | field |
//! |---|---|---|
//! | 0 | 8 | magic `PICOSEAL` |
//! | 8 | 1 | version, 1 |
//! | 9 | 1 | kind: 1 licence, 2 ledger |
//! | 10 | 1 | slot: 0, or 1 for the ledger's second |
//! | 11 | 1 | suite, 1: the two algorithms above |
//! | 12 | 16 | record id |
//! | 28 | 8 | generation, little endian |
//! | 36 | 24 | random nonce |
//! | 60 | 4 | length of the plaintext, little endian |
//! | 64 | n + 16 | ciphertext and tag |
//!
//! The plaintext is the content's length (4 bytes, little endian), the content, and zeros, so that the size of a
//! file tells little. What a seal cannot show is age: an old record opens as well as a new one. The
//! generation is there to be compared with a mark kept elsewhere.

use std::fmt;
use std::fs;
use std::io::{self, Read, Write};
use std::path::Path;

use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use hkdf::Hkdf;
use sha2::Sha256;
use zeroize::Zeroizing;

const MAGIC: &[u8; 8] = b"PICOSEAL";
const VERSION: u8 = 1;
const SUITE: u8 = 1;
const HEADER: usize = 64;
const TAG: usize = 16;
/// Plaintexts grow in steps of this many bytes.
const STEP: usize = 1024;
/// No sealed record is longer, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;
/// What sealing adds to a content, in bytes, before it is padded.
pub const OVERHEAD: usize = HEADER + TAG + 4;

/// Names a record. Not secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct RecordId(pub [u8; 16]);

/// What a sealed record is for. A record of one kind never opens as another, nor one slot as the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// `licence.bin`.
    Licence,
    /// One of the ledger's two slots.
    Ledger(Slot),
}

/// The ledger's two places, written in turn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// The one at the beginning of the file.
    First,
    /// The one behind it.
    Second,
}

/// How long the sealed record becomes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Size {
    /// As long as it must be, rounded up so that it tells little.
    Padded,
    /// Exactly so many bytes, for a place of fixed length.
    Exact(usize),
}

/// A record's secret with its id: seals and opens.
#[derive(Clone)]
pub struct SealKey {
    id: RecordId,
    secret: Zeroizing<[u8; 32]>,
}

/// What was in a sealed record.
pub struct Opened {
    /// As given when it was sealed.
    pub generation: u64,
    /// The content, without padding.
    pub content: Zeroizing<Vec<u8>>,
}

/// Why a record cannot be sealed or opened. Whoever is told "forged" may hold a damaged file as well: the seal
/// cannot tell the two apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// The content is too long for its place.
    #[error("the content is too long to be sealed")]
    TooLong,
    /// Not a sealed record at all.
    #[error("this is no sealed record")]
    NotSealed,
    /// Sealed by a newer version of the program.
    #[error("this record was sealed by a newer version")]
    FutureVersion,
    /// Sealed for another purpose or slot.
    #[error("this record belongs in another place")]
    WrongKind,
    /// Sealed under another record's secret: another sign-in or another machine.
    #[error("this record belongs to another sign-in")]
    OtherRecord,
    /// Shorter or longer than it says, or changed.
    #[error("this record was changed or damaged")]
    Forged,
    /// The system gave no random bytes.
    #[error("the system's random source does not answer")]
    NoRandomness,
}

impl Kind {
    fn number(self) -> u8 {
        match self {
            Kind::Licence => 1,
            Kind::Ledger(_) => 2,
        }
    }

    fn slot(self) -> u8 {
        match self {
            Kind::Licence | Kind::Ledger(Slot::First) => 0,
            Kind::Ledger(Slot::Second) => 1,
        }
    }

    /// The info of the key derivation: a key of its own for each kind.
    fn info(self) -> &'static [u8] {
        match self {
            Kind::Licence => b"picopress/seal/v1/licence",
            Kind::Ledger(_) => b"picopress/seal/v1/ledger",
        }
    }
}

impl SealKey {
    /// The key of the record `id` with the secret `secret`.
    pub fn new(id: RecordId, secret: &[u8; 32]) -> Self {
        SealKey { id, secret: Zeroizing::new(*secret) }
    }

    /// Seals `content`. The same content never gives the same bytes twice.
    ///
    /// # Errors
    /// When it is too long for `size` or [`MAX_LENGTH`], or without randomness.
    pub fn seal(
        &self,
        kind: Kind,
        generation: u64,
        content: &[u8],
        size: Size,
    ) -> Result<Vec<u8>, SealError> {
        let plaintext = padded(content, size)?;
        let mut nonce = [0; 24];
        getrandom::fill(&mut nonce).map_err(|_| SealError::NoRandomness)?;
        let header = self.header(kind, generation, &nonce, plaintext.len());
        let payload = Payload { msg: &plaintext, aad: &header };
        let ciphertext =
            self.cipher(kind).encrypt(&XNonce::from(nonce), payload).map_err(|_| SealError::TooLong)?;
        Ok([&header[..], &ciphertext].concat())
    }

    /// Opens what [`SealKey::seal`] made with the same record and kind.
    ///
    /// # Errors
    /// When a single bit is not as it was sealed.
    pub fn open(&self, kind: Kind, sealed: &[u8]) -> Result<Opened, SealError> {
        let (header, ciphertext) = sealed.split_first_chunk::<HEADER>().ok_or(SealError::NotSealed)?;
        self.check(header, kind, ciphertext.len())?;
        let (_, nonce) = header[..60].split_last_chunk::<24>().expect("36 bytes stand before the nonce");
        let payload = Payload { msg: ciphertext, aad: header };
        let plaintext =
            self.cipher(kind).decrypt(&XNonce::from(*nonce), payload).map_err(|_| SealError::Forged)?;
        let plaintext = Zeroizing::new(plaintext);
        let (length, rest) = plaintext.split_first_chunk::<4>().ok_or(SealError::Forged)?;
        let content = rest.get(..u32::from_le_bytes(*length) as usize).ok_or(SealError::Forged)?;
        let (_, generation) =
            header[..36].split_last_chunk::<8>().expect("28 bytes stand before the generation");
        Ok(Opened { generation: u64::from_le_bytes(*generation), content: Zeroizing::new(content.to_vec()) })
    }

    fn header(&self, kind: Kind, generation: u64, nonce: &[u8; 24], length: usize) -> [u8; HEADER] {
        let length = u32::try_from(length).expect("a plaintext is shorter than MAX_LENGTH");
        let mut header = [0; HEADER];
        header[..8].copy_from_slice(MAGIC);
        header[8..12].copy_from_slice(&[VERSION, kind.number(), kind.slot(), SUITE]);
        header[12..28].copy_from_slice(&self.id.0);
        header[28..36].copy_from_slice(&generation.to_le_bytes());
        header[36..60].copy_from_slice(nonce);
        header[60..].copy_from_slice(&length.to_le_bytes());
        header
    }

    /// Looks at the plain header first, so that the reason can be told. Only the tag proves anything.
    fn check(&self, header: &[u8; HEADER], kind: Kind, ciphertext: usize) -> Result<(), SealError> {
        if &header[..8] != MAGIC {
            return Err(SealError::NotSealed);
        }
        if header[8] != VERSION || header[11] != SUITE {
            return Err(SealError::FutureVersion);
        }
        if header[9..11] != [kind.number(), kind.slot()] {
            return Err(SealError::WrongKind);
        }
        if header[12..28] != self.id.0 {
            return Err(SealError::OtherRecord);
        }
        let length = u32::from_le_bytes([header[60], header[61], header[62], header[63]]) as usize;
        if length > MAX_LENGTH || length + TAG != ciphertext {
            return Err(SealError::Forged);
        }
        Ok(())
    }

    fn cipher(&self, kind: Kind) -> XChaCha20Poly1305 {
        let mut key = Zeroizing::new([0; 32]);
        let derivation = Hkdf::<Sha256>::new(Some(&self.id.0), &self.secret[..]);
        derivation.expand(kind.info(), &mut key[..]).expect("32 bytes are within what HKDF gives");
        XChaCha20Poly1305::new((&*key).into())
    }
}

impl fmt::Debug for SealKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("SealKey").field("id", &self.id).finish_non_exhaustive()
    }
}

impl fmt::Debug for Opened {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Opened").field("generation", &self.generation).finish_non_exhaustive()
    }
}

/// Length, content and zeros.
fn padded(content: &[u8], size: Size) -> Result<Zeroizing<Vec<u8>>, SealError> {
    let needed = content.len() + 4;
    let length = match size {
        Size::Padded => needed.next_multiple_of(STEP),
        Size::Exact(total) => total.checked_sub(HEADER + TAG).ok_or(SealError::TooLong)?,
    };
    if needed > length || length + HEADER + TAG > MAX_LENGTH {
        return Err(SealError::TooLong);
    }
    let mut plaintext = Zeroizing::new(vec![0; length]);
    let count = u32::try_from(content.len()).map_err(|_| SealError::TooLong)?;
    plaintext[..4].copy_from_slice(&count.to_le_bytes());
    plaintext[4..needed].copy_from_slice(content);
    Ok(plaintext)
}

/// Puts `bytes` in the place of the file `path`, whole or not at all, readable by its owner only.
///
/// # Errors
/// When the file cannot be written, synced or renamed. The old one is then still there.
pub fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(".picopress-").tempfile_in(folder)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    persist(file, path)?;
    sync_folder(folder)
}

/// Renames. On Windows a virus scanner may hold either file for a moment.
fn persist(mut file: tempfile::NamedTempFile, path: &Path) -> io::Result<()> {
    for wait_ms in [10, 30, 100, 300] {
        match file.persist(path) {
            Ok(_) => return Ok(()),
            Err(error) if cfg!(windows) && error.error.kind() == io::ErrorKind::PermissionDenied => {
                file = error.file;
                std::thread::sleep(std::time::Duration::from_millis(wait_ms));
            }
            Err(error) => return Err(error.error),
        }
    }
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Windows has no such call, and its file systems do without.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { fs::File::open(folder)?.sync_all() } else { Ok(()) }
}

/// The bytes of the file `path`, or `None` when there is no such file.
///
/// # Errors
/// When it cannot be read, or is longer than any sealed record.
pub fn read(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = match fs::File::open(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        file => file?,
    };
    let mut bytes = Vec::new();
    file.take(MAX_LENGTH as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > MAX_LENGTH {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "longer than any sealed record"));
    }
    Ok(Some(bytes))
}

#[cfg(test)]
mod tests;
