//! Memory that the pictures under way may use together.

use std::collections::VecDeque;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::cancel::Cancel;
use crate::error::ErrorKind;

/// Hands out bytes in the order of asking. What is larger than the whole budget runs alone.
#[derive(Debug, Clone)]
pub struct Budget(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    total: u64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    used: u64,
    holders: usize,
    /// Tickets of those who wait, first come first served: otherwise small pictures would keep a giant out.
    queue: VecDeque<u64>,
    next_ticket: u64,
}

/// Bytes held until dropped.
#[derive(Debug)]
pub struct Lease {
    budget: Budget,
    bytes: u64,
}

impl Budget {
    /// A budget of `total` bytes.
    pub fn new(total: u64) -> Self {
        Budget(Arc::new(Shared { total, state: Mutex::default(), changed: Condvar::new() }))
    }

    /// Waits until `bytes` are free, or nobody else holds any.
    ///
    /// # Errors
    /// `Cancelled`.
    pub fn lease(&self, bytes: u64, cancel: &Cancel) -> Result<Lease, ErrorKind> {
        let mut state = self.state();
        let ticket = state.next_ticket;
        state.next_ticket += 1;
        state.queue.push_back(ticket);
        loop {
            if cancel.is_cancelled() {
                state.queue.retain(|&waiting| waiting != ticket);
                self.0.changed.notify_all();
                return Err(ErrorKind::Cancelled);
            }
            let fits = state.holders == 0 || state.used.saturating_add(bytes) <= self.0.total;
            if fits && state.queue.front() == Some(&ticket) {
                break;
            }
            // The time limit only serves to notice a cancel.
            let wait = self.0.changed.wait_timeout(state, Duration::from_millis(50));
            state = wait.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.queue.pop_front();
        state.used = state.used.saturating_add(bytes);
        state.holders += 1;
        self.0.changed.notify_all();
        Ok(Lease { budget: self.clone(), bytes })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Lease {
    /// The lease for what turned out to be needed. Less is given back at once; for more, all is given back and
    /// asked for again, so that two who want more cannot block each other.
    ///
    /// # Errors
    /// `Cancelled`.
    pub fn resize(mut self, bytes: u64, cancel: &Cancel) -> Result<Lease, ErrorKind> {
        let budget = self.budget.clone();
        if bytes > self.bytes {
            drop(self);
            return budget.lease(bytes, cancel);
        }
        budget.state().used -= self.bytes - bytes;
        self.bytes = bytes;
        budget.0.changed.notify_all();
        Ok(self)
    }
}

impl Drop for Lease {
    fn drop(&mut self) {
        let mut state = self.budget.state();
        state.used = state.used.saturating_sub(self.bytes);
        state.holders -= 1;
        drop(state);
        self.budget.0.changed.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicU64, Ordering};
    use std::thread;

    #[test]
    fn the_sum_stays_within_the_budget_and_everybody_gets_a_turn() {
        let (budget, used, most) = (Budget::new(100), AtomicU64::new(0), AtomicU64::new(0));
        thread::scope(|scope| {
            for index in 0..50_u64 {
                let (budget, used, most) = (&budget, &used, &most);
                scope.spawn(move || {
                    let bytes = 10 + index;
                    let _lease = budget.lease(bytes, &Cancel::new()).expect("not cancelled");
                    most.fetch_max(used.fetch_add(bytes, Ordering::SeqCst) + bytes, Ordering::SeqCst);
                    thread::sleep(Duration::from_millis(1));
                    used.fetch_sub(bytes, Ordering::SeqCst);
                });
            }
        });
        assert!(most.into_inner() <= 100);
    }

    #[test]
    fn a_giant_runs_alone() {
        let budget = Budget::new(100);
        let small = budget.lease(10, &Cancel::new()).expect("free");
        let giant = thread::spawn({
            let budget = budget.clone();
            move || budget.lease(1_000, &Cancel::new())
        });
        thread::sleep(Duration::from_millis(20));
        assert!(!giant.is_finished());
        drop(small);
        giant.join().expect("no panic").expect("alone now");
    }

    #[test]
    fn waiting_ends_with_a_cancel() {
        let (budget, cancel) = (Budget::new(100), Cancel::new());
        let _all = budget.lease(100, &cancel).expect("free");
        let waiting = thread::spawn({
            let (budget, cancel) = (budget.clone(), cancel.clone());
            move || budget.lease(1, &cancel)
        });
        cancel.cancel();
        assert!(matches!(waiting.join().expect("no panic"), Err(ErrorKind::Cancelled)));
    }

    #[test]
    fn two_who_want_more_do_not_block_each_other() {
        let budget = Budget::new(100);
        thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let lease = budget.lease(50, &Cancel::new()).expect("free");
                    thread::sleep(Duration::from_millis(5));
                    lease.resize(80, &Cancel::new()).expect("in turn");
                });
            }
        });
    }
}
