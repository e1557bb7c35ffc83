//! Every ready control, by keyboard alone and by mouse alone.

use iced::advanced::widget::Id;
use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::{column, text};
use iced::{Element, Event, Point, Task, mouse};

use super::menu::{divider, item, menu};
use super::*;
use crate::window::tests::Ui;
use crate::window::theme::Motion;

#[derive(Debug, Clone, PartialEq)]
enum Message {
    Pressed,
    Toggled(bool),
    Quality(u32),
    Format(char),
    Place(u8),
    Typed(String),
    Opened,
    Closed,
    Chosen(&'static str),
}

struct State {
    heard: Vec<Message>,
    is_on: bool,
    quality: u32,
    format: char,
    place: u8,
    typed: String,
    is_open: bool,
}

fn hear(state: &mut State, message: Message) -> Task<Message> {
    match &message {
        Message::Toggled(is_on) => state.is_on = *is_on,
        Message::Quality(quality) => state.quality = *quality,
        Message::Format(format) => state.format = *format,
        Message::Place(place) => state.place = *place,
        Message::Typed(typed) => state.typed.clone_from(typed),
        Message::Opened => state.is_open = true,
        Message::Closed | Message::Chosen(_) => state.is_open = false,
        Message::Pressed => {}
    }
    state.heard.push(message);
    Task::none()
}

fn ui(view: fn(&State) -> Element<'_, Message>) -> Ui<State, Message> {
    let state = State {
        heard: Vec::new(),
        is_on: false,
        quality: 80,
        format: 'w',
        place: 0,
        typed: String::new(),
        is_open: false,
    };
    Ui::new((480.0, 480.0), state, hear, view)
}

/// Gives the keyboard to the first control.
fn focused(view: fn(&State) -> Element<'_, Message>) -> Ui<State, Message> {
    let mut ui = ui(view);
    ui.run(focus::next());
    ui
}

#[test]
fn a_button_is_pressed_and_a_disabled_one_is_passed_over() {
    fn view(_: &State) -> Element<'_, Message> {
        column![
            button("off").id("off"),
            icon_button(Icon::Add, "add").id("add").shortcut("Ctrl+O").on_press(Message::Pressed),
            button("on").id("on").on_press(Message::Pressed),
        ]
        .into()
    }
    let mut ui = focused(view);
    assert_eq!(ui.focused(), Some(Id::from("add")));
    ui.tap(Named::Space);
    ui.run(focus::next());
    assert_eq!(ui.focused(), Some(Id::from("on")));
    ui.tap(Named::Enter);
    ui.click("on");
    ui.click("off");
    assert_eq!(ui.state.heard, [Message::Pressed, Message::Pressed, Message::Pressed]);
}

#[test]
fn a_toggle_flips_by_space_and_by_its_words() {
    fn view(state: &State) -> Element<'_, Message> {
        toggle("keep", state.is_on, Message::Toggled).into()
    }
    let mut ui = focused(view);
    ui.tap(Named::Space);
    assert!(ui.state.is_on);
    ui.click("keep");
    assert!(!ui.state.is_on);
    assert_eq!(ui.state.heard.len(), 2);
}

#[test]
fn a_slider_moves_by_keys_only_while_it_has_the_keyboard() {
    fn view(state: &State) -> Element<'_, Message> {
        slider("quality", 1..=100, state.quality, Message::Quality).id("quality").into()
    }
    let mut ui = ui(view);
    ui.point_at(Point::new(240.0, 30.0));
    ui.tap(Named::ArrowUp);
    assert_eq!(ui.state.heard, [], "the mouse over it is not enough");
    ui.run(focus::next());
    ui.tap(Named::ArrowUp);
    ui.tap(Named::PageDown);
    assert_eq!(ui.state.quality, 71);
    ui.tap(Named::End);
    assert_eq!(ui.state.quality, 100);
    ui.click(iced_test::selector::id("quality"));
    assert!((45..=56).contains(&ui.state.quality), "{}", ui.state.quality);
}

#[test]
fn segments_are_one_stop_and_arrows_choose() {
    fn view(state: &State) -> Element<'_, Message> {
        let options = [('w', "WebP"), ('a', "AVIF"), ('b', "both")];
        column![
            segments(options, state.format, Message::Format).id("format"),
            button("next").id("next").on_press(Message::Pressed)
        ]
        .into()
    }
    let mut ui = focused(view);
    ui.tap(Named::ArrowRight);
    assert_eq!(ui.state.format, 'a');
    ui.tap(Named::End);
    ui.tap(Named::ArrowRight);
    assert_eq!(ui.state.format, 'b');
    ui.click("WebP");
    assert_eq!(ui.state.format, 'w');
    ui.run(focus::next());
    assert_eq!(ui.focused(), Some(Id::from("next")));
}

