//! Searches for a look and within a limit of bytes, held against the metric itself.

use std::num::NonZeroU64;

use converter::cancel::Cancel;
use converter::encode::{Encoded, Fidelity, encode};
use converter::error::{Bound, ErrorKind};
use converter::input::Source;
use converter::look::{Found, find};
use converter::picture::Metadata;
use converter::recipe::{Format, Goal, Look, Recipe, Resize};
use converter::{Limits, Picture, Pixels, Warning, decode, verify};
use fast_ssim2::{PixelDescriptor, PixelSlice, compute_ssimulacra2};

/// A picture with edges, slopes, and waves of many lengths.
fn photo(width: u32, height: u32) -> Picture {
    let wave = |x: u32, y: u32, length: f64| {
        ((f64::from(x) * 1.3 / length).sin() + (f64::from(y) / length + f64::from(x) / 40.0).cos()) * 9.0
    };
    let pixel = |x: u32, y: u32| {
        let waves: f64 = [1.1, 2.3, 5.0, 11.0, 29.0].iter().map(|&length| wave(x, y, length)).sum();
        let block = if (x / 24 + y / 24).is_multiple_of(2) { 0.0 } else { 30.0 };
        let light = 110.0 + waves + block + f64::from(x * 30 / width) - f64::from(y * 30 / height);
        [light, light * 0.9, light * 0.8].map(|sample| sample as u8)
    };
    let samples = (0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))).collect();
    Picture::new(width, height, Pixels::Rgb8(samples))
}

/// A plain ground, and a patch of fine strokes in one corner.
fn strokes_on_a_plain_ground(side: u32) -> Picture {
    let pixel = |x: u32, y: u32| match (x < 96 && y < 96, (x * x / 7 + y * 3) % 11 < 3) {
        (true, true) => [150, 20, 60],
        (true, false) => [225, 215, 190],
        (false, _) => [230, 230, 235],
    };
    let samples = (0..side).flat_map(|y| (0..side).flat_map(move |x| pixel(x, y))).collect();
    Picture::new(side, side, Pixels::Rgb8(samples))
}

/// Colours everywhere, even where alpha hides them.
fn half_hidden(side: u32) -> Picture {
    let pixel =
        |x: u32, y: u32| [(x * 2) as u8, y as u8 ^ 90, (x ^ y) as u8, if x < y { 0 } else { (y * 2) as u8 }];
    let samples = (0..side).flat_map(|y| (0..side).flat_map(move |x| pixel(x, y))).collect();
    Picture::new(side, side, Pixels::Rgba8(samples))
}

fn recipe(format: Format, goal: Goal) -> Recipe {
    Recipe { format, goal, ..Recipe::default() }
}

fn look(score: u8) -> Goal {
    Goal::Look(Look::new(score).expect("1..=100"))
}

fn at_most(bytes: u64) -> Goal {
    Goal::MaxBytes(NonZeroU64::new(bytes).expect("not zero"))
}

fn found(picture: &Picture, format: Format, goal: Goal) -> Found {
    let found = find(picture, &recipe(format, goal), 1, &Cancel::new()).expect("it can be found");
    let shown = found.shrunk.as_ref().unwrap_or(picture);
    verify::verify(&found.encoded, shown, &found.recipe).expect("what was made is right");
    found
}

fn decoded(encoded: &Encoded) -> Picture {
    let source = Source::new(encoded.bytes.clone()).expect("a picture");
    decode::decode(&source, &Limits::default()).expect("a sound one")
}

/// SSIMULACRA2 as its library has it.
fn score(picture: &Picture, encoded: &Encoded) -> f64 {
    let samples = |picture: Picture| picture.pixels.without_alpha().into_8_bit().samples_8_bit().into_owned();
    let (width, height) = (picture.width, picture.height);
    let (original, seen) = (samples(picture.clone()), samples(decoded(encoded)));
    let slice = |samples| {
        PixelSlice::new(samples, width, height, width as usize * 3, PixelDescriptor::RGB8_SRGB)
            .expect("a whole picture")
    };
    compute_ssimulacra2(&slice(&original), &slice(&seen)).expect("large enough")
}

