//! How many pictures of a run may be under way at once: it can be changed while the run goes on.

use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::cancel::Cancel;

/// How often one who waits looks whether the run was cancelled meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// Cloned into every worker. With a slower pace, pictures under way come to their end, and fewer follow them.
#[derive(Debug, Clone, Default)]
pub struct Pace(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    turns: Mutex<Turns>,
    changed: Condvar,
}

#[derive(Debug)]
struct Turns {
    most: usize,
    taken: usize,
}

impl Default for Turns {
    fn default() -> Self {
        Turns { most: usize::MAX, taken: 0 }
    }
}

/// The right to have a picture under way, for as long as it lives.
#[derive(Debug)]
pub(crate) struct Turn<'a>(&'a Pace);

impl Pace {
    /// At most so many pictures at once from now on, but at least one.
    pub fn set(&self, most: usize) {
        self.turns().most = most.max(1);
        self.0.changed.notify_all();
    }

    /// The most pictures at once; as many as there are workers, when nobody said anything.
    pub fn most(&self) -> usize {
        self.turns().most
    }

    /// Waits until one more picture may be under way, or the run is cancelled.
    pub(crate) fn turn(&self, cancel: &Cancel) -> Turn<'_> {
        let mut turns = self.turns();
        while turns.taken >= turns.most && !cancel.is_cancelled() {
            turns = self.0.changed.wait_timeout(turns, LOOK).unwrap_or_else(PoisonError::into_inner).0;
        }
        turns.taken += 1;
        Turn(self)
    }

    fn turns(&self) -> MutexGuard<'_, Turns> {
        self.0.turns.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        self.0.turns().taken -= 1;
        self.0.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::{self, RecvTimeoutError};
    use std::thread;

    use super::*;

    const LONG: Duration = Duration::from_secs(60);
    const SHORT: Duration = Duration::from_millis(100);

    #[test]
    fn a_slower_pace_lets_those_under_way_end_before_others_follow() {
        let (pace, cancel) = (Pace::default(), Cancel::new());
        let (first, second) = (pace.turn(&cancel), pace.turn(&cancel));
        pace.set(1);
        let (begun, has_begun) = mpsc::channel();
        let waiting = {
            let (pace, cancel) = (pace.clone(), cancel.clone());
            thread::spawn(move || {
                let _turn = pace.turn(&cancel);
                begun.send(()).expect("the test waits");
            })
        };
        drop(first);
        assert_eq!(has_begun.recv_timeout(SHORT), Err(RecvTimeoutError::Timeout), "one is still under way");
        drop(second);
        has_begun.recv_timeout(LONG).expect("it is its turn");
        waiting.join().expect("it did not panic");
    }

    #[test]
    fn who_waits_goes_on_when_the_pace_is_quicker_or_all_is_cancelled() {
        for end in [|pace: &Pace, _: &Cancel| pace.set(2), |_: &Pace, cancel: &Cancel| cancel.cancel()] {
            let (pace, cancel) = (Pace::default(), Cancel::new());
            pace.set(1);
            let _first = pace.turn(&cancel);
            let waiting = {
                let (pace, cancel) = (pace.clone(), cancel.clone());
                thread::spawn(move || drop(pace.turn(&cancel)))
            };
            end(&pace, &cancel);
            waiting.join().expect("it goes on");
        }
    }
}
