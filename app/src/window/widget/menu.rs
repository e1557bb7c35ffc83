//! A menu at the mouse.

use std::borrow::Cow;

use iced::advanced::layout;
use iced::advanced::widget::{Operation, operation::Outcome};
use iced::keyboard::{self, Key, key::Named};
use iced::widget::{Column, button, container, opaque, row, rule, space as room, stack, text};
use iced::{Alignment, Element, Event, Length, Point, Renderer, Size, mouse};

use super::focus::{self, Ring, focus, scope};
use super::icon::{Icon, icon};
use super::wrapper::{Content, Happening, LayOut, Wrapper, wrap};
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
        opaque(wrap(Anchored { at: menu.at, on_close: menu.on_close }, content))
    });
    stack![page].push(over).width(Length::Fill).height(Length::Fill).into()
}

const WIDTH: f32 = 304.0;

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
struct Anchored<Message> {
    at: Point,
    on_close: Message,
}

impl<Message: Clone> Wrapper<Message> for Anchored<Message> {
    type State = ();

    fn size(&self, _content: Size<Length>) -> Size<Length> {
        Size::new(Length::Fill, Length::Fill)
    }

    fn layout(&self, limits: &layout::Limits, lay_out: LayOut<'_>) -> layout::Node {
        let whole = limits.max();
        let content = lay_out(&layout::Limits::new(Size::ZERO, whole));
        let size = content.size();
        let at = Point::new(
            self.at.x.min(whole.width - size.width).max(0.0),
            self.at.y.min(whole.height - size.height).max(0.0),
        );
        layout::Node::with_children(whole, vec![content.move_to(at)])
    }

    fn update(
        &mut self,
        _state: &mut (),
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
        if !happening.shell.is_event_captured() {
            self.answer(content, happening);
        }
    }
}

impl<Message: Clone> Anchored<Message> {
    /// What keys and clicks do that no item has taken.
    fn answer(&self, content: &mut Content<'_, Message>, happening: &mut Happening<'_, '_, Message>) {
        match happening.event {
            Event::Keyboard(keyboard::Event::KeyPressed { key: Key::Named(key), .. }) => match key {
                Named::Escape => happening.shell.publish(self.on_close.clone()),
                Named::ArrowDown => walk(content, happening.renderer, focus::Direction::Forwards),
                Named::ArrowUp => walk(content, happening.renderer, focus::Direction::Backwards),
                _ => return,
            },
            Event::Mouse(mouse::Event::ButtonPressed(_)) if !happening.cursor.is_over(content.bounds()) => {
                happening.shell.publish(self.on_close.clone());
            }
            _ => return,
        }
        happening.shell.request_redraw();
        happening.shell.capture_event();
    }
}

fn walk<Message>(content: &mut Content<'_, Message>, renderer: &Renderer, direction: focus::Direction) {
    let mut next: Option<Box<dyn Operation>> = Some(Box::new(focus::step(direction)));
    while let Some(mut operation) = next.take() {
        content.operate(renderer, operation.as_mut());
        next = match operation.finish() {
            Outcome::Chain(next) => Some(next),
            Outcome::None | Outcome::Some(()) => None,
        };
    }
}
