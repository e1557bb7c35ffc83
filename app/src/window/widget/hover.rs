//! Shows what the mouse is over.

use iced::advanced::{Renderer as _, renderer};
use iced::{Background, Element, Rectangle, Renderer, Theme, border};

use super::wrapper::{Content, Happening, Wrapper, wrap};
use crate::window::theme::{color::colors, radius};

/// Gives `content` another background while the mouse is over it; where it has one of its own, that is what is seen.
pub fn hover<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(Hover, content)
}

struct Hover;

impl<Message> Wrapper<Message> for Hover {
    /// Whether the mouse is over it.
    type State = bool;

    fn update(
        &mut self,
        is_over: &mut bool,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
        let was_over = std::mem::replace(is_over, happening.cursor.is_over(content.bounds()));
        if was_over != *is_over {
            happening.shell.request_redraw();
        }
    }

    fn draw_under(&self, is_over: &bool, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
        if *is_over {
            let border = border::rounded(radius::MEDIUM);
            let quad = renderer::Quad { bounds, border, ..renderer::Quad::default() };
            renderer.fill_quad(quad, Background::Color(colors(theme).hovered));
        }
    }
}
