//! Every call of the description of the API × everybody who must not get through.

use serde_json::{Value, json};

use crate::http::{Reply, Request};
use crate::on_both;
use crate::person::{NONCE, PASSWORD, Person};
use crate::server::Server;

/// Calls that need no sign-in. One that is new and not here must refuse strangers.
const PUBLIC: [&str; 14] = [
    "POST /v1/auth/register",
    "POST /v1/auth/login",
    "POST /v1/auth/refresh",
    "POST /v1/auth/logout",
    "POST /v1/auth/password-reset",
    "POST /v1/auth/password-reset/confirm",
    "POST /v1/auth/verify-email",
    "GET /v1/plans",
    "GET /v1/time",
    "GET /healthz",
    "GET /readyz",
    "GET /metrics",
    "GET /.well-known/jwks.json",
    "GET /openapi.json",
];

/// One call of the description.
#[derive(Debug)]
struct Call {
    method: String,
    path: String,
    has_body: bool,
    is_signed_in: bool,
}

impl Call {
    fn name(&self) -> String {
        format!("{} {}", self.method, self.path)
    }

    /// A request that the right person could send. `id` is put where the path has a variable.
    fn request(&self, id: &str) -> Request {
        let path = self.path.replace("{id}", id);
        assert!(!path.contains('{'), "what to put into {path}?");
        let request = Request::new(&self.method, &path);
        if self.has_body { request.json(example(&self.name())) } else { request }
    }
}

/// A body that the call takes. A new call with a body needs one.
fn example(name: &str) -> Value {
    match name {
        "PATCH /v1/me" => json!({ "name": "intruder" }),
        "DELETE /v1/me" => json!({ "password": PASSWORD }),
        "POST /v1/me/password" => json!({ "current": PASSWORD, "password": "intruder 9" }),
        "POST /v1/usage" => json!({ "nonce": NONCE, "items": [{ "seq": 1, "day": 0, "n": 1 }] }),
        _ => panic!("{name} is new: say what a rightful request looks like"),
    }
}

fn calls(server: &Server) -> Vec<Call> {
    let description = server.send(&Request::new("GET", "/openapi.json")).expect(200).json();
    let mut calls = Vec::new();
    for (path, item) in description["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap().iter().filter(|(key, _)| *key != "parameters") {
            calls.push(Call {
                method: method.to_uppercase(),
                path: path.clone(),
                has_body: operation.get("requestBody").is_some(),
                is_signed_in: operation.get("security").is_some(),
            });
        }
    }
    calls
}

fn signed_in_calls(server: &Server) -> Vec<Call> {
    let calls: Vec<_> = calls(server).into_iter().filter(|call| call.is_signed_in).collect();
    assert!(calls.len() >= 9, "{calls:?}");
    calls
}

fn refused(reply: &Reply, call: &Call, who: &str, status: u16, code: &str) {
    assert_eq!((reply.status, reply.code().as_str()), (status, code), "{} by {who}: {reply:?}", call.name());
}

on_both! {
    fn only_the_public_calls_need_no_sign_in(engine: Engine) {
        let server = Server::start(engine);
        let mut open: Vec<_> = calls(&server).iter().filter(|call| !call.is_signed_in).map(Call::name).collect();
        let mut public = PUBLIC.map(String::from).to_vec();
        public.retain(|name| name != "GET /openapi.json");
        open.sort();
        public.sort();
        assert_eq!(open, public);
    }

    fn strangers_and_strange_tokens_are_refused_by_every_call(engine: Engine) {
        let server = Server::start(engine);
        let other_server = Server::start(engine);
        let jane = Person::new(&server, "jane@example.com");
        let elsewhere = Person::new(&other_server, "jane@example.com");
        let entitlement = jane.status(&server).text_at("entitlement");
        let mut changed = jane.access.clone();
        let last = changed.pop().unwrap();
        changed.push(if last == 'A' { 'Q' } else { 'A' });
        let strange = [
            ("nobody", ""),
            ("a refresh token", jane.refresh.as_str()),
            ("an entitlement", entitlement.as_str()),
            ("a changed token", changed.as_str()),
            ("a token of another server", elsewhere.access.as_str()),
        ];
        for call in signed_in_calls(&server) {
            let request = call.request(&jane.device_id);
            refused(&server.send(&request), &call, "anonymous", 401, "unauthenticated");
            for (who, token) in strange {
                refused(&server.send(&request.clone().bearer(token)), &call, who, 401, "unauthenticated");
            }
        }
        jane.status(&server).expect(200);
    }

    fn those_whose_time_is_over_are_refused_by_every_call(engine: Engine) {
        let server = Server::start(engine);
        let expired = Person::new(&server, "expired@example.com");
        let over = server.send(&Request::new("GET", "/healthz")).status == 200;
        assert!(over);
        server.set_clock_ahead_ms(3_601_000);
        let mut revoked = Person::new(&server, "revoked@example.com");
        let first = revoked.refresh.clone();
        revoked.refresh(&server);
        revoked.refresh(&server);
        revoked.try_refresh(&server, &first).expect(401);
        let owner = Person::with_plan(&server, "removed@example.com", "basic");
        let removed = Person::sign_in(&server, "removed@example.com", 'b');
        owner.send(&server, Request::new("DELETE", &format!("/v1/devices/{}", removed.device_id))).expect(204);
        for call in signed_in_calls(&server) {
            for (person, who, status, code) in [
                (&expired, "expired", 401, "token_expired"),
                (&revoked, "revoked", 401, "session_revoked"),
                (&removed, "on a removed device", 403, "device_removed"),
            ] {
                let reply = person.send(&server, call.request(&person.device_id));
                refused(&reply, &call, who, status, code);
            }
        }
        owner.status(&server).expect(200);
    }

    fn what_belongs_to_somebody_else_cannot_be_found(engine: Engine) {
        let server = Server::start(engine);
        let jane = Person::new(&server, "jane@example.com");
        let john = Person::new(&server, "john@example.com");
        for call in signed_in_calls(&server).iter().filter(|call| call.path.contains('{')) {
            let reply = john.send(&server, call.request(&jane.device_id));
            refused(&reply, call, "somebody else", 404, "not_found");
        }
        jane.status(&server).expect(200);
        assert_eq!(jane.get(&server, "/v1/devices").json()["devices"].as_array().unwrap().len(), 1);
    }
}
