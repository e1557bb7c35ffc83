//! The ledger's mark in the record of a sign-in. A keyring is slow and may not answer at all, so a thread of its own
//! raises the mark: what counts conversions never waits for it, and several raises become one.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;

use crate::keyring::{DEADLINE, RecordPlace};
use crate::ledger::Mark;

/// The mark in one record. The keyring is read once and written when the mark rises.
pub(crate) struct RecordMark {
    generation: AtomicU64,
    orders: Mutex<Option<Sender<Order>>>,
    thread: Option<JoinHandle<()>>,
}

/// What the thread is to do.
enum Order {
    /// Raise the mark to this.
    Raise(u64),
    /// Say when all is done that was ordered before.
    Answer(Sender<()>),
}

impl RecordMark {
    /// The mark in the record that lies in `place`, where it was `generation` when it was read.
    pub fn new(place: Arc<RecordPlace>, generation: u64) -> Self {
        let (orders, queue) = mpsc::channel();
        let thread = std::thread::Builder::new().name("ledger mark".into());
        // Without the thread the mark lags behind, which is legal.
        let thread = thread.spawn(move || carry_out(&place, &queue)).ok();
        RecordMark { generation: AtomicU64::new(generation), orders: Mutex::new(Some(orders)), thread }
    }

    fn order(&self, order: Order) {
        if let Some(orders) = &*self.orders.lock().unwrap_or_else(PoisonError::into_inner) {
            let _ = orders.send(order);
        }
    }
}

impl Mark for RecordMark {
    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn raise(&self, generation: u64) {
        if self.generation.fetch_max(generation, Ordering::AcqRel) < generation {
            self.order(Order::Raise(generation));
        }
    }

    fn flush(&self) {
        let (answer, answered) = mpsc::channel();
        self.order(Order::Answer(answer));
        let _ = answered.recv_timeout(DEADLINE);
    }
}

impl Drop for RecordMark {
    /// Waits for the last raise: a call to the place, which has a deadline.
    fn drop(&mut self) {
        *self.orders.get_mut().unwrap_or_else(PoisonError::into_inner) = None;
        drop(self.thread.take().map(JoinHandle::join));
    }
}

fn carry_out(place: &RecordPlace, queue: &Receiver<Order>) {
    while let Ok(first) = queue.recv() {
        let (mut generation, mut waiting) = (0, Vec::new());
        for order in std::iter::once(first).chain(queue.try_iter()) {
            match order {
                Order::Raise(to) => generation = generation.max(to),
                Order::Answer(answer) => waiting.push(answer),
            }
        }
        if generation > 0 {
            raise(place, generation);
        }
        for answer in waiting {
            let _ = answer.send(());
        }
    }
}

fn raise(place: &RecordPlace, generation: u64) {
    let raised = place.update(move |record| record.generation = record.generation.max(generation));
    if let Err(error) = raised {
        tracing::debug!(%error, "the mark is raised later");
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::Record;

    #[test]
    fn the_mark_only_rises_and_lies_in_the_record() {
        let place = Arc::new(RecordPlace::memory());
        let record = Record::new().unwrap();
        place.create(&record).unwrap();
        let mark = RecordMark::new(Arc::clone(&place), record.generation);
        mark.raise(7);
        mark.raise(3);
        assert_eq!(mark.generation(), 7);
        mark.flush();
        assert_eq!(place.read().unwrap().unwrap().generation, 7);
    }
}
