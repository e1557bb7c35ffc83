//! `cargo xtask fuzz`: libFuzzer on every place where bytes of strangers come in, one after the other.
//!
//! A stable compiler has all that is needed: the instrumentation is a pass of LLVM, libFuzzer comes as a crate.
//! What it finds is to become a small file in `fuzz/regressions`, made by hand, and a fix.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::cargo::{cannot_start, cargo, output, root, succeed};
use crate::setup;

/// What libFuzzer wants to see of the program: its edges, as counters, and what it compares.
const FLAGS: &str = "--cfg fuzzing -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
    -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table \
    -Cllvm-args=-sanitizer-coverage-trace-compares";

/// Seconds for each target unless told otherwise.
const SECONDS: u32 = 300;

/// No picture of the fuzzer's size explains more: memory in MB, seconds, bytes of the file.
const BOUNDS: [&str; 3] = ["-rss_limit_mb=2048", "-timeout=20", "-max_len=16384"];

/// Fuzzes the targets that are named, or all; `--seconds N` for each.
pub fn fuzz(arguments: &[OsString]) -> Result<ExitCode, String> {
    let Wanted { targets, seconds } = Wanted::parse(arguments)?;
    setup::compilers()?;
    let program = build()?;
    let mut lines = Vec::new();
    let mut found = 0;
    for target in targets {
        println!("{target}: {seconds} s");
        let ran = run(&program, &target, seconds)?;
        found += ran.found.len();
        println!("{ran}");
        lines.push(ran);
    }
    println!();
    lines.iter().for_each(|ran| println!("{ran}"));
    Ok(if found == 0 { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

struct Wanted {
    targets: Vec<String>,
    seconds: u32,
}

impl Wanted {
    fn parse(arguments: &[OsString]) -> Result<Self, String> {
        let known = targets()?;
        let mut wanted = Wanted { targets: Vec::new(), seconds: SECONDS };
        let mut arguments = arguments.iter().map(|argument| argument.to_string_lossy());
        while let Some(argument) = arguments.next() {
            if argument == "--seconds" {
                let number = arguments.next().and_then(|number| number.parse().ok());
                wanted.seconds = number.ok_or("--seconds takes a number")?;
            } else if known.iter().any(|target| *target == argument) {
                wanted.targets.push(argument.into_owned());
            } else {
                return Err(format!("there is no target `{argument}`, only {}", known.join(", ")));
            }
        }
        if wanted.targets.is_empty() {
            wanted.targets = known;
        }
        Ok(wanted)
    }
}

/// Each target has a folder of seeds.
fn targets() -> Result<Vec<String>, String> {
    let folder = root().join("fuzz/seeds");
    let entries = fs::read_dir(&folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    let mut names: Vec<_> =
        entries.flatten().map(|entry| entry.file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    Ok(names)
}

/// The fuzzer, built for this machine by name: otherwise build scripts would be instrumented as well.
fn build() -> Result<PathBuf, String> {
    let described = output(Command::new("rustc").arg("-vV"))?;
    let host = described.lines().find_map(|line| line.strip_prefix("host: "));
    let host = host.ok_or("rustc does not say what this machine is")?;
    let folder = root().join("target/fuzz");
    let mut command = cargo("build");
    command.arg("--manifest-path").arg(root().join("fuzz/Cargo.toml"));
    command.args(["--release", "--target", host, "--target-dir"]).arg(&folder);
    succeed(command.env("RUSTFLAGS", FLAGS))?;
    Ok(folder.join(host).join("release/fuzz"))
}

/// What one target did.
struct Ran {
    target: String,
    /// Runs, and runs a second.
    runs: [u64; 2],
    found: Vec<PathBuf>,
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let [runs, rate] = self.runs;
        write!(f, "{:<8} {runs:>12} runs {rate:>8} a second, {} found", self.target, self.found.len())?;
        self.found.iter().try_for_each(|path| write!(f, "\n  {}", path.display()))
    }
}

/// Runs one target; what it learns stays in `target/fuzz` for the next time.
fn run(program: &Path, target: &str, seconds: u32) -> Result<Ran, String> {
    let place = root().join("target/fuzz");
    let (learnt, found) = (place.join("corpus").join(target), place.join("found").join(target));
    for folder in [&learnt, &found] {
        fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
    }
    let mut command = Command::new(program);
    command.env("PICOPRESS_FUZZ_TARGET", target).args(BOUNDS).arg("-print_final_stats=1");
    command.arg(format!("-max_total_time={seconds}"));
    command.arg(format!("-artifact_prefix={}{}", found.display(), std::path::MAIN_SEPARATOR));
    let ours = ["fuzz/seeds", "fuzz/regressions"].map(|folder| root().join(folder).join(target));
    command.arg(&learnt).args(ours.iter().filter(|folder| folder.exists()));
    command.stdout(Stdio::null()).stderr(Stdio::piped());
    let said = command.output().map_err(|error| cannot_start(&command, &error))?;
    let said = String::from_utf8_lossy(&said.stderr);
    let log = place.join(format!("{target}.log"));
    fs::write(&log, said.as_bytes()).map_err(|error| format!("{}: {error}", log.display()))?;
    Ok(Ran { target: target.into(), runs: figures(&said), found: files(&found) })
}

/// The last that libFuzzer says of itself.
fn figures(said: &str) -> [u64; 2] {
    ["stat::number_of_executed_units:", "stat::average_exec_per_sec:"].map(|name| {
        let value = said.lines().find_map(|line| line.strip_prefix(name));
        value.and_then(|value| value.trim().parse().ok()).unwrap_or(0)
    })
}

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).into_iter().flatten().flatten().map(|entry| entry.path()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(words: &[&str]) -> Result<Wanted, String> {
        Wanted::parse(&words.iter().map(OsString::from).collect::<Vec<_>>())
    }

    #[test]
    fn all_targets_are_meant_when_none_is_named() {
        let all = parse(&["--seconds", "7"]).expect("it is fine");
        assert!(all.targets.len() > 10 && all.seconds == 7);
        assert_eq!(parse(&["gif"]).expect("it is fine").targets, ["gif"]);
        assert!(parse(&["gof"]).is_err());
    }

    #[test]
    fn libfuzzer_tells_what_it_did() {
        let said = "#2 pulse\nstat::number_of_executed_units: 4711\nstat::average_exec_per_sec:     94\n";
        assert_eq!(figures(said), [4711, 94]);
    }
}
