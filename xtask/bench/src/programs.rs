//! The programs that are compared, each called as its users call it: as many pictures at once as there are
//! cores, one thread each.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::measure::Work;

/// A program with its settings, ready to convert a set of pictures.
pub struct Program {
    pub name: String,
    pub version: String,
    /// How many processes hold memory at once.
    pub processes: usize,
    /// It only says what it took, as a last line of JSON, and writes no files.
    pub reports_itself: bool,
    work: Box<dyn Fn(&Job) -> Work>,
}

/// What is to be converted, and where to.
pub struct Job<'a> {
    /// Has nothing but the sources in it.
    pub folder: &'a Path,
    pub sources: &'a [PathBuf],
    pub out: &'a Path,
    pub cores: usize,
}

impl Program {
    pub fn work(&self, job: &Job) -> Work {
        (self.work)(job)
    }
}

/// Where the rivals live that no system package brings, and how they are found again.
pub struct Place {
    pub root: PathBuf,
    pub cores: usize,
}

impl Place {
    fn rivals(&self) -> PathBuf {
        self.root.join("target/bench")
    }

    fn python(&self) -> String {
        let own = self.rivals().join("venv/bin/python");
        if own.exists() { text(&own) } else { "python3".into() }
    }
}

/// Everyone who writes WebP at quality 80, effort 4; or the name of who is absent.
pub fn webp(place: &Place) -> Vec<Result<Program, String>> {
    vec![
        picopress(place, "picopress", ["--to", "webp", "--quality", "80", "--effort", "4"].map(String::from)),
        in_process(place),
        codec_alone(place),
        cwebp(place),
        sharp(place, "sharp", "webp", 80),
        pillow(place, "Pillow", "webp", 80),
        imagemagick(place),
    ]
}

/// The settings that are compared at equal look: each a name and the same program at rising qualities.
pub fn avif(place: &Place) -> Vec<(String, Vec<Result<Program, String>>)> {
    let ours = |name: &str, effort: &'static str, engine: &'static str| {
        let at = |quality: u8| {
            let quality = quality.to_string();
            let settings =
                ["--to", "avif", "--quality", &quality, "--effort", effort, "--avif-engine", engine];
            picopress(place, name, settings.map(String::from))
        };
        (name.to_owned(), [60, 68, 76, 84, 92].map(at).into())
    };
    let theirs = |speed: &'static str| {
        let name = format!("avifenc, speed {speed}");
        let programs = (0..5).map(|step| avifenc(place, &name, speed, step)).collect();
        (name, programs)
    };
    let qualities = [45, 54, 63, 72, 81];
    let (of_sharp, of_pillow) = ("sharp, effort 4", "Pillow, speed 6");
    vec![
        ours("rav1e through ravif, speed 8", "4", "rav1e"),
        ours("picopress fast", "1", "libaom"),
        ours("picopress balanced", "4", "libaom"),
        ours("picopress best", "6", "libaom"),
        theirs("6"),
        theirs("8"),
        (of_sharp.into(), qualities.map(|quality| sharp(place, of_sharp, "avif", quality)).into()),
        (of_pillow.into(), qualities.map(|quality| pillow(place, of_pillow, "avif", quality)).into()),
    ]
}

fn picopress<const N: usize>(place: &Place, name: &str, settings: [String; N]) -> Result<Program, String> {
    let binary = text(&place.root.join("target/release/picopress"));
    let version = version(&binary, "--version").ok_or("picopress: does not run")?;
    let sign_in = place.root.join("target/release/examples/signed_in_home");
    let work = move |job: &Job| {
        let fixed = ["--always", "--quiet", "--jobs", &job.cores.to_string(), "--output", &text(job.out)];
        let mut command = vec![binary.clone(), "convert".into(), text(job.folder)];
        command.extend(settings.iter().cloned());
        command.extend(fixed.map(String::from));
        Work { at_once: 1, commands: vec![command], environment: subscriber(&sign_in, job) }
    };
    Ok(Program { processes: place.cores, ..one_process(name, version, work) })
}

/// Without the workers that keep decoders from doing harm: what those cost.
fn in_process(place: &Place) -> Result<Program, String> {
    let settings = ["--to", "webp", "--quality", "80", "--effort", "4", "--in-process"].map(String::from);
    Ok(Program { processes: 1, ..picopress(place, "picopress --in-process", settings)? })
}

