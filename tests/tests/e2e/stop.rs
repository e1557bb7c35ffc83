//! Ctrl-C, and sources that vanish.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::Desk;

/// Starts a conversion and waits for its first picture to begin.
fn started(desk: &Desk, arguments: &[&str]) -> (Child, impl Iterator<Item = String> + use<>) {
    let mut child = desk
        .command()
        .args(["convert", "--json"])
        .args(arguments)
        .stdout(Stdio::piped())
        .spawn()
        .expect("started");
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines().map_while(Result::ok);
    lines.find(|line| line.contains("\"started\"")).expect("work begins");
    (child, lines)
}

#[cfg(unix)]
fn interrupt(child: &Child) {
    let sent = Command::new("kill").args(["-INT", &child.id().to_string()]).status();
    assert!(sent.expect("kill").success());
}

#[cfg(unix)]
#[test]
fn ctrl_c_answers_at_once_and_leaves_nothing_behind() {
    let desk = Desk::new();
    for number in 0..6 {
        desk.picture(&format!("in/{number}.png"), 1600, 1200);
    }
    for format in ["webp", "avif"] {
        let before = desk.contents("in");
        let (mut child, lines) = started(&desk, &["in", "-o", format, "--to", format, "--effort", "6"]);
        std::thread::sleep(Duration::from_millis(100));
        let asked = Instant::now();
        interrupt(&child);
        let status = child.wait().expect("ended");
        let took = asked.elapsed();
        println!("{format}: stopped after {} ms", took.as_millis());
        assert_eq!(status.code(), Some(130));
        // Promised are 200 ms; the rest is the machine's, which may be busy.
        assert!(took < Duration::from_secs(2), "{took:?}");
        let last = lines.last().expect("a last event");
        assert!(last.contains("\"finished\"") && last.contains("\"interrupted\":true"), "{last}");
        assert_eq!(desk.contents("in"), before);
        let names = if desk.path(format).exists() { desk.names(format) } else { Vec::new() };
        assert!(names.iter().all(|name| name.ends_with(format)), "{names:?}");
        assert_eq!(desk.names("home/state/runs"), [""; 0]);
    }
}

#[test]
fn a_source_that_vanishes_is_named_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.picture("in/1.png", 1500, 1200);
    desk.picture("in/2.png", 50, 50);
    desk.picture("in/3.png", 40, 40);
    let (mut child, lines) = started(&desk, &["in", "-o", "out", "--jobs", "1", "--effort", "6"]);
    fs::remove_file(desk.path("in/2.png")).expect("removed");
    let lines: Vec<String> = lines.collect();
    assert_eq!(child.wait().expect("ended").code(), Some(1));
    assert!(lines.iter().any(|line| line.contains("\"not_found\"") && line.contains("2.png")), "{lines:?}");
    assert_eq!(desk.names("out"), ["1.webp", "3.webp"]);
}
