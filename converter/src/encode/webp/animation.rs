//! Animated WebP: each frame is the part of the picture that changed, coded as a still in the way that takes the
//! fewest bytes.

use std::collections::HashSet;

use super::part::{Canvas, Part};
use super::{config, lossless_level, profile};
use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::encode::libwebp::{self, Config, Raster};
use crate::encode::riff::Blocks;
use crate::encode::riff::movie::{Frame, Movie};
use crate::encode::{Encoded, MAX_BYTES};
use crate::error::{Bound, ErrorKind};
use crate::limits;
use crate::picture::{Picture, Pixels, Warning};
use crate::recipe::{Format, Goal, Recipe};

/// With fewer colours than the first, lossy coding is not worth trying; with more than the second, lossless coding is
/// not. libwebp's own encoder of animations draws about the same lines.
const FEW_COLORS: usize = 32;
const MANY_COLORS: usize = 256;

pub(in crate::encode) fn encode(
    animation: &Animation<'_>,
    recipe: &Recipe,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let (width, height) = animation.size;
    limits::check(Bound::Side, width.max(height).into(), libwebp::MAX_SIDE.into())?;
    let is_reduced = animation.bits > 8;
    if recipe.goal == Goal::Lossless && is_reduced {
        return Err(ErrorKind::TooDeep { format: Format::Webp, bits: 8 });
    }
    let coder = Coder::new(recipe)?;
    let mut reel = animation.reel()?;
    let mut before = next(&mut reel)?;
    let mut movie = begin(&before, animation)?;
    for (index, ticks) in animation.timing.ticks(Format::Webp).into_iter().enumerate() {
        let frame = if index == 0 {
            coder.encode(&Part::changed(None, canvas(&before)?, false), cancel)?
        } else {
            let now = next(&mut reel)?;
            let part = Part::changed(Some(canvas(&before)?), canvas(&now)?, recipe.keeps_hidden_colors());
            before = now;
            coder.encode(&part, cancel)?
        };
        movie.add(&frame, ticks)?;
        limits::check(Bound::FileBytes, movie.len(), MAX_BYTES)?;
    }
    let warnings = if is_reduced { vec![Warning::ReducedTo8Bits] } else { vec![] };
    Ok(Encoded::new(movie.finish()?, Format::Webp, warnings))
}

/// The next frame as RGBA of 8 bits.
fn next(reel: &mut crate::animation::Reel<'_>) -> Result<Picture, ErrorKind> {
    let mut picture = reel.next_frame()?;
    picture.pixels = picture.pixels.into_8_bit().with_alpha();
    Ok(picture)
}

fn canvas(picture: &Picture) -> Result<Canvas<'_>, ErrorKind> {
    let Pixels::Rgba8(samples) = &picture.pixels else {
        return Err(ErrorKind::Encoder("frames of 8 bits with alpha were expected".into()));
    };
    Ok(Canvas { width: picture.width, height: picture.height, pixels: samples.as_chunks().0 })
}

fn begin(first: &Picture, animation: &Animation<'_>) -> Result<Movie, ErrorKind> {
    let blocks = Blocks {
        icc: profile(&first.color)?,
        exif: first.metadata.exif.as_deref(),
        xmp: first.metadata.xmp.as_deref(),
    };
    Movie::begin(animation.size, blocks, animation.timing.plays)
}

/// The ways to code a frame.
struct Coder {
    /// None where nothing may be lost.
    lossy: Option<Config>,
    lossless: Config,
}

impl Coder {
    fn new(recipe: &Recipe) -> Result<Self, ErrorKind> {
        let chosen = config(recipe)?;
        if chosen.lossless != 0 {
            return Ok(Coder { lossy: None, lossless: chosen });
        }
        let mut lossless = libwebp::lossless(lossless_level(recipe.effort))?;
        (lossless.exact, lossless.thread_level) = (chosen.exact, 0);
        Ok(Coder { lossy: Some(chosen), lossless })
    }

    /// The smallest of all ways that suit the part.
    fn encode(&self, part: &Part, cancel: &Cancel) -> Result<Frame, ErrorKind> {
        let colors = colors(&part.replacing);
        let lossless = (self.lossy.is_none() || colors <= MANY_COLORS).then_some(self.lossless);
        let lossy = self.lossy.filter(|_| colors >= FEW_COLORS);
        // What is to be seen through must be seen through wholly.
        let masked = lossy.map(|lossy| Config { alpha_quality: 100, ..lossy });
        let mut smallest: Option<(bool, Vec<u8>)> = None;
        let replacing = Some(&part.replacing);
        for (config, samples, blends) in [
            (lossless, part.covering.as_ref(), true),
            (lossless, replacing, false),
            (lossy, replacing, false),
            (masked, part.covering.as_ref(), true),
        ] {
            let (Some(config), Some(samples)) = (config, samples) else { continue };
            let (width, height) = part.size;
            let still = libwebp::encode(&config, Raster { width, height, samples, has_alpha: true }, cancel)?;
            if smallest.as_ref().is_none_or(|(_, smallest)| still.len() < smallest.len()) {
                smallest = Some((blends, still));
            }
        }
        let (blends, still) = smallest.ok_or_else(|| ErrorKind::Encoder("no way to code a frame".into()))?;
        Ok(Frame { corner: part.corner, size: part.size, blends, still })
    }
}

/// How many colours there are, counted until there are too many.
fn colors(samples: &[u8]) -> usize {
    let mut seen = HashSet::new();
    for pixel in samples.as_chunks::<4>().0 {
        if seen.insert(*pixel) && seen.len() > MANY_COLORS {
            break;
        }
    }
    seen.len()
}
