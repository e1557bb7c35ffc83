//! Who is signed in, as the window shows it: with a real backend, with a network and without.

use super::{NAMES, Opened, at_screen, remember};
use crate::account::{DAY, EMAIL, Keyring, PASSWORD, Person};
use crate::desk::{has, stay_clear_of_midnight};
use crate::screen::{Key, Screen};

const AVIF: &str = r#"{"recipe": {"format": "avif", "min_saving": null}}"#;

#[test]
fn a_subscriber_without_a_network_sees_the_days_left_and_works_as_free_after_them() {
    let Some(screen) = Screen::start() else { return };
    if !has("unshare", "let a computer sleep") {
        return;
    }
    // A sign-in that is kept in a file holds three days.
    let (in_time, too_late) = (DAY * 29 / 10, DAY * 31 / 10);
    stay_clear_of_midnight(&[in_time, too_late]);
    let mut person = Person::signed_in("basic");
    person.service.stop();
    remember(&person.desk, AVIF);
    let pictures = NAMES.map(|name| person.desk.picture(&format!("사진/{name}"), 64, 48));
    let open = |person: &Person| {
        let mut command = person.command();
        command.env("PICOPRESS_LANG", "ko");
        Opened::by(&screen, &person.desk, at_screen(&screen, command))
    };

    person.slept = in_time;
    let opened = open(&person);
    opened.wait_for("plan=\"Basic · 오늘 50장 남음 · 오프라인: 1일 남음\" warning=\"오프라인: 1일 남음\"");
    opened.paste(&pictures[..1]);
    opened.wait_for("looked through the queue waiting=1");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=1");
    assert!(pictures[0].with_extension("avif").exists());
    drop(opened);

    person.slept = too_late;
    let opened = open(&person);
    opened.wait_for("warning=\"연결 없이 쓸 수 있는 기간이 지났습니다.");
    opened.paste(&pictures[1..]);
    opened.wait_for("looked through the queue waiting=1");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("said what a run would do");
    assert!(!pictures[1].with_extension("avif").exists(), "AVIF is not in Free");
}

#[test]
fn somebody_registers_signs_in_and_sees_the_plan() {
    let Some(screen) = Screen::start() else { return };
    if !has("dbus-run-session", "have a keyring on") || !has("unshare", "be a computer") {
        return;
    }
    let mut person = Person::without_an_account();
    let keyring = Keyring::start(&person.desk.path("keyring"));
    person.bus = Some(keyring.bus.clone());
    let opened = Opened::by(&screen, &person.desk, at_screen(&screen, person.command()));
    opened.wait_for("plan=\"Free · 5 left today\"");
    opened.control(Key::Four);
    opened.wait_for("asked whether payments are taken takes=Some(false)");
    let type_text = |text: &str| screen.type_text(opened.window, text);
    // Past the places, the plan and the form to sign in; the new one has the keyboard by itself.
    opened.tab(12);
    opened.press(&[Key::Enter]);
    opened.wait_for("a form is shown face=Register");
    type_text(EMAIL);
    opened.tab(1);
    type_text("Minji");
    for _ in 0..2 {
        opened.tab(1);
        type_text(PASSWORD);
    }
    opened.press(&[Key::Enter]);
    opened.wait_for("the server answered doing=Some(Register)");
    person.service.admin(&["grant", EMAIL, "--plan", "basic", "--until", "2099-12-31"]);
    // The form to sign in has the keyboard in its password.
    type_text(PASSWORD);
    opened.press(&[Key::Enter]);
    opened.wait_for("plan=\"Basic · 50 left today\"");
}
