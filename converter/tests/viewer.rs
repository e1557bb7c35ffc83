//! What people look at: thumbnails, and trials of a recipe, held against the conversion itself.

use std::fs;
use std::num::NonZeroU64;
use std::path::{Path, PathBuf};

use converter::conversion::convert_bytes;
use converter::recipe::{Format, Goal, Look, Recipe, Resize};
use converter::trial::Area;
use converter::viewer::{Wish, facts};
use converter::{Budget, Cancel, ErrorKind, InputFormat, Isolation, Limits, Trial, Viewer, Warning};

/// A folder with one file in it, and somebody who looks at that.
struct Desk {
    _folder: tempfile::TempDir,
    path: PathBuf,
    viewer: Viewer,
}

impl Desk {
    fn new(file: &[u8]) -> Self {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = folder.path().join("picture");
        fs::write(&path, file).expect("written");
        let (limits, budget) = (Limits::default(), Budget::new(1 << 30));
        let viewer = Viewer { limits, budget, isolation: Isolation::InProcess };
        Desk { _folder: folder, path, viewer }
    }

    fn try_out(&self, recipe: Recipe, area: Option<Area>) -> Trial {
        let wish = Wish { recipe, area, longest: 4000, threads: 1 };
        self.viewer.try_out(&self.path, wish, &Cancel::new()).expect("it can be tried")
    }
}

/// Slopes, waves and an edge, as PPM.
fn ppm(width: u32, height: u32) -> Vec<u8> {
    let pixel = |x: u32, y: u32| {
        let wave = (f64::from(x) / 3.0).sin() * 20.0 + (f64::from(y) / 7.0).cos() * 20.0;
        let light = 100.0 + wave + f64::from(x * 60 / width) + if y > height / 2 { 30.0 } else { 0.0 };
        [light, light * 0.8, 255.0 - light].map(|sample| sample as u8)
    };
    let mut file = format!("P6 {width} {height} 255 ").into_bytes();
    file.extend((0..height).flat_map(|y| (0..width).flat_map(move |x| pixel(x, y))));
    file
}

fn recipe(format: Format) -> Recipe {
    Recipe { format, ..Recipe::default() }
}

#[test]
fn headers_tell_format_and_size() {
    let desk = Desk::new(&ppm(300, 200));
    let facts = facts(&desk.path).expect("a picture");
    assert_eq!((facts.format, facts.stored_size), (InputFormat::Pnm, Some((300, 200))));
    assert_eq!(facts.bytes, desk.path.metadata().expect("there").len());
}

#[test]
fn a_thumbnail_is_small_and_tells_the_size_of_the_picture() {
    let desk = Desk::new(&ppm(300, 200));
    let thumbnail = desk.viewer.thumbnail(&desk.path, 60, &Cancel::new()).expect("a picture");
    assert_eq!((thumbnail.format, thumbnail.size, thumbnail.frames), (InputFormat::Pnm, (300, 200), 1));
    assert_eq!((thumbnail.view.width, thumbnail.view.height), (60, 40));
    assert_eq!(thumbnail.view.rgba().len(), 60 * 40 * 4);
    let dark = thumbnail.view.rgba()[(5 * 60 + 30) * 4];
    let bright = thumbnail.view.rgba()[(35 * 60 + 30) * 4];
    assert!(bright > dark + 10, "the lower half is brighter: {dark} {bright}");
}

#[test]
fn a_small_picture_is_not_enlarged_and_a_drawing_is() {
    let small = Desk::new(&ppm(20, 10));
    let view = small.viewer.thumbnail(&small.path, 100, &Cancel::new()).expect("a picture").view;
    assert_eq!((view.width, view.height), (20, 10));
    let drawing = Desk::new(b"<svg xmlns='http://www.w3.org/2000/svg' width='20' height='10'/>");
    let thumbnail = drawing.viewer.thumbnail(&drawing.path, 100, &Cancel::new()).expect("a drawing");
    assert_eq!(thumbnail.size, (20, 10));
    assert_eq!((thumbnail.view.width, thumbnail.view.height), (100, 50));
}

#[test]
fn frames_are_counted() {
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, 3, 2, &[0, 0, 0, 255, 0, 0]).expect("a GIF");
    for index in [0, 1, 0] {
        encoder.write_frame(&gif::Frame::from_indexed_pixels(3, 2, vec![index; 6], None)).expect("a frame");
    }
    drop(encoder);
    let desk = Desk::new(&file);
    let thumbnail = desk.viewer.thumbnail(&desk.path, 60, &Cancel::new()).expect("an animation");
    assert_eq!((thumbnail.frames, thumbnail.warnings), (3, vec![]));
    let trial = desk.try_out(recipe(Format::Webp), None);
    assert_eq!(trial.encoded.warnings, [Warning::FirstFrame(Some(3))]);
}

