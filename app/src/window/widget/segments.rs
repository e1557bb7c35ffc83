//! One of a few, all of them in view.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::keyboard::{Key, key::Named};
use iced::widget::{Row, button, container, text};
use iced::{Element, Length};

use super::focus::focus;
use crate::window::theme::{self, CONTROL_HEIGHT, space, text::BODY};

/// A row of segments, one of them chosen. One stop for the keyboard: arrows, Home and End choose.
pub fn segments<'a, T, Label, Message>(
    options: impl IntoIterator<Item = (T, Label)>,
    chosen: T,
    on_choose: impl Fn(T) -> Message + 'a,
) -> Segments<'a, T, Message>
where
    T: Copy + PartialEq + 'a,
    Label: Into<Cow<'a, str>>,
{
    let options = options.into_iter().map(|(value, label)| (value, label.into())).collect();
    Segments { options, chosen, on_choose: Box::new(on_choose), id: None, is_disabled: false }
}

/// A row of segments; see [`segments`].
pub struct Segments<'a, T, Message> {
    options: Vec<(T, Cow<'a, str>)>,
    chosen: T,
    on_choose: Box<dyn Fn(T) -> Message + 'a>,
    id: Option<Id>,
    is_disabled: bool,
}

impl<T, Message> Segments<'_, T, Message> {
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Cannot be changed now.
    pub fn disabled_if(mut self, is_disabled: bool) -> Self {
        self.is_disabled = is_disabled;
        self
    }
}

/// The value that a key leads to from the chosen one, among `values` in their order on screen.
pub(super) fn stepped<T: Copy + PartialEq>(key: &Key, values: &[T], chosen: Option<T>) -> Option<T> {
    let Key::Named(key) = key else { return None };
    let last = values.len().checked_sub(1)?;
    let at = values.iter().position(|value| Some(*value) == chosen);
    let to = match key {
        Named::ArrowRight | Named::ArrowDown => at.map_or(0, |at| (at + 1).min(last)),
        Named::ArrowLeft | Named::ArrowUp => at.map_or(last, |at| at.saturating_sub(1)),
        Named::Home => 0,
        Named::End => last,
        _ => return None,
    };
    Some(values[to])
}

impl<'a, T, Message> From<Segments<'a, T, Message>> for Element<'a, Message>
where
    T: Copy + PartialEq + 'a,
    Message: Clone + 'a,
{
    fn from(segments: Segments<'a, T, Message>) -> Self {
        let Segments { options, chosen, on_choose, id, is_disabled } = segments;
        let values: Vec<T> = options.iter().map(|(value, _)| *value).collect();
        let bed = options.into_iter().map(|(value, label)| {
            let is_chosen = value == chosen;
            let font = if is_chosen { theme::SEMI_BOLD } else { theme::FONT };
            let words = text(label).size(BODY).font(font).center().wrapping(text::Wrapping::None);
            button(container(words).center(Length::Fill))
                .width(Length::Fill)
                .height(CONTROL_HEIGHT - 2.0 * PADDING)
                .padding([0.0, space::XS])
                .style(move |theme, status| theme::button::segment(theme, status, is_chosen))
                .on_press_maybe((!is_disabled).then(|| on_choose(value)))
                .into()
        });
        let bed: Element<'a, Message> =
            container(Row::with_children(bed)).padding(PADDING).style(theme::container::segments).into();
        let mut control = focus(bed);
        if !is_disabled {
            control = control.on_key(move |key, _| stepped(key, &values, Some(chosen)).map(&on_choose));
        }
        if let Some(id) = id {
            control = control.id(id);
        }
        control.into()
    }
}

const PADDING: f32 = 2.0;
