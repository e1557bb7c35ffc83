//! What `convert` makes, says and returns.

use std::fs;

use crate::desk::{Desk, decode, has};

#[test]
fn a_picture_becomes_a_smaller_one_beside_it() {
    let desk = Desk::new();
    let source = desk.picture("사진.png", 320, 200);
    let before = fs::read(&source).expect("there");
    let ran = desk.convert(&["사진.png"]);
    assert_eq!(ran.status, 0, "{}", ran.stderr);
    assert_eq!(ran.story(), ["started", "converted", "finished"]);
    assert_eq!(fs::read(&source).expect("still there"), before);
    assert_eq!(desk.names("."), ["home", "사진.png", "사진.webp"]);
    let (there, here) = (decode(&desk.path("사진.webp")), decode(&source));
    assert_eq!(there.dimensions(), (320, 200));
    let error: u64 = there.iter().zip(here.iter()).map(|(&a, &b)| u64::from(a.abs_diff(b))).sum();
    assert!(error / (there.len() as u64) < 6, "mean difference {}", error as f64 / there.len() as f64);
}

#[test]
fn the_fields_of_the_events_are_as_promised() {
    let desk = Desk::new();
    desk.picture("a.png", 64, 64);
    fs::write(desk.path("b.jpg"), "no picture").expect("written");
    let ran = desk.convert(&["a.png", "b.jpg", "gone.png"]);
    assert_eq!(ran.status, 1);
    let keys = |name: &str| -> Vec<String> {
        let events = ran.events_named(name);
        let event = events.first().and_then(|event| event.as_object()).expect(name);
        event.keys().cloned().collect()
    };
    assert_eq!(keys("started"), ["bytes_in", "event", "source", "v"]);
    assert_eq!(keys("converted"), ["bytes_in", "bytes_out", "event", "millis", "source", "target", "v"]);
    assert_eq!(keys("failed"), ["code", "event", "message", "source", "v"]);
    let finished = [
        "bytes_in",
        "bytes_out",
        "converted",
        "event",
        "failed",
        "interrupted",
        "kept",
        "millis",
        "queued",
        "refused",
        "skipped",
        "v",
    ];
    assert_eq!(keys("finished"), finished);
    let codes: Vec<_> = ran.events_named("failed").iter().map(|event| event["code"].clone()).collect();
    assert_eq!(codes, ["not_a_picture", "not_found"]);
    let end = &ran.events_named("finished")[0];
    assert_eq!((&end["converted"], &end["failed"]), (&1.into(), &2.into()));
}

#[test]
fn exit_statuses_say_what_happened() {
    let desk = Desk::new();
    desk.picture("a.png", 32, 32);
    fs::write(desk.path("bad.png"), "no picture").expect("written");
    assert_eq!(desk.run(&["convert", "a.png"]).status, 0);
    assert_eq!(desk.run(&["convert", "bad.png", "a.png"]).status, 1);
    assert_eq!(desk.run(&["convert"]).status, 2);
    assert_eq!(desk.run(&["convert", "a.png", "--quality", "0"]).status, 2);
    assert_eq!(desk.run(&["convert", "a.png", "--quality", "80", "--lossless"]).status, 2);
    assert_eq!(desk.run(&["convert", "a.png", "--to", "avif", "--near-lossless", "60"]).status, 2);
    assert_eq!(
        desk.run(&["convert", "a.png", "--to", "avif", "--lossless", "--avif-engine", "rav1e"]).status,
        2
    );
    assert_eq!(desk.run(&["convert", "a.png", "-o", "bad.png"]).status, 2);
    assert_eq!(desk.run(&["frobnicate"]).status, 2);
    let help = desk.run(&["--help"]);
    assert!(help.status == 0 && help.stdout.contains("Usage: picopress"), "{}", help.stdout);
}

#[test]
fn a_person_reads_one_line_with_what_was_saved() {
    let desk = Desk::new();
    desk.picture("a.png", 200, 200);
    let ran = desk.run(&["convert", "a.png"]);
    assert!(ran.stdout.starts_with("1 converted; ") && ran.stdout.contains("% saved"), "{}", ran.stdout);
    assert_eq!(ran.stdout.lines().count(), 1);
    assert_eq!(ran.stderr, "");
    let korean = desk.command().env("PICOPRESS_LANG", "ko_KR.UTF-8").args(["convert", "없음.png"]).output();
    let korean = String::from_utf8(korean.expect("started").stderr).expect("text");
    assert_eq!(korean, "실패: 없음.png: 파일이 없습니다\n");
}

#[test]
fn a_dry_run_shows_every_target_and_writes_nothing() {
    let desk = Desk::new();
    desk.picture("in/a.png", 32, 32);
    desk.picture("in/a.jpg", 32, 32);
    let ran = desk.convert(&["in", "-o", "out", "--dry-run"]);
    let targets: Vec<_> = ran.events_named("previewed").iter().map(|event| event["target"].clone()).collect();
    assert_eq!(targets, ["out/a.webp", "out/a (2).webp"]);
    assert_eq!(ran.events_named("finished")[0]["total"], 2);
    assert_eq!(ran.status, 0);
    assert!(!desk.path("out").exists());
}

