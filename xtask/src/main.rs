//! Build tasks: `cargo xtask` lists them, each has a file of its own.
//!
//! The heavy ones, `samples`, `icons` and `bench`, are crates beside this one and start through it, so that this one
//! builds in seconds on a machine that has nothing but Rust and a linker.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build task talks to the terminal")]

mod cargo;
mod fuzz;
mod licences;
mod run;
mod setup;
mod test;
mod tidy;

use std::env;
use std::ffi::OsString;
use std::process::ExitCode;

const USAGE: &str = "\
Build tasks of Picopress. The first time, each installs what the build needs or says what to type.

Usage: cargo xtask <TASK> [-- ARGS]

  run [-- ARGS]    build Picopress and run it with ARGS
  test [-- ARGS]   everything that must hold before a change lands; ARGS go to `cargo test`
  tidy             the shape of the source: who depends on whom, what is absent
  advisories       known vulnerabilities among the dependencies (needs the network)
  licences         write assets/third-party.txt, the licences of all dependencies, anew
  samples          draw the pictures in assets/samples again
  icons            draw the icon in assets/icon in all its sizes again
  bench [-- ARGS]  measure against other programs and write docs/benchmarks.md; `bench --help` for more
  bench backend    measure the backend under load and write docs/backend-load.md
  bench gui        measure the window on a screen of its own and write docs/window.md
  fuzz [TARGET...] [--seconds N]
                   feed the decoders what nobody would think of, 300 seconds each
  soak             kills, races, lost replies and made-up requests, many times over";

fn main() -> ExitCode {
    let mut arguments = env::args_os().skip(1);
    let task = arguments.next().unwrap_or_default();
    let arguments = without_separator(arguments.collect());
    let done = match &*task.to_string_lossy() {
        "run" => run::picopress(&arguments),
        "test" => test::test(&arguments),
        "tidy" => tidy::tidy(),
        "advisories" => test::advisories(),
        "licences" => licences::licences(),
        "samples" => run::crate_of_ours("samples", &arguments),
        "icons" => run::crate_of_ours("icons", &arguments),
        "bench" => run::crate_of_ours("bench", &arguments),
        "fuzz" => fuzz::fuzz(&arguments),
        "soak" => test::soak(&arguments),
        "" | "help" | "-h" | "--help" => {
            println!("{USAGE}");
            Ok(ExitCode::SUCCESS)
        }
        unknown => Err(format!("there is no task `{unknown}`\n\n{USAGE}")),
    };
    done.unwrap_or_else(|message| {
        eprintln!("xtask: {message}");
        ExitCode::FAILURE
    })
}

/// Takes away the `--` that may stand between the task and its arguments.
fn without_separator(mut arguments: Vec<OsString>) -> Vec<OsString> {
    if arguments.first().is_some_and(|first| first == "--") {
        arguments.remove(0);
    }
    arguments
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(given: &[&str], left: &[&str]) {
        let given = given.iter().map(OsString::from).collect();
        assert_eq!(without_separator(given), left);
    }

    #[test]
    fn arguments_work_with_and_without_a_separator() {
        check(&["--", "convert", "x"], &["convert", "x"]);
        check(&["convert", "x"], &["convert", "x"]);
        check(&[], &[]);
    }

    #[test]
    fn only_the_first_separator_is_ours() {
        check(&["--", "name", "--", "--nocapture"], &["name", "--", "--nocapture"]);
    }
}
