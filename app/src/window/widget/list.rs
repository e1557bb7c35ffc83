//! A list of any length that builds only the rows in view.

mod thumb;

use std::ops::Range;

use iced::advanced::widget::Id;
use iced::keyboard::{Key, Modifiers};
use iced::widget::scrollable::{AbsoluteOffset, Viewport};
use iced::widget::{column, container, keyed_column, operation, space};
use iced::{Element, Length, Task};

use super::focus::{OnKey, Ring, focus};
use super::scroll::scroll;
use crate::window::theme::radius;
use thumb::thumb;

/// Rows built above and below those in view, so that a quick turn of the wheel shows no gap.
const OVERSCAN: usize = 6;

/// Taken for the height of the list until its first frame has told it.
const HEIGHT_BEFORE_FIRST_FRAME: f32 = 1200.0;

/// Which part of a list is in view.
#[derive(Debug, Clone)]
pub struct State {
    id: Id,
    offset: f32,
    height: f32,
}

impl Default for State {
    fn default() -> Self {
        State { id: Id::unique(), offset: 0.0, height: HEIGHT_BEFORE_FIRST_FRAME }
    }
}

impl State {
    /// Notes where the list was scrolled to: what [`List::on_scroll`] published.
    pub fn scrolled(&mut self, viewport: Viewport) {
        self.offset = viewport.absolute_offset().y;
        self.height = viewport.bounds().height;
    }

    /// The rows in view, also those of which only a part is.
    pub fn visible_range(&self, len: usize, row_height: f32) -> Range<usize> {
        // A list that has become shorter is moved by iced before it says so.
        let furthest = (len as f32 * row_height - self.height).max(0.0);
        let offset = self.offset.clamp(0.0, furthest);
        let first = (offset / row_height).floor() as usize;
        let end = ((offset + self.height) / row_height).ceil() as usize;
        first.min(len)..end.min(len)
    }

    /// How many rows a page has: for Page Up and Page Down.
    pub fn rows_per_page(&self, row_height: f32) -> usize {
        ((self.height / row_height).floor() as usize).max(1)
    }

    /// Scrolls as little as it takes to show a row whole.
    pub fn reveal<Message: Send + 'static>(&mut self, index: usize, row_height: f32) -> Task<Message> {
        let top = index as f32 * row_height;
        let offset = self.offset.clamp((top + row_height - self.height).max(0.0), top);
        if offset == self.offset {
            return Task::none();
        }
        self.offset = offset;
        operation::scroll_to(self.id.clone(), AbsoluteOffset { x: None, y: Some(offset) })
    }

    /// The rows that are built.
    fn built_range(&self, len: usize, row_height: f32) -> Range<usize> {
        let visible = self.visible_range(len, row_height);
        visible.start.saturating_sub(OVERSCAN)..(visible.end + OVERSCAN).min(len)
    }
}

/// A list of `len` rows of one height. `row` makes the element of an index, and is asked only for rows in view or
/// near it; `on_scroll` has to reach [`State::scrolled`].
pub fn view<'a, Message: Clone + 'a>(
    state: &State,
    len: usize,
    row_height: f32,
    row: impl Fn(usize) -> Element<'a, Message>,
    on_scroll: impl Fn(Viewport) -> Message + 'a,
) -> List<'a, Message> {
    let built = state.built_range(len, row_height);
    let above = gap(built.start, row_height);
    let below = gap(len - built.end, row_height);
    let rows = built.map(|index| {
        let row = container(row(index)).width(Length::Fill).height(row_height).clip(true);
        (Slot::Row(index), slot(row))
    });
    let content =
        std::iter::once((Slot::Above, above)).chain(rows).chain(std::iter::once((Slot::Below, below)));
    let scroll = scroll(keyed_column(content).width(Length::Fill))
        .id(state.id.clone())
        .width(Length::Fill)
        .height(Length::Fill)
        .on_scroll(on_scroll);
    List { scroll: thumb(scroll), id: None, on_key: None }
}

/// A list, all of it one stop for the keyboard; see [`view`].
pub struct List<'a, Message> {
    scroll: Element<'a, Message>,
    id: Option<Id>,
    on_key: Option<OnKey<'a, Message>>,
}

impl<'a, Message> List<'a, Message> {
    /// What keys do while the list has the keyboard; without it, the list is no stop of the keyboard.
    pub fn on_key(mut self, on_key: impl Fn(&Key, Modifiers) -> Option<Message> + 'a) -> Self {
        self.on_key = Some(Box::new(on_key));
        self
    }

    pub fn id(mut self, id: impl Into<Id>) -> Self {
        self.id = Some(id.into());
        self
    }
}

impl<'a, Message: Clone + 'a> From<List<'a, Message>> for Element<'a, Message> {
    fn from(list: List<'a, Message>) -> Self {
        let mut control = focus(list.scroll).ring(Ring::Inside(radius::MEDIUM));
        if let Some(on_key) = list.on_key {
            control = control.on_key(on_key);
        }
        match list.id {
            Some(id) => control.id(id).into(),
            None => control.into(),
        }
    }
}

/// Keeps the state of each row with the row while others come and go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Slot {
    Above,
    Row(usize),
    Below,
}

fn gap<'a, Message: 'a>(n_rows: usize, row_height: f32) -> Element<'a, Message> {
    slot(space().height(n_rows as f32 * row_height))
}

/// The keyed column of iced 0.14 may hand the state of one child to another when rows come and go, and does not look
/// whether it fits; a column does.
fn slot<'a, Message: 'a>(content: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    column![content.into()].into()
}

#[cfg(test)]
mod tests;
