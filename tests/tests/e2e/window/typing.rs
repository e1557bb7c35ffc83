//! Hangul, composed by an input method of the system as people in Korea type it.

use std::fs;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use super::{NAMES, Opened, at_screen, pictures};
use crate::desk::{Desk, decode};
use crate::screen::{Key, Screen, until};

/// Composes from the first key on, so that nobody has to switch to Hangul; and is not to be seen.
const SETTINGS: &str = "xim_name=nabi\nhangul_keyboard=2\ndefault_input_mode=compose\nshow_palette=false\n\
    dynamic_event_flow=false\n";

/// So many times Tab from the search to the template for names.
const TEMPLATE: usize = 20;

/// Between two keys of a person who is quick.
const PACE: Duration = Duration::from_millis(150);

/// An input method for Hangul. Ends with this value.
struct InputMethod(Child);

impl InputMethod {
    /// One for this screen; `None`, said aloud, where there is none.
    fn start(screen: &Screen, desk: &Desk) -> Option<Self> {
        let home = desk.path("input-method");
        fs::create_dir_all(home.join(".nabi")).expect("made");
        fs::write(home.join(".nabi/config"), SETTINGS).expect("written");
        let mut nabi = Command::new("nabi");
        nabi.env("DISPLAY", &screen.name).env("HOME", home).env_remove("SESSION_MANAGER");
        let Ok(process) = nabi.stdout(Stdio::null()).stderr(Stdio::null()).spawn() else {
            println!("skipped: no nabi to type Hangul with");
            return None;
        };
        let input_method = InputMethod(process);
        screen.wait_for_owner("@server=nabi");
        Some(input_method)
    }
}

impl Drop for InputMethod {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Types in a field that has the keyboard, once the input method listens to it.
fn type_hangul(opened: &Opened<'_>, keys: &str) {
    let mut places = (0..100).cycle();
    until("the input method", || {
        // winit asks for it with the next event that comes, whatever that is.
        opened.screen.point_at(opened.window, 300 + places.next()?, 600);
        let told = opened.told();
        let last = |sentence| told.rfind(sentence);
        (last("the input method listens") > last("the input method rests")).then_some(())
    });
    opened.screen.type_text(opened.window, keys);
}

/// Presses keys at the pace of a person: what comes just while winit turns the input method on or off for a field is lost.
fn press(opened: &Opened<'_>, keys: &[Key]) {
    opened.press(keys);
    std::thread::sleep(PACE);
}

/// Goes on by Tab so often.
fn tab(opened: &Opened<'_>, times: usize) {
    for _ in 0..times {
        opened.tab(1);
        std::thread::sleep(PACE);
    }
}

#[test]
fn hangul_is_composed_in_the_search_and_in_the_names_of_results() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let Some(_input_method) = InputMethod::start(&screen, &desk) else { return };
    let mut command = at_screen(&screen, desk.command());
    // The input method takes no other locale than one of UTF-8.
    command.env("XMODIFIERS", "@im=nabi").env("LC_ALL", "C.UTF-8");
    let opened = Opened::by(&screen, &desk, command);
    opened.paste(&pictures(&desk));
    opened.wait_for("looked through the queue waiting=2");

    // The second picture is found by 회의, and taken out.
    press(&opened, &[Key::Control, Key::F]);
    type_hangul(&opened, "ghldml");
    tab(&opened, 1);
    press(&opened, &[Key::Control, Key::A]);
    press(&opened, &[Key::Delete]);
    press(&opened, &[Key::Control, Key::F]);
    press(&opened, &[Key::Escape]);

    // The result of the other begins with 안녕.
    press(&opened, &[Key::Control, Key::F]);
    tab(&opened, TEMPLATE);
    press(&opened, &[Key::Home]);
    type_hangul(&opened, "dkssud");
    tab(&opened, 1);
    let remembered = desk.path("home/state/window.json");
    until("the template", || fs::read_to_string(&remembered).ok()?.contains("안녕{name}").then_some(()));
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=1");
    let result = desk.path(format!("내 사진/안녕{}", NAMES[0])).with_extension("webp");
    assert_eq!(decode(&result).dimensions(), (320, 200));
}
