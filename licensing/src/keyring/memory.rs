//! A place that lasts as long as the process.

use std::sync::{Arc, Mutex, PoisonError};

use zeroize::Zeroizing;

use super::{Item, RecordError};

/// Clones are the same place.
#[derive(Clone, Default)]
pub struct MemoryItem(Arc<Mutex<Option<Zeroizing<Vec<u8>>>>>);

impl MemoryItem {
    fn with<T>(&self, work: impl FnOnce(&mut Option<Zeroizing<Vec<u8>>>) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Item for MemoryItem {
    fn get(&mut self) -> Result<Option<Vec<u8>>, RecordError> {
        Ok(self.with(|secret| secret.as_ref().map(|secret| secret.to_vec())))
    }

    fn set(&mut self, secret: &[u8]) -> Result<(), RecordError> {
        self.with(|stored| *stored = Some(Zeroizing::new(secret.to_vec())));
        Ok(())
    }

    fn remove(&mut self) -> Result<(), RecordError> {
        self.with(|stored| *stored = None);
        Ok(())
    }
}
