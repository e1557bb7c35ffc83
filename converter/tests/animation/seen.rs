//! Drawn animations: disposal, blending, offsets, delays, loops, and all that is done to every picture.

use std::time::Duration;

use converter::conversion::convert_bytes;
use converter::recipe::{Format, Goal, MetadataPolicy, Quality};
use converter::{Limits, Recipe};
use moxcms::ColorProfile;

use crate::drawn::{Disposal, Part, apng, gif, part, pixels, webp};
use crate::judge::{Shown, show};

/// Largest mean difference of a channel at quality 90, of 255: these are small drawings in the strongest colours.
const TOLERANCE: f64 = 24.0;

fn recipes() -> [Recipe; 4] {
    let lossy = Goal::Quality(Quality::new(90).expect("1..=100"));
    [
        (Format::Webp, Goal::Lossless),
        (Format::Avif, Goal::Lossless),
        (Format::Webp, lossy),
        (Format::Avif, lossy),
    ]
    .map(|(format, goal)| Recipe { format, goal, ..Recipe::default() })
}

fn converted(source: &[u8], recipe: &Recipe) -> Shown {
    let limits = Limits::default();
    show(&convert_bytes(source.to_vec(), recipe, &limits).expect("a sound animation"))
}

/// What is seen of `source` in both formats, lossy and lossless.
fn check(source: &[u8], expected: &[&[&str]]) {
    for recipe in recipes() {
        let shown = converted(source, &recipe);
        let name = format!("{:?} {:?}", recipe.format, recipe.goal);
        assert_eq!(shown.frames.len(), expected.len(), "{name}");
        for (index, ((seen, _), expected)) in shown.frames.iter().zip(expected).enumerate() {
            let off = difference(seen, &pixels(expected));
            let most = if recipe.goal == Goal::Lossless { 0.0 } else { TOLERANCE };
            assert!(off <= most, "{name}, frame {index}: off by {off:.1}\n{seen:?}");
        }
    }
}

/// Mean difference of the channels over black; alpha counts as one.
fn difference(seen: &[[u8; 4]], expected: &[[u8; 4]]) -> f64 {
    assert_eq!(seen.len(), expected.len());
    let over_black = |[red, green, blue, alpha]: [u8; 4]| {
        let visible = |sample| f64::from(sample) * f64::from(alpha) / 255.0;
        [visible(red), visible(green), visible(blue), f64::from(alpha)]
    };
    let pairs = seen.iter().zip(expected);
    let sum: f64 = pairs
        .flat_map(|(&a, &b)| over_black(a).into_iter().zip(over_black(b)).map(|(a, b)| (a - b).abs()))
        .sum();
    sum / (seen.len() * 4) as f64
}

/// How long the frames of `source` are seen, and how often, in both formats.
fn check_timing(source: &[u8], milliseconds: &[u64], plays: u32) {
    for recipe in recipes() {
        let shown = converted(source, &recipe);
        let delays: Vec<_> = shown.frames.iter().map(|(_, delay)| *delay).collect();
        let expected: Vec<_> = milliseconds.iter().map(|&delay| Duration::from_millis(delay)).collect();
        assert_eq!(delays, expected, "{:?}", recipe.format);
        assert_eq!(shown.plays, plays, "{:?}", recipe.format);
    }
}

#[test]
fn parts_of_a_gif_stay_or_go_as_they_say() {
    let parts = [
        part(&["RRRRRR", "RRRRRR", "RRRRRR", "RRRRRR"], (0, 0)),
        part(&["BB", "BB"], (3, 1)).and(Disposal::Clear),
        part(&["GGG"], (0, 0)).and(Disposal::Restore),
        part(&["W.", ".W"], (1, 2)),
    ];
    let frames: [&[&str]; 4] = [
        &["RRRRRR", "RRRRRR", "RRRRRR", "RRRRRR"],
        &["RRRRRR", "RRRBBR", "RRRBBR", "RRRRRR"],
        &["GGGRRR", "RRR..R", "RRR..R", "RRRRRR"],
        &["RRRRRR", "RRR..R", "RWR..R", "RRWRRR"],
    ];
    check(&gif((6, 4), &parts, Some(0)), &frames);
}

