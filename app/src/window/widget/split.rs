//! Two panes with an edge between them that can be moved.

use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::keyboard::{Key, key::Named};
use iced::widget::{container, row};
use iced::{Background, Element, Event, Length, Rectangle, Renderer, Size, Theme, touch, window};

use super::focus::{Ring, focus};
use crate::window::theme::{color::colors, radius};

/// `left` takes what `right` leaves. The edge is moved with the mouse or with the arrows, within the limits that the
/// caller keeps: `on_resize` gets the wanted width of the right pane.
pub fn split<'a, Message: Clone + 'a>(
    left: impl Into<Element<'a, Message>>,
    right: impl Into<Element<'a, Message>>,
    right_width: f32,
    on_resize: impl Fn(f32) -> Message + 'a,
) -> Element<'a, Message> {
    let on_resize = std::rc::Rc::new(on_resize);
    let by_mouse = on_resize.clone();
    let edge = Edge { right_width, on_resize: Box::new(move |width| by_mouse(width)) };
    let edge = focus(Element::new(edge)).ring(Ring::Inside(radius::SMALL)).on_key(move |key, _| match key {
        Key::Named(Named::ArrowLeft) => Some(on_resize(right_width + STEP)),
        Key::Named(Named::ArrowRight) => Some(on_resize((right_width - STEP).max(0.0))),
        _ => None,
    });
    let left = container(left).width(Length::Fill).height(Length::Fill);
    row![left, edge, container(right).width(right_width).height(Length::Fill)].into()
}

/// How far an arrow moves it.
const STEP: f32 = 16.0;

/// Wide enough to be caught with the mouse.
const WIDTH: f32 = 9.0;

struct Edge<'a, Message> {
    right_width: f32,
    on_resize: Box<dyn Fn(f32) -> Message + 'a>,
}

#[derive(Default)]
struct State {
    /// Where the mouse was when it took hold, and how wide the pane was then.
    held: Option<(f32, f32)>,
    is_hovered: bool,
}

impl<Message> Widget<Message, Theme, Renderer> for Edge<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fixed(WIDTH), Length::Fill)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, WIDTH, Length::Fill)
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _renderer: &Renderer,
        _clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        _viewport: &Rectangle,
    ) {
        let state = tree.state.downcast_mut::<State>();
        match event {
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerPressed { .. }) => {
                if let Some(at) = cursor.position_over(layout.bounds()) {
                    state.held = Some((at.x, self.right_width));
                    shell.capture_event();
                }
            }
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left))
            | Event::Touch(touch::Event::FingerLifted { .. } | touch::Event::FingerLost { .. }) => {
                state.held = None;
            }
            Event::Mouse(mouse::Event::CursorMoved { .. })
            | Event::Touch(touch::Event::FingerMoved { .. }) => {
                if let (Some((from, width)), Some(at)) = (state.held, cursor.land().position()) {
                    shell.publish((self.on_resize)((width + from - at.x).max(0.0)));
                    shell.capture_event();
                }
            }
            _ => {}
        }
        let is_hovered = state.held.is_some() || cursor.is_over(layout.bounds());
        if matches!(event, Event::Window(window::Event::RedrawRequested(_))) {
            state.is_hovered = is_hovered;
        } else if state.is_hovered != is_hovered {
            shell.request_redraw();
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
        let is_hovered = tree.state.downcast_ref::<State>().is_hovered;
        let (width, color) = if is_hovered { (3.0, colors.accent) } else { (1.0, colors.border) };
        let bounds = layout.bounds();
        let line = Rectangle { x: bounds.x + ((WIDTH - width) / 2.0).floor(), width, ..bounds };
        renderer.fill_quad(
            renderer::Quad { bounds: line, ..renderer::Quad::default() },
            Background::Color(color),
        );
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        _viewport: &Rectangle,
        _renderer: &Renderer,
    ) -> mouse::Interaction {
        let is_held = tree.state.downcast_ref::<State>().held.is_some();
        if is_held || cursor.is_over(layout.bounds()) {
            mouse::Interaction::ResizingHorizontally
        } else {
            mouse::Interaction::None
        }
    }
}
