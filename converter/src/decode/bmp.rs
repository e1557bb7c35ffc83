//! Windows bitmap input through the image crate, which two kinds reach in a form that it knows.

use std::borrow::Cow;
use std::io::Cursor;

use image::codecs::bmp::BmpDecoder;

use super::{Header, raster};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{Picture, Pixels};

/// Values of biCompression: wingdi.h and the Windows CE headers.
const RLE8: u32 = 1;
const RLE4: u32 = 2;
const BITFIELDS: u8 = 3;
const ALPHA_BITFIELDS: u32 = 6;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    raster::header(BmpDecoder::new(Cursor::new(with_known_masks(bytes))), limits)
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    match number(bytes, 30) {
        Some(RLE8 | RLE4) => run_length(bytes, limits),
        _ => raster::decode(BmpDecoder::new(Cursor::new(with_known_masks(bytes))), limits),
    }
}

/// Pixels that a run-length bitmap skips have the first colour of its palette, as browsers and Pillow show
/// them; the decoder paints them black. With a grey ramp for a palette it gives the indices instead.
fn run_length(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let start = number(bytes, 14).ok_or(ErrorKind::Truncated)? as usize + 14;
    let declared = number(bytes, 46).filter(|&colors| colors > 0).map_or(256, |colors| colors as usize);
    let depth = bytes.get(28).copied().unwrap_or(8).min(8);
    let size = declared.min(1 << depth);

    let mut ramp = bytes.to_vec();
    let table = ramp.get_mut(start..start + size * 4).ok_or(ErrorKind::Truncated)?;
    let mut palette = [[0; 3]; 256];
    for ((index, entry), color) in (0..=u8::MAX).zip(table.as_chunks_mut::<4>().0).zip(&mut palette) {
        *color = [entry[2], entry[1], entry[0]];
        *entry = [index, index, index, 0];
    }

    let mut picture = raster::decode(BmpDecoder::new(Cursor::new(ramp)), limits)?;
    if let Pixels::Rgb8(samples) = &mut picture.pixels {
        for pixel in samples.as_chunks_mut::<3>().0 {
            *pixel = palette[usize::from(pixel[0])];
        }
    }
    Ok(picture)
}

/// A header of 40 bytes followed by four masks (BI_ALPHABITFIELDS) is to the byte what later became a header
/// of 56 bytes with BI_BITFIELDS, and only that is known to the decoder.
fn with_known_masks(bytes: &[u8]) -> Cow<'_, [u8]> {
    if number(bytes, 14) != Some(40) || number(bytes, 30) != Some(ALPHA_BITFIELDS) {
        return Cow::Borrowed(bytes);
    }
    let mut known = bytes.to_vec();
    known[14] = 56;
    known[30] = BITFIELDS;
    Cow::Owned(known)
}

fn number(bytes: &[u8], at: usize) -> Option<u32> {
    bytes.get(at..)?.first_chunk().map(|&bytes| u32::from_le_bytes(bytes))
}
