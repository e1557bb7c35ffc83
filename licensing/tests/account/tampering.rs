//! Changed, old and foreign files and statements: nothing is gained, and a contact heals.

use licensing::Error;
use licensing::entitlement::Standing;
use licensing::keyring::Store;
use protocol::{Nonce, Plan, Signer};

use super::backend::{Backend, Fault};
use super::machine::{DAY, Machine, NOON, credentials, plan};

#[test]
fn a_changed_licence_file_gives_nothing_and_a_contact_heals() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    let genuine = std::fs::read(machine.file("licence.bin")).unwrap();
    let every = if std::env::var_os("PICOPRESS_SOAK").is_some() { 1 } else { 97 };
    for bit in (0..genuine.len() * 8).step_by(every) {
        let mut changed = genuine.clone();
        changed[bit / 8] ^= 1 << (bit % 8);
        std::fs::write(machine.file("licence.bin"), changed).unwrap();
        assert_eq!(machine.start(&backend).snapshot().rights.standing, Standing::Unreadable, "bit {bit}");
    }
    for length in [0, 1, 63, 64, 100, genuine.len() - 1] {
        std::fs::write(machine.file("licence.bin"), &genuine[..length]).unwrap();
        assert_eq!(plan(&machine.start(&backend)), Plan::Free, "{length} bytes");
    }
    let licensing = machine.start(&backend);
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
}

#[test]
fn a_licence_file_that_is_gone_gives_nothing_and_a_contact_heals() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    machine.signed_in(&backend);
    std::fs::remove_file(machine.file("licence.bin")).unwrap();
    let licensing = machine.start(&backend);
    assert_eq!(licensing.snapshot().rights.standing, Standing::NoEntitlement);
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Basic);
}

#[test]
fn an_old_licence_file_does_not_bring_an_old_plan_back() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    backend.model().plan = Plan::Pro;
    let licensing = machine.signed_in(&backend);
    let pro = std::fs::read(machine.file("licence.bin")).unwrap();
    backend.model().plan = Plan::Free;
    licensing.status().unwrap();
    assert_eq!(plan(&licensing), Plan::Free);
    std::fs::write(machine.file("licence.bin"), pro).unwrap();
    assert_eq!(machine.start(&backend).snapshot().rights.standing, Standing::Outdated);
}

#[test]
fn a_recorded_answer_is_not_taken_for_a_new_one() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    let recorded = {
        let mut model = backend.model();
        model.plan = Plan::Pro;
        let entitlement = model.entitlement(Nonce::from_random([5; 16]));
        model.plan = Plan::Basic;
        model.signer.sign(&entitlement)
    };
    backend.model().replay = Some(recorded);
    for _ in 0..20 {
        assert!(matches!(licensing.status(), Err(Error::Untrusted(_))));
        assert_eq!(plan(&licensing), Plan::Basic);
    }
}

/// Somebody with a certificate the machine believes, and a key of their own.
#[test]
fn another_signer_gives_no_rights_and_takes_none() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    let real = std::mem::replace(&mut backend.model().signer, Signer::new("ent-test", &[2; 32]));
    backend.model().plan = Plan::Pro;
    assert!(matches!(licensing.status(), Err(Error::Untrusted(_))));
    assert_eq!(plan(&licensing), Plan::Basic, "no rights given");
    backend.model().verdict = Some(protocol::VerdictCode::AccountDeleted);
    assert!(matches!(licensing.status(), Err(Error::Untrusted(_))));
    assert_eq!(plan(&licensing), Plan::Basic, "no rights taken");
    assert!(matches!(licensing.ask_time(), Err(Error::Untrusted(_))));

    let fresh = Machine::new();
    let options = fresh.options(&backend);
    backend.model().verdict = None;
    let mut options = options;
    options.trust = machine_trust(&real);
    let licensing = licensing::Licensing::open_and_wait(options);
    licensing.login(&credentials(Store::File)).unwrap();
    assert_eq!(licensing.snapshot().rights.standing, Standing::NoEntitlement);
    assert_eq!(plan(&licensing), Plan::Free);
}

fn machine_trust(signer: &Signer) -> licensing::trust::Trust {
    let mut keys = protocol::PublicKeys::default();
    keys.insert(signer.kid(), &signer.public()).unwrap();
    licensing::trust::Trust::in_keys(keys)
}

#[test]
fn a_receipt_or_the_time_moves_no_offline_time() {
    let (backend, machine) = (Backend::start(NOON), Machine::new());
    let licensing = machine.signed_in(&backend);
    machine.pass(&backend, 8 * DAY);
    assert_eq!(plan(&licensing), Plan::Free);
    licensing.ask_time().unwrap();
    assert_eq!(plan(&licensing), Plan::Free);
    backend.model().replay = Some("none".into());
    backend.model().faults.push_back(Fault::LoseRequest);
    assert!(licensing.sync(&licensing.ledger().unwrap()).is_err());
    licensing.sync(&licensing.ledger().unwrap()).unwrap();
    assert_eq!(plan(&licensing), Plan::Free);
}
