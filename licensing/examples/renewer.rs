//! Renews a sign-in again and again, to be killed at it: FOLDER API KEYS.

#![allow(clippy::unwrap_used, reason = "it is there to fail loudly")]

use std::sync::Arc;

use licensing::clock::SystemClocks;
use licensing::trust::Trust;
use licensing::{Licensing, Options, Patience};
use protocol::hardware::Component;
use protocol::{Hardware, PublicKeys};

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [state, api, keys] = &arguments[..] else { panic!("FOLDER API KEYS") };
    let keys = PublicKeys::from_jwk_set(&serde_json::from_str(keys).unwrap()).unwrap();
    let [machine, board, disk, cpu] = [1, 2, 3, 4].map(|number| Some(Component::from_hash([number; 16])));
    loop {
        let licensing = Licensing::open_and_wait(Options {
            state: state.into(),
            home: None,
            api: api.clone(),
            version: "1.0.0".into(),
            trust: Trust::in_keys(keys.clone()),
            hardware: Hardware { machine, board, disk, cpu },
            clocks: Arc::new(SystemClocks::new()),
            patience: Patience::default(),
        });
        // Whatever comes of it: the test looks at what is left.
        drop(licensing.status());
    }
}
