//! Compression 3 of TIFF 6.0 section 11, fax group 3 (ITU-T T.4) in one dimension, which the tiff crate leaves
//! out.

use std::io::{Read, Seek};

use fax::decoder::{decode_g3, pels};
use tiff::decoder::Decoder;
use tiff::tags::{CompressionMethod, PhotometricInterpretation, Tag};

use crate::error::ErrorKind;

/// Bit 0 of T4Options: lines that refer to the line before.
const TWO_DIMENSIONAL: u32 = 1;

/// FillOrder of files whose first pixel is in the lowest bit.
const LOWEST_BIT_FIRST: u32 = 2;

/// Six ends of line, 000000000001 each, which end a fax (T.4, 4.1.4), and a byte to look ahead to.
const RETURN_TO_CONTROL: [u8; 10] = [0x00, 0x10, 0x01, 0x00, 0x10, 0x01, 0x00, 0x10, 0x01, 0x00];

/// The grey samples of a page in this compression; none for others.
pub(super) fn read(
    decoder: &mut Decoder<impl Read + Seek>,
    bytes: &[u8],
) -> Result<Option<Vec<u8>>, ErrorKind> {
    let number = |decoder: &mut Decoder<_>, tag| decoder.find_tag_unsigned::<u32>(tag).ok().flatten();
    if number(decoder, Tag::Compression) != Some(CompressionMethod::Fax3.to_u16().into()) {
        return Ok(None);
    }
    if number(decoder, Tag::Unknown(292)).unwrap_or(0) & TWO_DIMENSIONAL != 0 {
        return Err(ErrorKind::unsupported("TIFF in two-dimensional group 3 fax"));
    }
    let (width, height) = decoder.dimensions()?;
    let line_width =
        u16::try_from(width).map_err(|_| ErrorKind::unsupported("TIFF fax of over 65,535 pixels a line"))?;
    let is_reversed = number(decoder, Tag::FillOrder) == Some(LOWEST_BIT_FIRST);
    let white_is_zero = PhotometricInterpretation::WhiteIsZero.to_u16();
    let is_inverted = number(decoder, Tag::PhotometricInterpretation) != Some(white_is_zero.into());
    let offsets = decoder.get_tag_u64_vec(Tag::StripOffsets)?;
    let lengths = decoder.get_tag_u64_vec(Tag::StripByteCounts)?;

    let size = width as usize * height as usize;
    let mut samples = Vec::with_capacity(size);
    for (offset, length) in offsets.into_iter().zip(lengths) {
        let strip = strip(bytes, offset, length).ok_or(ErrorKind::Truncated)?;
        let bits = strip.iter().map(|&byte| if is_reversed { byte.reverse_bits() } else { byte });
        // The end is not always marked: what came before it counts, the last line only when something follows it.
        let _ = decode_g3(bits.chain(RETURN_TO_CONTROL), |line| {
            if samples.len() < size {
                let is_black = |pel| pel == fax::Color::Black;
                samples.extend(
                    pels(line, line_width).map(|pel| if is_black(pel) != is_inverted { 0 } else { 255 }),
                );
            }
        });
    }
    if samples.len() < size {
        return Err(ErrorKind::Truncated);
    }
    Ok(Some(samples))
}

fn strip(bytes: &[u8], offset: u64, length: u64) -> Option<&[u8]> {
    let start = usize::try_from(offset).ok()?;
    bytes.get(start..start.checked_add(usize::try_from(length).ok()?)?)
}
