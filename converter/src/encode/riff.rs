//! The container of WebP (RFC 9649 §2): chunks read, and metadata put around an encoded picture.

pub(crate) mod movie;

use crate::error::ErrorKind;

/// Bytes before the first chunk: `RIFF`, size, `WEBP`.
const HEADER_BYTES: usize = 12;

/// Flags of a `VP8X` chunk (RFC 9649 §2.7.1.2).
const ICC: u8 = 0x20;
const ALPHA: u8 = 0x10;
const EXIF: u8 = 0x08;
const XMP: u8 = 0x04;

/// A chunk without its padding.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Chunk<'a> {
    /// FourCC.
    pub id: [u8; 4],
    /// Payload.
    pub data: &'a [u8],
}

/// What may be put around a picture.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Blocks<'a> {
    /// Colour profile.
    pub icc: Option<&'a [u8]>,
    /// TIFF structure without `Exif\0\0`.
    pub exif: Option<&'a [u8]>,
    /// XMP packet.
    pub xmp: Option<&'a [u8]>,
}

impl Blocks<'_> {
    fn is_empty(&self) -> bool {
        self.icc.is_none() && self.exif.is_none() && self.xmp.is_none()
    }
}

/// The chunks of a WebP file, as far as they are whole.
pub(crate) fn chunks(file: &[u8]) -> impl Iterator<Item = Chunk<'_>> {
    let mut rest = file.get(HEADER_BYTES..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (id, after) = rest.split_first_chunk::<4>()?;
        let (length, after) = after.split_first_chunk::<4>()?;
        let length = u32::from_le_bytes(*length) as usize;
        let data = after.get(..length)?;
        // Odd payloads are followed by one byte of padding.
        rest = after.get(length + length % 2..).unwrap_or_default();
        Some(Chunk { id: *id, data })
    })
}

/// Puts metadata around the picture of a still WebP file; without any the file stays as it is.
///
/// # Errors
/// `Encoder` when the file would be over the 4 GiB that RIFF can hold.
pub(crate) fn with_blocks(
    file: Vec<u8>,
    (width, height): (u32, u32),
    blocks: Blocks<'_>,
) -> Result<Vec<u8>, ErrorKind> {
    if blocks.is_empty() {
        return Ok(file);
    }
    let extended = extended_header(&file, width, height, blocks);
    let metadata = |id: &[u8; 4], data| Some(Chunk { id: *id, data: data? });
    let image = chunks(&file).filter(|chunk| matches!(&chunk.id, b"ALPH" | b"VP8 " | b"VP8L"));
    let order = std::iter::once(Chunk { id: *b"VP8X", data: &extended })
        .chain(metadata(b"ICCP", blocks.icc))
        .chain(image)
        .chain(metadata(b"EXIF", blocks.exif))
        .chain(metadata(b"XMP ", blocks.xmp));
    write(order, file.len())
}

/// The file of one frame of an animation: what its `ANMF` chunk holds behind the header.
///
/// # Errors
/// As [`with_blocks`].
pub(crate) fn still(frame: &[u8], (width, height): (u32, u32)) -> Result<Vec<u8>, ErrorKind> {
    let file = [b"RIFF\0\0\0\0WEBP".as_slice(), frame].concat();
    let extended = extended_header(&file, width, height, Blocks::default());
    let image = chunks(&file).filter(|chunk| matches!(&chunk.id, b"ALPH" | b"VP8 " | b"VP8L"));
    write(std::iter::once(Chunk { id: *b"VP8X", data: &extended }).chain(image), file.len())
}

