//! A word about what the mouse points at.

use std::borrow::Cow;
use std::time::Duration;

use iced::widget::tooltip::Position;
use iced::widget::{container, row, text, tooltip as shown};
use iced::{Alignment, Element};

use crate::window::theme::{self, space, text::CAPTION};

/// Long enough that crossing the window shows none.
const DELAY: Duration = Duration::from_millis(500);

/// What a tooltip says.
#[derive(Debug, Clone, Default)]
pub struct Tip<'a> {
    pub text: Option<Cow<'a, str>>,
    /// The keys that do the same.
    pub shortcut: Option<Cow<'a, str>>,
}

impl<'a> From<&'a str> for Tip<'a> {
    fn from(text: &'a str) -> Self {
        Tip { text: Some(text.into()), shortcut: None }
    }
}

impl From<String> for Tip<'_> {
    fn from(text: String) -> Self {
        Tip { text: Some(text.into()), shortcut: None }
    }
}

/// Shows `tip` below `content` after the mouse has rested there; an empty one changes nothing.
pub fn tooltip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    tip: impl Into<Tip<'a>>,
) -> Element<'a, Message> {
    let Tip { text: words, shortcut } = tip.into();
    if words.is_none() && shortcut.is_none() {
        return content.into();
    }
    let words = words.map(|words| text(words).size(CAPTION));
    let keys = shortcut.map(|keys| text(keys).size(CAPTION).font(theme::SEMI_BOLD));
    let line = row![words, keys].spacing(space::S).align_y(Alignment::Center);
    let tip =
        container(line).padding([space::XS + 1.0, space::S]).max_width(320).style(theme::container::tooltip);
    shown(content, tip, Position::Bottom).gap(space::XS + 2.0).delay(DELAY).into()
}
