//! Buttons, with words or an icon or both.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::widget::{button as mouse_button, container, row, text};
use iced::{Alignment, Element, Length, Theme};

use super::focus::{Ring, focus};
use super::icon::{Icon, icon};
use super::tooltip::{Tip, tooltip};
use crate::window::theme::text::BODY;
use crate::window::theme::{self, CONTROL_HEIGHT, SEMI_BOLD, space};

/// How much a button asks to be pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// The one thing to do here.
    Primary,
    #[default]
    Secondary,
    /// Without an outline.
    Subtle,
    /// What cannot be taken back.
    Danger,
    Link,
}

/// A button with words. It is disabled until it has something to say: [`Button::on_press`].
pub fn button<'a, Message>(label: impl Into<Cow<'a, str>>) -> Button<'a, Message> {
    Button {
        label: Some(label.into()),
        icon: None,
        kind: Kind::default(),
        tip: Tip::default(),
        on_press: None,
        id: None,
        width: Length::Shrink,
    }
}

/// A square button with an icon; `name` says what it does to whoever points at it.
pub fn icon_button<'a, Message>(icon: Icon, name: impl Into<Cow<'a, str>>) -> Button<'a, Message> {
    let tip = Tip { text: Some(name.into()), shortcut: None };
    Button { label: None, icon: Some(icon), kind: Kind::Subtle, tip, ..button("") }
}

/// A button; see [`button`] and [`icon_button`].
pub struct Button<'a, Message> {
    label: Option<Cow<'a, str>>,
    icon: Option<Icon>,
    kind: Kind,
    tip: Tip<'a>,
    on_press: Option<Message>,
    id: Option<Id>,
    width: Length,
}

impl<'a, Message: Clone + 'a> Button<'a, Message> {
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    pub fn kind(mut self, kind: Kind) -> Self {
        self.kind = kind;
        self
    }

    /// The one thing to do here.
    pub fn primary(self) -> Self {
        self.kind(Kind::Primary)
    }

    /// Tells more to whoever points at it.
    pub fn tooltip(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.tip.text = Some(text.into());
        self
    }

    /// The keys that do the same, shown in the tooltip.
    pub fn shortcut(mut self, keys: impl Into<Cow<'a, str>>) -> Self {
        self.tip.shortcut = Some(keys.into());
        self
    }

    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// Nothing makes it disabled.
    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }

    fn content(&mut self) -> Element<'a, Message> {
        let font = if self.kind == Kind::Primary { SEMI_BOLD } else { theme::FONT };
        let label = self.label.take();
        let words = label.map(|label| text(label).size(BODY).font(font).wrapping(text::Wrapping::None));
        row![self.icon.map(icon), words].spacing(space::S).align_y(Alignment::Center).into()
    }
}

impl Kind {
    fn style(self) -> fn(&Theme, mouse_button::Status) -> mouse_button::Style {
        match self {
            Kind::Primary => theme::button::primary,
            Kind::Secondary => theme::button::secondary,
            Kind::Subtle => theme::button::subtle,
            Kind::Danger => theme::button::danger,
            Kind::Link => theme::button::link,
        }
    }

    fn side_padding(self) -> f32 {
        match self {
            Kind::Primary | Kind::Danger => space::L,
            Kind::Secondary | Kind::Subtle => space::M,
            Kind::Link => space::S,
        }
    }
}

impl<'a, Message: Clone + 'a> From<Button<'a, Message>> for Element<'a, Message> {
    fn from(mut button: Button<'a, Message>) -> Self {
        let is_square = button.label.is_none();
        let width = if is_square { Length::Fixed(CONTROL_HEIGHT) } else { button.width };
        let padding = if is_square { 0.0 } else { button.kind.side_padding() };
        let content = container(button.content()).center_y(Length::Fill);
        // Centred in a button that is wider than its words; a plain container would shrink the button.
        let content = if width == Length::Shrink { content } else { content.center_x(Length::Fill) };
        let pressed = mouse_button(content)
            .width(width)
            .height(CONTROL_HEIGHT)
            .padding([0.0, padding])
            .style(button.kind.style())
            .on_press_maybe(button.on_press.clone());
        let mut control = focus(pressed).on_press_maybe(button.on_press);
        if let Some(id) = button.id {
            control = control.id(id);
        }
        tooltip(control.ring(Ring::Outside(theme::radius::MEDIUM)), button.tip)
    }
}
