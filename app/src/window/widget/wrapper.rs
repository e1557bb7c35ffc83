//! Widgets around one other, which is what most of ours are: all is handed on to the content but what a [`Wrapper`] does
//! itself.

use iced::advanced::widget::operation::Focusable;
use iced::advanced::widget::{Id, Operation, Tree, tree};
use iced::advanced::{Clipboard, Layout, Shell, Widget, layout, mouse, overlay, renderer};
use iced::{Element, Event, Length, Rectangle, Renderer, Size, Theme, Vector};

/// What a widget around one other does for itself. A method that is not written hands on to the content.
pub trait Wrapper<Message> {
    /// What it remembers from one view to the next.
    type State: Default + 'static;

    /// Compares the content with that of the last view, which `diff` does.
    fn diff(&self, diff: &mut dyn FnMut()) {
        diff();
    }

    /// How large it wants to be, around content that wants this.
    fn size(&self, content: Size<Length>) -> Size<Length> {
        content
    }

    /// Places the content, which `lay_out` measures.
    fn layout(&self, limits: &layout::Limits, lay_out: LayOut<'_>) -> layout::Node {
        let content = lay_out(limits);
        layout::Node::with_children(content.size(), vec![content])
    }

    /// Lets an operation pass.
    fn operate(
        &mut self,
        _state: &mut Self::State,
        content: &mut Content<'_, Message>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        content.operate(renderer, operation);
    }

    /// Answers an event.
    fn update(
        &mut self,
        _state: &mut Self::State,
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        content.update(happening);
    }

    /// Where the content takes the mouse to be.
    fn cursor(&self, cursor: mouse::Cursor) -> mouse::Cursor {
        cursor
    }

    /// Draws all of it, which `draw` does.
    fn draw(&self, renderer: &mut Renderer, draw: &mut dyn FnMut(&mut Renderer)) {
        draw(renderer);
    }

    /// Draws what lies behind the content.
    fn draw_under(&self, _state: &Self::State, _renderer: &mut Renderer, _theme: &Theme, _bounds: Rectangle) {
    }

    /// Draws what lies over the content.
    fn draw_over(&self, _state: &Self::State, _renderer: &mut Renderer, _theme: &Theme, _bounds: Rectangle) {}

    /// Lets what is open of the content, such as a menu, lie over everything.
    fn overlay<'b>(
        &'b mut self,
        _state: &'b mut Self::State,
        content: Content<'b, Message>,
        around: Around<'_>,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        content.overlay(&around)
    }
}

/// Whether a control has the keyboard.
struct LookForKeyboard(bool);

impl Operation for LookForKeyboard {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        self.0 |= state.is_focused();
    }
}

/// Measures the content within limits.
pub type LayOut<'a> = &'a mut dyn FnMut(&layout::Limits) -> layout::Node;

/// Puts a wrapper around `content`.
pub fn wrap<'a, Message: 'a>(
    wrapper: impl Wrapper<Message> + 'a,
    content: impl Into<Element<'a, Message>>,
) -> Element<'a, Message> {
    Element::new(Wrapped { wrapper, content: content.into() })
}

/// The content of a wrapper, where it is and with what it remembers.
pub struct Content<'b, Message> {
    widget: &'b mut dyn Widget<Message, Theme, Renderer>,
    tree: &'b mut Tree,
    layout: Layout<'b>,
}

impl<'b, Message> Content<'b, Message> {
    /// Where it is.
    pub fn bounds(&self) -> Rectangle {
        self.layout.bounds()
    }

    /// Lets it answer an event.
    pub fn update(&mut self, happening: &mut Happening<'_, '_, Message>) {
        let Happening { event, cursor, renderer, clipboard, shell, viewport } = happening;
        self.widget.update(self.tree, event, self.layout, *cursor, renderer, *clipboard, shell, viewport);
    }

    /// Lets an operation through.
    pub fn operate(&mut self, renderer: &Renderer, operation: &mut dyn Operation) {
        self.widget.operate(self.tree, self.layout, renderer, operation);
    }

    /// Whether something of it has the keyboard.
    pub fn has_keyboard(&mut self, renderer: &Renderer) -> bool {
        let mut look = LookForKeyboard(false);
        self.operate(renderer, &mut look);
        look.0
    }

    /// Whether something of it is open, such as a menu.
    pub fn is_open(&mut self, renderer: &Renderer, viewport: &Rectangle) -> bool {
        self.widget.overlay(self.tree, self.layout, renderer, viewport, Vector::ZERO).is_some()
    }

