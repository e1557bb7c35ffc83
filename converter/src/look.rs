//! From a wish to a file: the quality that a goal asks for is sought here, everything else is encoded as it stands.

mod allowance;
mod film;
mod judge;
mod outcome;
mod pool;
mod sample;
mod search;
mod seeker;

use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::encode::{self, Encoded, Fidelity};
use crate::error::{Bound, ErrorKind};
use crate::picture::Picture;
use crate::recipe::{Format, Goal, Look, Quality, Recipe};

use allowance::{Allowance, Fitting};
use film::Film;
pub use judge::Likeness;
pub use outcome::Encodes;
use seeker::{Candidate, Seeker};

/// Qualities that are tried of an animation within a limit of bytes.
const FILM_QUALITIES: [u8; 7] = [80, 65, 50, 35, 20, 10, 1];

/// A finished file and how it came about.
#[derive(Debug)]
pub struct Found {
    /// The file.
    pub encoded: Encoded,
    /// The smaller picture that was encoded, where the picture itself did not fit the wanted bytes.
    pub shrunk: Option<Picture>,
    /// What it was made with: the recipe, or what a search decided on.
    pub recipe: Recipe,
    /// How much it looks like the picture, where a look was sought.
    pub likeness: Option<Likeness>,
    /// The quality of WebP that usually looks like it; meaningless without loss.
    pub webp_quality: f32,
    /// Whether the next lower step of the encoder is known to miss the look: nothing nearer to it can be had.
    pub is_lowest: bool,
    /// What encoders did for it.
    pub encodes: Encodes,
}

/// Makes the file that `recipe` asks for of a prepared picture: encodes it, or seeks the look, or the best
/// within the wanted bytes.
///
/// # Errors
/// As [`encode::encode`]; `Cancelled` between two encodes too; `TooLarge` when nothing has so few bytes.
pub fn find(picture: &Picture, recipe: &Recipe, threads: usize, cancel: &Cancel) -> Result<Found, ErrorKind> {
    match recipe.goal {
        Goal::Look(look) => {
            let stand_in = seeker::stand_in(picture);
            with_look(look, &Seeker::new(picture, stand_in.as_ref(), recipe, look, threads, cancel)?, recipe)
        }
        Goal::MaxBytes(limit) => within(&Allowance::new(picture, recipe, limit, threads, cancel), recipe),
        Goal::Quality(_) | Goal::Lossless | Goal::NearLossless(_) => {
            let encoded = encode::encode(picture, recipe, threads, cancel)?;
            let recipe = recipe.clone();
            let (webp_quality, is_lowest) = (0.0, false);
            let encodes = Encodes { runs: 1, pictures: 1.0 };
            Ok(Found { encoded, shrunk: None, recipe, likeness: None, webp_quality, is_lowest, encodes })
        }
    }
}

/// Makes the file that `recipe` asks for of an animation, and says with which recipe. A look is what the worst of its
/// frames has. Within a limit of bytes the quality comes down; its frames keep their size.
///
/// # Errors
/// As [`find`], and those of the frames.
pub fn animate(
    animation: &Animation<'_>,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<(Encoded, Recipe), ErrorKind> {
    match recipe.goal {
        Goal::Look(look) => Film::new(animation, recipe, look, threads, cancel)?.find(),
        Goal::MaxBytes(limit) => animate_within(limit.get(), animation, recipe, threads, cancel),
        Goal::Quality(_) | Goal::Lossless | Goal::NearLossless(_) => {
            Ok((encode::encode_animation(animation, recipe, threads, cancel)?, recipe.clone()))
        }
    }
}

/// The first that fits of a few qualities: a film is too much work for a search.
fn animate_within(
    limit: u64,
    animation: &Animation<'_>,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<(Encoded, Recipe), ErrorKind> {
    let mut value = 0;
    for quality in FILM_QUALITIES.into_iter().filter_map(Quality::new) {
        let recipe = Recipe { goal: Goal::Quality(quality), ..recipe.clone() };
        let encoded = encode::encode_animation(animation, &recipe, threads, cancel)?;
        value = encoded.bytes.len() as u64;
        if value <= limit {
            return Ok((encoded, recipe));
        }
    }
    Err(ErrorKind::TooLarge { bound: Bound::OutputBytes, value, limit })
}

