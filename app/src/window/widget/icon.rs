//! Line icons of our own, drawn at any size in the colour of the text around them.

mod shape;

use std::cell::RefCell;

use iced::advanced::graphics::geometry::Renderer as _;
use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Layout, Renderer as _, Widget, layout, mouse, renderer};
use iced::widget::canvas;
use iced::{Color, Element, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What an icon stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Icon {
    Add,
    AddFolder,
    Paste,
    Close,
    Play,
    Pause,
    Stop,
    Retry,
    FolderOpen,
    Compare,
    Settings,
    History,
    Account,
    Info,
    Check,
    Warning,
    Error,
    Search,
    Sort,
    Filter,
    ChevronLeft,
    ChevronRight,
    ChevronUp,
    ChevronDown,
    Undo,
    Copy,
    /// Gentle: leaves the computer to others.
    Leaf,
    /// Things dropped land here.
    Drop,
    ExternalLink,
    Keyboard,
    Image,
    Star,
    More,
    Trash,
    Eye,
    Clock,
}

impl Icon {
    /// All of them, for tests.
    #[cfg(test)]
    pub const ALL: [Icon; 36] = [
        Icon::Add,
        Icon::AddFolder,
        Icon::Paste,
        Icon::Close,
        Icon::Play,
        Icon::Pause,
        Icon::Stop,
        Icon::Retry,
        Icon::FolderOpen,
        Icon::Compare,
        Icon::Settings,
        Icon::History,
        Icon::Account,
        Icon::Info,
        Icon::Check,
        Icon::Warning,
        Icon::Error,
        Icon::Search,
        Icon::Sort,
        Icon::Filter,
        Icon::ChevronLeft,
        Icon::ChevronRight,
        Icon::ChevronUp,
        Icon::ChevronDown,
        Icon::Undo,
        Icon::Copy,
        Icon::Leaf,
        Icon::Drop,
        Icon::ExternalLink,
        Icon::Keyboard,
        Icon::Image,
        Icon::Star,
        Icon::More,
        Icon::Trash,
        Icon::Eye,
        Icon::Clock,
    ];
}

/// An icon of the size of a line of text.
pub fn icon(icon: Icon) -> Drawing {
    Drawing { icon, size: 18.0, color: None }
}

/// An icon to be shown; see [`icon`].
pub struct Drawing {
    icon: Icon,
    size: f32,
    color: Option<fn(&Theme) -> Color>,
}

impl Drawing {
    /// The side of the square it is drawn in.
    pub fn size(mut self, size: f32) -> Self {
        self.size = size;
        self
    }

    /// Another colour than that of the text around it.
    pub fn color(mut self, color: fn(&Theme) -> Color) -> Self {
        self.color = Some(color);
        self
    }
}

/// What was drawn last, and how: shapes are worked out again only when something changed.
#[derive(Default)]
struct State {
    cache: canvas::Cache,
    drawn: RefCell<Option<(Icon, Color)>>,
}

impl<Message> Widget<Message, Theme, Renderer> for Drawing {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(self.size), Length::Fixed(self.size))
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, self.size, self.size)
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        _cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let bounds = layout.bounds();
        if bounds.width < 1.0 || !bounds.intersects(viewport) {
            return;
        }
        let state = tree.state.downcast_ref::<State>();
        let color = self.color.map_or(style.text_color, |color| color(theme));
        if state.drawn.replace(Some((self.icon, color))) != Some((self.icon, color)) {
            state.cache.clear();
        }
        let geometry = state.cache.draw(renderer, bounds.size(), |frame| {
            shape::draw(frame, self.icon, color);
        });
        renderer
            .with_translation(Vector::new(bounds.x, bounds.y), |renderer| renderer.draw_geometry(geometry));
    }
}

impl<'a, Message: 'a> From<Drawing> for Element<'a, Message> {
    fn from(drawing: Drawing) -> Self {
        Element::new(drawing)
    }
}
