//! The processes that decode: they end with the program, and the program survives them.

use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use crate::desk::{Desk, Ran, children};

/// A run over six pictures that take a while, caught at work.
fn at_work(desk: &Desk) -> (Child, Vec<u32>) {
    for number in 0..6 {
        desk.picture(&format!("in/{number}.png"), 1600, 1200);
    }
    let mut command = desk.command();
    let child = command
        .args(["convert", "in", "-o", "out", "--json", "--jobs", "2", "--to", "avif", "--effort", "6"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("started");
    let deadline = Instant::now() + Duration::from_secs(30);
    while children(child.id()).len() < 2 {
        assert!(Instant::now() < deadline, "two workers are started");
        std::thread::sleep(Duration::from_millis(5));
    }
    // They have pictures by now.
    std::thread::sleep(Duration::from_millis(300));
    let workers = children(child.id());
    (child, workers)
}

fn lives(process: u32) -> bool {
    let stat = std::fs::read_to_string(Path::new("/proc").join(process.to_string()).join("stat"));
    stat.is_ok_and(|stat| !stat.contains(") Z "))
}

fn kill(process: u32) {
    let sent = Command::new("kill").args(["-KILL", &process.to_string()]).status();
    assert!(sent.expect("kill").success());
}

#[test]
fn workers_end_with_a_program_that_is_killed() {
    let desk = Desk::new();
    let (mut child, workers) = at_work(&desk);
    child.kill().expect("killed");
    child.wait().expect("ended");
    let deadline = Instant::now() + Duration::from_secs(5);
    while workers.iter().any(|&worker| lives(worker)) {
        assert!(Instant::now() < deadline, "{workers:?} live on");
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn a_worker_that_is_killed_costs_one_picture() {
    let desk = Desk::new();
    let (child, workers) = at_work(&desk);
    kill(workers[0]);
    let ran = Ran::new(child.wait_with_output().expect("ended"));
    assert_eq!(ran.status, 1);
    let failed = ran.events_named("failed");
    assert_eq!(failed.len(), 1, "{}", ran.stdout);
    assert_eq!(failed[0]["code"], "crashed");
    assert_eq!(desk.names("out").len(), 5);
}

#[test]
fn pictures_are_converted_in_the_program_itself_when_asked() {
    let desk = Desk::new();
    desk.picture("in/1.png", 60, 50);
    assert_eq!(desk.convert(&["in", "-o", "workers"]).status, 0);
    assert_eq!(desk.convert(&["in", "-o", "itself", "--in-process"]).status, 0);
    assert_eq!(desk.contents("workers"), desk.contents("itself"));
}
