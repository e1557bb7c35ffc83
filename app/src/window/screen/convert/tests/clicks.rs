//! What is done by the mouse alone, with controls as they are seen.

use super::*;

/// Clicks on the words, and expects this message of them.
fn click(ui: &mut Ui<Bench, Message>, words: &str, message: &str) {
    ui.click(words.to_owned());
    assert!(ui.has_heard(message), "{words}: {message}");
}

#[test]
fn rows_are_searched_filtered_sorted_and_shown_again() {
    let mut ui = with_pictures(4);
    ui.click(selector::id(toolbar::SEARCH));
    for digit in ["0", "3"] {
        ui.tap(iced::keyboard::Key::Character(digit.into()));
    }
    assert!(ui.has_heard("Searched"));
    assert_eq!(ui.state.screen.queue.len(), 1);
    ui.tap(iced::keyboard::Key::Character("x".into()));
    click(&mut ui, "모두 보기", "ShowAll");
    assert_eq!(ui.state.screen.queue.len(), 4);
    for (id, message) in [("filter", "Filtered"), ("sort", "Sorted")] {
        for _ in 0..40 {
            ui.run(crate::window::widget::focus::next());
            if ui.focused() == Some(id.into()) {
                break;
            }
        }
        ui.tap(Named::ArrowDown);
        assert!(ui.has_heard(message), "{id}");
    }
    assert_eq!(ui.state.screen.queue.arrangement(), (Filter::Waiting, Sort::Name, ""));
}

#[test]
fn a_row_is_clicked_clicked_twice_and_its_menu_left() {
    let mut ui = with_pictures(2);
    click(&mut ui, "사진 01.ppm", "Pressed");
    ui.click("사진 01.ppm");
    assert!(ui.has_heard("Opened"));
    ui.happen([Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))]);
    ui.happen([Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Right))]);
    assert!(ui.has_heard("MenuWanted"));
    ui.point_at(Point::new(1000.0, 30.0));
    ui.happen([Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))]);
    assert!(ui.has_heard("MenuClosed") && ui.state.screen.menu.is_none());
}

#[test]
fn a_run_from_its_sheet_to_its_card_and_what_came_of_it() {
    let mut ui = with_pictures(2);
    click(&mut ui, "사진 2장 변환", "Do");
    assert!(ui.has_heard("Checked"));
    click(&mut ui, "취소", "CloseSheet");
    assert!(ui.state.screen.sheet.is_none());
    ui.click("사진 2장 변환");
    click(&mut ui, "지금 1장 변환", "Begin");
    assert!(ui.has_heard("News") && ui.has_heard("Ended"));
    assert_eq!(count(&ui, Filter::Done), 1);
    click(&mut ui, "폴더 열기", "OpenFolder");
    ui.click("되돌리기");
    click(&mut ui, "취소", "KeepRun");
    click(&mut ui, "닫기", "CloseCard");
    assert!(matches!(ui.state.screen.run, Run::None));
}

#[test]
fn the_settings_beside_the_queue_are_those_of_the_run() {
    let mut ui = with_pictures(1);
    click(&mut ui, "AVIF", "Options(Wished");
    assert_eq!(ui.state.remembered.recipe.format, converter::recipe::Format::Avif);
}

#[test]
fn a_run_that_was_stopped_can_be_left_for_later() {
    let mut ui = with_pictures(1);
    let order = ui.state.screen.order(&ui.state.context());
    let run = ui.state.with_screen(|screen, context| screen.start(What::New(Box::new(order)), context));
    happen(&mut ui, Message::Do(Command::Stop));
    ui.run(run);
    let folder = std::mem::replace(&mut ui.state.folder, tempfile::tempdir().expect("a temporary folder"));
    drop(ui);
    let mut ui = ui_at_next_start(folder);
    assert!(ui.has_heard("Unfinished"));
    click(&mut ui, "나중에", "NotNow");
    assert!(!says(&mut ui, "이어서 하기"));
}