#[test]
fn a_gif_that_begins_with_a_part_leaves_the_rest_transparent() {
    let parts = [
        part(&["BB", "BB"], (1, 1)).and(Disposal::Restore),
        part(&["GGGGGGGG"], (2, 3)).and(Disposal::Clear),
        part(&["R"], (0, 0)),
    ];
    let frames: [&[&str]; 3] = [
        &["....", ".BB.", ".BB.", "...."],
        &["....", "....", "....", "..GG"],
        &["R...", "....", "....", "...."],
    ];
    check(&gif((4, 4), &parts, Some(0)), &frames);
}

#[test]
fn parts_of_an_apng_are_laid_over_others_or_replace_them() {
    let parts = [
        part(&["BBBB", "BBBB", "...."], (0, 0)).replacing(),
        part(&["hh", "hh"], (1, 1)).and(Disposal::Restore),
        part(&["hh", "hh"], (1, 1)).replacing(),
        part(&["h"], (2, 2)).and(Disposal::Clear),
        part(&["."], (0, 0)),
    ];
    let frames: [&[&str]; 5] = [
        &["BBBB", "BBBB", "...."],
        &["BBBB", "BmmB", ".hh."],
        &["BBBB", "BhhB", ".hh."],
        &["BBBB", "BhhB", ".hq."],
        &["BBBB", "BhhB", ".h.."],
    ];
    check(&apng((4, 3), &parts, 0, &[]), &frames);
}

#[test]
fn parts_of_a_webp_are_cleared_whether_or_not_the_next_has_alpha() {
    let parts = [
        part(&["BBBB", "BBBB", "...."], (0, 0)),
        part(&["GG", "GG"], (2, 0)).and(Disposal::Clear),
        part(&["WW"], (0, 2)),
        part(&["h."], (0, 0)).replacing().and(Disposal::Clear),
        part(&["."], (0, 0)),
    ];
    let frames: [&[&str]; 5] = [
        &["BBBB", "BBBB", "...."],
        &["BBGG", "BBGG", "...."],
        &["BB..", "BB..", "WW.."],
        &["h...", "BB..", "WW.."],
        &["....", "BB..", "WW.."],
    ];
    check(&webp((4, 3), &parts, 0), &frames);
}

#[test]
fn a_frame_that_changes_nothing_is_still_a_frame() {
    let parts = [part(&["RG", "BW"], (0, 0)), part(&["R"], (0, 0)), part(&["."], (1, 1))];
    let frame: &[&str] = &["RG", "BW"];
    check(&gif((2, 2), &parts, None), &[frame; 3]);
}

#[test]
fn delays_and_loops_are_kept() {
    let lasting = |delays: &[u16]| -> Vec<Part> {
        let letters: [&'static [&'static str]; 3] = [&["R"], &["G"], &["B"]];
        delays.iter().zip(letters).map(|(&delay, rows)| part(rows, (0, 0)).lasting(delay, 100)).collect()
    };
    // The Netscape extension counts repetitions; without it there are none.
    check_timing(&gif((1, 1), &lasting(&[2, 30, 400]), None), &[20, 300, 4000], 1);
    check_timing(&gif((1, 1), &lasting(&[7, 7]), Some(0)), &[70, 70], 0);
    check_timing(&gif((1, 1), &lasting(&[7, 7]), Some(2)), &[70, 70], 3);
    for (repeats, plays) in [(0, 0), (2, 3)] {
        let mut renamed = gif((1, 1), &lasting(&[7, 7]), Some(repeats));
        let name = renamed.windows(11).position(|window| window == b"NETSCAPE2.0").expect("its extension");
        renamed[name..name + 11].copy_from_slice(b"ANIMEXTS1.0");
        check_timing(&renamed, &[70, 70], plays);
    }
    for plays in [0, 1, 3] {
        check_timing(&apng((1, 1), &lasting(&[5, 6, 7]), plays, &[]), &[50, 60, 70], plays);
        check_timing(&webp((1, 1), &lasting(&[5, 6, 7]), plays as u16), &[50, 60, 70], plays);
    }
}

