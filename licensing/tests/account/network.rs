//! Broken answers of every shape: the program says that it is offline, in time, and nothing changes.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use licensing::{Error, Licensing, Patience};
use protocol::Plan;

use super::backend::{Backend, Fault, reply};
use super::machine::{Machine, NOON, plan};

/// Where an answer comes, however slow this machine is.
const PATIENT: Patience = Patience { connect: Duration::from_secs(60), total: Duration::from_secs(60) };
/// Where none comes.
const HURRIED: Patience =
    Patience { connect: Duration::from_millis(800), total: Duration::from_millis(1500) };
/// What a busy machine may take on top. What does not answer is silent for longer.
const SLACK: Duration = Duration::from_secs(30);
const FOREVER: Duration = Duration::from_secs(120);

/// The program, started anew, so that the next question begins with a renewal.
fn start(machine: &Machine, backend: &Backend, patience: Patience) -> Licensing {
    let mut options = machine.options(backend);
    options.patience = patience;
    Licensing::open_and_wait(options)
}

/// What is on disk but for locks.
fn kept(machine: &Machine) -> Vec<(std::path::PathBuf, Vec<u8>)> {
    let mut files = machine.files();
    files.retain(|(path, _)| path.extension().unwrap() != "lock");
    files
}

fn check(name: &str, machine: &Machine, licensing: &Licensing, codes: &[&str]) {
    let before = kept(machine);
    let start = Instant::now();
    let error = licensing.status().unwrap_err();
    assert!(start.elapsed() < PATIENT.total + SLACK, "{name} took {:?}", start.elapsed());
    assert!(matches!(error, Error::Offline(_)), "{name}: {error}");
    let code = error.code();
    assert!(codes.contains(&code), "{name}: {code}, expected {codes:?}");
    assert!(kept(machine) == before, "{name} changed what is kept");
    assert_eq!(plan(licensing), Plan::Basic, "{name} changed rights");
    assert_eq!(licensing.snapshot().trouble.unwrap().code(), code, "{name}");
}

fn json(status: u16, body: &str) -> Fault {
    Fault::Raw(reply(status, "application/json", body.as_bytes()))
}

fn raw(text: &str) -> Fault {
    Fault::Raw(text.as_bytes().to_vec())
}

/// A megabyte of zeros in a kilobyte. `None` where there is no gzip.
fn gzip_bomb() -> Option<Vec<u8>> {
    let mut gzip =
        Command::new("gzip").arg("-9c").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().ok()?;
    gzip.stdin.take()?.write_all(&vec![0; 1 << 20]).ok()?;
    gzip.wait_with_output().ok().map(|output| output.stdout)
}

