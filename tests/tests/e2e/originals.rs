//! Originals that are put away, and come back.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use crate::desk::{Desk, decode};

/// All files of a folder, with their bytes and dates.
type Files = BTreeMap<String, (Vec<u8>, SystemTime)>;

fn files(desk: &Desk, folder: &str) -> Files {
    let date = |name: &str| {
        let metadata = fs::metadata(desk.path(folder).join(name)).expect("there");
        metadata.modified().expect("a date")
    };
    let contents = desk.contents(folder).into_iter();
    contents.map(|(name, bytes)| (name.clone(), (bytes, date(&name)))).collect()
}

/// Three dated pictures in the folder `in`.
fn three(desk: &Desk) -> Files {
    for (number, name) in ["a.png", "b.jpg", "사진.png"].into_iter().enumerate() {
        let path = desk.picture(&format!("in/{name}"), 200 + number as u32 * 50, 150);
        date(&path, 1_000_000_000 + number as u64);
    }
    files(desk, "in")
}

fn date(path: &Path, seconds: u64) {
    let file = fs::File::options().write(true).open(path).expect("there");
    file.set_modified(UNIX_EPOCH + Duration::new(seconds, 123_456_789)).expect("dated");
}

#[test]
fn backed_up_originals_come_back_as_they_were() {
    let desk = Desk::new();
    let before = three(&desk);
    let ran = desk.convert(&["in", "--originals", "backup"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert!(ran.events_named("converted").iter().all(|event| event["original"] == "backed_up"));
    assert_eq!(desk.names("in"), ["a.webp", "b.webp", "사진.webp"]);
    let history = desk.run(&["history"]).stdout;
    assert!(history.contains("3 converted") && history.contains("backed up until"), "{history}");
    let undone = desk.run(&["undo"]);
    assert_eq!(undone.status, 0, "{}", undone.stderr);
    assert!(undone.stdout.contains("3 pictures are as they were before"), "{}", undone.stdout);
    assert!(files(&desk, "in") == before, "{:?}", desk.names("in"));
    assert_eq!(desk.names("home/state/.originals"), [""; 0]);
    assert!(desk.run(&["undo"]).stderr.contains("nothing to undo"));
    // And nothing is in the way of doing it again.
    assert_eq!(desk.convert(&["in"]).events_named("converted").len(), 3);
}

#[test]
fn what_was_overwritten_comes_back_too() {
    let desk = Desk::new();
    let before = three(&desk);
    desk.picture("out/a.webp", 9, 9);
    fs::write(desk.path("out/b.webp"), "no picture, but somebody's").expect("written");
    date(&desk.path("out/b.webp"), 900_000_000);
    let out = files(&desk, "out");
    let ran = desk.convert(&["in", "-o", "out", "--on-conflict", "overwrite"]);
    assert_eq!(ran.events_named("converted").len(), 3, "{}", ran.stdout);
    assert_eq!(decode(&desk.path("out/a.webp")).dimensions(), (200, 150));
    assert_eq!(desk.run(&["undo"]).status, 0);
    assert!(files(&desk, "out") == out, "{:?}", desk.names("out"));
    assert!(files(&desk, "in") == before);
}

#[test]
fn an_undo_leaves_what_the_person_changed_and_says_so() {
    let desk = Desk::new();
    let before = three(&desk);
    assert_eq!(desk.convert(&["in", "--originals", "backup"]).status, 0);
    fs::write(desk.path("in/a.png"), "a new one of the same name").expect("written");
    fs::write(desk.path("in/b.webp"), "retouched").expect("written");
    let undone = desk.run(&["undo"]);
    assert_eq!(undone.status, 1);
    assert!(undone.stderr.contains("something else stands there now; the original is kept at"));
    assert!(undone.stderr.contains("b.webp was changed since and stays"), "{}", undone.stderr);
    assert_eq!(desk.names("in"), ["a.png", "a.webp", "b.jpg", "b.webp", "사진.png"]);
    assert_eq!(fs::read(desk.path("in/a.png")).expect("there"), b"a new one of the same name");
    // Once the way is free, the same run can be undone by its name.
    fs::remove_file(desk.path("in/a.png")).expect("removed");
    let run = desk.history()[0]["run"].as_str().expect("a name").to_owned();
    desk.run(&["undo", &run]);
    assert!(files(&desk, "in").get("a.png") == before.get("a.png"));
    assert!(!desk.path("in/a.webp").exists());
}

#[test]
fn an_output_that_is_all_there_is_is_never_removed() {
    let desk = Desk::new();
    three(&desk);
    assert_eq!(desk.convert(&["in"]).status, 0);
    fs::remove_file(desk.path("in/a.png")).expect("removed");
    let undone = desk.run(&["undo"]);
    assert!(undone.stderr.contains("the original is gone, so its conversion stays"), "{}", undone.stderr);
    assert_eq!(desk.names("in"), ["a.webp", "b.jpg", "사진.png"]);
}

#[cfg(target_os = "linux")]
#[test]
fn the_trash_takes_originals_and_gives_them_back() {
    let desk = Desk::new();
    let before = three(&desk);
    let ran = desk.convert(&["in", "--originals", "trash"]);
    assert!(ran.events_named("converted").iter().all(|event| event["original"] == "trashed"));
    assert_eq!(desk.names("in"), ["a.webp", "b.webp", "사진.webp"]);
    assert_eq!(desk.names("home/data/Trash/files"), ["a.png", "b.jpg", "사진.png"]);
    let info = fs::read_to_string(desk.path("home/data/Trash/info/a.png.trashinfo")).expect("there");
    assert!(info.starts_with("[Trash Info]\nPath=/") && info.contains("/in/a.png\n"), "{info}");
    assert_eq!(desk.run(&["undo"]).status, 0);
    assert!(files(&desk, "in") == before);
    assert_eq!(desk.names("home/data/Trash/info"), [""; 0]);
}

#[test]
fn an_original_that_was_kept_or_failed_stays() {
    let desk = Desk::new();
    desk.picture("in/a.png", 200, 150);
    fs::write(desk.path("in/bad.png"), "no picture").expect("written");
    assert_eq!(desk.convert(&["in/a.png", "-o", "in2", "--lossless", "--to", "webp"]).status, 0);
    fs::rename(desk.path("in2/a.webp"), desk.path("in/small.webp")).expect("moved");
    // Recognised as an output unless it is named; what it would become is larger.
    let ran = desk.convert(&[
        "in/small.webp",
        "in/bad.png",
        "--originals",
        "backup",
        "--quality",
        "100",
        "--min-saving",
        "90",
    ]);
    assert_eq!((ran.events_named("kept").len(), ran.events_named("failed").len()), (1, 1), "{}", ran.stdout);
    assert_eq!(desk.names("in"), ["a.png", "bad.png", "small.webp"]);
}

#[test]
fn backups_over_their_time_go_and_those_within_stay() {
    let desk = Desk::new();
    three(&desk);
    assert_eq!(desk.convert(&["in", "--originals", "backup"]).status, 0);
    let other = desk.picture("other.png", 8, 8);
    let next = |days: &str| {
        fs::create_dir_all(desk.path("home/config")).expect("made");
        fs::write(desk.path("home/config/settings.toml"), format!("backup_days = {days}\n")).expect("set");
        desk.convert(&[other.to_str().expect("text"), "--always", "--on-conflict", "overwrite"]).story()
    };
    assert!(!next("1").contains(&"warning:backups_expired".to_owned()));
    assert!(next("0").contains(&"warning:backups_expired".to_owned()));
    assert!(desk.run(&["undo"]).status == 0, "the second run had nothing to lose");
    assert!(desk.history().iter().all(|run| run["undo_until_ms"].is_null()));
}

#[test]
fn a_full_backup_is_said_beforehand_and_costs_no_original() {
    let desk = Desk::new();
    let before = three(&desk);
    fs::create_dir_all(desk.path("home/config")).expect("made");
    fs::write(desk.path("home/config/settings.toml"), "backup_gigabytes = 0\n").expect("set");
    let ran = desk.convert(&["in", "--originals", "backup"]);
    assert_eq!(ran.story()[0], "warning:backup_full");
    assert_eq!(ran.story().iter().filter(|code| *code == "warning:original_stays").count(), 3);
    let after = files(&desk, "in");
    assert!(before.iter().all(|(name, file)| after.get(name) == Some(file)));
}

#[test]
fn what_cannot_be_kept_is_not_overwritten() {
    let desk = Desk::new();
    three(&desk);
    fs::create_dir_all(desk.path("out")).expect("made");
    fs::write(desk.path("out/b.webp"), "no picture, but somebody's").expect("written");
    let out = files(&desk, "out");
    let overwrite = || desk.convert(&["in", "-o", "out", "--on-conflict", "overwrite", "--always"]);
    fs::create_dir_all(desk.path("home/config")).expect("made");
    fs::write(desk.path("home/config/settings.toml"), "backup_gigabytes = 0\n").expect("set");
    let ran = overwrite();
    let failed = ran.events_named("failed");
    assert_eq!((ran.status, failed.len()), (1, 1), "{}", ran.stdout);
    assert_eq!(failed[0]["code"], "no_room_to_keep");
    let message = failed[0]["message"].as_str().expect("words");
    assert!(message.contains("backup_gigabytes"), "{message}");
    assert_eq!(files(&desk, "out").get("b.webp"), out.get("b.webp"));
    assert_eq!(desk.run(&["undo"]).status, 0);
    assert!(files(&desk, "out") == out, "{:?}", desk.names("out"));
    // There is room, but no folder.
    fs::remove_file(desk.path("home/config/settings.toml")).expect("removed");
    let backups = desk.path("home/state/.originals");
    let _ = fs::remove_dir_all(&backups);
    fs::write(&backups, "in the way").expect("written");
    let failed = overwrite().events_named("failed");
    let message = failed[0]["message"].as_str().expect("words");
    assert!(message.contains(".originals"), "{message}");
    assert_eq!(files(&desk, "out").get("b.webp"), out.get("b.webp"));
}

#[test]
fn an_original_and_what_its_output_replaces_may_have_one_name() {
    let desk = Desk::new();
    desk.picture("large/a.png", 200, 150);
    assert_eq!(desk.convert(&["large", "-o", "in", "--lossless", "--to", "webp"]).status, 0);
    let before = files(&desk, "in");
    let source = before["a.webp"].0.clone();
    for standing in [b"no picture, but somebody's".to_vec(), source] {
        fs::create_dir_all(desk.path("out")).expect("made");
        fs::write(desk.path("out/a.webp"), standing).expect("written");
        date(&desk.path("out/a.webp"), 900_000_000);
        let out = files(&desk, "out");
        let ran = desk.convert(&[
            "in/a.webp",
            "-o",
            "out",
            "--on-conflict",
            "overwrite",
            "--always",
            "--originals",
            "backup",
        ]);
        assert_eq!(ran.events_named("converted")[0]["original"], "backed_up", "{}", ran.stdout);
        assert_eq!(desk.names("in"), [""; 0]);
        assert_eq!(desk.names("out"), ["a.webp"]);
        assert_eq!(desk.run(&["undo"]).status, 0);
        assert!(files(&desk, "in") == before && files(&desk, "out") == out);
    }
}
