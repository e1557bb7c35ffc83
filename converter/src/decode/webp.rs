//! WebP input (RFC 9649) through image-webp.

pub(super) mod animation;

use std::io::Cursor;

use image_webp::{DecodingError, WebPDecoder};

use super::animation::Sheet;
use super::{Header, profile};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::metadata::orientation;
use crate::picture::{Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let mut decoder = open(bytes, limits)?;
    let (width, height) = decoder.dimensions();
    let header = Header { width, height, has_alpha: decoder.has_alpha(), depth: 8, working_bytes: 0 };
    let pixels = u64::from(width) * u64::from(height);
    let beside = match (decoder.is_animated(), decoder.is_lossy()) {
        // The canvas and the frame that is laid on it.
        (true, _) => pixels * 8,
        // Planes with chroma at half size, and the alpha plane.
        (false, true) => pixels * 3 / 2 + if header.has_alpha { pixels } else { 0 },
        // Lossless decodes to RGBA first.
        (false, false) => pixels * 4,
    };
    Ok(Header { working_bytes: header.pixel_bytes() + beside + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let mut decoder = open(bytes, limits)?;
    if decoder.is_animated() {
        return animation::first(bytes, decoder.has_alpha(), limits);
    }
    let mut samples = vec![0; decoder.output_buffer_size().ok_or(ErrorKind::Truncated)?];
    decoder.read_image(&mut samples)?;
    let pixels = if decoder.has_alpha() { Pixels::Rgba8(samples) } else { Pixels::Rgb8(samples) };
    Ok(sheet(&mut decoder, limits).frame(pixels))
}

/// What the file says around its pixels.
fn sheet(decoder: &mut WebPDecoder<Cursor<&[u8]>>, limits: &Limits) -> Sheet {
    let (width, height) = decoder.dimensions();
    let mut warnings = Vec::new();
    let color = match decoder.icc_profile() {
        Ok(icc) => profile::rgb(icc, limits, &mut warnings),
        Err(_) => profile::rgb(Some(Vec::new()), limits, &mut warnings),
    };
    let metadata = Metadata {
        exif: block(decoder.exif_metadata(), "exif", &mut warnings).map(without_prefix),
        xmp: block(decoder.xmp_metadata(), "xmp", &mut warnings),
    };
    let orientation = metadata.exif.as_deref().map(orientation).unwrap_or_default();
    Sheet { width, height, color, orientation, depth: 8, metadata, warnings }
}

fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<WebPDecoder<Cursor<&'a [u8]>>, ErrorKind> {
    let mut decoder = WebPDecoder::new(Cursor::new(bytes))?;
    let (width, height) = decoder.dimensions();
    limits.check_size(width, height)?;
    // Bounds what is read of Exif, XMP and ICC.
    decoder.set_memory_limit(usize::try_from(limits.metadata_bytes).unwrap_or(usize::MAX));
    Ok(decoder)
}

/// A metadata block, or a warning that it was left out.
fn block(
    read: Result<Option<Vec<u8>>, DecodingError>,
    name: &'static str,
    warnings: &mut Vec<Warning>,
) -> Option<Vec<u8>> {
    read.unwrap_or_else(|_| {
        warnings.push(Warning::MetadataDropped(name));
        None
    })
}

/// Some writers leave the prefix of the JPEG segment before the TIFF structure.
fn without_prefix(exif: Vec<u8>) -> Vec<u8> {
    exif.strip_prefix(b"Exif\0\0").map(<[u8]>::to_vec).unwrap_or(exif)
}

impl From<DecodingError> for ErrorKind {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::IoError(error) => error.into(),
            DecodingError::NotEnoughInitData => ErrorKind::Truncated,
            DecodingError::UnsupportedFeature(feature) => ErrorKind::unsupported(feature),
            other => ErrorKind::damaged(other),
        }
    }
}
