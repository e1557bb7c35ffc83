//! A view that scrolls up and down, with a slim bar.

use iced::Element;
use iced::widget::scrollable::{Direction, Scrollbar};
use iced::widget::{Scrollable, scrollable};

use crate::window::theme::{self, space};

/// Shows `content` in as much height as there is. The bar takes room of its own while there is something to scroll.
pub fn scroll<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Scrollable<'a, Message> {
    let bar = Scrollbar::new().width(WIDTH).scroller_width(WIDTH).margin(MARGIN).spacing(space::XS);
    scrollable(content).direction(Direction::Vertical(bar)).style(theme::control::scroll)
}

/// Width of the bar.
pub const WIDTH: f32 = 6.0;
/// Room left and right of it.
pub const MARGIN: f32 = 2.0;
