//! A menu at the mouse.

use std::borrow::Cow;

use iced::advanced::widget::{Operation, Tree, operation::Outcome};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::keyboard::{self, Key, key::Named};
use iced::widget::{Column, button, container, opaque, row, rule, space as room, stack, text};
use iced::{Alignment, Element, Event, Length, Point, Rectangle, Renderer, Size, Theme, Vector};

use super::focus::{self, Ring, focus, scope};
use super::icon::{Icon, icon};
use crate::window::theme::text::{BODY, CAPTION};
use crate::window::theme::{self, radius, space};

/// A menu at this point of the page, to be shown by [`layer`]. Escape and clicks beside it publish `on_close`.
pub fn menu<'a, Message>(
    at: Point,
    items: impl IntoIterator<Item = Item<'a, Message>>,
    on_close: Message,
) -> Menu<'a, Message> {
    Menu { at, items: items.into_iter().collect(), on_close }
}

/// A menu; see [`menu`].
pub struct Menu<'a, Message> {
    at: Point,
    items: Vec<Item<'a, Message>>,
    on_close: Message,
}

/// A line of a menu, or the line between two groups of them.
pub struct Item<'a, Message> {
    label: Cow<'a, str>,
    icon: Option<Icon>,
    shortcut: Option<Cow<'a, str>>,
    on_press: Option<Message>,
    is_divider: bool,
}

/// A line of a menu. It is disabled until it has something to say. Whoever hears it closes the menu.
pub fn item<'a, Message>(label: impl Into<Cow<'a, str>>) -> Item<'a, Message> {
    Item { label: label.into(), icon: None, shortcut: None, on_press: None, is_divider: false }
}

/// What stands between two groups.
pub fn divider<'a, Message>() -> Item<'a, Message> {
    Item { is_divider: true, ..item("") }
}

impl<'a, Message> Item<'a, Message> {
    pub fn icon(mut self, icon: Icon) -> Self {
        self.icon = Some(icon);
        self
    }

    /// The keys that do the same.
    pub fn shortcut(mut self, keys: impl Into<Cow<'a, str>>) -> Self {
        self.shortcut = Some(keys.into());
        self
    }

    pub fn on_press(mut self, message: Message) -> Self {
        self.on_press = Some(message);
        self
    }

    /// Nothing makes it disabled.
    pub fn on_press_maybe(mut self, message: Option<Message>) -> Self {
        self.on_press = message;
        self
    }
}

/// The page, and over it a menu if there is one. Call it always, so that the page keeps its state.
pub fn layer<'a, Message: Clone + 'a>(
    page: impl Into<Element<'a, Message>>,
    menu: Option<Menu<'a, Message>>,
) -> Element<'a, Message> {
    let page = scope(page, menu.is_some());
    let over = menu.map(|menu| {
        let lines = Column::with_children(menu.items.into_iter().map(Element::from));
        let content = container(lines).padding(space::XS).width(WIDTH).style(theme::container::menu);
        opaque(Element::new(Anchored { at: menu.at, content: content.into(), on_close: menu.on_close }))
    });
    stack![page].push(over).width(Length::Fill).height(Length::Fill).into()
}

const WIDTH: f32 = 240.0;

impl<'a, Message: Clone + 'a> From<Item<'a, Message>> for Element<'a, Message> {
    fn from(item: Item<'a, Message>) -> Self {
        if item.is_divider {
            return container(rule::horizontal(1).style(theme::container::divider))
                .padding([space::XS, 0.0])
                .into();
        }
        // The place of the icon stays, so that all words begin at the same column.
        let icon: Element<'a, Message> = match item.icon {
            Some(shape) => icon(shape).size(16.0).into(),
            None => room().width(16).into(),
        };
        let muted = item.on_press.is_some();
        let shortcut = item.shortcut.map(|keys| {
            let keys = text(keys).size(CAPTION);
            if muted { keys.style(theme::text::muted) } else { keys }
        });
        let line = row![icon, text(item.label).size(BODY).width(Length::Fill), shortcut]
            .spacing(space::S)
            .align_y(Alignment::Center);
        let pressed = button(line)
            .padding([6.0, space::S])
            .width(Length::Fill)
            .style(theme::button::menu_item)
            .on_press_maybe(item.on_press.clone());
        focus(pressed).ring(Ring::Inside(radius::SMALL)).on_press_maybe(item.on_press).into()
    }
}

/// Lays its content out at a point, or as near to it as the window allows.
struct Anchored<'a, Message> {
    at: Point,
    content: Element<'a, Message>,
    on_close: Message,
}

impl<Message: Clone> Anchored<'_, Message> {
    /// What keys and clicks do that no item has taken.
    fn answer(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        shell: &mut Shell<'_, Message>,
    ) {
        match event {
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(key), .. }) => match key {
                Named::Escape => shell.publish(self.on_close.clone()),
                Named::ArrowDown => self.walk(tree, layout, renderer, focus::Direction::Forwards),
                Named::ArrowUp => self.walk(tree, layout, renderer, focus::Direction::Backwards),
                _ => return,
            },
            Event::Mouse(mouse::Event::ButtonPressed(_)) if !cursor.is_over(layout.bounds()) => {
                shell.publish(self.on_close.clone());
            }
            _ => return,
        }
        shell.request_redraw();
        shell.capture_event();
    }

    fn walk(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        direction: focus::Direction,
    ) {
        let mut next: Option<Box<dyn Operation>> = Some(Box::new(focus::step(direction)));
        while let Some(mut operation) = next.take() {
            self.content.as_widget_mut().operate(tree, layout, renderer, operation.as_mut());
            next = match operation.finish() {
                Outcome::Chain(next) => Some(next),
                Outcome::None | Outcome::Some(()) => None,
            };
        }
    }
}

impl<Message: Clone> Widget<Message, Theme, Renderer> for Anchored<'_, Message> {
    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let whole = limits.max();
        let content = self.content.as_widget_mut().layout(
            &mut tree.children[0],
            renderer,
            &layout::Limits::new(Size::ZERO, whole),
        );
        let size = content.size();
        let at = Point::new(
            self.at.x.min(whole.width - size.width).max(0.0),
            self.at.y.min(whole.height - size.height).max(0.0),
        );
        layout::Node::with_children(whole, vec![content.move_to(at)])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let layout = layout.children().next().expect("layout gave it one");
        operation.traverse(&mut |operation| {
            self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
        });
    }

    fn update(
        &mut self,
        tree: &mut Tree,
        event: &Event,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        renderer: &Renderer,
        clipboard: &mut dyn Clipboard,
        shell: &mut Shell<'_, Message>,
        viewport: &Rectangle,
    ) {
        let layout = layout.children().next().expect("layout gave it one");
        let tree = &mut tree.children[0];
        let content = self.content.as_widget_mut();
        content.update(tree, event, layout, cursor, renderer, clipboard, shell, viewport);
        if !shell.is_event_captured() {
            self.answer(tree, event, layout, cursor, renderer, shell);
        }
    }

    fn draw(
        &self,
        tree: &Tree,
        renderer: &mut Renderer,
        theme: &Theme,
        style: &renderer::Style,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
    ) {
        let layout = layout.children().next().expect("layout gave it one");
        let content = self.content.as_widget();
        content.draw(&tree.children[0], renderer, theme, style, layout, cursor, viewport);
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let layout = layout.children().next().expect("layout gave it one");
        self.content.as_widget().mouse_interaction(&tree.children[0], layout, cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let layout = layout.children().next().expect("layout gave it one");
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}
