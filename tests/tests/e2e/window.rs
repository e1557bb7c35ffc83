//! The window as a person meets it: the built program on a screen, worked by keys and dragged files, judged by what stands on
//! the disk afterwards.

mod account;
mod desktop;
mod disk;
mod drawing;
mod run;
mod typing;

use std::fs;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::account::{Keyring, Person};
use crate::desk::{Desk, Ran, decode, has, stay_clear_of_midnight};
use crate::screen::{Key, Pinger, Screen, until};

/// Names as people in Korea give them.
const NAMES: [&str; 2] = ["여름 휴가 (제주).png", "회의 자료 1.png"];

/// Where the main button is in a window of the size it first opens with.
const MAIN_BUTTON: (i16, i16) = (990, 727);

/// An open window. Ends with this value.
struct Opened<'a> {
    screen: &'a Screen,
    process: Child,
    log: PathBuf,
    window: u32,
}

impl<'a> Opened<'a> {
    fn new(screen: &'a Screen, desk: &Desk) -> Self {
        Opened::by(screen, desk, at_screen(screen, desk.command()))
    }

    /// Opened by this command. It is open when it has drawn.
    fn by(screen: &'a Screen, desk: &Desk, mut command: Command) -> Self {
        let log = desk.path("window.log");
        command.env("PICOPRESS_LOG", "picopress=debug").stderr(fs::File::create(&log).expect("made"));
        let process = command.stdout(Stdio::null()).spawn().expect("started");
        let mut opened = Opened { screen, process, log, window: 0 };
        opened.window = screen.window();
        opened.wait_for("the window has drawn");
        opened
    }

    fn press(&self, keys: &[Key]) {
        self.screen.press(self.window, keys);
    }

    /// Puts paths on the clipboard and pastes them.
    fn paste(&self, paths: &[PathBuf]) {
        let lines: Vec<String> = paths.iter().map(|path| path.display().to_string()).collect();
        self.screen.copy(lines.join("\n"));
        self.press(&[Key::Control, Key::V]);
    }

    /// The same with Control held.
    fn control(&self, key: Key) {
        self.press(&[Key::Control, key]);
    }

    /// Goes on by Tab so often, as fast as the window follows.
    fn tab(&self, times: usize) {
        const FOLLOWED: &str = "the keyboard goes on";
        for _ in 0..times {
            let before = self.told().matches(FOLLOWED).count();
            self.press(&[Key::Tab]);
            self.wait_for_times(FOLLOWED, before + 1);
        }
    }

    /// What the log says by now.
    fn told(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Whether the program is over.
    fn has_ended(&self) -> bool {
        // Not waited for: nobody else may get its number meanwhile.
        fs::read_to_string(format!("/proc/{}/stat", self.process.id()))
            .is_ok_and(|stat| stat.contains(") Z "))
    }

    /// Waits until the log says this.
    fn wait_for(&self, sentence: &str) {
        self.wait_for_times(sentence, 1);
    }

    /// Waits until the log has said this so often.
    fn wait_for_times(&self, sentence: &str, times: usize) {
        until(&format!("\"{sentence}\" in {}", self.log.display()), || {
            (self.told().matches(sentence).count() >= times).then_some(())
        });
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            println!("{}", self.told());
        }
    }
}

/// On this screen, drawn without a graphics card, and without a word from the desktop of whoever runs the tests.
fn at_screen(screen: &Screen, mut command: Command) -> Command {
    command.env("DISPLAY", &screen.name).env("ICED_BACKEND", "tiny-skia");
    command.env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
    if command.get_envs().all(|(name, _)| name != "DBUS_SESSION_BUS_ADDRESS") {
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", "/nowhere");
    }
    command
}

/// A recipe that takes a while.
const SLOW: &str = r#"{"recipe": {"format": "avif", "effort": 6, "min_saving": null}}"#;

/// Lets the window find this as what it remembers.
fn remember(desk: &Desk, remembered: &str) {
    fs::create_dir_all(desk.path("home/state")).expect("made");
    fs::write(desk.path("home/state/window.json"), remembered).expect("written");
}

/// Pictures with Korean names in a folder with spaces.
fn pictures(desk: &Desk) -> Vec<PathBuf> {
    NAMES.iter().map(|name| desk.picture(&format!("내 사진/{name}"), 320, 200)).collect()
}

/// What was made of [`pictures`], read by a decoder of others.
fn assert_converted(desk: &Desk) {
    for name in NAMES {
        let output = desk.path("내 사진").join(name).with_extension("webp");
        assert_eq!(decode(&output).dimensions(), (320, 200));
    }
}

/// The main job by keys alone.
fn convert_pasted(opened: &Opened<'_>, desk: &Desk) {
    opened.paste(&pictures(desk));
    opened.wait_for("looked through the queue waiting=2");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=2");
    assert_converted(desk);
}

#[test]
fn pictures_are_pasted_and_converted_by_keys_alone() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let opened = Opened::new(&screen, &desk);
    convert_pasted(&opened, &desk);
}

#[test]
fn pictures_are_dropped_and_converted_by_mouse_alone() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let opened = Opened::new(&screen, &desk);
    screen.drop_files(opened.window, &pictures(&desk));
    opened.wait_for("looked through the queue waiting=2");
    screen.click(opened.window, MAIN_BUTTON.0, MAIN_BUTTON.1);
    opened.wait_for("the run ended converted=2");
    assert_converted(&desk);
}

