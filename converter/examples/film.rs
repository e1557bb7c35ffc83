//! Whether one quality number means one look for animations as for stills: the mean SSIMULACRA2 of all frames, coded as
//! stills and as an animation, and the bytes of both.
//!
//! `cargo run --release -p converter --example film -- ANIMATION.webp...` with animated WebP that lost
//! nothing, such as pans over photographs; a few minutes for a handful of a dozen small frames.
#![allow(clippy::print_stdout, unsafe_code)]

#[allow(dead_code)]
#[path = "../tests/animation/judge.rs"]
mod judge;

use std::error::Error;
use std::path::PathBuf;
use std::{env, fs};

use converter::cancel::Cancel;
use converter::conversion::convert_bytes;
use converter::decode::decode;
use converter::input::Source;
use converter::recipe::{Effort, Format, Goal, Quality, Recipe};
use converter::{Limits, Picture, Pixels, encode};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

use self::judge::{Shown, show};

const QUALITIES: [u8; 6] = [20, 40, 60, 75, 85, 95];

fn main() -> Result<(), Box<dyn Error>> {
    let paths: Vec<PathBuf> = env::args_os().skip(1).map(PathBuf::from).collect();
    for (format, efforts) in [(Format::Webp, &[4][..]), (Format::Avif, &[2, 4, 6])] {
        for &effort in efforts {
            for quality in QUALITIES {
                let recipe = Recipe {
                    format,
                    effort: Effort::new(effort).expect("0..=6"),
                    goal: Goal::Quality(Quality::new(quality).expect("1..=100")),
                    ..Recipe::default()
                };
                let measured = paths.iter().map(|path| measure(&fs::read(path)?, &recipe)).collect::<Result<
                    Vec<_>,
                    Box<dyn Error>,
                >>(
                )?;
                let columns: Vec<_> = measured.iter().map(Measured::to_string).collect();
                let mean =
                    measured.iter().map(|it| it.moving - it.still).sum::<f64>() / measured.len() as f64;
                println!(
                    "{format:?} effort {effort} quality {quality}: {mean:+.1} | {}",
                    columns.join(" | ")
                );
            }
        }
    }
    Ok(())
}

/// One animation by one recipe.
struct Measured {
    still: f64,
    moving: f64,
    /// Of the worst frame in the animation.
    worst: f64,
    /// The animation beside all stills.
    bytes: f64,
}

impl std::fmt::Display for Measured {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Measured { still, moving, worst, bytes } = self;
        write!(f, "{still:.1} {moving:.1} (worst {worst:.1}) x{bytes:.2}")
    }
}

fn measure(file: &[u8], recipe: &Recipe) -> Result<Measured, Box<dyn Error>> {
    let source = show(file);
    let film = convert_bytes(file.to_vec(), recipe, &Limits::default())?;
    let moving: Vec<f64> = source
        .frames
        .iter()
        .zip(show(&film).frames)
        .map(|((original, _), (seen, _))| score(&source, &rgb(original), &rgb(&seen)))
        .collect();
    let (mut still, mut bytes) = (0.0, 0);
    for (original, _) in &source.frames {
        let picture = Picture::new(source.size.0, source.size.1, Pixels::Rgb8(rgb(original)));
        let file = encode::encode(&picture, recipe, 1, &Cancel::new())?.bytes;
        bytes += file.len();
        let seen = decode(&Source::new(file)?, &Limits::default())?.pixels.without_alpha().into_8_bit();
        still += score(&source, &rgb(original), &seen.samples_8_bit());
    }
    let frames = source.frames.len() as f64;
    Ok(Measured {
        still: still / frames,
        moving: moving.iter().sum::<f64>() / frames,
        worst: moving.into_iter().fold(f64::INFINITY, f64::min),
        bytes: film.len() as f64 / bytes as f64,
    })
}

fn rgb(pixels: &[[u8; 4]]) -> Vec<u8> {
    pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()
}

fn score(shown: &Shown, original: &[u8], seen: &[u8]) -> f64 {
    let (width, height) = shown.size;
    let slice = |samples| {
        PixelSlice::new(samples, width, height, width as usize * 3, PixelDescriptor::RGB8_SRGB)
            .expect("a whole frame")
    };
    compute_ssimulacra2(&slice(original), &slice(seen)).expect("large enough")
}
