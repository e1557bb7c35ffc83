//! What the two processes say to each other: frames of a JSON header and raw bytes, each with a length that is
//! checked before memory is spent on it. Neither end trusts the other.

use std::io::{self, Read, Write};

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::errand::{Done, Errand};
use crate::conversion::Failure;
use crate::error::{ErrorKind, Stage};

/// Raised with every change of what is said.
pub(super) const VERSION: u32 = 2;

/// Opens each frame: whatever a library prints is not taken for one.
const MAGIC: [u8; 4] = *b"PiWo";

/// Most bytes of a header: recipes and lists of warnings have a few hundred.
const HEADER_BYTES: u32 = 1 << 20;

/// Memory reserved before the bytes that were announced are there.
const TRUSTED_BYTES: u64 = 64 << 20;

/// From the program to its worker.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Request {
    /// Something to do with a picture, whose bytes follow.
    Do(Errand),
    /// The memory asked for may be used.
    Granted,
    /// It may not.
    Refused(ErrorKind),
}

/// From the worker to the program.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Reply {
    /// The first frame of a worker, before it has seen a byte of a picture.
    Ready {
        /// [`VERSION`] of its program.
        version: u32,
    },
    /// A stage begins.
    Stage(Stage),
    /// So many bytes of memory are needed. The next frame answers.
    Need(u64),
    /// It is done; what it gave follows.
    Done(Done),
    /// It failed.
    Failed(Failure),
}

/// Sends a header and bytes.
///
/// # Errors
/// `InvalidInput` for a header that is too long, and what the pipe says.
pub(super) fn send(to: &mut impl Write, header: &impl Serialize, payload: &[u8]) -> io::Result<()> {
    let header = serde_json::to_vec(header)?;
    let header_bytes = u32::try_from(header.len()).ok().filter(|&bytes| bytes <= HEADER_BYTES);
    let header_bytes = header_bytes.ok_or_else(|| io::Error::from(io::ErrorKind::InvalidInput))?;
    let mut start = MAGIC.to_vec();
    start.extend(header_bytes.to_le_bytes());
    start.extend((payload.len() as u64).to_le_bytes());
    start.extend(header);
    to.write_all(&start)?;
    to.write_all(payload)?;
    to.flush()
}

/// Receives a header and bytes, of which there may be `most_payload`.
///
/// # Errors
/// As [`receive_announced`].
pub(crate) fn receive<T: DeserializeOwned>(
    from: &mut impl Read,
    most_payload: u64,
) -> io::Result<(T, Vec<u8>)> {
    receive_announced(from, most_payload, |_| ())
}

/// As [`receive`]; `announced` hears how many bytes are to come before memory is taken for them.
///
/// # Errors
/// `UnexpectedEof` when the other end is gone, `InvalidData` when it says what makes no sense.
pub(super) fn receive_announced<T: DeserializeOwned>(
    from: &mut impl Read,
    most_payload: u64,
    announced: impl FnOnce(u64),
) -> io::Result<(T, Vec<u8>)> {
    let mut start = [0; 16];
    from.read_exact(&mut start)?;
    let [m0, m1, m2, m3, h0, h1, h2, h3, payload @ ..] = start;
    let header_bytes = u32::from_le_bytes([h0, h1, h2, h3]);
    let payload_bytes = u64::from_le_bytes(payload);
    if [m0, m1, m2, m3] != MAGIC || header_bytes > HEADER_BYTES || payload_bytes > most_payload {
        return Err(io::ErrorKind::InvalidData.into());
    }
    announced(payload_bytes);
    let header = read_exactly(from, header_bytes.into())?;
    let payload = read_exactly(from, payload_bytes)?;
    Ok((serde_json::from_slice(&header)?, payload))
}

fn read_exactly(from: &mut impl Read, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(count.min(TRUSTED_BYTES) as usize);
    from.take(count).read_to_end(&mut bytes)?;
    if (bytes.len() as u64) < count {
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::encode::{Encoded, Fidelity};
    use crate::picture::Warning;
    use crate::recipe::Format;

    #[test]
    fn what_was_sent_arrives() {
        let warnings = vec![Warning::MetadataDropped("exif"), Warning::Salvaged("\"\u{0}\"".into())];
        let fidelity = Fidelity::Score(71.25);
        let encoded =
            Encoded { bytes: Vec::new(), format: Format::Avif, warnings: warnings.clone(), fidelity };
        let mut pipe = Vec::new();
        send(&mut pipe, &Reply::Done(Done::Smaller(encoded)), b"picture").expect("it fits");
        let (reply, payload) = receive::<Reply>(&mut pipe.as_slice(), 7).expect("it is whole");
        let Reply::Done(Done::Smaller(encoded)) = reply else { panic!("{reply:?}") };
        assert_eq!((encoded.warnings, payload), (warnings, b"picture".to_vec()));
    }

    #[test]
    fn an_error_of_the_system_keeps_its_words() {
        let failure = Failure { stage: Stage::Read, kind: std::io::Error::other("no such luck").into() };
        let mut pipe = Vec::new();
        send(&mut pipe, &Reply::Failed(failure), &[]).expect("it fits");
        let (reply, _) = receive::<Reply>(&mut pipe.as_slice(), 0).expect("it is whole");
        let Reply::Failed(Failure { kind: ErrorKind::Io(error), .. }) = reply else { panic!("{reply:?}") };
        assert_eq!(error.to_string(), "no such luck");
    }

    /// A frame of `Granted` with these bytes from `at` on.
    fn check(at: usize, bytes: &[u8], expected: io::ErrorKind) {
        let mut pipe = Vec::new();
        send(&mut pipe, &Request::Granted, b"1234").expect("it fits");
        pipe[at..at + bytes.len()].copy_from_slice(bytes);
        let error = receive::<Request>(&mut pipe.as_slice(), 4).expect_err("it makes no sense");
        assert_eq!(error.kind(), expected);
    }

    #[test]
    fn lengths_are_checked_before_memory_is_spent() {
        check(4, &u32::MAX.to_le_bytes(), io::ErrorKind::InvalidData);
        check(8, &u64::MAX.to_le_bytes(), io::ErrorKind::InvalidData);
        check(8, &5_u64.to_le_bytes(), io::ErrorKind::InvalidData);
    }

    #[test]
    fn what_is_no_frame_is_refused() {
        check(0, b"warn", io::ErrorKind::InvalidData);
        check(16, b"{", io::ErrorKind::InvalidData);
        check(4, &24_u32.to_le_bytes(), io::ErrorKind::UnexpectedEof);
    }
}
