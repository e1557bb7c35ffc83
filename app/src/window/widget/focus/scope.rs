//! Keeps the keyboard where it belongs while something lies over the page.

use iced::advanced::overlay;
use iced::advanced::widget::operation::{Focusable, Outcome, Scrollable, TextInput};
use iced::advanced::widget::{Id, Operation};
use iced::{Element, Event, Rectangle, Renderer, Theme, Vector, mouse};

use crate::window::widget::wrapper::{Around, Content, Happening, Wrapper, wrap};

/// The page below a sheet or a menu: while `is_inert`, Tab does not come here, keys do not arrive, and what had the
/// keyboard gets it back afterwards. Wrap the page always, and change only `is_inert`: its state lives on.
pub fn scope<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    is_inert: bool,
) -> Element<'a, Message> {
    wrap(Scope { is_inert }, content)
}

/// A part of the window that can be put out of the keyboard's reach; see [`scope`].
struct Scope {
    is_inert: bool,
}

#[derive(Debug, Default)]
struct State {
    was_inert: bool,
    /// Which control had the keyboard when the page became inert.
    left_at: Option<usize>,
}

impl Scope {
    /// Takes the keyboard from the page when something comes over it, and gives it back after.
    fn settle<Message>(&self, state: &mut State, content: &mut Content<'_, Message>, renderer: &Renderer) {
        if state.was_inert == self.is_inert {
            return;
        }
        state.was_inert = self.is_inert;
        if self.is_inert {
            let mut leave = Leave::default();
            content.operate(renderer, &mut leave);
            state.left_at = leave.focused;
        } else if let Some(target) = state.left_at.take() {
            content.operate(renderer, &mut Return { target, n_controls: 0 });
        }
    }
}

impl<Message> Wrapper<Message> for Scope {
    type State = State;

    fn operate(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.settle(state, content, renderer);
        match self.is_inert {
            true => content.operate(renderer, &mut WithoutFocus { operation }),
            false => content.operate(renderer, operation),
        }
    }

    fn update(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        self.settle(state, content, happening.renderer);
        if !self.is_inert || !matches!(happening.event, Event::Keyboard(_) | Event::InputMethod(_)) {
            content.update(happening);
        }
    }

    fn cursor(&self, cursor: mouse::Cursor) -> mouse::Cursor {
        if self.is_inert { mouse::Cursor::Unavailable } else { cursor }
    }

    fn overlay<'b>(
        &'b mut self,
        _state: &'b mut State,
        content: Content<'b, Message>,
        around: Around<'_>,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        // A menu left open would lie over the sheet.
        if self.is_inert { None } else { content.overlay(&around) }
    }
}

/// Notes which control has the keyboard, and takes it.
#[derive(Default)]
struct Leave {
    n_controls: usize,
    focused: Option<usize>,
}

impl Operation for Leave {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.focused = Some(self.n_controls);
            state.unfocus();
        }
        self.n_controls += 1;
    }
}

struct Return {
    target: usize,
    n_controls: usize,
}

impl Operation for Return {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if self.n_controls == self.target {
            state.focus();
        }
        self.n_controls += 1;
    }
}

/// Any operation, blind for what can have the keyboard.
struct WithoutFocus<'a> {
    operation: &'a mut dyn Operation,
}

impl Operation for WithoutFocus<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        self.operation.traverse(&mut |operation| operate(&mut WithoutFocus { operation }));
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.operation.container(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.operation.scrollable(id, bounds, content, translation, state);
    }

    fn text_input(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.operation.text_input(id, bounds, state);
    }

    fn text(&mut self, id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.operation.text(id, bounds, text);
    }

    fn finish(&self) -> Outcome<()> {
        self.operation.finish()
    }
}
