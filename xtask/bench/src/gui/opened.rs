//! The program with its window open, what it says, and what it costs meanwhile.

use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use tests::screen::{Key, Pinger, Screen};

use super::frames::{Frame, Times};

/// How often it is looked whether the window answers.
const BETWEEN_PINGS: Duration = Duration::from_millis(4);
/// So long something may take before it counts as not happening.
const PATIENCE: Duration = Duration::from_secs(120);
/// What follows from the last thing that was done.
const AFTERWARDS: Duration = Duration::from_millis(300);

/// Somebody's home and pictures, in a folder that goes with it.
pub struct Desk {
    folder: tempfile::TempDir,
    program: PathBuf,
    /// What is set for the program beside its home.
    pub environment: Vec<(String, String)>,
    /// What the program is started by, if not by itself.
    pub started_by: Vec<String>,
}

impl Desk {
    /// A home in which somebody with the plan Pro is signed in.
    pub fn new(root: &Path) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        let release = root.join("target/release");
        let home = folder.path().join("home");
        fs::create_dir_all(home.join("state")).map_err(|error| error.to_string())?;
        let mut sign_in = Command::new(release.join("examples/signed_in_home"));
        let status = sign_in.args([&home, &home.join("keys.json")]).arg("pro").status();
        if !status.is_ok_and(|status| status.success()) {
            return Err("nobody could be signed in".into());
        }
        Ok(Desk {
            folder,
            program: release.join("picopress"),
            environment: Vec::new(),
            started_by: Vec::new(),
        })
    }

    /// A path on the desk.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// So many copies of a picture, in a folder of this name.
    pub fn copies(&self, folder: &str, count: usize, picture: &[u8]) -> Result<PathBuf, String> {
        let folder = self.path(folder);
        fs::create_dir_all(&folder).map_err(|error| error.to_string())?;
        for number in 0..count {
            let path = folder.join(format!("사진 {number:06}.png"));
            fs::write(&path, picture).map_err(|error| format!("{}: {error}", path.display()))?;
        }
        Ok(folder)
    }

    fn command(&self, screen: &Screen) -> Command {
        let words: Vec<_> = self.started_by.iter().map(PathBuf::from).chain([self.program.clone()]).collect();
        let mut command = Command::new(&words[0]);
        command.args(&words[1..]).env("DISPLAY", &screen.name).env("ICED_BACKEND", "tiny-skia");
        command.env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET");
        command.env_remove("DBUS_SESSION_BUS_ADDRESS").env("XDG_RUNTIME_DIR", "/nowhere");
        command.env("PICOPRESS_HOME", self.path("home")).env("PICOPRESS_LANG", "ko");
        command.env("PICOPRESS_DEV_KEYS", self.path("home/keys.json"));
        // Nobody answers there, and says so at once.
        command.env("PICOPRESS_API", "http://127.0.0.1:9/v1");
        command.envs(self.environment.iter().cloned());
        command
    }

    /// Hands a path to the window that is open, as file managers do.
    pub fn hand_over(&self, screen: &Screen, path: &Path) -> Result<(), String> {
        let mut command = Command::new(&self.program);
        let environment = self.command(screen);
        command.envs(environment.get_envs().filter_map(|(name, value)| Some((name, value?))));
        let status = command.arg(path).stderr(Stdio::null()).status();
        if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err("no window took it".into()) }
    }
}

/// An open window. Ends with this value.
pub struct Opened<'a> {
    pub screen: &'a Screen,
    pub window: u32,
    /// From the start to the first frames.
    pub start: Duration,
    process: Child,
    log: Arc<Mutex<Log>>,
}

/// What the program said so far, with when it was heard.
#[derive(Default)]
struct Log {
    frames: Vec<Frame>,
    sentences: Vec<(Instant, String)>,
}

/// What was measured while something was done.
pub struct Measured {
    pub what: &'static str,
    /// `update`, `view`, layout and events of each frame.
    pub work: Times,
    /// Processor time for each frame, with its pixels.
    pub whole: Times,
    /// How long the window took to answer.
    pub answers: Times,
}

