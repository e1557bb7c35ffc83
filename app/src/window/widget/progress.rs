//! How far something is.

use std::time::Duration;

use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::time::Instant;
use iced::{Background, Color, Element, Event, Length, Rectangle, Renderer, Size, Theme, border, window};

use crate::window::theme::{Motion, color::colors};

/// A thin bar; `fraction` goes from 0 to 1.
pub fn progress(fraction: f32) -> Bar {
    Bar { filled: Filled::Part(fraction.clamp(0.0, 1.0)), height: 6.0 }
}

/// A thin bar for what nobody knows the length of. Without motion it stands still: words must say that work goes on.
pub fn progress_of_unknown_length(motion: Motion) -> Bar {
    Bar { filled: Filled::Unknown(motion), height: 6.0 }
}

/// A thin bar; see [`progress`].
#[derive(Debug, Clone, Copy)]
pub struct Bar {
    filled: Filled,
    height: f32,
}

#[derive(Debug, Clone, Copy)]
enum Filled {
    Part(f32),
    Unknown(Motion),
}

impl Bar {
    pub fn height(mut self, height: f32) -> Self {
        self.height = height;
        self
    }

    /// Where the filled part begins and ends.
    fn span(self, since: Duration) -> (f32, f32) {
        const LENGTH: f32 = 0.3;
        match self.filled {
            Filled::Part(fraction) => (0.0, fraction),
            Filled::Unknown(Motion::Off) => (0.5 - LENGTH / 2.0, 0.5 + LENGTH / 2.0),
            Filled::Unknown(Motion::Full) => {
                let at = (since.as_secs_f32() / PERIOD.as_secs_f32()).fract() * (1.0 + LENGTH) - LENGTH;
                (at.max(0.0), (at + LENGTH).min(1.0))
            }
        }
    }
}

/// From one end to the other.
const PERIOD: Duration = Duration::from_millis(1600);
/// Often enough for a slow bar, seldom enough for the software renderer.
const FRAME: Duration = Duration::from_millis(40);

#[derive(Default)]
struct State {
    began: Option<Instant>,
    now: Option<Instant>,
}

impl State {
    fn since(&self) -> Duration {
        self.began.zip(self.now).map(|(began, now)| now.duration_since(began)).unwrap_or_default()
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Bar {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fixed(self.height))
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, Length::Fill, self.height)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let Event::Window(window::Event::RedrawRequested(now)) = event else { return };
        let is_moving = matches!(self.filled, Filled::Unknown(Motion::Full));
        if is_moving && layout.bounds().intersects(viewport) {
            let state = tree.state.downcast_mut::<State>();
            state.began.get_or_insert(*now);
            state.now = Some(*now);
            shell.request_redraw_at(*now + FRAME);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        _style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        _viewport: &Rectangle,
    ) {
        let colors = colors(theme);
        let bounds = layout.bounds();
        let (from, to) = self.span(tree.state.downcast_ref::<State>().since());
        fill(renderer, bounds, colors.sunken);
        if to > from {
            let part =
                Rectangle { x: bounds.x + bounds.width * from, width: bounds.width * (to - from), ..bounds };
            fill(renderer, part, colors.accent);
        }
    }
}

fn fill(renderer: &mut Renderer, bounds: Rectangle, color: Color) {
    let border = border::rounded(bounds.height / 2.0);
    let quad = renderer::Quad { bounds, border, ..renderer::Quad::default() };
    renderer.fill_quad(quad, Background::Color(color));
}

impl<'a, Message: 'a> From<Bar> for Element<'a, Message> {
    fn from(bar: Bar) -> Self {
        Element::new(bar)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_known_part_is_shown_from_the_left() {
        assert_eq!(progress(0.25).span(Duration::ZERO), (0.0, 0.25));
        assert_eq!(progress(7.0).span(Duration::ZERO), (0.0, 1.0));
        assert_eq!(progress(f32::NAN.max(0.0)).span(Duration::ZERO), (0.0, 0.0));
    }

    #[test]
    fn the_unknown_moves_only_with_motion() {
        let still = progress_of_unknown_length(Motion::Off);
        assert_eq!(still.span(Duration::ZERO), still.span(PERIOD / 3));
        let moving = progress_of_unknown_length(Motion::Full);
        assert_ne!(moving.span(PERIOD / 2), moving.span(PERIOD / 3));
    }
}
