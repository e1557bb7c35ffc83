//! What a worker can be sent for, and what it brings back.

use serde::{Deserialize, Serialize};

use crate::conversion::{self, Made};
use crate::encode::Encoded;
use crate::input::{InputFormat, sniff};
use crate::recipe::Format;
use crate::{Thumbnail, Trial, thumbnail, trial};

/// Something to be done with the source that follows.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) enum Errand {
    /// Convert it.
    Convert(conversion::Order),
    /// Show it small.
    Show(thumbnail::Order),
    /// Show what would become of it.
    Try(trial::Order),
}

/// What was done. Bytes of files and pixels follow, one after the other.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) enum Done {
    /// The file follows.
    Smaller(Encoded),
    /// The output would have had so many bytes.
    NotSmaller(u64),
    /// The pixels follow.
    Shown(Thumbnail),
    /// The file follows, then the pixels before and after.
    Tried(Trial),
}

impl Errand {
    /// Seconds that decoding may take.
    pub fn decode_seconds(&self) -> u64 {
        match self {
            Errand::Convert(order) => order.limits.decode_seconds,
            Errand::Show(order) => order.limits.decode_seconds,
            Errand::Try(order) => order.conversion.limits.decode_seconds,
        }
    }
}

impl Done {
    /// Takes the bytes out of it, in the order in which they follow.
    pub fn take_payload(&mut self) -> Vec<u8> {
        match self {
            Done::Smaller(encoded) => std::mem::take(&mut encoded.bytes),
            Done::NotSmaller(_) => Vec::new(),
            Done::Shown(thumbnail) => thumbnail.view.take_rgba(),
            Done::Tried(trial) => {
                let mut bytes = std::mem::take(&mut trial.encoded.bytes);
                bytes.extend(trial.before.take_rgba());
                bytes.extend(trial.after.take_rgba());
                bytes
            }
        }
    }
}

/// What came back of a conversion, if it makes sense: the file is at least of the format it is said to be.
pub(crate) fn made(done: Done, payload: Vec<u8>) -> Option<Made> {
    match done {
        Done::Smaller(encoded) => file(encoded, payload).map(Made::Smaller),
        Done::NotSmaller(bytes) => Some(Made::NotSmaller(bytes)),
        _ => None,
    }
}

/// What came back of a thumbnail, if it makes sense.
pub(crate) fn shown(order: &thumbnail::Order, done: Done, payload: Vec<u8>) -> Option<Thumbnail> {
    let Done::Shown(mut thumbnail) = done else { return None };
    thumbnail.view = thumbnail.view.with_rgba(payload, order.longest)?;
    Some(thumbnail)
}

/// What came back of a trial, if it makes sense.
pub(crate) fn tried(order: &trial::Order, done: Done, mut payload: Vec<u8>) -> Option<Trial> {
    let Done::Tried(Trial { encoded, before, after, size, area, likeness }) = done else { return None };
    let mut from_end = |bytes: u64| {
        let start = (payload.len() as u64).checked_sub(bytes)?;
        Some(payload.split_off(start as usize))
    };
    let (last, first) = (from_end(after.bytes())?, from_end(before.bytes())?);
    let (before, after) = (before.with_rgba(first, order.longest)?, after.with_rgba(last, order.longest)?);
    Some(Trial { encoded: file(encoded, payload)?, size, area, likeness, before, after })
}

fn file(encoded: Encoded, bytes: Vec<u8>) -> Option<Encoded> {
    match (encoded.format, sniff(&bytes)) {
        (Format::Webp, Ok(InputFormat::Webp)) | (Format::Avif, Ok(InputFormat::Avif)) => {
            Some(Encoded { bytes, ..encoded })
        }
        _ => None,
    }
}
