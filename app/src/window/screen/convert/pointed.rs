//! Where the other mouse button went down: a menu opens there.

use iced::{Element, Event, Point, mouse};

use crate::window::widget::wrapper::{Content, Happening, Wrapper, wrap};

/// Publishes where in `content` the right button went down, after whatever `content` says about it.
pub fn pointed<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    on_right_press: impl Fn(Point) -> Message + 'a,
) -> Element<'a, Message> {
    wrap(Pointed(on_right_press), content)
}

struct Pointed<OnRightPress>(OnRightPress);

impl<Message, OnRightPress: Fn(Point) -> Message> Wrapper<Message> for Pointed<OnRightPress> {
    type State = ();

    fn update(
        &mut self,
        _state: &mut (),
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
        if let Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right)) = happening.event
            && let Some(point) = happening.cursor.position_in(content.bounds())
        {
            happening.shell.publish((self.0)(point));
        }
    }
}
