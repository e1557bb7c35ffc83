//! Wall clocks that are wrong, time zones and changes to and from summer time, with the built program: the rows of
//! `docs/trusted-time.md` that one boot can show.

#![cfg(target_os = "linux")]

use std::process::Command;

use serde_json::Value;

use crate::desk::{Desk, Ran, has};

/// The program with a wall clock that shows something else, in a time zone. The clock since boot stays true.
fn run_at(desk: &Desk, wall: &str, zone: &str, arguments: &[&str]) -> Ran {
    let program = desk.command();
    let mut command = Command::new("faketime");
    command.args(["--exclude-monotonic", "-f", wall]).arg(program.get_program()).args(arguments);
    for (name, value) in program.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    Ran::new(command.env("TZ", zone).current_dir(desk.path(".")).output().expect("started"))
}

fn status_at(desk: &Desk, wall: &str, zone: &str) -> Value {
    run_at(desk, wall, zone, &["status", "--json"]).events().remove(0)
}

#[test]
fn a_wrong_wall_clock_takes_no_rights_and_gives_none() {
    if !has("faketime", "turn the wall clock") {
        return;
    }
    let desk = Desk::subscriber("basic");
    let walls = ["-400d", "+400d", "-9h", "+9h", "@1970-01-02 00:00:00", "@2038-01-19 03:14:07"];
    for (number, wall) in walls.into_iter().enumerate() {
        let name = format!("{number}.png");
        desk.picture(&name, 40, 40);
        let ran = run_at(&desk, wall, "UTC", &["convert", "--json", "--to", "avif", "--always", &name]);
        assert_eq!(ran.status, 0, "{wall}: {}{}", ran.stdout, ran.stderr);
        let status = status_at(&desk, wall, "UTC");
        assert_eq!(
            (&status["plan"], &status["offline_days_left"]),
            (&"basic".into(), &7.into()),
            "{wall}: {status}"
        );
        assert_eq!(status["used"], number + 1, "{wall}: {status}");
    }
}

#[test]
fn the_day_is_seouls_in_every_zone_and_through_every_change_of_summer_time() {
    if !has("faketime", "turn the wall clock") {
        return;
    }
    let desk = Desk::free();
    let convert = |name: &str, wall: &str, zone: &str| {
        desk.picture(name, 40, 40);
        run_at(&desk, wall, zone, &["convert", "--json", "--always", name])
    };
    assert_eq!(convert("0.png", "+0", "UTC").status, 0);
    let resets_at = status_at(&desk, "+0", "UTC")["resets_at_ms"].clone();
    assert_eq!(resets_at.as_i64().expect("a time") % 86_400_000, 15 * 3_600_000, "midnight in Seoul");
    // Seconds before the hour that comes twice, that never comes, that is skipped by two, and the day that never came.
    let changes = [
        ("@2026-11-01 01:59:58", "America/New_York"),
        ("@2026-03-29 01:59:58", "Europe/Berlin"),
        ("@2026-03-29 00:59:58", "Antarctica/Troll"),
        ("@2011-12-29 23:59:58", "Pacific/Apia"),
    ];
    for (number, (wall, zone)) in changes.into_iter().enumerate() {
        let ran = convert(&format!("{}.png", number + 1), wall, zone);
        assert_eq!(ran.status, 0, "{zone}: {}{}", ran.stdout, ran.stderr);
        let status = status_at(&desk, wall, zone);
        assert_eq!(
            (&status["used"], &status["resets_at_ms"]),
            (&(number + 2).into(), &resets_at),
            "{zone}: {status}"
        );
    }
    for (wall, zone) in changes {
        let ran = convert("sixth.png", wall, zone);
        assert_eq!((ran.status, ran.events_named("converted").len()), (3, 0), "{zone}: {}", ran.stdout);
    }
}
