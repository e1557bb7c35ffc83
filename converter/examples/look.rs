//! Measures the search for a look: how near it comes, how often it encodes, how long it takes, and how many bytes it
//! saves against one quality for all pictures.
//!
//! `cargo run --release -p converter --example look -- webp|avif PICTURE...` prints the rows of `docs/look.md`.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, fs};

use converter::cancel::Cancel;
use converter::decode::decode;
use converter::input::Source;
use converter::look::{self, Encodes, Found};
use converter::recipe::{Format, Goal, Look, Quality, Recipe};
use converter::{Limits, Picture, Pixels, Warning, encode, prepare};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

const TARGETS: [u8; 4] = [60, 70, 80, 90];

/// Fixed qualities that the search is held against.
const FIXED: [u8; 12] = [30, 45, 55, 65, 72, 78, 83, 88, 92, 95, 98, 100];

/// The fixed quality whose encode, decode and score are the unit of time.
const UNIT: u8 = 78;

/// A file, scored by the metric's own library.
#[derive(Clone, Copy)]
struct Scored {
    score: f64,
    bytes: f64,
    took: Duration,
}

/// What a search ended with.
struct Sought {
    scored: Scored,
    look: f64,
    encodes: Encodes,
    is_reached: bool,
    is_lossless: bool,
    /// The next lower step of the encoder misses the target.
    is_lowest: bool,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = env::args().skip(1);
    let format = match arguments.next().as_deref() {
        Some("webp") => Format::Webp,
        Some("avif") => Format::Avif,
        _ => return Err("webp or avif, then pictures".into()),
    };
    let recipe = Recipe { format, ..Recipe::default() };
    let mut fixed: Vec<Vec<Scored>> = Vec::new();
    let mut sought: Vec<Vec<Sought>> = Vec::new();
    for path in arguments {
        let picture = prepare::prepare(read(fs::read(&path)?)?, &recipe)?;
        let points: Result<Vec<Scored>, _> =
            FIXED.iter().map(|&at| at_quality(&picture, &recipe, at)).collect();
        let points = points?;
        let found: Result<Vec<Sought>, _> = TARGETS.iter().map(|&at| seek(&picture, &recipe, at)).collect();
        let found = found?;
        let unit = FIXED.iter().position(|&quality| quality == UNIT).ok_or("a fixed quality")?;
        for (target, found) in TARGETS.iter().zip(&found) {
            println!("{path} at {target}: {}", line(found, points[unit]));
        }
        fixed.push(points);
        sought.push(found);
    }
    for (index, &target) in TARGETS.iter().enumerate() {
        let found: Vec<&Sought> = sought.iter().map(|found| &found[index]).collect();
        println!("{}", row(format, target, &found, &fixed));
    }
    Ok(())
}

fn line(found: &Sought, unit: Scored) -> String {
    let times = found.scored.took.as_secs_f64() / unit.took.as_secs_f64();
    let kind = match (found.is_lossless, found.is_reached) {
        (true, _) => "lossless",
        (_, true) => "reached",
        _ => "out of reach",
    };
    let Sought { scored: Scored { score, bytes, .. }, look, encodes: Encodes { runs, pictures }, .. } = found;
    format!(
        "score {score:.2} look {look:.2} bytes {bytes} encodes {pictures:.2} in {runs} time {times:.2} {kind}"
    )
}

/// The row of one target.
fn row(format: Format, target: u8, found: &[&Sought], fixed: &[Vec<Scored>]) -> String {
    let target_score = f64::from(target);
    let lossy: Vec<&Sought> =
        found.iter().filter(|found| found.is_reached && !found.is_lossless).copied().collect();
    // Where the step below misses and this one is more than a point above, the encoder has nothing within a point.
    let is_near = |value: f64| (value - target_score).abs() <= 1.0;
    let (can, cannot): (Vec<&Sought>, Vec<&Sought>) =
        lossy.iter().partition(|found| is_near(found.look) || !found.is_lowest);
    let near = |value: fn(&Sought) -> f64| {
        format!("{} of {}", can.iter().filter(|found| is_near(value(found))).count(), can.len())
    };
    let cannot = cannot.len();
    let below = found.iter().filter(|it| it.is_reached && it.scored.score < target_score - 2.0).count();
    let mean = |value: fn(&Encodes) -> f64| {
        found.iter().map(|it| value(&it.encodes)).sum::<f64>() / found.len() as f64
    };
    let (encodes, runs) = (mean(|it| it.pictures), mean(|it| it.runs.into()));
    let unit = FIXED.iter().position(|&quality| quality == UNIT).unwrap_or(0);
    let seconds = |of: &mut dyn Iterator<Item = Duration>| of.map(|it| it.as_secs_f64()).sum::<f64>();
    let times = seconds(&mut found.iter().map(|it| it.scored.took))
        / seconds(&mut fixed.iter().map(|points| points[unit].took));
    let lossless = found.iter().filter(|it| it.is_lossless).count();
    let out = found.iter().filter(|it| !it.is_reached).count();
    let (looks, scores) = (near(|it| it.look), near(|it| it.scored.score));
    let saved = saving(found, fixed).map_or("–".to_owned(), |share| format!("{share:.3}"));
    format!(
        "| {format:?} {target} | {looks} | {scores} | {cannot} | {below} | {out} | {lossless} | {encodes:.2} | {runs:.2} | {times:.2} | {saved} |"
    )
}

