//! Gives the keyboard to what has just appeared.

use iced::advanced::widget::operation::{Focusable, TextInput};
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// When `content` appears, its first field gets the keyboard, or else its last control: the one that Enter should press.
/// Content of another `name` is another content.
pub fn begin<'a, Message>(name: String, content: impl Into<Element<'a, Message>>) -> Begin<'a, Message> {
    Begin { name, content: content.into() }
}

/// What takes the keyboard when it appears; see [`begin`].
pub struct Begin<'a, Message> {
    name: String,
    content: Element<'a, Message>,
}

/// The content that had its turn.
#[derive(Debug, Default)]
struct State {
    begun: Option<String>,
}

impl<Message> Widget<Message, Theme, Renderer> for Begin<'_, Message> {
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
        self.content.as_widget_mut().layout(&mut tree.children[0], renderer, limits)
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.content.as_widget_mut().operate(&mut tree.children[0], layout, renderer, operation);
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
        let state = tree.state.downcast_mut::<State>();
        let content = self.content.as_widget_mut();
        if state.begun.as_ref() != Some(&self.name) {
            state.begun = Some(self.name.clone());
            let mut look = Look::default();
            content.operate(&mut tree.children[0], layout, renderer, &mut look);
            let mut give = Give { target: look.target(), n_controls: 0 };
            content.operate(&mut tree.children[0], layout, renderer, &mut give);
            shell.request_redraw();
        }
        content.update(&mut tree.children[0], event, layout, cursor, renderer, clipboard, shell, viewport);
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
        self.content.as_widget_mut().overlay(&mut tree.children[0], layout, renderer, viewport, translation)
    }
}

impl<'a, Message: 'a> From<Begin<'a, Message>> for Element<'a, Message> {
    fn from(begin: Begin<'a, Message>) -> Self {
        Element::new(begin)
    }
}

/// Looks for the first field and the last control.
#[derive(Default)]
struct Look {
    n_controls: usize,
    /// A field says that it is one right before it says that it can have the keyboard.
    is_field: bool,
    first_field: Option<usize>,
    focused: Option<usize>,
}

impl Look {
    /// What has the keyboard already keeps it.
    fn target(&self) -> Option<usize> {
        self.focused.or(self.first_field).or(self.n_controls.checked_sub(1))
    }
}

impl Operation for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn text_input(&mut self, _id: Option<&Id>, _bounds: Rectangle, _state: &mut dyn TextInput) {
        self.is_field = true;
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if std::mem::take(&mut self.is_field) {
            self.first_field.get_or_insert(self.n_controls);
        }
        if state.is_focused() {
            self.focused = Some(self.n_controls);
        }
        self.n_controls += 1;
    }
}

struct Give {
    target: Option<usize>,
    n_controls: usize,
}

impl Operation for Give {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if self.target == Some(self.n_controls) && !state.is_focused() {
            state.focus();
        }
        self.n_controls += 1;
    }
}
