//! End-to-end tests live in `tests/e2e`: they start the built program on real files and look at what it leaves on the
//! disk. They link none of our crates, so that features of one never leak into another. Here is what the measurements of the
//! window need as well.

// What is skipped is said aloud.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "linux")]
pub mod screen;

use std::process::Command;

/// Whether a tool of the system is installed; says what is skipped when it is not.
pub fn has(tool: &str, what: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok();
    if !found {
        println!("skipped: no {tool} to {what}");
    }
    found
}
