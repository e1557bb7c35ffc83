//! Pixels to bytes: WebP through libwebp, AVIF through libaom or rav1e.

mod avif;
mod dial;
#[cfg(feature = "libaom")]
mod libavif;
pub(crate) mod libwebp;
pub(crate) mod riff;
mod webp;

pub(crate) use dial::Dial;
use serde::{Deserialize, Serialize};

use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::{Picture, Warning};
use crate::recipe::{Format, Recipe};

/// Largest animation that is written: they are put together in memory.
const MAX_BYTES: u64 = 1 << 30;

/// A finished file in memory.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Encoded {
    /// The whole file; between two processes it travels on its own, not as text.
    #[serde(skip)]
    pub bytes: Vec<u8>,
    /// What it is: never [`Format::Auto`].
    pub format: Format,
    /// What the encoder had to give up.
    pub warnings: Vec<Warning>,
    /// How much it looks like the picture, as far as that is known.
    pub fidelity: Fidelity,
}

impl Encoded {
    /// A file as it leaves its encoder.
    fn new(bytes: Vec<u8>, format: Format, warnings: Vec<Warning>) -> Self {
        Encoded { bytes, format, warnings, fidelity: Fidelity::Unmeasured }
    }
}

/// What is known of the likeness between a file and its picture.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
pub enum Fidelity {
    /// Nothing but that it shows the same.
    #[default]
    Unmeasured,
    /// SSIMULACRA2 of what it decodes to.
    Score(f64),
    /// It was decoded, and every pixel is what it was, hidden ones too.
    Exact,
}

impl Fidelity {
    /// SSIMULACRA2, where it is known.
    pub fn score(self) -> Option<f64> {
        match self {
            Fidelity::Unmeasured => None,
            Fidelity::Score(score) => Some(score),
            Fidelity::Exact => Some(100.0),
        }
    }
}

/// Encodes a prepared picture. The goal is one that needs no search; [`crate::look`] brings the others down to those.
///
/// `threads` is how many threads one picture may use; the bytes do not depend on it.
///
/// # Errors
/// `TooLarge` when a side is too long for the format, `Encoder`, `Cancelled` where the encoder listens.
pub fn encode(
    picture: &Picture,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let make = |format| match format {
        Format::Webp => webp::encode(picture, recipe, cancel),
        Format::Avif | Format::Auto => avif::encode(picture, recipe, threads, cancel),
    };
    match recipe.format {
        Format::Auto => of_both(cancel, make, is_no_larger),
        format => make(format),
    }
}

/// Encodes an animation, frame by frame; `cancel` is heard between frames at least.
///
/// # Errors
/// As [`encode`], and those of decoding and preparing the frames.
pub fn encode_animation(
    animation: &Animation<'_>,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let make = |format| match format {
        Format::Webp => webp::animation::encode(animation, recipe, cancel),
        Format::Avif | Format::Auto => avif::encode_animation(animation, recipe, threads, cancel),
    };
    let mut encoded = match recipe.format {
        Format::Auto => of_both(cancel, make, is_no_larger),
        format => make(format),
    }?;
    encoded.warnings.splice(0..0, animation.warnings.iter().cloned());
    Ok(encoded)
}

/// What `make` makes of both formats, and of these the WebP if it `is_better` than the AVIF. One alone where the other
/// cannot hold the picture, as WebP cannot hold sides over 16,383 px.
///
/// # Errors
/// `Cancelled`; that of AVIF when neither can be made: it holds more of everything, so that its reason is the last word.
pub(crate) fn of_both<T>(
    cancel: &Cancel,
    make: impl Fn(Format) -> Result<T, ErrorKind>,
    is_better: impl Fn(&T, &T) -> bool,
) -> Result<T, ErrorKind> {
    let avif = make(Format::Avif);
    cancel.check()?;
    let webp = make(Format::Webp);
    cancel.check()?;
    match (webp, avif) {
        (Ok(webp), Ok(avif)) => Ok(if is_better(&webp, &avif) { webp } else { avif }),
        (Ok(only), Err(_)) | (Err(_), Ok(only)) => Ok(only),
        (Err(_), Err(error)) => Err(error),
    }
}

fn is_no_larger(webp: &Encoded, avif: &Encoded) -> bool {
    webp.bytes.len() <= avif.bytes.len()
}

/// How far a sample of alpha may be from what it was, of 255, once it is encoded in this format.
pub(crate) fn alpha_tolerance(format: Format, recipe: &Recipe) -> u8 {
    let lossy = recipe.goal.is_lossy();
    match format {
        Format::Avif if !avif::has_exact_alpha(recipe) => 3,
        Format::Webp if lossy && recipe.advanced.alpha_quality.is_some_and(|quality| quality < 100) => 128,
        _ => 0,
    }
}

/// AVIF with a quality on the engine's own scale instead of the recipe's: for measuring the one against the other.
///
/// # Errors
/// As [`encode`].
#[doc(hidden)]
pub fn avif_at(picture: &Picture, recipe: &Recipe, engine_quality: u8) -> Result<Vec<u8>, ErrorKind> {
    avif::encode_at(picture, recipe, engine_quality)
}

/// Straight lines between the points, whose `from` rises; the outermost lines go on beyond the ends.
pub(crate) fn interpolate<const N: usize>(from: &[f32; N], to: &[f32; N], at: f32) -> f32 {
    let upper = from.iter().position(|&knot| knot >= at).unwrap_or(from.len() - 1).max(1);
    let share = (at - from[upper - 1]) / (from[upper] - from[upper - 1]);
    to[upper - 1] + share * (to[upper] - to[upper - 1])
}

/// An encoder is asked for what only a search can find.
fn undecided() -> ErrorKind {
    ErrorKind::Encoder("the quality is not decided".into())
}

/// Names and versions of the encoders that are built in.
pub fn versions() -> Vec<(&'static str, String)> {
    let mut versions = vec![("libwebp", libwebp::version())];
    versions.extend(avif::versions());
    versions
}

/// Bytes the encoder of `recipe` needs at its peak for a picture of so many pixels, beside the pixels themselves;
/// `is_deep` when they have more than 8 bits a sample.
pub fn working_bytes(pixels: u64, has_alpha: bool, is_deep: bool, recipe: &Recipe) -> u64 {
    let webp = || webp::working_bytes(pixels, has_alpha, is_deep, recipe);
    let avif = || avif::working_bytes(pixels, has_alpha, is_deep, recipe);
    match recipe.format {
        Format::Webp => webp(),
        Format::Avif => avif(),
        Format::Auto => webp().max(avif()),
    }
}

/// Likewise for an animation with frames of so many pixels; what is coded already comes on top.
pub fn animation_working_bytes(pixels: u64, is_deep: bool, recipe: &Recipe) -> u64 {
    let webp = || webp::working_bytes(pixels, true, is_deep, recipe);
    let avif = || avif::animation_working_bytes(pixels, is_deep);
    match recipe.format {
        Format::Webp => webp(),
        Format::Avif => avif(),
        Format::Auto => webp().max(avif()),
    }
}
