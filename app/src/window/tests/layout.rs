//! Every text is seen whole: in all languages, in the window as it first opens, in the smallest there is, which is also the
//! first one with text twice as large, and in one so tall that nothing has to be scrolled.

mod places;
mod states;

use iced::advanced::text::{self, Paragraph};
use iced::{Pixels, Rectangle, Renderer, Size};
use iced_test::selector::Candidate;

use super::Ui;
use super::whole::{Whole, whole};
use crate::i18n;
use crate::window::queue::{Filter, Sort};
use crate::window::screen::convert::{self, toolbar};
use crate::window::theme::text::{BODY, CAPTION};
use crate::window::theme::{CONTROL_HEIGHT, FONT, space};
use crate::window::{LEAST_SIZE, Message};

const SIZES: [Size; 5] = [
    Size::new(1120.0, 760.0),
    Size::new(1120.0, 4000.0),
    // The narrowest with the settings of a run beside the queue.
    Size::new(convert::NARROW, 600.0),
    LEAST_SIZE,
    Size::new(LEAST_SIZE.width, 4000.0),
];

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
    [CAPTION, BODY].into_iter().find(is_of).map(|size| width(&seen.words, size))
}

/// How wide a line is with letters of this size.
fn width(words: &str, size: f32) -> f32 {
    let paragraph = <Renderer as text::Renderer>::Paragraph::with_text(text::Text {
        content: words,
        bounds: Size::INFINITE,
        size: Pixels(size),
        line_height: text::LineHeight::default(),
        font: FONT,
        align_x: text::Alignment::Default,
        align_y: iced::alignment::Vertical::Top,
        shaping: text::Shaping::Auto,
        wrapping: text::Wrapping::None,
    });
    paragraph.min_width()
}

/// Whether a control goes over the side, or is squeezed until nobody can click on it.
fn is_cut(bounds: Rectangle, visible: Option<Rectangle>) -> bool {
    const LEAST: f32 = 20.0;
    bounds.width < LEAST || visible.is_some_and(|visible| visible.width + 1.0 < bounds.width)
}

fn assert_whole(ui: &mut Ui<Whole, Message>, scene: &str) {
    let texts = ui.all(|candidate: Candidate<'_>| match candidate {
        Candidate::Text { content, bounds, visible_bounds, .. } => {
            Some(Seen { words: content.to_owned(), bounds, visible: visible_bounds })
        }
        _ => None,
    });
    let controls = ui.all(|candidate: Candidate<'_>| match candidate {
        Candidate::Focusable { bounds, visible_bounds, .. } => Some((bounds, visible_bounds)),
        _ => None,
    });
    let cut: Vec<_> = controls.iter().filter(|(bounds, visible)| is_cut(*bounds, *visible)).collect();
    let controls: Vec<Rectangle> = controls.iter().map(|(bounds, _)| *bounds).collect();
    assert!(!texts.is_empty(), "{scene}");
    let troubles =
        texts.iter().filter_map(|seen| Some((trouble(seen, &controls)?, &seen.words, seen.bounds)));
    let troubles: Vec<_> = troubles.collect();
    let tag = ui.state.window.words.tag;
    assert!(cut.is_empty(), "{tag}, {scene}, {:?}: {cut:#?}", ui.state.window.size);
    assert!(troubles.is_empty(), "{tag}, {scene}, {:?}: {troubles:#?}", ui.state.window.size);
}

/// A window for each language and size.
fn each(look: impl FnMut(Ui<Whole, Message>)) {
    each_of(&SIZES, look);
}

/// The same of these sizes.
fn each_of(sizes: &[Size], mut look: impl FnMut(Ui<Whole, Message>)) {
    for tag in ["ko", "en", "ja"] {
        sizes.iter().for_each(|size| look(whole(Whole::new(tag), *size)));
    }
}

/// iced tells tests nothing of the label in a menu that is closed.
#[test]
fn the_menus_over_the_queue_have_room_for_their_labels() {
    // Padding and arrow.
    const BESIDE: f32 = 2.0 * space::M + BODY + space::XS;
    for tag in ["ko", "en", "ja"] {
        let words = i18n::window::catalog(tag).window.convert;
        let filters =
            Filter::ALL.map(|filter| (format!("{} (10000)", (words.filter)(filter)), toolbar::FILTER));
        let sorts = Sort::ALL.map(|sort| ((words.sort)(sort).to_owned(), toolbar::SORT));
        for (label, room) in filters.into_iter().chain(sorts) {
            let wanted = width(&label, BODY) + BESIDE;
            assert!(wanted <= room, "{label} wants {wanted} and has {room}");
        }
    }
}

#[test]
fn what_is_cut_is_noticed() {
    let words = "여름 휴가에서 찍은 사진".to_owned();
    let line = text::LineHeight::default().to_absolute(Pixels(BODY)).0;
    let seen = |width, height| {
        let bounds = Rectangle { x: 10.0, y: 10.0, width, height };
        Seen { words: words.clone(), bounds, visible: Some(bounds) }
    };
    let wanted = room_wanted(&seen(0.0, line)).expect("it is one line");
    assert!(wanted > 100.0, "{wanted}");
    assert_eq!(trouble(&seen(wanted, line), &[]), None);
    assert_eq!(trouble(&seen(wanted - 5.0, line), &[]), Some("it is wider than its place"));
    let whole = seen(wanted, line);
    let half = Rectangle { width: wanted / 2.0, ..whole.bounds };
    assert_eq!(trouble(&Seen { visible: Some(half), ..whole }, &[]), Some("it goes over the side"));
    let two_lines = seen(wanted, 2.0 * line);
    let height = CONTROL_HEIGHT;
    let control = Rectangle { y: two_lines.bounds.center_y() - height / 2.0, height, ..two_lines.bounds };
    assert_eq!(trouble(&two_lines, &[control]), Some("it is higher than its control"));
}
