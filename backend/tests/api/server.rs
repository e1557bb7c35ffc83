//! A real backend on a free port, with its data in a folder of its own, on either database.

use std::fs;
use std::io::{BufRead, BufReader};
use std::net::Ipv4Addr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};
use std::time::{Duration, Instant, UNIX_EPOCH};

use protocol::PublicKeys;
use protocol::claims::Claims;
use protocol::keys::JwkSet;

use crate::http::{Reply, Request};
use crate::postgres;

const PROGRAM: &str = env!("CARGO_BIN_EXE_picopress-backend");

/// Which database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// A server that ends with its test.
pub struct Server {
    process: Child,
    pub data: Arc<tempfile::TempDir>,
    pub address: String,
    database: Vec<String>,
    arguments: Vec<String>,
    /// How far its clock is ahead to begin with.
    start_ms: i64,
}

/// How long mail may take on a busy machine.
const MAIL: Duration = Duration::from_secs(120);

impl Server {
    /// Starts one.
    pub fn start(engine: Engine) -> Self {
        Self::start_with(engine, &[])
    }

    /// Starts one with more arguments.
    pub fn start_with(engine: Engine, arguments: &[&str]) -> Self {
        let data = Arc::new(tempfile::tempdir().unwrap());
        let database = match engine {
            Engine::Sqlite => Vec::new(),
            Engine::Postgres => vec!["--database".to_owned(), postgres::fresh_database()],
        };
        let arguments: Vec<String> = arguments.iter().map(|&argument| argument.to_owned()).collect();
        let start_ms = ms_until_noon();
        set_clock_ahead_ms(data.path(), start_ms);
        let (process, address) = launch(data.path(), &database, &arguments, &format!("{}:0", own_address()));
        Server { process, data, address, database, arguments, start_ms }
    }

    /// Another instance on the same database and data.
    pub fn another(&self) -> Self {
        let (data, database, arguments) =
            (Arc::clone(&self.data), self.database.clone(), self.arguments.clone());
        let (process, address) = launch(data.path(), &database, &arguments, &format!("{}:0", own_address()));
        Server { process, data, address, database, arguments, start_ms: self.start_ms }
    }

    /// What its clock shows until a test sets it ahead: noon in Seoul, so that no day ends in the middle of a test.
    pub fn noon_ms(&self) -> i64 {
        now_ms() + self.start_ms
    }

    /// Kills it, as a power cut would, and starts it again on the same data and port.
    pub fn kill_and_restart(&mut self) {
        self.kill();
        let (process, address) = launch(self.data.path(), &self.database, &self.arguments, &self.address);
        (self.process, self.address) = (process, address);
    }

    /// Kills it.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Asks it to stop, and waits until it has.
    #[cfg(unix)]
    pub fn terminate(&mut self) -> std::process::ExitStatus {
        let id = self.process.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
        self.process.wait().unwrap()
    }

    /// Sends a request.
    pub fn send(&self, request: &Request) -> Reply {
        request.send(&self.address)
    }

    /// Runs `picopress-backend admin …` beside it.
    pub fn admin(&self, arguments: &[&str]) -> std::process::Output {
        let mut command = Command::new(PROGRAM);
        command.arg("admin").arg("--data").arg(self.data.path()).args(&self.database);
        command.args(["--clock-offset-file".into(), self.data.path().join("offset")]);
        command.args(arguments).output().unwrap()
    }

    /// Runs `picopress-backend admin …`, which must succeed.
    pub fn administer(&self, arguments: &[&str]) {
        let output = self.admin(arguments);
        assert!(output.status.success(), "{output:?}");
    }

    /// Sets its clock ahead of what it showed at the start.
    pub fn set_clock_ahead_ms(&self, ms: i64) {
        set_clock_ahead_ms(self.data.path(), self.start_ms + ms);
    }

    /// What a statement says, when its signature is good.
    pub fn verify<C: Claims>(&self, statement: &str) -> C {
        protocol::verify(statement, &self.statement_keys()).unwrap()
    }

    /// The keys that a development client trusts.
    pub fn statement_keys(&self) -> PublicKeys {
        let text = fs::read(self.data.path().join("statement-keys.json")).unwrap();
        PublicKeys::from_jwk_set(&serde_json::from_slice::<JwkSet>(&text).unwrap()).unwrap()
    }

    /// All that it logged so far.
    pub fn log(&self) -> String {
        fs::read_to_string(self.data.path().join("log")).unwrap()
    }

    /// The mails sent to `address`, the oldest first, as soon as there are `count`.
    pub fn mails_to(&self, address: &str, count: usize) -> Vec<String> {
        let start = Instant::now();
        while start.elapsed() < MAIL {
            let mut mails: Vec<_> = fs::read_dir(self.data.path().join("mail"))
                .unwrap()
                .map(|entry| entry.unwrap().path())
                .filter(|path| path.extension().is_some_and(|extension| extension == "eml"))
                .map(|path| {
                    (fs::metadata(&path).unwrap().modified().unwrap(), fs::read_to_string(path).unwrap())
                })
                .filter(|(_, mail)| mail.contains(&format!("To: {address}")) && mail.ends_with('\n'))
                .collect();
            if mails.len() >= count {
                mails.sort();
                return mails.into_iter().map(|(_, mail)| mail).collect();
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("{count} mails to {address} did not come: {}", self.log());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.process.kill());
        drop(self.process.wait());
    }
}

/// The clock of a server with this data folder.
fn set_clock_ahead_ms(data: &Path, ms: i64) {
    let beside = data.join("offset.new");
    fs::write(&beside, ms.to_string()).unwrap();
    fs::rename(beside, data.join("offset")).unwrap();
}

fn now_ms() -> i64 {
    UNIX_EPOCH.elapsed().unwrap().as_millis() as i64
}

fn ms_until_noon() -> i64 {
    let now_ms = now_ms();
    let noon_ms = protocol::day::resets_at(now_ms) - 43_200_000;
    (noon_ms - now_ms).rem_euclid(86_400_000)
}

/// An address of this machine that nobody else uses, so that a port stays free while its server is restarted. Linux has
/// sixteen million of them.
fn own_address() -> Ipv4Addr {
    static NEXT: AtomicU8 = AtomicU8::new(1);
    if !cfg!(target_os = "linux") {
        return Ipv4Addr::LOCALHOST;
    }
    let [high, low] = (std::process::id() as u16).to_be_bytes();
    Ipv4Addr::new(127, high.max(1), low, NEXT.fetch_add(1, Ordering::Relaxed))
}

fn launch(data: &Path, database: &[String], arguments: &[String], listen: &str) -> (Child, String) {
    let log = fs::OpenOptions::new().create(true).append(true).open(data.join("log")).unwrap();
    let mut command = Command::new(PROGRAM);
    command.args(["serve", "--listen", listen, "--data"]).arg(data);
    command.arg("--clock-offset-file").arg(data.join("offset"));
    command.args(database).args(arguments).stdout(Stdio::piped()).stderr(log);
    let mut process = command.spawn().unwrap();
    let mut line = String::new();
    BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: serde_json::Value = serde_json::from_str(&line)
        .unwrap_or_else(|_| panic!("it did not start: {}", fs::read_to_string(data.join("log")).unwrap()));
    let address = ready["listening"].as_str().unwrap().trim_start_matches("http://").to_owned();
    (process, address)
}
