//! A word about what the mouse points at, or the keyboard.

use std::borrow::Cow;
use std::time::{Duration, Instant};

use iced::advanced::widget::{Operation, Tree};
use iced::advanced::{Layout, layout, overlay, renderer};
use iced::widget::{container, row, text};
use iced::{Alignment, Element, Event, Point, Rectangle, Renderer, Size, Theme, mouse, window};

use super::focus;
use super::wrapper::{Around, Content, Happening, Wrapper, wrap};
use crate::window::theme::{self, space, text::CAPTION};

/// Long enough that crossing the window shows none.
pub(super) const DELAY: Duration = Duration::from_millis(500);
/// Between a tip and what it is about, with the ring of the keyboard in it.
const GAP: f32 = 6.0;

/// What a tooltip says.
#[derive(Debug, Clone, Default)]
pub struct Tip<'a> {
    pub text: Option<Cow<'a, str>>,
    /// The keys that do the same.
    pub shortcut: Option<Cow<'a, str>>,
}

impl<'a> From<&'a str> for Tip<'a> {
    fn from(text: &'a str) -> Self {
        Tip { text: Some(text.into()), shortcut: None }
    }
}

impl From<String> for Tip<'_> {
    fn from(text: String) -> Self {
        Tip { text: Some(text.into()), shortcut: None }
    }
}

/// Shows `tip` below `content` after the mouse has rested there, or the keyboard; an empty one changes nothing.
pub fn tooltip<'a, Message: 'a>(
    content: impl Into<Element<'a, Message>>,
    tip: impl Into<Tip<'a>>,
) -> Element<'a, Message> {
    let Tip { text: words, shortcut } = tip.into();
    if words.is_none() && shortcut.is_none() {
        return content.into();
    }
    let words = words.map(|words| text(words).size(CAPTION));
    let keys = shortcut.map(|keys| text(keys).size(CAPTION).font(theme::SEMI_BOLD));
    let line = row![words, keys].spacing(space::S).align_y(Alignment::Center);
    let tip =
        container(line).padding([space::XS + 1.0, space::S]).max_width(320).style(theme::container::tooltip);
    wrap(Tooltip(tip.into()), content)
}

struct Tooltip<'a, Message>(Element<'a, Message>);

/// How long it was pointed at, by mouse or keyboard.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Pointed {
    #[default]
    Not,
    Since(Instant),
    LongEnough,
}

struct State {
    pointed: Pointed,
    tip: Tree,
}

impl Default for State {
    fn default() -> Self {
        State { pointed: Pointed::Not, tip: Tree::empty() }
    }
}

impl<'a, Message: 'a> Wrapper<Message> for Tooltip<'a, Message> {
    type State = State;

    fn update(
        &mut self,
        state: &mut State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
        let (Event::Mouse(_) | Event::Window(window::Event::RedrawRequested(_))) = happening.event else {
            return;
        };
        let is_pointed_at = happening.cursor.is_over(content.bounds())
            || focus::shows_ring(|look| content.operate(happening.renderer, look));
        let before = state.pointed;
        state.pointed = before.now(is_pointed_at);
        if let Pointed::Since(start) = state.pointed {
            happening.shell.request_redraw_at(start + DELAY);
        }
        if (before == Pointed::LongEnough) != (state.pointed == Pointed::LongEnough) {
            happening.shell.invalidate_layout();
            happening.shell.request_redraw();
        }
    }

    fn overlay<'b>(
        &'b mut self,
        state: &'b mut State,
        content: Content<'b, Message>,
        around: Around<'_>,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let below = content.bounds() + around.translation;
        let open = content.overlay(&around);
        // The menu of a choice would lie under the word about it.
        if open.is_some() || state.pointed != Pointed::LongEnough {
            return open;
        }
        state.tip.diff(&self.0);
        Some(overlay::Element::new(Box::new(Shown { tip: &mut self.0, tree: &mut state.tip, below })))
    }
}

impl Pointed {
    fn now(self, is_pointed_at: bool) -> Self {
        match self {
            _ if !is_pointed_at => Pointed::Not,
            Pointed::Not => Pointed::Since(Instant::now()),
            Pointed::Since(start) if start.elapsed() >= DELAY => Pointed::LongEnough,
            other => other,
        }
    }
}

/// A tip over the page.
struct Shown<'b, 'a, Message> {
    tip: &'b mut Element<'a, Message>,
    tree: &'b mut Tree,
    /// What it is about.
    below: Rectangle,
}

impl<Message> overlay::Overlay<Message, Theme, Renderer> for Shown<'_, '_, Message> {
    fn layout(&mut self, renderer: &Renderer, bounds: Size) -> layout::Node {
        let limits = layout::Limits::new(Size::ZERO, bounds);
        let node = self.tip.as_widget_mut().layout(self.tree, renderer, &limits);
        let at = place(self.below, node.size(), bounds);
        node.move_to(at)
    }

    fn operate(&mut self, layout: Layout<'_>, renderer: &Renderer, operation: &mut dyn Operation) {
        self.tip.as_widget_mut().operate(self.tree, layout, renderer, operation);
    }

    fn draw(
        &self,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
    ) {
        let tip = self.tip.as_widget();
        tip.draw(self.tree, renderer, theme, style, layout, cursor, &layout.bounds());
    }
}

/// Below what it is about and in the middle of it; above where there is no room below.
fn place(about: Rectangle, tip: Size, bounds: Size) -> Point {
    let x = (about.center_x() - tip.width / 2.0).min(bounds.width - tip.width).max(0.0);
    let below = about.y + about.height + GAP;
    let y = if below + tip.height <= bounds.height { below } else { about.y - GAP - tip.height };
    Point::new(x, y.max(0.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tip_stays_in_the_window() {
        let (tip, bounds) = (Size::new(100.0, 20.0), Size::new(400.0, 300.0));
        let about = |x, y| Rectangle::new(Point::new(x, y), Size::new(40.0, 30.0));
        assert_eq!(place(about(180.0, 100.0), tip, bounds), Point::new(150.0, 130.0 + GAP));
        assert_eq!(place(about(0.0, 100.0), tip, bounds).x, 0.0);
        assert_eq!(place(about(380.0, 100.0), tip, bounds).x, 300.0);
        assert_eq!(place(about(180.0, 260.0), tip, bounds).y, 260.0 - GAP - 20.0);
    }
}
