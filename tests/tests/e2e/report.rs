//! The report of a run: what it tells, and what happens where it cannot be written.

use std::fs;
#[cfg(target_os = "linux")]
use std::process::Command;

use crate::desk::Desk;
#[cfg(target_os = "linux")]
use crate::desk::{Ran, has, program};

/// A desk with so many pictures in the folder `in`.
fn desk_with(count: u32) -> Desk {
    let desk = Desk::new();
    for number in 0..count {
        desk.picture(&format!("in/{number}.png"), 200 + number, 150);
    }
    desk
}

#[test]
fn a_report_tells_what_became_of_each_picture() {
    let desk = desk_with(3);
    fs::write(desk.path("in/=bad.png"), "no picture").expect("written");
    let ran = desk.convert(&["in", "--report", "report.csv", "--to", "webp"]);
    assert_eq!(ran.status, 1);
    let mut table = csv::Reader::from_path(desk.path("report.csv")).expect("a table");
    let rows: Vec<_> = table.records().map(|row| row.expect("a row")).collect();
    assert_eq!(rows.len(), 4);
    let cell = |row: usize, column: usize| rows[row].get(column).expect("a cell");
    assert!(cell(0, 0).ends_with("0.png") && cell(0, 2).ends_with("0.webp"));
    assert_eq!((cell(0, 1), cell(3, 1), cell(3, 9)), ("converted", "failed", "not_a_picture"));
    assert_eq!((cell(0, 3).len(), cell(0, 4).len()), (64, 64));
    assert_eq!(cell(0, 6), fs::metadata(desk.path("in/0.webp")).expect("there").len().to_string());
    assert_eq!(desk.run(&["convert", "in", "--report", "report.txt"]).status, 2);
    assert_eq!(desk.convert(&["in", "--report", "again.json"]).status, 1);
    let again = fs::read(desk.path("again.json")).expect("there");
    let again: serde_json::Value = serde_json::from_slice(&again).expect("JSON");
    assert_eq!(again["pictures"].as_array().map(Vec::len), Some(7));
}

#[test]
fn a_report_that_cannot_be_written_is_said_before_the_run_and_at_its_end() {
    let desk = desk_with(3);
    let pictures = desk.names("in");
    fs::create_dir(desk.path("folder.csv")).expect("made");
    for place in ["in/0.png/report.csv", "folder.csv"] {
        let ran = desk.convert(&["in", "--report", place]);
        assert_eq!(ran.status, 2, "{}", ran.stdout);
        assert!(ran.stderr.contains(place), "{}", ran.stderr);
    }
    assert_eq!(desk.names("in"), pictures, "nothing was begun");
    #[cfg(target_os = "linux")]
    if has("strace", "fill a disk with") {
        let ran = without_room_for(&desk, "late.csv", &["in", "--report", "late.csv"]);
        assert_eq!(ran.status, 1, "{}", ran.stdout);
        assert!(ran.story().contains(&"warning:report".to_owned()), "{}", ran.stdout);
        assert_eq!(ran.events_named("converted").len(), 3);
        assert!(!desk.path("late.csv").exists());
    }
}

/// Runs `convert` while nothing can get this name, as on a disk that is full by then.
#[cfg(target_os = "linux")]
fn without_room_for(desk: &Desk, name: &str, arguments: &[&str]) -> Ran {
    let calls = "rename,renameat,renameat2,link,linkat";
    let mut strace = Command::new("strace");
    strace.args(["-f", "-qq", "-o", "/dev/null", "-P", name, "-P"]).arg(desk.path(name));
    strace.args(["-e", &format!("trace={calls}"), "-e", &format!("inject={calls}:error=ENOSPC")]);
    strace.arg(program()).args(["convert", "--json"]).args(arguments).current_dir(desk.path("."));
    strace.envs(desk.command().get_envs().filter_map(|(name, value)| Some((name, value?))));
    Ran::new(strace.output().expect("started"))
}
