//! Names that rivals stumble over.

use std::fs;

use crate::desk::{Desk, Ran, decode};

fn check(source: &str, target: &str) {
    let desk = Desk::new();
    desk.picture("in/x.png", 40, 30);
    fs::rename(desk.path("in/x.png"), desk.path("in").join(source)).expect("a legal name");
    let ran = desk.convert(&["in", "-o", "out"]);
    assert_eq!(ran.status, 0, "{source}: {}", ran.stdout);
    assert_eq!(desk.names("out"), [target]);
    assert_eq!(decode(&desk.path("out").join(target)).dimensions(), (40, 30));
}

#[test]
fn any_name_is_a_good_name() {
    check("한글 사진.png", "한글 사진.webp");
    check("\u{1112}\u{1161}\u{11ab}.png", "\u{1112}\u{1161}\u{11ab}.webp");
    check("写真と絵.png", "写真と絵.webp");
    check("🏖️👨‍👩‍👧.png", "🏖️👨‍👩‍👧.webp");
    check("-leading-dash.png", "-leading-dash.webp");
    check("trailing dot.", "trailing dot.webp");
    check("no extension", "no extension.webp");
    check("two  spaces .png", "two  spaces .webp");
    check("quote'\"$(rm).png", "quote'\"$(rm).webp");
    check(&("x".repeat(246) + ".png"), &("x".repeat(246) + ".webp"));
    check(&("가".repeat(83) + ".png"), &("가".repeat(83) + ".webp"));
}

#[test]
fn a_leading_dash_can_be_named_on_the_command_line() {
    let desk = Desk::new();
    desk.picture("-a.png", 20, 20);
    assert_eq!(desk.convert(&["--", "-a.png"]).status, 0);
    assert!(desk.path("-a.webp").exists());
}

#[test]
fn a_picture_for_the_window_that_is_not_there_is_told_of_and_a_word_that_is_no_path_is_no_command() {
    let desk = Desk::new();
    for (language, sentence) in [
        ("en", "failed: 없는 사진.jpg: there is no such file"),
        ("ko", "실패: 없는 사진.jpg: 파일이 없습니다"),
        ("ja", "失敗: 없는 사진.jpg: ファイルがありません"),
    ] {
        let command = desk.command().arg("없는 사진.jpg").env("PICOPRESS_LANG", language).output();
        let ran = Ran::new(command.expect("started"));
        assert_eq!((ran.status, ran.stderr.trim_end()), (2, sentence));
    }
    let ran = desk.run(&["convret"]);
    assert_eq!(ran.status, 2);
    assert!(ran.stderr.contains("unrecognized subcommand"), "{}", ran.stderr);
}

#[test]
fn composed_and_decomposed_hangul_do_not_overwrite_each_other() {
    let desk = Desk::new();
    desk.picture("in/가.png", 20, 20);
    desk.picture("in/\u{1100}\u{1161}.png", 30, 30);
    let ran = desk.convert(&["in", "-o", "out"]);
    assert_eq!(ran.events_named("converted").len(), 2);
    let names = desk.names("out");
    assert_eq!(names.len(), 2, "{names:?}");
    assert_eq!(names.iter().filter(|name| name.contains("(2)")).count(), 1, "{names:?}");
}

#[test]
fn names_that_differ_only_in_case_do_not_overwrite_each_other() {
    let desk = Desk::new();
    desk.picture("in/A.png", 20, 20);
    desk.picture("in/a.png", 30, 30);
    assert_eq!(desk.convert(&["in", "-o", "out"]).status, 0);
    assert_eq!(desk.names("out"), ["A.webp", "a (2).webp"]);
}

#[cfg(target_os = "linux")]
#[test]
fn a_name_that_is_no_text_is_converted_and_told_in_full() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    desk.picture("in/x.png", 20, 20);
    let name = std::ffi::OsStr::from_bytes(b"caf\xe9.png");
    fs::rename(desk.path("in/x.png"), desk.path("in").join(name)).expect("a legal name");
    let ran = desk.convert(&["in"]);
    assert_eq!(ran.status, 0, "{}", ran.stdout);
    assert!(desk.path("in").join(std::ffi::OsStr::from_bytes(b"caf\xe9.webp")).exists());
    let event = &ran.events_named("converted")[0];
    assert_eq!(event["source_bytes"], "aW4vY2Fm6S5wbmc=", "{event}");
    assert_eq!(event["target_bytes"], "aW4vY2Fm6S53ZWJw", "{event}");
}
