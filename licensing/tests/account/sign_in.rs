//! Signing in and out, and what holds meanwhile.

use licensing::entitlement::{Notice, Standing};
use licensing::keyring::{RecordError, Store};
use licensing::{Error, Licensing, SignedOut};
use protocol::{Code, Plan, VerdictCode};

use super::backend::{Backend, Fault, PASSWORD};
use super::machine::{DAY, HOUR, Machine, NOON, credentials, parts, plan};

#[test]
fn nobody_signed_in_is_free_and_asks_no_server_and_no_keyring() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.start(&backend);
    assert_eq!(licensing.snapshot().rights.standing, Standing::Anonymous);
    assert_eq!(plan(&licensing), Plan::Free);
    assert!(backend.model().requests.is_empty() && machine.files().is_empty());
    assert!(matches!(licensing.status(), Err(Error::NotSignedIn)));
}

#[test]
fn a_subscription_holds_for_seven_days_without_a_network_and_comes_back_with_it() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    backend.always(&Fault::LoseRequest);

    let licensing = machine.start(&backend);
    assert_eq!(plan(&licensing), Plan::Basic);
    assert_eq!(licensing.status().unwrap_err().code(), "offline_connect");
    for (passed, days_left, notice) in [
        (0, 7, Notice::None),
        (3 * DAY + HOUR, 4, Notice::Line),
        (2 * DAY, 2, Notice::Banner),
        (DAY * 19 / 10 - HOUR, 1, Notice::Dialog),
    ] {
        machine.pass(&backend, passed);
        let Standing::InForce(offline) = licensing.snapshot().rights.standing else { panic!("not in force") };
        assert_eq!((offline.days_left(), offline.notice), (days_left, notice));
        assert_eq!(plan(&machine.start(&backend)), Plan::Basic, "also after a restart");
    }
    machine.pass(&backend, DAY / 5);
    for licensing in [licensing, machine.start(&backend)] {
        let until = NOON + 7 * DAY;
        assert_eq!(licensing.snapshot().rights.standing, Standing::GraceOver { since_ms: until });
        assert_eq!(plan(&licensing), Plan::Free);
    }
    backend.heal();
    let licensing = machine.start(&backend);
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
    assert_eq!(plan(&machine.start(&backend)), Plan::Basic);
}

#[test]
fn a_wrong_password_leaves_nothing_behind() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.start(&backend);
    let mut wrong = credentials(Store::File);
    wrong.password = protocol::api::Secret::new("no");
    assert_eq!(licensing.login(&wrong).unwrap_err().refusal(), Some(Code::InvalidCredentials));
    assert_eq!(licensing.snapshot().rights.standing, Standing::Anonymous);
    assert!(!machine.file("sign-in.key").exists() && !machine.file("licence.bin").exists());
}

#[test]
fn a_sign_out_frees_the_device_and_leaves_no_secret() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    assert_eq!(licensing.logout().unwrap(), SignedOut::Everywhere);
    assert!(backend.model().is_revoked);
    assert_eq!(licensing.snapshot().rights.standing, Standing::Anonymous);
    for name in ["sign-in.key", "sign-in.json", "licence.bin"] {
        assert!(!machine.file(name).exists(), "{name}");
    }
}

#[test]
fn a_sign_out_without_a_network_holds_here_and_reaches_the_server_later() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    backend.always(&Fault::LoseRequest);
    assert_eq!(licensing.logout().unwrap(), SignedOut::Here);
    assert!(!machine.file("licence.bin").exists());
    let licensing = machine.start(&backend);
    assert_eq!(licensing.snapshot().rights.standing, Standing::Anonymous);
    backend.heal();
    licensing.upkeep(&licensing.ledger().unwrap(), 0);
    assert!(backend.model().is_revoked && !machine.file("sign-in.key").exists());
}

#[test]
fn somebody_else_signs_in_only_after_a_sign_out() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    let mut other = credentials(Store::File);
    other.email = "other@example.com".into();
    assert!(matches!(licensing.login(&other), Err(Error::SignedInAlready)));
    licensing.login(&credentials(Store::File)).unwrap();
    licensing.logout().unwrap();
    licensing.login(&other).unwrap();
    assert_eq!(licensing.snapshot().account.unwrap().email, "other@example.com");
}

