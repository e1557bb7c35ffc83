//! AVIF output: what a recipe means, whichever engine writes it.

#[cfg(not(all(feature = "libaom", feature = "rav1e")))]
mod absent;
mod animation;
#[cfg(feature = "libaom")]
mod libaom;
mod quality;
#[cfg(feature = "rav1e")]
mod rav1e;

#[cfg(not(feature = "libaom"))]
use absent as libaom;
#[cfg(not(feature = "rav1e"))]
use absent as rav1e;

pub(super) use self::animation::encode as encode_animation;
use super::Encoded;
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::{Picture, Warning};
use crate::recipe::{AvifEngine, BitDepth, Effort, Format, Goal, Quality, Recipe, Subsampling};

/// Above this 4:4:4 would need more than 1.6 GB, and minutes.
const LARGE_PIXELS: u64 = 60_000_000;

/// How a picture is to be coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Plan {
    engine: Engine,
    speed: Speed,
    subsampling: Subsampling,
    /// Bits a channel: 8, 10 or 12.
    depth: u8,
    loss: Loss,
}

/// Who codes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Libaom,
    Rav1e,
}

/// The three points on the curve of time against bytes that are worth having.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speed {
    Fast,
    Balanced,
    Best,
}

/// What may be lost of the colours; alpha is always exact where the engine can do that.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Loss {
    None,
    /// As much as this.
    Some(Coarseness),
}

/// How coarsely colours are coded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Coarseness {
    /// On the engine's own scale.
    quality: u8,
    /// libaom: level of the quantisation matrix, 0 (steep) to 15 (flat).
    matrix: u8,
}

/// Whether the alpha that `recipe` gives comes back to the last bit: rav1e has no lossless mode.
pub(super) fn has_exact_alpha(recipe: &Recipe) -> bool {
    engine(recipe.advanced.avif_engine) == Engine::Libaom
}

/// Encodes with the engine of the recipe. More threads change the time it takes, not the bytes.
pub(super) fn encode(
    picture: &Picture,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    encode_as(plan(picture, recipe)?, picture, recipe, threads, cancel)
}

/// Encodes with a plan of one's own making.
pub(super) fn encode_as(
    plan: Plan,
    picture: &Picture,
    recipe: &Recipe,
    threads: usize,
    cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    let bytes = run(picture, plan, threads, cancel)?;
    let mut warnings = Vec::new();
    if simplified(picture, recipe, plan) {
        warnings.push(Warning::LargePictureSimplified);
    }
    // ravif has no place for it.
    if plan.engine == Engine::Rav1e && picture.metadata.xmp.is_some() {
        warnings.push(Warning::MetadataDropped("xmp"));
    }
    Ok(Encoded::new(bytes, Format::Avif, warnings))
}

/// As [`encode`], with a quality on the engine's own scale: how `examples/calibrate.rs` measures the tables of
/// `quality.rs`.
pub(super) fn encode_at(picture: &Picture, recipe: &Recipe, quality: u8) -> Result<Vec<u8>, ErrorKind> {
    run(picture, lossy_plan(picture, recipe).with_coarseness(Coarseness::usual(quality)), 1, &Cancel::new())
}

/// Names and versions of what is built in.
pub(super) fn versions() -> impl Iterator<Item = (&'static str, String)> {
    libaom::versions().into_iter().chain(rav1e::versions())
}

/// Peak bytes beside the picture, measured as growth of the resident set at 3 to 24 Mpx and rounded up: libaom
/// 16 (4:2:0) and 27 (4:4:4) bytes a pixel, 36 with 10 bits or without loss; rav1e, always 4:4:4, 29. Alpha is
/// coded after the colours. Unless the recipe says 8 bits, the picture may turn out to be deep.
pub(super) fn working_bytes(pixels: u64, has_alpha: bool, is_deep: bool, recipe: &Recipe) -> u64 {
    let speed = speed(recipe.effort, pixels);
    let colors = match (engine(recipe.advanced.avif_engine), subsampling(recipe, speed, pixels)) {
        (Engine::Libaom, Subsampling::Yuv420) if recipe.goal != Goal::Lossless => 18,
        _ => 29,
    };
    let is_deep = recipe.advanced.depth.map_or(is_deep, |depth| depth == BitDepth::Ten);
    let deep = if is_deep || recipe.goal == Goal::Lossless { 9 } else { 0 };
    let alpha = if has_alpha { 4 } else { 0 };
    pixels * (colors + deep + alpha)
}

