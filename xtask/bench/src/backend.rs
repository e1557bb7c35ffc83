//! The backend as it ships, under load: questions for the status alone, and beside sign-ins, which are costly on purpose. Writes
//! `docs/backend-load.md`.

use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};

/// How long each measurement lasts.
const TIME: Duration = Duration::from_secs(10);
const CONNECTIONS: usize = 64;
/// Sign-ins at once in the second measurement, and those who ask for their status meanwhile. More than thirty tries that are not
/// known to be right yet are slowed down for one address.
const SIGN_INS: usize = 24;
const BESIDE: usize = 8;
const PASSWORD: &str = "correct horse 7";
const STATUS: &str = "/v1/subscription/status?nonce=AAECAwQFBgcICQoLDA0ODw";

/// Measures, and writes what came out below `root`.
pub fn bench(root: &Path) -> Result<(), String> {
    build(root)?;
    let server = Server::start(root)?;
    let person = server.person("somebody@example.com")?;
    let alone = server.status_load(&person, CONNECTIONS, &AtomicBool::new(false))?;
    let few = server.status_load(&person, BESIDE, &AtomicBool::new(false))?;
    let (beside, sign_ins) = server.beside_sign_ins(&person)?;
    let report = report(&alone, &few, &beside, sign_ins);
    let path = root.join("docs/backend-load.md");
    fs::write(&path, &report).map_err(|error| format!("{}: {error}", path.display()))?;
    println!("{report}");
    Ok(())
}

fn build(root: &Path) -> Result<(), String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let mut command = Command::new(cargo);
    let status = command.current_dir(root).args(["build", "--release", "--package", "backend"]).status();
    if status.is_ok_and(|status| status.success()) { Ok(()) } else { Err("cannot build the backend".into()) }
}

/// A backend with its data in a folder that goes with it.
struct Server {
    process: Child,
    address: String,
    _data: tempfile::TempDir,
}

/// What a measurement gave.
struct Load {
    /// Time from a question to the end of its answer, in ascending order.
    waits: Vec<Duration>,
    took: Duration,
    /// Processor time that the server spent, where the system tells.
    server: Option<Duration>,
}

impl Server {
    fn start(root: &Path) -> Result<Self, String> {
        let data = tempfile::tempdir().map_err(|error| error.to_string())?;
        let program =
            root.join("target/release").join(format!("picopress-backend{}", std::env::consts::EXE_SUFFIX));
        let mut command = Command::new(program);
        command.args(["serve", "--listen", "127.0.0.1:0", "--data"]).arg(data.path());
        let mut process = command
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .map_err(|error| format!("the backend: {error}"))?;
        let mut line = String::new();
        let output = process.stdout.take().ok_or("its output is piped")?;
        BufReader::new(output).read_line(&mut line).map_err(|error| error.to_string())?;
        let ready: Value = serde_json::from_str(&line).map_err(|_| "the backend did not start")?;
        let address =
            ready["listening"].as_str().unwrap_or_default().trim_start_matches("http://").to_owned();
        Ok(Server { process, address, _data: data })
    }

    /// Registers somebody and signs in: the access token.
    fn person(&self, email: &str) -> Result<String, String> {
        let mut connection = Connection::open(&self.address)?;
        let registration = json!({ "email": email, "password": PASSWORD }).to_string();
        connection.ask(&request("POST", "/v1/auth/register", None, &registration), 201)?;
        let reply = connection.ask(&sign_in(email), 200)?;
        let reply: Value = serde_json::from_slice(&reply).map_err(|error| error.to_string())?;
        reply["access_token"].as_str().map(str::to_owned).ok_or("a sign-in without a token".into())
    }

    /// So many ask for the status again and again, until the time is over or `stop` says so.
    fn status_load(&self, token: &str, connections: usize, stop: &AtomicBool) -> Result<Load, String> {
        let ask = request("GET", STATUS, Some(token), "");
        let (spent, start) = (self.processor_time(), Instant::now());
        let waits = thread::scope(|scope| {
            let asking: Vec<_> = (0..connections)
                .map(|_| {
                    scope.spawn(|| {
                        repeat(&self.address, &ask, || {
                            start.elapsed() < TIME && !stop.load(Ordering::Relaxed)
                        })
                    })
                })
                .collect();
            asking
                .into_iter()
                .map(|thread| thread.join().map_err(|_| "a thread died".to_owned())?)
                .collect::<Result<Vec<_>, String>>()
        })?;
        let took = start.elapsed();
        let server = self.processor_time().zip(spent).map(|(after, before)| after.saturating_sub(before));
        let mut waits = waits.concat();
        waits.sort_unstable();
        if waits.is_empty() { Err("nothing was answered".into()) } else { Ok(Load { waits, took, server }) }
    }

    /// The same while others sign in, and how many sign-ins there were in a second.
    fn beside_sign_ins(&self, token: &str) -> Result<(Load, f64), String> {
        let emails: Vec<_> = (0..SIGN_INS).map(|number| format!("person{number}@example.com")).collect();
        emails.iter().try_for_each(|email| self.person(email).map(drop))?;
        let is_over = AtomicBool::new(false);
        thread::scope(|scope| {
            let start = Instant::now();
            let signing_in: Vec<_> = emails
                .iter()
                .map(|email| {
                    scope
                        .spawn(|| repeat(&self.address, &sign_in(email), || !is_over.load(Ordering::Relaxed)))
                })
                .collect();
            let load = self.status_load(token, BESIDE, &AtomicBool::new(false));
            is_over.store(true, Ordering::Relaxed);
            let mut count = 0;
            for thread in signing_in {
                count += thread.join().map_err(|_| "a thread died")??.len();
            }
            Ok((load?, count as f64 / start.elapsed().as_secs_f64()))
        })
    }

