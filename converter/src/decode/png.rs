//! PNG and APNG input (W3C PNG, third edition) through the png crate.

pub(super) mod animation;

use std::io::{Cursor, ErrorKind as IoErrorKind};

use png::{BitDepth, ColorType, Decoder, DecodingError, Info, Reader, Transformations};

use super::Header;
use super::animation::Sheet;
use super::channels::Sample;
use super::profile::{self, Managed};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::metadata::orientation;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let reader = open(bytes, limits)?;
    let (color, depth) = reader.output_color_type();
    let info = reader.info();
    let header = Header {
        width: info.width,
        height: info.height,
        has_alpha: matches!(color, ColorType::Rgba | ColorType::GrayscaleAlpha),
        depth: if depth == BitDepth::Sixteen { 16 } else { 8 },
        working_bytes: 0,
    };
    let grey = match color {
        ColorType::Grayscale => header.pixel_bytes() / 3,
        ColorType::GrayscaleAlpha => header.pixel_bytes() / 2,
        _ => 0,
    };
    Ok(Header { working_bytes: header.pixel_bytes() + grey + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let mut reader = open(bytes, limits)?;
    let (color, depth) = reader.output_color_type();
    let mut warnings = Vec::new();
    let icc = profile_of(reader.info()).map(<[u8]>::to_vec);
    let pixels = if depth == BitDepth::Sixteen {
        let mut samples: Vec<u16> = read(&mut reader, &mut warnings)?;
        for sample in &mut samples {
            *sample = u16::from_be(*sample);
        }
        pixels(samples, color, icc.as_deref(), limits, &mut warnings)
    } else {
        pixels(read::<u8>(&mut reader, &mut warnings)?, color, icc.as_deref(), limits, &mut warnings)
    };

    let info = reader.info();
    let mut picture = sheet(bytes, &reader, limits).frame(pixels);
    warnings.append(&mut picture.warnings);
    if info.animation_control.is_some() {
        let frames = chunks(bytes).filter(|(name, _)| name == b"fcTL").count();
        // A default image outside the animation is one picture more than what is shown.
        if frames > 1 || info.frame_control.is_none() {
            warnings.push(Warning::FirstFrame(u32::try_from(frames).ok()));
        }
    }
    picture.warnings = warnings;
    Ok(picture)
}

/// Reads up to the pixels. Text is left out (it may be a bomb, and XMP is found without the decoder), and
/// whatever else is unpacked stays within the limits.
fn open<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Reader<Cursor<&'a [u8]>>, ErrorKind> {
    let bound = usize::try_from(limits.metadata_bytes).unwrap_or(usize::MAX);
    let mut decoder = Decoder::new_with_limits(Cursor::new(bytes), png::Limits { bytes: bound });
    decoder.set_transformations(Transformations::EXPAND);
    decoder.set_ignore_text_chunk(true);
    let header = decoder.read_header_info()?;
    limits.check_size(header.width, header.height)?;
    // The decoder counts its row buffers too: two rows of at most eight bytes a pixel.
    let rows = header.width as usize * 16;
    decoder.set_limits(png::Limits { bytes: bound.saturating_add(rows) });
    let reader = decoder.read_info()?;
    // The decoder panics where a colour of the palette is cut off.
    if reader.info().palette.as_ref().is_some_and(|palette| !palette.len().is_multiple_of(3)) {
        return Err(ErrorKind::damaged("PNG: the palette breaks off within a colour"));
    }
    Ok(reader)
}

