//! What stands where nothing is yet; also where things may be dropped.

use std::borrow::Cow;

use iced::widget::canvas::{Frame, Geometry, LineDash, Path, Program, Stroke};
use iced::widget::{Row, canvas, center, column, stack, text};
use iced::{Alignment, Element, Length, Point, Rectangle, Renderer, Size, Theme, mouse};

use super::display::heading;
use super::icon::{Icon, icon};
use crate::window::theme::text::BODY;
use crate::window::theme::{self, color::colors, radius, space};

/// An icon, a title and a sentence in the middle of an empty place.
pub fn empty<'a, Message>(
    icon: Icon,
    title: impl Into<Cow<'a, str>>,
    words: impl Into<Cow<'a, str>>,
) -> Empty<'a, Message> {
    Empty {
        icon,
        title: title.into(),
        words: words.into(),
        actions: Vec::new(),
        target: Target::None,
        is_low: false,
    }
}

/// Whether things can be dropped there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    None,
    /// They can.
    Waiting,
    /// They are over the window now.
    Hovered,
}

/// What stands where nothing is yet; see [`empty`].
pub struct Empty<'a, Message> {
    icon: Icon,
    title: Cow<'a, str>,
    words: Cow<'a, str>,
    actions: Vec<Element<'a, Message>>,
    target: Target,
    is_low: bool,
}

impl<'a, Message> Empty<'a, Message> {
    /// A button below the sentence.
    pub fn action(mut self, button: impl Into<Element<'a, Message>>) -> Self {
        self.actions.push(button.into());
        self
    }

    /// Where there is little height, only the title and what can be done.
    pub fn low_if(mut self, is_low: bool) -> Self {
        self.is_low = is_low;
        self
    }

    /// Draws it as a place to drop things on.
    pub fn target(mut self, target: Target) -> Self {
        self.target = target;
        self
    }
}

impl<'a, Message: 'a> From<Empty<'a, Message>> for Element<'a, Message> {
    fn from(empty: Empty<'a, Message>) -> Self {
        let Empty { icon: shape, title, words, actions, target, is_low } = empty;
        let shape = icon(shape).size(48.0).color(match target {
            Target::None => |theme| colors(theme).muted,
            Target::Waiting | Target::Hovered => |theme| colors(theme).accent,
        });
        let words = text(words).size(BODY).style(theme::text::muted).center();
        let actions = Row::with_children(actions).spacing(space::S);
        let (shape, words) = if is_low { (None, None) } else { (Some(shape), Some(words)) };
        let content =
            column![shape, heading(title).center(), words, iced::widget::space().height(space::S), actions]
                .spacing(space::S)
                .max_width(480)
                .align_x(Alignment::Center);
        let content = center(content).padding(if is_low { space::S } else { space::XL });
        match target {
            Target::None => content.into(),
            Target::Waiting | Target::Hovered => {
                let is_hovered = target == Target::Hovered;
                let edge = canvas(Edge { is_hovered }).width(Length::Fill).height(Length::Fill);
                stack![edge, content].width(Length::Fill).height(Length::Fill).into()
            }
        }
    }
}

/// A dashed edge.
struct Edge {
    is_hovered: bool,
}

impl<Message> Program<Message> for Edge {
    type State = ();

    fn draw(
        &self,
        _state: &(),
        renderer: &Renderer,
        theme: &Theme,
        bounds: Rectangle,
        _cursor: mouse::Cursor,
    ) -> Vec<Geometry> {
        let colors = colors(theme);
        let mut frame = Frame::new(renderer, bounds.size());
        let width = if self.is_hovered { 2.5 } else { 1.5 };
        let size = Size::new(bounds.width - width, bounds.height - width);
        let edge = Path::rounded_rectangle(Point::new(width / 2.0, width / 2.0), size, radius::LARGE.into());
        if self.is_hovered {
            frame.fill(&edge, colors.selected);
        }
        let color = if self.is_hovered { colors.accent } else { colors.outline };
        let line_dash = LineDash { segments: &[7.0, 6.0], offset: 0 };
        frame.stroke(&edge, Stroke { line_dash, ..Stroke::default().with_color(color).with_width(width) });
        vec![frame.into_geometry()]
    }
}
