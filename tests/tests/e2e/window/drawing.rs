//! Who draws the window: the graphics card, or the processor where there is none, or where it failed.

use std::fs;
use std::path::Path;
use std::process::Command;

use super::{Opened, at_screen, convert_pasted};
use crate::desk::Desk;
use crate::screen::{Screen, until};

/// Levels by which no two ways to draw the same edge differ.
const TELLS_APART: u8 = 48;

/// Whether something here can draw by Vulkan, if only the processor in place of a card; says what is skipped where not.
fn has_vulkan() -> bool {
    let drivers = ["/usr/share/vulkan/icd.d", "/etc/vulkan/icd.d"].map(Path::new);
    let found =
        drivers.iter().any(|folder| fs::read_dir(folder).is_ok_and(|mut files| files.next().is_some()));
    if !found {
        println!("skipped: no Vulkan device to draw on");
    }
    found
}

/// On this screen, drawn by whom iced is told.
fn drawn_by(renderer: &str, screen: &Screen, desk: &Desk) -> Command {
    let mut command = at_screen(screen, desk.command());
    command.env("ICED_BACKEND", renderer);
    command
}

/// Who draws in an open window.
fn renderer(opened: &Opened<'_>) -> String {
    let environment = fs::read(format!("/proc/{}/environ", opened.process.id())).expect("it runs");
    let mut variables = environment.split(|byte| *byte == 0);
    let renderer = variables.find_map(|variable| variable.strip_prefix(b"ICED_BACKEND="));
    String::from_utf8_lossy(renderer.expect("it was told")).into_owned()
}

/// How many of a thousand pixels tell two windows of the same size apart.
fn difference(one: &[u8], other: &[u8]) -> usize {
    if one.len() != other.len() {
        return 1_000;
    }
    let pixels = one.chunks_exact(4).zip(other.chunks_exact(4));
    let is_other = |(a, b): &(&[u8], &[u8])| a[..3].iter().zip(*b).any(|(a, b)| a.abs_diff(*b) > TELLS_APART);
    pixels.filter(is_other).count() * 1_000 / (one.len() / 4).max(1)
}

#[test]
fn a_graphics_card_draws_what_the_processor_draws_and_pictures_are_converted_the_same() {
    let Some(screen) = Screen::start() else { return };
    if !has_vulkan() {
        return;
    }
    let expected = {
        let desk = Desk::new();
        let opened = Opened::by(&screen, &desk, drawn_by("tiny-skia", &screen, &desk));
        screen.pixels(opened.window)
    };
    let desk = Desk::new();
    let opened = Opened::by(&screen, &desk, drawn_by("wgpu", &screen, &desk));
    assert_eq!(renderer(&opened), "wgpu", "it was not given up");
    // A frame that is drawn is on the screen a moment later.
    until("the same window", || (difference(&screen.pixels(opened.window), &expected) < 20).then_some(()));
    convert_pasted(&opened, &desk);
}

#[test]
fn where_no_graphics_card_can_draw_the_processor_does_at_once() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let mut command = drawn_by("wgpu", &screen, &desk);
    command
        .env("WGPU_BACKEND", "vulkan")
        .env("VK_DRIVER_FILES", "/nowhere")
        .env("VK_ICD_FILENAMES", "/nowhere");
    let opened = Opened::by(&screen, &desk, command);
    assert_eq!(renderer(&opened), "tiny-skia");
    convert_pasted(&opened, &desk);
}

#[test]
fn a_start_that_never_drew_is_followed_by_one_without_the_graphics_card() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::free();
    fs::create_dir_all(desk.path("home/state/instance")).expect("made");
    let marker = desk.path("home/state/instance/starting");
    fs::write(&marker, "").expect("written");
    let mut command = at_screen(&screen, desk.command());
    command.env_remove("ICED_BACKEND");
    let opened = Opened::by(&screen, &desk, command);
    until("the end of the start", || (!marker.exists()).then_some(()));
    assert_eq!(renderer(&opened), "tiny-skia");
    assert!(desk.path("home/state/instance/software").exists(), "the next one knows, too");
}
