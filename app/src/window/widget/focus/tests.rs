//! Where Tab leads, what keys do, and what a sheet keeps from the page.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::widget::{column, container, scrollable, stack, text, text_input};
use iced::{Element, Task};

use super::*;
use crate::window::tests::Ui;

#[derive(Debug, Clone, PartialEq)]
enum Message {
    Pressed(&'static str),
    Key(Named),
    Typed,
}

#[derive(Default)]
struct State {
    heard: Vec<Message>,
    is_sheet_open: bool,
}

fn hear(state: &mut State, message: Message) -> Task<Message> {
    state.is_sheet_open |= message == Message::Pressed("open");
    state.is_sheet_open &= message != Message::Pressed("close");
    state.heard.push(message);
    Task::none()
}

fn control(id: &'static str) -> Focus<'static, Message> {
    focus(container(text(id)).padding(8)).id(id)
}

fn button(id: &'static str) -> Element<'static, Message> {
    control(id).on_press(Message::Pressed(id)).into()
}

fn some_controls(_: &State) -> Element<'_, Message> {
    let slide = control("slide").on_key(|key, _| match key {
        Key::Named(named @ (Named::ArrowLeft | Named::ArrowRight)) => Some(Message::Key(*named)),
        _ => None,
    });
    let field = text_input("", "").id("field").on_input(|_| Message::Typed);
    column![button("one"), control("disabled"), field, slide, button("two")].spacing(8).into()
}

fn ui(view: fn(&State) -> Element<'_, Message>) -> Ui<State, Message> {
    Ui::new((320.0, 240.0), State::default(), hear, view)
}

/// Tabs and tells where that led.
fn tab(ui: &mut Ui<State, Message>) -> Option<Id> {
    ui.run(next());
    ui.focused()
}

fn shift_tab(ui: &mut Ui<State, Message>) -> Option<Id> {
    ui.run(previous());
    ui.focused()
}

fn id(id: &'static str) -> Option<Id> {
    Some(Id::from(id))
}

#[test]
fn tab_goes_through_controls_and_fields_and_round() {
    let mut ui = ui(some_controls);
    for expected in ["one", "field", "slide", "two", "one"] {
        assert_eq!(tab(&mut ui), id(expected));
    }
    for expected in ["two", "slide", "field"] {
        assert_eq!(shift_tab(&mut ui), id(expected));
    }
}

#[test]
fn shift_tab_begins_at_the_end() {
    assert_eq!(shift_tab(&mut ui(some_controls)), id("two"));
}

#[test]
fn enter_presses_at_once_and_space_when_it_is_let_go() {
    let mut ui = ui(some_controls);
    tab(&mut ui);
    ui.press(Named::Enter);
    assert_eq!(ui.state.heard, [Message::Pressed("one")]);
    ui.press(Named::Space);
    assert_eq!(ui.state.heard.len(), 1);
    ui.release(Named::Space);
    assert_eq!(ui.state.heard.len(), 2);
}

#[test]
fn another_key_takes_space_back() {
    let mut ui = ui(some_controls);
    tab(&mut ui);
    ui.press(Named::Space);
    ui.tap(Named::Shift);
    ui.release(Named::Space);
    assert!(ui.state.heard.is_empty());
}

#[test]
fn enter_with_ctrl_is_for_others() {
    let mut ui = ui(some_controls);
    tab(&mut ui);
    ui.hold(Modifiers::CTRL);
    ui.tap(Named::Enter);
    assert!(ui.state.heard.is_empty());
}

#[test]
fn only_what_has_the_keyboard_answers_its_keys() {
    let mut ui = ui(some_controls);
    ui.tap(Named::ArrowLeft);
    assert!(ui.state.heard.is_empty());
    (0..3).for_each(|_| drop(tab(&mut ui)));
    ui.tap(Named::ArrowLeft);
    ui.tap(Named::Enter);
    assert_eq!(ui.state.heard, [Message::Key(Named::ArrowLeft)]);
}

#[test]
fn a_click_elsewhere_takes_the_keyboard_away() {
    let mut ui = ui(some_controls);
    tab(&mut ui);
    ui.click("slide");
    assert_eq!(ui.focused(), id("slide"));
    ui.click("disabled");
    assert_eq!(ui.focused(), None);
}

#[test]
fn the_ring_is_for_the_keyboard_only() {
    let mut ui = ui(some_controls);
    let nowhere = iced::Point::new(300.0, 230.0);
    ui.point_at(nowhere);
    let bare = ui.looks();
    ui.click("two");
    ui.point_at(nowhere);
    assert_eq!(ui.focused(), id("two"));
    assert!(ui.looks() == bare, "a click draws none");
    shift_tab(&mut ui);
    assert!(ui.looks() != bare, "a key does");
}

#[test]
fn what_is_scrolled_away_comes_into_view() {
    fn view(_: &State) -> Element<'_, Message> {
        let ids = ["a", "b", "c", "d", "e", "f", "g", "h"];
        scrollable(column(ids.map(button)).spacing(40)).height(120).into()
    }
    let mut ui = ui(view);
    assert_eq!(ui.visible("h"), None);
    shift_tab(&mut ui);
    let whole = ui.visible("a").map(|_| ());
    assert_eq!((whole, ui.focused()), (None, id("h")));
    let seen = ui.visible("h").expect("it came into view");
    tab(&mut ui);
    let first = ui.visible("a").expect("it came back into view");
    assert_eq!(seen.height, first.height, "both are seen whole");
}

#[test]
fn an_outer_view_follows_too() {
    fn view(_: &State) -> Element<'_, Message> {
        let inner = scrollable(column(["a", "b", "c", "d"].map(button)).spacing(40)).height(100);
        let outer = column![button("top"), iced::widget::space().height(500), inner];
        scrollable(outer).height(160).into()
    }
    let mut ui = ui(view);
    shift_tab(&mut ui);
    let seen = ui.visible("d").expect("it came into view");
    assert!(seen.height > 30.0, "{seen:?}");
}

fn page_with_sheet(state: &State) -> Element<'_, Message> {
    let page = column![button("first"), button("open"), button("last")].spacing(8);
    let sheet = state.is_sheet_open.then(|| iced::widget::opaque(column![button("yes"), button("close")]));
    stack![scope(page, state.is_sheet_open)].push(sheet).into()
}

#[test]
fn tab_stays_in_a_sheet_and_returns_to_where_it_was() {
    let mut ui = ui(page_with_sheet);
    tab(&mut ui);
    tab(&mut ui);
    ui.tap(Named::Enter);
    assert!(ui.state.is_sheet_open);
    assert_eq!(ui.focused(), None, "the page has lost the keyboard");
    for expected in ["yes", "close", "yes", "close"] {
        assert_eq!(tab(&mut ui), id(expected));
    }
    ui.tap(Named::Enter);
    assert!(!ui.state.is_sheet_open);
    assert_eq!(ui.focused(), id("open"));
}

#[test]
fn keys_and_clicks_do_not_reach_the_page_under_a_sheet() {
    let mut ui = ui(page_with_sheet);
    ui.click("open");
    ui.tap(Named::Enter);
    assert_eq!(ui.state.heard, [Message::Pressed("open")]);
}
