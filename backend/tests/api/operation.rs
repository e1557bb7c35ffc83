//! Running it: health, headers, logs, keys, limits, starting and stopping.

use std::net::TcpStream;
use std::process::{Command, Output};

use serde_json::json;

use crate::http::Request;
use crate::on_both;
use crate::person::{DAY_MS, PASSWORD, Person, login};
use crate::server::{Engine, Server};

const PROGRAM: &str = env!("CARGO_BIN_EXE_picopress-backend");

fn run(arguments: &[&str]) -> Output {
    Command::new(PROGRAM).args(arguments).output().unwrap()
}

on_both! {
    fn it_is_healthy_and_tells_its_figures(engine: Engine) {
        let server = Server::start(engine);
        for path in ["/healthz", "/readyz"] {
            assert_eq!(server.send(&Request::new("GET", path)).expect(200).text_at("status"), "ok");
        }
        let figures = server.send(&Request::new("GET", "/metrics")).expect(200).text;
        assert!(figures.contains(r#"http_requests_total{method="GET",route="/readyz",status="200"} 1"#), "{figures}");
    }

    /// Whatever a person sends or gets that is nobody's business, none of it may be in a log or a figure.
    fn no_secret_and_no_person_is_in_the_logs(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::with_plan(&server, "canary.jane@example.com", "basic");
        let tokens = [person.access.clone(), person.refresh.clone()];
        person.refresh(&server);
        person.status(&server).expect(200);
        person.get(&server, "/v1/me/export").expect(200);
        person.get(&server, "/v1/nothing/canary.jane@example.com").expect(404);
        let mut wrong = login("canary.jane@example.com", 'a');
        wrong["password"] = json!("canary password 1");
        server.send(&Request::new("POST", "/v1/auth/login").json(wrong)).expect(401);
        server.send(&Request::new("POST", "/v1/auth/login").json(json!("canary password 1"))).expect(422);
        person.try_refresh(&server, &tokens[1]).expect(200);
        server.mails_to("canary.jane@example.com", 1);
        let told = server.log() + &server.send(&Request::new("GET", "/metrics")).text;
        assert!(told.contains("answered"), "{told}");
        let canaries = [PASSWORD, "canary", &person.hardware_id, &tokens[0], &tokens[1], &person.access,
            &person.refresh, &person.device_id, "127.0.0.1:", "#token="];
        for canary in canaries.iter().filter(|canary| **canary != "127.0.0.1:") {
            assert!(!told.contains(canary), "{canary} in {told}");
        }
    }

    fn a_server_told_to_stop_finishes_and_goes(engine: Engine) {
        let mut server = Server::start(engine);
        Person::new(&server, "jane@example.com");
        assert!(server.terminate().success());
        assert!(server.log().contains("\"stopped\""));
    }

    fn data_and_keys_outlive_a_kill(engine: Engine) {
        let mut server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        server.kill_and_restart();
        person.status(&server).expect(200);
        person.refresh(&server);
    }
}

#[test]
fn refusals_are_problems_with_an_id_and_replies_have_safe_headers() {
    let server = Server::start(Engine::Sqlite);
    let send = |method: &str, path: &str| server.send(&Request::new(method, path));
    assert_eq!(send("GET", "/v1/nothing").expect(404).code(), "not_found");
    let refusal = send("DELETE", "/v1/plans").expect(405);
    assert_eq!(refusal.code(), "method_not_allowed");
    assert!(refusal.head.contains("allow: get,head"), "{refusal:?}");
    assert!(refusal.head.contains(&format!("x-request-id: {}", refusal.text_at("request_id"))));
    let reply = send("GET", "/v1/plans").expect(200);
    for header in
        ["x-content-type-options: nosniff", "cache-control: no-store", "content-security-policy: default-src"]
    {
        assert!(reply.head.contains(header), "{reply:?}");
    }
    let register = Request::new("POST", "/v1/auth/register");
    assert_eq!(server.send(&register).expect(415).code(), "unsupported_media_type");
    let long = json!({ "email": "x".repeat(70_000) });
    assert_eq!(server.send(&register.clone().json(long)).expect(413).code(), "too_large");
    let broken = register.clone().header("content-type: application/json").header("content-length: 0");
    assert_eq!(server.send(&broken).expect(400).code(), "malformed_body");
}

#[test]
fn pages_of_listed_origins_only_may_call() {
    let server = Server::start_with(Engine::Sqlite, &["--cors-origins", "https://picopress.example"]);
    let from = |origin: &str| {
        let request = Request::new("GET", "/v1/plans").header(&format!("origin: {origin}"));
        server.send(&request).head.contains("access-control-allow-origin: https://picopress.example")
    };
    assert!(from("https://picopress.example"));
    assert!(!from("https://elsewhere.example"));
}

#[test]
fn an_address_that_asks_too_much_is_refused_and_proxies_are_believed_only_when_trusted() {
    let arguments = ["--trusted-proxies", "127.0.0.1/32", "--sign-ins-per-minute", "3"];
    let server = Server::start_with(Engine::Sqlite, &arguments);
    let from = |address: &str| {
        let register =
            Request::new("POST", "/v1/auth/password-reset").json(json!({ "email": "jane@example.com" }));
        server.send(&register.header(&format!("x-forwarded-for: {address}"))).status
    };
    assert_eq!([0; 4].map(|_| from("203.0.113.1")), [202, 202, 202, 429]);
    assert_eq!(from("203.0.113.2"), 202);
    assert_eq!(from("203.0.113.2, 203.0.113.1"), 429);
}

/// Were others behind the sign-ins, all of those would be answered before them. A busy machine may make it look so once.
#[test]
fn signing_in_does_not_starve_other_requests() {
    let server = Server::start(Engine::Sqlite);
    let is_served_meanwhile = |attempt: i64| {
        // Failures are forgotten after a day: no throttle is in the way.
        server.set_clock_ahead_ms(attempt * 2 * DAY_MS);
        let sign_ins: Vec<_> = (0..30)
            .map(|number| {
                let body = login(&format!("john{number}@example.com"), 'a');
                Request::new("POST", "/v1/auth/login").json(body).begin(&server.address)
            })
            .collect();
        for _ in 0..5 {
            server.send(&Request::new("GET", "/v1/plans")).expect(200);
        }
        sign_ins.iter().any(is_unanswered)
    };
    assert!((0..5).any(is_served_meanwhile), "others wait for thirty sign-ins");
}

fn is_unanswered(stream: &TcpStream) -> bool {
    stream.set_nonblocking(true).unwrap();
    stream.peek(&mut [0]).is_err_and(|error| error.kind() == std::io::ErrorKind::WouldBlock)
}

#[test]
fn rotated_keys_sign_anew_and_what_was_signed_before_is_believed() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let (access, statements) = (path("access.json"), path("statements.json"));
    for file in [&access, &statements] {
        assert!(run(&["keys", "new", file]).status.success());
    }
    let arguments = ["--access-keys", &access, "--statement-keys", &statements];
    let mut server = Server::start_with(Engine::Sqlite, &arguments);
    let person = Person::new(&server, "jane@example.com");
    let (before, pinned) = (person.status(&server).text_at("entitlement"), server.statement_keys());
    for file in [&access, &statements] {
        assert!(run(&["keys", "rotate", file]).status.success());
    }
    server.kill_and_restart();
    let after = person.status(&server).expect(200).text_at("entitlement");
    let _: protocol::Entitlement = server.verify(&before);
    let _: protocol::Entitlement =
        protocol::verify(&after, &pinned).expect("the next key was published before");
    assert_ne!(header(&before), header(&after));
    let published = server.send(&Request::new("GET", "/.well-known/jwks.json")).expect(200).json();
    assert_eq!(published["keys"].as_array().unwrap().len(), 6);
}

fn header(statement: &str) -> &str {
    statement.split('.').next().unwrap()
}

#[test]
fn production_names_all_that_it_misses() {
    let data = tempfile::tempdir().unwrap();
    let data = data.path().to_str().unwrap();
    let output = run(&["serve", "--production", "--data", data, "--listen", "127.0.0.1:0"]);
    assert!(!output.status.success());
    let said = String::from_utf8(output.stderr).unwrap();
    for missing in ["--public-url", "--pepper-file", "--access-keys", "--statement-keys", "--smtp"] {
        assert!(said.contains(missing), "{said}");
    }
}

#[test]
fn production_refuses_development_keys_and_a_moved_clock() {
    let development = Server::start(Engine::Sqlite);
    let folder = development.data.path();
    let path = |name: &str| folder.join(name).to_str().unwrap().to_owned();
    let (access, statements) =
        (path("development-access-keys.json"), path("development-statement-keys.json"));
    let (pepper, data) = (path("development-pepper"), path("production"));
    let mut arguments = vec![
        "serve",
        "--production",
        "--data",
        &data,
        "--listen",
        "127.0.0.1:0",
        "--public-url",
        "https://p.example",
        "--access-keys",
        &access,
        "--statement-keys",
        &statements,
        "--pepper-file",
        &pepper,
        "--smtp",
        "smtps://mail.example",
    ];
    let said = |arguments: &[&str]| String::from_utf8(run(arguments).stderr).unwrap();
    assert!(said(&arguments).contains("development keys"));
    arguments.extend(["--clock-offset-file", "offset"]);
    assert!(said(&arguments).contains("the true time"));
}

#[cfg(unix)]
#[test]
fn secrets_are_readable_to_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let server = Server::start(Engine::Sqlite);
    for name in ["development-pepper", "development-access-keys.json", "development-statement-keys.json"] {
        let mode = std::fs::metadata(server.data.path().join(name)).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}
