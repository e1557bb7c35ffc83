//! What is done about the account without anybody asking: used conversions are told, the entitlement is renewed. One
//! round after the other, each on a thread; a round says when the next is due.

use std::time::Duration;

use iced::Task;
use iced::task::Handle;
use licensing::entitlement::Standing;
use licensing::{Licensing, Upkeep};

use super::bridge;

/// How soon it is looked again whether it is known by now who is signed in.
const OPENING: Duration = Duration::from_millis(300);
/// When the count cannot be had, as with a keyring that is locked.
const NO_LEDGER: Duration = Duration::from_secs(60);

/// The chain of rounds. Dropping it ends it.
#[derive(Debug, Default)]
pub struct Chain {
    failures: u32,
    next: Option<Handle>,
}

impl Chain {
    /// Begins a round now; one that was to come later does not, and of one under way nobody hears.
    pub fn round<Message: Send + 'static>(
        &mut self,
        licensing: Option<Licensing>,
        ended: impl FnOnce(Upkeep) -> Message + Send + 'static,
    ) -> Task<Message> {
        let Some(licensing) = licensing else { return Task::none() };
        let failures = self.failures;
        let (task, handle) = bridge::blocking(move || round(&licensing, failures), ended).abortable();
        self.next = Some(handle.abort_on_drop());
        task
    }

    /// A round ended: another is due after its time.
    pub fn ended<Message: Send + 'static>(&mut self, upkeep: Upkeep, due: Message) -> Task<Message> {
        self.failures = upkeep.failures;
        let wait = Task::future(async move {
            tokio::time::sleep(upkeep.again_in).await;
            due
        });
        let (task, handle) = wait.abortable();
        self.next = Some(handle.abort_on_drop());
        task
    }
}

fn round(licensing: &Licensing, failures: u32) -> Upkeep {
    if licensing.snapshot().rights.standing == Standing::Opening {
        // The count of nobody is not to be told for somebody.
        return Upkeep { again_in: OPENING, failures };
    }
    match licensing.ledger() {
        Ok(ledger) => licensing.upkeep(&ledger, failures),
        Err(error) => {
            tracing::warn!(code = error.code(), "the count cannot be told");
            Upkeep { again_in: NO_LEDGER, failures: failures.saturating_add(1) }
        }
    }
}