#[test]
fn a_look_is_reached_and_not_by_far_exceeded() {
    let picture = photo(384, 256);
    // Below 85 WebP has a cliff here: a few more quantiser steps cost it 20 points.
    for (format, targets) in [(Format::Webp, [86, 88, 90]), (Format::Avif, [60, 70, 80])] {
        for wanted in targets {
            let Found { encoded, likeness, encodes, .. } = found(&picture, format, look(wanted));
            let (score, likeness) = (score(&picture, &encoded), likeness.expect("a look was sought"));
            let told = format!("{format:?} at {wanted}: {score:.2}, {likeness:?}, {encodes:?}");
            assert!((score - likeness.score).abs() < 0.2, "{told}");
            assert_eq!(encoded.fidelity, Fidelity::Score(likeness.score));
            assert!((-0.3..=2.5).contains(&(likeness.look() - f64::from(wanted))), "{told}");
            // At a cliff; on average it is fewer than four (docs/look.md).
            assert!(encodes.runs <= 8, "{told}");
            assert_eq!(encoded.warnings, []);
        }
    }
}

/// Colours that have nothing to do with their neighbours: WebP halves the resolution of colour.
fn noise(side: u32) -> Picture {
    let samples = (0..side * side * 3).map(|at| (at.wrapping_mul(0x9e37_79b1) >> 13) as u8).collect();
    Picture::new(side, side, Pixels::Rgb8(samples))
}

#[test]
fn what_no_quality_comes_near_is_kept_without_loss() {
    let found = found(&noise(128), Format::Webp, look(80));
    assert_eq!((found.encoded.fidelity, found.encoded.warnings), (Fidelity::Score(100.0), vec![]));
}

#[test]
fn what_cannot_be_reached_is_brought_as_near_as_it_goes_and_told() {
    let picture = photo(256, 192);
    let best = found(&picture, Format::Webp, look(100));
    let [Warning::LookNotReached { wanted: 100, reached }] = best.encoded.warnings[..] else {
        panic!("{:?}", best.encoded.warnings)
    };
    assert!((70..100).contains(&reached), "{reached}");
    let less = found(&picture, Format::Webp, look(70));
    assert!(less.encoded.bytes.len() < best.encoded.bytes.len());
}

#[test]
fn a_plain_ground_does_not_pay_for_a_crushed_patch() {
    let picture = strokes_on_a_plain_ground(640);
    let Found { likeness, .. } = found(&picture, Format::Avif, look(70));
    let likeness = likeness.expect("a look was sought");
    assert!(likeness.look() >= 69.7, "{likeness:?}");
    assert!(likeness.score > 71.5, "the ground alone would have let it go lower: {likeness:?}");
    assert!(likeness.worst > 50.0, "{likeness:?}");
}

#[test]
fn auto_takes_the_smaller_of_both_formats() {
    for picture in [photo(256, 192), strokes_on_a_plain_ground(256), half_hidden(120)] {
        for goal in [look(60), look(90), Goal::Lossless] {
            let bytes = |format| found(&picture, format, goal).encoded.bytes.len();
            assert_eq!(bytes(Format::Auto), bytes(Format::Webp).min(bytes(Format::Avif)), "{goal:?}");
        }
    }
}

#[test]
fn without_loss_every_sample_stays_even_under_alpha() {
    let picture = half_hidden(120);
    for format in [Format::Webp, Format::Avif, Format::Auto] {
        let Found { encoded, .. } = found(&picture, format, Goal::Lossless);
        assert!(decoded(&encoded).pixels == picture.pixels, "{format:?}");
    }
}

#[test]
fn a_file_that_hides_other_colours_is_not_taken_for_lossless() {
    let picture = half_hidden(120);
    let exact = recipe(Format::Webp, Goal::Lossless);
    let changed = recipe(Format::Webp, Goal::NearLossless(100));
    let encoded = encode(&picture, &changed, 1, &Cancel::new()).expect("it can be encoded");
    let error = verify::verify(&encoded, &picture, &exact).expect_err("hidden colours are gone");
    assert!(matches!(error, ErrorKind::Verification(_)), "{error}");
}