#[test]
fn a_sign_in_in_a_container_is_bound_to_its_secret_alone() {
    let (backend, mut machine) = (Backend::start(NOON), Machine::new());
    machine.hardware = protocol::Hardware::default();
    machine.signed_in(&backend);
    assert_eq!(plan(&machine.start(&backend)), Plan::Basic);
    let (_, body) = backend.model().requests[0].clone();
    let body: serde_json::Value = serde_json::from_str(&body).unwrap();
    // Named, and all unknown: a backend takes hardware that is left out from the id.
    assert!(body["hardware"]["machine"].is_null() && body["hardware"].is_object(), "{body}");
    assert!(body["hardware_id"].as_str().unwrap().len() == 32, "{body}");
    machine.hardware = parts([1, 2, 3, 4]);
    assert_eq!(plan(&machine.start(&backend)), Plan::Free, "nor does it hold on a machine");
}

#[test]
fn two_accounts_never_share_a_count() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    let first = std::fs::read(machine.file("sign-in.key")).unwrap();
    drop(licensing.ledger().unwrap().reserve(1, Some(50)).unwrap());
    backend.model().verdict = Some(VerdictCode::SessionRevoked);
    assert!(licensing.status().is_err());
    let mut other = credentials(Store::File);
    other.email = "other@example.com".into();
    licensing.login(&other).unwrap();
    drop(licensing.ledger().unwrap().reserve(1, Some(50)).unwrap());
    assert_ne!(std::fs::read(machine.file("sign-in.key")).unwrap(), first);
    let is_ledger = |path: &std::path::PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name.starts_with("ledger-") && name.ends_with(".bin")
    };
    let ledgers: Vec<_> = machine.files().into_iter().map(|(path, _)| path).filter(is_ledger).collect();
    assert_eq!(ledgers.len(), 2, "{ledgers:?}");
}

#[test]
fn a_window_sees_what_another_process_did() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let window = machine.start(&backend);
    let terminal = machine.signed_in(&backend);
    assert_eq!(plan(&window), Plan::Free);
    window.upkeep(&window.ledger().unwrap(), 0);
    assert_eq!(plan(&window), Plan::Basic);
    terminal.reload();
    terminal.logout().unwrap();
    window.upkeep(&window.ledger().unwrap(), 0);
    assert_eq!(window.snapshot().rights.standing, Standing::Anonymous);
}

#[test]
fn a_session_in_memory_ends_with_the_program() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.start(&backend);
    licensing.login(&credentials(Store::Memory)).unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
    licensing.status().unwrap();
    assert_eq!(plan(&machine.start(&backend)), Plan::Free);
    let names: Vec<_> = machine.files().into_iter().map(|(path, _)| path).collect();
    assert!(names.iter().all(|path| path.extension().unwrap() == "lock"), "{names:?}");
}

#[test]
fn only_a_signed_verdict_takes_rights_away() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    for code in
        ["session_revoked", "device_removed", "licence_suspended", "unauthenticated", "invalid_refresh_token"]
    {
        let problem = serde_json::json!({"type": "about:blank", "title": "No", "status": 403, "code": code, "request_id": "1"});
        let raw = super::backend::reply(403, "application/problem+json", problem.to_string().as_bytes());
        backend.always(&Fault::Raw(raw));
        assert!(matches!(licensing.status(), Err(Error::Refused(_))), "{code}");
        assert_eq!(plan(&licensing), Plan::Basic, "{code}");
    }
    backend.heal();
    licensing.status().unwrap();

    backend.model().verdict = Some(VerdictCode::DeviceRemoved);
    assert!(matches!(licensing.status(), Err(Error::Ended(VerdictCode::DeviceRemoved))));
    for licensing in [licensing, machine.start(&backend)] {
        assert_eq!(licensing.snapshot().rights.standing, Standing::Ended(VerdictCode::DeviceRemoved));
        assert_eq!(plan(&licensing), Plan::Free);
    }
    let licensing = machine.start(&backend);
    licensing.login(&credentials(Store::File)).unwrap();
    assert_eq!(plan(&licensing), Plan::Basic, "signing in again heals");
}

#[test]
fn used_conversions_are_counted_once_however_often_they_are_told() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    let ledger = licensing.ledger().unwrap();
    let granted = ledger.reserve(3, Some(50)).unwrap();
    drop(granted);
    backend.model().faults.push_back(Fault::LoseReply);
    assert!(matches!(licensing.sync(&ledger), Err(Error::Offline(_))));
    let receipt = licensing.sync(&ledger).unwrap();
    assert_eq!(receipt.used, 0);
    assert_eq!(backend.count("POST /v1/usage"), 2);
}

