//! A list of ten thousand rows, driven by wheel, mouse and keys.

use std::cell::Cell;

use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use iced::widget::{button, text};
use iced::{Element, Point, Task, mouse};

use super::*;
use crate::window::tests::Ui;
use crate::window::widget::focus;

const ROW: f32 = 40.0;
const HEIGHT: f32 = 400.0;

struct Rows {
    list: State,
    len: usize,
    chosen: usize,
    clicked: Option<usize>,
    built: Cell<usize>,
}

#[derive(Debug, Clone, Copy)]
enum Message {
    Scrolled(Viewport),
    Chosen(usize),
    Clicked(usize),
}

fn update(rows: &mut Rows, message: Message) -> Task<Message> {
    match message {
        Message::Scrolled(viewport) => rows.list.scrolled(viewport),
        Message::Clicked(index) => rows.clicked = Some(index),
        Message::Chosen(index) => {
            rows.chosen = index;
            return rows.list.reveal(index, ROW);
        }
    }
    Task::none()
}

fn view_rows(rows: &Rows) -> Element<'_, Message> {
    rows.built.set(0);
    let row = |index| {
        rows.built.set(rows.built.get() + 1);
        button(text(index)).on_press(Message::Clicked(index)).into()
    };
    let last = rows.len - 1;
    view(&rows.list, rows.len, ROW, row, Message::Scrolled)
        .id("rows")
        .on_key(move |key, _| match key {
            Key::Named(Named::End) => Some(Message::Chosen(last)),
            Key::Named(Named::Home) => Some(Message::Chosen(0)),
            Key::Named(Named::ArrowDown) => Some(Message::Chosen((rows.chosen + 1).min(last))),
            _ => None,
        })
        .into()
}

fn ui(len: usize) -> Ui<Rows, Message> {
    let rows = Rows { list: State::default(), len, chosen: 0, clicked: None, built: Cell::new(0) };
    let mut ui = Ui::new((300.0, HEIGHT), rows, update, view_rows);
    ui.point_at(Point::new(20.0, 20.0));
    ui
}

/// Whether the row is in view.
fn shows(ui: &mut Ui<Rows, Message>, index: usize) -> bool {
    let words = index.to_string();
    ui.find(words).is_some_and(|found| iced_test::selector::Bounded::visible_bounds(&found).is_some())
}

#[test]
fn of_ten_thousand_rows_only_those_near_the_view_are_built() {
    let mut ui = ui(10_000);
    let most = (HEIGHT / ROW) as usize + 1 + 2 * OVERSCAN;
    for _ in 0..20 {
        assert!((10..=most).contains(&ui.state.built.get()), "{} rows", ui.state.built.get());
        ui.scroll(17_531.0);
    }
    assert_eq!(ui.state.list.visible_range(10_000, ROW), 8765..8776);
}

#[test]
fn what_is_scrolled_to_is_what_is_shown() {
    let mut ui = ui(10_000);
    ui.scroll(100.0 * ROW);
    assert!(shows(&mut ui, 100) && shows(&mut ui, 109));
    assert!(!shows(&mut ui, 99) && !shows(&mut ui, 110));
    ui.point_at(Point::new(20.0, 20.0));
    ui.click("103");
    assert_eq!(ui.state.clicked, Some(103));
}

#[test]
fn keys_move_through_it_and_the_row_comes_into_view() {
    let mut ui = ui(10_000);
    ui.run(focus::next());
    assert_eq!(ui.focused(), Some(Id::from("rows")));
    ui.tap(Named::End);
    assert!(shows(&mut ui, 9_999));
    ui.tap(Named::Home);
    assert!(shows(&mut ui, 0));
    (0..10).for_each(|_| ui.tap(Named::ArrowDown));
    assert!(shows(&mut ui, 10) && !shows(&mut ui, 0));
}

#[test]
fn a_list_that_becomes_short_while_scrolled_shows_its_end() {
    let mut ui = ui(10_000);
    ui.scroll(9_000.0 * ROW);
    ui.state.len = 30;
    ui.scroll(0.0);
    assert!(shows(&mut ui, 29));
    ui.state.len = 3;
    ui.scroll(0.0);
    assert!(shows(&mut ui, 0) && shows(&mut ui, 2));
}

#[test]
fn the_thumb_of_a_long_list_can_be_taken_and_pulled_to_its_end() {
    let mut ui = ui(100_000);
    let press = |ui: &mut Ui<Rows, Message>, is_down| {
        let left = mouse::Button::Left;
        let event =
            if is_down { mouse::Event::ButtonPressed(left) } else { mouse::Event::ButtonReleased(left) };
        ui.happen([iced::Event::Mouse(event)]);
    };
    // Where iced alone has no thumb any more.
    ui.point_at(Point::new(295.0, 20.0));
    press(&mut ui, true);
    assert!(shows(&mut ui, 0), "taking it moves nothing");
    ui.point_at(Point::new(295.0, HEIGHT / 2.0));
    let middle = ui.state.list.visible_range(100_000, ROW).start;
    assert!((45_000..55_000).contains(&middle), "{middle}");
    ui.point_at(Point::new(295.0, HEIGHT));
    assert!(shows(&mut ui, 99_999));
    press(&mut ui, false);
    ui.point_at(Point::new(295.0, 20.0));
    assert!(shows(&mut ui, 99_999), "it is let go");
}

#[test]
fn the_thumb_is_seen_however_long_the_list_is() {
    let mut ui = ui(100_000);
    ui.point_at(Point::new(20.0, 20.0));
    let pixels = ui.looks();
    let on_the_bar = |y: usize| &pixels[(y * 300 + 295) * 4..][..3];
    let seen = (0..HEIGHT as usize).filter(|y| on_the_bar(*y) != on_the_bar(HEIGHT as usize - 1)).count();
    assert!((24..32).contains(&seen), "{seen}");
}

#[test]
fn an_empty_list_and_a_short_one_have_no_more_than_they_have() {
    let state = State::default();
    assert_eq!(state.visible_range(0, ROW), 0..0);
    assert_eq!(state.visible_range(3, ROW), 0..3);
}
