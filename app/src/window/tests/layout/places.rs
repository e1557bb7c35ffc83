//! Every place, from empty to the end of a run, by what people do in it.

use licensing::Account;
use licensing::entitlement::Standing as Licence;
use licensing::keyring::Store;
use licensing::protocol::{Plan, VerdictCode};

use super::{assert_whole, each};
use crate::window::Message;
use crate::window::command::{Command, Place};
use crate::window::screen::account::{self, Ask, Face};
use crate::window::screen::convert::options::{self, fold::Fold};
use crate::window::screen::{about, convert};
use crate::window::services::Standing;
use crate::window::tests::Ui;
use crate::window::tests::whole::Whole;

pub fn add(ui: &mut Ui<Whole, Message>, count: usize) {
    let name = |number| format!("여름 휴가 (제주) 저녁 노을이 예쁜 해변에서 찍은 단체 사진 {number}.ppm");
    let pictures = (0..count).map(|number| ui.state.picture(&name(number))).collect();
    ui.tell(Message::Convert(convert::Message::Added(pictures)));
}

#[test]
fn the_queue_from_empty_to_the_end_of_a_run_is_read_whole() {
    each(|mut ui| {
        ui.state.holds = |message| matches!(message, Message::Upkept(_));
        assert_whole(&mut ui, "empty");
        add(&mut ui, 7);
        let missing = ui.state.picture("없는 사진.ppm").with_extension("png");
        ui.tell(Message::Convert(convert::Message::Added(vec![missing])));
        assert_whole(&mut ui, "queue");
        ui.tell(Message::Command(Command::Start));
        assert_whole(&mut ui, "before a run");
        ui.tell(Message::Command(Command::Confirm));
        assert_whole(&mut ui, "after a run");
        ui.tell(Message::Command(Command::Undo));
        assert_whole(&mut ui, "undo");
        ui.tell(Message::Go(Place::History));
        assert_whole(&mut ui, "history");
        let state = (ui.state.window.words.window.history.state)(crate::history::State::Complete);
        ui.click(state);
        assert_whole(&mut ui, "a run of the history");
        ui.tell(Message::Go(Place::Compare));
        assert_whole(&mut ui, "comparison");
    });
}

#[test]
fn a_run_under_way_and_the_question_whether_to_close_are_read_whole() {
    each(|mut ui| {
        add(&mut ui, 1);
        ui.state.holds = |message| matches!(message, Message::Convert(convert::Message::Checked(..)));
        ui.tell(Message::Command(Command::Start));
        assert_whole(&mut ui, "under way");
        ui.tell(Message::Command(Command::Pause));
        assert_whole(&mut ui, "paused");
        ui.tell(Message::CloseRequested);
        assert_whole(&mut ui, "closing");
    });
}

#[test]
fn the_settings_of_a_run_are_read_whole() {
    each(|mut ui| {
        add(&mut ui, 1);
        if ui.state.window.size.width < convert::NARROW {
            ui.tell(Message::Command(Command::Options));
        }
        for fold in [Fold::Advanced, Fold::Losses] {
            ui.tell(Message::Convert(convert::Message::Options(options::Message::Fold(fold))));
        }
        assert_whole(&mut ui, "the settings of a run");
    });
}

#[test]
fn places_without_anything_in_them_are_read_whole() {
    each(|mut ui| {
        for place in [Place::Compare, Place::History, Place::Account, Place::Settings, Place::About] {
            ui.tell(Message::Go(place));
            assert_whole(&mut ui, &format!("{place:?}"));
        }
        ui.tell(Message::Command(Command::Shortcuts));
        assert_whole(&mut ui, "shortcuts");
    });
}

#[test]
fn the_licence_with_the_longest_lines_is_read_whole() {
    let mut parts = assets::THIRD_PARTY.lines().filter(|line| line.contains('\t'));
    let tiff = parts.position(|line| line.starts_with("tiff\t")).expect("it is built in");
    each(|mut ui| {
        ui.tell(Message::Go(Place::About));
        ui.tell(Message::About(about::Message::Open(tiff)));
        assert_whole(&mut ui, "a licence");
        ui.point_at(iced::Point::new(200.0, 350.0));
        ui.scroll(10_000.0);
        assert_whole(&mut ui, "the end of a licence");
    });
}

#[test]
fn the_account_is_read_whole() {
    each(|mut ui| {
        ui.tell(Message::Go(Place::Account));
        for face in [Face::Register, Face::Forgotten, Face::SignIn] {
            ui.tell(Message::Account(account::Message::Show(face)));
            ui.tell(Message::Account(account::Message::Submit));
            assert_whole(&mut ui, &format!("{face:?}"));
        }
        for licence in [Licence::GraceOver { since_ms: 0 }, Licence::Ended(VerdictCode::DeviceRemoved)] {
            let scene = format!("{licence:?}");
            ui.state.window.standing = signed_in(licence);
            assert_whole(&mut ui, &scene);
        }
        for ask in [Ask::SignOut, Ask::ChangePassword, Ask::Delete] {
            let scene = format!("{ask:?}");
            ui.tell(Message::Account(account::Message::Ask(ask)));
            assert_whole(&mut ui, &scene);
        }
        ui.tell(Message::Account(account::Message::Dismiss));
        ui.tell(Message::Go(Place::Convert));
        assert_whole(&mut ui, "a warning over the queue");
    });
}

pub fn signed_in(licence: Licence) -> Standing {
    let account = Account {
        email: "somebody.with.a.long.name@example.com".to_owned(),
        device_id: "device".to_owned(),
        store: Store::File,
        quota: None,
    };
    Standing { plan: Plan::Free, account: Some(account), licence, ..Standing::nobody() }
}
