//! Every text is seen whole: in all languages, in the window as it first opens, in the smallest there is, which is also the
//! first one with text twice as large, and in one so tall that nothing has to be scrolled.

use iced::advanced::text::{self, Paragraph};
use iced::{Pixels, Rectangle, Renderer, Size};
use iced_test::selector::Candidate;
use licensing::Account;
use licensing::entitlement::Standing as Licence;
use licensing::keyring::Store;
use licensing::protocol::{Plan, VerdictCode};

use super::Ui;
use super::whole::{Whole, whole};
use crate::window::command::{Command, Place};
use crate::window::screen::account::{self, Ask, Face};
use crate::window::screen::convert;
use crate::window::screen::convert::options::{self, fold::Fold};
use crate::window::services::Standing;
use crate::window::theme::{CONTROL_HEIGHT, FONT, text::BODY, text::CAPTION};
use crate::window::{LEAST_SIZE, Message};

const SIZES: [Size; 4] =
    [Size::new(1120.0, 760.0), Size::new(1120.0, 4000.0), LEAST_SIZE, Size::new(LEAST_SIZE.width, 4000.0)];

/// A text, and the place it was given.
#[derive(Clone)]
struct Seen {
    words: String,
    bounds: Rectangle,
    visible: Option<Rectangle>,
}

/// Why a text is not seen whole.
fn trouble(seen: &Seen, controls: &[Rectangle]) -> Option<&'static str> {
    const ROUNDED: f32 = 1.0;
    let visible = seen.visible?;
    if visible.width + ROUNDED < seen.bounds.width {
        return Some("it goes over the side");
    }
    if room_wanted(seen).is_some_and(|width| width > seen.bounds.width + ROUNDED) {
        return Some("it is wider than its place");
    }
    // The words of a control are in its middle; others may lie behind it.
    let holds = |control: &&Rectangle| {
        let (control, words) = (**control, seen.bounds);
        let is_within = control.x <= words.x && words.x + words.width <= control.x + control.width;
        is_within && (control.center_y() - words.center_y()).abs() < ROUNDED
    };
    let control = controls.iter().filter(holds).find(|control| control.height <= CONTROL_HEIGHT + ROUNDED);
    (control?.height + ROUNDED < seen.bounds.height).then_some("it is higher than its control")
}

/// How wide a text of one line would like to be. Which size of letters it has follows from its height.
fn room_wanted(seen: &Seen) -> Option<f32> {
    let line_height = text::LineHeight::default();
    let is_of = |size: &f32| (line_height.to_absolute(Pixels(*size)).0 - seen.bounds.height).abs() < 0.5;
    let size = [CAPTION, BODY].into_iter().find(is_of)?;
    let paragraph = <Renderer as text::Renderer>::Paragraph::with_text(text::Text {
        content: seen.words.as_str(),
        bounds: Size::INFINITE,
        size: Pixels(size),
        line_height,
        font: FONT,
        align_x: text::Alignment::Default,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::Auto,
        wrapping: text::Wrapping::None,
    });
    Some(paragraph.min_width())
}

fn assert_whole(ui: &mut Ui<Whole, Message>, scene: &str) {
    let texts = ui.all(|candidate: Candidate<'_>| match candidate {
        Candidate::Text { content, bounds, visible_bounds, .. } => {
            Some(Seen { words: content.to_owned(), bounds, visible: visible_bounds })
        }
        _ => None,
    });
    let controls = ui.all(|candidate: Candidate<'_>| match candidate {
        Candidate::Focusable { bounds, .. } => Some(bounds),
        _ => None,
    });
    assert!(!texts.is_empty(), "{scene}");
    let troubles =
        texts.iter().filter_map(|seen| Some((trouble(seen, &controls)?, &seen.words, seen.bounds)));
    let troubles: Vec<_> = troubles.collect();
    let tag = ui.state.window.words.tag;
    assert!(troubles.is_empty(), "{tag}, {scene}, {:?}: {troubles:#?}", ui.state.window.size);
}

/// A window for each language and size.
fn each(mut look: impl FnMut(Ui<Whole, Message>)) {
    for tag in ["ko", "en", "ja"] {
        SIZES.into_iter().for_each(|size| look(whole(Whole::new(tag), size)));
    }
}

fn add(ui: &mut Ui<Whole, Message>, count: usize) {
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
        if ui.state.window.size.width < 700.0 {
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

fn signed_in(licence: Licence) -> Standing {
    let account = Account {
        email: "somebody.with.a.long.name@example.com".to_owned(),
        device_id: "device".to_owned(),
        store: Store::File,
        quota: None,
    };
    Standing { plan: Plan::Free, account: Some(account), licence, ..Standing::nobody() }
}