#[test]
fn a_choice_changes_by_arrows_and_opens_and_closes_by_keys() {
    fn view(state: &State) -> Element<'_, Message> {
        choice([(0, "beside"), (1, "below"), (2, "elsewhere")], Some(state.place), Message::Place).into()
    }
    let mut ui = focused(view);
    ui.tap(Named::ArrowDown);
    assert_eq!(ui.state.place, 1);
    ui.tap(Named::Enter);
    // Below the control lies the menu, first option first.
    let first = Point::new(60.0, 55.0);
    pick(&mut ui, first);
    assert_eq!(ui.state.place, 0);
    ui.tap(Named::Space);
    ui.tap(Named::Escape);
    let heard = ui.state.heard.len();
    pick(&mut ui, first);
    assert_eq!(ui.state.heard.len(), heard, "the menu is closed");
}

fn pick(ui: &mut Ui<State, Message>, at: Point) {
    ui.point_at(at);
    let button = mouse::Button::Left;
    ui.happen([mouse::Event::ButtonPressed(button), mouse::Event::ButtonReleased(button)].map(Event::Mouse));
}

#[test]
fn what_cannot_be_changed_is_no_stop_of_the_keyboard() {
    fn view(state: &State) -> Element<'_, Message> {
        column![
            field("name", &state.typed, Message::Typed).disabled_if(true).id("field"),
            choice([(0, "beside")], Some(state.place), Message::Place).disabled_if(true).id("choice"),
            toggle("keep", state.is_on, Message::Toggled).disabled_if(true).id("toggle"),
            segments([('w', "WebP")], state.format, Message::Format).disabled_if(true).id("segments"),
            button("last").id("last").on_press(Message::Pressed),
        ]
        .into()
    }
    let mut ui = focused(view);
    assert_eq!(ui.focused(), Some(Id::from("last")));
    ui.run(focus::next());
    assert_eq!(ui.focused(), Some(Id::from("last")));
    ["keep", "WebP", "beside"].into_iter().for_each(|words| ui.click(words));
    assert_eq!(ui.state.heard, []);
}

/// Otherwise they were commands: a comparison, another row, the undoing of a run.
#[test]
fn keys_that_a_field_has_no_use_for_stay_in_it_all_the_same() {
    fn view(state: &State) -> Element<'_, Message> {
        column![field("name", &state.typed, Message::Typed), button("go").on_press(Message::Pressed)].into()
    }
    let mut ui = focused(view);
    for key in [Named::Enter, Named::ArrowUp, Named::ArrowDown, Named::PageUp, Named::PageDown] {
        ui.press(key);
        assert!(ui.was_taken, "{key:?}");
    }
    ui.hold(Modifiers::COMMAND);
    ui.press(iced::keyboard::Key::Character("z".into()));
    assert!(ui.was_taken, "undo");
    ui.press(Named::Enter);
    assert!(!ui.was_taken, "a start is meant everywhere");
    ui.hold(Modifiers::empty());
    ui.run(focus::next());
    ui.press(Named::PageDown);
    assert!(!ui.was_taken, "the keyboard is elsewhere");
}

#[test]
fn a_number_takes_digits_only() {
    fn view(state: &State) -> Element<'_, Message> {
        number("width", &state.typed, Message::Typed).id("width").into()
    }
    let mut ui = focused(view);
    ui.tap(iced::keyboard::Key::Character("2".into()));
    ui.tap(iced::keyboard::Key::Character("x".into()));
    ui.tap(iced::keyboard::Key::Character("0".into()));
    assert_eq!(ui.state.typed, "20");
}

fn page_with_menu(state: &State) -> Element<'_, Message> {
    let page = button("open").id("open").on_press(Message::Opened);
    let items = [
        item("copy").on_press(Message::Chosen("copy")),
        divider(),
        item("retry"),
        item("remove").on_press(Message::Chosen("remove")),
    ];
    menu::layer(page, state.is_open.then(|| menu(Point::new(470.0, 470.0), items, Message::Closed)))
}

#[test]
fn a_menu_is_walked_with_arrows_and_stays_in_the_window() {
    let mut ui = focused(page_with_menu);
    ui.tap(Named::Enter);
    ui.tap(Named::ArrowDown);
    ui.tap(Named::ArrowDown);
    ui.tap(Named::Enter);
    assert_eq!(ui.state.heard, [Message::Opened, Message::Chosen("remove")]);
    assert_eq!(ui.focused(), Some(Id::from("open")), "the keyboard is back");
    ui.tap(Named::Enter);
    ui.click("copy");
    assert_eq!(ui.state.heard.last(), Some(&Message::Chosen("copy")));
}

#[test]
fn a_menu_closes_by_escape_and_by_a_click_elsewhere() {
    let mut ui = focused(page_with_menu);
    ui.tap(Named::Enter);
    ui.tap(Named::Escape);
    assert!(!ui.state.is_open);
    ui.tap(Named::Enter);
    pick(&mut ui, Point::new(30.0, 20.0));
    assert_eq!(ui.state.heard.last(), Some(&Message::Closed));
}

