//! The ledger under races, kills, tampering and full disks: real processes, real files.

#![allow(clippy::unwrap_used, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, OnceLock};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use licensing::clock::{SystemClocks, TrustedClock};
use licensing::ledger::{Ledger, Standing};

/// A folder with a ledger and a folder with what was published.
struct Desk {
    folder: tempfile::TempDir,
    limit: u32,
}

impl Desk {
    fn new(limit: u32) -> Self {
        stay_clear_of_midnight();
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("output")).unwrap();
        Desk { folder, limit }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// A process that settles what the dead left, and wants to publish so many.
    fn racer(&self, wanted: u32) -> Command {
        let mut command = Command::new(racer_program());
        command.arg(self.path("ledger")).arg(self.path("output"));
        command.args([self.limit.to_string(), wanted.to_string()]).stderr(Stdio::piped());
        command
    }

    /// Runs a racer to its end.
    fn race(&self, wanted: u32) {
        let ran = self.racer(wanted).output().unwrap();
        assert!(ran.status.success(), "{}", String::from_utf8_lossy(&ran.stderr));
    }

    /// The ledger as a process that starts now sees it.
    fn ledger(&self) -> Ledger {
        Ledger::anonymous(&self.path("ledger"), TrustedClock::new(Arc::new(SystemClocks::new()))).unwrap()
    }

    fn standing(&self) -> Standing {
        self.ledger().standing(Some(self.limit)).unwrap()
    }

    /// Files that became visible.
    fn published(&self) -> u32 {
        let entries = fs::read_dir(self.path("output")).unwrap();
        let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
        names.filter(|name| !name.starts_with('.')).count() as u32
    }

    /// Publishes `count` pictures, in this process.
    fn publish(&self, count: u32) {
        let reservation = self.ledger().reserve(count, Some(self.limit)).unwrap().reservation.unwrap();
        while let Some(unit) = reservation.take() {
            unit.commit().unwrap().published();
        }
    }
}

/// Counting begins anew at midnight in Seoul, and no test is about that: shortly before, it waits until it is over.
fn stay_clear_of_midnight() {
    let now_ms = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as i64;
    let left_ms = licensing::protocol::day::resets_at(now_ms) - now_ms;
    if left_ms < 120_000 {
        thread::sleep(Duration::from_millis(left_ms as u64 + 1_000));
    }
}

/// The racer, built with its fail points. Cargo is asked once, so that no old one is judged.
fn racer_program() -> &'static Path {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let test = std::env::current_exe().unwrap();
        let profile = test.parent().and_then(Path::parent).unwrap();
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(["build", "--quiet", "--package", "licensing", "--example", "ledger_racer"]);
        cargo.args(["--features", "fail-points"]).env("CARGO_TARGET_DIR", profile.parent().unwrap());
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().unwrap().success());
        profile.join("examples").join(format!("ledger_racer{}", std::env::consts::EXE_SUFFIX))
    })
}

fn is_soak() -> bool {
    std::env::var_os("PICOPRESS_SOAK").is_some()
}

/// Numbers that look random and are the same each time.
struct Numbers(u32);

impl Numbers {
    fn below(&mut self, end: u32) -> u32 {
        self.0 = self.0.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        ((u64::from(self.0) * u64::from(end)) >> 32) as u32
    }
}

#[test]
fn sixty_four_processes_get_exactly_the_days_last_units() {
    let rounds = if is_soak() { 25 } else { 1 };
    for limit in [5, 50].repeat(rounds) {
        let desk = Desk::new(limit);
        let racers: Vec<Child> = (0..64).map(|_| desk.racer(2).spawn().unwrap()).collect();
        for racer in racers {
            let ended = racer.wait_with_output().unwrap();
            assert!(ended.status.success(), "{}", String::from_utf8_lossy(&ended.stderr));
        }
        // Some racer may have asked while others still held what they then returned.
        desk.race(limit);
        assert_eq!(desk.published(), limit);
        let standing = desk.standing();
        assert_eq!((standing.used, standing.left), (limit, Some(0)));
    }
}

