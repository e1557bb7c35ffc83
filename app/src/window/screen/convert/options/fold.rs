//! What is folded away until somebody wants it.

/// A part of the column that can be unfolded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fold {
    /// For people who know the formats.
    Advanced,
    /// What is done with pictures that would lose something.
    Losses,
}
