//! Fields to type in.

use std::borrow::Cow;

use iced::advanced::widget::Id;
use iced::keyboard::key::Named;
use iced::keyboard::{self, Key};
use iced::widget::{column, row, text, text_input};
use iced::{Alignment, Element, Event, Length, Padding};

use super::focus::scope;
use super::wrapper::{Content, Happening, Wrapper, wrap};
use crate::window::theme::text::{BODY, CAPTION};
use crate::window::theme::{self, space};

/// A labelled line of text; an empty label takes no room.
pub fn field<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    value: &str,
    on_input: impl Fn(String) -> Message + 'a,
) -> Field<'a, Message> {
    Field {
        label: label.into(),
        value: value.to_owned(),
        on_input: Some(Box::new(on_input)),
        on_submit: None,
        placeholder: Cow::Borrowed(""),
        hint: None,
        error: None,
        unit: None,
        is_secure: false,
        id: None,
        width: Length::Fill,
    }
}

/// A labelled whole number: whatever is no digit is not taken.
pub fn number<'a, Message>(
    label: impl Into<Cow<'a, str>>,
    value: &str,
    on_input: impl Fn(String) -> Message + 'a,
) -> Field<'a, Message> {
    let field = field(label, value, move |typed: String| {
        on_input(typed.chars().filter(char::is_ascii_digit).collect())
    });
    field.width(88)
}

/// A labelled line of text; see [`field`] and [`number`].
pub struct Field<'a, Message> {
    label: Cow<'a, str>,
    value: String,
    on_input: Option<Box<dyn Fn(String) -> Message + 'a>>,
    on_submit: Option<Message>,
    placeholder: Cow<'a, str>,
    hint: Option<Cow<'a, str>>,
    error: Option<Cow<'a, str>>,
    unit: Option<Cow<'a, str>>,
    is_secure: bool,
    id: Option<Id>,
    width: Length,
}

impl<'a, Message> Field<'a, Message> {
    /// What stands there while it is empty.
    pub fn placeholder(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.placeholder = text.into();
        self
    }

    /// A line below that helps.
    pub fn hint(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.hint = Some(text.into());
        self
    }

    /// What is wrong with what was typed, in place of the hint.
    pub fn error<Text: Into<Cow<'a, str>>>(mut self, text: Option<Text>) -> Self {
        self.error = text.map(Into::into);
        self
    }

    /// What the number counts, behind it.
    pub fn unit(mut self, text: impl Into<Cow<'a, str>>) -> Self {
        self.unit = Some(text.into());
        self
    }

    /// Shows dots in place of the letters.
    pub fn secure(mut self) -> Self {
        self.is_secure = true;
        self
    }

    /// What Enter publishes.
    pub fn on_submit(mut self, message: Message) -> Self {
        self.on_submit = Some(message);
        self
    }

    /// Cannot be changed now.
    pub fn disabled_if(mut self, is_disabled: bool) -> Self {
        if is_disabled {
            self.on_input = None;
        }
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// How wide the field is, without its unit.
    pub fn width(mut self, width: impl Into<Length>) -> Self {
        self.width = width.into();
        self
    }
}

impl<'a, Message: Clone + 'a> From<Field<'a, Message>> for Element<'a, Message> {
    fn from(field: Field<'a, Message>) -> Self {
        let style = if field.error.is_some() { theme::control::wrong_field } else { theme::control::field };
        let is_disabled = field.on_input.is_none();
        let mut input = text_input(&field.placeholder, &field.value)
            .on_input_maybe(field.on_input)
            .on_submit_maybe(field.on_submit)
            .secure(field.is_secure)
            .size(BODY)
            .padding(Padding::from([8.0, space::M]))
            .width(field.width)
            .style(style);
        if let Some(id) = field.id {
            input = input.id(id);
        }
        let label = (!field.label.is_empty()).then(|| text(field.label).size(BODY));
        let unit = field.unit.map(|unit| text(unit).size(BODY).style(theme::text::muted));
        // iced lets the keyboard into a field that takes nothing.
        let input = wrap(Typing, scope(input, is_disabled));
        let line = row![input, unit].spacing(space::S).align_y(Alignment::Center);
        let below = match (field.error, field.hint) {
            (Some(error), _) => Some(text(error).size(CAPTION).style(theme::text::danger)),
            (None, Some(hint)) => Some(text(hint).size(CAPTION).style(theme::text::muted)),
            (None, None) => None,
        };
        column![label, line, below].spacing(space::XS).into()
    }
}

/// Whoever types in a field means the field: keys that it has no use for are no commands either, such as Enter for a
/// comparison, an arrow for another row, or Ctrl+Z for the undoing of a run.
struct Typing;

impl<Message> Wrapper<Message> for Typing {
    type State = ();

    fn update(
        &mut self,
        _state: &mut Self::State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
        if is_meant_for_text(happening.event) && content.has_keyboard(happening.renderer) {
            happening.shell.capture_event();
        }
    }
}

fn is_meant_for_text(event: &Event) -> bool {
    let Event::Keyboard(keyboard::Event::KeyPressed { key, physical_key, modifiers, .. }) = event else {
        return false;
    };
    match key {
        Key::Named(
            Named::Enter
            | Named::ArrowUp
            | Named::ArrowDown
            | Named::PageUp
            | Named::PageDown
            | Named::Delete,
        ) => !modifiers.command(),
        _ => modifiers.command() && key.to_latin(*physical_key) == Some('z'),
    }
}
