//! The real keyring of a Linux desktop, in every state it can be in.

#![cfg(target_os = "linux")]

use std::process::{Command, Output};
use std::time::Duration;

use super::backend::Backend;
use super::machine::{Machine, NOON, example};

/// How long anybody waits for a keyring.
const DEADLINE: Duration = Duration::from_secs(3);
/// What a busy machine may take beyond, with the start of the program.
const SLACK: Duration = Duration::from_secs(30);

/// A session bus and a keyring of its own, which a script brings into a state.
struct Desktop {
    folder: tempfile::TempDir,
}

impl Desktop {
    fn new() -> Option<Self> {
        let tools = ["gnome-keyring-daemon", "dbus-run-session", "gdbus"];
        let missing = tools.into_iter().find(|tool| Command::new(tool).arg("--version").output().is_err());
        if let Some(tool) = missing {
            println!("skipped: {tool} is not installed; `cargo xtask test` installs it");
            return None;
        }
        Some(Desktop { folder: tempfile::tempdir().unwrap() })
    }

    /// Runs the example `keyring_user` with a keyring in this state.
    fn run(&self, state: &str, machine: &Machine, backend: &Backend, steps: &str) -> String {
        let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/account/with-keyring.sh");
        let keys = serde_json::to_string(&backend.keys().to_jwk_set()).unwrap();
        let mut command = Command::new("bash");
        command.arg(script).arg(self.folder.path()).arg(state).arg(example("keyring_user"));
        command.arg(machine.state()).arg(backend.api()).arg(keys).arg(steps);
        let Output { stdout, stderr, status } = command.output().unwrap();
        let said = String::from_utf8(stdout).unwrap();
        assert!(status.success(), "{said}\n{}", String::from_utf8_lossy(&stderr));
        said
    }
}

/// What the example said of one step, and how long it took.
fn step<'a>(said: &'a str, name: &str) -> (&'a str, Duration) {
    steps(said, name).next().unwrap_or_else(|| panic!("no {name} in {said}"))
}

/// The same of all steps of that name.
fn steps<'a>(said: &'a str, name: &str) -> impl Iterator<Item = (&'a str, Duration)> {
    said.lines().filter_map(move |line| {
        let (millis, answer) = line.strip_prefix(name)?.strip_prefix(' ')?.split_once(' ')?;
        Some((answer, Duration::from_millis(millis.parse().ok()?)))
    })
}

/// Whether one try was too quick to have waited for the keyring: a wait lasts its three seconds each time, a busy machine
/// only takes its time now and then.
fn waited_for_nothing(tries: impl IntoIterator<Item = Duration>) -> bool {
    tries.into_iter().any(|took| took < DEADLINE * 2 / 3)
}

#[track_caller]
fn check(said: &str, name: &str, expected: &str) {
    let (answer, took) = step(said, name);
    assert_eq!(answer, expected, "in:\n{said}");
    assert!(took < DEADLINE + SLACK, "{name} took {took:?}");
}

#[test]
fn an_unlocked_keyring_keeps_the_sign_in_and_its_loss_is_no_first_run() {
    let Some(desktop) = Desktop::new() else { return };
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let said = desktop.run("unlocked", &machine, &backend, "login status");
    check(&said, "open", "free anonymous");
    check(&said, "login", "basic in_force");
    assert!(!machine.file("sign-in.key").exists(), "the secret is in the keyring alone");

    // Another start of everything: the daemon, the bus, the program.
    check(&desktop.run("unlocked", &machine, &backend, "status"), "open", "basic in_force");

    let said = desktop.run("locked", &machine, &backend, "status login");
    check(&said, "open", "free keyring_dismissed");
    check(&said, "status", "keyring_dismissed");
    check(&said, "login", "keyring_dismissed");

    let said = desktop.run("frozen", &machine, &backend, "status login");
    check(&said, "open", "free keyring_timed_out");
    check(&said, "login", "keyring_timed_out");

    let said = desktop.run("none", &machine, &backend, "status login");
    check(&said, "open", "free keyring_absent");
    check(&said, "login", "keyring_absent");

    // Through all of that nothing stored was touched.
    check(&desktop.run("unlocked", &machine, &backend, "status"), "open", "basic in_force");

    let said = desktop.run("deleted", &machine, &backend, "status login status");
    check(&said, "open", "free keyring_lost_or_locked");
    check(&said, "login", "basic in_force");

    let said = desktop.run("unlocked", &machine, &backend, "logout");
    check(&said, "open", "basic in_force");
    check(&said, "logout", "free anonymous");
    check(&desktop.run("unlocked", &machine, &backend, ""), "open", "free anonymous");
}

#[test]
fn somebody_who_never_signed_in_meets_no_keyring() {
    let Some(desktop) = Desktop::new() else { return };
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    for state in ["none", "locked", "frozen"] {
        let tries = (0..5).map(|_| {
            let said = desktop.run(state, &machine, &backend, "ledger");
            check(&said, "open", "free anonymous");
            check(&said, "ledger", "5 left");
            step(&said, "open").1
        });
        assert!(waited_for_nothing(tries), "a keyring that is {state} was waited for");
    }
}

#[test]
fn a_keyring_that_freezes_while_the_program_runs_loses_nothing() {
    let Some(desktop) = Desktop::new() else { return };
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let said = desktop.run(
        "unlocked",
        &machine,
        &backend,
        "login freeze renew again again again again thaw renewed",
    );
    check(&said, "renew", "keyring_timed_out");
    assert!(steps(&said, "again").all(|(answer, _)| answer == "keyring_timed_out"), "{said}");
    assert!(waited_for_nothing(steps(&said, "again").map(|(_, took)| took)), "no second wait: {said}");
    check(&said, "renewed", "basic in_force");
    assert!(!backend.model().is_revoked);
}