/// All places where a racer can be made to die.
const FAIL_POINTS: [&str; 7] =
    ["locked", "slot before", "half", "slot written", "slot synced", "mark raised", "committed"];

#[test]
fn a_kill_at_any_write_loses_no_count_and_publishes_nothing_uncounted() {
    let (mut kills, mut runs) = (0, 0);
    for point in FAIL_POINTS.into_iter().chain(["renamed"]) {
        for used_before in [0, 3] {
            for occurrence in 1..=6 {
                let desk = Desk::new(5);
                if used_before > 0 {
                    desk.race(used_before);
                }
                let mut racer = desk.racer(2);
                racer.env("PICOPRESS_FAIL_POINT", format!("{point}#{occurrence}"));
                kills += u32::from(!racer.output().unwrap().status.success());
                runs += 1;
                assert!(!desk.standing().is_closed, "{point}#{occurrence}: an honest crash is no tampering");
                let counted = desk.standing().used;
                assert!(desk.published() <= counted, "{point}#{occurrence}: published uncounted");
                // The next start settles: what is counted is what stands there.
                desk.race(0);
                assert_eq!(desk.standing().used, desk.published(), "{point}#{occurrence}");
                assert_eq!(desk.standing().left, Some(5 - desk.published()), "{point}#{occurrence}");
                desk.race(5);
                assert_eq!((desk.published(), desk.standing().used), (5, 5), "{point}#{occurrence}");
            }
        }
    }
    println!("{kills} of {runs} racers died where they were told to");
    assert!(kills > 40, "the fail points are not reached: {kills} of {runs}");
}

#[test]
fn a_storm_of_kills_leaves_the_count_exact() {
    let wanted_kills = if is_soak() { 1_000 } else { 40 };
    let (mut kills, mut rounds, mut numbers) = (0, 0, Numbers(0x9e37_79b9));
    while kills < wanted_kills {
        let desk = Desk::new(50);
        for _ in 0..12 {
            let racers: Vec<Child> = (0..4).map(|_| desk.racer(5).spawn().unwrap()).collect();
            for mut racer in racers {
                thread::sleep(Duration::from_micros(u64::from(numbers.below(15_000))));
                let _ = racer.kill();
                kills += u32::from(racer.wait().unwrap().code().is_none());
            }
            assert!(desk.published() <= desk.standing().used, "round {rounds}: published uncounted");
        }
        desk.race(50);
        assert_eq!((desk.published(), desk.standing().used), (50, 50), "round {rounds}");
        rounds += 1;
    }
    println!("{kills} kills in {rounds} rounds, every count exact");
}

/// How a ledger is tampered with.
type Tampering = Box<dyn Fn(&Path)>;

/// Each of these must leave no more than what was left before.
fn tamperings(old: Vec<u8>) -> Vec<(&'static str, Tampering)> {
    fn edit(change: impl Fn(&mut Vec<u8>) + 'static) -> Tampering {
        Box::new(move |path| {
            let mut bytes = fs::read(path).unwrap();
            change(&mut bytes);
            fs::write(path, bytes).unwrap();
        })
    }
    vec![
        ("deleted", Box::new(|path| fs::remove_file(path).unwrap())),
        ("emptied", edit(Vec::clear)),
        ("put back", edit(move |bytes| bytes.clone_from(&old))),
        ("zeroed", edit(|bytes| bytes.fill(0))),
        ("swapped", edit(|bytes| bytes.rotate_left(4096))),
        ("first over second", edit(|bytes| bytes.copy_within(..4096, 4096))),
        ("second over first", edit(|bytes| bytes.copy_within(4096.., 0))),
        ("first zeroed", edit(|bytes| bytes[..4096].fill(0))),
        ("second zeroed", edit(|bytes| bytes[4096..].fill(0))),
        ("cut in the middle", edit(|bytes| bytes.truncate(4096))),
        ("cut by a byte", edit(|bytes| bytes.truncate(8191))),
        ("cut to a header", edit(|bytes| bytes.truncate(64))),
        ("lengthened", edit(|bytes| bytes.extend([7; 100]))),
        ("shifted", edit(|bytes| bytes.insert(0, 0))),
        (
            "generation raised",
            edit(|bytes| {
                bytes[35] = 0x7f;
                bytes[4096 + 35] = 0x7f;
            }),
        ),
        ("without its key", Box::new(|path| fs::remove_file(path.with_extension("key")).unwrap())),
        ("with a damaged key", Box::new(|path| fs::write(path.with_extension("key"), "not a key").unwrap())),
    ]
}

