//! Everything that must hold before a change lands: every check runs, each is timed, all failures are
//! told at the end.

use std::ffi::OsString;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use crate::cargo::{cargo, others, output, program, root, succeed};
use crate::{setup, tidy};

/// The whole gate; `arguments` go to `cargo test`.
pub fn test(arguments: &[OsString]) -> Result<ExitCode, String> {
    let before = changed_files();
    let mut report = Report::default();

    report.step("set-up", || {
        setup::compilers()
            .and_then(|()| setup::components())
            .and_then(|()| setup::judges())
            .map(|()| setup::schemathesis())
    });
    report.step("format", || succeed(cargo("fmt").args(["--all", "--check"])));
    report.step("tidy", tidy::check);
    report.step("clippy", || {
        succeed(cargo("clippy").args(["--workspace", "--all-targets", "--", "-D", "warnings"]))
    });
    report.step("deny", || deny(&["bans", "licenses", "sources"]));
    report.build_and_test(["build", "test"], program, arguments);
    report.build_and_test(["build others", "test others"], others, arguments);
    report.step("clean tree", || unchanged(before.as_deref()));

    report.print();
    Ok(if report.all_passed() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Known vulnerabilities: apart from the gate, since it needs the advisory database from the network and
/// its answer changes without a change of ours.
pub fn advisories() -> Result<ExitCode, String> {
    deny(&["advisories"])?;
    Ok(ExitCode::SUCCESS)
}

/// The tests of kills, of memory, of the ledger and of the backend, with schemathesis, in the long version that a patient
/// person wants to see survived.
pub fn soak(arguments: &[OsString]) -> Result<ExitCode, String> {
    setup::compilers().and_then(|()| setup::judges())?;
    setup::schemathesis();
    let licensing = ["--package", "licensing", "--", "--nocapture"];
    let backend = ["--package", "backend", "--", "--nocapture"];
    let program = ["--package", "tests", "--", "--nocapture", "kill", "memory"];
    for tests in [&licensing[..], &backend[..], &program[..]] {
        succeed(cargo("test").env("PICOPRESS_SOAK", "1").args(tests).args(arguments))?;
    }
    Ok(ExitCode::SUCCESS)
}

fn deny(checks: &[&str]) -> Result<(), String> {
    let cargo_deny = setup::cargo_deny()?;
    succeed(Command::new(cargo_deny).current_dir(root()).args(["--workspace", "check"]).args(checks))
}

/// What git sees as changed; nothing where there is no repository.
fn changed_files() -> Option<String> {
    output(Command::new("git").current_dir(root()).args(["status", "--porcelain"])).ok()
}

fn unchanged(before: Option<&str>) -> Result<(), String> {
    let (Some(before), Some(after)) = (before, changed_files()) else {
        println!("not a git repository: nothing to compare");
        return Ok(());
    };
    let new: Vec<_> = after.lines().filter(|line| !before.lines().any(|old| old == *line)).collect();
    if new.is_empty() { Ok(()) } else { Err(format!("the checks changed the tree:\n{}", new.join("\n"))) }
}

/// What became of each step, in order.
#[derive(Default)]
struct Report {
    steps: Vec<Step>,
}

struct Step {
    name: &'static str,
    verdict: Verdict,
    took: Duration,
}

enum Verdict {
    Passed,
    Failed(String),
    Skipped,
}

impl Report {
    /// Runs a step and says whether it passed.
    fn step(&mut self, name: &'static str, run: impl FnOnce() -> Result<(), String>) -> bool {
        println!("\n── {name}");
        let start = Instant::now();
        let verdict = run().map_or_else(Verdict::Failed, |()| Verdict::Passed);
        if let Verdict::Failed(why) = &verdict {
            println!("{why}");
        }
        let passed = matches!(verdict, Verdict::Passed);
        self.steps.push(Step { name, verdict, took: start.elapsed() });
        passed
    }

    /// Building is a step by itself, so that it is seen what takes the time.
    fn build_and_test(
        &mut self,
        names: [&'static str; 2],
        half: fn(&str) -> Command,
        arguments: &[OsString],
    ) {
        let [build, test] = names;
        if self.step(build, || succeed(half("build").arg("--all-targets"))) {
            self.step(test, || succeed(half("test").arg("--no-fail-fast").args(arguments)));
        } else {
            self.skip(test);
        }
    }

    fn skip(&mut self, name: &'static str) {
        self.steps.push(Step { name, verdict: Verdict::Skipped, took: Duration::ZERO });
    }

    fn all_passed(&self) -> bool {
        self.steps.iter().all(|step| matches!(step.verdict, Verdict::Passed))
    }

    fn print(&self) {
        println!("\n── where the time went");
        for step in &self.steps {
            println!("{step}");
        }
        let total: Duration = self.steps.iter().map(|step| step.took).sum();
        println!("{:<13} {:>8.1} s", "total", total.as_secs_f64());
    }
}

impl std::fmt::Display for Step {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let seconds = self.took.as_secs_f64();
        write!(f, "{:<13} {seconds:>8.1} s  ", self.name)?;
        match &self.verdict {
            Verdict::Passed => write!(f, "ok"),
            Verdict::Skipped => write!(f, "skipped: it would test what did not build"),
            Verdict::Failed(why) => write!(f, "FAILED: {}", why.lines().next().unwrap_or_default()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_step_does_not_stop_the_next_and_fails_the_whole() {
        let mut report = Report::default();
        assert!(!report.step("first", || Err("no".into())));
        assert!(report.step("second", || Ok(())));
        assert!(!report.all_passed());
        assert!(report.steps[0].to_string().ends_with("FAILED: no"));
        assert!(report.steps[1].to_string().ends_with("ok"));
    }

    #[test]
    fn a_skipped_step_is_not_a_passed_one() {
        let mut report = Report::default();
        report.skip("test");
        assert!(!report.all_passed());
    }
}
