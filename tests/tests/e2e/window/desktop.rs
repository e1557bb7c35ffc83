//! What the window asks of the desktop around it: to tell that a run is over, to stay awake, to let
//! somebody choose files.

use super::{Opened, SLOW, at_screen, pictures, remember};
use crate::desk::Desk;
use crate::desktop::Desktop;
use crate::screen::{Key, Screen, until};

/// Opens a window on this desktop that speaks this language.
fn open<'a>(screen: &'a Screen, desk: &Desk, desktop: &Desktop, language: &str) -> Opened<'a> {
    let mut command = desk.command();
    command.env("PICOPRESS_LANG", language);
    desktop.around(&mut command);
    Opened::by(screen, desk, at_screen(screen, command))
}

#[test]
fn the_end_of_a_run_is_told_in_three_languages() {
    let Some(screen) = Screen::start() else { return };
    let Some(desktop) = Desktop::start(&[]) else { return };
    for (language, told) in [
        ("ko", "notify Picopress: 사진 변환이 끝났습니다: "),
        ("en", "notify Picopress: Pictures are converted: "),
        ("ja", "notify Picopress: 画像の変換が終わりました: "),
    ] {
        let desk = Desk::new();
        remember(&desk, SLOW);
        let pictures = [1, 2, 3].map(|number| desk.picture(&format!("여름 휴가 ({number}).png"), 2400, 1600));
        let outputs = pictures.each_ref().map(|picture| picture.with_extension("avif"));
        let opened = open(&screen, &desk, &desktop, language);
        opened.paste(&pictures);
        opened.wait_for("looked through the queue waiting=3");
        opened.press(&[Key::Control, Key::Enter]);
        until("the first picture", || outputs.iter().any(|output| output.exists()).then_some(()));
        screen.put_away(opened.window);
        opened.wait_for("the run ended converted=3");
        desktop.wait_for(told);
    }
}

#[test]
fn the_computer_stays_awake_as_long_as_a_run_and_no_longer() {
    let Some(screen) = Screen::start() else { return };
    let Some(desktop) = Desktop::start(&[]) else { return };
    keeps_awake_until_killed(&screen, &desktop);
    desktop.wait_for("idle may be");
    desktop.wait_for("sleep may be");
}

#[test]
fn a_desktop_that_grants_only_a_part_of_it_is_held_to_that_part() {
    let Some(screen) = Screen::start() else { return };
    let Some(desktop) = Desktop::refusing("idle") else { return };
    keeps_awake_until_killed(&screen, &desktop);
    desktop.wait_for("sleep may be");
}

fn keeps_awake_until_killed(screen: &Screen, desktop: &Desktop) {
    let desk = Desk::new();
    remember(&desk, SLOW);
    let picture = desk.picture("사진.png", 1600, 1200);
    let opened = open(screen, &desk, desktop, "ko");
    opened.paste(&[picture]);
    opened.wait_for("looked through the queue waiting=1");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("a picture is under way");
    desktop.wait_for("Picopress keeps from sleep: block");
    // Killed: nobody is left who could say that it is over.
    drop(opened);
}

#[test]
fn a_dialog_adds_what_is_chosen_and_a_desktop_without_one_is_told_of() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let Some(desktop) = Desktop::start(&pictures(&desk)) else { return };
    let opened = open(&screen, &desk, &desktop, "ko");
    opened.control(Key::O);
    opened.wait_for("looked through the queue waiting=2");
    drop(opened);
    let Some(desktop) = Desktop::start(&[]) else { return };
    let opened = open(&screen, &desk, &desktop, "ko");
    opened.control(Key::O);
    opened.wait_for("told sentence=\"이 데스크톱에는");
}
