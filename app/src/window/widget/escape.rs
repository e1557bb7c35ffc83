//! What Escape does while the keyboard is in a part of the window. iced's fields take the key for themselves alone.

use iced::keyboard::{self, Key, key::Named};
use iced::{Element, Event};

use super::focus;
use super::wrapper::{Content, Happening, Wrapper, wrap};

/// Publishes `message` when Escape is pressed while something in `content` has the keyboard, and no menu of it is open.
pub fn escape<'a, Message: Clone + 'a>(
    content: impl Into<Element<'a, Message>>,
    message: Message,
) -> Element<'a, Message> {
    wrap(Escape(message), content)
}

struct Escape<Message>(Message);

impl<Message: Clone> Wrapper<Message> for Escape<Message> {
    type State = ();

    fn update(
        &mut self,
        _state: &mut (),
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        let is_meant = is_escape(happening.event)
            && !content.is_open(happening.renderer, happening.viewport)
            && focus::has_keyboard(|look| content.operate(happening.renderer, look));
        content.update(happening);
        if is_meant {
            happening.shell.publish(self.0.clone());
            happening.shell.capture_event();
        }
    }
}

fn is_escape(event: &Event) -> bool {
    matches!(event, Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(Named::Escape), .. }))
}
