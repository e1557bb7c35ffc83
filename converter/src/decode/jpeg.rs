//! JPEG input: zune-jpeg for what is common, jpeg-decoder for what only it can read.

mod segments;

use std::io::Cursor;

use jpeg_decoder::PixelFormat;
use zune_core::bytestream::ZCursor;
use zune_core::colorspace::ColorSpace as Channels;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;
use zune_jpeg::errors::DecodeErrors;

use self::segments::{Frame, Segments};
use super::{Header, channels, inks, profile};
use crate::error::{Bound, ErrorKind};
use crate::limits::{Limits, check};
use crate::metadata::orientation;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let segments = Segments::read(bytes)?;
    let frame = segments.frame;
    check_process(&frame)?;
    limits.check_size(frame.width, frame.height)?;
    let depth = if frame.precision > 8 { 16 } else { 8 };
    let header =
        Header { width: frame.width, height: frame.height, has_alpha: false, depth, working_bytes: 0 };
    Ok(Header { working_bytes: header.pixel_bytes() + beside_pixels(&segments), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let segments = Segments::read(bytes)?;
    let frame = segments.frame;
    check_process(&frame)?;
    limits.check_size(frame.width, frame.height)?;

    let mut warnings = Vec::new();
    let icc = segments.icc().and_then(|icc| icc.map_err(|()| warnings.push(Warning::ProfileIgnored)).ok());
    let (pixels, color) = match frame.components {
        1 => {
            let icc = icc.as_deref();
            (grey(bytes, &segments, icc, limits, &mut warnings)?, ColorSpace::Srgb)
        }
        3 => {
            let rgb = samples(bytes, &segments, Channels::RGB, limits, &mut warnings)?;
            (Pixels::Rgb8(rgb), profile::rgb(icc, limits, &mut warnings))
        }
        4 => {
            let cmyk = cmyk(bytes, &segments, limits, &mut warnings)?;
            let pixels = inks::cmyk(cmyk, icc.as_deref(), limits, &mut warnings);
            (pixels, ColorSpace::Srgb)
        }
        other => return Err(ErrorKind::unsupported(format_args!("JPEG with {other} components"))),
    };

    let mut picture = Picture::new(frame.width, frame.height, pixels);
    picture.color = color;
    picture.depth = frame.precision;
    picture.orientation = segments.exif.map(orientation).unwrap_or_default();
    picture.metadata =
        Metadata { exif: segments.exif.map(<[u8]>::to_vec), xmp: segments.xmp.map(<[u8]>::to_vec) };
    if segments.has_extended_xmp {
        warnings.push(Warning::MetadataDropped("extended xmp"));
    }
    picture.warnings = warnings;
    Ok(picture)
}

/// Refuses the coding processes of T.81 that no decoder here reads.
fn check_process(frame: &Frame) -> Result<(), ErrorKind> {
    match frame.process {
        0..=2 if frame.precision == 8 => {}
        0..=2 => return Err(ErrorKind::unsupported(format_args!("{}-bit JPEG", frame.precision))),
        3 if frame.components == 1 && (2..=16).contains(&frame.precision) => {}
        3 => return Err(ErrorKind::unsupported("lossless JPEG in colour")),
        9..=11 => return Err(ErrorKind::unsupported("arithmetic-coded JPEG")),
        _ => return Err(ErrorKind::unsupported("hierarchical JPEG")),
    }
    if frame.height == 0 {
        return Err(ErrorKind::unsupported("JPEG with its height after the first scan"));
    }
    Ok(())
}

/// What the decoder holds beside the RGB: the coefficients of all components when the scans come one after
/// another, the whole planes where jpeg-decoder works, next to nothing else.
fn beside_pixels(segments: &Segments) -> u64 {
    let frame = segments.frame;
    let pixels = f64::from(frame.width) * f64::from(frame.height);
    let planes = pixels * frame.samples_per_pixel;
    let bytes = if frame.components == 4 {
        // Planes (their coefficients too when progressive), and four inks a pixel.
        planes * 3.0 + pixels * 4.0
    } else if in_several_scans(segments) || confuses_zune(segments) || frame.process == 3 {
        planes * 2.0
    } else {
        0.0
    };
    bytes as u64 + (1 << 20)
}

/// Whether zune-jpeg would give wrong colours and no error: for components that come one after another and differ
/// in their sampling, and for a luma that is sampled more coarsely than chroma.
fn confuses_zune(segments: &Segments) -> bool {
    let frame = segments.frame;
    frame.process != 2 && (in_several_scans(segments) || frame.has_coarse_luma)
}

fn in_several_scans(segments: &Segments) -> bool {
    segments.frame.process == 2 || segments.scan_components < segments.frame.components
}

/// Grey samples, spread over RGB; by way of their profile when there is one.
fn grey(
    bytes: &[u8],
    segments: &Segments,
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Pixels, ErrorKind> {
    if segments.frame.process == 3 {
        return lossless(bytes, segments.frame, icc, limits, warnings);
    }
    if icc.is_none() {
        return Ok(Pixels::Rgb8(samples(bytes, segments, Channels::RGB, limits, warnings)?));
    }
    let grey = samples(bytes, segments, Channels::Luma, limits, warnings)?;
    Ok(profile::grey(&grey, icc, limits, warnings))
}

/// SOF3: every sample as it was, up to 16 bits.
fn lossless(
    bytes: &[u8],
    frame: Frame,
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Pixels, ErrorKind> {
    let (samples, format) = with_jpeg_decoder(bytes)?;
    match format {
        PixelFormat::L8 if frame.precision == 8 => Ok(profile::grey(&samples, icc, limits, warnings)),
        PixelFormat::L16 => {
            let mut samples: Vec<u16> =
                samples.as_chunks().0.iter().map(|&sample| u16::from_ne_bytes(sample)).collect();
            channels::widen(&mut samples, frame.precision);
            Ok(profile::grey(&samples, icc, limits, warnings))
        }
        _ => Err(ErrorKind::unsupported(format_args!("{}-bit lossless JPEG", frame.precision))),
    }
}

/// The samples of one or three components. A file that zune-jpeg finds fault with is tried with jpeg-decoder,
/// which knows more kinds; when that one refuses too, what zune-jpeg can make of it is kept and the person told.
fn samples(
    bytes: &[u8],
    segments: &Segments,
    channels: Channels,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<u8>, ErrorKind> {
    let is_ended = check_scans(bytes, segments, limits, warnings)?;
    if confuses_zune(segments) {
        return Ok(with_jpeg_decoder_as(bytes, channels)?);
    }
    let fault = match with_zune(bytes, channels, true) {
        Ok(samples) => return Ok(samples),
        Err(fault) => fault,
    };
    if is_ended && let Ok(samples) = with_jpeg_decoder_as(bytes, channels) {
        return Ok(samples);
    }
    let samples = with_zune(bytes, channels, false).map_err(|error| error_kind(&error, is_ended))?;
    // zune-jpeg leaves mid-grey where nothing was decoded.
    if samples.iter().all(|&sample| sample == 128) {
        return Err(error_kind(&fault, is_ended));
    }
    if is_ended {
        warnings.push(Warning::Salvaged(fault.to_string()));
    }
    Ok(samples)
}

/// Refuses a picture without any pixels and one of too many scans, and says whether the image has its end. A
/// missing one is worth a warning even where the decoder does not notice: it fills up what is missing of the
/// last lines.
fn check_scans(
    bytes: &[u8],
    segments: &Segments,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<bool, ErrorKind> {
    if bytes.len() <= segments.scan_start {
        return Err(ErrorKind::Truncated);
    }
    if in_several_scans(segments) {
        let scans = segments::scans(bytes, segments.scan_start);
        check(Bound::Scans, scans.into(), limits.scans.into())?;
    }
    let is_ended = segments::is_ended(bytes, segments.scan_start);
    if !is_ended {
        warnings.push(Warning::Salvaged("no end-of-image marker".into()));
    }
    Ok(is_ended)
}

fn with_zune(bytes: &[u8], channels: Channels, is_strict: bool) -> Result<Vec<u8>, DecodeErrors> {
    let options = DecoderOptions::default()
        .set_max_width(usize::from(u16::MAX))
        .set_max_height(usize::from(u16::MAX))
        .jpeg_set_max_scans(usize::MAX)
        .jpeg_set_out_colorspace(channels);
    let mut decoder = JpegDecoder::new_with_options(ZCursor::new(bytes), options);
    // Stray bytes between the segments of the header are no damage to the picture.
    decoder.decode_headers()?;
    decoder.set_options(decoder.options().set_strict_mode(is_strict));
    decoder.decode()
}

/// Decodes with jpeg-decoder, whose samples are in the format it says.
fn with_jpeg_decoder(bytes: &[u8]) -> Result<(Vec<u8>, PixelFormat), jpeg_decoder::Error> {
    let mut decoder = jpeg_decoder::Decoder::new(Cursor::new(bytes));
    let samples = decoder.decode()?;
    let format = decoder.info().map_or(PixelFormat::L8, |info| info.pixel_format);
    Ok((samples, format))
}

/// Likewise, in the channels that are wanted.
fn with_jpeg_decoder_as(bytes: &[u8], channels: Channels) -> Result<Vec<u8>, jpeg_decoder::Error> {
    match (with_jpeg_decoder(bytes)?, channels) {
        ((samples, PixelFormat::RGB24), Channels::RGB) | ((samples, PixelFormat::L8), Channels::Luma) => {
            Ok(samples)
        }
        ((samples, PixelFormat::L8), Channels::RGB) => Ok(channels::grey_to_rgb(&samples)),
        ((_, other), _) => Err(jpeg_decoder::Error::Format(format!("pixels of the kind {other:?}"))),
    }
}

/// Four inks a pixel, 255 = full ink.
fn cmyk(
    bytes: &[u8],
    segments: &Segments,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Vec<u8>, ErrorKind> {
    check_scans(bytes, segments, limits, warnings)?;
    let (mut samples, format) = with_jpeg_decoder(bytes)?;
    if format != PixelFormat::CMYK32 {
        return Err(ErrorKind::damaged("four components that are no inks"));
    }
    // Adobe writes inks inverted and jpeg-decoder turns them round; others write them as they are.
    if !segments.has_adobe {
        for sample in &mut samples {
            *sample = !*sample;
        }
    }
    Ok(samples)
}

fn error_kind(error: &DecodeErrors, is_ended: bool) -> ErrorKind {
    match error {
        DecodeErrors::ExhaustedData | DecodeErrors::IoErrors(_) => ErrorKind::Truncated,
        _ if !is_ended => ErrorKind::Truncated,
        DecodeErrors::Unsupported(scheme) => ErrorKind::unsupported(format_args!("{scheme:?}")),
        other => ErrorKind::damaged(other),
    }
}

impl From<jpeg_decoder::Error> for ErrorKind {
    fn from(error: jpeg_decoder::Error) -> Self {
        match error {
            jpeg_decoder::Error::Io(error) => error.into(),
            jpeg_decoder::Error::Unsupported(feature) => {
                ErrorKind::unsupported(format_args!("JPEG feature {feature:?}"))
            }
            other => ErrorKind::damaged(other),
        }
    }
}
