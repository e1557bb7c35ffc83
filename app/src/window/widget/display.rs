//! What only shows something.

use std::borrow::Cow;

use iced::widget::{Container, Text, container, row, text};
use iced::{Alignment, Element, Length};

use super::icon::{Icon, icon};
use crate::window::theme::container::Kind;
use crate::window::theme::text::{BODY, CAPTION, DISPLAY, TITLE};
use crate::window::theme::{self, SEMI_BOLD, space};

/// The title of a screen.
pub fn title<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a> {
    text(words.into()).size(DISPLAY).font(SEMI_BOLD)
}

/// The title of a section, a card or a sheet.
pub fn heading<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a> {
    text(words.into()).size(TITLE).font(SEMI_BOLD)
}

/// What stands above a control.
pub fn label<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a> {
    text(words.into()).size(BODY).font(SEMI_BOLD)
}

/// What stands below a control and helps.
pub fn caption<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a> {
    text(words.into()).size(CAPTION).style(theme::text::muted)
}

/// What stands below a control and is wrong with it.
pub fn complaint<'a>(words: impl Into<Cow<'a, str>>) -> Text<'a> {
    text(words.into()).size(CAPTION).style(theme::text::danger)
}

/// Things that belong together, on a surface of their own.
pub fn card<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Container<'a, Message> {
    container(content).padding(space::L).style(theme::container::card)
}

/// A word or two about the state of something.
pub fn chip<'a, Message: 'a>(kind: Kind, words: impl Into<Cow<'a, str>>) -> Container<'a, Message> {
    let words = text(words.into()).size(CAPTION).font(SEMI_BOLD).wrapping(text::Wrapping::None);
    container(words).padding([3.0, space::S + 1.0]).style(theme::container::chip(kind))
}

/// A sentence that has to be read, the width of what it is about.
pub fn notice<'a, Message: 'a>(kind: Kind, words: impl Into<Cow<'a, str>>) -> Container<'a, Message> {
    let line = row![
        icon(kind_icon(kind)).color(kind_color(kind)),
        text(words.into()).size(BODY).width(Length::Fill)
    ];
    container(line.spacing(space::S))
        .padding([space::S + 2.0, space::M])
        .style(theme::container::notice(kind))
}

/// A key, as it is printed on the keyboard.
pub fn key_cap<'a, Message: 'a>(key: impl Into<Cow<'a, str>>) -> Container<'a, Message> {
    let key = text(key.into()).size(CAPTION).font(SEMI_BOLD);
    container(key).padding([2.0, space::S - 1.0]).align_x(Alignment::Center).style(theme::container::key_cap)
}

pub(super) fn kind_icon(kind: Kind) -> Icon {
    match kind {
        Kind::Neutral => Icon::Info,
        Kind::Success => Icon::Check,
        Kind::Warning => Icon::Warning,
        Kind::Danger => Icon::Error,
    }
}

pub(super) fn kind_color(kind: Kind) -> fn(&iced::Theme) -> iced::Color {
    match kind {
        Kind::Neutral => |theme| Kind::Neutral.text(theme),
        Kind::Success => |theme| Kind::Success.text(theme),
        Kind::Warning => |theme| Kind::Warning.text(theme),
        Kind::Danger => |theme| Kind::Danger.text(theme),
    }
}
