//! Keeps the keyboard where it belongs while something lies over the page.

use iced::advanced::widget::operation::{Focusable, Outcome, Scrollable, TextInput};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// The page below a sheet or a menu: while `is_inert`, Tab does not come here, keys do not arrive, and what had the
/// keyboard gets it back afterwards. Wrap the page always, and change only `is_inert`: its state lives on.
pub fn scope<'a, Message>(content: impl Into<Element<'a, Message>>, is_inert: bool) -> Scope<'a, Message> {
    Scope { content: content.into(), is_inert }
}

/// A part of the window that can be put out of the keyboard's reach; see [`scope`].
pub struct Scope<'a, Message> {
    content: Element<'a, Message>,
    is_inert: bool,
}

#[derive(Debug, Default)]
struct State {
    was_inert: bool,
    /// Which control had the keyboard when the page became inert.
    left_at: Option<usize>,
}

impl<Message> Scope<'_, Message> {
    /// Takes the keyboard from the page when something comes over it, and gives it back after.
    fn settle(&mut self, tree: &mut Tree, layout: Layout<'_>, renderer: &Renderer) {
        let state = tree.state.downcast_mut::<State>();
        if state.was_inert == self.is_inert {
            return;
        }
        state.was_inert = self.is_inert;
        let content = self.content.as_widget_mut();
        if self.is_inert {
            let mut leave = Leave::default();
            content.operate(&mut tree.children[0], layout, renderer, &mut leave);
            state.left_at = leave.focused;
        } else if let Some(target) = state.left_at.take() {
            let mut enter = Return { target, n_controls: 0 };
            content.operate(&mut tree.children[0], layout, renderer, &mut enter);
        }
    }
}

impl<Message> Widget<Message, Theme, Renderer> for Scope<'_, Message> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<State>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(State::default())
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        tree.diff_children(std::slice::from_ref(&self.content));
    }

    fn size(&self) -> Size<Length> {
        self.content.as_widget().size()
    }

    fn size_hint(&self) -> Size<Length> {
        self.content.as_widget().size_hint()
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let node = self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits);
        layout::Node::with_children(node.size(), vec![node])
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let layout = layout.children().next().expect("layout gave it one");
        self.settle(tree, layout, renderer);
        let content = self.content.as_widget_mut();
        if self.is_inert {
            let mut operation = WithoutFocus { operation };
            content.operate(&mut tree.children[0], layout, renderer, &mut operation);
        } else {
            content.operate(&mut tree.children[0], layout, renderer, operation);
        }
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
        self.settle(tree, layout, renderer);
        if self.is_inert && matches!(event, Event::Keyboard(_) | Event::InputMethod(_)) {
            return;
        }
        let cursor = if self.is_inert { mouse::Cursor::Unavailable } else { cursor };
        self.content.as_widget_mut().update(
            &mut tree.children[0],
            event,
            layout,
            cursor,
            renderer,
            clipboard,
            shell,
            viewport,
        );
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
        let cursor = if self.is_inert { mouse::Cursor::Unavailable } else { cursor };
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
        if self.is_inert {
            return mouse::Interaction::None;
        }
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
        // A menu left open would lie over the sheet.
        if self.is_inert {
            return None;
        }
        let layout = layout.children().next().expect("layout gave it one");
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Scope<'a, Message>> for Element<'a, Message> {
    fn from(scope: Scope<'a, Message>) -> Self {
        Element::new(scope)
    }
}

/// Notes which control has the keyboard, and takes it.
#[derive(Default)]
struct Leave {
    n_controls: usize,
    focused: Option<usize>,
}

impl Operation for Leave {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.focused = Some(self.n_controls);
            state.unfocus();
        }
        self.n_controls += 1;
    }
}

struct Return {
    target: usize,
    n_controls: usize,
}

impl Operation for Return {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if self.n_controls == self.target {
            state.focus();
        }
        self.n_controls += 1;
    }
}

/// Any operation, blind for what can have the keyboard.
struct WithoutFocus<'a> {
    operation: &'a mut dyn Operation,
}

impl Operation for WithoutFocus<'_> {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        self.operation.traverse(&mut |operation| operate(&mut WithoutFocus { operation }));
    }

    fn container(&mut self, id: Option<&Id>, bounds: Rectangle) {
        self.operation.container(id, bounds);
    }

    fn scrollable(
        &mut self,
        id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        self.operation.scrollable(id, bounds, content, translation, state);
    }

    fn text_input(&mut self, id: Option<&Id>, bounds: Rectangle, state: &mut dyn TextInput) {
        self.operation.text_input(id, bounds, state);
    }

    fn text(&mut self, id: Option<&Id>, bounds: Rectangle, text: &str) {
        self.operation.text(id, bounds, text);
    }

    fn finish(&self) -> Outcome<()> {
        self.operation.finish()
    }
}
