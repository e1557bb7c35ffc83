//! Measures the tables of `encode/avif/quality.rs`: for every AVIF setting the engine's own quality that has the
//! same mean SSIMULACRA2 as WebP (method 4) at each of the `KNOTS`.
//!
//! `cargo run --release -p converter --example calibrate -- PHOTO...` with a couple of photographs of about
//! 0.4 Mpx; an hour of one core for a dozen. Prints the scores, then the table in Rust.
#![allow(clippy::print_stdout)]

use std::error::Error;
use std::path::PathBuf;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};
use std::{env, fs, thread};

use converter::cancel::Cancel;
use converter::decode::decode;
use converter::input::Source;
use converter::recipe::{Advanced, AvifEngine, BitDepth, Effort, Format, Goal, Quality, Recipe, Subsampling};
use converter::{ErrorKind, Limits, Picture, encode};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

/// Qualities of WebP that the table has columns for.
const KNOTS: [u8; 12] = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100];

/// Qualities of the engines that are measured; between them scores are interpolated.
const GRID: [u8; 18] = [2, 8, 15, 22, 30, 38, 46, 54, 60, 66, 72, 77, 81, 84, 88, 92, 96, 99];

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    let pictures =
        paths.iter().map(|path| read(fs::read(path)?)).collect::<Result<Vec<_>, Box<dyn Error>>>()?;
    let webp = KNOTS.map(|quality| mean_score(&pictures, &|picture| webp(picture, quality)));
    println!("WebP {KNOTS:?}\n     {webp:.1?}");
    for (name, recipe) in settings() {
        let avif =
            GRID.map(|quality| mean_score(&pictures, &|picture| encode::avif_at(picture, &recipe, quality)));
        println!("// {name} {avif:.1?}");
        println!("{name} => {:?},", webp.map(|score| quality_with(score, &avif)));
    }
    Ok(())
}

/// Every combination that a recipe can ask for, as the pattern that selects it.
fn settings() -> Vec<(String, Recipe)> {
    let mut settings = Vec::new();
    for (speed, effort) in [("Fast", 2), ("Balanced", 4), ("Best", 6)] {
        for (chroma, subsampling) in [("Yuv420", Subsampling::Yuv420), ("Yuv444", Subsampling::Yuv444)] {
            for (bits, depth) in [("8", BitDepth::Eight), ("_", BitDepth::Ten)] {
                let recipe = recipe(AvifEngine::Libaom, effort, subsampling, depth);
                settings.push((format!("(Libaom, {speed}, {chroma}, {bits})"), recipe));
            }
        }
        let recipe = recipe(AvifEngine::Rav1e, effort, Subsampling::Yuv444, BitDepth::Eight);
        settings.push((format!("(Rav1e, {speed}, _, _)"), recipe));
    }
    settings
}

fn recipe(engine: AvifEngine, effort: u8, subsampling: Subsampling, depth: BitDepth) -> Recipe {
    Recipe {
        format: Format::Avif,
        effort: Effort::new(effort).expect("0..=6"),
        advanced: Advanced {
            avif_engine: engine,
            subsampling: Some(subsampling),
            depth: Some(depth),
            ..Advanced::default()
        },
        ..Recipe::default()
    }
}

fn webp(picture: &Picture, quality: u8) -> Result<Vec<u8>, ErrorKind> {
    let goal = Goal::Quality(Quality::new(quality).expect("1..=100"));
    let recipe = Recipe { goal, ..Recipe::default() };
    Ok(encode::encode(picture, &recipe, 1, &Cancel::new())?.bytes)
}

/// Mean SSIMULACRA2 over all pictures, on all cores.
fn mean_score(pictures: &[Picture], encode: &(dyn Fn(&Picture) -> Result<Vec<u8>, ErrorKind> + Sync)) -> f64 {
    let (next, scores) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    thread::scope(|scope| {
        for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(picture) = pictures.get(next.fetch_add(1, Ordering::Relaxed)) {
                    let score = score(picture, encode).expect("a photograph can be encoded and decoded");
                    scores.lock().unwrap_or_else(PoisonError::into_inner).push(score);
                }
            });
        }
    });
    let scores = scores.into_inner().unwrap_or_else(PoisonError::into_inner);
    scores.iter().sum::<f64>() / scores.len() as f64
}

fn score(
    picture: &Picture,
    encode: &(dyn Fn(&Picture) -> Result<Vec<u8>, ErrorKind> + Sync),
) -> Result<f64, Box<dyn Error>> {
    let seen = read(encode(picture)?)?;
    let (picture, seen) = (picture.pixels.samples_8_bit(), seen);
    let stride = seen.width as usize * 3;
    let seen_samples = seen.pixels.samples_8_bit();
    let slice =
        |samples| PixelSlice::new(samples, seen.width, seen.height, stride, PixelDescriptor::RGB8_SRGB);
    Ok(compute_ssimulacra2(&slice(&picture)?, &slice(&seen_samples)?)?)
}

fn read(file: Vec<u8>) -> Result<Picture, Box<dyn Error>> {
    let mut picture = decode(&Source::new(file)?, &Limits::default())?;
    picture.pixels = picture.pixels.without_alpha();
    Ok(picture)
}

/// The quality on the engine's scale that has this score; its ends beyond what was measured.
fn quality_with(score: f64, scores: &[f64; GRID.len()]) -> u8 {
    let upper = scores.iter().position(|&other| other >= score).unwrap_or(GRID.len() - 1).max(1);
    let (below, above) = (scores[upper - 1], scores[upper]);
    let (from, to) = (f64::from(GRID[upper - 1]), f64::from(GRID[upper]));
    let share = ((score - below) / (above - below)).clamp(0.0, 1.0);
    (from + share * (to - from)).round() as u8
}
