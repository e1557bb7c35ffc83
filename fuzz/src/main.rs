//! libFuzzer around one target of the engine: the one that `PICOPRESS_FUZZ_TARGET` names.
#![no_main]

use std::sync::OnceLock;

use converter::fuzzing::{TARGETS, Target};

static TARGET: OnceLock<Target> = OnceLock::new();

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| TARGET.get_or_init(chosen)(bytes));

fn chosen() -> Target {
    let name = std::env::var("PICOPRESS_FUZZ_TARGET").unwrap_or_default();
    let target = TARGETS.into_iter().find(|(target, _)| *target == name);
    target.unwrap_or_else(|| panic!("PICOPRESS_FUZZ_TARGET={name:?} is none of {TARGETS:?}")).1
}
