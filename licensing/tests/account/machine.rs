//! A computer in a folder: what the program keeps, the hardware it runs on and the clocks it sees.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::Duration;

use licensing::clock::{BootId, Clocks, Sight};
use licensing::keyring::Store;
use licensing::trust::Trust;
use licensing::{Credentials, Licensing, Options, Patience};
use protocol::api::Secret;
use protocol::hardware::Component;
use protocol::{Hardware, Plan};

use super::backend::{Backend, EMAIL, PASSWORD};

/// 2026-11-21 12:00 UTC.
pub const NOON: i64 = 1_795_262_400_000;
pub const HOUR: i64 = 3_600_000;
pub const DAY: i64 = 24 * HOUR;

/// Clocks that go on when told to, sleep included, and a wall clock that is off by as much as a test says.
#[derive(Default)]
pub struct Turned {
    since: AtomicI64,
    wall_off: AtomicI64,
    boots: AtomicI64,
}

impl Clocks for Turned {
    fn sight(&self) -> Sight {
        let since = self.since.load(Ordering::Relaxed);
        let wall_ms = NOON + since + self.wall_off.load(Ordering::Relaxed);
        let boot = BootId::of(&self.boots.load(Ordering::Relaxed).to_string());
        Sight { wall_ms, boot, boottime_ms: HOUR + since }
    }
}

pub struct Machine {
    folder: tempfile::TempDir,
    pub clocks: Arc<Turned>,
    pub hardware: Hardware,
}

impl Machine {
    pub fn new() -> Self {
        let clocks = Arc::default();
        Machine { folder: tempfile::tempdir().unwrap(), clocks, hardware: parts([1, 2, 3, 4]) }
    }

    pub fn state(&self) -> &Path {
        self.folder.path()
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub fn options(&self, backend: &Backend) -> Options {
        Options {
            state: self.folder.path().to_owned(),
            home: None,
            api: backend.api(),
            version: "1.0.0".into(),
            trust: Trust::in_keys(backend.keys()),
            hardware: self.hardware,
            clocks: Arc::clone(&self.clocks) as Arc<dyn Clocks>,
            // Whatever is tried here answers or fails by itself, however slow this machine is.
            patience: Patience { connect: Duration::from_secs(60), total: Duration::from_secs(60) },
        }
    }

    /// The program starts.
    pub fn start(&self, backend: &Backend) -> Licensing {
        Licensing::open_and_wait(self.options(backend))
    }

    /// The program starts and somebody signs in, with the secret in a file.
    pub fn signed_in(&self, backend: &Backend) -> Licensing {
        let licensing = self.start(backend);
        licensing.login(&credentials(Store::File)).unwrap();
        licensing
    }

    /// Time passes, here and at the backend.
    pub fn pass(&self, backend: &Backend, ms: i64) {
        self.clocks.since.fetch_add(ms, Ordering::Relaxed);
        backend.model().now_ms += ms;
    }

    /// The computer is started anew, with a wall clock that is off by this much.
    pub fn reboot(&self, wall_off: i64) {
        self.clocks.boots.fetch_add(1, Ordering::Relaxed);
        self.clocks.wall_off.store(wall_off, Ordering::Relaxed);
    }

    /// All files with their content.
    pub fn files(&self) -> Vec<(PathBuf, Vec<u8>)> {
        let mut files: Vec<_> = std::fs::read_dir(self.state())
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.is_file())
            .map(|path| (path.clone(), std::fs::read(&path).unwrap()))
            .collect();
        files.sort();
        files
    }
}

pub fn credentials(store: Store) -> Credentials {
    Credentials {
        email: EMAIL.into(),
        password: Secret::new(PASSWORD),
        store,
        device_name: None,
        release_device: None,
    }
}

/// Machine id, board, disk and processor by number.
pub fn parts(numbers: [u8; 4]) -> Hardware {
    let [machine, board, disk, cpu] = numbers.map(|number| Some(Component::from_hash([number; 16])));
    Hardware { machine, board, disk, cpu }
}

pub fn plan(licensing: &Licensing) -> Plan {
    licensing.snapshot().rights.plan
}

/// An example program of this crate, which cargo builds with the tests.
pub fn example(name: &str) -> PathBuf {
    let tests = std::env::current_exe().unwrap();
    let path = tests
        .parent()
        .unwrap()
        .parent()
        .unwrap()
        .join("examples")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    assert!(path.exists(), "{} is missing: cargo builds it with the tests", path.display());
    path
}
