//! What each plan lets go, what it keeps back and says beforehand, and that exactly what is published is counted.

use std::fs;
use std::process::{Child, Stdio};

use crate::desk::{Desk, Ran, is_soak};

/// A desk without an account, with so many pictures.
fn free(pictures: u32) -> Desk {
    with_pictures(Desk::free(), pictures)
}

fn with_pictures(desk: Desk, pictures: u32) -> Desk {
    for number in 0..pictures {
        desk.picture(&format!("{number:02}.png"), 40 + number, 40);
    }
    desk
}

/// Converts this one picture.
fn convert_one(desk: &Desk, number: u32) -> Ran {
    desk.convert(&[&format!("{number:02}.png"), "--always"])
}

/// Outputs that stand on the desk.
fn outputs(desk: &Desk) -> usize {
    desk.names(".").iter().filter(|name| name.ends_with(".webp") || name.ends_with(".avif")).count()
}

#[test]
fn free_converts_one_picture_a_command_and_says_beforehand_what_waits() {
    let desk = free(3);
    let ran = desk.convert(&["00.png", "01.png", "02.png"]);
    let told = ["queued:plan_batch", "queued:plan_batch", "warning:plan", "started", "converted", "finished"];
    assert_eq!(ran.story(), told, "{}", ran.stderr);
    assert_eq!(ran.status, 3);
    let queued = &ran.events_named("queued")[0];
    assert_eq!((&queued["source"], &queued["needs"]), (&"01.png".into(), &"basic".into()));
    assert!(queued["resets_at"].as_i64().is_some_and(|at| at % 86_400_000 == 15 * 3_600_000), "{queued}");
    let end = &ran.events_named("finished")[0];
    assert_eq!((&end["converted"], &end["queued"]), (&1.into(), &2.into()));
    assert_eq!(outputs(&desk), 1);
    // The same again goes on with the next one.
    assert_eq!(desk.convert(&["00.png", "01.png", "02.png"]).status, 3);
    let last = desk.convert(&["00.png", "01.png", "02.png"]);
    assert_eq!((last.status, outputs(&desk)), (0, 3), "{}", last.stdout);
}

#[test]
fn a_person_is_told_how_many_go_how_many_wait_and_which_plan_would_do_it() {
    let desk = free(3);
    let ran = desk.run(&["convert", "00.png", "01.png", "02.png"]);
    let told = "note: Free plan: 1 goes now, 2 wait. One batch holds 1; run the same again for the next. Basic would do it.";
    assert_eq!(ran.stderr.trim(), told);
    assert!(ran.stdout.starts_with("1 converted, 2 waiting; "), "{}", ran.stdout);
    let korean =
        desk.command().env("PICOPRESS_LANG", "ko").args(["convert", "00.png", "--to", "avif"]).output();
    let korean = String::from_utf8(korean.expect("started").stderr).expect("text");
    assert!(korean.contains("Free 요금제: 지금 0개, 변환 불가 1개."), "{korean}");
}

#[test]
fn free_has_five_conversions_a_day_and_the_sixth_waits() {
    let desk = free(6);
    for number in 0..5 {
        assert_eq!(convert_one(&desk, number).status, 0);
    }
    let sixth = convert_one(&desk, 5);
    assert_eq!(sixth.story(), ["queued:plan_day", "warning:plan", "finished"]);
    assert_eq!((sixth.status, outputs(&desk)), (3, 5));
    let said = &sixth.events_named("warning")[0]["message"];
    assert!(said.as_str().is_some_and(|said| said.contains("anew in")), "{said}");
}

#[test]
fn free_writes_no_avif_and_takes_no_folder() {
    let desk = free(1);
    desk.picture("in/a.png", 40, 40);
    for format in ["avif", "auto"] {
        let ran = desk.convert(&["00.png", "--to", format]);
        assert_eq!(ran.story(), ["refused:plan_format", "warning:plan", "finished"]);
        assert_eq!(ran.status, 3);
    }
    let ran = desk.convert(&["in", "00.png"]);
    let told = ["refused:plan_folder", "warning:plan", "started", "converted", "finished"];
    assert_eq!((ran.story(), ran.status), (told.map(String::from).to_vec(), 3));
    assert_eq!(outputs(&desk), 1);
    assert!(!desk.path("in/a.webp").exists());
}