fn shapes() -> Vec<(&'static str, Fault, &'static str)> {
    let page = b"<!DOCTYPE html><html><body>Welcome to Hotel Wi-Fi</body></html>".as_slice();
    let tokens = r#"{"access_token":"x","token_type":"Bearer","expires_in":1,"refresh_token":"y"}"#;
    let long = format!(r#"{{"access_token":"{}"}}"#, "x".repeat(300 * 1024));
    let bomb = gzip_bomb().unwrap_or_else(|| b"\x1f\x8b\x08".to_vec());
    let packed = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Encoding: gzip\r\nContent-Length: {}\r\nConnection: close\r\n\r\n",
        bomb.len()
    );
    let packed = Fault::Raw([packed.as_bytes(), &bomb].concat());
    let location = |status| {
        raw(&format!(
            "HTTP/1.1 {status} Found\r\nLocation: http://portal.example/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
        ))
    };
    let status = |status, kind: &'static str, body: &[u8]| Fault::Raw(reply(status, kind, body));
    let cut = reply(200, "application/json", tokens.as_bytes());
    vec![
        ("a page instead of the answer", status(200, "text/html", page), "offline_portal"),
        ("a page called JSON", status(200, "application/json", page), "offline_bad_body"),
        ("a page without a type", status(200, "", page), "offline_portal"),
        ("a redirect 301", location(301), "offline_portal"),
        ("a redirect 302", location(302), "offline_portal"),
        ("a redirect 303", location(303), "offline_portal"),
        ("a redirect 307", location(307), "offline_portal"),
        ("a redirect 308", location(308), "offline_portal"),
        ("not modified", raw("HTTP/1.1 304 X\r\nConnection: close\r\n\r\n"), "offline_portal"),
        ("a network that wants a sign-in", status(511, "text/html", page), "offline_portal"),
        ("a proxy that wants a sign-in", status(407, "text/html", page), "offline_proxy"),
        ("status 500", status(500, "text/plain", b"oops"), "offline_server"),
        ("status 500 in the backend's form", json(500, r#"{"code":"internal"}"#), "offline_server"),
        ("status 502", status(502, "text/html", page), "offline_server"),
        ("status 503", status(503, "application/json", b"{}"), "offline_server"),
        ("status 504", status(504, "", b""), "offline_server"),
        ("status 529", status(529, "", b""), "offline_server"),
        (
            "too many requests",
            raw("HTTP/1.1 429 X\r\nRetry-After: 7\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"),
            "offline_rate_limited",
        ),
        ("status 400 of somebody else", status(400, "text/html", page), "offline_bad_body"),
        ("status 401 of somebody else", status(401, "text/html", page), "offline_bad_body"),
        ("status 401 without a code", json(401, "{}"), "offline_bad_body"),
        ("status 403 of a firewall", status(403, "text/html", page), "offline_bad_body"),
        ("status 404 of another server", status(404, "text/plain", b"404"), "offline_bad_body"),
        ("status 418", status(418, "", b"teapot"), "offline_bad_body"),
        ("status 451", status(451, "text/html", page), "offline_bad_body"),
        (
            "a refusal under another status",
            json(
                403,
                r#"{"type":"about:blank","title":"x","status":401,"code":"session_revoked","request_id":"x"}"#,
            ),
            "offline_bad_body",
        ),
        ("an empty answer", status(200, "application/json", b""), "offline_bad_body"),
        ("nothing at all", status(204, "", b""), "offline_bad_body"),
        ("null", json(200, "null"), "offline_bad_body"),
        ("a list", json(200, "[]"), "offline_bad_body"),
        ("an object without tokens", json(200, "{}"), "offline_bad_body"),
        (
            "tokens of another type",
            json(200, r#"{"access_token":1,"refresh_token":[],"expires_in":"x"}"#),
            "offline_bad_body",
        ),
        ("JSON cut short", json(200, &tokens[..30]), "offline_bad_body"),
        ("a body cut short", Fault::Raw(cut[..cut.len() - 9].to_vec()), "offline_bad_body"),
        (
            "text that is no UTF-8",
            status(200, "application/json", b"{\"access_token\":\"\xff\xfe\"}"),
            "offline_bad_body",
        ),
        ("an endless body", json(200, &long), "offline_bad_body"),
        ("a body that unpacks to much", packed, "offline_bad_body"),
        (
            "the length of an endless body",
            raw("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 99999999999\r\n\r\n{"),
            "offline_bad_body",
        ),
        ("no HTTP", raw("SSH-2.0-OpenSSH_9.2\r\n"), "offline_connect"),
        ("half a header", raw("HTTP/1.1 200 OK\r\nContent-Ty"), "offline_connect"),
        ("a connection that is closed at once", Fault::LoseRequest, "offline_connect"),
        ("silence", Fault::Silence(FOREVER), "offline_timeout"),
        (
            "a slow drip",
            Fault::Drip(reply(200, "application/json", tokens.as_bytes()), Duration::from_secs(1)),
            "offline_timeout",
        ),
        ("an answer of the next protocol", raw("HTTP/3.7 200 OK\r\n\r\n"), "offline_connect"),
    ]
}

#[test]
fn no_broken_answer_changes_what_holds() {
    let shapes = shapes();
    assert!(shapes.len() >= 40);
    let backend = Backend::start(NOON);
    let machine = Machine::new();
    machine.signed_in(&backend);
    let (silent, answered): (Vec<_>, Vec<_>) =
        shapes.into_iter().partition(|(_, fault, _)| matches!(fault, Fault::Silence(_) | Fault::Drip(..)));
    for (shapes, patience) in [(answered, PATIENT), (silent, HURRIED)] {
        let licensing = start(&machine, &backend, patience);
        for (name, fault, code) in shapes {
            backend.always(&fault);
            check(name, &machine, &licensing, &[code]);
        }
        backend.heal();
    }
    let licensing = start(&machine, &backend, PATIENT);
    licensing.status().unwrap();
    assert!(licensing.snapshot().trouble.is_none());
}

fn with_api(machine: &Machine, backend: &Backend, api: String, patience: Patience) -> Licensing {
    let mut options = machine.options(backend);
    (options.patience, options.api) = (patience, api);
    Licensing::open_and_wait(options)
}

#[test]
fn a_server_that_is_not_there_changes_nothing() {
    let backend = Backend::start(NOON);
    let machine = Machine::new();
    machine.signed_in(&backend);
    // Nobody listens at the port for discarded things.
    for (name, api, codes) in [
        ("a closed port", "http://127.0.0.1:9/v1".into(), &["offline_connect"][..]),
        ("no TLS behind https", backend.api().replace("http:", "https:"), &["offline_tls"]),
        // Without a network the system's own search for names may take longer than anybody waits.
        (
            "a name that does not exist",
            "https://picopress.invalid/v1".into(),
            &["offline_dns", "offline_timeout"],
        ),
        ("plain HTTP to elsewhere", "http://192.0.2.1/v1".into(), &["offline_address"]),
    ] {
        check(name, &machine, &with_api(&machine, &backend, api, PATIENT), codes);
    }
}

#[test]
fn payments_are_taken_where_there_is_a_page_for_them_and_nobody_knows_without_an_answer() {
    let backend = Backend::start(NOON);
    let licensing = start(&Machine::new(), &backend, PATIENT);
    assert!(!licensing.takes_payments().unwrap(), "it knows no such page");
    assert_eq!(backend.count("GET /checkout"), 1, "beside the API");
    backend.always(&Fault::Raw(reply(200, "text/html", b"<title>Checkout</title>")));
    assert!(licensing.takes_payments().unwrap());
    for fault in [Fault::Raw(reply(503, "text/html", b"")), Fault::LoseReply] {
        backend.always(&fault);
        assert!(matches!(licensing.takes_payments(), Err(Error::Offline(_))), "{fault:?}");
    }
}

/// Somebody in between with a certificate of their own.
#[test]
fn a_certificate_that_nobody_vouches_for_is_no_server() {
    let backend = Backend::start(NOON);
    let machine = Machine::new();
    machine.signed_in(&backend);
    let folder = tempfile::tempdir().unwrap();
    let [key, certificate] = ["key.pem", "certificate.pem"].map(|name| folder.path().join(name));
    let mut make = Command::new("openssl");
    make.args(["req", "-x509", "-newkey", "ed25519", "-nodes", "-subj", "/CN=127.0.0.1", "-days", "2"]);
    make.args(["-addext", "subjectAltName=IP:127.0.0.1", "-keyout"]).arg(&key).arg("-out").arg(&certificate);
    if !make.stderr(Stdio::null()).status().is_ok_and(|status| status.success()) {
        println!("skipped: openssl is not installed; `cargo xtask test` installs it");
        return;
    }
    let mut server = Command::new("openssl");
    server
        .args(["s_server", "-www", "-accept", "127.0.0.1:0", "-key"])
        .arg(&key)
        .arg("-cert")
        .arg(&certificate);
    let mut server =
        server.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::null()).spawn().unwrap();
    let address = BufReader::new(server.stdout.take().unwrap())
        .lines()
        .find_map(|line| line.unwrap().strip_prefix("ACCEPT ").map(str::to_owned));
    let address = address.expect("openssl says where it listens");
    check(
        "another certificate",
        &machine,
        &with_api(&machine, &backend, format!("https://{address}/v1"), PATIENT),
        &["offline_tls"],
    );
    server.kill().unwrap();
    server.wait().unwrap();
}