/// Peak bytes beside the frames of an animation: libaom keeps those that it may look back at. Measured as the resident
/// set with 1280 x 720 at 4:4:4, less what decoding holds: 68 bytes a pixel; alpha is a film of its own, grey.
pub(super) fn animation_working_bytes(pixels: u64, is_deep: bool) -> u64 {
    let (colors, alpha) = (75, 25);
    pixels * (colors + alpha) * if is_deep { 2 } else { 1 }
}

/// The plan for a lossy file, at the recipe's quality where it names one.
pub(super) fn lossy_plan(picture: &Picture, recipe: &Recipe) -> Plan {
    let pixels = picture.pixels.count();
    let speed = speed(recipe.effort, pixels);
    let wanted = if let Goal::Quality(wanted) = recipe.goal { wanted } else { Quality::default() };
    let plan = Plan {
        engine: engine(recipe.advanced.avif_engine),
        speed,
        subsampling: subsampling(recipe, speed, pixels),
        depth: depth(picture, recipe),
        loss: Loss::None,
    };
    plan.with_coarseness(Coarseness::usual(quality::on_scale_of(plan, wanted)))
}

impl Plan {
    /// The same as coarse as this.
    pub(super) fn with_coarseness(self, coarseness: Coarseness) -> Self {
        Plan { loss: Loss::Some(coarseness), ..self }
    }

    /// All steps that the engine has, from the coarsest to the finest, and the quality of WebP that looks like each.
    pub(super) fn scale(self) -> Vec<(Coarseness, f32)> {
        quality::scale(self)
    }
}

fn plan(picture: &Picture, recipe: &Recipe) -> Result<Plan, ErrorKind> {
    let plan = lossy_plan(picture, recipe);
    match recipe.goal {
        Goal::Quality(_) => Ok(plan),
        Goal::Lossless => {
            let depth = lossless_depth(picture)?;
            Ok(Plan { subsampling: Subsampling::Yuv444, depth, loss: Loss::None, ..plan })
        }
        Goal::Look(_) | Goal::MaxBytes(_) => Err(super::undecided()),
        Goal::NearLossless(_) => Err(ErrorKind::Encoder("near-lossless is a mode of WebP only".into())),
    }
}

fn run(picture: &Picture, plan: Plan, threads: usize, cancel: &Cancel) -> Result<Vec<u8>, ErrorKind> {
    match plan.engine {
        Engine::Libaom => libaom::encode(picture, plan, threads, cancel),
        Engine::Rav1e => rav1e::encode(picture, plan, threads, cancel),
    }
}

fn engine(wanted: AvifEngine) -> Engine {
    match wanted {
        AvifEngine::Libaom => Engine::Libaom,
        AvifEngine::Default if cfg!(feature = "libaom") => Engine::Libaom,
        AvifEngine::Default | AvifEngine::Rav1e => Engine::Rav1e,
    }
}

fn speed(effort: Effort, pixels: u64) -> Speed {
    match effort.value() {
        _ if pixels > LARGE_PIXELS => Speed::Fast,
        0..=2 => Speed::Fast,
        3..=4 => Speed::Balanced,
        _ => Speed::Best,
    }
}

fn subsampling(recipe: &Recipe, speed: Speed, pixels: u64) -> Subsampling {
    let usual = if speed == Speed::Fast { Subsampling::Yuv420 } else { Subsampling::Yuv444 };
    match recipe.advanced.subsampling {
        _ if pixels > LARGE_PIXELS => Subsampling::Yuv420,
        chosen => chosen.unwrap_or(usual),
    }
}

/// Whether the size of the picture made it less than the recipe asked for.
fn simplified(picture: &Picture, recipe: &Recipe, plan: Plan) -> bool {
    let speed = speed(recipe.effort, 0);
    let chroma_lost = plan.loss != Loss::None && subsampling(recipe, speed, 0) != plan.subsampling;
    picture.pixels.count() > LARGE_PIXELS && (speed != plan.speed || chroma_lost)
}

fn depth(picture: &Picture, recipe: &Recipe) -> u8 {
    match recipe.advanced.depth {
        Some(BitDepth::Eight) => 8,
        Some(BitDepth::Ten) => 10,
        None if picture.depth > 8 => 10,
        None => 8,
    }
}

/// The fewest bits that lose nothing.
fn lossless_depth(picture: &Picture) -> Result<u8, ErrorKind> {
    [8, 10, 12]
        .into_iter()
        .find(|&depth| picture.pixels.fits_depth(depth))
        .ok_or(ErrorKind::TooDeep { format: Format::Avif, bits: 12 })
}
