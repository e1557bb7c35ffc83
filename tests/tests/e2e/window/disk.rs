//! A disk that is slow, and one that does not answer at all: the window does.

use std::fs;
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{NAMES, Opened, assert_converted, at_screen, pictures};
use crate::desk::{Desk, has, program};
use crate::screen::{Key, Pinger, Screen, until};

/// The program in a window, with `calls` of the system about these files each taking so much longer. They are noted in
/// the file `trace` of the desk, with who made them.
fn slowed(screen: &Screen, desk: &Desk, files: &[PathBuf], calls: &str, delay: Duration) -> Command {
    let mut command = Command::new("strace");
    // The program stays the child, and strace is beside it.
    command.args(["-D", "-f", "-qq", "-y", "--seccomp-bpf", "-o"]).arg(desk.path("trace"));
    command.args(files.iter().flat_map(|file| ["-P".into(), file.clone().into_os_string()]));
    command.args(["-e", &format!("trace={calls}")]);
    command.args(["-e", &format!("inject={calls}:delay_enter={}", delay.as_micros())]);
    command.arg(program()).current_dir(desk.path("."));
    for (name, value) in at_screen(screen, desk.command()).get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    command
}

/// What the thread that draws did itself, of all that was noted.
fn calls_of_the_drawing_thread(desk: &Desk, opened: &Opened<'_>) -> (usize, Vec<String>) {
    let trace = fs::read_to_string(desk.path("trace")).expect("a trace");
    let thread = format!("{} ", opened.process.id());
    let own = trace.lines().filter(|line| line.starts_with(&thread) && line.contains('('));
    (trace.lines().count(), own.map(str::to_owned).collect())
}

/// However slow a disk is, it is waited for in other threads than the one that draws. This says so by who made the calls,
/// and not by the clock, so that it holds on a busy machine as well. Pasted, for winit itself resolves what is dropped.
#[test]
fn a_slow_disk_is_waited_for_by_others_than_the_thread_that_draws() {
    let Some(screen) = Screen::start() else { return };
    if !has("strace", "make a disk slow with") {
        return;
    }
    let desk = Desk::new();
    let folder = desk.path("내 사진");
    let results = NAMES.map(|name| folder.join(name).with_extension("webp"));
    let files = [pictures(&desk), results.to_vec(), vec![folder.clone()]].concat();
    let calls = "%file,%desc";
    let opened = Opened::by(&screen, &desk, slowed(&screen, &desk, &files, calls, Duration::from_millis(20)));
    let pinger = Pinger::new(&screen, opened.window);
    opened.paste(&[folder]);
    opened.wait_for("looked through the queue waiting=2");
    assert!(pinger.ask().is_some());
    opened.control(Key::D);
    opened.wait_for("tried what would be made");
    opened.control(Key::One);
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=2");
    opened.control(Key::Three);
    opened.wait_for("read the history runs=1");
    assert!(pinger.ask().is_some());
    assert_converted(&desk);
    let (all, own) = calls_of_the_drawing_thread(&desk, &opened);
    assert!(all > 20, "the disk was slow: {all}");
    assert!(own.is_empty(), "{own:#?}");
}

/// A network folder that is gone: whoever lists it waits for ever.
#[test]
fn a_folder_that_never_answers_can_be_taken_out_and_other_pictures_converted() {
    let Some(screen) = Screen::start() else { return };
    if !has("strace", "make a disk hang with") {
        return;
    }
    let desk = Desk::new();
    let gone = desk.path("네트워크");
    fs::create_dir(&gone).expect("made");
    // Longer than anybody here waits. A window that waited itself would hold up its own end so long.
    let never = Duration::from_secs(70);
    let opened =
        Opened::by(&screen, &desk, slowed(&screen, &desk, std::slice::from_ref(&gone), "getdents64", never));
    let pinger = Pinger::new(&screen, opened.window);
    let answers = |what: &str| assert!(pinger.ask().is_some(), "no answer after {what}");
    screen.drop_files(opened.window, &[gone]);
    until("the call that hangs", || hangs(&opened).then_some(()));
    answers("a drop");
    opened.press(&[Key::Control, Key::Enter]);
    answers("a start");
    for place in [Key::Three, Key::Four, Key::One] {
        opened.control(place);
        answers("a look at another place");
    }
    opened.press(&[Key::Delete]);
    answers("it was taken out");
    opened.paste(&pictures(&desk));
    opened.wait_for("looked through the queue waiting=2");
    opened.press(&[Key::Control, Key::Enter]);
    opened.wait_for("the run ended converted=2");
    assert_converted(&desk);
    let_go(&opened);
}

/// Whether a thread that looks at the disk is held up.
fn hangs(opened: &Opened<'_>) -> bool {
    let threads = fs::read_dir(format!("/proc/{}/task", opened.process.id())).into_iter().flatten().flatten();
    let mut states = threads.filter_map(|thread| fs::read_to_string(thread.path().join("stat")).ok());
    states.any(|state| state.contains("(window-work) t "))
}

/// Ends what holds it up, without which it could not end either.
fn let_go(opened: &Opened<'_>) {
    let status = fs::read_to_string(format!("/proc/{}/status", opened.process.id())).expect("it runs");
    let strace = status.lines().find_map(|line| line.strip_prefix("TracerPid:")).expect("listed");
    assert!(Command::new("kill").args(["-9", strace.trim()]).status().expect("started").success());
}
