//! A short word about what just happened. It takes neither the keyboard nor the page.

use std::borrow::Cow;

use iced::widget::{Column, container, row, stack, text};
use iced::{Alignment, Element, Length, Padding};

use super::button::{Kind as Button, button, icon_button};
use super::display::{kind_color, kind_icon};
use super::icon::{Icon, icon};
use crate::window::theme::container::Kind;
use crate::window::theme::{self, CONTROL_HEIGHT, space, text::BODY};

/// A toast, to be shown by [`layer`] for as long as the caller wants.
pub fn toast<'a, Message>(kind: Kind, words: impl Into<Cow<'a, str>>) -> Toast<'a, Message> {
    Toast { kind, words: words.into(), action: None, on_close: None }
}

/// A word about what just happened; see [`toast`].
pub struct Toast<'a, Message> {
    kind: Kind,
    words: Cow<'a, str>,
    action: Option<(Cow<'a, str>, Message)>,
    on_close: Option<(Cow<'a, str>, Message)>,
}

impl<'a, Message: Clone + 'a> Toast<'a, Message> {
    /// What can be done about it.
    pub fn action(mut self, label: impl Into<Cow<'a, str>>, message: Message) -> Self {
        self.action = Some((label.into(), message));
        self
    }

    /// A button that takes it away; `name` is its tooltip.
    pub fn on_close(mut self, name: impl Into<Cow<'a, str>>, message: Message) -> Self {
        self.on_close = Some((name.into(), message));
        self
    }
}

/// Shows toasts over the right of the page, above a line of buttons at its foot; the newest last.
pub fn layer<'a, Message: Clone + 'a>(
    page: impl Into<Element<'a, Message>>,
    toasts: impl IntoIterator<Item = Toast<'a, Message>>,
) -> Element<'a, Message> {
    let toasts = Column::with_children(toasts.into_iter().map(Element::from)).spacing(space::S);
    let above_buttons = Padding::new(space::L).bottom(CONTROL_HEIGHT + 2.0 * space::L);
    let corner = container(container(toasts).padding(above_buttons))
        .align_right(Length::Fill)
        .align_bottom(Length::Fill);
    stack![page.into(), corner].width(Length::Fill).height(Length::Fill).into()
}

impl<'a, Message: Clone + 'a> From<Toast<'a, Message>> for Element<'a, Message> {
    fn from(toast: Toast<'a, Message>) -> Self {
        let Toast { kind, words, action, on_close } = toast;
        let words = text(words).size(BODY).width(Length::Fill);
        let action = action.map(|(label, message)| button(label).kind(Button::Link).on_press(message));
        let close = on_close.map(|(name, message)| icon_button(Icon::Close, name).on_press(message));
        let line = row![icon(kind_icon(kind)).color(kind_color(kind)), words, action, close]
            .spacing(space::S)
            .align_y(Alignment::Center);
        let toast =
            container(line).padding([space::XS + 2.0, space::M]).width(440).style(theme::container::toast);
        iced::widget::opaque(toast.height(Length::Shrink))
    }
}
