//! The ledger's mark in the record of a sign-in.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use crate::keyring::Vault;
use crate::ledger::Mark;

/// The mark in one record. The keyring is read once and written when the mark rises.
pub(crate) struct RecordMark {
    vault: Arc<Vault>,
    generation: AtomicU64,
}

impl RecordMark {
    /// The mark in the record that lies in `vault`, where it was `generation` when it was read.
    pub fn new(vault: Arc<Vault>, generation: u64) -> Self {
        RecordMark { vault, generation: AtomicU64::new(generation) }
    }
}

impl Mark for RecordMark {
    fn generation(&self) -> u64 {
        self.generation.load(Ordering::Acquire)
    }

    fn raise(&self, generation: u64) {
        if self.generation.fetch_max(generation, Ordering::AcqRel) >= generation {
            return;
        }
        let raised = self.vault.update(move |record| record.generation = record.generation.max(generation));
        if let Err(error) = raised {
            tracing::debug!(%error, "the mark is raised later");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keyring::Record;

    #[test]
    fn the_mark_only_rises_and_lies_in_the_record() {
        let vault = Arc::new(Vault::memory());
        let record = Record::new().unwrap();
        vault.create(&record).unwrap();
        let mark = RecordMark::new(Arc::clone(&vault), record.generation);
        mark.raise(7);
        mark.raise(3);
        assert_eq!(mark.generation(), 7);
        assert_eq!(vault.read().unwrap().unwrap().generation, 7);
    }
}
