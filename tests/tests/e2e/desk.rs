//! A desk to work at: a temporary folder with pictures, a home of its own for the program, and the program.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::OnceLock;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use image::{ImageBuffer, Rgb};
use serde_json::Value;
pub use tests::has;

/// A temporary folder and the program.
pub struct Desk {
    folder: tempfile::TempDir,
}

/// A finished run of the program.
pub struct Ran {
    /// Exit status; -1 when killed by a signal.
    pub status: i32,
    /// Standard output.
    pub stdout: String,
    /// Standard error.
    pub stderr: String,
}

impl Desk {
    /// An empty desk, at which somebody with the plan Pro is signed in.
    pub fn new() -> Self {
        Desk::subscriber("pro")
    }

    /// An empty desk, at which somebody with this plan is signed in.
    pub fn subscriber(plan: &str) -> Self {
        let desk = Desk::free();
        let mut sign_in = Command::new(&built().signed_in_home);
        sign_in.args([desk.path("home"), desk.path("home/keys.json")]).arg(plan);
        fs::create_dir(desk.path("home")).expect("made");
        assert!(sign_in.status().expect("started").success());
        desk
    }

    /// An empty desk, at which nobody ever signed in.
    pub fn free() -> Self {
        stay_clear_of_midnight(&[]);
        Desk { folder: tempfile::tempdir().expect("a temporary folder") }
    }

    /// A path on the desk.
    pub fn path(&self, name: impl AsRef<Path>) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Puts a picture of this size on the desk; the extension says in which format.
    pub fn picture(&self, name: &str, width: u32, height: u32) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("below the desk")).expect("made");
        scene(width, height).save(&path).expect("a picture");
        path
    }

    /// The program with a home on this desk, speaking English.
    pub fn command(&self) -> Command {
        let mut command = Command::new(program());
        command
            .env("PICOPRESS_HOME", self.path("home"))
            .env("PICOPRESS_DEV_KEYS", self.path("home/keys.json"))
            // Nobody answers there, and says so at once.
            .env("PICOPRESS_API", "http://127.0.0.1:9/v1")
            // Where the trash is.
            .env("XDG_DATA_HOME", self.path("home/data"))
            .env("PICOPRESS_LANG", "en")
            .env_remove("PICOPRESS_LOG");
        command.current_dir(self.folder.path());
        command
    }

    /// Runs the program to its end.
    pub fn run<S: AsRef<OsStr>>(&self, arguments: &[S]) -> Ran {
        Ran::new(self.command().args(arguments).output().expect("started"))
    }

    /// Runs `convert` with `--json`.
    pub fn convert(&self, arguments: &[&str]) -> Ran {
        self.run(&[&["convert", "--json"], arguments].concat())
    }

    /// The runs that `history --json` tells of, the newest first.
    pub fn history(&self) -> Vec<Value> {
        Ran::new(self.command().args(["history", "--json"]).output().expect("started")).events()
    }

    /// The names in a folder of the desk, sorted.
    pub fn names(&self, folder: &str) -> Vec<String> {
        let entries = fs::read_dir(self.path(folder)).expect("a folder");
        let mut names: Vec<_> =
            entries.map(|entry| entry.expect("an entry").file_name().display().to_string()).collect();
        names.sort();
        names
    }

    /// The contents of all files in a folder of the desk.
    pub fn contents(&self, folder: &str) -> BTreeMap<String, Vec<u8>> {
        let read = |name: String| (name.clone(), fs::read(self.path(folder).join(name)).expect("a file"));
        self.names(folder).into_iter().map(read).collect()
    }
}

impl Ran {
    /// What a process left.
    pub fn new(output: Output) -> Self {
        Ran {
            status: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).expect("text"),
            stderr: String::from_utf8(output.stderr).expect("text"),
        }
    }

    /// The events of a run with `--json`.
    pub fn events(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("one JSON object a line")).collect()
    }

    /// The events of this kind.
    pub fn events_named(&self, name: &str) -> Vec<Value> {
        self.events().into_iter().filter(|event| event["event"] == name).collect()
    }

    /// "event:code" of everything but progress, in order.
    pub fn story(&self) -> Vec<String> {
        let told = self.events().into_iter().filter(|event| event["event"] != "progress");
        told.map(|event| {
            let name = event["event"].as_str().expect("a name").to_owned();
            event["code"].as_str().map(|code| format!("{name}:{code}")).unwrap_or(name)
        })
        .collect()
    }
}

