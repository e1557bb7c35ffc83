//! The plain raster formats of the image crate (BMP, ICO, PNM, QOI, TGA), which all answer to one trait.

use image::error::{ImageError, ImageResult};
use image::{ColorType, ExtendedColorType, ImageDecoder};

use super::profile::{self, Managed};
use super::{Header, channels};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Picture, Pixels};

/// The header of whatever `decoder` has opened.
pub(super) fn header(decoder: ImageResult<impl ImageDecoder>, limits: &Limits) -> Result<Header, ErrorKind> {
    let decoder = decoder?;
    let (width, height) = decoder.dimensions();
    limits.check_size(width, height)?;
    let color = decoder.color_type();
    let depth = if color.bytes_per_pixel() / color.channel_count() > 1 { 16 } else { 8 };
    let header = Header { width, height, has_alpha: color.has_alpha(), depth, working_bytes: 0 };
    // What the decoder fills becomes the picture, or is spread over RGB from a second buffer.
    let beside = if color.has_color() { 0 } else { decoder.total_bytes() };
    Ok(Header { working_bytes: header.pixel_bytes() + beside + (1 << 20), ..header })
}

/// The picture of whatever `decoder` has opened.
pub(super) fn decode(decoder: ImageResult<impl ImageDecoder>, limits: &Limits) -> Result<Picture, ErrorKind> {
    let mut decoder = decoder?;
    let (width, height) = decoder.dimensions();
    limits.check_size(width, height)?;
    let depth = significant_bits(decoder.original_color_type());
    let icc = decoder.icc_profile()?;
    let mut warnings = Vec::new();
    let (pixels, color) = match decoder.color_type() {
        ColorType::L8 => grey::<u8>(decoder, limits)?,
        ColorType::L16 => grey::<u16>(decoder, limits)?,
        ColorType::La8 => grey_alpha::<u8>(decoder, limits)?,
        ColorType::La16 => grey_alpha::<u16>(decoder, limits)?,
        ColorType::Rgb8 => (Pixels::Rgb8(samples(decoder)?), profile::rgb(icc, limits, &mut warnings)),
        ColorType::Rgba8 => (Pixels::Rgba8(samples(decoder)?), profile::rgb(icc, limits, &mut warnings)),
        ColorType::Rgb16 => (Pixels::Rgb16(samples(decoder)?), profile::rgb(icc, limits, &mut warnings)),
        ColorType::Rgba16 => (Pixels::Rgba16(samples(decoder)?), profile::rgb(icc, limits, &mut warnings)),
        other => return Err(ErrorKind::unsupported(format_args!("samples of type {other:?}"))),
    };
    let mut picture = Picture::new(width, height, pixels);
    picture.color = color;
    picture.depth = depth.min(picture.depth);
    picture.warnings = warnings;
    Ok(picture)
}

fn grey<S: Managed>(decoder: impl ImageDecoder, limits: &Limits) -> Result<(Pixels, ColorSpace), ErrorKind> {
    let pixels = profile::grey(&samples::<S>(decoder)?, None, limits, &mut Vec::new());
    Ok((pixels, ColorSpace::Srgb))
}

fn grey_alpha<S: Managed>(
    decoder: impl ImageDecoder,
    limits: &Limits,
) -> Result<(Pixels, ColorSpace), ErrorKind> {
    let pixels = profile::grey_alpha(&samples::<S>(decoder)?, None, limits, &mut Vec::new());
    Ok((pixels, ColorSpace::Srgb))
}

/// All samples, in the byte order of this machine.
fn samples<S: channels::Sample>(decoder: impl ImageDecoder) -> ImageResult<Vec<S>> {
    let bytes = usize::try_from(decoder.total_bytes()).unwrap_or(usize::MAX);
    let mut samples = vec![S::default(); bytes / size_of::<S>()];
    decoder.read_image(bytemuck::cast_slice_mut(&mut samples))?;
    Ok(samples)
}

fn significant_bits(color: ExtendedColorType) -> u8 {
    let bits = color.bits_per_pixel() / u16::from(color.channel_count()).max(1);
    u8::try_from(bits).unwrap_or(16).clamp(1, 16)
}

impl From<ImageError> for ErrorKind {
    fn from(error: ImageError) -> Self {
        match error {
            ImageError::IoError(error) => error.into(),
            ImageError::Unsupported(error) => ErrorKind::unsupported(error),
            other => ErrorKind::damaged(other),
        }
    }
}
