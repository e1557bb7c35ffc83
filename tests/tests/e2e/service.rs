//! A backend of our own: the built service on a free port, with its data in a temporary folder.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::desk::backend;

/// A running backend, or one that was stopped for a while.
pub struct Service {
    folder: tempfile::TempDir,
    address: SocketAddr,
    process: Option<Child>,
}

/// How long starting may take on a busy machine.
const START: Duration = Duration::from_secs(60);

impl Service {
    /// A fresh one that answers.
    pub fn start() -> Self {
        let free = TcpListener::bind((own_address(), 0)).expect("a free port");
        let address = free.local_addr().expect("bound");
        drop(free);
        let folder = tempfile::tempdir().expect("a temporary folder");
        let mut service = Service { folder, address, process: None };
        service.go_on();
        service
    }

    /// Lets it answer again, at the same address.
    pub fn go_on(&mut self) {
        let mut command = self.command("serve");
        command.arg("--listen").arg(self.address.to_string());
        let mut process =
            command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("the backend starts");
        let mut line = String::new();
        let output = process.stdout.take().expect("piped");
        BufReader::new(output).read_line(&mut line).expect("it says where it listens");
        let listening: Value = serde_json::from_str(&line).expect("a JSON line");
        assert_eq!(listening["listening"], format!("http://{}", self.address));
        self.process = Some(process);
    }

    /// Lets it answer no more.
    pub fn stop(&mut self) {
        if let Some(mut process) = self.process.take() {
            process.kill().expect("killed");
            process.wait().expect("gone");
        }
    }

    /// Where it is asked.
    pub fn api(&self) -> String {
        format!("http://{}/v1", self.address)
    }

    /// The public keys it signs with.
    pub fn keys(&self) -> PathBuf {
        self.folder.path().join("data/statement-keys.json")
    }

    /// `picopress-backend admin …`
    pub fn admin(&self, arguments: &[&str]) {
        let done = self.command("admin").args(arguments).output().expect("started");
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }

    /// Moves its clock this far ahead of the true time.
    pub fn set_ahead(&self, by: Duration) {
        fs::write(self.folder.path().join("clock"), by.as_millis().to_string()).expect("written");
    }

    /// The mails it sent, the newest last, once there are so many.
    pub fn mails(&self, count: usize) -> Vec<String> {
        let start = Instant::now();
        loop {
            let mails = self.mails_so_far();
            if mails.len() >= count {
                return mails;
            }
            assert!(start.elapsed() < START, "{} of {count} mails", mails.len());
            std::thread::sleep(Duration::from_millis(50));
        }
    }

    fn mails_so_far(&self) -> Vec<String> {
        let entries = fs::read_dir(self.folder.path().join("data/mail")).into_iter().flatten().flatten();
        let mut mails: Vec<_> = entries
            .filter_map(|entry| {
                let written = entry.metadata().and_then(|metadata| metadata.modified()).ok()?;
                Some((written, fs::read_to_string(entry.path()).ok()?))
            })
            .collect();
        mails.sort();
        mails.into_iter().map(|(_, text)| text).collect()
    }

    fn command(&self, verb: &str) -> Command {
        let mut command = Command::new(backend());
        command.arg(verb).arg("--data").arg(self.folder.path().join("data"));
        command.arg("--clock-offset-file").arg(self.folder.path().join("clock"));
        command
    }
}

/// An address of this machine that nobody else uses, so that a port stays free while nobody listens there. Linux has
/// sixteen million of them.
fn own_address() -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [high, low] = (std::process::id() as u16).to_be_bytes();
    Ipv4Addr::new(127, high.max(1), low, NEXT.fetch_add(1, Ordering::Relaxed))
}

impl Drop for Service {
    fn drop(&mut self) {
        self.stop();
    }
}
