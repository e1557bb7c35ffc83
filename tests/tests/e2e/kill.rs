//! Killed at any instant, a run loses nothing.

use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::desk::{Desk, decode};

/// `PICOPRESS_SOAK=1` kills ten times as often.
fn rounds() -> u32 {
    if std::env::var_os("PICOPRESS_SOAK").is_some() { 200 } else { 20 }
}

#[test]
fn a_kill_at_any_instant_loses_nothing_and_leaves_no_half_picture() {
    let desk = Desk::new();
    for number in 0..16 {
        desk.picture(&format!("in/{number:02}.png"), 300 + number * 30, 400);
    }
    let originals = desk.contents("in");
    let whole = {
        let started = Instant::now();
        assert_eq!(desk.convert(&["in", "-o", "whole"]).status, 0);
        started.elapsed()
    };
    let complete = desk.contents("whole");
    let (mut killed, mut seed) = (0, 0x9e37_79b9_u32);
    for round in 0..rounds() {
        seed = seed.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        // Some machines are faster the second time: most instants should lie within the run.
        let instant = whole.mul_f64(0.8 * f64::from(seed >> 8) / f64::from(1 << 24));
        let out = format!("out-{round}");
        let mut child = desk
            .command()
            .args(["convert", "in", "--quiet", "-o", &out])
            .stdout(Stdio::null())
            .spawn()
            .expect("started");
        std::thread::sleep(instant);
        child.kill().expect("killed");
        killed += u32::from(child.wait().expect("ended").code().is_none());

        assert_eq!(desk.contents("in"), originals);
        // The next start, wherever it works, sweeps what the dead run left.
        desk.picture("other.png", 8, 8);
        assert_eq!(desk.convert(&["other.png", "--on-conflict", "overwrite", "--always"]).status, 0);
        if desk.path(&out).exists() {
            for (name, bytes) in desk.contents(&out) {
                assert!(complete.get(&name) == Some(&bytes), "round {round}: {name} is no whole picture");
            }
        }
        // And the run itself, started again, completes the folder without breeding numbers.
        assert_eq!(desk.convert(&["in", "-o", &out]).status, 0);
        assert!(desk.contents(&out) == complete, "round {round}: {:?}", desk.names(&out));
        std::fs::remove_dir_all(desk.path(&out)).expect("removed");
    }
    println!("{killed} of {} runs were killed while they worked", rounds());
    assert!(killed * 4 > rounds(), "the kills come too late to prove anything: {killed}");
    assert_eq!(decode(&desk.path("whole/00.webp")).dimensions(), (300, 400));
}

#[test]
fn two_runs_at_once_do_not_sweep_each_other() {
    let desk = Desk::new();
    for number in 0..8 {
        desk.picture(&format!("in/{number}.png"), 400, 300);
    }
    let runs: Vec<_> = (0..3)
        .map(|_| {
            let mut command = desk.command();
            command.args(["convert", "in", "-o", "out", "--json"]).stdout(Stdio::null());
            let child = command.spawn().expect("started");
            std::thread::sleep(Duration::from_millis(20));
            child
        })
        .collect();
    for mut run in runs {
        // A target that the other run made first is refused, not overwritten.
        assert!(matches!(run.wait().expect("ended").code(), Some(0 | 1)));
    }
    let names = desk.names("out");
    assert!(names.iter().all(|name| name.ends_with(".webp")), "{names:?}");
    for number in 0..8 {
        assert_eq!(decode(&desk.path(format!("out/{number}.webp"))).dimensions(), (400, 300));
    }
}