#[test]
fn tampering_with_the_file_never_gives_a_conversion_more() {
    for used in [1, 4] {
        let desk = Desk::new(5);
        desk.publish(1);
        let old = fs::read(desk.path("ledger/anonymous.bin")).unwrap();
        let count = tamperings(Vec::new()).len();
        for index in 0..count {
            let desk = Desk::new(5);
            desk.publish(1);
            let old_of_this = fs::read(desk.path("ledger/anonymous.bin")).unwrap();
            desk.publish(used);
            let before = desk.standing().left;
            let (name, tamper) = tamperings(old_of_this).swap_remove(index);
            tamper(&desk.path("ledger/anonymous.bin"));
            assert!(desk.standing().left <= before, "{name}: {:?} of {before:?}", desk.standing());
            let granted = desk.ledger().reserve(5, Some(5)).unwrap();
            assert!(Some(granted.units) <= before, "{name}: granted {}", granted.units);
            drop(granted);
            assert!(desk.standing().left <= before, "{name}, after a reservation");
        }
        assert!(!old.is_empty());
    }
}

#[test]
fn no_flipped_bit_gives_a_conversion_more() {
    let desk = Desk::new(5);
    desk.publish(1);
    desk.publish(2);
    let path = desk.path("ledger/anonymous.bin");
    let genuine = fs::read(&path).unwrap();
    let before = desk.standing().left;
    assert_eq!(before, Some(2));
    let step = if is_soak() { 1 } else { 61 };
    let (mut flipped, mut noticed) = (0, 0);
    for bit in (0..genuine.len() * 8).step_by(step) {
        let mut bytes = genuine.clone();
        bytes[bit / 8] ^= 1 << (bit % 8);
        fs::write(&path, &bytes).unwrap();
        let standing = desk.standing();
        assert!(standing.left <= before, "bit {bit}: {standing:?}");
        flipped += 1;
        noticed += u32::from(standing.is_closed);
    }
    println!("{flipped} bits flipped, {noticed} in the newer slot");
    // Exactly the newer slot decides; a flip in the older one changes nothing.
    assert!(noticed.abs_diff(flipped / 2) <= 1, "{noticed} of {flipped}");
    fs::write(&path, genuine).unwrap();
    assert_eq!(desk.standing().left, before);
}

#[test]
fn a_closed_day_stays_closed_for_all_who_come_later() {
    let desk = Desk::new(5);
    desk.publish(1);
    fs::remove_file(desk.path("ledger/anonymous.bin")).unwrap();
    for _ in 0..3 {
        assert_eq!(desk.ledger().reserve(1, Some(5)).unwrap().units, 0);
        assert!(desk.standing().is_closed);
    }
}

/// A file that may not grow: what a full disk is to a new ledger.
#[cfg(unix)]
#[test]
fn without_room_for_the_ledger_nothing_is_published() {
    let desk = Desk::new(5);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 8; exec \"$@\"", "sh"]).arg(racer_program());
    shell.arg(desk.path("ledger")).arg(desk.path("output")).args(["5", "2"]);
    let ran = shell.output().unwrap();
    assert!(!ran.status.success());
    let said = String::from_utf8_lossy(&ran.stderr);
    assert!(said.contains("anonymous.bin"), "{said}");
    assert_eq!(desk.published(), 0);
    // With room again, the day is whole.
    desk.race(5);
    assert_eq!((desk.published(), desk.standing().used), (5, 5));
}

