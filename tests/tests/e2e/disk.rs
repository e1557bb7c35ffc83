//! Disks that are full or read-only, and folders one may not enter.

#![cfg(target_os = "linux")]

use std::fs;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::desk::{Desk, Ran, decode, program};

/// A small file system in memory, gone when dropped.
struct Tmpfs(PathBuf);

impl Tmpfs {
    /// `None`, said aloud, where mounting is not allowed.
    fn mount(path: &Path, options: &str) -> Option<Self> {
        fs::create_dir_all(path).expect("made");
        let mount = Command::new("mount").args(["-t", "tmpfs", "-o", options, "tmpfs"]).arg(path).output();
        if mount.is_ok_and(|mount| mount.status.success()) {
            return Some(Tmpfs(path.to_owned()));
        }
        println!("skipped: no right to mount a file system");
        None
    }
}

impl Drop for Tmpfs {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_said_beforehand_and_costs_only_what_does_not_fit() {
    let desk = Desk::new();
    for (number, side) in [(1, 900), (2, 900), (3, 40)] {
        desk.picture(&format!("in/{number}.png"), side, side);
    }
    let originals = desk.contents("in");
    let Some(_small) = Tmpfs::mount(&desk.path("small"), "size=64k") else { return };
    let ran = desk.convert(&["in", "-o", "small", "--quality", "98"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.story()[0], "warning:disk_space", "{}", ran.stdout);
    let failed: Vec<_> = ran.events_named("failed").iter().map(|event| event["code"].clone()).collect();
    assert!(!failed.is_empty() && failed.iter().all(|code| code == "disk_full"), "{}", ran.stdout);
    assert_eq!(decode(&desk.path("small/3.webp")).dimensions(), (40, 40));
    assert!(desk.names("small").iter().all(|name| name.ends_with(".webp")), "{:?}", desk.names("small"));
    assert_eq!(desk.contents("in"), originals);
}

#[test]
fn a_read_only_disk_is_called_so() {
    let desk = Desk::new();
    desk.picture("a.png", 40, 40);
    let Some(_frozen) = Tmpfs::mount(&desk.path("frozen"), "ro,size=64k") else { return };
    let ran = desk.convert(&["a.png", "-o", "frozen"]);
    assert_eq!(ran.story(), ["started", "failed:read_only", "finished"]);
    assert_eq!(ran.status, 1);
}

#[test]
fn a_run_that_cannot_be_counted_converts_nothing() {
    let desk = Desk::new();
    desk.picture("a.png", 40, 40);
    let Some(_frozen) = Tmpfs::mount(&desk.path("home"), "ro,size=64k") else { return };
    let ran = desk.convert(&["a.png"]);
    assert_eq!(ran.story(), ["refused:ledger", "finished"]);
    assert_eq!(ran.status, 4);
    assert!(!desk.path("a.webp").exists());
}

#[test]
fn a_pipe_in_a_folder_is_not_waited_for() {
    let desk = Desk::new();
    desk.picture("in/a.png", 40, 40);
    let made = Command::new("mkfifo").arg(desk.path("in/pipe.png")).status();
    assert!(made.expect("mkfifo").success());
    let ran = desk.convert(&["in", "-o", "out"]);
    assert_eq!(ran.events_named("converted").len(), 1, "{}", ran.stdout);
}

#[test]
fn a_folder_without_permission_is_named_and_the_rest_goes_on() {
    let desk = Desk::new();
    desk.picture("in/open/a.png", 40, 40);
    desk.picture("in/closed/b.png", 40, 40);
    let copy = desk.path("picopress");
    fs::copy(program(), &copy).expect("copied");
    let nobody =
        Command::new("chown").args(["-R", "65534:65534"]).arg(desk.path(".")).output().expect("chown");
    if !nobody.status.success() {
        println!("skipped: no right to become somebody else");
        return;
    }
    fs::set_permissions(desk.path("in/closed"), fs::Permissions::from_mode(0o000)).expect("closed");
    let mut command = Command::new(&copy);
    command.args(["convert", "--json", "-r", "in", "-o", "out"]).current_dir(desk.path("."));
    for (key, value) in desk.command().get_envs() {
        command.env(key, value.unwrap_or_default());
    }
    command.uid(65534).gid(65534);
    let ran = Ran::new(command.output().expect("started"));
    fs::set_permissions(desk.path("in/closed"), fs::Permissions::from_mode(0o755)).expect("opened");
    assert_eq!(ran.status, 1, "{}", ran.stdout);
    let failed = &ran.events_named("failed")[0];
    assert_eq!(failed["code"], "permission_denied");
    assert!(failed["source"].as_str().expect("a path").contains("closed"), "{failed}");
    assert!(desk.path("out/open/a.webp").exists());
}

#[test]
fn a_link_does_not_lead_out_of_the_chosen_folder() {
    let desk = Desk::new();
    desk.picture("in/sub/a.png", 40, 40);
    desk.picture("in/b.png", 40, 40);
    fs::create_dir(desk.path("out")).expect("made");
    fs::create_dir(desk.path("elsewhere")).expect("made");
    symlink(desk.path("elsewhere"), desk.path("out/sub")).expect("linked");
    let ran = desk.convert(&["-r", "in", "-o", "out"]);
    assert_eq!(ran.status, 1);
    assert_eq!(ran.events_named("failed")[0]["code"], "leaves_folder", "{}", ran.stdout);
    assert!(desk.path("out/b.webp").exists());
    assert_eq!(desk.names("elsewhere"), [""; 0]);
}

#[test]
fn dates_and_permissions_follow_the_source() {
    let desk = Desk::new();
    let source = desk.picture("a.png", 40, 40);
    fs::set_permissions(&source, fs::Permissions::from_mode(0o700)).expect("set");
    let long_ago = std::time::UNIX_EPOCH + std::time::Duration::from_nanos(987_654_321_123_456_789);
    let file = fs::File::options().write(true).open(&source).expect("opened");
    file.set_modified(long_ago).expect("dated");
    assert_eq!(desk.convert(&["a.png"]).status, 0);
    let target = fs::metadata(desk.path("a.webp")).expect("there");
    assert_eq!(target.modified().expect("a date"), long_ago);
    assert_eq!(target.permissions().mode() & 0o777, 0o600);
}

#[test]
fn originals_of_another_volume_are_put_away_on_it_and_come_back() {
    let desk = Desk::new();
    let Some(_stick) = Tmpfs::mount(&desk.path("stick"), "size=8m") else { return };
    desk.picture("stick/in/a.png", 120, 90);
    let dated = std::time::UNIX_EPOCH + std::time::Duration::from_nanos(987_654_321_123_456_789);
    let source = fs::File::options().write(true).open(desk.path("stick/in/a.png")).expect("there");
    source.set_modified(dated).expect("dated");
    let before = desk.contents("stick/in");
    let check = |policy: &str, put_away: &str| {
        let ran = desk.convert(&["stick/in", "--originals", policy]);
        assert_eq!(ran.status, 0, "{}", ran.stdout);
        assert_eq!(desk.names("stick/in"), ["a.webp"], "{policy}");
        assert_eq!(desk.names(put_away).len(), 1, "{policy}: {:?}", desk.names(put_away));
        assert_eq!(desk.run(&["undo"]).status, 0, "{policy}");
        assert!(desk.contents("stick/in") == before, "{policy}: {:?}", desk.names("stick/in"));
        let date = fs::metadata(desk.path("stick/in/a.png")).expect("there").modified().expect("a date");
        assert_eq!(date, dated, "{policy}");
    };
    check("trash", "stick/.Trash-0/files");
    check("backup", "stick/.picopress-originals-0");
    // Where the top of the volume cannot be used, the original is copied home, and back.
    fs::remove_dir(desk.path("stick/.picopress-originals-0")).expect("empty");
    fs::write(desk.path("stick/.picopress-originals-0"), "in the way").expect("written");
    check("backup", "home/state/.originals");
    assert_eq!(desk.names("home/state/.originals"), [""; 0]);
}
