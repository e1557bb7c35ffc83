//! Does with the keyring what the program does, and says what came of it and how many milliseconds it took:
//! FOLDER API KEYS STEPS.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "it is there to fail loudly")]

use std::process::Command;
use std::sync::Arc;
use std::time::Instant;

use licensing::clock::SystemClocks;
use licensing::entitlement::Standing;
use licensing::keyring::Store;
use licensing::trust::Trust;
use licensing::{Credentials, Error, Licensing, Options, Patience};
use protocol::PublicKeys;
use protocol::api::Secret;
use protocol::hardware::{Component, Hardware};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [state, api, keys, steps] = &arguments[..] else { panic!("FOLDER API KEYS STEPS") };
    let mut licensing = None;
    say("open", || {
        let opened = open(state, api, keys);
        let standing = standing(&opened);
        licensing = Some(opened);
        standing
    });
    let mut licensing = licensing.unwrap();
    for step in steps.split_whitespace() {
        say(step, || match step {
            "login" => outcome(&licensing, licensing.login(&credentials())),
            "status" => outcome(&licensing, licensing.status()),
            "logout" => outcome(&licensing, licensing.logout()),
            "freeze" => signal("-STOP"),
            "thaw" => signal("-CONT"),
            // A new start has no access token, so that the next question begins with a renewal.
            "renew" | "renewed" => {
                licensing = open(state, api, keys);
                outcome(&licensing, licensing.devices())
            }
            "again" => {
                licensing.reload();
                outcome(&licensing, licensing.devices())
            }
            "ledger" => {
                let left = licensing.ledger().unwrap().standing(Some(5)).unwrap().left;
                format!("{} left", left.unwrap())
            }
            unknown => panic!("{unknown}"),
        });
    }
}

fn open(state: &str, api: &str, keys: &str) -> Licensing {
    let [machine, board, disk, cpu] = [1, 2, 3, 4].map(|number| Some(Component::from_hash([number; 16])));
    Licensing::open_and_wait(Options {
        state: state.into(),
        home: Some(state.into()),
        api: api.into(),
        version: "1.0.0".into(),
        trust: Trust::in_keys(PublicKeys::from_jwk_set(&serde_json::from_str(keys).unwrap()).unwrap()),
        hardware: Hardware { machine, board, disk, cpu },
        clocks: Arc::new(SystemClocks::new()),
        patience: Patience::default(),
    })
}

fn credentials() -> Credentials {
    let email = "somebody@example.com".into();
    Credentials {
        email,
        password: Secret::new("canary-password-1"),
        store: Store::Keyring,
        device_name: None,
        release_device: None,
    }
}

fn signal(signal: &str) -> String {
    let pid = std::env::var("KEYRING_PID").unwrap();
    Command::new("kill").args([signal, &pid]).status().unwrap();
    "done".into()
}

fn say(step: &str, work: impl FnOnce() -> String) {
    let start = Instant::now();
    let answer = work();
    println!("{step} {} {answer}", start.elapsed().as_millis());
}

fn outcome<T>(licensing: &Licensing, result: Result<T, Error>) -> String {
    result.map_or_else(|error| error.code().to_owned(), |_| standing(licensing))
}

fn standing(licensing: &Licensing) -> String {
    let rights = licensing.snapshot().rights;
    let standing = match &rights.standing {
        Standing::InForce(_) => "in_force",
        Standing::Anonymous => "anonymous",
        Standing::NoSecret(why) => why.code(),
        Standing::Ended(_) => "ended",
        _ => "without",
    };
    format!("{} {standing}", rights.plan.name())
}