#[test]
fn a_second_run_converts_nothing_again_and_breeds_no_numbers() {
    let desk = Desk::new();
    for name in ["p/a.png", "p/a.jpg", "p/sub/b.png"] {
        desk.picture(name, 100, 80);
    }
    for output in [&[][..], &["-o", "out"][..]] {
        let arguments = [&["p", "-r"], output].concat();
        let first = desk.convert(&arguments);
        assert_eq!(first.events_named("converted").len(), 3, "{}", first.stdout);
        let names = desk.names("p");
        let second = desk.convert(&arguments);
        assert_eq!(second.events_named("converted").len(), 0, "{}", second.stdout);
        assert!(second.story().contains(&"skipped:already_converted".to_owned()));
        assert_eq!(desk.names("p"), names);
        assert_eq!(second.status, 0);
    }
}

#[test]
fn an_original_that_cannot_shrink_is_kept_and_completes_the_folder() {
    let desk = Desk::new();
    let tiny = desk.picture("in/tiny.png", 1, 1);
    let ran = desk.convert(&["in", "-o", "out", "--min-saving", "99"]);
    assert_eq!(ran.story(), ["started", "kept", "finished"]);
    assert_eq!(ran.status, 0);
    assert_eq!(fs::read(desk.path("out/tiny.png")).expect("copied"), fs::read(&tiny).expect("there"));
    let again = desk.convert(&["in", "-o", "out", "--min-saving", "99"]);
    assert_eq!(again.story(), ["skipped:already_kept", "finished"]);
    let always = desk.convert(&["in", "-o", "out", "--always"]);
    assert_eq!(always.story(), ["started", "converted", "finished"]);
}

#[test]
fn the_same_recipe_gives_the_same_bytes_whatever_the_jobs() {
    let desk = Desk::new();
    desk.picture("in/large.png", 1500, 1100);
    desk.picture("in/small.png", 120, 90);
    for format in ["webp", "avif"] {
        let mut seen = Vec::new();
        for jobs in ["1", "2", "5"] {
            let out = format!("{format}-{jobs}");
            let ran = desk.convert(&["in", "--to", format, "-o", &out, "--jobs", jobs, "--effort", "2"]);
            assert_eq!(ran.status, 0, "{}", ran.stdout);
            seen.push(desk.contents(&out));
            let alone = format!("{format}-{jobs}-alone");
            desk.convert(&["in/large.png", "--to", format, "-o", &alone, "--jobs", jobs, "--effort", "2"]);
            let name = format!("large.{format}");
            assert!(desk.contents(&alone)[&name] == seen[0][&name], "{format} alone with {jobs} jobs");
        }
        assert!(seen.windows(2).all(|pair| pair[0] == pair[1]), "{format}");
    }
}

#[test]
fn an_avif_is_read_by_another_decoder() {
    let desk = Desk::new();
    desk.picture("a.png", 301, 203);
    assert_eq!(desk.convert(&["a.png", "--to", "avif"]).status, 0);
    if !has("avifdec", "read AVIF back") {
        return;
    }
    let decoded = desk.path("back.png");
    let avifdec = std::process::Command::new("avifdec").arg(desk.path("a.avif")).arg(&decoded).output();
    assert!(avifdec.expect("started").status.success());
    assert_eq!(decode(&decoded).dimensions(), (301, 203));
}

#[test]
fn lossless_keeps_every_pixel() {
    let desk = Desk::new();
    let source = desk.picture("a.png", 130, 70);
    assert_eq!(desk.convert(&["a.png", "--lossless", "--always"]).status, 0);
    assert!(decode(&desk.path("a.webp")) == decode(&source));
}

#[test]
fn corrupt_settings_never_stop_a_start() {
    let desk = Desk::new();
    desk.picture("a.png", 32, 32);
    fs::create_dir_all(desk.path("home/config")).expect("made");
    fs::create_dir_all(desk.path("home/state")).expect("made");
    fs::write(desk.path("home/config/settings.toml"), b"quality = \xff\xfe{{{{").expect("written");
    fs::write(desk.path("home/state/earlier-runs.jsonl"), b"\0\0\0{\"source\":").expect("written");
    let ran = desk.convert(&["a.png"]);
    assert_eq!(ran.story(), ["warning:settings", "started", "converted", "finished"]);
    assert_eq!(ran.status, 0);
}

#[test]
fn settings_are_the_defaults_and_arguments_win() {
    let desk = Desk::new();
    desk.picture("a.png", 64, 64);
    fs::create_dir_all(desk.path("home/config")).expect("made");
    fs::write(desk.path("home/config/settings.toml"), "format = 'avif'\n").expect("written");
    desk.convert(&["a.png"]);
    desk.convert(&["a.png", "--to", "webp"]);
    assert_eq!(desk.names("."), ["a.avif", "a.png", "a.webp", "home"]);
}
