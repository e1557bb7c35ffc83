//! A number, by feel.

use std::borrow::Cow;
use std::ops::RangeInclusive;

use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::{column, row, slider as rail, text};
use iced::{Element, Length};

use super::focus::{Ring, focus};
use crate::window::theme::{self, radius, space, text::BODY};

/// A labelled slider. Arrows move it by a step, Page Up and Page Down by ten, Home and End to its ends.
pub fn slider<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    range: RangeInclusive<u32>,
    value: u32,
    on_change: impl Fn(u32) -> Message + 'a,
) -> Slider<'a, Message> {
    Slider {
        label: label.into(),
        value_text: Cow::Owned(value.to_string()),
        range,
        value,
        on_change: Box::new(on_change),
        step: 1,
        id: None,
    }
}

/// A labelled slider; see [`slider`].
pub struct Slider<'a, Message> {
    label: Cow<'a, str>,
    value_text: Cow<'a, str>,
    range: RangeInclusive<u32>,
    value: u32,
    on_change: Box<dyn Fn(u32) -> Message + 'a>,
    step: u32,
    id: Option<Id>,
}

impl<'a, Message> Slider<'a, Message> {
    /// What is shown as the value, in place of the bare number.
    pub fn value_text(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.value_text = text.into();
        self
    }

    /// The smallest change.
    pub fn step(mut self, step: u32) -> Self {
        self.step = step.max(1);
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }
}

/// Where a key leads from `value`; nothing for keys of others.
fn moved(key: &Key, value: u32, range: &RangeInclusive<u32>, step: u32) -> Option<u32> {
    let Key::Named(key) = key else { return None };
    let page = step.saturating_mul(10);
    let to = match key {
        Named::ArrowRight | Named::ArrowUp => value.saturating_add(step),
        Named::ArrowLeft | Named::ArrowDown => value.saturating_sub(step),
        Named::PageUp => value.saturating_add(page),
        Named::PageDown => value.saturating_sub(page),
        Named::Home => *range.start(),
        Named::End => *range.end(),
        _ => return None,
    };
    Some(to.clamp(*range.start(), *range.end()))
}

impl<'a, Message: Clone + 'a> From<Slider<'a, Message>> for Element<'a, Message> {
    fn from(slider: Slider<'a, Message>) -> Self {
        let Slider { label, value_text, range, value, on_change, step, id } = slider;
        let on_change = std::rc::Rc::new(on_change);
        let head = row![
            text(label).size(BODY).width(Length::Fill),
            text(value_text).size(BODY).font(theme::SEMI_BOLD),
        ]
        .spacing(space::S);
        let by_mouse = on_change.clone();
        let rail = rail(range.clone(), value, move |value| by_mouse(value))
            .step(step)
            .height(20)
            .style(theme::control::slide);
        // iced's slider answers arrows whenever the mouse is over it, also while the keyboard is elsewhere.
        let mut rail = focus(rail)
            .without_keys_for_content()
            .ring(Ring::Outside(radius::MEDIUM))
            .on_key(move |key, _| moved(key, value, &range, step).map(|value| on_change(value)));
        if let Some(id) = id {
            rail = rail.id(id);
        }
        column![head, rail].spacing(space::XS).into()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(key: Named, value: u32, expected: u32) {
        assert_eq!(moved(&Key::Named(key), value, &(1..=100), 1), Some(expected));
    }

    #[test]
    fn keys_move_it_and_stop_at_the_ends() {
        check(Named::ArrowRight, 80, 81);
        check(Named::ArrowDown, 80, 79);
        check(Named::ArrowUp, 100, 100);
        check(Named::ArrowLeft, 1, 1);
        check(Named::PageUp, 80, 90);
        check(Named::PageDown, 8, 1);
        check(Named::Home, 80, 1);
        check(Named::End, 80, 100);
    }

    #[test]
    fn other_keys_are_left_to_others() {
        assert_eq!(moved(&Key::Named(Named::Enter), 80, &(1..=100), 1), None);
    }
}
