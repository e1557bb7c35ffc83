//! Registering and signing in: what is told, what is not, and how often one may try.

use serde_json::{Value, json};

use crate::http::{Reply, Request};
use crate::on_both;
use crate::person::{NONCE, PASSWORD, Person, login, registration};
use crate::server::Server;

/// Nobody waits longer, whatever was tried before.
const LONGEST_WAIT_MS: i64 = 301_000;

fn register(server: &Server, body: Value) -> Reply {
    server.send(&Request::new("POST", "/v1/auth/register").json(body))
}

fn sign_in(server: &Server, body: Value) -> Reply {
    server.send(&Request::new("POST", "/v1/auth/login").json(body))
}

fn with(mut body: Value, key: &str, value: Value) -> Value {
    body[key] = value;
    body
}

on_both! {
    fn registering_answers_alike_for_known_addresses_and_tells_their_owner(engine: Engine) {
        let server = Server::start(engine);
        let first = register(&server, registration("jane@example.com")).expect(201);
        let again = register(&server, with(registration(" Jane@Example.com"), "password", json!("another one 8")));
        assert_eq!(first.text, again.expect(201).text);
        let mails = server.mails_to("jane@example.com", 2);
        for said in ["Confirm your e-mail address", "You already have an account"] {
            assert!(mails.iter().any(|mail| mail.contains(said)), "{mails:?}");
        }
        sign_in(&server, login("jane@example.com", 'a')).expect(200);
    }

    fn weak_passwords_and_strange_bodies_are_refused(engine: Engine) {
        let server = Server::start(engine);
        let body = registration("jane@example.com");
        for (key, value, code) in [
            ("password", json!("short1"), "weak_password"),
            ("password", json!("password123"), "weak_password"),
            ("email", json!("jane"), "validation_failed"),
            ("email", json!(7), "validation_failed"),
            ("name", json!("\u{0}"), "validation_failed"),
            ("language", json!("xx"), "validation_failed"),
        ] {
            let reply = register(&server, with(body.clone(), key, value)).expect(422);
            assert_eq!(reply.code(), code, "{key}");
        }
    }

    fn a_wrong_password_and_an_unknown_address_look_alike(engine: Engine) {
        let server = Server::start(engine);
        register(&server, registration("jane@example.com")).expect(201);
        let wrong = sign_in(&server, with(login("jane@example.com", 'a'), "password", json!("wrong horse 7")));
        let unknown = sign_in(&server, login("john@example.com", 'a'));
        let mut bodies = [wrong.expect(401).json(), unknown.expect(401).json()];
        assert_eq!(bodies[0]["code"], "invalid_credentials");
        for body in &mut bodies {
            body["request_id"] = json!(null);
        }
        assert_eq!(bodies[0], bodies[1]);
    }

    fn after_five_wrong_passwords_one_waits_longer_each_time(engine: Engine) {
        let server = Server::start(engine);
        register(&server, registration("jane@example.com")).expect(201);
        let wrong = with(login("jane@example.com", 'a'), "password", json!("wrong horse 7"));
        for _ in 0..6 {
            sign_in(&server, wrong.clone()).expect(401);
        }
        // The first waits are shorter than what a busy machine may take to check a password: let them pass.
        let mut ahead_ms = 0;
        for _ in 0..6 {
            ahead_ms += LONGEST_WAIT_MS;
            server.set_clock_ahead_ms(ahead_ms);
            sign_in(&server, wrong.clone()).expect(401);
        }
        let refusal = sign_in(&server, login("jane@example.com", 'a')).expect(429);
        assert_eq!(refusal.code(), "rate_limited");
        assert!(refusal.json()["retry_after"].as_u64().unwrap() <= 65, "{refusal:?}");
        server.set_clock_ahead_ms(ahead_ms + LONGEST_WAIT_MS);
        sign_in(&server, login("jane@example.com", 'a')).expect(200);
        for _ in 0..5 {
            sign_in(&server, wrong.clone()).expect(401);
        }
    }

    fn a_login_with_a_nonce_brings_an_entitlement(engine: Engine) {
        let server = Server::start(engine);
        register(&server, registration("jane@example.com")).expect(201);
        let reply = sign_in(&server, with(login("jane@example.com", 'a'), "nonce", json!(NONCE))).expect(200);
        let entitlement: protocol::Entitlement = server.verify(&reply.text_at("entitlement"));
        assert_eq!(entitlement.nonce.to_string(), NONCE);
        assert_eq!(entitlement.dev.id, reply.text_at("device_id"));
        assert_eq!(entitlement.dev.hw.machine.unwrap().to_string(), "a".repeat(32));
        assert_eq!(entitlement.lic.plan, protocol::Plan::Free);
    }

    fn a_client_older_than_the_minimum_is_told_so(engine: Engine) {
        let server = Server::start_with(engine, &["--minimum-client", "1.2.0"]);
        register(&server, registration("jane@example.com")).expect(201);
        let refusal = sign_in(&server, login("jane@example.com", 'a')).expect(426);
        assert_eq!(refusal.code(), "client_too_old");
        sign_in(&server, with(login("jane@example.com", 'a'), "client_version", json!("1.10.0"))).expect(200);
    }

    fn the_link_of_the_first_mail_confirms_the_address_once(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        assert_eq!(person.get(&server, "/v1/me").json()["email_verified"], false);
        let confirm = Request::new("POST", "/v1/auth/verify-email").json(json!({ "token": token_in_mail(&server, "verify-email") }));
        server.send(&confirm).expect(204);
        assert_eq!(person.get(&server, "/v1/me").json()["email_verified"], true);
        assert_eq!(server.send(&confirm).expect(422).code(), "invalid_link");
    }

    fn a_forgotten_password_is_replaced_and_every_sign_in_ends(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let ask = |email: &str| {
            let request = Request::new("POST", "/v1/auth/password-reset").json(json!({ "email": email }));
            server.send(&request).expect(202).text
        };
        assert_eq!(ask("jane@example.com"), ask("nobody@example.com"));
        let body = json!({ "token": token_in_mail(&server, "password-reset"), "password": "another horse 8" });
        let confirm = Request::new("POST", "/v1/auth/password-reset/confirm").json(body);
        server.send(&confirm).expect(204);
        assert_eq!(server.send(&confirm).expect(422).code(), "invalid_link");
        assert_eq!(person.get(&server, "/v1/me").expect(401).code(), "session_revoked");
        sign_in(&server, login("jane@example.com", 'a')).expect(401);
        sign_in(&server, with(login("jane@example.com", 'a'), "password", json!("another horse 8"))).expect(200);
    }

    fn a_link_for_a_new_password_lasts_an_hour(engine: Engine) {
        let server = Server::start(engine);
        Person::new(&server, "jane@example.com");
        let ask = Request::new("POST", "/v1/auth/password-reset").json(json!({ "email": "jane@example.com" }));
        server.send(&ask).expect(202);
        let body = json!({ "token": token_in_mail(&server, "password-reset"), "password": PASSWORD });
        server.set_clock_ahead_ms(3_600_001);
        let confirm = Request::new("POST", "/v1/auth/password-reset/confirm").json(body);
        assert_eq!(server.send(&confirm).expect(422).code(), "invalid_link");
    }
}

/// The token of the link to `page` in the mails to Jane. Mails are sent side by side: they come in any order.
fn token_in_mail(server: &Server, page: &str) -> String {
    // Verification comes first, asked for by the registration; a link for a new password comes on top.
    let count = if page == "verify-email" { 1 } else { 2 };
    let mails = server.mails_to("jane@example.com", count);
    // Quoted-printable: `=` is written as `=3D`, and long lines are broken with a final `=`.
    let plain = |mail: &String| mail.replace("=\r\n", "").replace("=3D", "=");
    let link = format!("/{page}#token=");
    let text = mails.iter().map(plain).find(|text| text.contains(&link)).expect("a mail with the link");
    let (_, rest) = text.split_once(&link).expect("it has the link");
    rest.chars().take_while(|&letter| letter.is_ascii_alphanumeric() || "-_".contains(letter)).collect()
}
