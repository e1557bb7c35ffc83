//! Puts finished bytes on the disk without ever showing half a file.

/// A picture that is written beside its target, synced and verified, but not yet visible.
#[derive(Debug)]
pub struct Staged;
