//! How the tasks start other programs: cargo from the workspace's root, with an environment that rebuilds
//! nothing, and failures in words.

use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitStatus, Stdio};

/// The folder of the workspace.
pub fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("xtask lies in the workspace")
}

/// A call of `cargo SUBCOMMAND` for this workspace.
pub fn cargo(subcommand: &str) -> Command {
    let mut command = Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.current_dir(root()).arg(subcommand).env("PATH", search_path());
    // `cargo run` describes xtask itself in these. A build script that watches one of them would run again
    // each time the workspace is built now with `cargo xtask`, now without.
    let described = env::vars_os().map(|(name, _)| name).filter(|name| {
        let name = name.to_string_lossy();
        name.starts_with("CARGO_PKG_") || name.starts_with("CARGO_MANIFEST_")
    });
    for name in described {
        command.env_remove(name);
    }
    command
}

/// Crates that link none of the others; some start the built program. They are built by themselves: a feature
/// they want of a dependency never leaks into the program, and no dependency is built again for it.
const OTHERS: [&str; 3] = ["bench", "samples", "tests"];

/// Cargo for the program and the crates it is made of. Cargo decides by what it is called for which features a dependency
/// has, so everything that builds the program calls it for the same: nothing is built twice.
pub fn program(subcommand: &str) -> Command {
    let mut command = cargo(subcommand);
    command.arg("--workspace").args(OTHERS.iter().flat_map(|name| ["--exclude", name]));
    command.args(["--features", "picopress/dev-keys"]);
    command
}

/// Cargo for the crates beside the program.
pub fn others(subcommand: &str) -> Command {
    let mut command = cargo(subcommand);
    command.args(OTHERS.iter().flat_map(|name| ["--package", name]));
    command
}

/// Runs `command` on our terminal.
pub fn status(command: &mut Command) -> Result<ExitStatus, String> {
    command.status().map_err(|error| cannot_start(command, &error))
}

/// Runs `command` on our terminal; anything but success is an error.
pub fn succeed(command: &mut Command) -> Result<(), String> {
    let status = status(command)?;
    if status.success() { Ok(()) } else { Err(format!("`{}`: {status}", words(command))) }
}

/// Whether `command` runs and succeeds, without showing what it says.
pub fn succeeds(command: &mut Command) -> bool {
    let quiet = command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    quiet.status().is_ok_and(|status| status.success())
}

/// What `command` prints, when it succeeds.
pub fn output(command: &mut Command) -> Result<String, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| cannot_start(command, &error))?;
    if !output.status.success() {
        return Err(format!("`{}`: {}", words(command), output.status));
    }
    String::from_utf8(output.stdout).map_err(|_| format!("`{}` printed no UTF-8", words(command)))
}

/// Why `command` could not even be started.
pub fn cannot_start(command: &Command, error: &std::io::Error) -> String {
    format!("cannot start `{}`: {error}", words(command))
}

fn words(command: &Command) -> String {
    let program = Path::new(command.get_program()).file_stem().unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words.map(|word| word.to_string_lossy()).collect::<Vec<_>>().join(" ")
}

/// `PATH`, and on Windows the folders where installers put tools without adding them to it.
pub fn search_path() -> OsString {
    let path = env::var_os("PATH").unwrap_or_default();
    let unlisted = if cfg!(windows) {
        &[r"C:\Program Files\NASM", r"C:\Program Files\CMake\bin", r"C:\Strawberry\perl\bin"][..]
    } else {
        &[]
    };
    let folders = env::split_paths(&path).chain(unlisted.iter().map(PathBuf::from));
    env::join_paths(folders).unwrap_or(path)
}
