//! Measures Picopress against other programs, on the same pictures, in one run, and writes what came out to
//! `docs/benchmarks.md`. Nothing here ever fails for being slow.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build task talks to the terminal")]

mod backend;
mod curve;
#[cfg(target_os = "linux")]
mod gui;
mod measure;
mod programs;
mod report;
mod score;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::thread;

use curve::Point;
use measure::Cost;
use programs::{Job, Place, Program, target};
use report::{AvifRow, Row, Table};
use score::{Reference, Rgb};

const USAGE: &str = "\
Measures Picopress against cwebp, avifenc, sharp, Pillow and ImageMagick, as far as they are installed.

Usage: cargo xtask bench [-- OPTIONS] [FOLDER...]
       cargo xtask bench backend     the backend under load, into docs/backend-load.md
       cargo xtask bench gui         the window on a screen of its own, into docs/window.md (Linux)

  --install    install the others first (apt or Homebrew, npm, pip)
  --reps N     how often everything runs; medians count [default: 3]
  --no-avif    leave out the AVIF settings at equal look, which take longest

FOLDER holds JPEG and PNG files; without one, ../shared/corpus/photos and graphics, else assets/samples.";

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let done = match arguments.first().map(String::as_str) {
        Some("measure") => measure::answer(),
        Some("backend") => backend::bench(root()),
        #[cfg(target_os = "linux")]
        Some("gui") => gui::bench(root()),
        Some("-h" | "--help") => {
            println!("{USAGE}");
            Ok(())
        }
        _ => Options::parse(arguments).and_then(|options| bench(&options)),
    };
    done.map_or_else(
        |message| {
            eprintln!("bench: {message}");
            ExitCode::FAILURE
        },
        |()| ExitCode::SUCCESS,
    )
}

struct Options {
    install: bool,
    avif: bool,
    reps: usize,
    folders: Vec<PathBuf>,
}

impl Options {
    fn parse(arguments: Vec<String>) -> Result<Options, String> {
        let mut options = Options { install: false, avif: true, reps: 3, folders: Vec::new() };
        let mut arguments = arguments.into_iter();
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--install" => options.install = true,
                "--no-avif" => options.avif = false,
                "--reps" => {
                    let number = arguments.next().and_then(|number| number.parse().ok());
                    options.reps = number.filter(|&reps| reps > 0).ok_or("--reps takes a number above 0")?;
                }
                option if option.starts_with('-') => {
                    return Err(format!("there is no option {option}\n\n{USAGE}"));
                }
                folder => options.folders.push(folder.into()),
            }
        }
        Ok(options)
    }
}

fn bench(options: &Options) -> Result<(), String> {
    let root = root();
    let place = Place { root: root.into(), cores: thread::available_parallelism().map_or(1, usize::from) };
    if options.install {
        programs::install(&place)?;
    }
    build(root)?;

    let folders = if options.folders.is_empty() { default_folders(root) } else { options.folders.clone() };
    let mut report = report::Report::new(place.cores, options.reps);
    for folder in &folders {
        let set = Set::of(folder)?;
        report.webp.push(webp_table(&place, &set, options.reps, &mut report.absent));
    }
    if options.avif {
        let set = Set::for_equal_look(&folders[0])?;
        report.avif_set = set.title.clone();
        report.avif = avif_rows(&place, &set, options.reps, &mut report.absent);
    }
    let path = root.join("docs/benchmarks.md");
    let write = || fs::create_dir_all(root.join("docs")).and_then(|()| fs::write(&path, report.to_string()));
    write().map_err(|error| format!("{}: {error}", path.display()))?;
    println!("\n{report}");
    Ok(())
}

/// The folder of the workspace.
fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("the crate lies two deep")
}

/// The program as it ships, and the codec work alone if there is such an example.
fn build(root: &Path) -> Result<(), String> {
    build_program(root)?;
    match root.join("converter/examples/codec_alone.rs").exists() {
        true => cargo_build(root, &["--package", "converter", "--example", "codec_alone"]),
        false => Ok(()),
    }
}

/// The program as it ships, and what makes a home in which somebody is signed in.
fn build_program(root: &Path) -> Result<(), String> {
    cargo_build(root, &["--package", "picopress", "--features", "dev-keys"])?;
    cargo_build(root, &["--package", "licensing", "--example", "signed_in_home", "--features", "dev-keys"])
}

fn cargo_build(root: &Path, what: &[&str]) -> Result<(), String> {
    let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let status = command.current_dir(root).args(["build", "--release"]).args(what).status();
    let is_built = status.is_ok_and(|status| status.success());
    if is_built { Ok(()) } else { Err(format!("cannot build {}", what.join(" "))) }
}

fn default_folders(root: &Path) -> Vec<PathBuf> {
    let corpus = root.join("../shared/corpus");
    let found: Vec<_> = ["photos", "graphics"].map(|name| corpus.join(name)).into();
    if found.iter().all(|folder| folder.is_dir()) { found } else { vec![root.join("assets/samples")] }
}

