//! Yes or no.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::widget::{checkbox as box_with_tick, mouse_area, row, text, toggler};
use iced::{Alignment, Element, Length};

use super::focus::{Ring, focus};
use crate::window::theme::{self, radius, space, text::BODY};

/// A setting that holds at once: words at the left, a switch at the right.
pub fn toggle<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    is_on: bool,
    on_toggle: impl Fn(bool) -> Message + 'a,
) -> Switch<'a, Message> {
    Switch::new(Shape::Toggle, label.into(), is_on, Box::new(on_toggle))
}

/// A box with a tick and words beside it: one of several that hold together.
pub fn checkbox<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    is_on: bool,
    on_toggle: impl Fn(bool) -> Message + 'a,
) -> Switch<'a, Message> {
    Switch::new(Shape::Checkbox, label.into(), is_on, Box::new(on_toggle))
}

/// Yes or no; see [`toggle`] and [`checkbox`].
pub struct Switch<'a, Message> {
    shape: Shape,
    label: Cow<'a, str>,
    is_on: bool,
    on_toggle: Option<Box<dyn Fn(bool) -> Message + 'a>>,
    id: Option<Id>,
}

#[derive(Clone, Copy, PartialEq)]
enum Shape {
    Toggle,
    Checkbox,
}

impl<'a, Message> Switch<'a, Message> {
    fn new(
        shape: Shape,
        label: Cow<'a, str>,
        is_on: bool,
        on_toggle: Box<dyn Fn(bool) -> Message + 'a>,
    ) -> Self {
        Switch { shape, label, is_on, on_toggle: Some(on_toggle), id: None }
    }

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

impl<'a, Message: Clone + 'a> From<Switch<'a, Message>> for Element<'a, Message> {
    fn from(switch: Switch<'a, Message>) -> Self {
        let Switch { shape, label, is_on, on_toggle, id } = switch;
        let message = on_toggle.as_ref().map(|on_toggle| on_toggle(!is_on));
        let control = match shape {
            Shape::Checkbox => {
                let ticked = box_with_tick(is_on)
                    .label(label)
                    .size(18)
                    .spacing(space::S)
                    .text_size(BODY)
                    .on_toggle_maybe(on_toggle)
                    .style(theme::control::tick);
                focus(ticked).ring(Ring::Outside(radius::SMALL))
            }
            Shape::Toggle => {
                let words = text(label).size(BODY).width(Length::Fill);
                let words = if message.is_none() { words.style(theme::text::disabled) } else { words };
                let words = mouse_area(words);
                let words = match message.clone() {
                    Some(message) => words.on_press(message),
                    None => words,
                };
                let knob = toggler(is_on).size(20).on_toggle_maybe(on_toggle).style(theme::control::toggle);
                let line = row![words, knob].spacing(space::M).align_y(Alignment::Center);
                focus(line).ring(Ring::Outside(radius::SMALL))
            }
        };
        let control = control.on_press_maybe(message);
        match id {
            Some(id) => control.id(id).into(),
            None => control.into(),
        }
    }
}
