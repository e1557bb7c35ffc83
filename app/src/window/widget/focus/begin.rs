//! Gives the keyboard to what has just appeared.

use iced::advanced::widget::operation::{Focusable, TextInput};
use iced::advanced::widget::{Id, Operation};
use iced::{Element, Rectangle};

use crate::window::widget::wrapper::{Content, Happening, Wrapper, wrap};

/// When `content` appears, its first field gets the keyboard, or else its last control: the one that Enter should press.
/// Content of another `name` is another content.
pub fn begin<'a, Message: 'a>(
    name: String,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    wrap(Begin { name }, content)
}

/// What takes the keyboard when it appears; see [`begin`].
struct Begin {
    name: String,
}

/// The content that had its turn.
#[derive(Debug, Default)]
struct State {
    begun: Option<String>,
}

impl<Message> Wrapper<Message> for Begin {
    type State = State;

    fn update(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        if state.begun.as_ref() != Some(&self.name) {
            state.begun = Some(self.name.clone());
            let mut look = Look::default();
            content.operate(happening.renderer, &mut look);
            content.operate(happening.renderer, &mut Give { target: look.target(), n_controls: 0 });
            happening.shell.request_redraw();
        }
        content.update(happening);
    }
}

/// Looks for the first field and the last control.
#[derive(Default)]
struct Look {
    n_controls: usize,
    /// A field says that it is one right before it says that it can have the keyboard.
    is_field: bool,
    first_field: Option<usize>,
    focused: Option<usize>,
}

impl Look {
    /// What has the keyboard already keeps it.
    fn target(&self) -> Option<usize> {
        self.focused.or(self.first_field).or(self.n_controls.checked_sub(1))
    }
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn text_input(&mut self, _id: Option<&Id>, _bounds: Rectangle, _state: &mut dyn TextInput) {
        self.is_field = true;
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if std::mem::take(&mut self.is_field) {
            self.first_field.get_or_insert(self.n_controls);
        }
        if state.is_focused() {
            self.focused = Some(self.n_controls);
        }
        self.n_controls += 1;
    }
}

struct Give {
    target: Option<usize>,
    n_controls: usize,
}

impl Operation for Give {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if self.target == Some(self.n_controls) && !state.is_focused() {
            state.focus();
        }
        self.n_controls += 1;
    }
}
