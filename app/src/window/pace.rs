//! What each frame costs the thread that draws. `PICOPRESS_LOG=picopress::window::pace=trace` writes a line for each, which is
//! what `cargo xtask bench gui` reads; without it nothing is measured.

mod watched;

use std::cell::RefCell;
use std::rc::Rc;
use std::time::{Duration, Instant};

use iced::Element;

use super::widget::wrapper::wrap;
use watched::Watched;

/// A part of the work for a frame.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Taking in what happened.
    Update,
    /// Making the widgets.
    View,
    /// Measuring and placing them.
    Layout,
    /// Handing them the events.
    Events,
    /// Letting them say what is to be drawn. That it becomes pixels is not our code, and follows.
    Draw,
}

impl Part {
    const COUNT: usize = Part::Draw as usize + 1;
}

/// Measures frames, or does nothing. Clones measure the same ones.
#[derive(Debug, Clone, Default)]
pub struct Pace(Option<Rc<RefCell<Frame>>>);

impl Pace {
    /// Measures if the log is to have it.
    pub fn new() -> Self {
        Pace(tracing::enabled!(tracing::Level::TRACE).then(Rc::default))
    }

    /// Does `work`, which is this part of the frame.
    pub fn time<T>(&self, part: Part, work: impl FnOnce() -> T) -> T {
        let Some(frame) = &self.0 else { return work() };
        frame.borrow_mut().begin();
        let start = Instant::now();
        let done = work();
        frame.borrow_mut().spend(part, start.elapsed());
        done
    }

    /// The outermost element, with its share in the frame measured.
    pub fn watch<'a, Message: 'a>(&self, content: Element<'a, Message>) -> Element<'a, Message> {
        match self.0 {
            None => content,
            Some(_) => wrap(Watched(self.clone()), content),
        }
    }
}

/// The frame that is being made. It begins with the first thing that happens after the one before was drawn.
#[derive(Debug, Default)]
struct Frame {
    spent: [Duration; Part::COUNT],
    is_drawn: bool,
    /// Processor time of the thread when the frame before was on the screen.
    processor: Duration,
}

impl Frame {
    /// Something is about to be done: a frame that was drawn is on the screen by now.
    fn begin(&mut self) {
        if !self.is_drawn {
            return;
        }
        let now = processor_time();
        self.tell(now.saturating_sub(self.processor));
        *self = Frame { processor: now, ..Frame::default() };
    }

    fn spend(&mut self, part: Part, time: Duration) {
        self.spent[part as usize] += time;
        self.is_drawn = part == Part::Draw;
    }

    fn tell(&self, processor: Duration) {
        let [update, view, layout, events, draw] = self.spent.map(|time| time.as_micros());
        let processor = processor.as_micros();
        tracing::trace!(update, view, layout, events, draw, processor, "a frame");
    }
}

/// What this thread had of the processor, where the system says it.
fn processor_time() -> Duration {
    #[cfg(target_os = "linux")]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
        Duration::try_from(time).unwrap_or_default()
    }
    #[cfg(not(target_os = "linux"))]
    Duration::ZERO
}

#[cfg(test)]
mod tests {
    use super::*;

    const STEP: Duration = Duration::from_millis(3);

    #[test]
    fn a_frame_is_all_that_happens_until_the_next_thing_after_it_was_drawn() {
        let pace = Pace(Some(Rc::default()));
        let spent = |part: Part| pace.0.as_ref().expect("it measures").borrow().spent[part as usize];
        pace.time(Part::Update, || std::thread::sleep(STEP));
        pace.time(Part::View, || ());
        pace.time(Part::Update, || std::thread::sleep(STEP));
        pace.time(Part::Draw, || ());
        assert!(spent(Part::Update) >= 2 * STEP && spent(Part::View) < spent(Part::Update));
        pace.time(Part::Events, || ());
        assert_eq!(spent(Part::Update), Duration::ZERO, "the next one has begun");
    }

    #[test]
    fn without_a_log_nothing_is_measured_and_nothing_wrapped() {
        let pace = Pace::default();
        assert_eq!(pace.time(Part::Update, || 7), 7);
        let plain: Element<'_, ()> = iced::widget::space().into();
        let tag = plain.as_widget().tag();
        assert_eq!(pace.watch(plain).as_widget().tag(), tag);
    }
}
