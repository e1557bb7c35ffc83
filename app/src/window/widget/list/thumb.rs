//! The thumb of a list so long that iced would make it two pixels short: it stays as long as a mouse can take.

use iced::advanced::widget::{Id, Operation, operation::Scrollable};
use iced::advanced::{Renderer as _, renderer};
use iced::{Background, Element, Event, Point, Rectangle, Renderer, Theme, Vector, border, mouse, window};

use crate::window::theme::{color::colors, radius};
use crate::window::widget::scroll::{MARGIN, WIDTH};
use crate::window::widget::wrapper::{Content, Happening, Wrapper, wrap};

/// Its least length.
const LEAST: f32 = 28.0;

/// Gives what is scrolled a thumb that can be seen and taken.
pub fn thumb<'a, Message: 'a>(scroll: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    wrap(Thumb, scroll)
}

struct Thumb;

/// A thumb that is longer than that of iced.
#[derive(Debug, Default)]
struct State {
    /// Where the list is.
    bounds: Rectangle,
    /// Which part of the way is behind, from 0 to 1; `None` while the thumb of iced is long enough.
    way: Option<f32>,
    /// How far below its top the mouse took it.
    taken_at: Option<f32>,
}

impl State {
    fn thumb(&self) -> Option<Rectangle> {
        let Rectangle { x, y, width, height } = self.bounds;
        let y = y + self.way? * (height - LEAST);
        Some(Rectangle { x: x + width - MARGIN - WIDTH, y, width: WIDTH, height: LEAST })
    }

    /// Where the mouse would be on the thumb of iced, two pixels short, if the mouse is here.
    fn on_the_short_one(&self, at: Point) -> Option<Point> {
        const SHORT: f32 = 2.0;
        let (thumb, height) = (self.thumb()?, self.bounds.height);
        let way = (at.y - self.taken_at? - self.bounds.y) / (height - LEAST);
        Some(Point::new(thumb.center_x(), self.bounds.y + SHORT / 2.0 + way * (height - SHORT)))
    }
}

impl<Message> Wrapper<Message> for Thumb {
    type State = State;

    fn update(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        let at = happening.cursor.land().position();
        match happening.event {
            Event::Window(window::Event::RedrawRequested(_)) => {
                content.operate(happening.renderer, &mut Look(state));
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)) => {
                let thumb = state.thumb().filter(|thumb| happening.cursor.is_over(*thumb));
                state.taken_at = at.zip(thumb).map(|(at, thumb)| at.y - thumb.y);
            }
            _ => {}
        }
        if let Some(at) = at.and_then(|at| state.on_the_short_one(at)) {
            happening.cursor = mouse::Cursor::Available(at);
        }
        content.update(happening);
        if matches!(happening.event, Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))) {
            state.taken_at = None;
        }
    }

    fn draw_over(&self, state: &State, renderer: &mut Renderer, theme: &Theme, bounds: Rectangle) {
        let Some(thumb) = state.thumb() else { return };
        let colors = colors(theme);
        let color = if state.taken_at.is_some() { colors.muted } else { colors.outline.scale_alpha(0.7) };
        let border = border::rounded(radius::SMALL);
        let quad = renderer::Quad { bounds: thumb, border, ..renderer::Quad::default() };
        // That of iced is in a layer of its own as well.
        renderer.with_layer(bounds, |renderer| renderer.fill_quad(quad, Background::Color(color)));
    }
}

/// Looks how far it is scrolled.
struct Look<'a>(&'a mut State);

impl Operation for Look<'_> {
    // Nothing in the list is of interest.
    fn traverse(&mut self, _operate: &mut dyn FnMut(&mut dyn Operation)) {}

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content_bounds: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        let hidden = content_bounds.height - bounds.height;
        let is_short = hidden > 0.0 && bounds.height * bounds.height / content_bounds.height < LEAST;
        self.0.bounds = bounds;
        self.0.way = (is_short && bounds.height > LEAST).then(|| (translation.y / hidden).clamp(0.0, 1.0));
    }
}
