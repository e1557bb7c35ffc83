//! Somebody with an account, signed in on a device.

use protocol::claims::Claims;
use serde_json::{Value, json};

use crate::http::{Reply, Request};
use crate::server::Server;

/// A password that is good enough.
pub const PASSWORD: &str = "correct horse 7";

/// A nonce; which one does not matter to the server.
pub const NONCE: &str = "AAECAwQFBgcICQoLDA0ODw";

/// Days in milliseconds.
pub const DAY_MS: i64 = 86_400_000;

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Person {
    pub hardware_id: String,
    pub device_id: String,
    pub access: String,
    pub refresh: String,
}

/// The body of a registration.
pub fn registration(email: &str) -> Value {
    json!({ "email": email, "password": PASSWORD })
}

/// The body of the smallest login, from a machine whose id is `machine` repeated.
pub fn login(email: &str, machine: char) -> Value {
    json!({ "email": email, "password": PASSWORD, "hardware_id": hardware_id(machine), "client_version": "1.0.0" })
}

/// The hardware id of a machine.
pub fn hardware_id(machine: char) -> String {
    machine.to_string().repeat(32)
}

impl Person {
    /// Registers `email` and signs in.
    pub fn new(server: &Server, email: &str) -> Self {
        server.send(&Request::new("POST", "/v1/auth/register").json(registration(email))).expect(201);
        Person::sign_in(server, email, 'a')
    }

    /// The same with a plan that is paid for a year from the server's present.
    pub fn with_plan(server: &Server, email: &str, plan: &str) -> Self {
        let person = Person::new(server, email);
        server.administer(&["grant", email, "--plan", plan, "--until", "2199-12-31"]);
        person
    }

    /// Signs in on the machine `machine`.
    pub fn sign_in(server: &Server, email: &str, machine: char) -> Self {
        let reply =
            server.send(&Request::new("POST", "/v1/auth/login").json(login(email, machine))).expect(200);
        Person {
            hardware_id: hardware_id(machine),
            device_id: reply.text_at("device_id"),
            access: reply.text_at("access_token"),
            refresh: reply.text_at("refresh_token"),
        }
    }

    /// Sends a request with the access token.
    pub fn send(&self, server: &Server, request: Request) -> Reply {
        server.send(&request.bearer(&self.access))
    }

    /// Reads `path`.
    pub fn get(&self, server: &Server, path: &str) -> Reply {
        self.send(server, Request::new("GET", path))
    }

    /// The status with an entitlement.
    pub fn status(&self, server: &Server) -> Reply {
        self.get(server, &format!("/v1/subscription/status?nonce={NONCE}"))
    }

    /// What the entitlement says.
    pub fn entitlement(&self, server: &Server) -> protocol::Entitlement {
        server.verify(&self.status(server).expect(200).text_at("entitlement"))
    }

    /// Asks for a refresh with `token`.
    pub fn try_refresh(&self, server: &Server, token: &str) -> Reply {
        let body = json!({ "refresh_token": token, "hardware_id": self.hardware_id, "nonce": NONCE });
        server.send(&Request::new("POST", "/v1/auth/refresh").json(body))
    }

    /// Refreshes as a client should.
    pub fn refresh(&mut self, server: &Server) {
        let reply = self.try_refresh(server, &self.refresh).expect(200);
        self.access = reply.text_at("access_token");
        self.refresh = reply.text_at("refresh_token");
    }

    /// Reports conversions.
    pub fn report(&self, server: &Server, items: &Value) -> Reply {
        self.send(server, Request::new("POST", "/v1/usage").json(json!({ "nonce": NONCE, "items": items })))
    }
}

/// The statement in a refusal.
pub fn verdict(server: &Server, reply: &Reply) -> protocol::Verdict {
    let verdict: protocol::Verdict = server.verify(&reply.text_at("verdict"));
    assert_eq!(verdict.nonce.to_string(), NONCE);
    assert_eq!(protocol::Verdict::TYPE, "ver+jwt");
    verdict
}
