//! JPEG XL input through jxl-oxide: the first frame, as it is meant to be shown. The container is read here, so that
//! no box is unpacked beyond the limits.

mod container;

use jxl_oxide::image::BitDepth;
use jxl_oxide::{
    AllocTracker, EnumColourEncoding, ExtraChannelType, FrameBufferSample, InitializeResult, JxlImage,
    JxlThreadPool, PixelFormat, RenderingIntent,
};

use self::container::Container;
use super::channels;
use super::profile::{self, Managed};
use super::{Header, light};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

/// Bytes of the codestream that are handed over at a time until the header is complete.
const PIECE: usize = 1 << 16;

/// Levels of frames that are shown smaller than the picture.
const LEVELS: u32 = 4;

/// Channels beside the colours. Spot inks and masks are few; thousands of them are a trap.
const EXTRA_CHANNELS: usize = 16;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let container = Container::read(bytes, limits)?;
    let (image, _) = open(&container.codestream, limits)?;
    Ok(header_of(&image, &container.codestream))
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let container = Container::read(bytes, limits)?;
    let (mut image, fed) = open(&container.codestream, limits)?;
    let mut warnings = container.warnings.clone();
    let fault = load(&mut image, &container.codestream[fed..]).err();
    if image.pixel_format().has_black() {
        image.request_color_encoding(EnumColourEncoding::srgb(RenderingIntent::Relative));
        warnings.push(Warning::CmykConverted);
    }
    let whole = image.num_loaded_keyframes() > 0;
    if !whole && !can_render_begun(&image) {
        return Err(fault.unwrap_or(ErrorKind::Truncated));
    }
    let render = if whole { image.render_frame(0) } else { image.render_loading_frame() };
    let render = render.map_err(|error| fault.clone().unwrap_or_else(|| damaged(&*error)))?;
    if !whole {
        warnings.push(Warning::Salvaged("the first frame is incomplete".to_owned()));
    }

    check_shape(&render, &image)?;
    let (pixels, color) = match sample_kind(&image) {
        SampleKind::Eight => pixels(samples::<u8>(&render), &image, limits, &mut warnings),
        SampleKind::Sixteen => pixels(samples::<u16>(&render), &image, limits, &mut warnings),
        SampleKind::Float => {
            let samples = light::unit_to_16_bit(&samples::<f32>(&render), "JPEG XL")?;
            pixels(samples, &image, limits, &mut warnings)
        }
    };
    let mut picture = Picture::new(image.width(), image.height(), pixels);
    picture.color = color;
    picture.depth = significant_bits(&image).min(16);
    picture.metadata = Metadata { exif: container.exif, xmp: container.xmp };
    if image.image_header().metadata.animation.is_some() {
        warnings.push(Warning::FirstFrame(None));
    }
    picture.warnings = warnings;
    Ok(picture)
}

/// Whether the beginning of a file announces more frames than one.
pub(crate) fn is_animated(beginning: &[u8]) -> bool {
    let limits = Limits::default();
    let Ok(container) = Container::read(beginning, &limits) else { return false };
    open(&container.codestream, &limits)
        .is_ok_and(|(image, _)| image.image_header().metadata.animation.is_some())
}

/// Reads up to the first frame, and says how much of the codestream that took.
fn open(codestream: &[u8], limits: &Limits) -> Result<(JxlImage, usize), ErrorKind> {
    let bound = usize::try_from(limits.pixels.saturating_mul(32)).unwrap_or(usize::MAX);
    let mut waiting = JxlImage::builder()
        .pool(JxlThreadPool::none())
        .alloc_tracker(AllocTracker::with_limit(bound))
        .build_uninit();
    let mut fed = 0;
    for piece in codestream.chunks(PIECE) {
        waiting.feed_bytes(piece).map_err(|error| damaged(&*error))?;
        fed += piece.len();
        waiting = match waiting.try_init().map_err(|error| damaged(&*error))? {
            InitializeResult::NeedMoreData(waiting) => waiting,
            InitializeResult::Initialized(image) => {
                limits.check_size(image.width(), image.height())?;
                let extra = image.image_header().metadata.ec_info.len();
                if extra > EXTRA_CHANNELS {
                    return Err(ErrorKind::unsupported(format_args!("JPEG XL with {extra} extra channels")));
                }
                return Ok((image, fed));
            }
        };
    }
    Err(ErrorKind::Truncated)
}

/// Hands over the rest of the codestream, up to the end of the first frame that is shown.
fn load(image: &mut JxlImage, rest: &[u8]) -> Result<(), ErrorKind> {
    for piece in rest.chunks(PIECE) {
        if image.num_loaded_keyframes() > 0 {
            return Ok(());
        }
        image.feed_bytes(piece).map_err(|error| damaged(&*error))?;
    }
    if image.num_loaded_keyframes() > 0 { Ok(()) } else { Err(ErrorKind::Truncated) }
}