/// Counting begins anew at midnight in Seoul. Shortly before, now or after one of these times from now, this waits until it
/// is over, so that no test counts half on the one day and half on the other.
pub fn stay_clear_of_midnight(ahead: &[Duration]) {
    let to_midnight = |ahead: Duration| {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970") + ahead;
        86_400 - (now.as_secs() + 9 * 3_600) % 86_400
    };
    let times = || ahead.iter().copied().chain([Duration::ZERO]);
    while let Some(seconds) = times().map(to_midnight).find(|seconds| *seconds < 120) {
        std::thread::sleep(Duration::from_secs(seconds + 1));
    }
}

/// A picture with soft colours, edges and a little grain, so that it compresses like a photograph.
pub fn scene(width: u32, height: u32) -> ImageBuffer<Rgb<u8>, Vec<u8>> {
    let mut grain = 0x2545_f491_u32;
    ImageBuffer::from_fn(width, height, |x, y| {
        grain ^= grain << 13;
        grain ^= grain >> 17;
        grain ^= grain << 5;
        let (u, v) = (x as f32 / width as f32, y as f32 / height as f32);
        let ring = ((u - 0.5).hypot(v - 0.5) * 24.0).sin() * 40.0;
        let noise = (grain % 9) as f32;
        Rgb([(u * 200.0 + ring + noise) as u8, (v * 180.0 + noise) as u8, (128.0 + ring) as u8])
    })
}

/// Whether the long version was asked for: `PICOPRESS_SOAK=1`.
pub fn is_soak() -> bool {
    std::env::var_os("PICOPRESS_SOAK").is_some()
}

/// Runs a command to its end: its exit status, and the most memory it and its workers held at once, in bytes.
#[cfg(target_os = "linux")]
pub fn watch_memory(mut command: Command) -> (Option<i32>, u64) {
    let mut child = command.spawn().expect("started");
    let mut peak = 0;
    loop {
        let processes = children(child.id()).into_iter().chain([child.id()]);
        peak = peak.max(processes.map(resident_bytes).sum());
        if let Some(status) = child.try_wait().expect("a child") {
            return (status.code(), peak);
        }
        std::thread::sleep(Duration::from_millis(5));
    }
}

#[cfg(target_os = "linux")]
fn resident_bytes(process: u32) -> u64 {
    let lines = fs::read_to_string(format!("/proc/{process}/status")).unwrap_or_default();
    let resident = lines.lines().find_map(|line| line.strip_prefix("VmRSS:"));
    let kibibytes = resident.and_then(|line| line.trim().trim_end_matches(" kB").parse::<u64>().ok());
    kibibytes.unwrap_or(0) * 1024
}

/// The processes that a process started.
#[cfg(target_os = "linux")]
pub fn children(process: u32) -> Vec<u32> {
    let threads = fs::read_dir(format!("/proc/{process}/task")).into_iter().flatten().flatten();
    let lists = threads.filter_map(|thread| fs::read_to_string(thread.path().join("children")).ok());
    lists
        .flat_map(|list| list.split_whitespace().filter_map(|id| id.parse().ok()).collect::<Vec<_>>())
        .collect()
}

/// Decodes a WebP with a decoder that is not ours.
pub fn decode(path: &Path) -> image::RgbaImage {
    image::open(path).unwrap_or_else(|error| panic!("{}: {error}", path.display())).into_rgba8()
}

/// The built program.
pub fn program() -> &'static Path {
    &built().program
}

/// The built backend.
pub fn backend() -> &'static Path {
    &built().backend
}

/// What the tests start.
struct Built {
    program: PathBuf,
    backend: PathBuf,
    /// Makes a home in which somebody is signed in.
    signed_in_home: PathBuf,
}

/// Cargo is asked once to build all of it, so that a test never judges an old one, and in one call, so that no dependency
/// is built twice. The tests' own keys are
/// believed, and fail points are where they are wanted.
fn built() -> &'static Built {
    static BUILT: OnceLock<Built> = OnceLock::new();
    BUILT.get_or_init(|| {
        let test = std::env::current_exe().expect("a path");
        let profile = test.parent().and_then(Path::parent).expect("target/PROFILE/deps/test");
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args([
            "build",
            "--quiet",
            "--locked",
            "--features",
            "picopress/dev-keys",
            "--bins",
            "--examples",
        ]);
        // The same crates as in `cargo xtask test`: another choice has other features, and builds everything anew.
        cargo.args(["--workspace", "--exclude", "bench", "--exclude", "samples", "--exclude", "tests"]);
        if profile.ends_with("release") {
            cargo.arg("--release");
        }
        cargo.env("CARGO_TARGET_DIR", profile.parent().expect("target"));
        assert!(cargo.current_dir(env!("CARGO_MANIFEST_DIR")).status().expect("cargo").success());
        let file = |name: &str| profile.join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
        Built {
            program: file("picopress"),
            backend: file("picopress-backend"),
            signed_in_home: file("examples/signed_in_home"),
        }
    })
}
