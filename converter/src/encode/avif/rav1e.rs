//! A plan as ravif and rav1e want it: pure Rust, 4:4:4, sRGB.

use ravif::{AlphaColorMode, EncodedImage, Encoder, Img, MatrixCoefficients, PixelRange};
use rgb::FromSlice;

use super::{Loss, Plan, Speed};
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::{ColorSpace, Picture, Pixels, narrow};

/// Always one thread: ravif cuts tiles by the number of threads, and the bytes would follow.
pub(super) fn encode(
    picture: &Picture,
    plan: Plan,
    _threads: usize,
    cancel: &Cancel,
) -> Result<Vec<u8>, ErrorKind> {
    cancel.check()?;
    if picture.color != ColorSpace::Srgb {
        return Err(ErrorKind::Encoder("rav1e writes sRGB only".into()));
    }
    let Loss::Some(coarseness) = plan.loss else {
        return Err(ErrorKind::Encoder("rav1e cannot write lossless AVIF".into()));
    };
    let mut encoder = Encoder::new()
        .with_quality(coarseness.quality.clamp(1, 100).into())
        .with_alpha_quality(100.0)
        .with_speed(match plan.speed {
            Speed::Fast => 10,
            Speed::Balanced => 8,
            Speed::Best => 6,
        })
        .with_alpha_color_mode(AlphaColorMode::UnassociatedDirty)
        .with_num_threads(Some(1));
    if let Some(exif) = &picture.metadata.exif {
        encoder = encoder.with_exif(exif.as_slice());
    }
    let encoded = if plan.depth == 8 { eight_bits(&encoder, picture) } else { ten_bits(&encoder, picture) };
    cancel.check()?;
    encoded.map(|encoded| encoded.avif_file).map_err(|error| ErrorKind::Encoder(format!("ravif: {error}")))
}

/// The one that ravif 0.13 depends on; it does not tell its exact version.
pub(super) fn versions() -> [(&'static str, String); 1] {
    [("rav1e", "0.8".to_owned())]
}

fn eight_bits(encoder: &Encoder<'_>, picture: &Picture) -> Result<EncodedImage, ravif::Error> {
    let encoder = encoder.clone().with_bit_depth(ravif::BitDepth::Eight);
    let (width, height) = (picture.width as usize, picture.height as usize);
    let samples = picture.pixels.samples_8_bit();
    if picture.pixels.has_alpha() {
        encoder.encode_rgba(Img::new(samples.as_rgba(), width, height))
    } else {
        encoder.encode_rgb(Img::new(samples.as_rgb(), width, height))
    }
}

/// ravif takes 8-bit RGB only; deeper pictures reach it as planes.
fn ten_bits(encoder: &Encoder<'_>, picture: &Picture) -> Result<EncodedImage, ravif::Error> {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let pixels = ten_bit_pixels(&picture.pixels);
    let planes = pixels.iter().map(|&[r, g, b, _]| ycbcr([r, g, b]));
    let alpha = picture.pixels.is_translucent().then(|| pixels.iter().map(|pixel| pixel[3]));
    encoder.encode_raw_planes_10_bit(
        width,
        height,
        planes,
        alpha,
        PixelRange::Full,
        MatrixCoefficients::BT601,
    )
}

/// RGBA with 10 bits a sample.
fn ten_bit_pixels(pixels: &Pixels) -> Vec<[u16; 4]> {
    let narrow_16 = |sample| narrow(sample, 10);
    let narrow_8 = |sample: u8| narrow(u16::from(sample) * 257, 10);
    match pixels {
        Pixels::Rgb8(samples) => with_opaque_alpha(samples.as_chunks().0, narrow_8),
        Pixels::Rgb16(samples) => with_opaque_alpha(samples.as_chunks().0, narrow_16),
        Pixels::Rgba8(samples) => samples.as_chunks().0.iter().map(|p: &[_; 4]| p.map(narrow_8)).collect(),
        Pixels::Rgba16(samples) => samples.as_chunks().0.iter().map(|p: &[_; 4]| p.map(narrow_16)).collect(),
    }
}

fn with_opaque_alpha<T: Copy>(pixels: &[[T; 3]], narrow: impl Fn(T) -> u16) -> Vec<[u16; 4]> {
    pixels.iter().map(|&[r, g, b]| [narrow(r), narrow(g), narrow(b), 1023]).collect()
}

/// Full-range BT.601 (ITU-T H.273 §8.3, matrix 6) with 10 bits.
fn ycbcr(rgb: [u16; 3]) -> [u16; 3] {
    let [r, g, b] = rgb.map(f32::from);
    let y = 0.299 * r + 0.587 * g + 0.114 * b;
    let chroma = |difference: f32, scale: f32| (difference / scale + 512.0).round().clamp(0.0, 1023.0) as u16;
    [y.round() as u16, chroma(b - y, 1.772), chroma(r - y, 1.402)]
}
