//! Looking through the queue, on a thread: which pictures there are, and what would be made of each.

use std::path::PathBuf;
use std::sync::atomic::Ordering;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use super::{Action, Context, Message, Screen};
use crate::admission;
use crate::run::Order;
use crate::window::bridge;
use crate::window::queue::{self, Found};

/// How long settings may move before the queue is looked through again.
pub(super) const SETTLE: Duration = Duration::from_millis(200);

/// Something that a message hands over without a copy.
#[derive(Debug)]
pub struct Passed<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Passed<T> {
    fn clone(&self) -> Self {
        Passed(Arc::clone(&self.0))
    }
}

impl<T> Passed<T> {
    fn new(value: T) -> Self {
        Passed(Arc::new(Mutex::new(Some(value))))
    }

    /// The value, for the first who asks.
    fn take(&self) -> Option<T> {
        self.0.lock().ok()?.take()
    }
}

impl Screen {
    /// What would be run now.
    pub(super) fn order(&self, context: &Context<'_>) -> Order {
        let remembered = context.remembered;
        Order {
            sources: self.queue.sources().to_vec(),
            without: self.queue.without().clone(),
            recursive: remembered.recursive,
            output: remembered.output.clone(),
            template: remembered.template(),
            conflict: remembered.conflict.into(),
            recipe: remembered.recipe.clone(),
            originals: remembered.originals,
            max_pixels: converter::Limits::default().pixels,
        }
    }

    /// The same without what is done already, and without what failed, until somebody wants it tried again: it would
    /// fail again, and use up what the plan takes at a time.
    pub(super) fn order_of_rest(&self, context: &Context<'_>) -> Order {
        let mut order = self.order(context);
        order.without.extend(self.queue.settled().map(PathBuf::from));
        order
    }

    /// Looks through the queue again, since what would be done with it changed: after `wait`, unless it changes again.
    /// With `forgets`, what was done would be done otherwise now.
    pub(super) fn look(&mut self, context: &Context<'_>, wait: Duration, forgets: bool) -> Action<Message> {
        let number = self.newest_look.fetch_add(1, Ordering::Relaxed) + 1;
        let newest = Arc::clone(&self.newest_look);
        let (order, home) = (self.order(context), context.services.home.clone());
        let (limits, before) = (context.standing.limits.clone(), self.queue.index());
        self.queue.will_forget(forgets);
        let look = move || {
            std::thread::sleep(wait);
            let is_newest = newest.load(Ordering::Relaxed) == number;
            let found = is_newest.then(|| {
                let (sources, folders) = admission::without_folders(&order.sources, &limits);
                Found::new(queue::rows(order.preview(&sources, &home.earlier()), folders), &before)
            });
            Passed::new(found.unwrap_or_default())
        };
        let looked = move |found| Message::Looked(number, found);
        let (task, handle) = bridge::blocking(look, looked).abortable();
        self.looking = Some(handle.abort_on_drop());
        Action::Run(task)
    }

    /// The settings of the run changed, or what the plan allows.
    pub fn settings_changed(&mut self, context: &Context<'_>) -> Action<Message> {
        // What it says may not hold any more.
        self.sheet = None;
        if self.queue.sources().is_empty() { Action::None } else { self.look(context, SETTLE, true) }
    }

    pub(super) fn looked(
        &mut self,
        number: u64,
        found: &Passed<Found>,
        context: &Context<'_>,
    ) -> Action<Message> {
        if self.newest_look.load(Ordering::Relaxed) != number {
            return Action::None;
        }
        self.looking = None;
        if let Some(found) = found.take() {
            self.queue.take(found);
            tracing::debug!(waiting = self.queue.waiting(), "looked through the queue");
        }
        self.show_thumbnails(context)
    }
}
