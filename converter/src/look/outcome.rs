//! What a search for a look ends with, and what it took.

use std::cell::Cell;

use super::judge::Likeness;
use crate::encode::{Encoded, Fidelity};
use crate::picture::Warning;
use crate::recipe::{Goal, Look};

/// A file that could be the one.
#[derive(Debug)]
pub(super) struct Outcome {
    pub encoded: Encoded,
    /// How much it looks like the original; of an animation, its worst frame.
    pub likeness: Likeness,
    /// What it was made with.
    pub goal: Goal,
    /// Whether it has the wanted look.
    pub reaches: bool,
}

impl Outcome {
    /// A file without loss.
    pub fn lossless(encoded: Encoded) -> Self {
        Outcome { encoded, likeness: Likeness::SAME, goal: Goal::Lossless, reaches: true }
    }

    /// Whether this one is to be taken instead of the other: the smaller of two that have the look, else what comes
    /// nearer to it.
    pub fn beats(&self, other: &Outcome) -> bool {
        match (self.reaches, other.reaches) {
            (true, true) => self.bytes() < other.bytes(),
            (false, false) => self.likeness.look() > other.likeness.look(),
            (reaches, _) => reaches,
        }
    }

    pub fn bytes(&self) -> usize {
        self.encoded.bytes.len()
    }

    /// The file, which now tells its score, and that this is not the wanted look if it is not.
    pub fn told(self, wanted: Look) -> Encoded {
        let Outcome { mut encoded, likeness, reaches, .. } = self;
        if !reaches {
            let reached = likeness.look() as i32;
            encoded.warnings.push(Warning::LookNotReached { wanted: wanted.score(), reached });
        }
        encoded.fidelity = Fidelity::Score(likeness.score);
        encoded
    }
}

/// What encoders did for a file.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Encodes {
    /// How often one ran.
    pub runs: u32,
    /// How many encodes of the whole picture that amounts to: one of a piece of it counts by its pixels.
    pub pictures: f64,
}

/// Counts [`Encodes`] while a search goes on.
#[derive(Debug, Default)]
pub(super) struct Tally(Cell<Encodes>);

impl Tally {
    /// An encoder ran on `share` of the whole picture's pixels.
    pub fn count(&self, share: f64) {
        let Encodes { runs, pictures } = self.0.get();
        self.0.set(Encodes { runs: runs + 1, pictures: pictures + share });
    }

    /// What was counted so far.
    pub fn get(&self) -> Encodes {
        self.0.get()
    }
}
