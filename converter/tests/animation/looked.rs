//! The look of an animation is that of its worst frame, not of its first.

use std::borrow::Cow;

use converter::Limits;
use converter::conversion::convert_bytes;
use converter::recipe::{Format, Goal, Look, Recipe};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

use crate::judge::show;

const SIDE: u16 = 96;

/// The metric says more or less of such small frames, as they are decoded by others.
const TOLERANCE: f64 = 2.0;

/// Grey levels of a frame: one level, or waves and blocks that move.
fn levels(frame: usize) -> Vec<u8> {
    let level = |x: usize, y: usize| match frame {
        0 => 90,
        _ => {
            let wave = ((x + 5 * frame) as f64 / 3.0).sin() * 40.0 + (y as f64 / 7.0).cos() * 50.0;
            let block = if (x / 16 + y / 16 + frame).is_multiple_of(2) { 30.0 } else { 0.0 };
            (110.0 + wave + block) as u8
        }
    };
    let side = usize::from(SIDE);
    (0..side).flat_map(|y| (0..side).map(move |x| level(x, y))).collect()
}

/// A GIF of greys whose first frame is plain.
fn begins_plain(frames: usize) -> Vec<u8> {
    let palette: Vec<u8> = (0..=255).flat_map(|level| [level; 3]).collect();
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, SIDE, SIDE, &palette).expect("a header");
    for frame in 0..frames {
        let buffer = Cow::Owned(levels(frame));
        let frame = gif::Frame { width: SIDE, height: SIDE, delay: 10, buffer, ..gif::Frame::default() };
        encoder.write_frame(&frame).expect("written");
    }
    drop(encoder);
    file
}

fn score(levels: &[u8], seen: &[[u8; 4]]) -> f64 {
    let original: Vec<u8> = levels.iter().flat_map(|&level| [level; 3]).collect();
    let seen: Vec<u8> = seen.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    let side = u32::from(SIDE);
    let slice = |samples| {
        PixelSlice::new(samples, side, side, usize::from(SIDE) * 3, PixelDescriptor::RGB8_SRGB)
            .expect("a whole frame")
    };
    compute_ssimulacra2(&slice(&original), &slice(&seen)).expect("large enough")
}

#[test]
fn every_frame_has_the_look_whatever_the_first_one_needs() {
    let source = begins_plain(6);
    for format in [Format::Webp, Format::Avif] {
        for wanted in [60, 85] {
            let goal = Goal::Look(Look::new(wanted).expect("1..=100"));
            let recipe = Recipe { format, goal, ..Recipe::default() };
            let output = convert_bytes(source.clone(), &recipe, &Limits::default()).expect("a sound GIF");
            let scores: Vec<f64> = (0..)
                .zip(show(&output).frames)
                .map(|(frame, (seen, _))| score(&levels(frame), &seen))
                .collect();
            let worst = scores.iter().copied().fold(f64::INFINITY, f64::min);
            assert!(worst >= f64::from(wanted) - TOLERANCE, "{format:?} at {wanted}: {scores:.1?}");
        }
    }
}
