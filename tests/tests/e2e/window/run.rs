//! Runs from the window: taken back, gone on with, compared beforehand, and closed in the middle.

use std::fs;
use std::process::Command;

use super::{NAMES, Opened, SLOW, pictures, remember};
use crate::desk::{Desk, has};
use crate::screen::{Key, Screen, until};

/// The first run of the history, in a window of the size it first opens with.
const FIRST_RUN: (i16, i16) = (400, 165);

/// The button of a run that was stopped, above the queue.
const GO_ON: (i16, i16) = (700, 90);

/// So many times Tab to the slider of the quality in a comparison: past the places, the plan, the arrangement and the format.
const SLIDER: usize = 14;

#[test]
fn originals_come_back_from_the_card_of_a_run_and_from_the_history() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    remember(&desk, r#"{"originals": "backup"}"#);
    let pictures = pictures(&desk);
    let before = desk.contents("내 사진");
    let opened = Opened::new(&screen, &desk);
    opened.paste(&pictures);
    opened.wait_for("looked through the queue waiting=2");
    let convert = |times: usize| {
        opened.press(&[Key::Control, Key::Enter]);
        opened.wait_for_times("the run ended converted=2", times);
        assert!(
            desk.names("내 사진").iter().all(|name| name.ends_with(".webp")),
            "the originals are put away"
        );
    };
    convert(1);
    opened.control(Key::Z);
    opened.press(&[Key::Enter]);
    opened.wait_for("the run is undone restored=2");
    assert_eq!(desk.contents("내 사진"), before);
    opened.wait_for_times("looked through the queue waiting=2", 2);
    convert(2);
    opened.control(Key::Three);
    opened.wait_for("read the history runs=2");
    screen.click(opened.window, FIRST_RUN.0, FIRST_RUN.1);
    opened.wait_for("read the pictures of a run");
    opened.control(Key::Z);
    opened.press(&[Key::Enter]);
    opened.wait_for("told");
    assert_eq!(desk.contents("내 사진"), before);
}

#[test]
fn a_folder_that_is_dropped_on_pro_becomes_avif_that_others_read() {
    let Some(screen) = Screen::start() else { return };
    if !has("avifdec", "read AVIF") {
        return;
    }
    let desk = Desk::new();
    remember(&desk, r#"{"recipe": {"format": "avif", "min_saving": null}}"#);
    pictures(&desk);
    desk.picture("내 사진/제주/바다.png", 200, 120);
    let opened = Opened::new(&screen, &desk);
    screen.drop_files(opened.window, &[desk.path("내 사진")]);
    opened.wait_for("looked through the queue waiting=3");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=3");
    let files = NAMES.map(|name| (name, (320, 200))).into_iter().chain([("제주/바다.png", (200, 120))]);
    for (name, size) in files {
        let (avif, png) = (desk.path("내 사진").join(name).with_extension("avif"), desk.path("read.png"));
        assert!(Command::new("avifdec").args([&avif, &png]).output().expect("started").status.success());
        assert_eq!(image::image_dimensions(&png).expect("a picture"), size, "{name}");
    }
}

#[test]
fn a_comparison_is_made_anew_when_a_slider_moves_and_writes_nothing() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let pictures = pictures(&desk);
    let before = desk.contents("내 사진");
    let opened = Opened::new(&screen, &desk);
    opened.paste(&pictures[..1]);
    opened.wait_for("looked through the queue waiting=1");
    opened.control(Key::D);
    opened.wait_for("tried what would be made");
    opened.tab(SLIDER);
    opened.press(&[Key::Right]);
    opened.wait_for_times("tried what would be made", 2);
    assert_eq!(desk.contents("내 사진"), before);
}

#[test]
fn closing_asks_while_work_is_under_way_and_a_killed_run_is_offered_again() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    remember(&desk, SLOW);
    let pictures: Vec<_> = (0..3).map(|n| desk.picture(&format!("사진/{n}.png"), 640, 480)).collect();
    {
        let opened = Opened::new(&screen, &desk);
        opened.wait_for("looked for a run to go on with unfinished=false");
        opened.paste(&pictures);
        opened.wait_for("looked through the queue waiting=3");
        opened.press(&[Key::Control, Key::Enter]);
        opened.wait_for("a picture is under way");
        screen.ask_to_close(opened.window);
        opened.wait_for("asks before closing");
        opened.press(&[Key::Escape]);
        until("the first picture", || desk.path("사진/0.avif").exists().then_some(()));
        // Killed at the end of this block.
    }
    let opened = Opened::new(&screen, &desk);
    opened.wait_for("looked for a run to go on with unfinished=true");
    screen.click(opened.window, GO_ON.0, GO_ON.1);
    opened.wait_for("the run ended");
    for n in 0..3 {
        assert!(fs::metadata(desk.path(format!("사진/{n}.avif"))).is_ok_and(|file| file.len() > 0));
    }
    screen.ask_to_close(opened.window);
    until("the end of the program", || opened.has_ended().then_some(()));
}
