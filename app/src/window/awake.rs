//! Keeps the system from falling asleep while something is under way.

use std::sync::mpsc::{Sender, channel};
use std::thread;

/// Holds the system awake until dropped. The service of the system that does it is asked on a thread of its own: it may
/// take its time, or not be there.
#[derive(Debug)]
pub struct Awake(#[expect(dead_code, reason = "the thread ends when it is dropped")] Sender<()>);

impl Awake {
    /// Asks for it; without an answer work goes on all the same.
    pub fn hold() -> Self {
        let (held, released) = channel::<()>();
        let hold = move || match request() {
            // Ends when the sender is dropped.
            Ok(_guard) => drop(released.recv()),
            Err(error) => tracing::debug!(%error, "the system may fall asleep"),
        };
        if let Err(error) = thread::Builder::new().name("awake".to_owned()).spawn(hold) {
            tracing::debug!(%error, "no thread to keep the system awake");
        }
        Awake(held)
    }
}

fn request() -> keepawake::Result<keepawake::KeepAwake> {
    keepawake::Builder::default()
        .idle(true)
        .sleep(true)
        .reason("Converting pictures")
        .app_name("Picopress")
        .app_reverse_domain("picopress")
        .create()
}
