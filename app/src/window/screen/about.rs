//! Versions, and the licences of everything the program is built from.

use std::sync::LazyLock;

use iced::widget::scrollable::Viewport;
use iced::widget::{button as mouse_button, column, container, row, text};
use iced::{Alignment, Element, Fill};

use super::{Action, Context};
use crate::window::command::Command;
use crate::window::elide;
use crate::window::theme::text::CAPTION;
use crate::window::theme::{self, radius, space};
use crate::window::widget::focus::{Ring, focus};
use crate::window::widget::{Icon, button, heading, list, title};

const PART_HEIGHT: f32 = 44.0;
const LINE_HEIGHT: f32 = 20.0;
/// What a line of a licence has beside it: the edges of the screen, and the bar of the list.
const BESIDE_LINE: f32 = 2.0 * space::XL + space::L;

static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| parts(assets::THIRD_PARTY));

/// The screen.
#[derive(Default)]
pub struct Screen {
    list: list::State,
    opened: Option<Opened>,
}

struct Opened {
    part: usize,
    lines: Vec<&'static str>,
    list: list::State,
}

/// A part that somebody else made.
#[derive(Debug, PartialEq, Eq)]
struct Part {
    name: &'static str,
    version: &'static str,
    licence: &'static str,
    repository: &'static str,
    /// The numbers of its texts.
    texts: Vec<usize>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The list of parts was scrolled.
    Scrolled(Viewport),
    /// The texts of this part are wanted.
    Open(usize),
    /// The texts were scrolled.
    TextScrolled(Viewport),
    /// Back to the list.
    Back,
}

/// The parts that `file` lists: see `xtask licences`, which writes it.
fn parts(file: &'static str) -> Vec<Part> {
    let lines = file.lines().take_while(|line| !line.starts_with("%%")).filter(|line| line.contains('\t'));
    let parts = lines.filter_map(|line| {
        let mut cells = line.split('\t');
        let mut cell = || cells.next();
        let (name, version, licence, repository) = (cell()?, cell()?, cell()?, cell()?);
        let texts = cell()?.split(',').filter_map(|number| number.parse().ok()).collect();
        Some(Part { name, version, licence, repository, texts })
    });
    parts.collect()
}

/// The lines of the text with this number.
fn text_of(file: &'static str, number: usize) -> impl Iterator<Item = &'static str> {
    let heading = format!("%% {number}");
    let lines = file.lines().skip_while(move |line| *line != heading).skip(1);
    lines.take_while(|line| !line.starts_with("%%"))
}

impl Screen {
    /// Takes in what happened.
    pub fn update(&mut self, message: Message) -> Action<Message> {
        match (message, &mut self.opened) {
            (Message::Scrolled(viewport), _) => self.list.scrolled(viewport),
            (Message::Open(part), opened) => {
                let texts = PARTS.get(part).map(|part| part.texts.as_slice()).unwrap_or_default();
                let lines = texts.iter().flat_map(|number| text_of(assets::THIRD_PARTY, *number).chain([""]));
                *opened = Some(Opened { part, lines: lines.collect(), list: list::State::default() });
            }
            (Message::TextScrolled(viewport), Some(opened)) => opened.list.scrolled(viewport),
            (Message::TextScrolled(_), None) => {}
            (Message::Back, opened) => *opened = None,
        }
        Action::None
    }

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command) -> Action<Message> {
        match command {
            Command::Close if self.opened.is_some() => self.update(Message::Back),
            _ => Action::None,
        }
    }

    /// The screen as it is.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let content = match &self.opened {
            Some(opened) => opened_view(opened, context),
            None => self.about_view(context),
        };
        container(content).padding(space::XL).width(Fill).height(Fill).into()
    }

    fn about_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.about;
        let encoders = converter::encode::versions();
        let encoders = encoders.iter().map(|(name, version)| format!("{name} {version}"));
        let encoders = encoders.collect::<Vec<_>>().join(" · ");
        let list = list::view(&self.list, PARTS.len(), PART_HEIGHT, part_view, Message::Scrolled);
        let muted = |sentence: String| text(sentence).style(theme::text::muted);
        column![
            row![title("Picopress"), muted((words.version)(env!("CARGO_PKG_VERSION")))]
                .spacing(space::M)
                .align_y(Alignment::End),
            text(words.what),
            muted(format!("{}: {encoders}", words.encoders)),
            muted(words.licence.to_owned()),
            heading(words.third_party),
            muted((words.parts)(PARTS.len())),
            container(list).height(Fill),
        ]
        .spacing(space::S)
        .into()
    }
}

fn part_view<'a>(index: usize) -> Element<'a, Message> {
    let part = &PARTS[index];
    let one_line = |line: &'static str| text(line).wrapping(text::Wrapping::None);
    let muted = |line: &'static str| one_line(line).size(CAPTION).style(theme::text::muted);
    let names = row![one_line(part.name), muted(part.version)].spacing(space::S).align_y(Alignment::Center);
    let content = row![container(names).width(Fill).clip(true), muted(part.licence)].spacing(space::M);
    let content = container(content.align_y(Alignment::Center)).center_y(Fill);
    let press = mouse_button(content)
        .width(Fill)
        .height(PART_HEIGHT - space::XS)
        .padding([0.0, space::M])
        .style(theme::button::subtle)
        .on_press(Message::Open(index));
    focus(press).on_press(Message::Open(index)).ring(Ring::Inside(radius::MEDIUM)).into()
}

fn opened_view<'a>(opened: &'a Opened, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.about;
    let part = &PARTS[opened.part];
    let back = button(words.back).icon(Icon::ChevronLeft).kind(button::Kind::Subtle).on_press(Message::Back);
    let room = context.size.width - BESIDE_LINE;
    let lines: Vec<&str> = opened.lines.iter().flat_map(|line| elide::wrapped(line, CAPTION, room)).collect();
    let line = |index: usize| text(lines[index]).size(CAPTION).wrapping(text::Wrapping::None).into();
    let lines = list::view(&opened.list, lines.len(), LINE_HEIGHT, line, Message::TextScrolled);
    column![
        back.id("back"),
        heading(format!("{} {}", part.name, part.version)),
        text(part.licence),
        text(part.repository).style(theme::text::muted),
        container(lines).height(Fill),
    ]
    .spacing(space::S)
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_part_has_a_licence_and_its_text() {
        assert!(PARTS.len() > 100, "{}", PARTS.len());
        for part in PARTS.iter() {
            assert!(!part.licence.is_empty(), "{part:?}");
            for number in &part.texts {
                assert!(text_of(assets::THIRD_PARTY, *number).count() > 3, "{part:?}");
            }
        }
        let without = PARTS.iter().filter(|part| part.texts.is_empty()).count();
        assert!(without * 4 < PARTS.len(), "{without} of {} parts have no text", PARTS.len());
    }
}
