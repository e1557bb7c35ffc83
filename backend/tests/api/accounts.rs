//! `/me`: reading, changing, taking along and deleting an account.

use protocol::VerdictCode;
use serde_json::json;

use crate::http::Request;
use crate::on_both;
use crate::person::{PASSWORD, Person, login, registration, verdict};
use crate::server::Server;

on_both! {
    fn name_and_language_can_be_changed(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        let change = |body| person.send(&server, Request::new("PATCH", "/v1/me").json(body)).expect(200).json();
        assert_eq!(change(json!({ "name": " 제인 ", "language": "ko" }))["name"], "제인");
        assert_eq!(change(json!({}))["language"], "ko");
        assert_eq!(change(json!({ "name": "" }))["name"], json!(null));
        assert_eq!(person.get(&server, "/v1/me").json()["language"], "ko");
    }

    fn a_new_password_ends_the_other_sign_ins_only(engine: Engine) {
        let server = Server::start(engine);
        let mut here = Person::with_plan(&server, "jane@example.com", "basic");
        let there = Person::sign_in(&server, "jane@example.com", 'b');
        let change = |current: &str| {
            let body = json!({ "current": current, "password": "another horse 8" });
            here.send(&server, Request::new("POST", "/v1/me/password").json(body))
        };
        assert_eq!(change("wrong horse 7").expect(401).code(), "invalid_credentials");
        change(PASSWORD).expect(204);
        assert_eq!(verdict(&server, &there.status(&server).expect(401)).code, VerdictCode::SessionRevoked);
        here.refresh(&server);
        here.status(&server).expect(200);
        let mails = server.mails_to("jane@example.com", 2);
        assert!(mails.iter().any(|mail| mail.contains("Your password was changed")), "{mails:?}");
    }

    fn a_deleted_account_is_gone_and_its_address_free(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        person.report(&server, &json!([{ "seq": 1, "day": 0, "n": 2 }])).expect(200);
        let delete = |password| {
            person.send(&server, Request::new("DELETE", "/v1/me").json(json!({ "password": password })))
        };
        assert_eq!(delete("wrong horse 7").expect(401).code(), "invalid_credentials");
        delete(PASSWORD).expect(204);
        let told = person.status(&server).expect(401);
        assert_eq!(verdict(&server, &told).code, VerdictCode::AccountDeleted);
        server.send(&Request::new("POST", "/v1/auth/login").json(login("jane@example.com", 'a'))).expect(401);
        server.send(&Request::new("POST", "/v1/auth/register").json(registration("jane@example.com"))).expect(201);
        let anew = Person::sign_in(&server, "jane@example.com", 'a');
        assert_eq!(anew.entitlement(&server).quota.used, 0);
    }

    fn everything_known_can_be_taken_along(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::with_plan(&server, "jane@example.com", "pro");
        let today = person.status(&server).json()["usage"]["day"].clone();
        person.report(&server, &json!([{ "seq": 1, "day": today, "n": 2 }])).expect(200);
        let export = person.get(&server, "/v1/me/export").expect(200).json();
        assert_eq!(export["account"]["email"], "jane@example.com");
        assert_eq!(export["subscription"]["plan"], "pro");
        assert_eq!(export["devices"][0]["current"], true);
        assert_eq!(export["usage"], json!([{ "day": today, "used": 2 }]));
        assert_eq!(export["sign_ins"].as_array().unwrap().len(), 1);
    }

    fn an_operator_makes_administrators_by_address(engine: Engine) {
        let server = Server::start(engine);
        let person = Person::new(&server, "jane@example.com");
        server.administer(&["make-admin", "Jane@example.com"]);
        assert_eq!(person.get(&server, "/v1/me").json()["role"], "admin");
        assert!(!server.admin(&["make-admin", "nobody@example.com"]).status.success());
    }
}