    /// Linux counts it in hundredths of a second (`proc_pid_stat(5)`).
    fn processor_time(&self) -> Option<Duration> {
        let stat = fs::read_to_string(format!("/proc/{}/stat", self.process.id())).ok()?;
        let (_, after_name) = stat.rsplit_once(") ")?;
        let ticks = after_name.split(' ').skip(11).take(2).map(|number| number.parse::<u64>().ok());
        Some(Duration::from_millis(ticks.sum::<Option<u64>>()? * 10))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn sign_in(email: &str) -> String {
    let body = json!({ "email": email, "password": PASSWORD, "hardware_id": "a".repeat(32), "client_version": "1.0.0" });
    request("POST", "/v1/auth/login", None, &body.to_string())
}

fn request(method: &str, path: &str, token: Option<&str>, body: &str) -> String {
    let mut text =
        format!("{method} {path} HTTP/1.1\r\nhost: localhost\r\ncontent-length: {}\r\n", body.len());
    if let Some(token) = token {
        let _ = write!(text, "authorization: Bearer {token}\r\n");
    }
    if !body.is_empty() {
        text += "content-type: application/json\r\n";
    }
    text + "\r\n" + body
}

/// Asks the same again and again over one connection.
fn repeat(address: &str, ask: &str, goes_on: impl Fn() -> bool) -> Result<Vec<Duration>, String> {
    let mut connection = Connection::open(address)?;
    let mut waits = Vec::new();
    while goes_on() {
        let start = Instant::now();
        connection.ask(ask, 200)?;
        waits.push(start.elapsed());
    }
    Ok(waits)
}

/// One connection, kept.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn open(address: &str) -> Result<Self, String> {
        let stream = TcpStream::connect(address).map_err(|error| format!("{address}: {error}"))?;
        stream.set_nodelay(true).map_err(|error| error.to_string())?;
        Ok(Connection(BufReader::new(stream)))
    }

    /// The body of the answer, which must have this status.
    fn ask(&mut self, request: &str, status: u16) -> Result<Vec<u8>, String> {
        self.exchange(request, status)
            .map_err(|error| format!("{}: {error}", request.lines().next().unwrap_or("")))
    }

    fn exchange(&mut self, request: &str, status: u16) -> std::io::Result<Vec<u8>> {
        self.0.get_mut().write_all(request.as_bytes())?;
        let mut line = String::new();
        self.0.read_line(&mut line)?;
        let is_right = line.split(' ').nth(1) == Some(&status.to_string());
        let mut length = 0;
        let first = line.trim().to_owned();
        while line.trim() != "" {
            line.clear();
            self.0.read_line(&mut line)?;
            if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap_or(0);
            }
        }
        let mut body = vec![0; length];
        self.0.read_exact(&mut body)?;
        if is_right { Ok(body) } else { Err(std::io::Error::other(first)) }
    }
}

impl Load {
    fn quantile_ms(&self, quantile: f64) -> f64 {
        let index = ((self.waits.len() - 1) as f64 * quantile).round() as usize;
        self.waits[index].as_secs_f64() * 1000.0
    }

    fn row(&self, what: &str) -> String {
        let count = self.waits.len() as f64;
        let server =
            self.server.map_or("–".into(), |time| format!("{:.0}", time.as_secs_f64() * 1e6 / count));
        format!(
            "| {what} | {:.0} | {:.1} | {:.1} | {:.1} | {server} |\n",
            count / self.took.as_secs_f64(),
            self.quantile_ms(0.5),
            self.quantile_ms(0.9),
            self.quantile_ms(0.99),
        )
    }
}

fn report(alone: &Load, few: &Load, beside: &Load, sign_ins: f64) -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().filter(|load| !load.is_empty()).unwrap_or("unknown").to_owned();
    format!(
        "# The backend under load\n\n\
        Written by `cargo xtask bench backend`: release build, SQLite, as it starts without configuration. Whoever asks runs on\n\
        the same {cores} cores; the load average at the end was {load}, of which some {cores} to 3 were this measurement. The question is\n\
        `GET /v1/subscription/status?nonce=…`, with a signed entitlement in every reply.\n\n\
        | connections | requests a second | p50 ms | p90 ms | p99 ms | server µs of processor a request |\n\
        |---|---|---|---|---|---|\n{}{}{}\n\
        Sign-ins meanwhile: {sign_ins:.0} a second. Each is one argon2id with 19 MiB and two passes; as many run at once as there are\n\
        cores, the others wait. Their processor time is in the last figure of the last row.\n\n\
        The aim is 2,000 requests a second at 64 connections with p99 of 20 ms, on a machine that does nothing else.\n",
        alone.row("64"),
        few.row("8"),
        beside.row(&format!("8, beside {SIGN_INS} that sign in")),
    )
}
