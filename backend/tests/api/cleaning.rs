//! What nobody needs any more goes by itself, and nothing else does.

use std::time::{Duration, Instant};

use serde_json::json;

use crate::http::Request;
use crate::on_both;
use crate::person::{DAY_MS, Person};
use crate::server::Server;

on_both! {
    fn sign_ins_long_over_are_forgotten_and_accounts_and_counts_stay(engine: Engine) {
        let server = Server::start(engine);
        let first = Person::with_plan(&server, "jane@example.com", "basic");
        let second = Person::sign_in(&server, "jane@example.com", 'a');
        let day = second.status(&server).json()["usage"]["day"].clone();
        second.report(&server, &json!([{ "seq": 1, "day": day, "n": 2 }])).expect(200);
        let told = || first.try_refresh(&server, &first.refresh).expect(401).code();
        server.set_clock_ahead_ms(40 * DAY_MS);
        assert_eq!(told(), "session_revoked");

        server.set_clock_ahead_ms(151 * DAY_MS);
        // Ordering a mail wakes the worker, which finds that a new day has begun.
        let ask = Request::new("POST", "/v1/auth/password-reset").json(json!({ "email": "jane@example.com" }));
        server.send(&ask).expect(202);
        let start = Instant::now();
        while told() != "invalid_refresh_token" {
            assert!(start.elapsed() < Duration::from_secs(120), "it is still known: {}", server.log());
            std::thread::sleep(Duration::from_millis(50));
        }
        let again = Person::sign_in(&server, "jane@example.com", 'a');
        assert_eq!(again.device_id, second.device_id, "the device stays");
        let export = again.get(&server, "/v1/me/export").expect(200).json();
        assert_eq!(export["usage"], json!([{ "day": day, "used": 2 }]));
        assert_eq!(export["sign_ins"].as_array().unwrap().len(), 1, "{export}");
        assert_eq!(again.entitlement(&server).lic.plan, protocol::Plan::Basic);
    }
}