    /// What is open of it.
    pub fn overlay(self, around: &Around<'_>) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        self.widget.overlay(self.tree, self.layout, around.renderer, around.viewport, around.translation)
    }
}

/// An event, and what is at hand to answer it.
pub struct Happening<'h, 's, Message> {
    pub event: &'h Event,
    pub cursor: mouse::Cursor,
    pub renderer: &'h Renderer,
    pub clipboard: &'h mut dyn Clipboard,
    pub shell: &'h mut Shell<'s, Message>,
    pub viewport: &'h Rectangle,
}

/// What lies around an overlay.
pub struct Around<'a> {
    pub renderer: &'a Renderer,
    pub viewport: &'a Rectangle,
    pub translation: Vector,
}

/// A state that iced does not take for none, even if there is nothing in it.
struct Kept<State>(State);

struct Wrapped<'a, Message, W> {
    wrapper: W,
    content: Element<'a, Message>,
}

impl<Message, W: Wrapper<Message>> Widget<Message, Theme, Renderer> for Wrapped<'_, Message, W> {
    fn tag(&self) -> tree::Tag {
        tree::Tag::of::<Kept<W::State>>()
    }

    fn state(&self) -> tree::State {
        tree::State::new(Kept(W::State::default()))
    }

    fn children(&self) -> Vec<Tree> {
        vec![Tree::new(&self.content)]
    }

    fn diff(&self, tree: &mut Tree) {
        self.wrapper.diff(&mut || tree.diff_children(std::slice::from_ref(&self.content)));
    }

    fn size(&self) -> Size<Length> {
        self.wrapper.size(self.content.as_widget().size())
    }

    fn size_hint(&self) -> Size<Length> {
        self.wrapper.size(self.content.as_widget().size_hint())
    }

    fn layout(&mut self, tree: &mut Tree, renderer: &Renderer, limits: &layout::Limits) -> layout::Node {
        let content = self.content.as_widget_mut();
        self.wrapper.layout(limits, &mut |limits| content.layout(&mut tree.children[0], renderer, limits))
    }

    fn operate(
        &mut self,
        tree: &mut Tree,
        layout: Layout<'_>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        let (wrapper, state, mut content) = self.split(tree, layout);
        wrapper.operate(state, &mut content, renderer, operation);
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
        let (wrapper, state, mut content) = self.split(tree, layout);
        let cursor = wrapper.cursor(cursor);
        let mut happening = Happening { event, cursor, renderer, clipboard, shell, viewport };
        wrapper.update(state, &mut content, &mut happening);
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
        let (content, cursor) = (self.content.as_widget(), self.wrapper.cursor(cursor));
        let Kept(state) = tree.state.downcast_ref();
        self.wrapper.draw(renderer, &mut |renderer| {
            self.wrapper.draw_under(state, renderer, theme, layout.bounds());
            content.draw(&tree.children[0], renderer, theme, style, inner(layout), cursor, viewport);
            self.wrapper.draw_over(state, renderer, theme, layout.bounds());
        });
    }

    fn mouse_interaction(
        &self,
        tree: &Tree,
        layout: Layout<'_>,
        cursor: mouse::Cursor,
        viewport: &Rectangle,
        renderer: &Renderer,
    ) -> mouse::Interaction {
        let (content, cursor) = (self.content.as_widget(), self.wrapper.cursor(cursor));
        content.mouse_interaction(&tree.children[0], inner(layout), cursor, viewport, renderer)
    }

    fn overlay<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
        renderer: &Renderer,
        viewport: &Rectangle,
        translation: Vector,
    ) -> Option<overlay::Element<'b, Message, Theme, Renderer>> {
        let (wrapper, state, content) = self.split(tree, layout);
        wrapper.overlay(state, content, Around { renderer, viewport, translation })
    }
}

impl<Message, W: Wrapper<Message>> Wrapped<'_, Message, W> {
    fn split<'b>(
        &'b mut self,
        tree: &'b mut Tree,
        layout: Layout<'b>,
    ) -> (&'b mut W, &'b mut W::State, Content<'b, Message>) {
        let Tree { state, children, .. } = tree;
        let widget = self.content.as_widget_mut();
        let content = Content { widget, tree: &mut children[0], layout: inner(layout) };
        let Kept(state) = state.downcast_mut();
        (&mut self.wrapper, state, content)
    }
}

fn inner(layout: Layout<'_>) -> Layout<'_> {
    layout.children().next().expect("the content was laid out")
}