/// The samples of the default image, as the decoder expands them. A file that ends too early gives the rows it
/// has, if it has any.
fn read<S: Sample>(
    reader: &mut Reader<Cursor<&[u8]>>,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<S>, ErrorKind> {
    let size = reader.output_buffer_size().ok_or(ErrorKind::Truncated)?;
    let mut samples = vec![S::default(); size / size_of::<S>()];
    let target: &mut [u8] = bytemuck::cast_slice_mut(&mut samples);
    if reader.info().interlaced {
        reader.next_frame(target)?;
        return Ok(samples);
    }
    let row = target.len() / reader.info().height as usize;
    for (line, target) in target.chunks_exact_mut(row).enumerate() {
        match reader.read_row(target) {
            Ok(Some(_)) => {}
            Err(error) if line > 0 && is_end(&error) => {
                warnings.push(Warning::Salvaged(format!("{line} rows, then: {error}")));
                return Ok(samples);
            }
            Err(error) => return Err(error.into()),
            Ok(None) => return Err(ErrorKind::Truncated),
        }
    }
    // One row more than there are makes the decoder check the end of the pixel data.
    match reader.read_row(&mut []) {
        Err(error) if is_end(&error) => warnings.push(Warning::Salvaged(error.to_string())),
        Err(error) => return Err(error.into()),
        Ok(_) => {}
    }
    Ok(samples)
}

fn pixels<S: Managed>(
    samples: Vec<S>,
    color: ColorType,
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Pixels {
    match color {
        ColorType::Grayscale => profile::grey(&samples, icc, limits, warnings),
        ColorType::GrayscaleAlpha => profile::grey_alpha(&samples, icc, limits, warnings),
        ColorType::Rgba => S::rgba(samples),
        ColorType::Rgb | ColorType::Indexed => S::rgb(samples),
    }
}

/// What the file says around its pixels.
fn sheet(bytes: &[u8], reader: &Reader<Cursor<&[u8]>>, limits: &Limits) -> Sheet {
    let info = reader.info();
    let mut warnings = Vec::new();
    let is_grey = matches!(reader.output_color_type().0, ColorType::Grayscale | ColorType::GrayscaleAlpha);
    let color = match cicp(info) {
        Some(color) => color,
        None if !is_grey => profile::rgb(profile_of(info).map(<[u8]>::to_vec), limits, &mut warnings),
        _ => ColorSpace::Srgb,
    };
    let metadata = metadata(bytes, limits, &mut warnings);
    let orientation = metadata.exif.as_deref().map(orientation).unwrap_or_default();
    let depth = significant_bits(info);
    Sheet { width: info.width, height: info.height, color, orientation, depth, metadata, warnings }
}

/// The profile that counts: code points go before it (PNG, third edition, table 14).
fn profile_of<'a>(info: &'a Info) -> Option<&'a [u8]> {
    info.icc_profile.as_deref().filter(|_| cicp(info).is_none())
}

/// The colour space of a cICP chunk that we can follow: RGB, full range.
fn cicp(info: &Info) -> Option<ColorSpace> {
    let points = info.coding_independent_code_points?;
    let is_full_rgb = points.matrix_coefficients == 0 && points.is_video_full_range_image;
    is_full_rgb.then(|| ColorSpace::from_code_points(points.color_primaries, points.transfer_function))
}

/// As sBIT says, else the depth of the samples (a palette's are 8 bits).
fn significant_bits(info: &Info) -> u8 {
    let depth = if info.color_type == ColorType::Indexed { 8 } else { info.bit_depth as u8 };
    let declared = info.sbit.as_deref().and_then(|bits| bits.iter().copied().max());
    declared.filter(|bits| (1..=depth).contains(bits)).unwrap_or(depth)
}

/// Exif and XMP, wherever they stand.
fn metadata(bytes: &[u8], limits: &Limits, warnings: &mut Vec<Warning>) -> Metadata {
    let mut metadata = Metadata::default();
    for (name, data) in chunks(bytes) {
        let is_small = limits.check_metadata(data.len()).is_ok();
        match &name {
            b"eXIf" if is_small => metadata.exif = Some(data.to_vec()),
            b"eXIf" => warnings.push(Warning::MetadataDropped("exif")),
            b"iTXt" => match data.strip_prefix(b"XML:com.adobe.xmp\0").map(plain_text) {
                Some(Some(xmp)) if is_small => metadata.xmp = Some(xmp.to_vec()),
                Some(_) => warnings.push(Warning::MetadataDropped("xmp")),
                None => {}
            },
            _ => {}
        }
    }
    metadata
}

/// The text of an iTXt chunk behind its keyword: compression flag and method, language, translated keyword,
/// text. XMP part 3 asks for it uncompressed.
fn plain_text(data: &[u8]) -> Option<&[u8]> {
    data.strip_prefix(b"\0\0")?.splitn(3, |&byte| byte == 0).nth(2)
}

/// Name and data of all chunks behind the signature, as far as they are whole.
fn chunks(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut rest = bytes.get(8..).unwrap_or_default();
    std::iter::from_fn(move || {
        let (length, behind) = rest.split_first_chunk::<4>()?;
        let (name, behind) = behind.split_first_chunk::<4>()?;
        let length = u32::from_be_bytes(*length) as usize;
        let data = behind.get(..length)?;
        rest = behind.get(length + 4..).unwrap_or_default();
        Some((*name, data))
    })
}

fn is_end(error: &DecodingError) -> bool {
    matches!(error, DecodingError::IoError(error) if error.kind() == IoErrorKind::UnexpectedEof)
}

impl From<DecodingError> for ErrorKind {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::IoError(error) => error.into(),
            other => ErrorKind::damaged(other),
        }
    }
}
