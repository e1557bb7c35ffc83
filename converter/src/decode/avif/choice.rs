//! Which picture of a file is taken: the still, else the first of the sequence.

use super::boxes::boxes;
use super::container::Container;
use super::{items, track};
use crate::error::ErrorKind;
use crate::limits::Limits;

/// Reads the container of the one picture; no pixel and no AV1 data is looked at.
///
/// A file with both a still and a sequence gives the still: it is what the author chose to be shown where
/// nothing moves.
pub(super) fn choose<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Container<'a>, ErrorKind> {
    let (mut meta, mut moov) = (None, None);
    // What cannot be read after them is not needed: items say themselves where their data lies.
    for (kind, body) in boxes(bytes).map_while(Result::ok) {
        match &kind {
            b"meta" => meta = meta.or(Some(body)),
            b"moov" => moov = moov.or(Some(body)),
            _ => {}
        }
    }
    let still = meta.map(|meta| items::read(meta, bytes, limits)).transpose()?.flatten();
    match (still, moov) {
        (Some(still), None) => Ok(still),
        (Some(still), Some(moov)) => {
            Ok(Container { frames: track::read(moov, bytes).map_or(1, |first| first.frames), ..still })
        }
        (None, Some(moov)) => track::read(moov, bytes),
        (None, None) => Err(ErrorKind::Truncated),
    }
}
