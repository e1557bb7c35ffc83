//! Devices: as many as the plan allows, the same machine never counts twice, and a removed one is told so.

use protocol::VerdictCode;
use serde_json::{Value, json};

use crate::http::{Reply, Request};
use crate::on_both;
use crate::person::{DAY_MS, Person, login, verdict};
use crate::server::Server;

fn sign_in(server: &Server, machine: char, release: Option<&str>) -> Reply {
    let mut body = login("jane@example.com", machine);
    body["release_device"] = json!(release);
    server.send(&Request::new("POST", "/v1/auth/login").json(body))
}

fn remove(server: &Server, person: &Person, id: &str) -> Reply {
    person.send(server, Request::new("DELETE", &format!("/v1/devices/{id}")))
}

fn count(devices: &Value) -> usize {
    devices["devices"].as_array().unwrap().len()
}

on_both! {
    fn the_plan_caps_the_devices_and_the_refusal_lists_them(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::with_plan(&server, "jane@example.com", "basic");
        sign_in(&server, 'b', None).expect(200);
        let refusal = sign_in(&server, 'c', None).expect(409);
        assert_eq!(refusal.code(), "device_limit");
        assert_eq!(count(&refusal.json()), 2);
        let devices = person.get(&server, "/v1/devices").expect(200).json();
        assert_eq!((count(&devices), &devices["limit"]), (2, &json!(2)));
        sign_in(&server, 'c', Some(&person.device_id)).expect(200);
        assert_eq!(person.status(&server).expect(403).code(), "device_removed");
    }

    fn the_same_machine_has_the_slot_it_had(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let again = Person::sign_in(&server, "jane@example.com", 'a');
        assert_eq!(person.device_id, again.device_id);
        assert_eq!(person.status(&server).expect(401).code(), "session_revoked");
    }

    fn a_removed_device_is_told_so_under_a_signature(engine: Engine) {
        let server = Server::start(engine);
        let here = Person::with_plan(&server, "jane@example.com", "basic");
        let there = Person::sign_in(&server, "jane@example.com", 'b');
        remove(&server, &here, &there.device_id).expect(204);
        remove(&server, &here, &there.device_id).expect(404);
        for refusal in [there.status(&server), there.try_refresh(&server, &there.refresh), there.report(&server, &json!([]))]
        {
            let refusal = refusal.expect(403);
            assert_eq!(refusal.code(), "device_removed");
            let verdict = verdict(&server, &refusal);
            assert_eq!((verdict.code, verdict.dev.as_str()), (VerdictCode::DeviceRemoved, there.device_id.as_str()));
        }
    }

    fn three_devices_may_be_removed_within_thirty_days(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::with_plan(&server, "jane@example.com", "basic");
        for machine in ['b', 'c', 'd'] {
            let other = Person::sign_in(&server, "jane@example.com", machine);
            remove(&server, &person, &other.device_id).expect(204);
        }
        let other = Person::sign_in(&server, "jane@example.com", 'e');
        assert_eq!(remove(&server, &person, &other.device_id).expect(409).code(), "release_limit");
        assert_eq!(sign_in(&server, 'f', Some(&other.device_id)).expect(409).code(), "release_limit");
        server.administer(&["release", "jane@example.com", &other.device_id]);
        server.set_clock_ahead_ms(31 * DAY_MS);
        person.refresh(&server);
        assert_eq!(person.get(&server, "/v1/devices").json()["releases_left"], 3);
    }

    fn nobody_removes_the_device_of_somebody_else(engine: Engine) {
        let server = Server::start(engine);
        let jane = Person::new(&server, "jane@example.com");
        let john = Person::new(&server, "john@example.com");
        remove(&server, &john, &jane.device_id).expect(404);
        assert_eq!(sign_in(&server, 'b', Some(&john.device_id)).expect(404).code(), "not_found");
        jane.status(&server).expect(200);
        john.status(&server).expect(200);
    }

    fn signing_out_frees_the_device(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let sign_out = Request::new("POST", "/v1/auth/logout").json(json!({ "refresh_token": person.refresh }));
        server.send(&sign_out).expect(204);
        server.send(&sign_out).expect(204);
        assert_eq!(person.status(&server).expect(401).code(), "session_revoked");
        let next = Person::sign_in(&server, "jane@example.com", 'b');
        assert_eq!(next.get(&server, "/v1/devices").json()["releases_left"], 3);
    }

    fn a_device_long_unused_makes_room(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        server.set_clock_ahead_ms(44 * DAY_MS);
        sign_in(&server, 'b', None).expect(409);
        server.set_clock_ahead_ms(46 * DAY_MS);
        sign_in(&server, 'b', None).expect(200);
        assert_eq!(person.try_refresh(&server, &person.refresh).expect(403).code(), "device_removed");
    }

    fn many_new_devices_at_once_never_exceed_the_plan(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::with_plan(&server, "jane@example.com", "pro");
        let granted: usize = std::thread::scope(|scope| {
            let server = &server;
            let try_one = |machine| scope.spawn(move || usize::from(sign_in(server, machine, None).status == 200));
            // Five tries at once are what the throttle lets pass.
            let trying: Vec<_> = ('b'..='f').map(try_one).collect();
            trying.into_iter().map(|thread| thread.join().unwrap()).sum()
        });
        assert_eq!(granted, 2);
        assert_eq!(count(&person.get(&server, "/v1/devices").json()), 3);
    }
}
