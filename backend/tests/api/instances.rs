//! Two instances on one PostgreSQL: what one does the other knows, and nothing is done twice.

use std::fs;

use serde_json::json;

use crate::http::Request;
use crate::person::{Person, registration};
use crate::server::{Engine, Server};

/// Both under the address that people know.
fn two() -> [Server; 2] {
    let first = Server::start_with(Engine::Postgres, &["--public-url", "https://picopress.example"]);
    let second = first.another();
    [first, second]
}

#[test]
fn a_sign_in_holds_at_both_and_their_refreshes_race_to_one_successor() {
    let servers = two();
    let mut person = Person::new(&servers[0], "jane@example.com");
    for _ in 0..5 {
        let ask = |server| person.try_refresh(server, &person.refresh).expect(200).text_at("refresh_token");
        let answers: Vec<_> = std::thread::scope(|scope| {
            let asking: Vec<_> =
                (0..8).flat_map(|_| &servers).map(|server| scope.spawn(move || ask(server))).collect();
            asking.into_iter().map(|thread| thread.join().unwrap()).collect()
        });
        assert!(answers.iter().all(|answer| *answer == answers[0]), "{answers:?}");
        person.refresh(&servers[1]);
        person.status(&servers[0]).expect(200);
    }
}

#[test]
fn a_report_told_to_both_at_once_counts_once() {
    let servers = two();
    let person = Person::new(&servers[0], "jane@example.com");
    let day = person.status(&servers[1]).expect(200).json()["usage"]["day"].clone();
    let items = json!((1..=20).map(|seq| json!({ "seq": seq, "day": day, "n": 1 })).collect::<Vec<_>>());
    std::thread::scope(|scope| {
        for server in &servers {
            for _ in 0..5 {
                scope.spawn(|| (0..5).for_each(|_| drop(person.report(server, &items).expect(200))));
            }
        }
    });
    for server in &servers {
        assert_eq!(person.status(server).expect(200).json()["usage"]["used"], 20);
    }
}

#[test]
fn every_mail_is_sent_by_one_of_them() {
    let servers = two();
    let emails: Vec<_> = (0..20).map(|number| format!("person{number}@example.com")).collect();
    for (number, email) in emails.iter().enumerate() {
        let register = Request::new("POST", "/v1/auth/register").json(registration(email));
        servers[number % 2].send(&register).expect(201);
    }
    for email in &emails {
        servers[0].mails_to(email, 1);
    }
    let mails = fs::read_dir(servers[0].data.path().join("mail")).unwrap();
    let mails =
        mails.filter(|entry| entry.as_ref().unwrap().path().extension().is_some_and(|kind| kind == "eml"));
    assert_eq!(mails.count(), emails.len());
}
