//! Runs commands and asks the system what they cost.
//!
//! The system only tells the largest child a process has ever had. So each measurement is made by a process
//! of its own: this program once more, with `measure` as its argument and the work on its standard input.

use std::collections::VecDeque;
use std::env;
use std::io::{self, Write};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Mutex;
use std::thread;
use std::time::Instant;

use serde::{Deserialize, Serialize};

/// Commands to run from one queue, so many at once, as `xargs -P` does.
#[derive(Debug, Serialize, Deserialize)]
pub struct Work {
    pub at_once: usize,
    pub commands: Vec<Vec<String>>,
    pub environment: Vec<(String, String)>,
}

/// What a [`Work`] took, and what the last command printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Cost {
    pub wall_s: f64,
    /// User and system time of all processes.
    pub cpu_s: f64,
    /// The most memory any one process had.
    pub peak_bytes: u64,
    pub printed: String,
}

/// Measures `work` in a fresh process.
pub fn measure(work: &Work) -> Result<Cost, String> {
    let start = || -> io::Result<_> {
        let mut child = Command::new(env::current_exe()?)
            .arg("measure")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut input = child.stdin.take().expect("it is piped");
        input.write_all(&serde_json::to_vec(work)?)?;
        drop(input);
        child.wait_with_output()
    };
    let output = start().map_err(|error| format!("cannot measure: {error}"))?;
    let answer: Result<Cost, String> = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("the measuring process ended with {}: {error}", output.status))?;
    answer
}

/// The other side of [`measure`].
pub fn answer() -> Result<(), String> {
    let work: Work = serde_json::from_reader(io::stdin()).map_err(|error| error.to_string())?;
    serde_json::to_writer(io::stdout(), &run(work)).map_err(|error| error.to_string())
}

fn run(work: Work) -> Result<Cost, String> {
    let start = Instant::now();
    let queue = Mutex::new(VecDeque::from(work.commands));
    let next = || queue.lock().expect("nobody panics with it").pop_front();
    let worker = || {
        let mut printed = String::new();
        while let Some(words) = next() {
            printed = run_one(&words, &work.environment)?;
        }
        Ok(printed)
    };
    let printed = thread::scope(|scope| {
        let workers: Vec<_> = (0..work.at_once).map(|_| scope.spawn(worker)).collect();
        let joined = workers.into_iter().map(|worker| worker.join().expect("workers do not panic"));
        joined.collect::<Result<Vec<String>, String>>()
    })?;
    let wall_s = start.elapsed().as_secs_f64();
    let (cpu_s, peak_bytes) = children()?;
    Ok(Cost { wall_s, cpu_s, peak_bytes, printed: printed.concat() })
}

fn run_one(words: &[String], environment: &[(String, String)]) -> Result<String, String> {
    let (program, arguments) = words.split_first().ok_or("an empty command")?;
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::null()).envs(environment.iter().cloned());
    let output = command.output().map_err(|error| format!("{program}: {error}"))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        let last = said.trim().lines().last().unwrap_or_default();
        let program = Path::new(program).file_stem().unwrap_or_default().display();
        return Err(format!("{program}: {}: {last}", output.status));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

/// CPU seconds of all children together and bytes of the largest.
#[cfg(unix)]
fn children() -> Result<(f64, u64), String> {
    use nix::sys::resource::{UsageWho, getrusage};
    use nix::sys::time::TimeVal;
    let usage = getrusage(UsageWho::RUSAGE_CHILDREN).map_err(|error| error.to_string())?;
    let seconds = |time: TimeVal| time.tv_sec() as f64 + time.tv_usec() as f64 / 1e6;
    // Apple counts bytes, everybody else KiB.
    let unit = if cfg!(target_vendor = "apple") { 1 } else { 1024 };
    let peak = u64::try_from(usage.max_rss()).unwrap_or(0) * unit;
    Ok((seconds(usage.user_time()) + seconds(usage.system_time()), peak))
}

#[cfg(not(unix))]
fn children() -> Result<(f64, u64), String> {
    Err("CPU time and memory of other programs are only measured on Unix".into())
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;

    fn check(at_once: usize, commands: &[&str]) -> Result<Cost, String> {
        let shell = |script: &&str| ["sh", "-c", script].map(String::from).to_vec();
        run(Work { at_once, commands: commands.iter().map(shell).collect(), environment: Vec::new() })
    }

    #[test]
    fn commands_from_one_queue_run_side_by_side() {
        let cost = check(2, &["sleep 0.3", "sleep 0.3"]).expect("they succeed");
        assert!((0.3..0.6).contains(&cost.wall_s), "{cost:?}");
    }

    #[test]
    fn work_is_counted_as_cpu_time_and_memory() {
        let cost =
            check(1, &["i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done; echo $i"]).expect("it counts");
        assert!(cost.cpu_s > 0.01 && cost.peak_bytes > 100_000, "{cost:?}");
        assert_eq!(cost.printed.trim(), "100000");
    }

    #[test]
    fn a_failing_command_fails_the_measurement_with_its_last_words() {
        let error = check(1, &["echo first >&2; echo last >&2; exit 3"]).expect_err("it fails");
        assert!(error.ends_with("last"), "{error}");
    }
}