#[test]
fn a_sheet_begins_at_its_first_field_or_at_its_main_button() {
    fn question(state: &State) -> Element<'_, Message> {
        let page = button("open").id("open").on_press(Message::Opened);
        let question = || {
            sheet("sure?", text("really"))
                .action(button("no").id("no").on_press(Message::Closed))
                .action(button("yes").id("yes").on_press(Message::Chosen("yes")))
        };
        sheet::layer(page, state.is_open.then(question), Motion::Off)
    }
    fn form(state: &State) -> Element<'_, Message> {
        let name = || field("name", &state.typed, Message::Typed).id("name");
        let form = || sheet("who?", name()).action(button("yes").on_press(Message::Closed));
        sheet::layer(text("page"), Some(form()), Motion::Off)
    }
    let mut question = focused(question);
    question.tap(Named::Enter);
    assert_eq!(question.focused(), Some(Id::from("yes")));
    question.run(focus::next());
    assert_eq!(question.focused(), Some(Id::from("no")));
    question.run(focus::previous());
    question.tap(Named::Enter);
    assert_eq!(question.state.heard, [Message::Opened, Message::Chosen("yes")]);
    assert_eq!(question.focused(), Some(Id::from("open")));
    assert_eq!(ui(form).focused(), Some(Id::from("name")));
}

#[test]
fn escape_leaves_a_sheet_also_from_its_field() {
    fn view(state: &State) -> Element<'_, Message> {
        let page = button("open").on_press(Message::Opened);
        let form = || sheet("who?", field("name", &state.typed, Message::Typed)).on_dismiss(Message::Closed);
        sheet::layer(page, state.is_open.then(form), Motion::Off)
    }
    let mut ui = focused(view);
    ui.tap(Named::Enter);
    ui.tap(iced::keyboard::Key::Character("m".into()));
    ui.tap(Named::Escape);
    assert_eq!(ui.state.heard, [Message::Opened, Message::Typed("m".into()), Message::Closed]);
}

#[test]
fn the_keyboard_is_told_what_a_control_does_as_the_mouse_is() {
    fn view(_: &State) -> Element<'_, Message> {
        column![
            button("save").tooltip("writes the file").on_press(Message::Pressed),
            button("next").on_press(Message::Pressed)
        ]
        .into()
    }
    let rest = |ui: &mut Ui<State, Message>| {
        ui.looks();
        std::thread::sleep(tooltip::DELAY);
        ui.looks();
        ui.find("writes the file").is_some()
    };
    let mut by_keys = focused(view);
    assert!(by_keys.find("writes the file").is_none(), "walking through shows none");
    assert!(rest(&mut by_keys));
    by_keys.run(focus::next());
    assert!(!rest(&mut by_keys));
    let mut by_mouse = ui(view);
    by_mouse.point_at(Point::new(20.0, 10.0));
    assert!(rest(&mut by_mouse));
    by_mouse.point_at(Point::new(20.0, 300.0));
    assert!(!rest(&mut by_mouse));
    by_mouse.click("next");
    assert!(!rest(&mut by_mouse), "what was clicked has the keyboard, and the eye is there already");
}

#[test]
fn what_the_mouse_is_over_looks_so() {
    fn view(_: &State) -> Element<'_, Message> {
        column![hover(text("one").height(40)), hover(text("two").height(40))].into()
    }
    let mut ui = ui(view);
    let untouched = ui.looks();
    ui.point_at(Point::new(10.0, 20.0));
    let over_one = ui.looks();
    ui.point_at(Point::new(10.0, 60.0));
    let over_two = ui.looks();
    assert!(untouched != over_one && over_one != over_two);
    ui.point_at(Point::new(10.0, 400.0));
    assert!(ui.looks() == untouched);
}

#[test]
fn a_long_text_leaves_room_for_the_buttons_of_its_sheet() {
    fn view(_: &State) -> Element<'_, Message> {
        let long = (0..200).map(|line| text(format!("line {line}")).into());
        let question = sheet("sure?", iced::widget::Column::with_children(long));
        let question = question.action(button("yes").on_press(Message::Chosen("yes")));
        sheet::layer(text("page"), Some(question), Motion::Off)
    }
    let mut ui = ui(view);
    ui.click("yes");
    assert_eq!(ui.state.heard, [Message::Chosen("yes")]);
}

#[test]
fn a_click_beside_a_sheet_dismisses_it_and_one_on_it_does_not() {
    fn view(state: &State) -> Element<'_, Message> {
        let page = button("open").on_press(Message::Opened);
        let question = || sheet("sure?", text("really")).on_dismiss(Message::Closed).width(300.0);
        sheet::layer(page, state.is_open.then(question), Motion::Off)
    }
    let mut ui = ui(view);
    ui.click("open");
    ui.click("really");
    assert!(ui.state.is_open);
    pick(&mut ui, Point::new(5.0, 5.0));
    assert_eq!(ui.state.heard, [Message::Opened, Message::Closed]);
}