/// A home of its own for each run, since a run remembers what it converted, with somebody signed in who may convert
/// whole folders.
fn subscriber(sign_in: &Path, job: &Job) -> Vec<(String, String)> {
    let (home, keys) = (text(&job.out.with_extension("home")), text(&job.out.with_extension("keys")));
    // A second run in the same home finds somebody signed in, and leaves it at that.
    let _ = Command::new(sign_in).args([&home, &keys]).output();
    let offline = "http://127.0.0.1:9/v1".to_owned();
    vec![
        ("PICOPRESS_HOME".into(), home),
        ("PICOPRESS_DEV_KEYS".into(), keys),
        ("PICOPRESS_API".into(), offline),
    ]
}

fn codec_alone(place: &Place) -> Result<Program, String> {
    let binary = place.root.join("target/release/examples/codec_alone");
    if !binary.exists() {
        return Err("codec alone: the converter has no such example".into());
    }
    let work = move |job: &Job| {
        let command = std::iter::once(&binary).chain(job.sources).map(|path| text(path)).collect();
        Work { at_once: 1, commands: vec![command], environment: Vec::new() }
    };
    let version = "our decoding and encoding, no verifying, no writing".into();
    Ok(Program { reports_itself: true, ..one_process("codec alone", version, work) })
}

fn cwebp(place: &Place) -> Result<Program, String> {
    let version = version("cwebp", "-version").ok_or("cwebp is not installed")?;
    let work = |source: String, target: String| {
        ["cwebp", "-quiet", "-q", "80", "-m", "4", &source, "-o", &target].map(String::from).to_vec()
    };
    Ok(process_each(place, "cwebp", version, "webp", work))
}

fn imagemagick(place: &Place) -> Result<Program, String> {
    // Version 7 renamed the program.
    let found = ["magick", "convert"].into_iter().find_map(|name| Some((name, version(name, "-version")?)));
    let (binary, version) = found.ok_or("ImageMagick is not installed")?;
    let work = move |source: String, target: String| {
        let settings = ["-limit", "thread", "1", "-quality", "80", "-define", "webp:method=4"];
        let mut command = vec![binary.to_owned(), source];
        command.extend(settings.map(String::from));
        command.push(target);
        command
    };
    Ok(process_each(place, "ImageMagick", version, "webp", work))
}

fn sharp(place: &Place, name: &str, format: &'static str, quality: u8) -> Result<Program, String> {
    let package = text(&place.rivals().join("node_modules/sharp"));
    let script = include_str!("sharp.js").to_owned();
    let tell = format!("console.log('sharp', require({package:?}).versions.sharp)");
    let version = version_of(Command::new("node").args(["-e", &tell])).ok_or("sharp is not installed")?;
    let work = move |job: &Job| {
        let mut command = vec!["node".into(), "-e".into(), script.clone(), package.clone()];
        command.extend([text(job.out), job.cores.to_string(), format.into(), quality.to_string()]);
        command.extend(job.sources.iter().map(|source| text(source)));
        let threads = ("UV_THREADPOOL_SIZE".into(), job.cores.to_string());
        Work { at_once: 1, commands: vec![command], environment: vec![threads] }
    };
    Ok(one_process(name, version, work))
}

fn pillow(place: &Place, name: &str, format: &'static str, quality: u8) -> Result<Program, String> {
    let python = place.python();
    let tell = "import PIL; print('Pillow', PIL.__version__)";
    let version = version_of(Command::new(&python).args(["-c", tell])).ok_or("Pillow is not installed")?;
    let script = include_str!("pillow.py").to_owned();
    let work = move |job: &Job| {
        let mut command = vec![python.clone(), "-c".into(), script.clone()];
        command.extend([text(job.out), job.cores.to_string(), format.into(), quality.to_string()]);
        command.extend(job.sources.iter().map(|source| text(source)));
        Work { at_once: 1, commands: vec![command], environment: Vec::new() }
    };
    Ok(Program { processes: place.cores, ..one_process(name, version, work) })
}

