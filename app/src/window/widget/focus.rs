//! The keyboard's way through the window.
//!
//! iced gives focus to text fields only. [`focus`] makes a control of any element: it takes part in Tab order, shows
//! a ring when it has the keyboard, and answers keys. [`next`] and [`previous`] walk, and bring what they reach into
//! view.

mod begin;
mod operation;
mod scope;
#[cfg(test)]
mod tests;

pub(super) use begin::begin;
pub(super) use operation::{Direction, has_keyboard, shows_ring, step};
pub use operation::{next, previous};
pub use scope::scope;

use iced::advanced::renderer;
use iced::advanced::widget::{Id, Operation, operation as operate};
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::{
    Background, Border, Color, Element, Event, Rectangle, Renderer, Theme, border, mouse, touch, window,
};

use super::wrapper::{Content, Happening, Wrapper, wrap};
use crate::window::theme::{color::colors, radius};

/// Makes a control of `content`, which must not take the keyboard itself. Without [`Focus::on_press`] or
/// [`Focus::on_key`] it is disabled: neither reached nor answering.
pub fn focus<'a, Message>(content: impl Into<Element<'a, Message>>) -> Focus<'a, Message> {
    let control = Control {
        id: None,
        on_press: None,
        on_key: None,
        ring: Ring::Outside(radius::MEDIUM),
        keys_for_content: true,
        opens: false,
    };
    Focus { content: content.into(), control }
}

/// An element with the keyboard; see [`focus`].
pub struct Focus<'a, Message> {
    content: Element<'a, Message>,
    control: Control<'a, Message>,
}

/// What makes a control of an element.
struct Control<'a, Message> {
    id: Option<Id>,
    on_press: Option<Message>,
    on_key: Option<OnKey<'a, Message>>,
    ring: Ring,
    keys_for_content: bool,
    opens: bool,
}

/// What a control makes of a key.
pub(super) type OnKey<'a, Message> = Box<dyn Fn(&Key, Modifiers) -> Option<Message> + 'a>;

/// Where the ring is drawn, and how round its corners are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Ring {
    /// Around it, with a small gap: the usual one.
    Outside(f32),
    /// On its edge: for what fills its place, such as a list.
    Inside(f32),
}

impl<'a, Message> Focus<'a, Message> {
    /// Names the control, to find it in tests and to give it the keyboard with `operation::focus`.
    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.control.id = Some(id.into());
        self
    }

    /// What Enter and Space publish.
    pub fn on_press(mut self, message: Message) -> Self {
        self.control.on_press = Some(message);
        self
    }

    /// What Enter and Space publish; nothing makes it disabled, unless it answers other keys.
    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.control.on_press = message;
        self
    }

    /// Asked first for every key that is pressed while it has the keyboard; a key held down is asked again and again.
    pub fn on_key(mut self, on_key: impl Fn(&Key, Modifiers) -> Option<Message> + 'a) -> Self {
        self.control.on_key = Some(Box::new(on_key));
        self
    }

    /// Draws another ring.
    pub fn ring(mut self, ring: Ring) -> Self {
        self.control.ring = ring;
        self
    }

    /// Keeps keys from the content: for what answers keys when only the mouse is over it, as iced's slider does.
    pub fn without_keys_for_content(mut self) -> Self {
        self.control.keys_for_content = false;
        self
    }

    /// Enter and Space click the content, and Escape closes the menu that it opened by that.
    pub fn opening_a_menu(mut self) -> Self {
        self.control.opens = true;
        self
    }
}

#[derive(Debug, Default)]
struct State {
    is_focused: bool,
    /// Focus that came by mouse shows no ring: the eye is there already.
    is_ring_shown: bool,
    /// Space went down here and is not up yet.
    is_space_down: bool,
    was_drawn_with_ring: bool,
}

impl operate::Focusable for State {
    fn is_focused(&self) -> bool {
        self.is_focused
    }

    fn focus(&mut self) {
        self.is_focused = true;
        self.is_ring_shown = true;
    }

    fn unfocus(&mut self) {
        *self = State { was_drawn_with_ring: self.was_drawn_with_ring, ..State::default() };
    }
}

impl<Message: Clone> Wrapper<Message> for Control<'_, Message> {
    type State = State;

    fn operate(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        match self.is_enabled() {
            true => operation.focusable(self.id.as_ref(), content.bounds(), state),
            false => operation.container(self.id.as_ref(), content.bounds()),
        }
        operation.custom(self.id.as_ref(), content.bounds(), state);
        operation.traverse(&mut |operation| content.operate(renderer, operation));
    }

    fn update(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        if self.keys_for_content || !is_key(happening.event) {
            content.update(happening);
        }
        if !self.is_enabled() {
            operate::Focusable::unfocus(state);
        }
        match happening.event {
            Event::Mouse(mouse::Event::ButtonPressed(_))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                self.follow_mouse(state, happening.cursor.is_over(content.bounds()));
            }
            Event::Keyboard(event) if state.is_focused && !happening.shell.is_event_captured() => {
                let answer = self.answer(state, event);
                carry_out(answer, content, happening);
            }
            _ => {}
        }
        if matches!(happening.event, Event::Window(window::Event::RedrawRequested(_))) {
            state.was_drawn_with_ring = state.is_ring_shown;
        } else if state.was_drawn_with_ring != state.is_ring_shown {
            happening.shell.request_redraw();
        }
    }

    fn draw_over(&self, state: &State, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
        if state.is_ring_shown {
            self.ring.draw(renderer, colors(theme).ring, bounds);
        }
    }
}