fn header_of(image: &JxlImage, codestream: &[u8]) -> Header {
    let format = image.pixel_format();
    let header = Header {
        width: image.width(),
        height: image.height(),
        has_alpha: format.has_alpha(),
        depth: if matches!(sample_kind(image), SampleKind::Eight) { 8 } else { 16 },
        working_bytes: 0,
    };
    let planes = format.channels().max(3) + image.image_header().metadata.ec_info.len();
    // 32-bit planes, three of each while a frame is put together. A lossy photograph of 10 Mpx took 24 bytes a pixel, a
    // lossless one 10; patches and blended frames take more.
    let working = header.pixels() * planes as u64 * 12 + codestream.len() as u64 + (16 << 20);
    Header { working_bytes: header.pixel_bytes() + working, ..header }
}

enum SampleKind {
    Eight,
    Sixteen,
    Float,
}

fn sample_kind(image: &JxlImage) -> SampleKind {
    match image.image_header().metadata.bit_depth {
        BitDepth::IntegerSample { bits_per_sample: 0..=8 } => SampleKind::Eight,
        BitDepth::IntegerSample { bits_per_sample: 9..=16 } => SampleKind::Sixteen,
        _ => SampleKind::Float,
    }
}

fn significant_bits(image: &JxlImage) -> u8 {
    u8::try_from(image.image_header().metadata.bit_depth.bits_per_sample()).unwrap_or(16)
}

/// Whether jxl-oxide can show what is there of a frame. It panics at the fifth level of frames that are shown at an eighth
/// of their size (ISO/IEC 18181-1 knows four).
fn can_render_begun(image: &JxlImage) -> bool {
    image.frame(image.num_loaded_frames()).is_some_and(|frame| frame.header().lf_level < LEVELS)
}

/// A frame may be coded with other channels than the header announces, grey as three colours for instance.
fn check_shape(render: &jxl_oxide::Render, image: &JxlImage) -> Result<(), ErrorKind> {
    let stream = render.stream();
    let found = (stream.width(), stream.height(), stream.channels() as usize);
    let promised = (image.width(), image.height(), image.pixel_format().channels());
    if found == promised {
        return Ok(());
    }
    Err(ErrorKind::damaged(format_args!("JPEG XL: a frame of {found:?} in a picture of {promised:?}")))
}

/// All samples of colours and alpha, upright.
fn samples<S: FrameBufferSample + Clone + Default>(render: &jxl_oxide::Render) -> Vec<S> {
    let mut stream = render.stream();
    let count = stream.width() as usize * stream.height() as usize * stream.channels() as usize;
    let mut samples = vec![S::default(); count];
    stream.write_to_buffer(&mut samples);
    samples
}

/// What the samples mean.
fn pixels<S: Managed>(
    mut samples: Vec<S>,
    image: &JxlImage,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> (Pixels, ColorSpace) {
    let format = image.pixel_format();
    let is_premultiplied = image
        .image_header()
        .metadata
        .ec_info
        .iter()
        .any(|channel| matches!(channel.ty, ExtraChannelType::Alpha { alpha_associated: true }));
    let color = color_space(image);
    let icc = match &color {
        ColorSpace::Srgb => None,
        _ => Some(image.rendered_icc()),
    };
    match format {
        PixelFormat::Gray => (profile::grey(&samples, icc.as_deref(), limits, warnings), ColorSpace::Srgb),
        PixelFormat::Graya => {
            if is_premultiplied {
                channels::unpremultiply::<S, 2>(&mut samples);
            }
            (profile::grey_alpha(&samples, icc.as_deref(), limits, warnings), ColorSpace::Srgb)
        }
        PixelFormat::Rgba => {
            if is_premultiplied {
                channels::unpremultiply::<S, 4>(&mut samples);
            }
            (S::rgba(samples), checked(color, limits, warnings))
        }
        PixelFormat::Rgb | PixelFormat::Cmyk | PixelFormat::Cmyka => {
            (S::rgb(samples), checked(color, limits, warnings))
        }
    }
}

/// The space of the samples as they are rendered: code points where there are such, else a profile.
fn color_space(image: &JxlImage) -> ColorSpace {
    match image.rendered_cicp() {
        Some([primaries, transfer, ..]) => ColorSpace::from_code_points(primaries, transfer),
        None => ColorSpace::Icc(image.rendered_icc()),
    }
}

fn checked(color: ColorSpace, limits: &Limits, warnings: &mut Vec<Warning>) -> ColorSpace {
    match color {
        ColorSpace::Icc(icc) => profile::rgb(Some(icc), limits, warnings),
        other => other,
    }
}

fn damaged(error: &(dyn std::error::Error + Send + Sync)) -> ErrorKind {
    ErrorKind::damaged(format_args!("JPEG XL: {error}"))
}
