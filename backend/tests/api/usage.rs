//! The count of conversions: once each, added up over devices, never in the future.

use protocol::Receipt;
use serde_json::{Value, json};

use crate::http::Request;
use crate::on_both;
use crate::person::{DAY_MS, NONCE, Person};
use crate::server::Server;

fn today(person: &Person, server: &Server) -> i64 {
    person.status(server).expect(200).json()["usage"]["day"].as_i64().unwrap()
}

fn receipt(server: &Server, person: &Person, items: &Value) -> Receipt {
    server.verify(&person.report(server, items).expect(200).text_at("receipt"))
}

on_both! {
    fn an_item_counts_once_however_often_it_is_sent(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let day = today(&person, &server);
        let items = json!([{ "seq": 1, "day": day, "n": 2 }, { "seq": 2, "day": day, "n": 1 }]);
        for _ in 0..3 {
            let receipt = receipt(&server, &person, &items);
            assert_eq!((receipt.used, receipt.acked_seq, receipt.day, receipt.limit), (3, 2, day, Some(5)));
            assert_eq!(receipt.nonce.to_string(), NONCE);
            assert_eq!(receipt.dev, person.device_id);
        }
        let overlapping = json!([{ "seq": 2, "day": day, "n": 1 }, { "seq": 3, "day": day, "n": 7 }]);
        let receipt = receipt(&server, &person, &overlapping);
        assert_eq!((receipt.used, receipt.acked_seq), (10, 3), "more than the limit is counted, not refused");
        let usage = &person.status(&server).json()["usage"];
        assert_eq!((&usage["used"], &usage["left"]), (&json!(10), &json!(0)));
        assert_eq!(person.entitlement(&server).quota.used, 10);
    }

    fn the_same_report_a_hundred_times_at_once_counts_once(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let day = today(&person, &server);
        let items: Vec<_> = (1..=20).map(|seq| json!({ "seq": seq, "day": day, "n": 1 })).collect();
        let items = json!(items);
        std::thread::scope(|scope| {
            for _ in 0..10 {
                scope.spawn(|| (0..10).for_each(|_| drop(person.report(&server, &items).expect(200))));
            }
        });
        assert_eq!(receipt(&server, &person, &json!([])).used, 20);
    }

    fn devices_of_one_account_share_the_day(engine: Engine) {
        let server = Server::start(engine);
        let here = Person::with_plan(&server, "jane@example.com", "basic");
        let there = Person::sign_in(&server, "jane@example.com", 'b');
        let day = today(&here, &server);
        let items = json!([{ "seq": 1, "day": day, "n": 30 }]);
        assert_eq!(receipt(&server, &here, &items).used, 30);
        assert_eq!(receipt(&server, &there, &items).used, 60, "each device counts its own numbers");
        assert_eq!(here.entitlement(&server).quota.used, 60);
    }

    fn a_day_that_cannot_be_is_taken_for_the_nearest_that_can(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        let day = today(&person, &server);
        let items = json!([{ "seq": 1, "day": day + 1, "n": 1 }, { "seq": 2, "day": i64::MAX, "n": 1 },
            { "seq": 3, "day": 0, "n": 1 }, { "seq": 4, "day": i64::MIN, "n": 1 }]);
        assert_eq!(receipt(&server, &person, &items).used, 4);
        server.set_clock_ahead_ms(2 * DAY_MS);
        person.refresh(&server);
        let late = json!([{ "seq": 5, "day": day + 1, "n": 4 }, { "seq": 6, "day": day + 2, "n": 1 }]);
        assert_eq!(receipt(&server, &person, &late).used, 1, "yesterday stays yesterday");
    }

    fn numbers_that_no_device_has_are_refused(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        for item in [json!({ "seq": u64::MAX, "day": 0, "n": 1 }), json!({ "seq": 1, "day": 0, "n": 1_000_001 }),
            json!({ "seq": -1, "day": 0, "n": 1 }), json!({ "seq": 1, "day": 0 })] {
            assert_eq!(person.report(&server, &json!([item])).expect(422).code(), "validation_failed");
        }
        let without_nonce = Request::new("POST", "/v1/usage").json(json!({ "items": [] }));
        person.send(&server, without_nonce).expect(422);
    }
}
