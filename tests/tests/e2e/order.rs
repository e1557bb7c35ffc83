//! The order in which a picture reaches the disk, as the kernel saw it.

use std::fs;
use std::io::Write;
use std::process::Command;
use std::thread;
use std::time::Duration;

use crate::desk::{Desk, Ran, has, program};

/// The program under strace.
fn traced(desk: &Desk, options: &[&str]) -> Command {
    let mut strace = Command::new("strace");
    strace.args(["-f", "-y", "-o"]).arg(desk.path("trace")).args(options).arg(program());
    for (key, value) in desk.command().get_envs() {
        strace.env(key, value.unwrap_or_default());
    }
    strace.current_dir(desk.path("."));
    strace
}

#[test]
fn written_synced_renamed_and_the_folder_synced() {
    let desk = Desk::new();
    if !has("strace", "watch the system calls") {
        return;
    }
    desk.picture("a.png", 60, 40);
    let calls = "trace=write,fsync,rename,renameat,renameat2,link,linkat";
    let ran = Ran::new(traced(&desk, &["-e", calls]).args(["convert", "a.png"]).output().expect("started"));
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    let trace = fs::read_to_string(desk.path("trace")).expect("a trace");
    let line_of = |what: &dyn Fn(&str) -> bool| trace.lines().position(what);
    // The files of a sign-in are replaced through hidden files, too, but with another ending.
    let is_temporary = |line: &str| line.contains(".picopress-") && line.contains(".tmp");
    let written = line_of(&|line| line.contains(" write(") && is_temporary(line));
    let synced = line_of(&|line| line.contains(" fsync(") && is_temporary(line));
    let renamed = line_of(&|line| line.contains(" rename") && is_temporary(line) && line.contains("a.webp"));
    let folder = desk.path("").canonicalize().expect("there").display().to_string();
    let folder_synced = line_of(&|line| {
        line.contains(" fsync(") && line.contains(&format!("<{}>", folder.trim_end_matches('/')))
    });
    let order = [written, synced, renamed, folder_synced];
    assert!(order.iter().all(Option::is_some) && order.is_sorted(), "{order:?} in\n{trace}");
}

#[test]
fn a_source_that_changes_while_it_is_read_is_not_converted() {
    let desk = Desk::new();
    if !has("strace", "slow the reading down") {
        return;
    }
    let source = desk.picture("a.png", 400, 300);
    let path = source.display().to_string();
    // Each read of the source takes half a second longer, time enough for somebody else to write to it.
    let options = ["-P", &path, "-e", "trace=read", "-e", "inject=read:delay_exit=500000"];
    let running = traced(&desk, &options)
        .args(["convert", "--json", &path])
        .stdout(std::process::Stdio::piped())
        .spawn();
    let mut running = running.expect("started");
    while running.try_wait().expect("a child").is_none() {
        thread::sleep(Duration::from_millis(50));
        let mut file = fs::File::options().append(true).open(&source).expect("there");
        file.write_all(&[0]).expect("written");
    }
    let ran = Ran::new(running.wait_with_output().expect("ended"));
    assert_eq!(ran.status, 1);
    assert_eq!(ran.events_named("failed")[0]["code"], "source_changed", "{}", ran.stdout);
    assert!(!desk.path("a.webp").exists());
}