/// Bytes needed at the peak for a picture of so many pixels, beside the pixels themselves: those of the encoder, or of
/// the comparison with what it made.
pub fn working_bytes(pixels: u64, has_alpha: bool, is_deep: bool, recipe: &Recipe) -> u64 {
    let encoding = encode::working_bytes(pixels, has_alpha, is_deep, recipe);
    match recipe.goal {
        Goal::Look(_) => {
            encoding.max(judge::working_bytes(pixels, has_alpha)) + seeker::standing_bytes(pixels)
        }
        Goal::MaxBytes(_) => {
            let comparing = judge::working_bytes(pixels, has_alpha);
            encoding.max(comparing) + allowance::standing_bytes(pixels, is_deep)
        }
        _ => encoding,
    }
}

/// Likewise for an animation with frames of so many pixels: beside those that its encoder or the decoder of what it made
/// works on.
pub(crate) fn animation_working_bytes(pixels: u64, is_deep: bool, recipe: &Recipe) -> u64 {
    let encoding = encode::animation_working_bytes(pixels, is_deep, recipe);
    match recipe.goal {
        // One frame is held, and searched as a still.
        Goal::Look(_) => {
            let held = pixels * if is_deep { 8 } else { 4 };
            held + encoding.max(working_bytes(pixels, true, is_deep, recipe))
        }
        _ => encoding,
    }
}

/// How much a decoded output looks like the picture of the same size that it was made of.
///
/// # Errors
/// `Encoder` when they cannot be compared; `Cancelled`.
pub(crate) fn compare(picture: &Picture, seen: &Picture, cancel: &Cancel) -> Result<Likeness, ErrorKind> {
    judge::Judge::new(picture)?.compare(seen, cancel)
}

/// Bytes that [`compare`] needs for so many pixels, and what is made visible of them.
pub(crate) fn comparing_bytes(pixels: u64, has_alpha: bool) -> u64 {
    judge::working_bytes(pixels, has_alpha) + pixels * 16
}

/// The smallest file that has the look, of all formats in question; without one, the file that comes nearest.
fn with_look(look: Look, seeker: &Seeker<'_>, recipe: &Recipe) -> Result<Found, ErrorKind> {
    let candidate = match recipe.format {
        Format::Auto => of_both(seeker),
        format => seeker.find(format, None).map(to_the_end),
    };
    let Candidate { outcome, webp_quality, is_lowest } = candidate?;
    let (likeness, recipe) = (Some(outcome.likeness), Recipe { goal: outcome.goal, ..recipe.clone() });
    let encoded = outcome.told(look);
    let (shrunk, encodes) = (None, seeker.encodes());
    Ok(Found { encoded, shrunk, recipe, likeness, webp_quality, is_lowest, encodes })
}

/// The best file within a limit of bytes.
fn within(allowance: &Allowance<'_>, recipe: &Recipe) -> Result<Found, ErrorKind> {
    let Fitting { mut encoded, likeness, shrunk, goal } = allowance.find()?;
    encoded.fidelity = Fidelity::Score(likeness.score);
    let (recipe, encodes) = (Recipe { goal, ..recipe.clone() }, allowance.encodes());
    let likeness = Some(likeness);
    Ok(Found { encoded, shrunk, recipe, likeness, webp_quality: 0.0, is_lowest: false, encodes })
}

/// AVIF first, which usually wins, then WebP for as long as it can still be smaller. A format that cannot hold the
/// picture at all is passed over if the other can.
fn of_both(seeker: &Seeker<'_>) -> Result<Candidate, ErrorKind> {
    let avif = seeker.find(Format::Avif, None).map(to_the_end);
    if let Err(ErrorKind::Cancelled) = avif {
        return avif;
    }
    match (seeker.find(Format::Webp, avif.as_ref().ok()), avif) {
        (Err(ErrorKind::Cancelled), _) => Err(ErrorKind::Cancelled),
        (Ok(Some(webp)), Ok(avif)) => Ok(if webp.beats(&avif) { webp } else { avif }),
        (Ok(Some(only)), Err(_)) | (_, Ok(only)) => Ok(only),
        (Err(error), Err(_)) => Err(error),
        (Ok(None), Err(_)) => unreachable!("a search without a rival goes to its end"),
    }
}

fn to_the_end(candidate: Option<Candidate>) -> Candidate {
    candidate.expect("a search without a rival goes to its end")
}
