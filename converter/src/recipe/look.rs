//! How much an output is to look like its source: a target on the scale of SSIMULACRA2, in words or as a number.

use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// A wanted SSIMULACRA2 score, 1 to 100. By its authors 90 is visually lossless in direct comparison, 70 high quality,
/// 50 medium.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "Written", into = "u8")]
pub struct Look(
    /// Always 1..=100.
    u8,
);

/// The targets that have a word of their own.
const WORDS: [(&str, Look); 4] =
    [("small", Look::SMALL), ("balanced", Look::BALANCED), ("high", Look::HIGH), ("max", Look::MAX)];

impl Look {
    /// Small files; differences show side by side.
    pub const SMALL: Look = Look(60);
    /// Hard to tell apart at a normal distance.
    pub const BALANCED: Look = Look(70);
    /// Hard to tell apart side by side.
    pub const HIGH: Look = Look(80);
    /// Not to be told apart when one replaces the other in place.
    pub const MAX: Look = Look(90);

    /// The target, if it is one of 1..=100.
    pub fn new(score: u8) -> Option<Self> {
        (1..=100).contains(&score).then_some(Look(score))
    }

    /// The score.
    pub fn score(self) -> u8 {
        self.0
    }
}

impl FromStr for Look {
    type Err = InvalidLook;

    fn from_str(text: &str) -> Result<Self, InvalidLook> {
        let word = WORDS.iter().find(|(word, _)| *word == text).map(|&(_, look)| look);
        let number = || text.parse().ok().and_then(Look::new);
        word.or_else(number).ok_or_else(|| InvalidLook(text.to_owned()))
    }
}

/// A target as people write it in a file.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Score(u8),
    Word(String),
}

impl TryFrom<Written> for Look {
    type Error = InvalidLook;

    fn try_from(written: Written) -> Result<Self, InvalidLook> {
        match written {
            Written::Score(score) => Look::new(score).ok_or_else(|| InvalidLook(score.to_string())),
            Written::Word(word) => word.parse(),
        }
    }
}

impl From<Look> for u8 {
    fn from(look: Look) -> u8 {
        look.0
    }
}

/// A look that could not be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no look: use small, balanced, high, max or a number from 1 to 100")]
pub struct InvalidLook(
    /// What was written.
    pub String,
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_numbers_name_the_same_targets() {
        for (text, score) in
            [("small", 60), ("balanced", 70), ("high", 80), ("max", 90), ("1", 1), ("100", 100)]
        {
            assert_eq!(text.parse::<Look>().map(Look::score), Ok(score), "{text}");
        }
        for text in ["", "0", "101", "best", "70.5", "-1"] {
            assert!(text.parse::<Look>().is_err(), "{text}");
        }
    }

    #[test]
    fn both_can_stand_in_a_file() {
        for json in ["80", "\"high\""] {
            assert_eq!(serde_json::from_str::<Look>(json).expect(json), Look::HIGH);
        }
        assert_eq!(serde_json::to_string(&Look::HIGH).expect("a number"), "80");
        assert!(serde_json::from_str::<Look>("0").is_err());
    }
}