/// The day has five, one at a time: that is said once beforehand, then each is one key away, and the rest stays.
#[test]
fn of_thirty_seven_pictures_five_go_without_a_plan_and_the_rest_stays() {
    let Some(screen) = Screen::start() else { return };
    stay_clear_of_midnight(&[]);
    let desk = Desk::free();
    let pictures: Vec<_> = (0..37).map(|n| desk.picture(&format!("사진/{n}.png"), 64, 48)).collect();
    let opened = Opened::new(&screen, &desk);
    opened.paste(&pictures);
    opened.wait_for("looked through the queue waiting=37");
    for done in 1..=5 {
        opened.press(&[Key::Control, Key::Enter]);
        if done == 1 {
            opened.wait_for("said what a run would do");
            opened.press(&[Key::Enter]);
        }
        opened.wait_for_times("the run ended converted=1", done);
        opened.wait_for(&format!("looked through the queue waiting={}", 37 - done));
    }
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for_times("said what a run would do", 2);
    assert_eq!(desk.names("사진").iter().filter(|name| name.ends_with(".webp")).count(), 5);
}

#[test]
fn what_is_opened_with_the_program_comes_into_the_window_that_is_open() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let opened = Opened::new(&screen, &desk);
    let pictures = pictures(&desk);
    // As a file manager would from another folder, and as a person would from a terminal there.
    for (count, picture) in [(1, pictures[0].as_os_str()), (2, NAMES[1].as_ref())] {
        let mut command = at_screen(&screen, desk.command());
        let ran = Ran::new(command.current_dir(desk.path("내 사진")).arg(picture).output().expect("started"));
        assert_eq!((ran.status, ran.stderr.as_str()), (0, ""));
        opened.wait_for(&format!("looked through the queue waiting={count}"));
    }
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=2");
    assert_converted(&desk);
}

#[test]
fn a_stop_answers_at_once_and_leaves_nothing_half_done() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    remember(&desk, SLOW);
    let pictures: Vec<_> = (0..4).map(|n| desk.picture(&format!("in/{n}.png"), 1600, 1200)).collect();
    let before = desk.contents("in");
    let opened = Opened::new(&screen, &desk);
    opened.paste(&pictures);
    opened.wait_for("looked through the queue waiting=4");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("a picture is under way");
    let asked = Instant::now();
    opened.press(&[Key::Control, Key::Period]);
    opened.wait_for("the run ended");
    // Promised are 200 ms; how busy the machine is, is not ours.
    println!("stopped after {} ms", asked.elapsed().as_millis());
    let mut after = desk.contents("in");
    // Whoever is slow at the keys sees a picture done.
    after.retain(|name, _| !name.ends_with(".avif"));
    assert_eq!(after, before);
    assert_eq!(desk.names("home/state/runs"), [""; 0]);
}

#[test]
fn without_a_screen_there_are_words_instead_of_a_trace() {
    let desk = Desk::free();
    for display in [None, Some(":7777")] {
        let mut command = desk.command();
        command.env_remove("DISPLAY").env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command.envs(display.map(|display| ("DISPLAY", display)));
        let ran = Ran::new(command.output().expect("started"));
        assert_eq!(ran.status, 1);
        assert!(ran.stderr.starts_with("failed: there is no screen"), "{}", ran.stderr);
        assert_eq!(ran.stderr.lines().count(), 1, "{}", ran.stderr);
    }
    assert!(!desk.path("home/state/instance/starting").exists(), "nothing was drawn badly");
}

#[test]
fn a_keyring_that_hangs_and_a_server_that_is_gone_keep_no_window_from_converting() {
    let Some(screen) = Screen::start() else { return };
    if !has("dbus-run-session", "have a keyring on") || !has("unshare", "sign in") {
        return;
    }
    let mut person = Person::with("basic");
    let keyring = Keyring::start(&person.desk.path("keyring"));
    person.bus = Some(keyring.bus.clone());
    assert_eq!(person.sign_in(&[]).status, 0);
    keyring.signal("-STOP");
    person.service.stop();
    let start = Instant::now();
    let opened = Opened::by(&screen, &person.desk, at_screen(&screen, person.command()));
    println!("drawn after {} ms", start.elapsed().as_millis());
    let picture = person.desk.picture("사진.png", 320, 200);
    opened.paste(&[picture]);
    opened.wait_for("looked through the queue waiting=1");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=1");
    assert_eq!(decode(&person.desk.path("사진.webp")).dimensions(), (320, 200));
    keyring.signal("-CONT");
}

/// A person with very many pictures. What is promised are 16 ms for most frames and 50 for the longest, in a release build on a
/// machine with little else to do; here it is found out when somebody makes each frame go through all rows again.
#[test]
fn two_thousand_pictures_are_scrolled_and_converted_in_a_window_that_answers() {
    let Some(screen) = Screen::start() else { return };
    let desk = Desk::new();
    let first = desk.picture("사진/0000.png", 48, 32);
    for number in 1..2_000 {
        fs::copy(&first, desk.path(format!("사진/{number:04}.png"))).expect("copied");
    }
    let opened = Opened::new(&screen, &desk);
    opened.paste(&[desk.path("사진")]);
    opened.wait_for("looked through the queue waiting=2000");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("a picture is under way");
    let pinger = Pinger::new(&screen, opened.window);
    screen.point_at(opened.window, 400, 400);
    let answers = (0..120).map(|notch| {
        screen.turn_wheel(notch < 80);
        pinger.ask().expect("it answers")
    });
    let mut answers: Vec<_> = answers.collect();
    answers.sort();
    let (middle, longest) = (answers[answers.len() / 2], answers[answers.len() - 1]);
    println!("answers after {middle:?} in the middle, after {longest:?} at worst");
    // How busy the machine is, is not ours: half of all answers say more than the worst.
    assert!(middle < Duration::from_millis(500), "{middle:?}");
}