#[test]
fn a_trial_has_the_bytes_of_the_conversion() {
    let file = ppm(150, 90);
    for format in [Format::Webp, Format::Avif] {
        let trial = Desk::new(&file).try_out(recipe(format), None);
        let made = convert_bytes(file.clone(), &recipe(format), &Limits::default()).expect("it converts");
        assert_eq!(trial.encoded.bytes, made);
        assert_eq!((trial.size, trial.area), ((150, 90), Area::whole((150, 90))));
        assert!((60.0..100.0).contains(&trial.likeness.score), "{:?}", trial.likeness);
        for view in [&trial.before, &trial.after] {
            assert_eq!((view.width, view.height), (150, 90));
        }
        assert_ne!(trial.before, trial.after, "something is lost");
        let far = trial.before.rgba().iter().zip(trial.after.rgba()).filter(|(a, b)| a.abs_diff(**b) > 60);
        assert_eq!(far.count(), 0, "both show the same");
    }
}

#[test]
fn a_part_is_tried_where_it_lies_in_the_result() {
    let desk = Desk::new(&ppm(400, 200));
    let recipe = Recipe { resize: Some(Resize::Long(200)), ..recipe(Format::Webp) };
    let whole = desk.try_out(recipe.clone(), None);
    let area = Area { x: 120, y: 40, width: 50, height: 500 };
    let part = desk.try_out(recipe, Some(area));
    assert_eq!((part.size, part.area), ((200, 100), Area { height: 60, ..area }));
    assert_eq!((part.before.width, part.before.height), (50, 60));
    assert!(part.encoded.bytes.len() < whole.encoded.bytes.len());
    for y in 0..60 {
        let row = ((40 + y) * 200 + 120) * 4;
        assert_eq!(part.before.rgba()[y * 50 * 4..][..50 * 4], whole.before.rgba()[row..][..50 * 4]);
    }
}

#[test]
fn a_trial_without_loss_shows_what_was_there() {
    let recipe = Recipe { goal: Goal::Lossless, ..recipe(Format::Webp) };
    let trial = Desk::new(&ppm(40, 30)).try_out(recipe, None);
    assert_eq!(trial.before, trial.after);
    assert!(trial.likeness.score > 99.9, "{:?}", trial.likeness);
}

#[test]
fn a_look_and_a_limit_of_bytes_are_tried_too() {
    let desk = Desk::new(&ppm(300, 200));
    let goal = Goal::Look(Look::BALANCED);
    let trial = desk.try_out(Recipe { goal, ..recipe(Format::Webp) }, None);
    assert!(trial.likeness.look() > 68.0, "{:?}", trial.likeness);
    let goal = Goal::MaxBytes(NonZeroU64::new(500).expect("some"));
    let trial = desk.try_out(Recipe { goal, ..recipe(Format::Webp) }, None);
    assert!(trial.encoded.bytes.len() <= 500);
}

#[test]
fn views_are_no_larger_than_they_are_wanted() {
    let desk = Desk::new(&ppm(300, 200));
    let wish = Wish { recipe: recipe(Format::Webp), area: None, longest: 30, threads: 1 };
    let trial = desk.viewer.try_out(&desk.path, wish, &Cancel::new()).expect("it can be tried");
    assert_eq!((trial.before.width, trial.after.height, trial.size), (30, 20, (300, 200)));
}

#[test]
fn a_single_pixel_is_tried_as_well() {
    for format in [Format::Webp, Format::Avif] {
        let trial = Desk::new(&ppm(1, 1)).try_out(recipe(format), None);
        assert!(trial.likeness.score.is_finite() && trial.likeness.worst.is_finite());
    }
}

#[test]
fn what_cannot_be_shown_says_why() {
    let text = Desk::new(b"Dear diary, today");
    let error = text.viewer.thumbnail(&text.path, 60, &Cancel::new()).expect_err("no picture");
    assert!(matches!(error.kind, ErrorKind::NotAPicture), "{error}");
    assert!(matches!(facts(&text.path).expect_err("no picture").kind, ErrorKind::NotAPicture));
    let missing = facts(Path::new("/nowhere/picture.jpg")).expect_err("nothing is there");
    assert!(matches!(missing.kind, ErrorKind::NotFound), "{missing}");
}

#[test]
fn whoever_looks_away_is_not_shown_anything() {
    let desk = Desk::new(&ppm(300, 200));
    let cancel = Cancel::new();
    cancel.cancel();
    let error = desk.viewer.thumbnail(&desk.path, 60, &cancel).expect_err("cancelled");
    assert!(matches!(error.kind, ErrorKind::Cancelled), "{error}");
}