#[test]
fn the_time_needs_no_sign_in() {
    let (backend, machine) = (Backend::start(NOON + 3 * DAY), Machine::new());
    let licensing = machine.start(&backend);
    assert_eq!(licensing.ask_time().unwrap(), NOON + 3 * DAY);
    assert_eq!(licensing.clock().now_ms(), NOON + 3 * DAY);
}

#[test]
fn a_clock_that_was_years_ahead_is_forgiven_without_an_account_once_the_server_is_asked() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let convert = |licensing: &Licensing, count: u32| {
        let granted = licensing.ledger().unwrap().reserve(count, Some(5)).unwrap();
        let reservation = granted.reservation.unwrap();
        (0..granted.units).for_each(|_| reservation.take().unwrap().commit().unwrap().published());
    };
    let standing = |licensing: &Licensing| licensing.ledger().unwrap().standing(Some(5)).unwrap();
    machine.reboot(1_000 * DAY);
    let licensing = machine.start(&backend);
    convert(&licensing, 2);
    licensing.upkeep(&licensing.ledger().unwrap(), 0);
    assert!(backend.model().requests.is_empty(), "clocks that agree are not doubted");

    machine.reboot(0);
    let today = protocol::day::day_of(NOON);
    let licensing = machine.start(&backend);
    assert_eq!(standing(&licensing).day, today + 1_000);
    backend.always(&Fault::LoseRequest);
    let upkeep = licensing.upkeep(&licensing.ledger().unwrap(), 0);
    assert_eq!((upkeep.failures, standing(&licensing).day), (1, today + 1_000), "nobody else says so");
    backend.heal();
    licensing.upkeep(&licensing.ledger().unwrap(), 1);
    assert_eq!((standing(&licensing).day, standing(&licensing).left), (today, Some(3)), "and mints nothing");
    let asked = backend.model().requests.len();
    let licensing = machine.start(&backend);
    licensing.upkeep(&licensing.ledger().unwrap(), 0);
    assert_eq!(standing(&licensing).day, today);
    assert_eq!(backend.model().requests.len(), asked, "once is enough");
}

#[test]
fn devices_are_removed_by_ids_that_cannot_be_paths() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    assert_eq!(licensing.devices().unwrap().limit, 2);
    licensing.remove_device("dev_2").unwrap();
    for id in ["", "../me", "dev_2?x", "dev 2"] {
        assert_eq!(licensing.remove_device(id).unwrap_err().refusal(), Some(Code::NotFound), "{id}");
    }
    assert_eq!(backend.count("DELETE /v1/me"), 0);
}

#[test]
fn a_copy_on_another_machine_is_free() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let mut copy = Machine::new();
    for (path, bytes) in machine.files() {
        let target = copy.file(path.file_name().unwrap().to_str().unwrap());
        std::fs::copy(&path, &target).unwrap();
        assert_eq!(std::fs::read(target).unwrap(), bytes);
    }
    assert_eq!(plan(&copy.start(&backend)), Plan::Basic, "the same machine, another folder");
    copy.hardware = parts([9, 2, 9, 4]);
    assert_eq!(copy.start(&backend).snapshot().rights.standing, Standing::OtherMachine);
    copy.hardware = parts([9, 2, 3, 4]);
    assert_eq!(plan(&copy.start(&backend)), Plan::Basic, "a new system on the same disk and board");

    std::fs::remove_file(copy.file("sign-in.key")).unwrap();
    let standing = copy.start(&backend).snapshot().rights.standing;
    assert_eq!(standing, Standing::NoSecret(RecordError::LostOrLocked), "without the secret");
}

#[test]
fn nothing_secret_or_personal_leaves_but_what_the_calls_name() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    licensing.status().unwrap();
    licensing.sync(&licensing.ledger().unwrap()).unwrap();
    licensing.logout().unwrap();
    let host = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    let id = std::fs::read_to_string("/etc/machine-id").unwrap_or_default();
    let folder = machine.state().to_string_lossy().into_owned();
    for (asked, body) in &backend.model().requests {
        for canary in [host.trim(), id.trim(), folder.as_str()].into_iter().filter(|canary| canary.len() > 5)
        {
            assert!(!body.contains(canary), "{asked} tells {canary}");
        }
        assert_eq!(body.contains(PASSWORD), asked == "POST /v1/auth/login", "{asked}");
    }
    let printed = format!("{licensing:?} {:?}", credentials(Store::File));
    assert!(!printed.contains(PASSWORD) && !printed.contains("rt1."), "{printed}");
}
