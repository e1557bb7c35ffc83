//! A view that scrolls up and down, with a slim bar.

use iced::Element;
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Scrollable, scrollable};

use crate::window::theme::{self, space};

/// Shows `content` in as much height as there is. The bar takes room of its own while there is something to scroll.
pub fn scroll<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message> {
    let bar = Scrollbar::new().width(WIDTH).scroller_width(WIDTH).margin(2.0).spacing(space::XS);
    scrollable(content).direction(Direction::Vertical(bar)).style(theme::control::scroll)
}

const WIDTH: f32 = 6.0;