#[test]
fn hurried_gifs_are_as_slow_as_in_a_browser() {
    let parts = [0, 1, 2].map(|delay| part(&["R"], (0, 0)).lasting(delay, 100));
    check_timing(&gif((1, 1), &parts, Some(0)), &[100, 100, 20], 0);
}

#[test]
fn thirtieths_of_a_second_are_exact_in_avif_and_do_not_run_away_in_webp() {
    let parts: Vec<_> = (0..30).map(|_| part(&["R"], (0, 0)).lasting(1, 30)).collect();
    let source = apng((1, 1), &parts, 0, &[]);
    let [webp, avif, ..] = recipes().map(|recipe| converted(&source, &recipe));
    let sum = |shown: &Shown| shown.frames.iter().map(|(_, delay)| *delay).sum::<Duration>();
    assert_eq!(sum(&webp), Duration::from_secs(1));
    for (_, delay) in avif.frames {
        assert!((delay.as_secs_f64() - 1.0 / 30.0).abs() < 1e-9, "{delay:?}");
    }
}

#[test]
fn an_avif_sequence_becomes_what_it_shows() {
    let parts = [
        part(&["RRRR", "RRRR", "RRRR"], (0, 0)).lasting(20, 100),
        part(&["GG"], (0, 0)).and(Disposal::Clear),
        part(&["h"], (3, 2)).lasting(1, 4),
    ];
    let frames: [&[&str]; 3] =
        [&["RRRR", "RRRR", "RRRR"], &["GGRR", "RRRR", "RRRR"], &["..RR", "RRRR", "RRRh"]];
    let avif = Recipe { format: Format::Avif, goal: Goal::Lossless, ..Recipe::default() };
    // Half red over red is red: to be half, it must replace it.
    let [first, second, third] = parts;
    let source = apng((4, 3), &[first, second, third.replacing()], 3, &[]);
    let source = convert_bytes(source, &avif, &Limits::default()).expect("a sound animation");
    check(&source, &frames);
    check_timing(&convert_bytes(source, &avif, &Limits::default()).expect("again"), &[200, 100, 250], 3);
}

#[test]
fn profile_metadata_size_and_orientation_are_those_of_all_frames() {
    let icc = ColorProfile::new_display_p3().encode().expect("it can be written");
    let turned = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    let compressed = [b"P3\0\0".as_slice(), &deflated(&icc)].concat();
    let rows: &'static [&'static str] = &["RRRRRRRR", "RRRRRRRR", "GGGGGGGG", "GGGGGGGG"];
    let parts = [part(rows, (0, 0)), part(&["BB", "BB"], (0, 0))];
    let source = apng((8, 4), &parts, 0, &[(b"iCCP", &compressed), (b"eXIf", turned)]);
    for recipe in recipes().into_iter().take(2) {
        let shown =
            converted(&source, &Recipe { resize: Some("50%".parse().expect("a size")), ..recipe.clone() });
        assert_eq!(shown.size, (2, 4), "turned by a quarter and half as large");
        assert_eq!(shown.icc.as_ref(), Some(&icc));
        assert!(shown.exif.is_some());
        let [(first, _), (second, _)] = &shown.frames[..] else { panic!("two frames") };
        assert!(first[1][0] > 200 && first[0][1] > 200, "green at the left, red at the right: {first:?}");
        assert!(second[1][2] > 100, "blue at the top right: {second:?}");
        let bare = converted(&source, &Recipe { metadata: MetadataPolicy::None, ..recipe });
        assert_eq!((bare.exif, bare.icc.as_ref()), (None, Some(&icc)));
        assert_eq!(bare.size, (4, 8));
    }
}

/// A stream of zlib without compression (RFC 1950, RFC 1951 §3.2.4).
fn deflated(data: &[u8]) -> Vec<u8> {
    let length = u16::try_from(data.len()).expect("a small profile");
    let (mut low, mut high) = (1_u32, 0_u32);
    for &byte in data {
        low = (low + u32::from(byte)) % 65_521;
        high = (high + low) % 65_521;
    }
    let sizes = [length.to_le_bytes(), (!length).to_le_bytes()].concat();
    [b"\x78\x01\x01".as_slice(), &sizes, data, &(high << 16 | low).to_be_bytes()].concat()
}