/// What a key leads to.
enum Answer<Message> {
    Ignore,
    Capture,
    Publish(Message),
    Click,
    Close,
}

impl<Message: Clone> Control<'_, Message> {
    fn is_enabled(&self) -> bool {
        self.on_press.is_some() || self.on_key.is_some() || self.opens
    }

    fn follow_mouse(&self, state: &mut State, is_over: bool) {
        operate::Focusable::unfocus(state);
        state.is_focused = is_over && self.is_enabled();
    }

    fn answer(&self, state: &mut State, event: &keyboard::Event) -> Answer<Message> {
        match event {
            keyboard::Event::KeyPressed { key, modifiers, repeat, .. } => {
                self.answer_pressed(state, key, *modifiers, *repeat)
            }
            // As native buttons do: Space acts when it is let go, and another key in between takes it back.
            keyboard::Event::KeyReleased { key: Key::Named(Named::Space), .. } if state.is_space_down => {
                state.is_space_down = false;
                self.activate()
            }
            _ => Answer::Ignore,
        }
    }

    fn answer_pressed(
        &self,
        state: &mut State,
        key: &Key,
        modifiers: Modifiers,
        repeat: bool,
    ) -> Answer<Message> {
        state.is_space_down &= *key == Key::Named(Named::Space);
        if let Some(message) = self.on_key.as_ref().and_then(|on_key| on_key(key, modifiers)) {
            state.is_ring_shown = true;
            return Answer::Publish(message);
        }
        if modifiers.command() || modifiers.alt() || modifiers.logo() || modifiers.control() {
            return Answer::Ignore;
        }
        match key {
            Key::Named(Named::Enter) if self.can_activate() && !repeat => self.activate(),
            Key::Named(Named::Enter) if self.can_activate() => Answer::Capture,
            Key::Named(Named::Space) if self.can_activate() => {
                state.is_space_down = true;
                Answer::Capture
            }
            Key::Named(Named::Escape) if self.opens => Answer::Close,
            _ => Answer::Ignore,
        }
    }

    fn can_activate(&self) -> bool {
        self.on_press.is_some() || self.opens
    }

    fn activate(&self) -> Answer<Message> {
        self.on_press.clone().map_or(Answer::Click, Answer::Publish)
    }
}

fn carry_out<Message>(
    answer: Answer<Message>,
    content: &mut Content<'_, Message>,
    happening: &mut Happening<'_, '_, Message>,
) {
    match answer {
        Answer::Ignore => return,
        Answer::Capture => {}
        Answer::Publish(message) => happening.shell.publish(message),
        Answer::Close if !content.is_open(happening.renderer, happening.viewport) => return,
        Answer::Click | Answer::Close => click(content, happening),
    }
    happening.shell.capture_event();
}

/// iced's own way to open and to close a menu is a press of the mouse, so it gets one.
fn click<Message>(content: &mut Content<'_, Message>, happening: &mut Happening<'_, '_, Message>) {
    let cursor = mouse::Cursor::Available(content.bounds().center());
    for event in [mouse::Event::ButtonPressed, mouse::Event::ButtonReleased] {
        content.update(&mut Happening {
            event: &Event::Mouse(event(mouse::Button::Left)),
            cursor,
            renderer: happening.renderer,
            clipboard: happening.clipboard,
            shell: happening.shell,
            viewport: happening.viewport,
        });
    }
    happening.shell.request_redraw();
}

impl Ring {
    const WIDTH: f32 = 2.0;
    const GAP: f32 = 1.0;

    fn draw(self, renderer: &mut Renderer, color: Color, bounds: Rectangle) {
        let (bounds, radius) = match self {
            Ring::Outside(radius) => {
                let margin = Ring::WIDTH + Ring::GAP;
                (bounds.expand(margin), radius + margin)
            }
            Ring::Inside(radius) => (bounds, radius),
        };
        let border: Border = border::rounded(radius).width(Ring::WIDTH).color(color);
        let quad = renderer::Quad { bounds, border, ..renderer::Quad::default() };
        iced::advanced::Renderer::fill_quad(renderer, quad, Background::Color(Color::TRANSPARENT));
    }
}

fn is_key(event: &Event) -> bool {
    matches!(event, Event::Keyboard(keyboard::Event::KeyPressed { .. } | keyboard::Event::KeyReleased { .. }))
}

impl<'a, Message: Clone + 'a> From<Focus<'a, Message>> for Element<'a, Message> {
    fn from(focus: Focus<'a, Message>) -> Self {
        wrap(focus.control, focus.content)
    }
}
