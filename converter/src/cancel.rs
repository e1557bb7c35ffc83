//! A flag that asks all work of a run to stop.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::error::ErrorKind;

/// Cloned into every worker; once cancelled it stays so.
#[derive(Debug, Clone, Default)]
pub struct Cancel(Arc<AtomicBool>);

impl Cancel {
    /// A flag that nobody has raised.
    pub fn new() -> Self {
        Cancel::default()
    }

    /// Asks everybody who looks at this flag to stop.
    pub fn cancel(&self) {
        self.0.store(true, Ordering::Release);
    }

    /// Whether somebody asked.
    pub fn is_cancelled(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }

    /// `Err(Cancelled)` once somebody asked: for use between stages.
    pub fn check(&self) -> Result<(), ErrorKind> {
        if self.is_cancelled() { Err(ErrorKind::Cancelled) } else { Ok(()) }
    }
}