#[test]
fn a_limit_of_bytes_is_always_kept_and_used() {
    let picture = photo(384, 256);
    for format in [Format::Webp, Format::Avif, Format::Auto] {
        let mut earlier = 0.0;
        for limit in [900, 4_000, 8_000, 10_000_000] {
            let Found { encoded, shrunk, likeness, .. } = found(&picture, format, at_most(limit));
            let bytes = encoded.bytes.len() as u64;
            let told = format!("{format:?} within {limit}: {bytes} bytes, {likeness:?}");
            assert!(bytes <= limit, "{told}");
            assert!(bytes * 10 >= limit * 6 || limit > 8_000, "{told}");
            let warned = shrunk.iter().map(|smaller| Warning::ScaledDown(smaller.width, smaller.height));
            assert_eq!(encoded.warnings, warned.collect::<Vec<_>>(), "{told}");
            assert!(shrunk.is_some() == (limit < 1_000) || limit == 4_000, "{told}");
            if shrunk.is_none() {
                let score = score(&picture, &encoded);
                assert!(score > earlier, "{told}");
                earlier = score;
            }
        }
    }
}

#[test]
fn a_drawing_stays_exact_where_the_limit_lets_it() {
    let picture = strokes_on_a_plain_ground(256);
    for format in [Format::Webp, Format::Auto] {
        let Found { encoded, recipe, .. } = found(&picture, format, at_most(100_000));
        assert_eq!(recipe.goal, Goal::Lossless);
        assert!(decoded(&encoded).pixels.without_alpha() == picture.pixels);
    }
}

#[test]
fn a_picture_whose_transparency_alone_takes_too_much_is_told_so() {
    let Pixels::Rgb8(colors) = photo(96, 96).pixels else { unreachable!("photographs have 8 bits") };
    let mut noise = 0x2545_f491_u32;
    let samples = colors.as_chunks::<3>().0.iter().flat_map(|[red, green, blue]| {
        noise ^= noise << 13;
        noise ^= noise >> 17;
        noise ^= noise << 5;
        [*red, *green, *blue, noise as u8]
    });
    let picture = Picture { pixels: Pixels::Rgba8(samples.collect()), ..photo(96, 96) };
    for (limit, bound) in [(6_000, Bound::AlphaBytes), (20, Bound::OutputBytes)] {
        for format in [Format::Webp, Format::Avif, Format::Auto] {
            let recipe = Recipe { resize: Some(Resize::Exact(96, 96)), ..recipe(format, at_most(limit)) };
            let error = find(&picture, &recipe, 1, &Cancel::new()).map(|found| found.encoded.bytes.len());
            let error = error.expect_err("noise does not get smaller");
            let ErrorKind::TooLarge { bound: told, .. } = &error else { panic!("{format:?}: {error}") };
            assert_eq!(*told, bound, "{format:?} within {limit}");
        }
    }
}

#[test]
fn what_fits_in_no_way_is_refused_with_both_figures() {
    let heavy = Picture { metadata: Metadata { exif: Some(vec![7; 5_000]), xmp: None }, ..photo(256, 192) };
    let exactly = Some(Resize::Exact(256, 192));
    for format in [Format::Webp, Format::Avif, Format::Auto] {
        for (picture, limit, resize) in
            [(&photo(256, 192), 20, None), (&heavy, 4_000, None), (&photo(256, 192), 500, exactly)]
        {
            let recipe = Recipe { resize, ..recipe(format, at_most(limit)) };
            let error = find(picture, &recipe, 1, &Cancel::new()).map(|found| found.encoded.bytes.len());
            let error = error.expect_err("too few bytes");
            let ErrorKind::TooLarge { bound: Bound::OutputBytes, value, limit: told } = error else {
                panic!("{format:?}: {error}")
            };
            assert!(told == limit && value > limit, "{format:?}: {value} of {told}");
        }
    }
}
