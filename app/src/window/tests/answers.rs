//! What the account asks of a server, on real threads. Nobody is signed in and no server is there: each question comes back
//! with an answer that says so, and nothing waits for ever.

use licensing::Account;
use licensing::keyring::Store;
use licensing::protocol::api::Secret;

use super::Ui;
use super::whole::{Whole, whole};
use crate::window::Message;
use crate::window::command::{Command, Place};
use crate::window::screen::account::{self, Ask, Face, Field, Remedy};

/// In the account of somebody who is signed in as far as the window knows, whatever the answers are.
fn signed_in() -> Ui<Whole, Message> {
    let mut ui = whole(Whole::new("ko"), (1120.0, 1400.0));
    ui.state.holds = |message| {
        use account::Message as Account;
        matches!(message, Message::Account(Account::Done(_) | Account::Known(_)))
    };
    ui.tell(Message::Go(Place::Account));
    ui.state.window.standing.account = Some(Account {
        email: "somebody@example.com".to_owned(),
        device_id: "device".to_owned(),
        store: Store::Memory,
        quota: None,
    });
    ui
}

fn tell(ui: &mut Ui<Whole, Message>, message: account::Message) {
    ui.tell(Message::Account(message));
}

fn type_in(ui: &mut Ui<Whole, Message>, fields: &[(Field, &str)]) {
    for (field, typed) in fields {
        tell(ui, account::Message::Typed(*field, Secret::new(*typed)));
    }
}

/// Expects this answer of the thread.
fn assert_answered(ui: &Ui<Whole, Message>, answer: &str) {
    assert!(ui.has_heard(&format!("Account({answer}")), "{answer}");
}

#[test]
fn whatever_a_sheet_asks_is_answered() {
    let mut ui = signed_in();
    let device = Ask::RemoveDevice { id: "dev_2".to_owned(), name: "Laptop".to_owned() };
    let passwords = [(Field::Current, "abcd1234"), (Field::New, "efgh5678"), (Field::NewAgain, "efgh5678")];
    for (ask, typed, answer) in [
        (Ask::SignOut, &[][..], "Done(SignedOut"),
        (device, &[], "Done(DeviceRemoved"),
        (Ask::Rename("민지".to_owned()), &[(Field::NewName, "김민지")], "Done(Renamed"),
        (Ask::ChangePassword, &passwords, "Done(PasswordChanged"),
        (Ask::Delete, &passwords[..1], "Done(Deleted"),
    ] {
        tell(&mut ui, account::Message::Ask(ask));
        type_in(&mut ui, typed);
        ui.tell(Message::Command(Command::Confirm));
        assert_answered(&ui, answer);
    }
}

#[test]
fn whatever_a_form_or_a_button_asks_is_answered() {
    let mut ui = signed_in();
    type_in(&mut ui, &[(Field::Email, "somebody@example.com")]);
    for (face, answer) in [(Face::Forgotten, "Done(MailSent"), (Face::Register, "Done(Registered")] {
        tell(&mut ui, account::Message::Show(face));
        type_in(&mut ui, &[(Field::Password, "abcd1234"), (Field::Again, "abcd1234")]);
        tell(&mut ui, account::Message::Submit);
        assert_answered(&ui, answer);
    }
    let file = ui.state.picture("나.ppm").with_extension("json");
    for (message, answer) in [
        (account::Message::ExportTo(file), "Done(Exported"),
        (account::Message::Remedy(Remedy::LookAgain), "Done(Reloaded"),
        (account::Message::AskAgain, "Known"),
    ] {
        tell(&mut ui, message);
        assert_answered(&ui, answer);
    }
}
