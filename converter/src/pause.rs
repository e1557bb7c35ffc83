//! A switch that keeps the next pictures of a run from being begun.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::cancel::Cancel;

/// How often one who waits looks whether the run was cancelled meanwhile.
const LOOK: Duration = Duration::from_millis(50);

/// Cloned into every worker. Pictures under way come to their end; nothing new begins while it is on.
#[derive(Debug, Clone, Default)]
pub struct Pause(Arc<Switch>);

#[derive(Debug, Default)]
struct Switch {
    is_on: Mutex<bool>,
    changed: Condvar,
}

impl Pause {
    /// A switch that is off.
    pub fn new() -> Self {
        Pause::default()
    }

    /// Turns it on or off.
    pub fn set(&self, is_on: bool) {
        *self.0.is_on.lock().unwrap_or_else(PoisonError::into_inner) = is_on;
        self.0.changed.notify_all();
    }

    /// Whether it is on.
    pub fn is_on(&self) -> bool {
        *self.0.is_on.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits until it is off, or the run is cancelled.
    pub fn wait(&self, cancel: &Cancel) {
        let mut is_on = self.0.is_on.lock().unwrap_or_else(PoisonError::into_inner);
        while *is_on && !cancel.is_cancelled() {
            let waited = self.0.changed.wait_timeout(is_on, LOOK).unwrap_or_else(PoisonError::into_inner);
            is_on = waited.0;
        }
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    #[test]
    fn who_waits_goes_on_when_it_is_off_or_all_is_cancelled() {
        for end in
            [|pause: &Pause, _: &Cancel| pause.set(false), |_: &Pause, cancel: &Cancel| cancel.cancel()]
        {
            let (pause, cancel) = (Pause::new(), Cancel::new());
            pause.set(true);
            let waiting = {
                let (pause, cancel) = (pause.clone(), cancel.clone());
                thread::spawn(move || pause.wait(&cancel))
            };
            thread::sleep(Duration::from_millis(20));
            assert!(!waiting.is_finished(), "it was on");
            end(&pause, &cancel);
            waiting.join().expect("it goes on");
        }
    }
}
