//! Renewing the sign-in: one request however many ask, and no lost reply or kill ever signs anybody out.

use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use licensing::Error;
use protocol::Plan;

use super::backend::{Backend, Fault};
use super::machine::{Machine, NOON, example, plan};

const REFRESH: &str = "POST /v1/auth/refresh";

fn rounds(short: usize, long: usize) -> usize {
    if std::env::var_os("PICOPRESS_SOAK").is_some() { long } else { short }
}

#[test]
fn a_hundred_callers_make_one_request() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let licensing = machine.start(&backend);
    backend.model().delay = Duration::from_millis(100);
    let barrier = Arc::new(std::sync::Barrier::new(100));
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let (licensing, barrier) = (licensing.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                licensing.devices()
            })
        })
        .collect();
    for caller in callers {
        caller.join().unwrap().unwrap();
    }
    assert_eq!(backend.count(REFRESH), 1);
}

#[test]
fn a_hundred_callers_without_a_network_wait_for_one_attempt() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let licensing = machine.start(&backend);
    backend.model().delay = Duration::from_secs(1);
    backend.always(&Fault::LoseRequest);
    let barrier = Arc::new(std::sync::Barrier::new(100));
    let callers: Vec<_> = (0..100)
        .map(|_| {
            let (licensing, barrier) = (licensing.clone(), Arc::clone(&barrier));
            std::thread::spawn(move || {
                barrier.wait();
                licensing.devices()
            })
        })
        .collect();
    for caller in callers {
        assert!(matches!(caller.join().unwrap(), Err(Error::Offline(_))));
    }
    // One that arrives after the first attempt, on a machine that is slow to start threads, makes its own.
    assert!(backend.count(REFRESH) <= 10, "{} attempts", backend.count(REFRESH));
}

#[test]
fn an_access_token_that_is_over_is_renewed_once() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    machine.start(&backend).devices().unwrap();
    let before = backend.count(REFRESH);
    licensing.devices().unwrap();
    assert_eq!(backend.count(REFRESH), before + 1);
}

#[test]
fn lost_requests_and_replies_never_sign_anybody_out() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    for round in 0..rounds(50, 1000) {
        let fault = [Fault::LoseReply, Fault::LoseRequest, Fault::LoseReply][round % 3].clone();
        backend.model().faults = std::iter::repeat_n(fault, round % 4).collect();
        let licensing = machine.start(&backend);
        while let Err(error) = licensing.devices() {
            assert!(matches!(error, Error::Offline(_)), "round {round}: {error}");
        }
        assert_eq!(plan(&licensing), Plan::Basic, "round {round}");
    }
    assert!(!backend.model().is_revoked);
}

#[test]
fn several_processes_share_one_sign_in() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let machine = Arc::new(machine);
    let backend = Arc::new(backend);
    // Each handle has its own memory, as a process has.
    let processes: Vec<_> = (0..8)
        .map(|_| {
            let (machine, backend) = (Arc::clone(&machine), Arc::clone(&backend));
            std::thread::spawn(move || {
                for _ in 0..rounds(5, 50) {
                    // The token of the others is over as soon as one renews: trying again is fine, a sign-out is not.
                    let answer = machine.start(&backend).status();
                    assert!(
                        answer.is_ok() || answer.as_ref().is_err_and(|error| error.code() == "token_expired"),
                        "{answer:?}"
                    );
                }
            })
        })
        .collect();
    processes.into_iter().for_each(|process| process.join().unwrap());
    assert!(!backend.model().is_revoked);
    let licensing = machine.start(&backend);
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
}

#[test]
fn a_stolen_old_token_ends_the_sign_in_for_thief_and_owner() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let stolen = std::fs::read(machine.file("sign-in.key")).unwrap();
    for _ in 0..2 {
        machine.start(&backend).devices().unwrap();
    }
    std::fs::write(machine.file("sign-in.key"), stolen).unwrap();
    assert!(matches!(machine.start(&backend).devices(), Err(Error::Ended(_))));
    assert_eq!(plan(&machine.start(&backend)), Plan::Free);
}

/// Kills at any moment of a renewal, with replies that get lost besides.
#[test]
fn kills_never_sign_anybody_out() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let keys = serde_json::to_string(&backend.keys().to_jwk_set()).unwrap();
    let mut killed = 0;
    for round in 0..rounds(50, 1000) {
        let lose = if round % 5 == 0 { vec![Fault::LoseReply] } else { vec![] };
        backend.model().faults = lose.into();
        let mut program = Command::new(example("renewer"));
        program.arg(machine.state()).arg(backend.api()).arg(&keys);
        let before = backend.count(REFRESH);
        let mut child = program.stdout(Stdio::null()).spawn().unwrap();
        // Half of them anywhere, also before the first question; the others once there was one, and a while later.
        if round % 2 == 0 {
            wait_until(|| backend.count(REFRESH) > before);
        }
        std::thread::sleep(Duration::from_millis(round as u64 * 37 % 120));
        killed += usize::from(child.try_wait().unwrap().is_none());
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(!backend.model().is_revoked, "round {round}");
    }
    backend.heal();
    let licensing = machine.start(&backend);
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
    println!("{killed} kills, {} renewals", backend.count(REFRESH));
    assert!(killed > 10 && backend.count(REFRESH) > 10, "the test killed at the wrong moments");
}

fn wait_until(is_so: impl Fn() -> bool) {
    let start = Instant::now();
    while !is_so() {
        assert!(start.elapsed() < Duration::from_secs(120), "it never came to that");
        std::thread::sleep(Duration::from_millis(2));
    }
}
