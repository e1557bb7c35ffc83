//! A sheet over the page that asks for an answer.

use std::borrow::Cow;
use std::time::Duration;

use iced::advanced::widget::{Tree, tree};
use iced::advanced::{Clipboard, Layout, Renderer as _, Shell, Widget, layout, mouse, renderer};
use iced::time::Instant;
use iced::widget::{Row, center, column, container, opaque, row, stack};
use iced::{Background, Element, Event, Length, Padding, Rectangle, Renderer, Size, Theme, window};

use super::display::heading;
use super::escape::escape;
use super::focus::{begin, scope};
use super::scroll::scroll;
use crate::window::theme::{self, Motion, color::colors, space};

/// A sheet with a title, to be shown by [`layer`].
pub fn sheet<'a, Message>(
    title: impl Into<Cow<'a, str>>,
    content: impl Into<Element<'a, Message>>,
) -> Sheet<'a, Message> {
    Sheet {
        title: title.into(),
        content: content.into(),
        actions: Vec::new(),
        width: 480.0,
        on_dismiss: None,
    }
}

/// What lies over the page; see [`sheet`].
pub struct Sheet<'a, Message> {
    title: Cow<'a, str>,
    content: Element<'a, Message>,
    actions: Vec<Element<'a, Message>>,
    width: f32,
    on_dismiss: Option<Message>,
}

impl<'a, Message> Sheet<'a, Message> {
    /// A button below, from left to right: the way out first, the main one last.
    pub fn action(mut self, button: impl Into<Element<'a, Message>>) -> Self {
        self.actions.push(button.into());
        self
    }

    pub fn width(mut self, width: f32) -> Self {
        self.width = width;
        self
    }

    /// The same, with the messages of a screen turned into those of the window.
    pub fn map<B: 'a>(self, f: impl Fn(Message) -> B + Clone + 'a) -> Sheet<'a, B>
    where
        Message: 'a,
    {
        Sheet {
            title: self.title,
            content: self.content.map(f.clone()),
            actions: self.actions.into_iter().map(|action| action.map(f.clone())).collect(),
            width: self.width,
            on_dismiss: self.on_dismiss.map(f),
        }
    }

    /// What Escape and a click beside it publish.
    pub fn on_dismiss(mut self, message: Message) -> Self {
        self.on_dismiss = Some(message);
        self
    }
}

/// The page, and over it a sheet if there is one. Its first field has the keyboard, or its last button. Meanwhile neither keyboard nor mouse reach the page. Call it always,
/// with or without a sheet, so that the page keeps its state.
pub fn layer<'a, Message: Clone + 'a>(
    page: impl Into<Element<'a, Message>>,
    sheet: Option<Sheet<'a, Message>>,
    motion: Motion,
) -> Element<'a, Message> {
    let page = scope(page, sheet.is_some());
    let over = sheet.map(|sheet| {
        let on_dismiss = sheet.on_dismiss.clone();
        let backdrop = Backdrop { on_press: on_dismiss.clone(), motion };
        let sheet = match on_dismiss {
            Some(message) => escape(sheet.into_box(), message),
            None => sheet.into_box(),
        };
        opaque(stack![backdrop, center(opaque(sheet)).padding(space::XL)])
    });
    stack![page].push(over).width(Length::Fill).height(Length::Fill).into()
}

impl<'a, Message: 'a> Sheet<'a, Message> {
    fn into_box(self) -> Element<'a, Message> {
        let has_actions = !self.actions.is_empty();
        let content = scroll(container(self.content).padding(RING));
        let title = container(heading(self.title.clone())).padding(Padding::from([0.0, RING]));
        let body = container(column![title, content].spacing(space::S))
            .width(Length::Fill)
            .padding(Padding::ZERO.bottom(if has_actions { FOOT } else { 0.0 }));
        let actions = has_actions.then(|| {
            let buttons = Row::with_children(self.actions).spacing(space::S);
            container(row![iced::widget::space::horizontal(), buttons])
                .padding(Padding::ZERO.right(RING).bottom(RING))
                .align_bottom(Length::Fill)
        });
        // Over the body and not below it in a column: there a long text would leave no room for the buttons.
        let content = stack![body].push(actions);
        container(begin(self.title.into_owned(), content))
            .padding(space::XL - RING)
            .max_width(self.width)
            .style(theme::container::sheet)
            .into()
    }
}

/// Room for focus rings at the edges of what scrolls.
const RING: f32 = space::XS;
/// Room for the buttons below, with the distance above them.
const FOOT: f32 = space::M + theme::CONTROL_HEIGHT + RING;

/// Dims the page, softly when things may move.
struct Backdrop<Message> {
    on_press: Option<Message>,
    motion: Motion,
}

const FADE: Duration = Duration::from_millis(120);

#[derive(Default)]
struct State {
    began: Option<Instant>,
    strength: f32,
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Backdrop<Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, _: &mut Tree, _: &Renderer, limits: &layout::Limits) -> layout::Node {
        layout::atomic(limits, Length::Fill, Length::Fill)
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
        match event {
            Event::Window(window::Event::RedrawRequested(now)) => {
                let state = tree.state.downcast_mut::<State>();
                let began = *state.began.get_or_insert(*now);
                let passed = now.duration_since(began).as_secs_f32() / FADE.as_secs_f32();
                state.strength = if self.motion == Motion::Off { 1.0 } else { passed.min(1.0) };
                if state.strength < 1.0 {
                    shell.request_redraw();
                }
            }
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left))
                if cursor.is_over(layout.bounds()) =>
            {
                if let Some(message) = &self.on_press {
                    shell.publish(message.clone());
                }
                shell.capture_event();
            }
            _ => {}
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
        let state = tree.state.downcast_ref::<State>();
        let quad = renderer::Quad { bounds: layout.bounds(), ..renderer::Quad::default() };
        let color = colors(theme).backdrop.scale_alpha(state.strength);
        renderer.fill_quad(quad, Background::Color(color));
    }
}

impl<'a, Message: Clone + 'a> From<Backdrop<Message>> for Element<'a, Message> {
    fn from(backdrop: Backdrop<Message>) -> Self {
        Element::new(backdrop)
    }
}
