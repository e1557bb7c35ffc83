//! Every animation of the shared corpus: as many frames, as long and as often as its manifest states, and each frame
//! as another decoder reads it from the source.

use std::collections::BTreeMap;

use converter::conversion::convert_bytes;
use converter::recipe::{Format, Goal};
use converter::{Limits, Recipe};

use crate::judge::{Shown, show};
use crate::manifest::{Row, corpus};

/// Formats whose animations are read.
const FAMILIES: [&str; 4] = ["gif", "png", "webp", "avif"];

/// How far the mean colour of a lossy and of a lossless frame may be off, of 255. Decoders of lossy sources differ by
/// a rounding.
const LOSSY: f64 = 4.0;
const LOSSLESS: f64 = 0.6;

#[test]
fn every_animation_is_seen_as_before() {
    let Some((corpus, mut rows)) = corpus() else { return };
    rows.retain(|row| {
        let moves = row.get("frames").parse().is_ok_and(|frames: usize| frames > 1);
        FAMILIES.contains(&row.get("family")) && moves && row.get("expect") == "convert"
    });
    assert!(!rows.is_empty(), "the corpus has animations");
    let frames = frames();
    for row in &rows {
        let source = std::fs::read(corpus.join(row.get("path"))).expect("readable");
        for format in [Format::Webp, Format::Avif] {
            for goal in goals(frames[row.get("path")].len()) {
                let recipe = Recipe { format, goal, ..Recipe::default() };
                let output = convert_bytes(source.clone(), &recipe, &Limits::default());
                let output = output.unwrap_or_else(|error| panic!("{}: {error}", row.get("path")));
                check(row, &frames[row.get("path")], &show(&output), goal == Goal::Lossless);
            }
        }
    }
    println!("{} animations", rows.len());
}

/// Long animations are converted without loss only in the long version of the tests.
fn goals(frames: usize) -> Vec<Goal> {
    let is_soak = std::env::var_os("PICOPRESS_SOAK").is_some();
    if frames < 100 || is_soak { vec![Goal::default(), Goal::Lossless] } else { vec![Goal::default()] }
}

fn check(row: &Row, frames: &[Frame], shown: &Shown, is_lossless: bool) {
    let path = row.get("path");
    assert_eq!([shown.frames.len() as f64], row.numbers("frames")[..], "{path}");
    assert_eq!(shown.frames.len(), frames.len(), "{path}");
    assert_eq!(shown.plays, plays(row), "{path}");
    let most = if is_lossless { LOSSLESS } else { LOSSY };
    for (index, ((pixels, delay), frame)) in shown.frames.iter().zip(frames).enumerate() {
        let off = delay.as_secs_f64() * 1000.0 - frame.milliseconds;
        assert!(off.abs() <= 1.0, "{path}, frame {index}: {delay:?}, not {} ms", frame.milliseconds);
        for (mean, expected) in means_on_white(pixels).into_iter().zip(frame.color) {
            assert!((mean - expected).abs() <= most, "{path}, frame {index}: {mean}, not {expected}");
        }
    }
}

/// The Netscape extension of a GIF counts repetitions after the first time; AVIF without an edit list has no end.
fn plays(row: &Row) -> u32 {
    match (row.get("family"), row.get("loop").parse::<u32>()) {
        ("gif", Ok(0)) | ("avif", Err(_)) => 0,
        ("gif", Ok(repeats)) => repeats + 1,
        ("gif", Err(_)) => 1,
        (_, plays) => plays.expect("a number of plays"),
    }
}

fn means_on_white(pixels: &[[u8; 4]]) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for &[colors @ .., alpha] in pixels {
        let alpha = f64::from(alpha) / 255.0;
        for (sum, color) in sums.iter_mut().zip(colors) {
            *sum += f64::from(color) * alpha + 255.0 * (1.0 - alpha);
        }
    }
    sums.map(|sum| sum / pixels.len() as f64)
}

/// What another decoder sees of a frame.
struct Frame {
    milliseconds: f64,
    /// Mean of each channel on white.
    color: [f64; 3],
}

/// The frames of each animation, as others read them: ffmpeg GIF and APNG, Pillow WebP and AVIF, and gif2webp the one
/// GIF whose parts are cleared, which ffmpeg fills with a colour.
fn frames() -> BTreeMap<String, Vec<Frame>> {
    let mut frames = BTreeMap::<String, Vec<Frame>>::new();
    let table = include_str!("../fixtures/animation/frames.csv");
    for line in csv::Reader::from_reader(table.as_bytes()).records() {
        let line = line.expect("a whole line");
        let number = |column: usize| line[column].parse::<f64>().expect("a number");
        let frame = Frame { milliseconds: number(1), color: [number(2), number(3), number(4)] };
        frames.entry(line[0].to_owned()).or_default().push(frame);
    }
    frames
}