impl<'a> Opened<'a> {
    /// Opens the window, with these pictures. It is open when it has drawn.
    pub fn new(screen: &'a Screen, desk: &Desk, pictures: &[PathBuf]) -> Result<Self, String> {
        let mut command = desk.command(screen);
        command.args(pictures).env("PICOPRESS_LOG", "picopress=debug,picopress::window::pace=trace");
        let start = Instant::now();
        let mut process = command
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .map_err(|error| format!("the program: {error}"))?;
        let log = Arc::<Mutex<Log>>::default();
        let output = process.stderr.take().ok_or("its output is piped")?;
        let heard = Arc::clone(&log);
        thread::spawn(move || hear(output, &heard));
        let mut opened = Opened { screen, window: 0, start: Duration::ZERO, process, log };
        opened.start = opened.wait_for("the window has drawn", 0)?.duration_since(start);
        opened.window = screen.window();
        Ok(opened)
    }

    /// How many sentences were heard so far: from there one can wait for the next.
    pub fn now(&self) -> usize {
        lock(&self.log).sentences.len()
    }

    /// Waits until the program says this, after so many other sentences; when that was.
    pub fn wait_for(&self, sentence: &str, after: usize) -> Result<Instant, String> {
        let start = Instant::now();
        while start.elapsed() < PATIENCE {
            let log = lock(&self.log);
            let found = log.sentences.iter().skip(after).find(|(_, said)| said.contains(sentence));
            if let Some((when, _)) = found {
                return Ok(*when);
            }
            drop(log);
            thread::sleep(Duration::from_millis(2));
        }
        let log = lock(&self.log);
        let last: Vec<_> = log.sentences.iter().rev().take(5).map(|(_, said)| said.as_str()).collect();
        Err(format!("\"{sentence}\" was not said; the last were {last:#?}"))
    }

    /// Presses keys, all at once.
    pub fn press(&self, keys: &[Key]) {
        self.screen.press(self.window, keys);
    }

    /// Does something and measures the window meanwhile.
    pub fn measure(
        &self,
        what: &'static str,
        act: impl FnOnce() -> Result<(), String>,
    ) -> Result<Measured, String> {
        let before = lock(&self.log).frames.len();
        let pinger = Pinger::new(self.screen, self.window);
        let is_over = AtomicBool::new(false);
        let (acted, answers) = thread::scope(|scope| {
            let pinging = scope.spawn(|| ping(&pinger, &is_over));
            let acted = act();
            thread::sleep(AFTERWARDS);
            is_over.store(true, Ordering::Relaxed);
            (acted, pinging.join())
        });
        acted?;
        let answers = answers.map_err(|_| "a thread died")?.ok_or("the window does not answer any more")?;
        let frames = lock(&self.log).frames.split_off(before);
        let measured = Measured {
            what,
            work: Times::of(frames.iter().map(|frame| frame.work)),
            whole: Times::of(frames.iter().map(|frame| frame.whole)),
            answers: Times::of(answers),
        };
        println!("{measured}");
        Ok(measured)
    }

    /// Bytes of memory: all that the process holds, and what of it is no file.
    pub fn memory(&self) -> Option<(u64, u64)> {
        let status = fs::read_to_string(format!("/proc/{}/status", self.process.id())).ok()?;
        let field = |name: &str| {
            let value = status.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'))?;
            Some(value.trim().trim_end_matches(" kB").parse::<u64>().ok()? * 1024)
        };
        Some((field("VmRSS")?, field("RssAnon")?))
    }

    /// Processor time of the process, in ticks of ten milliseconds (`proc_pid_stat(5)`).
    pub fn ticks(&self) -> Option<u64> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        let (_, after_name) = stat.rsplit_once(") ")?;
        after_name.split(' ').skip(11).take(2).map(|number| number.parse::<u64>().ok()).sum()
    }
}

impl Drop for Opened<'_> {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn hear(output: ChildStderr, log: &Mutex<Log>) {
    for line in BufReader::new(output).lines().map_while(Result::ok) {
        let now = Instant::now();
        let mut log = lock(log);
        match Frame::of_line(&line) {
            Some(frame) => log.frames.push(frame),
            None => log.sentences.push((now, line)),
        }
    }
}

/// Asks again and again until it is over; `None` when no answer came.
fn ping(pinger: &Pinger, is_over: &AtomicBool) -> Option<Vec<Duration>> {
    let mut answers = Vec::new();
    while !is_over.load(Ordering::Relaxed) {
        answers.push(pinger.ask()?);
        thread::sleep(BETWEEN_PINGS);
    }
    Some(answers)
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
