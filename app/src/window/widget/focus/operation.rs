//! Walks from control to control.

use std::any::Any;

use iced::advanced::widget::operation::{Focusable, Outcome, Scrollable};
use iced::advanced::widget::{Id, Operation, operate};
use iced::widget::scrollable::AbsoluteOffset;
use iced::{Rectangle, Task, Vector};

use super::State;

/// Gives the keyboard to the next control, after the last to the first, and brings it into view.
pub fn next<Message: Send + 'static>() -> Task<Message> {
    operate(step(Direction::Forwards))
}

/// Gives the keyboard to the control before, before the first to the last, and brings it into view.
pub fn previous<Message: Send + 'static>() -> Task<Message> {
    operate(step(Direction::Backwards))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::window::widget) enum Direction {
    Forwards,
    Backwards,
}

/// Looks where the keyboard is, then moves it, then scrolls.
pub(in crate::window::widget) fn step<T: Send + 'static>(direction: Direction) -> impl Operation<T> {
    Look { direction, focused: None, total: 0 }
}

struct Look {
    direction: Direction,
    focused: Option<usize>,
    total: usize,
}

impl Look {
    fn target(&self) -> Option<usize> {
        let last = self.total.checked_sub(1)?;
        Some(match (self.direction, self.focused) {
            (Direction::Forwards, Some(focused)) if focused < last => focused + 1,
            (Direction::Forwards, _) => 0,
            (Direction::Backwards, Some(focused)) if focused > 0 => focused - 1,
            (Direction::Backwards, _) => last,
        })
    }
}

impl<T: Send + 'static> Operation<T> for Look {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        if state.is_focused() {
            self.focused = Some(self.total);
        }
        self.total += 1;
    }

    fn finish(&self) -> Outcome<T> {
        match self.target() {
            Some(target) => Outcome::Chain(Box::new(Move { target, ..Move::default() })),
            None => Outcome::None,
        }
    }
}

/// Focuses the `target`th control and notes how far each scrollable around it is from showing it.
#[derive(Default)]
struct Move {
    target: usize,
    n_controls: usize,
    n_scrollables: usize,
    /// The scrollable whose content is walked next.
    entered: Option<View>,
    around: Vec<View>,
    scrolls: Vec<(usize, Vector)>,
}

/// A scrollable, as it was met on the way.
#[derive(Clone, Copy)]
struct View {
    index: usize,
    bounds: Rectangle,
    content: Rectangle,
    translation: Vector,
}

impl<T: Send + 'static> Operation<T> for Move {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        let entered = self.entered.take();
        self.around.extend(entered);
        operate(self);
        if entered.is_some() {
            self.around.pop();
        }
        // A scrollable that was not walked leaves nothing behind.
        self.entered = None;
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        translation: Vector,
        _state: &mut dyn Scrollable,
    ) {
        self.entered = Some(View { index: self.n_scrollables, bounds, content, translation });
        self.n_scrollables += 1;
    }

    fn focusable(&mut self, _id: Option<&Id>, bounds: Rectangle, state: &mut dyn Focusable) {
        if self.n_controls == self.target {
            state.focus();
            self.scrolls = scrolls_to(bounds, &self.around);
        } else if state.is_focused() {
            state.unfocus();
        }
        self.n_controls += 1;
    }

    fn finish(&self) -> Outcome<T> {
        if self.scrolls.is_empty() {
            return Outcome::None;
        }
        Outcome::Chain(Box::new(Scroll { n_scrollables: 0, scrolls: self.scrolls.clone() }))
    }
}

/// How far each scrollable has to go, from the innermost to the outermost.
fn scrolls_to(target: Rectangle, around: &[View]) -> Vec<(usize, Vector)> {
    let mut target = target;
    let mut scrolls = Vec::new();
    for view in around.iter().rev() {
        target = target - view.translation;
        let by = Vector::new(
            distance((target.x, target.width), (view.bounds.x, view.bounds.width), view.content.width),
            distance((target.y, target.height), (view.bounds.y, view.bounds.height), view.content.height),
        );
        if by != Vector::ZERO {
            scrolls.push((view.index, by));
            target = target - by;
        }
    }
    scrolls
}

/// Room for the ring, and a hint that something follows.
const MARGIN: f32 = 8.0;

/// How far a view must scroll along one axis so that it shows the target; the start of it, if it is too large.
fn distance((start, length): (f32, f32), (view, view_length): (f32, f32), content: f32) -> f32 {
    if content <= view_length {
        return 0.0;
    }
    let before = start - MARGIN - view;
    let after = start + length + MARGIN - (view + view_length);
    if before < 0.0 || length + 2.0 * MARGIN > view_length {
        // What fills the whole view and begins in it is left where it is.
        if before > 0.0 && start < view + view_length { 0.0 } else { before }
    } else {
        after.max(0.0)
    }
}

struct Scroll {
    n_scrollables: usize,
    scrolls: Vec<(usize, Vector)>,
}

impl<T: Send + 'static> Operation<T> for Scroll {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation<T>)) {
        operate(self);
    }

    fn scrollable(
        &mut self,
        _id: Option<&Id>,
        bounds: Rectangle,
        content: Rectangle,
        _translation: Vector,
        state: &mut dyn Scrollable,
    ) {
        for (_, by) in self.scrolls.iter().filter(|(index, _)| *index == self.n_scrollables) {
            state.scroll_by(AbsoluteOffset { x: by.x, y: by.y }, bounds, content);
        }
        self.n_scrollables += 1;
    }
}

/// Whether a control in what `operate` walks through has the keyboard.
pub(in crate::window::widget) fn has_keyboard(operate: impl FnOnce(&mut dyn Operation)) -> bool {
    let mut look = LookForFocus::default();
    operate(&mut look);
    look.has_keyboard
}

/// Whether it also shows its ring.
pub(in crate::window::widget) fn shows_ring(operate: impl FnOnce(&mut dyn Operation)) -> bool {
    let mut look = LookForFocus::default();
    operate(&mut look);
    look.shows_ring
}

#[derive(Default)]
struct LookForFocus {
    has_keyboard: bool,
    shows_ring: bool,
}

impl Operation for LookForFocus {
    fn traverse(&mut self, operate: &mut dyn FnMut(&mut dyn Operation)) {
        operate(self);
    }

    fn focusable(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Focusable) {
        self.has_keyboard |= state.is_focused();
    }

    /// What our controls remember; see [`super::focus`].
    fn custom(&mut self, _id: Option<&Id>, _bounds: Rectangle, state: &mut dyn Any) {
        self.shows_ring |= state.downcast_ref::<State>().is_some_and(|state| state.is_ring_shown);
    }
}