/// Bytes beside those of the one quality whose 5th percentile of scores is the same.
fn saving(found: &[&Sought], fixed: &[Vec<Scored>]) -> Option<f64> {
    let wanted = fifth_percentile(found.iter().map(|found| found.scored.score));
    let bytes: f64 = found.iter().map(|found| found.scored.bytes).sum();
    let points: Vec<(f64, f64)> = (0..FIXED.len())
        .map(|at| {
            let low = fifth_percentile(fixed.iter().map(|points| points[at].score));
            (low, fixed.iter().map(|points| points[at].bytes).sum())
        })
        .collect();
    let upper = points.iter().position(|(low, _)| *low >= wanted).filter(|&upper| upper > 0)?;
    let ((from, fewer), (to, more)) = (points[upper - 1], points[upper]);
    let share = (wanted - from) / (to - from);
    Some(bytes / (fewer.ln() + (more / fewer).ln() * share).exp())
}

fn fifth_percentile(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<f64> = values.collect();
    values.sort_by(f64::total_cmp);
    let at = (values.len() - 1) as f64 * 0.05;
    let (lower, upper) = (values[at as usize], values[(at as usize + 1).min(values.len() - 1)]);
    lower + (upper - lower) * at.fract()
}

fn at_quality(picture: &Picture, recipe: &Recipe, quality: u8) -> Result<Scored, Box<dyn Error>> {
    let quality = Quality::new(quality).ok_or("1 to 100")?;
    let recipe = Recipe { goal: Goal::Quality(quality), ..recipe.clone() };
    let start = Instant::now();
    let encoded = encode::encode(picture, &recipe, 1, &Cancel::new())?;
    let bytes = encoded.bytes.len() as f64;
    let score = score(picture, encoded.bytes)?;
    Ok(Scored { score, bytes, took: start.elapsed() })
}

fn seek(picture: &Picture, recipe: &Recipe, target: u8) -> Result<Sought, Box<dyn Error>> {
    let look = Look::new(target).ok_or("1 to 100")?;
    let recipe = Recipe { goal: Goal::Look(look), ..recipe.clone() };
    let start = Instant::now();
    let Found { encoded, recipe, likeness, encodes, is_lowest, .. } =
        look::find(picture, &recipe, 1, &Cancel::new())?;
    let took = start.elapsed();
    let is_reached = !encoded.warnings.iter().any(|it| matches!(it, Warning::LookNotReached { .. }));
    let bytes = encoded.bytes.len() as f64;
    let scored = Scored { score: score(picture, encoded.bytes)?, bytes, took };
    let look = likeness.ok_or("a look was sought")?.look();
    let is_lossless = recipe.goal == Goal::Lossless;
    Ok(Sought { scored, look, encodes, is_reached, is_lossless, is_lowest })
}

fn read(bytes: Vec<u8>) -> Result<Picture, Box<dyn Error>> {
    Ok(decode(&Source::new(bytes)?, &Limits::default())?)
}

/// SSIMULACRA2 of the whole, alpha included where there is any.
fn score(picture: &Picture, file: Vec<u8>) -> Result<f64, Box<dyn Error>> {
    let seen = read(file)?;
    let has_alpha = picture.pixels.is_translucent();
    let (original, seen) = (samples(&picture.pixels, has_alpha), samples(&seen.pixels, has_alpha));
    let (channels, descriptor) =
        if has_alpha { (4, PixelDescriptor::RGBA8_SRGB) } else { (3, PixelDescriptor::RGB8_SRGB) };
    let (width, height) = (picture.width, picture.height);
    let slice = |samples| PixelSlice::new(samples, width, height, width as usize * channels, descriptor);
    Ok(compute_ssimulacra2(&slice(&original)?, &slice(&seen)?)?)
}

fn samples(pixels: &Pixels, has_alpha: bool) -> Vec<u8> {
    let pixels = pixels.clone().into_8_bit();
    if has_alpha {
        pixels.samples_8_bit().into_owned()
    } else {
        pixels.without_alpha().samples_8_bit().into_owned()
    }
}
