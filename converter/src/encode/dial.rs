//! The lossy scale of an encoder as a search turns it: from the fewest bytes to the most.

use super::{Encoded, avif, webp};
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::recipe::{Format, Recipe};

/// An encoder set up for one picture but for its quality; parts of the picture are encoded just as the whole.
#[derive(Debug, Clone)]
pub(crate) struct Dial {
    /// Rising. Never empty.
    pub marks: Vec<Mark>,
}

/// One position.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mark {
    setting: Setting,
    /// The quality of WebP that usually looks like it.
    pub webp_quality: f32,
}

/// What an encoder is told at one position.
#[derive(Debug, Clone, Copy)]
enum Setting {
    /// libwebp's quality, which need not be whole.
    Webp(f32),
    Avif(avif::Plan),
}

impl Dial {
    /// The dial of the encoder that `recipe` means for `picture` in this format.
    ///
    /// # Panics
    /// For [`Format::Auto`], which is no format of its own.
    pub fn new(format: Format, picture: &Picture, recipe: &Recipe) -> Self {
        let marks = match format {
            // Whole steps are up to two points of SSIMULACRA2 apart.
            Format::Webp => (2..=200_u8).map(|half| f32::from(half) / 2.0).map(webp_mark).collect(),
            Format::Avif => {
                let plan = avif::lossy_plan(picture, recipe);
                let mark = |(coarseness, webp_quality)| Mark {
                    setting: Setting::Avif(plan.with_coarseness(coarseness)),
                    webp_quality,
                };
                plan.scale().into_iter().map(mark).collect()
            }
            Format::Auto => panic!("auto is decided before"),
        };
        Dial { marks }
    }

    /// Encodes `picture` with the dial at `marks[position]`.
    ///
    /// # Errors
    /// As [`super::encode`].
    pub fn encode(
        &self,
        position: usize,
        picture: &Picture,
        recipe: &Recipe,
        threads: usize,
        cancel: &Cancel,
    ) -> Result<Encoded, ErrorKind> {
        match self.marks[position].setting {
            Setting::Webp(quality) => webp::encode_at(quality, picture, recipe, cancel),
            Setting::Avif(plan) => avif::encode_as(plan, picture, recipe, threads, cancel),
        }
    }
}

fn webp_mark(quality: f32) -> Mark {
    Mark { setting: Setting::Webp(quality), webp_quality: quality }
}
