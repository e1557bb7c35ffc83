//! Yes or no.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::widget::{mouse_area, row, text, toggler};
use iced::{Alignment, Element, Length};

use super::focus::{Ring, focus};
use crate::window::theme::{self, radius, space, text::BODY};

/// A setting that holds at once: words at the left, a switch at the right.
pub fn toggle<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    is_on: bool,
    on_toggle: impl Fn(bool) -> Message + 'a,
) -> Toggle<'a, Message> {
    Toggle { label: label.into(), is_on, on_toggle: Some(Box::new(on_toggle)), id: None }
}

/// Yes or no; see [`toggle`].
pub struct Toggle<'a, Message> {
    label: Cow<'a, str>,
    is_on: bool,
    on_toggle: Option<Box<dyn Fn(bool) -> Message + 'a>>,
    id: Option<Id>,
}

impl<Message> Toggle<'_, Message> {
    /// Cannot be changed now.
    pub fn disabled_if(mut self, is_disabled: bool) -> Self {
        if is_disabled {
            self.on_toggle = None;
        }
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl<'a, Message: Clone + 'a> From<Toggle<'a, Message>> for Element<'a, Message> {
    fn from(toggle: Toggle<'a, Message>) -> Self {
        let Toggle { label, is_on, on_toggle, id } = toggle;
        let message = on_toggle.as_ref().map(|on_toggle| on_toggle(!is_on));
        let words = text(label).size(BODY).width(Length::Fill);
        let words = match message.clone() {
            Some(message) => mouse_area(words).on_press(message),
            None => mouse_area(words.style(theme::text::disabled)),
        };
        let knob = toggler(is_on).size(20).on_toggle_maybe(on_toggle).style(theme::control::toggle);
        let line = row![words, knob].spacing(space::M).align_y(Alignment::Center);
        let control = focus(line).ring(Ring::Outside(radius::SMALL)).on_press_maybe(message);
        match id {
            Some(id) => control.id(id).into(),
            None => control.into(),
        }
    }
}
