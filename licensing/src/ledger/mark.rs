//! The mark: the highest generation that a ledger is known to have had, kept apart from it. A ledger that is gone,
//! or older than its mark, was deleted or put back.

/// Where the mark is kept: the keyring record of a sign-in, or the key file of somebody without one.
pub trait Mark: Send + Sync {
    /// The mark. 0 when there never was a ledger.
    fn generation(&self) -> u64;

    /// Raises the mark to `generation`, which is safely on disk. A mark that lags behind is legal at any time: a
    /// place that cannot be written now, or that is slow, may be written later.
    fn raise(&self, generation: u64);

    /// Waits until it is raised, or cannot be: at the end of a run, so that what the run counted cannot be put back.
    fn flush(&self) {}
}
