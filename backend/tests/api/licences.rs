//! Plans, what is signed about them, and the time.

use protocol::claims::LicenceStatus;
use protocol::{Plan, ServerTime, VerdictCode};
use serde_json::{json, to_value};

use crate::http::Request;
use crate::on_both;
use crate::person::{DAY_MS, NONCE, Person, login, verdict};
use crate::server::Server;

on_both! {
    fn the_plan_table_is_that_of_the_protocol(engine: Engine) {
        let server = Server::start(engine);
        let plans = server.send(&Request::new("GET", "/v1/plans")).expect(200).json();
        for (row, plan) in plans["plans"].as_array().unwrap().iter().zip(Plan::ALL) {
            assert_eq!(row["limits"], to_value(plan.limits()).unwrap());
            assert_eq!(row["price"], to_value(plan.price()).unwrap());
        }
    }

    fn a_granted_plan_holds_through_its_last_day_and_a_day_offline(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        let today_ms = person.status(&server).json()["usage"]["resets_at"].as_i64().unwrap() - DAY_MS;
        let last_day = civil_date(today_ms + 2 * DAY_MS);
        server.administer(&["grant", "jane@example.com", "--plan", "basic", "--until", &last_day]);
        let entitlement = person.entitlement(&server);
        let end_s = (today_ms + 3 * DAY_MS) / 1000;
        assert_eq!(entitlement.lic.plan, Plan::Basic);
        assert_eq!(entitlement.lic.paid_through, Some(end_s));
        assert_eq!(entitlement.lim, Plan::Basic.limits());
        assert_eq!(entitlement.grace.until, end_s + 86_400);
        server.set_clock_ahead_ms(3 * DAY_MS);
        person.refresh(&server);
        let entitlement = person.entitlement(&server);
        assert_eq!((entitlement.lic.plan, entitlement.lic.status), (Plan::Free, LicenceStatus::Expired));
        assert_eq!(entitlement.grace.until, entitlement.iat + 7 * 86_400);
    }

    fn a_secret_kept_in_a_file_has_three_days(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::with_plan(&server, "jane@example.com", "pro");
        assert_eq!(person.entitlement(&server).grace.until, person.entitlement(&server).iat + 7 * 86_400);
        let mut body = login("jane@example.com", 'b');
        body["store"] = json!("file");
        let reply = server.send(&Request::new("POST", "/v1/auth/login").json(body)).expect(200);
        person.access = reply.text_at("access_token");
        let entitlement = person.entitlement(&server);
        assert_eq!(entitlement.grace.until, entitlement.iat + 3 * 86_400);
    }

    fn a_suspended_plan_is_told_under_a_signature_and_can_go_on(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::with_plan(&server, "jane@example.com", "pro");
        server.administer(&["suspend", "jane@example.com"]);
        for refusal in [person.status(&server), person.report(&server, &json!([]))] {
            let refusal = refusal.expect(403);
            assert_eq!(refusal.code(), "licence_suspended");
            assert_eq!(verdict(&server, &refusal).code, VerdictCode::LicenceSuspended);
        }
        server.administer(&["unsuspend", "jane@example.com"]);
        assert_eq!(person.entitlement(&server).lic.plan, Plan::Pro);
        server.administer(&["revoke", "jane@example.com"]);
        assert_eq!(person.entitlement(&server).lic.plan, Plan::Free);
    }

    fn the_number_of_an_entitlement_never_falls_even_when_the_clock_does(engine: Engine) {
        let mut server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        let mut last = 0;
        for ahead_ms in [0, 10, DAY_MS / 48, DAY_MS / 48, 0, -DAY_MS / 48] {
            server.set_clock_ahead_ms(ahead_ms);
            person.refresh(&server);
            let seq = person.entitlement(&server).seq;
            assert!(seq >= last, "{seq} after {last} at {ahead_ms}");
            last = seq;
        }
        server.kill_and_restart();
        assert!(person.entitlement(&server).seq >= last);
    }

    fn the_time_is_told_to_anybody(engine: Engine) {
        let server = Server::start(engine);
        server.set_clock_ahead_ms(365 * DAY_MS);
        let reply = server.send(&Request::new("GET", &format!("/v1/time?nonce={NONCE}"))).expect(200);
        let time: ServerTime = server.verify(&reply.text_at("time"));
        assert_eq!(time.nonce.to_string(), NONCE);
        assert!((time.srv_ms - server.noon_ms() - 365 * DAY_MS).abs() < 60_000);
        server.send(&Request::new("GET", "/v1/time")).expect(422);
    }
}

/// The date in Seoul at `unix_ms`, as 2026-11-21.
fn civil_date(unix_ms: i64) -> String {
    let timestamp = jiff::Timestamp::from_millisecond(unix_ms).unwrap();
    timestamp.to_zoned(jiff::tz::TimeZone::fixed(jiff::tz::offset(9))).date().to_string()
}