#[test]
fn what_is_kept_skipped_failed_or_only_looked_at_costs_nothing() {
    let desk = free(6);
    fs::write(desk.path("bad.png"), "no picture").expect("written");
    fs::write(desk.path("torn.png"), &fs::read(desk.path("00.png")).expect("there")[..60]).expect("written");
    for _ in 0..4 {
        assert_eq!(desk.convert(&["00.png", "--dry-run"]).status, 0);
        assert_eq!(desk.convert(&["bad.png"]).status, 1);
        assert_eq!(desk.convert(&["torn.png"]).status, 1);
    }
    assert_eq!(desk.convert(&["00.png", "--min-saving", "99", "-o", "kept"]).story()[1], "kept");
    for number in 0..5 {
        let ran = convert_one(&desk, number);
        assert_eq!(ran.status, 0, "{number}: {}", ran.stdout);
        assert_eq!(convert_one(&desk, number).story(), ["skipped:already_converted", "finished"]);
    }
    assert_eq!(convert_one(&desk, 5).status, 3);
}

#[test]
fn basic_takes_ten_at_once_in_both_formats_and_fifty_a_day() {
    let desk = Desk::subscriber("basic");
    for number in 0..52 {
        desk.picture(&format!("in/{number:02}.png"), 20 + number, 20);
    }
    for batch in 0..5 {
        let ran = desk.convert(&["in", "-o", "out", "--always"]);
        assert_eq!(ran.events_named("converted").len(), 10, "batch {batch}: {}", ran.stdout);
        assert_eq!(ran.status, 3);
    }
    let ran = desk.convert(&["in", "--to", "avif", "-o", "avif"]);
    assert_eq!(ran.events_named("queued").len(), 52);
    assert!(ran.events_named("queued").iter().all(|event| event["code"] == "plan_day"), "{}", ran.stdout);
    assert_eq!((ran.events_named("converted").len(), ran.status), (0, 3));
    let other = Desk::subscriber("basic");
    other.picture("a.png", 40, 40);
    assert_eq!(other.convert(&["a.png", "--to", "avif", "--always"]).status, 0);
}

/// Killed as Pro, gone on with as Free: what the plan lets go goes, the rest of the run stays for later.
#[test]
fn a_run_that_was_killed_goes_on_as_the_plan_of_the_day_lets_it() {
    let desk = with_pictures(Desk::subscriber("pro"), 12);
    let mut command = desk.command();
    command.args(["convert", "--json", "--always", "--jobs", "1"]).env("PICOPRESS_FAIL_POINT", "published#2");
    command.args((0..12).map(|number| format!("{number:02}.png")));
    assert_eq!(command.output().expect("started").status.code(), None, "it died");
    for name in ["sign-in.json", "sign-in.key", "licence.bin"] {
        fs::remove_file(desk.path("home/state").join(name)).expect("signed out");
    }
    assert_eq!(desk.convert(&["00.png", "--dry-run"]).status, 0, "what the dead run left is settled");
    let before = outputs(&desk);
    assert!((1..=3).contains(&before), "{before}");
    for more in 1..=5 {
        let ran = desk.convert(&["--resume"]);
        assert_eq!(ran.status, 3, "{}", ran.stdout);
        assert_eq!(ran.events_named("queued").len(), 12 - before - more, "{}", ran.stdout);
        assert_eq!(outputs(&desk), before + more);
    }
    let ran = desk.convert(&["--resume"]);
    assert_eq!((ran.status, ran.events_named("converted").len()), (3, 0), "{}", ran.stdout);
    assert!(ran.events_named("queued").iter().all(|event| event["code"] == "plan_day"), "{}", ran.stdout);
    let ran = desk.convert(&["--resume"]);
    assert_eq!(ran.events_named("queued").len(), 12 - before - 5, "it can still go on: {}", ran.stdout);
}

#[test]
fn the_queue_of_pro_goes_on_by_itself() {
    let desk = Desk::new();
    for number in 0..105 {
        desk.picture(&format!("in/{number:03}.png"), 16, 16);
    }
    let ran = desk.convert(&["in", "-o", "out", "--always"]);
    assert_eq!((ran.events_named("converted").len(), ran.status), (105, 0));
}

