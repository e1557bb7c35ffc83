//! WebP output: what a recipe means for libwebp, and the metadata around its picture.

pub(super) mod animation;
mod part;

use super::{Encoded, libwebp, riff};
use crate::cancel::Cancel;
use crate::error::{Bound, ErrorKind};
use crate::limits;
use crate::picture::{ColorSpace, Picture, Warning};
use crate::recipe::{Effort, Format, Goal, Recipe};

/// Encodes with libwebp on the calling thread. Pixels of 16 bits a sample go down to 8.
pub(super) fn encode(picture: &Picture, recipe: &Recipe, cancel: &Cancel) -> Result<Encoded, ErrorKind> {
    encode_with(config(recipe)?, picture, recipe, cancel)
}

/// Encodes lossy with a quality of 0 to 100, which for libwebp need not be whole.
pub(super) fn encode_at(
    quality: f32,
    picture: &Picture,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    encode_with(lossy(quality, recipe)?, picture, recipe, cancel)
}

fn encode_with(
    config: libwebp::Config,
    picture: &Picture,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let longest = picture.width.max(picture.height);
    limits::check(Bound::Side, longest.into(), libwebp::MAX_SIDE.into())?;
    let is_reduced = !picture.pixels.fits_depth(8);
    if recipe.goal == Goal::Lossless && is_reduced {
        return Err(ErrorKind::TooDeep { format: Format::Webp, bits: 8 });
    }
    let blocks = riff::Blocks {
        icc: profile(&picture.color)?,
        exif: picture.metadata.exif.as_deref(),
        xmp: picture.metadata.xmp.as_deref(),
    };
    let samples = picture.pixels.samples_8_bit();
    let raster = libwebp::Raster {
        width: picture.width,
        height: picture.height,
        samples: &samples,
        has_alpha: picture.pixels.has_alpha(),
    };
    let file = libwebp::encode(&config, raster, cancel)?;
    let bytes = riff::with_blocks(file, (picture.width, picture.height), blocks)?;
    let warnings = if is_reduced { vec![Warning::ReducedTo8Bits] } else { vec![] };
    Ok(Encoded::new(bytes, Format::Webp, warnings))
}

/// Peak bytes beside the picture, measured as growth of the resident set with a noisy photograph at 6 and 24 Mpx
/// and rounded up. libwebp keeps the tokens of all macroblocks, the more the higher the quality; alpha is coded
/// without loss, as a whole picture of its own. A deep picture has its samples copied down to 8 bits.
pub(super) fn working_bytes(pixels: u64, has_alpha: bool, is_deep: bool, recipe: &Recipe) -> u64 {
    let bytes = match recipe.goal {
        Goal::Quality(_) | Goal::Look(_) | Goal::MaxBytes(_) => {
            let quality = if let Goal::Quality(quality) = recipe.goal { quality.value() } else { 100 };
            let tokens = u64::from(quality.saturating_sub(80)) / 2;
            let sharp = if recipe.advanced.sharp_yuv { 5 } else { 0 };
            9 + tokens + sharp + if has_alpha { 26 } else { 0 }
        }
        Goal::Lossless | Goal::NearLossless(_) => 34,
    };
    let copied = match (is_deep, has_alpha) {
        (false, _) => 0,
        (true, false) => 3,
        (true, true) => 4,
    };
    pixels * (bytes + copied)
}

/// The settings of libwebp for a recipe; what is not named here is as `cwebp` has it.
fn config(recipe: &Recipe) -> Result<libwebp::Config, ErrorKind> {
    match recipe.goal {
        Goal::Quality(quality) => lossy(quality.value().into(), recipe),
        Goal::Lossless => Ok(shared(libwebp::lossless(lossless_level(recipe.effort))?, recipe)),
        Goal::NearLossless(level) => {
            let mut config = libwebp::lossless(lossless_level(recipe.effort))?;
            config.near_lossless = level.min(100).into();
            Ok(shared(config, recipe))
        }
        Goal::Look(_) | Goal::MaxBytes(_) => Err(super::undecided()),
    }
}

fn lossy(quality: f32, recipe: &Recipe) -> Result<libwebp::Config, ErrorKind> {
    let mut config = libwebp::lossy(quality)?;
    config.method = recipe.effort.value().into();
    config.use_sharp_yuv = recipe.advanced.sharp_yuv.into();
    config.alpha_quality = recipe.advanced.alpha_quality.unwrap_or(100).min(100).into();
    Ok(shared(config, recipe))
}

/// What all ways to code have in common.
fn shared(mut config: libwebp::Config, recipe: &Recipe) -> libwebp::Config {
    config.exact = recipe.keeps_hidden_colors().into();
    // One thread a picture: the bytes are the same with more, and batches keep all cores busy anyhow.
    config.thread_level = 0;
    config
}

/// `cwebp -z` levels with the method that the effort names: 4 is method 4 at quality 75, cwebp's default.
fn lossless_level(effort: Effort) -> u8 {
    [0, 1, 2, 4, 6, 8, 9][usize::from(effort.value())]
}

/// The profile to embed.
fn profile(color: &ColorSpace) -> Result<Option<&[u8]>, ErrorKind> {
    match color {
        ColorSpace::Srgb => Ok(None),
        ColorSpace::Icc(profile) => Ok(Some(profile)),
        ColorSpace::Cicp(_) => Err(ErrorKind::Encoder("WebP has no place for CICP colours".into())),
    }
}
