//! How the screens look, in pictures that were looked at. Nothing in them depends on the machine: no date, no path, no
//! number of cores.

use std::path::PathBuf;

use licensing::protocol::Plan;

use super::Ui;
use super::whole::{Whole, whole};
use crate::window::Message;
use crate::window::command::{Command, Place};
use crate::window::screen::convert::options::fold::Fold;
use crate::window::screen::convert::{self, options};
use crate::window::screen::{account, settings};
use crate::window::theme::Appearance;

const SIZE: (f32, f32) = (960.0, 680.0);

/// A window with pictures in its queue.
fn with_pictures(tag: &str, size: (f32, f32)) -> Ui<Whole, Message> {
    let mut desk = Whole::new(tag);
    desk.window.remembered.output = Some(PathBuf::from("/사진/작게"));
    let names = ["여름 휴가 (제주) 저녁 노을이 예쁜 협재 해변에서 찍은 단체 사진.ppm", "회의 자료 1.ppm"];
    let pictures = names.map(|name| desk.picture(name));
    let mut ui = whole(desk, size);
    ui.tell(Message::Convert(convert::Message::Added(pictures.to_vec())));
    ui
}

fn go(tag: &str, place: Place) -> Ui<Whole, Message> {
    let mut ui = whole(Whole::new(tag), SIZE);
    ui.tell(Message::Go(place));
    ui
}

#[test]
fn the_queue_and_its_settings_look_as_they_were_seen_to_look() {
    let mut ui = with_pictures("ko", SIZE);
    ui.assert_looks_like("queue-light", Appearance::Light, 1.0);
}

#[test]
fn the_settings_of_a_run_look_as_they_were_seen_to_look() {
    let mut ui = with_pictures("ja", (560.0, 680.0));
    ui.tell(Message::Command(Command::Options));
    ui.tell(Message::Convert(convert::Message::Options(options::Message::Fold(Fold::Advanced))));
    ui.point_at(iced::Point::new(500.0, 200.0));
    ui.scroll(100_000.0);
    ui.assert_looks_like("options-dark", Appearance::Dark, 1.0);
}

#[test]
fn a_comparison_looks_as_it_was_seen_to_look() {
    let mut ui = with_pictures("ko", SIZE);
    ui.tell(Message::Go(Place::Compare));
    ui.assert_looks_like("compare-dark", Appearance::Dark, 1.0);
}

#[test]
fn the_settings_look_as_they_were_seen_to_look() {
    let mut ui = go("ko", Place::Settings);
    ui.tell(Message::Settings(settings::Message::Jobs(Some(4))));
    ui.assert_looks_like("settings-light", Appearance::Light, 1.0);
}

#[test]
fn the_account_looks_as_it_was_seen_to_look() {
    let mut ui = go("ja", Place::Account);
    ui.tell(Message::Account(account::Message::TakesPayments(Some(false))));
    ui.state.window.standing.plan = Plan::Basic;
    ui.assert_looks_like("account-light", Appearance::Light, 1.0);
}
