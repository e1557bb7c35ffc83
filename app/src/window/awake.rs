//! Keeps the system from falling asleep while something is under way.

use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Holds the system awake until dropped. The service of the system that does it is asked on a thread of its own: it may
/// take its time, or not be there.
#[derive(Debug)]
pub struct Awake(#[expect(dead_code, reason = "the thread ends when it is dropped")] Sender<()>);

/// What the system is not to do.
#[derive(Debug, Clone, Copy)]
struct Request {
    /// To fall asleep by itself.
    idle: bool,
    /// To sleep when it is told to, as by the lid.
    sleep: bool,
}

/// What is asked for, each on its own. Linux may refuse one and grant the other, which one request for both would lose;
/// Windows forgets the first request of a thread when it hears another.
const REQUESTS: &[Request] = if cfg!(target_os = "linux") {
    &[Request { idle: true, sleep: false }, Request { idle: false, sleep: true }]
} else {
    &[Request { idle: true, sleep: true }]
};

impl Awake {
    /// Asks for it; without an answer work goes on all the same.
    pub fn hold() -> Self {
        let (held, released) = channel::<()>();
        let hold = move || {
            let _guards: Vec<_> = REQUESTS.iter().filter_map(|request| request.grant()).collect();
            // Ends when the sender is dropped.
            let _ = released.recv();
        };
        if let Err(error) = thread::Builder::new().name("awake".to_owned()).spawn(hold) {
            tracing::debug!(%error, "no thread to keep the system awake");
        }
        Awake(held)
    }
}

impl Request {
    fn grant(self) -> Option<keepawake::KeepAwake> {
        let granted = keepawake::Builder::default()
            .idle(self.idle)
            .sleep(self.sleep)
            .reason("Converting pictures")
            .app_name("Picopress")
            .app_reverse_domain("picopress")
            .create();
        granted.inspect_err(|error| tracing::debug!(%error, ?self, "the system may fall asleep")).ok()
    }
}