/// Pictures copied into a folder of their own, under plain names, so that every program can take them.
struct Set {
    title: String,
    folder: tempfile::TempDir,
    sources: Vec<PathBuf>,
    /// What outputs are compared with, and how many pixels all sources have together.
    references: Vec<Reference>,
    pixels: u64,
}

impl Set {
    fn of(folder: &Path) -> Result<Set, String> {
        Set::with(folder, |_| true)
    }

    /// The Kodak pictures of `folder`, which everybody measures on, or all where there are none.
    fn for_equal_look(folder: &Path) -> Result<Set, String> {
        let is_kodak = |name: &str| name.starts_with("kodim");
        Set::with(folder, is_kodak).or_else(|_| Set::of(folder))
    }

    fn with(folder: &Path, wanted: impl Fn(&str) -> bool) -> Result<Set, String> {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        let entries = fs::read_dir(folder).map_err(failed)?;
        let mut files: Vec<_> = entries.filter_map(|entry| Some(entry.ok()?.path())).collect();
        files.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy().to_lowercase();
            let is_readable_by_all = [".jpg", ".jpeg", ".png"].iter().any(|end| name.ends_with(end));
            is_readable_by_all && wanted(&name)
        });
        files.sort();
        if files.is_empty() {
            return Err(format!("{}: no JPEG or PNG", folder.display()));
        }

        let copies = tempfile::tempdir().map_err(failed)?;
        let (mut sources, mut references, mut pixels) = (Vec::new(), Vec::new(), 0);
        for (number, file) in files.iter().enumerate() {
            let extension = file.extension().unwrap_or_default();
            let copy = copies.path().join(format!("{number:03}")).with_extension(extension);
            fs::copy(file, &copy).map_err(failed)?;
            let picture = Rgb::read(&copy)?;
            pixels += u64::from(picture.width) * u64::from(picture.height);
            references.push(Reference::new(&picture)?);
            sources.push(copy);
        }
        let name = folder.file_name().unwrap_or_default().to_string_lossy();
        let title = format!("{name}: {} files, {:.1} megapixels", files.len(), pixels as f64 / 1e6);
        Ok(Set { title, folder: copies, sources, references, pixels })
    }

    /// Score of each output; nothing where it cannot be compared, as with a source that was turned upright.
    fn scores(&self, out: &Path, extension: &str) -> Vec<Option<f64>> {
        let score = |(source, reference): (&PathBuf, &Reference)| {
            let output = Rgb::read_output(&target(source, out, extension), out).ok()?;
            reference.score(&output).ok()
        };
        self.sources.iter().zip(&self.references).map(score).collect()
    }

    fn output_bytes(&self, out: &Path, extension: &str) -> Result<u64, String> {
        let size = |source: &PathBuf| {
            let path = target(source, out, extension);
            fs::metadata(&path).map(|file| file.len()).map_err(|error| format!("{}: {error}", path.display()))
        };
        self.sources.iter().map(size).sum()
    }
}

/// What one program did in all its runs.
struct Runs {
    program: Program,
    costs: Vec<Cost>,
    bytes: u64,
    scores: Vec<Option<f64>>,
}

fn webp_table(place: &Place, set: &Set, reps: usize, absent: &mut Vec<String>) -> Table {
    println!("\nWebP, {}", set.title);
    let runs = run_all(programs::webp(place), "webp", place, set, reps, absent);
    let scored = scored_by_all(&runs);
    let rows = runs.iter().map(|runs| Row {
        name: runs.program.name.clone(),
        version: runs.program.version.clone(),
        wall_s: median(runs.costs.iter().map(|cost| cost.wall_s)),
        cpu_s: median(runs.costs.iter().map(|cost| cost.cpu_s)),
        bytes: runs.bytes,
        score: mean(&runs.scores, &scored),
        peak_bytes: median(runs.costs.iter().map(|cost| cost.peak_bytes as f64))
            * runs.program.processes as f64,
    });
    Table {
        title: set.title.clone(),
        scored: scored.iter().filter(|&&all| all).count(),
        rows: rows.collect(),
    }
}

fn avif_rows(place: &Place, set: &Set, reps: usize, absent: &mut Vec<String>) -> Vec<AvifRow> {
    println!("\nAVIF, {}", set.title);
    let mut rows = Vec::new();
    for (name, programs) in programs::avif(place) {
        let runs = run_all(programs, "avif", place, set, reps, absent);
        let scored = scored_by_all(&runs);
        let points = runs.iter().filter_map(|runs| {
            Some(Point {
                score: mean(&runs.scores, &scored)?,
                bytes_per_pixel: runs.bytes as f64 / set.pixels as f64,
                cpu_s_per_mp: median(runs.costs.iter().map(|cost| cost.cpu_s)) * 1e6 / set.pixels as f64,
            })
        });
        let points: Vec<_> = points.collect();
        if let Some(run) = runs.first() {
            rows.push(AvifRow { name, version: run.program.version.clone(), points });
        }
    }
    rows
}

