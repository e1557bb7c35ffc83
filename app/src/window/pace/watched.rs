//! The outermost widget while frames are measured: it lets its content do everything and looks at the clock meanwhile.

use iced::Renderer;
use iced::advanced::layout;
use iced::advanced::widget::Operation;

use super::{Pace, Part};
use crate::window::widget::wrapper::{Content, Happening, LayOut, Wrapper};

/// What stands around an element that is measured.
pub struct Watched(pub Pace);

impl<Message> Wrapper<Message> for Watched {
    type State = ();

    fn diff(&self, diff: &mut dyn FnMut()) {
        self.0.time(Part::View, diff);
    }

    fn layout(&self, limits: &layout::Limits, lay_out: LayOut<'_>) -> layout::Node {
        let content = self.0.time(Part::Layout, || lay_out(limits));
        layout::Node::with_children(content.size(), vec![content])
    }

    fn operate(
        &mut self,
        _state: &mut (),
        content: &mut Content<'_, Message>,
        renderer: &Renderer,
        operation: &mut dyn Operation,
    ) {
        self.0.time(Part::Events, || content.operate(renderer, operation));
    }

    fn update(
        &mut self,
        _state: &mut (),
        content: &mut Content<'_, Message>,
        happening: &mut Happening<'_, '_, Message>,
    ) {
        self.0.time(Part::Events, || content.update(happening));
    }

    fn draw(&self, renderer: &mut Renderer, draw: &mut dyn FnMut(&mut Renderer)) {
        self.0.time(Part::Draw, || draw(renderer));
    }
}
