//! Codecs that crash, hang, devour memory or want out, in workers: each costs its own picture, and nothing else.
//!
//! This program is its own worker, so it has a `main` of its own.
#![allow(clippy::unwrap_used, reason = "a test that stops here has failed")]
#![allow(clippy::print_stdout, reason = "what is skipped is said aloud")]

#[cfg(unix)]
mod misdeeds;
#[cfg(unix)]
mod trials;

#[cfg(unix)]
fn main() -> std::process::ExitCode {
    if std::env::args().nth(1).is_some_and(|argument| argument == converter::worker::ARGUMENT) {
        return misdeeds::serve();
    }
    let mut arguments = libtest_mimic::Arguments::from_args();
    // They measure time and count processes.
    arguments.test_threads = Some(1);
    libtest_mimic::run(&arguments, trials::trials()).exit_code()
}

#[cfg(not(unix))]
fn main() {
    println!("skipped: the misdeeds are written for Unix");
}
