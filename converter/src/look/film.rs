//! The look of an animation: aimed at by one of its frames alone, then held against frames of the finished animation.

use super::judge::{Judge, Likeness};
use super::outcome::Outcome;
use super::sample::is_drawn;
use super::search::{Aim, Next, Search};
use super::seeker::{TOLERANCE, usual_look};
use super::{Found, find};
use crate::animation::Animation;
use crate::cancel::Cancel;
use crate::encode::{self, Encoded};
use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::recipe::{Format, Goal, Look, Quality, Recipe};
use crate::verify;

/// Frames that are looked at, from the first to the last.
const GLIMPSES: usize = 8;

/// A look up to this much above the least is not brought nearer to it: a film is far more work than a picture.
const SLACK: f64 = 3.0;

/// Encodes at most, unless none has the look yet.
const TRIES: usize = 3;

/// An animation, and the frames by which its look is judged.
pub(super) struct Film<'a> {
    animation: &'a Animation<'a>,
    recipe: &'a Recipe,
    look: Look,
    /// Which frames are looked at, rising.
    glimpses: Vec<usize>,
    /// The one of them with the most detail, which probably needs the most bytes.
    busiest: Picture,
    threads: usize,
    cancel: &'a Cancel,
}

impl<'a> Film<'a> {
    /// Looks through an animation for the frames to judge it by.
    ///
    /// # Errors
    /// Those of the frames; `Cancelled`.
    pub fn new(
        animation: &'a Animation<'a>,
        recipe: &'a Recipe,
        look: Look,
        threads: usize,
        cancel: &'a Cancel,
    ) -> Result<Self, ErrorKind> {
        let glimpses = spread(animation.timing.delays.len());
        let busiest = busiest(animation, &glimpses, cancel)?;
        Ok(Film { animation, recipe, look, glimpses, busiest, threads, cancel })
    }

    /// The smallest animation of which every frame that is looked at has the look, or the best there is; and the recipe
    /// it was made with.
    ///
    /// # Errors
    /// Of the encoder and of the decoder that reads it back; `Cancelled`.
    pub fn find(&self) -> Result<(Encoded, Recipe), ErrorKind> {
        let outcome = match self.recipe.format {
            Format::Auto => encode::of_both(self.cancel, |format| self.in_format(format), Outcome::beats),
            format => self.in_format(format),
        }?;
        let goal = outcome.goal;
        let encoded = outcome.told(self.look);
        let recipe = Recipe { goal, format: encoded.format, ..self.recipe.clone() };
        Ok((encoded, recipe))
    }

    fn in_format(&self, format: Format) -> Result<Outcome, ErrorKind> {
        let recipe = Recipe { format, ..self.recipe.clone() };
        let Found { webp_quality, recipe: of_still, .. } =
            find(&self.busiest, &recipe, self.threads, self.cancel)?;
        if of_still.goal == Goal::Lossless {
            let encoded = encode::encode_animation(self.animation, &of_still, self.threads, self.cancel)?;
            return Ok(Outcome::lossless(encoded));
        }
        self.search(&recipe, webp_quality)
    }

    /// Begins with the quality that the busiest frame needs, and goes on from what its frames look like then.
    fn search(&self, recipe: &Recipe, first: f32) -> Result<Outcome, ErrorKind> {
        let aim = Aim { wanted: f64::from(self.look.score()) - TOLERANCE, slack: SLACK, tries: TRIES };
        let is_drawn = is_drawn(&self.busiest);
        let usual = |quality: f32| usual_look(quality, is_drawn);
        let shift = aim.wanted + aim.slack / 2.0 - usual(first);
        let expected = (1..=100_u8).map(|quality| usual(quality.into()) + shift).collect();
        let mut search = Search::new(expected, aim);
        let mut best: Option<Outcome> = None;
        loop {
            let Next::Try(position) = search.next() else {
                return Ok(best.expect("something was tried"));
            };
            self.cancel.check()?;
            let quality = Quality::new(position as u8 + 1).expect("one of 1..=100");
            let recipe = Recipe { goal: Goal::Quality(quality), ..recipe.clone() };
            let encoded = encode::encode_animation(self.animation, &recipe, self.threads, self.cancel)?;
            let likeness = self.worst(&encoded)?;
            search.learn(position, likeness.look());
            let reaches = likeness.look() >= aim.wanted;
            let outcome = Outcome { encoded, likeness, goal: recipe.goal, reaches };
            best = Some(match best {
                Some(best) if !outcome.beats(&best) => best,
                _ => outcome,
            });
        }
    }

    /// How much the worst of the frames that are looked at is like its original.
    fn worst(&self, encoded: &Encoded) -> Result<Likeness, ErrorKind> {
        let limits = verify::limits_for(self.animation);
        let mut seen = verify::read_back_frames(encoded, &limits)?;
        let mut reel = self.animation.reel()?;
        let mut worst = Likeness::SAME;
        for index in 0..self.animation.timing.delays.len() {
            self.cancel.check()?;
            let (frame, picture) = (seen.next()?.ok_or(ErrorKind::Truncated)?, reel.next_frame()?);
            if self.glimpses.binary_search(&index).is_ok() {
                let likeness = Judge::new(&picture)?.compare(&frame.picture, self.cancel)?;
                worst = if likeness.look() < worst.look() { likeness } else { worst };
            }
        }
        Ok(worst)
    }
}

/// Up to [`GLIMPSES`] of so many frames, the first and the last among them.
fn spread(frames: usize) -> Vec<usize> {
    let last = frames.saturating_sub(1);
    let glimpses = GLIMPSES.min(frames);
    (0..glimpses).map(|index| index * last / (glimpses - 1).max(1)).collect()
}

/// The frame with the most detail among those.
fn busiest(animation: &Animation<'_>, glimpses: &[usize], cancel: &Cancel) -> Result<Picture, ErrorKind> {
    let mut reel = animation.reel()?;
    let mut busiest: Option<(u64, Picture)> = None;
    for index in 0..animation.timing.delays.len() {
        cancel.check()?;
        let picture = reel.next_frame()?;
        if glimpses.binary_search(&index).is_err() {
            continue;
        }
        let detail = detail(&picture);
        if busiest.as_ref().is_none_or(|(most, _)| detail > *most) {
            busiest = Some((detail, picture));
        }
    }
    Ok(busiest.ok_or(ErrorKind::Truncated)?.1)
}

/// How much neighbours in a row differ, in sum.
fn detail(picture: &Picture) -> u64 {
    let (samples, channels) = (picture.pixels.samples_8_bit(), picture.pixels.channels());
    let rows = samples.chunks_exact(picture.width as usize * channels);
    rows.flat_map(|row| row.iter().zip(&row[channels..])).map(|(a, b)| u64::from(a.abs_diff(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Pixels;

    #[test]
    fn glimpses_are_spread_from_the_first_frame_to_the_last() {
        assert_eq!(spread(2), [0, 1]);
        assert_eq!(spread(8), [0, 1, 2, 3, 4, 5, 6, 7]);
        assert_eq!(spread(15), [0, 2, 4, 6, 8, 10, 12, 14]);
        assert_eq!(spread(300).last(), Some(&299));
    }

    #[test]
    fn detail_is_what_differs_within_a_row() {
        let picture = |samples: [u8; 12]| Picture::new(2, 2, Pixels::Rgb8(samples.to_vec()));
        assert_eq!(detail(&picture([9, 9, 9, 9, 9, 9, 0, 0, 0, 0, 0, 0])), 0);
        assert_eq!(detail(&picture([1, 2, 3, 4, 5, 6, 0, 0, 0, 0, 0, 7])), 16);
    }
}