#[test]
fn programs_that_race_for_the_days_last_conversions_get_exactly_those() {
    let desk = free(12);
    assert_eq!(convert_one(&desk, 0).status, 0);
    let start = |number: u32| -> Child {
        let mut command = desk.command();
        command.args(["convert", "--quiet", "--always", &format!("{number:02}.png")]);
        command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started")
    };
    let racers: Vec<Child> = (1..12).map(start).collect();
    let statuses = racers.into_iter().map(|mut racer| racer.wait().expect("ended").code());
    let mut statuses: Vec<_> = statuses.collect();
    statuses.sort_unstable();
    assert_eq!(outputs(&desk), 5);
    assert_eq!(statuses, [vec![Some(0); 4], vec![Some(3); 7]].concat());
}

/// Killed around each step of publishing, and at each write of the ledger.
#[test]
fn a_kill_around_publishing_is_settled_by_the_next_start() {
    let points = ["counted", "published", "locked", "half", "slot written", "slot synced", "mark raised"];
    let mut kills = 0;
    for point in points {
        for time in 1..=3 {
            let desk = free(7);
            let mut command = desk.command();
            command.env("PICOPRESS_FAIL_POINT", format!("{point}#{time}"));
            let died = command.args(["convert", "00.png", "--always"]).output().expect("started");
            kills += u32::from(died.status.code().is_none());
            let visible = outputs(&desk);
            // Looking settles: what was counted and staged is finished, what was not counted is dropped.
            assert!(desk.convert(&["01.png", "--dry-run"]).status == 0, "{point}#{time}");
            let settled = outputs(&desk);
            assert!(settled >= visible, "{point}#{time}");
            if (point, time) == ("counted", 1) {
                assert_eq!((visible, settled), (0, 1), "what was counted is finished");
            }
            // Exactly the rest of the day is left.
            for number in 1..7 {
                convert_one(&desk, number);
            }
            assert_eq!(outputs(&desk), 5, "{point}#{time}: {settled} after the kill");
            assert!(!desk.names(".").iter().any(|name| name.starts_with('.')), "{:?}", desk.names("."));
        }
    }
    assert!(kills >= 9, "the fail points are not reached: {kills}");
}

#[test]
fn a_storm_of_kills_publishes_exactly_what_the_day_has() {
    let rounds = if is_soak() { 60 } else { 2 };
    let mut seed = 0x1234_5678_u32;
    for round in 0..rounds {
        let desk = with_pictures(Desk::subscriber("basic"), 60);
        let names: Vec<String> = (0..60).map(|number| format!("{number:02}.png")).collect();
        for _ in 0..8 {
            let mut command = desk.command();
            command.args(["convert", "--quiet", "--always", "--jobs", "2"]).args(&names);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("started");
            seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            std::thread::sleep(std::time::Duration::from_millis(u64::from(seed >> 24) * 2));
            let _ = child.kill();
            child.wait().expect("ended");
            assert!(outputs(&desk) <= 50, "round {round}");
        }
        let all: Vec<&str> = names.iter().map(String::as_str).chain(["--always"]).collect();
        for _ in 0..7 {
            desk.convert(&all);
        }
        assert_eq!(outputs(&desk), 50, "round {round}");
        assert_eq!(desk.convert(&all).status, 3);
    }
}

#[test]
fn a_count_that_was_deleted_or_put_back_ends_the_day() {
    let desk = free(4);
    assert_eq!(convert_one(&desk, 0).status, 0);
    let ledger = desk.path("home/state/anonymous.bin");
    let old = fs::read(&ledger).expect("there");
    assert_eq!(convert_one(&desk, 1).status, 0);
    fs::write(&ledger, old).expect("put back");
    let ran = convert_one(&desk, 2);
    assert_eq!(
        (ran.story(), ran.status),
        (vec!["queued:count_lost".into(), "warning:plan".into(), "finished".into()], 3)
    );
    fs::remove_file(&ledger).expect("deleted");
    assert_eq!(convert_one(&desk, 3).story()[0], "queued:count_lost");
    assert_eq!(outputs(&desk), 2);
}

#[test]
fn a_home_of_another_machine_is_worth_nothing() {
    let desk = Desk::subscriber("pro");
    desk.picture("a.png", 40, 40);
    let mut command = desk.command();
    command.env("PICOPRESS_HARDWARE", "machine=another,board=b,disk=d,cpu=c");
    let ran =
        Ran::new(command.args(["convert", "--json", "a.png", "--to", "avif"]).output().expect("started"));
    assert_eq!(ran.story(), ["refused:plan_format", "warning:plan", "finished"]);
}
