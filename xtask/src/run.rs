//! Builds a program of the workspace and becomes it: its terminal, its Ctrl-C and its exit status.

use std::env;
use std::ffi::OsString;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::cargo::{cannot_start, cargo, program, root, succeed};
use crate::setup;

/// Runs Picopress, in the folder the caller stands in.
pub fn picopress(arguments: &[OsString]) -> Result<ExitCode, String> {
    setup::compilers()?;
    succeed(program("build").args(["--bin", "picopress"]))?;
    become_program(Command::new(beside_this_one("picopress")?).args(arguments))
}

/// A program that was built as this one was: cargo puts them in one folder.
fn beside_this_one(name: &str) -> Result<PathBuf, String> {
    let this_one = env::current_exe().map_err(|error| format!("this program is nowhere: {error}"))?;
    Ok(this_one.with_file_name(format!("{name}{}", env::consts::EXE_SUFFIX)))
}

/// Runs one of the crates beside xtask.
pub fn crate_of_ours(name: &str, arguments: &[OsString]) -> Result<ExitCode, String> {
    let here = env::current_dir().map_err(|error| format!("the current folder is gone: {error}"))?;
    let mut command = cargo("run");
    command.current_dir(here).arg("--manifest-path").arg(root().join("Cargo.toml"));
    become_program(command.args(["--quiet", "--package", name, "--"]).args(arguments))
}

/// Replaces this process, as cargo does where it is in between: a signal meets the program and nobody else.
#[cfg(unix)]
fn become_program(command: &mut Command) -> Result<ExitCode, String> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(cannot_start(command, &error))
}

/// A console sends Ctrl-C to all its processes; the program answers, this one waits for its exit status.
#[cfg(windows)]
fn become_program(command: &mut Command) -> Result<ExitCode, String> {
    ctrlc::set_handler(|| ()).map_err(|error| format!("cannot wait through Ctrl-C: {error}"))?;
    let status = command.status().map_err(|error| cannot_start(command, &error))?;
    std::process::exit(status.code().unwrap_or(1))
}