/// Runs every program `reps` times, in turn, so that a slow minute of the machine meets them all. Who is
/// absent or fails is left out and named.
fn run_all(
    programs: Vec<Result<Program, String>>,
    extension: &str,
    place: &Place,
    set: &Set,
    reps: usize,
    absent: &mut Vec<String>,
) -> Vec<Runs> {
    let mut leave_out = |why: String| {
        println!("skipped: {why}");
        if !absent.contains(&why) {
            absent.push(why);
        }
    };
    let mut all = Vec::new();
    for program in programs {
        match program {
            Ok(program) => all.push(Runs { program, costs: Vec::new(), bytes: 0, scores: Vec::new() }),
            Err(why) => leave_out(why),
        }
    }
    for rep in 0..reps {
        all.retain_mut(|runs| match run_once(runs, extension, place, set) {
            Ok(()) => true,
            Err(why) => {
                leave_out(format!("{} failed in run {}: {why}", runs.program.name, rep + 1));
                false
            }
        });
    }
    all
}

fn run_once(runs: &mut Runs, extension: &str, place: &Place, set: &Set) -> Result<(), String> {
    let scratch = tempfile::tempdir().map_err(|error| error.to_string())?;
    let out = scratch.path().join("out");
    fs::create_dir(&out).map_err(|error| error.to_string())?;
    let job = Job { folder: set.folder.path(), sources: &set.sources, out: &out, cores: place.cores };
    let mut cost = measure::measure(&runs.program.work(&job))?;
    if runs.program.reports_itself {
        runs.bytes = take_over_own_report(&mut cost)?;
    } else {
        runs.bytes = set.output_bytes(&out, extension)?;
    }
    if runs.scores.is_empty() && !runs.program.reports_itself {
        runs.scores = set.scores(&out, extension);
    }
    println!("{:>8.2} s wall {:>8.2} s CPU  {}", cost.wall_s, cost.cpu_s, runs.program.name);
    runs.costs.push(cost);
    Ok(())
}

/// The last line of what was printed says it better than a watch from outside: without start and exit.
fn take_over_own_report(cost: &mut Cost) -> Result<u64, String> {
    let line = cost.printed.lines().last().unwrap_or_default();
    let report: serde_json::Value = serde_json::from_str(line).map_err(|error| format!("{line}: {error}"))?;
    let number = |name: &str| report[name].as_f64().ok_or_else(|| format!("{line}: no {name}"));
    let bytes = number("bytes")?;
    (cost.wall_s, cost.cpu_s) = (number("wall_ms")? / 1e3, number("cpu_ms")? / 1e3);
    Ok(bytes as u64)
}

/// Which sources have a score from every program that has any: only those make a fair mean.
fn scored_by_all(runs: &[Runs]) -> Vec<bool> {
    let scores: Vec<_> = runs.iter().map(|runs| &runs.scores).filter(|scores| !scores.is_empty()).collect();
    let sources = scores.first().map_or(0, |scores| scores.len());
    (0..sources).map(|source| scores.iter().all(|scores| scores[source].is_some())).collect()
}

fn mean(scores: &[Option<f64>], counted: &[bool]) -> Option<f64> {
    let scores: Vec<f64> =
        scores.iter().zip(counted).filter(|(_, counted)| **counted).filter_map(|(s, _)| *s).collect();
    (!scores.is_empty()).then(|| scores.iter().sum::<f64>() / scores.len() as f64)
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    let middle = values.len() / 2;
    match values.len() {
        0 => f64::NAN,
        even if even % 2 == 0 => f64::midpoint(values[middle - 1], values[middle]),
        _ => values[middle],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median([3.0, 1.0, 9.0].into_iter()), 3.0);
        assert_eq!(median([4.0, 1.0].into_iter()), 2.5);
    }

    #[test]
    fn only_sources_everybody_was_scored_on_count() {
        assert_eq!(mean(&[Some(80.0), Some(20.0), None], &[true, false, false]), Some(80.0));
        assert_eq!(mean(&[None], &[false]), None);
    }

    #[test]
    fn a_program_that_reports_itself_is_taken_at_its_word() {
        let printed = "hello\n{\"wall_ms\":1500,\"cpu_ms\":2900,\"bytes\":77}\n".to_owned();
        let mut cost = Cost { wall_s: 9.0, cpu_s: 9.0, peak_bytes: 5, printed };
        assert_eq!(take_over_own_report(&mut cost), Ok(77));
        assert_eq!((cost.wall_s, cost.cpu_s, cost.peak_bytes), (1.5, 2.9, 5));
    }

    #[test]
    fn options_are_understood_or_refused() {
        let parse = |words: &[&str]| Options::parse(words.iter().map(|&word| word.to_owned()).collect());
        let options = parse(&["--reps", "5", "pictures"]).expect("it is fine");
        assert_eq!((options.reps, options.folders), (5, vec![PathBuf::from("pictures")]));
        assert!(parse(&["--reps", "0"]).is_err());
        assert!(parse(&["--fast"]).is_err());
    }
}
