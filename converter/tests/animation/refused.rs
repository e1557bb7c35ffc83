//! What does not become an animation: by choice, because it is damaged, too large, or stopped.

use std::num::NonZeroU64;
use std::time::{Duration, Instant};

use converter::cancel::Cancel;
use converter::conversion::{Host, Made, Order, convert_bytes};
use converter::encode::Encoded;
use converter::error::{Bound, Stage};
use converter::input::Source;
use converter::recipe::{AnimationPolicy, Format, Goal};
use converter::{ErrorKind, Limits, Recipe, Warning};

use crate::drawn::{apng, gif, part};

/// Longest time until a stop is heard; far more than a frame takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// Raises a flag as soon as encoding begins, if it is to.
struct Watcher {
    cancel: Cancel,
    stops: bool,
}

impl Host for Watcher {
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind> {
        if self.stops && stage == Stage::Encode {
            self.cancel.cancel();
        }
        Ok(())
    }

    fn reserve(&mut self, _: u64) -> Result<(), ErrorKind> {
        Ok(())
    }
}

fn carried_out(source: Vec<u8>, recipe: &Recipe, stops: bool) -> Result<Encoded, ErrorKind> {
    let recipe = Recipe { min_saving: None, ..recipe.clone() };
    let order = Order { recipe, limits: Limits::default(), threads: 1, memory_bytes: u64::MAX };
    let cancel = Cancel::new();
    let made = order.carry_out(Source::new(source)?, &mut Watcher { cancel: cancel.clone(), stops }, &cancel);
    match made.map_err(|failure| failure.kind)? {
        Made::Smaller(encoded) => Ok(encoded),
        other => panic!("{other:?}"),
    }
}

fn two_frames() -> Vec<u8> {
    gif((4, 1), &[part(&["RGBW"], (0, 0)), part(&["WBGR"], (0, 0))], Some(0))
}

fn is_animated(webp: &[u8]) -> bool {
    webp.windows(4).any(|window| window == b"ANMF")
}

#[test]
fn the_first_frame_by_choice_is_said() {
    let recipe = Recipe { animation: AnimationPolicy::FirstFrame, ..Recipe::default() };
    let encoded = carried_out(two_frames(), &recipe, false).expect("a still");
    assert_eq!(encoded.warnings, [Warning::FirstFrame(Some(2))]);
    assert!(!is_animated(&encoded.bytes));
}

#[test]
fn a_still_of_an_animation_is_wanted_even_where_nothing_is_saved() {
    let recipe =
        Recipe { animation: AnimationPolicy::FirstFrame, min_saving: Some(100), ..Recipe::default() };
    let order = Order { recipe, limits: Limits::default(), threads: 1, memory_bytes: u64::MAX };
    let mut watcher = Watcher { cancel: Cancel::new(), stops: false };
    let made = order.carry_out(Source::new(two_frames()).expect("GIF"), &mut watcher, &Cancel::new());
    assert!(matches!(made, Ok(Made::Smaller(_))), "{made:?}");
}

#[test]
fn frames_before_a_fault_are_kept_and_it_is_said() {
    let parts: Vec<_> = ["RGBW", "GBWR", "BWRG", "WRGB"]
        .map(|row| -> &'static [&'static str] { Box::leak(Box::new([row])) })
        .map(|rows| part(rows, (0, 0)))
        .into();
    let mut source = gif((4, 1), &parts, Some(0));
    source.truncate(source.len() - 6);
    let encoded = carried_out(source, &Recipe::default(), false).expect("three frames");
    assert!(matches!(&encoded.warnings[..], [Warning::Salvaged(_)]), "{:?}", encoded.warnings);
    let frames = encoded.bytes.windows(4).filter(|window| window == b"ANMF").count();
    assert_eq!(frames, 3);
}

#[test]
fn a_limit_of_bytes_is_kept_or_refused() {
    for format in [Format::Webp, Format::Avif] {
        let within = |limit| {
            let goal = Goal::MaxBytes(NonZeroU64::new(limit).expect("not zero"));
            carried_out(two_frames(), &Recipe { format, goal, ..Recipe::default() }, false)
        };
        assert!(within(5_000).is_ok_and(|encoded| encoded.bytes.len() <= 5_000));
        let error = within(50).expect_err("less than a header");
        assert!(matches!(error, ErrorKind::TooLarge { bound: Bound::OutputBytes, limit: 50, .. }), "{error}");
    }
}

#[test]
fn a_stop_is_heard_between_frames() {
    let parts: Vec<_> =
        (0..2000).map(|index| part(if index % 2 == 0 { &["RGBW"] } else { &["WBGR"] }, (0, 0))).collect();
    for format in [Format::Webp, Format::Avif] {
        let start = Instant::now();
        let source = gif((4, 1), &parts, Some(0));
        let result = carried_out(source, &Recipe { format, ..Recipe::default() }, true);
        assert!(matches!(result, Err(ErrorKind::Cancelled)), "{result:?}");
        assert!(start.elapsed() < PATIENCE);
    }
}

#[test]
fn more_frames_than_allowed_are_refused_from_the_header() {
    let parts: Vec<_> = (0..11).map(|_| part(&["R"], (0, 0))).collect();
    let limits = Limits { frames: 10, ..Limits::default() };
    for source in [gif((1, 1), &parts, None), apng((1, 1), &parts, 0, &[])] {
        let result = convert_bytes(source, &Recipe::default(), &limits);
        assert!(
            matches!(result, Err(ErrorKind::TooLarge { bound: Bound::Frames, value: 11, limit: 10 })),
            "{result:?}"
        );
    }
}

#[test]
fn many_frames_on_a_giant_screen_are_refused_from_the_header() {
    let parts: Vec<_> = (0..100).map(|_| part(&["R"], (0, 0))).collect();
    let source = gif((15_000, 15_000), &parts, None);
    let start = Instant::now();
    let result = convert_bytes(source, &Recipe::default(), &Limits::default());
    assert!(matches!(result, Err(ErrorKind::TooLarge { bound: Bound::AnimationPixels, .. })), "{result:?}");
    assert!(start.elapsed() < PATIENCE);
}

#[test]
fn a_little_file_may_not_be_a_long_film() {
    let parts: Vec<_> = (0..6000).map(|_| part(&["."], (0, 0))).collect();
    let result = convert_bytes(gif((1000, 1000), &parts, None), &Recipe::default(), &Limits::default());
    assert!(matches!(result, Err(ErrorKind::TooLarge { bound: Bound::AnimationPixels, .. })), "{result:?}");
}

#[cfg(feature = "rav1e")]
#[test]
fn rav1e_refuses_and_names_webp() {
    let advanced = converter::recipe::Advanced {
        avif_engine: converter::recipe::AvifEngine::Rav1e,
        ..Default::default()
    };
    let recipe = Recipe { format: Format::Avif, advanced, ..Recipe::default() };
    let error = carried_out(two_frames(), &recipe, false).expect_err("no animation");
    assert!(error.to_string().contains("--to webp"), "{error}");
    let both = Recipe { format: Format::Auto, ..recipe };
    assert!(is_animated(&carried_out(two_frames(), &both, false).expect("WebP can").bytes));
}
