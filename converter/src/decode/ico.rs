//! Windows icon and cursor input: the best of several pictures, each a bitmap or a whole PNG.

use std::cmp::Reverse;
use std::io::Cursor;

use image::codecs::ico::IcoDecoder;

use super::{Header, png, raster};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    match best(bytes)? {
        Best::Png(png) => png::header(png, limits),
        Best::Bitmap(icon) => raster::header(IcoDecoder::new(Cursor::new(icon)), limits),
    }
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    match best(bytes)? {
        Best::Png(png) => png::decode(png, limits),
        Best::Bitmap(icon) => raster::decode(IcoDecoder::new(Cursor::new(icon)), limits),
    }
}

/// The picture to show.
enum Best<'a> {
    /// A whole PNG file.
    Png(&'a [u8]),
    /// An icon file with nothing but this bitmap in it.
    Bitmap(Vec<u8>),
}

/// The largest picture of the directory, and the deepest of the largest.
fn best(bytes: &[u8]) -> Result<Best<'_>, ErrorKind> {
    let (header, rest) = bytes.split_first_chunk::<6>().ok_or(ErrorKind::Truncated)?;
    let count = usize::from(u16::from_le_bytes([header[4], header[5]]));
    let entries = rest.as_chunks::<16>().0.iter().take(count);
    let (entry, data) = entries
        .filter_map(|entry| Some((entry, data(bytes, entry)?)))
        // The first of equals, as the order in the directory is the author's.
        .min_by_key(|(entry, data)| Reverse((side(entry[0]) * side(entry[1]), depth(data))))
        .ok_or(ErrorKind::Truncated)?;
    if data.starts_with(b"\x89PNG") {
        return Ok(Best::Png(data));
    }
    let mut icon = vec![0, 0, 1, 0, 1, 0];
    icon.extend_from_slice(&entry[..12]);
    icon.extend_from_slice(&22u32.to_le_bytes());
    icon.extend_from_slice(data);
    Ok(Best::Bitmap(icon))
}

/// The bytes an entry points to, as far as they are there: some icons leave out the mask at the end.
fn data<'a>(bytes: &'a [u8], entry: &[u8; 16]) -> Option<&'a [u8]> {
    let number = |at: usize| {
        let bytes = entry[at..].first_chunk().map_or(0, |&bytes| u32::from_le_bytes(bytes));
        usize::try_from(bytes).unwrap_or(usize::MAX)
    };
    let data = bytes.get(number(12)..)?;
    let data = &data[..number(8).min(data.len())];
    (!data.is_empty()).then_some(data)
}

/// A side of 256 is written as 0.
fn side(byte: u8) -> u32 {
    if byte == 0 { 256 } else { byte.into() }
}

/// Bits a pixel as the bitmap's own header says (the directory of a cursor has its hot spot there).
fn depth(data: &[u8]) -> u16 {
    match data.get(14..16) {
        _ if data.starts_with(b"\x89PNG") => 32,
        Some(&[low, high]) => u16::from_le_bytes([low, high]),
        _ => 0,
    }
}