#[cfg(unix)]
#[test]
fn a_ledger_that_exists_needs_no_more_room() {
    let desk = Desk::new(5);
    desk.race(1);
    let mut shell = Command::new("sh");
    shell.args(["-c", "trap '' XFSZ; ulimit -f 16; exec \"$@\"", "sh"]).arg(racer_program());
    shell.arg(desk.path("ledger")).arg(desk.path("output")).args(["5", "4"]);
    assert!(shell.output().unwrap().status.success());
    assert_eq!((desk.published(), desk.standing().used), (5, 5));
}

#[test]
fn what_is_dropped_on_the_way_returns() {
    let desk = Desk::new(5);
    let granted = desk.ledger().reserve(9, Some(5)).unwrap();
    assert_eq!((granted.units, granted.standing.left), (5, Some(0)));
    let reservation = granted.reservation.unwrap();
    assert_eq!(desk.ledger().reserve(1, Some(5)).unwrap().units, 0);
    drop(reservation.take().unwrap());
    assert_eq!(reservation.left(), Some(5));
    reservation.take().unwrap().commit().unwrap().published();
    drop(reservation.take().unwrap().commit().unwrap());
    assert_eq!(reservation.left(), Some(4));
    drop(reservation);
    let standing = desk.standing();
    assert_eq!((standing.used, standing.left), (1, Some(4)));
}

#[test]
fn a_reservation_that_was_ended_counts_nothing_more() {
    let desk = Desk::new(5);
    let reservation = desk.ledger().reserve(3, Some(5)).unwrap().reservation.unwrap();
    let (committed, late) = (reservation.take().unwrap().commit().unwrap(), reservation.take().unwrap());
    reservation.end();
    assert_eq!(desk.standing().left, Some(4));
    assert!(late.commit().is_err() && reservation.take().is_none());
    committed.published();
    drop(reservation);
    let standing = desk.standing();
    assert_eq!((standing.used, standing.left), (1, Some(4)));
}

#[test]
fn what_a_dead_run_counted_can_be_published_by_the_next_or_returned() {
    for (is_published, used) in [(true, 1), (false, 0)] {
        let desk = Desk::new(5);
        let died = desk.racer(1).env("PICOPRESS_FAIL_POINT", "committed").output().unwrap();
        assert!(!died.status.success());
        let orphans = desk.ledger().orphans().unwrap();
        assert_eq!((orphans.len(), desk.standing().used), (1, 1));
        let permit = desk.ledger().permit_of(orphans[0]);
        if is_published {
            permit.published();
        } else {
            drop(permit);
        }
        assert_eq!(desk.ledger().orphans().unwrap(), []);
        let standing = desk.standing();
        assert_eq!((standing.used, standing.left), (used, Some(5 - used)));
    }
}

#[test]
fn an_unlimited_plan_counts_what_it_published() {
    let desk = Desk::new(5);
    let reservation = desk.ledger().reserve(100, None).unwrap().reservation.unwrap();
    for _ in 0..100 {
        reservation.take().unwrap().commit().unwrap().published();
    }
    drop(reservation);
    assert_eq!(desk.standing().used, 100);
    let told = desk.ledger().tell().unwrap();
    assert_eq!(told.iter().map(|item| item.n).sum::<u32>(), 100);
}

/// Reported, never judged: it is the disk's business.
#[test]
fn what_a_unit_costs() {
    let desk = Desk::new(1_000);
    let mut times: Vec<Duration> = (0..200)
        .map(|_| {
            let start = Instant::now();
            let reservation = desk.ledger().reserve(1, Some(1_000)).unwrap().reservation.unwrap();
            reservation.take().unwrap().commit().unwrap().published();
            start.elapsed()
        })
        .collect();
    times.sort_unstable();
    println!("reserve + commit: median {:?}, p99 {:?}", times[99], times[197]);
    assert_eq!(desk.standing().used, 200);
}
