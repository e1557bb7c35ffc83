//! Which picture of a file is taken: the still, else the first of the sequence.

use super::boxes::{Reader, boxes, find};
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

/// The `moov` box of a file that is to be shown moving: one whose major brand says so, or that has no still. Others
/// carry a sequence beside a still that is shown in its place.
pub(super) fn moving(bytes: &[u8]) -> Option<&[u8]> {
    let brand = find(bytes, b"ftyp").ok().flatten().and_then(|body| Reader::new(body).array().ok());
    let is_still = || brand == Some(*b"avif") || matches!(find(bytes, b"meta"), Ok(Some(_)));
    if brand != Some(*b"avis") && is_still() {
        return None;
    }
    find(bytes, b"moov").ok().flatten()
}

/// What the items of the file say of its sequence; items that cannot be read are none.
pub(super) fn add_metadata<'a>(sequence: &mut Container<'a>, bytes: &'a [u8], limits: &Limits) {
    let still = find(bytes, b"meta").ok().flatten().map(|meta| items::read(meta, bytes, limits));
    if let Some(Ok(Some(still))) = still {
        (sequence.exif, sequence.xmp) = (still.exif, still.xmp);
    }
}
