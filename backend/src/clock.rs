//! The time. Handed in wherever it is needed, so that a test can move it.

use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};

/// The system's clock, and in debug builds a file that says how far to be off.
#[derive(Debug, Clone, Default)]
pub struct Clock {
    /// Holds a number of milliseconds to add. Read at every question, so that a running server can be moved.
    offset_file: Option<PathBuf>,
}

impl Clock {
    /// The system's clock.
    pub fn system() -> Self {
        Clock::default()
    }

    /// A clock that the file `path` moves. A missing file moves nothing.
    #[cfg(debug_assertions)]
    pub fn moved_by(path: PathBuf) -> Self {
        Clock { offset_file: Some(path) }
    }

    /// Milliseconds since the Unix epoch.
    pub fn now_ms(&self) -> i64 {
        let since_epoch = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        i64::try_from(since_epoch.as_millis()).unwrap_or(i64::MAX).saturating_add(self.offset_ms())
    }

    /// How far this clock is ahead of the system's.
    pub fn offset_ms(&self) -> i64 {
        let text = self.offset_file.as_ref().and_then(|path| std::fs::read_to_string(path).ok());
        text.and_then(|text| text.trim().parse().ok()).unwrap_or(0)
    }
}