/// Step 0 to 4 of rising quality. Before 1.0 avifenc counted in quantizers, which fall.
fn avifenc(place: &Place, name: &str, speed: &'static str, step: usize) -> Result<Program, String> {
    let version = version("avifenc", "--version").ok_or("avifenc is not installed")?;
    let help = Command::new("avifenc").arg("--help").output().map_err(|error| error.to_string())?;
    let quality: Vec<String> = if String::from_utf8_lossy(&help.stdout).contains("--qcolor") {
        ["-q", ["45", "54", "63", "72", "81"][step]].map(String::from).into()
    } else {
        let level = format!("cq-level={}", [36, 30, 24, 18, 12][step]);
        ["--min", "0", "--max", "63", "-a", "end-usage=q", "-a", &level].map(String::from).into()
    };
    let work = move |source: String, target: String| {
        let mut command =
            ["avifenc", "--codec", "aom", "--jobs", "1", "--speed", speed].map(String::from).to_vec();
        command.extend(quality.iter().cloned());
        command.extend([source, target]);
        command
    };
    Ok(process_each(place, name, version, "avif", work))
}

/// A program that takes all pictures in one call.
fn one_process(name: &str, version: String, work: impl Fn(&Job) -> Work + 'static) -> Program {
    Program { name: name.into(), version, processes: 1, reports_itself: false, work: Box::new(work) }
}

/// A program that is called once for each picture.
fn process_each(
    place: &Place,
    name: &str,
    version: String,
    extension: &'static str,
    command: impl Fn(String, String) -> Vec<String> + 'static,
) -> Program {
    let work = move |job: &Job| {
        let target = |source: &Path| text(&target(source, job.out, extension));
        let commands = job.sources.iter().map(|source| command(text(source), target(source)));
        Work { at_once: job.cores, commands: commands.collect(), environment: Vec::new() }
    };
    Program { processes: place.cores, ..one_process(name, version, work) }
}

/// Where every program puts what `source` becomes.
pub fn target(source: &Path, out: &Path, extension: &str) -> PathBuf {
    out.join(source.file_stem().unwrap_or_default()).with_extension(extension)
}

/// A call that shows whether something is there, and its packages for apt and for Homebrew.
const PACKAGES: [(&[&str], &str, &str); 7] = [
    (&["cwebp", "-version"], "webp", "webp"),
    (&["avifenc", "--version"], "libavif-bin", "libavif"),
    (&["avifdec", "--version"], "libavif-bin", "libavif"),
    (&["convert", "-version"], "imagemagick", "imagemagick"),
    (&["node", "--version"], "nodejs", "node"),
    (&["npm", "--version"], "npm", "node"),
    (&["python3", "-m", "venv", "--help"], "python3-venv", "python"),
];

/// Installs who is absent: from the system's packages, from npm and from PyPI.
pub fn install(place: &Place) -> Result<(), String> {
    let missing = |call: &[&str]| version_of(Command::new(call[0]).args(&call[1..])).is_none();
    let missing = PACKAGES.iter().filter(|(call, ..)| missing(call));
    let (apt, brew): (Vec<_>, Vec<_>) = missing.map(|&(_, apt, brew)| (apt, brew)).unzip();
    let root = version_of(Command::new("id").arg("-u")).is_some_and(|id| id == "0");
    let sudo = if root { "" } else { "sudo " };
    let rivals = text(&place.rivals());
    let venv = format!("{rivals}/venv");

    let mut lines = Vec::new();
    if !apt.is_empty() && version("apt-get", "--version").is_some() {
        lines.push(format!("{sudo}apt-get update && {sudo}apt-get install -y {}", apt.join(" ")));
    } else if !brew.is_empty() {
        lines.push(format!("brew install {}", brew.join(" ")));
    }
    lines.push(format!("npm install --no-fund --no-audit --prefix '{rivals}' sharp"));
    lines.push(format!("python3 -m venv '{venv}' && '{venv}/bin/pip' install --quiet pillow"));
    for line in lines {
        let status = Command::new("sh").args(["-c", &line]).status().map_err(|error| error.to_string())?;
        if !status.success() {
            return Err(format!("`{line}`: {status}"));
        }
    }
    Ok(())
}

fn version(program: &str, argument: &str) -> Option<String> {
    version_of(Command::new(program).arg(argument))
}

/// The first line a program prints, if it is there.
fn version_of(command: &mut Command) -> Option<String> {
    let output = command.stdin(Stdio::null()).stderr(Stdio::null()).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout);
    output.status.success().then(|| text.lines().next().unwrap_or_default().trim().to_owned())
}

fn text(path: &Path) -> String {
    path.to_string_lossy().into_owned()
}
