//! Refresh tokens: lost replies, first tokens kept for ever, theft, time.

use protocol::VerdictCode;
use serde_json::json;

use crate::http::Request;
use crate::on_both;
use crate::person::{DAY_MS, Person, hardware_id, verdict};
use crate::server::Server;

on_both! {
    fn a_lost_reply_costs_nothing(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let lost = person.try_refresh(&server, &person.refresh).expect(200);
        let again = person.try_refresh(&server, &person.refresh).expect(200);
        assert_eq!(lost.text_at("refresh_token"), again.text_at("refresh_token"));
    }

    fn an_old_token_presented_again_ends_the_sign_in_with_a_signed_verdict(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        let stolen = person.refresh.clone();
        person.refresh(&server);
        person.refresh(&server);
        let refusal = person.try_refresh(&server, &stolen).expect(401);
        assert_eq!(refusal.code(), "session_revoked");
        assert_eq!(verdict(&server, &refusal).code, VerdictCode::SessionRevoked);
        assert_eq!(person.try_refresh(&server, &person.refresh).expect(401).code(), "session_revoked");
        assert_eq!(person.status(&server).expect(401).code(), "session_revoked");
    }

    fn a_client_that_knows_only_its_first_refresh_token_works_for_thirty_days(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let refresh = Request::new("POST", "/v1/auth/refresh").json(json!({ "refresh_token": person.refresh }));
        for half_day in 0..60 {
            server.set_clock_ahead_ms(half_day * DAY_MS / 2);
            let access = server.send(&refresh).expect(200).text_at("access_token");
            let status = Request::new("GET", "/v1/subscription/status").bearer(&access);
            assert_eq!(server.send(&status).expect(200).text_at("plan"), "free");
        }
    }

    fn a_sign_in_lasts_while_it_is_used_within_sixty_days(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        server.set_clock_ahead_ms(59 * DAY_MS);
        person.refresh(&server);
        server.set_clock_ahead_ms(118 * DAY_MS);
        person.refresh(&server);
        server.set_clock_ahead_ms(178 * DAY_MS + 1_000);
        assert_eq!(person.try_refresh(&server, &person.refresh).expect(401).code(), "invalid_refresh_token");
    }

    fn a_token_on_other_hardware_is_refused_and_harms_nobody(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        let thief = Person { hardware_id: hardware_id('b'), ..person.clone() };
        assert_eq!(thief.try_refresh(&server, &person.refresh).expect(401).code(), "invalid_refresh_token");
        person.refresh(&server);
    }

    fn a_forged_token_is_refused_and_harms_nobody(engine: Engine) {
        let server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        person.refresh(&server);
        for (real, forged) in [(".1.", ".0."), (".1.", ".2."), ("rt1.", "rt2.")] {
            let forged = person.refresh.replacen(real, forged, 1);
            assert_eq!(person.try_refresh(&server, &forged).expect(401).code(), "invalid_refresh_token");
        }
        person.refresh(&server);
    }

    fn many_at_once_get_the_same_successor(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let ask = || person.try_refresh(&server, &person.refresh).expect(200).text_at("refresh_token");
        let answers: Vec<_> = std::thread::scope(|scope| {
            let asking: Vec<_> = (0..16).map(|_| scope.spawn(ask)).collect();
            asking.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
    }

    fn lost_replies_and_killed_servers_sign_nobody_out(engine: Engine) {
        let rounds = if std::env::var_os("PICOPRESS_SOAK").is_some() { 1_000 } else { 60 };
        let mut server = Server::start(engine);
        let mut person = Person::new(&server, "jane@example.com");
        for round in 0..rounds {
            let body = json!({ "refresh_token": person.refresh });
            let request = Request::new("POST", "/v1/auth/refresh").json(body);
            match round % 3 {
                // The reply is lost on its way.
                0 => drop(request.begin(&server.address)),
                // The server dies somewhere in its work.
                1 if round % 10 == 1 => {
                    let _unanswered = request.begin(&server.address);
                    std::thread::sleep(std::time::Duration::from_micros(round * 97 % 4_000));
                    server.kill_and_restart();
                }
                _ => {}
            }
            person.refresh(&server);
        }
    }
}