/// Payload of `VP8X`: flags, 24 reserved bits, and both sides less one in 24 bits each.
fn extended_header(file: &[u8], width: u32, height: u32, blocks: Blocks<'_>) -> [u8; 10] {
    let flag = |present: bool, flag: u8| if present { flag } else { 0 };
    let flags = flag(has_alpha(file), ALPHA)
        | flag(blocks.icc.is_some(), ICC)
        | flag(blocks.exif.is_some(), EXIF)
        | flag(blocks.xmp.is_some(), XMP);
    let ([w0, w1, w2, _], [h0, h1, h2, _]) = ((width - 1).to_le_bytes(), (height - 1).to_le_bytes());
    [flags, 0, 0, 0, w0, w1, w2, h0, h1, h2]
}

/// Whether a still WebP file says that some pixel is not opaque.
pub(crate) fn has_alpha(file: &[u8]) -> bool {
    chunks(file).any(|chunk| match &chunk.id {
        b"ALPH" => true,
        // RFC 9649 §3.4: signature, two sides of 14 bits, then `alpha_is_used` as bit 28.
        b"VP8L" => chunk.data.get(4).is_some_and(|byte| byte & 0x10 != 0),
        _ => false,
    })
}

/// A file of these chunks, in this order.
fn write<'a>(chunks: impl Iterator<Item = Chunk<'a>>, size_hint: usize) -> Result<Vec<u8>, ErrorKind> {
    let mut file = Vec::with_capacity(size_hint);
    file.extend_from_slice(b"RIFF\0\0\0\0WEBP");
    for chunk in chunks {
        file.extend_from_slice(&chunk.id);
        file.extend_from_slice(&size(chunk.data.len())?);
        file.extend_from_slice(chunk.data);
        if chunk.data.len() % 2 == 1 {
            file.push(0);
        }
    }
    let riff = size(file.len() - 8)?;
    file[4..8].copy_from_slice(&riff);
    Ok(file)
}

/// A size field.
fn size(bytes: usize) -> Result<[u8; 4], ErrorKind> {
    match u32::try_from(bytes) {
        Ok(bytes) => Ok(bytes.to_le_bytes()),
        Err(_) => Err(ErrorKind::Encoder("more than a WebP file can hold".into())),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A still file of one `VP8L` chunk of five bytes, the last of which carries the alpha bit.
    fn simple(alpha: bool) -> Vec<u8> {
        let data = [0x2f, 0, 0, 0, if alpha { 0x10 } else { 0 }];
        write([Chunk { id: *b"VP8L", data: &data }].into_iter(), 0).expect("small")
    }

    #[test]
    fn nothing_around_a_picture_changes_nothing() {
        assert_eq!(with_blocks(simple(true), (1, 1), Blocks::default()).expect("small"), simple(true));
    }

    #[test]
    fn chunks_come_in_the_order_of_the_specification() {
        let blocks = Blocks { icc: Some(b"icc"), exif: Some(b"II*\0"), xmp: Some(b"<x/>") };
        let file = with_blocks(simple(true), (16_383, 2), blocks).expect("small");
        let ids: Vec<_> = chunks(&file).map(|chunk| chunk.id).collect();
        assert_eq!(ids, [*b"VP8X", *b"ICCP", *b"VP8L", *b"EXIF", *b"XMP "]);
        let header = chunks(&file).next().expect("VP8X").data;
        assert_eq!(header, [ICC | ALPHA | EXIF | XMP, 0, 0, 0, 0xfe, 0x3f, 0, 1, 0, 0]);
        assert_eq!(u32::from_le_bytes([file[4], file[5], file[6], file[7]]) as usize, file.len() - 8);
        assert_eq!(file.len() % 2, 0);
    }

    #[test]
    fn an_opaque_picture_has_no_alpha_flag() {
        let file = with_blocks(simple(false), (1, 1), Blocks { xmp: Some(b"<x/>"), ..Blocks::default() });
        assert_eq!(chunks(&file.expect("small")).next().expect("VP8X").data[0], XMP);
    }

    #[test]
    fn half_a_chunk_is_no_chunk() {
        let file = simple(true);
        assert_eq!(chunks(&file[..file.len() - 2]).count(), 0);
        assert_eq!(chunks(b"RIFF").count(), 0);
    }
}
