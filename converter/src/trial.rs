//! What a recipe would make of a picture, or of the part of it that is looked at: encoded in memory, decoded again and
//! compared. Nothing is written.

use serde::{Deserialize, Serialize};

use crate::cancel::Cancel;
use crate::conversion::{self, Failure, Host, Watched};
use crate::encode::Encoded;
use crate::encode::libwebp::Care;
use crate::error::{ErrorKind, Stage};
use crate::input::Source;
use crate::look::{self, Found, Likeness};
use crate::picture::{Picture, Pixels, Warning};
use crate::recipe::{Goal, Recipe};
use crate::view::View;
use crate::{decode, prepare, verify};

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// How the picture is to be converted. Whether something is saved does not matter here.
    pub conversion: conversion::Order,
    /// The part to try it on, in pixels of the result; `None` is all of it.
    pub area: Option<Area>,
    /// Pixels of the longer side of either view at most.
    pub longest: u32,
}

/// A part of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Area {
    /// The first column.
    pub x: u32,
    /// The first row.
    pub y: u32,
    /// How many columns.
    pub width: u32,
    /// How many rows.
    pub height: u32,
}

/// Bytes for a pixel that is shown: four in either view, and again in the one piece in which both are sent.
const SHOWN_BYTES: u64 = 16;

/// A conversion to be looked at. An animation is tried on its first frame.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Trial {
    /// The file that the part became: its bytes, format and warnings.
    pub encoded: Encoded,
    /// Width and height that the whole result would have.
    pub size: (u32, u32),
    /// The part that was tried, which is within `size`.
    pub area: Area,
    /// How much the result looks like the picture there.
    pub likeness: Likeness,
    /// The picture there, before.
    pub before: View,
    /// The same after. It has fewer pixels than `before` only where a limit of bytes left no other way.
    pub after: View,
}

impl Area {
    /// All of a picture of this size.
    pub fn whole((width, height): (u32, u32)) -> Self {
        Area { x: 0, y: 0, width, height }
    }

    /// The same within a picture of this size: at least a pixel, nothing beyond the edges.
    #[must_use]
    pub fn within(self, (width, height): (u32, u32)) -> Self {
        let (x, y) = (self.x.min(width - 1), self.y.min(height - 1));
        Area { x, y, width: self.width.clamp(1, width - x), height: self.height.clamp(1, height - y) }
    }

    /// How many pixels it has.
    pub fn pixels(self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }
}

impl Order {
    /// Tries the recipe on a source in memory.
    ///
    /// # Errors
    /// Those of the stages and of the host.
    pub fn carry_out(&self, source: Source, host: &mut dyn Host, cancel: &Cancel) -> Result<Trial, Failure> {
        Watched::during(host, |host| self.stages(source, host, cancel))
    }

    fn stages(&self, source: Source, host: &mut dyn Host, cancel: &Cancel) -> Result<Trial, ErrorKind> {
        host.stage(Stage::Decode)?;
        let conversion::Order { recipe, limits, threads, .. } = &self.conversion;
        let source = source.drawn_at(recipe.resize);
        let header = decode::header(&source, limits)?;
        let need = self.conversion.need(&source, header, false)?;
        let pixels = self.most_pixels(header.pixels());
        let compared = look::comparing_bytes(pixels, header.has_alpha);
        host.reserve(need.saturating_add(compared).saturating_add(pixels.saturating_mul(SHOWN_BYTES)))?;
        let picture = decode::decode(&source, limits)?;
        drop(source);
        host.stage(Stage::Prepare)?;
        let picture = prepare::prepare(picture, recipe)?;
        let size = (picture.width, picture.height);
        let area = self.area.map_or(Area::whole(size), |area| area.within(size));
        let picture = part(picture, area);
        host.stage(Stage::Encode)?;
        let recipe = for_part(recipe, area.pixels() as f64 / Area::whole(size).pixels() as f64);
        let found = look::find(&picture, &recipe, *threads, cancel)?;
        host.stage(Stage::Verify)?;
        compared_with(picture, found, self.longest, cancel).map(|(encoded, likeness, before, after)| Trial {
            encoded,
            size,
            area,
            likeness,
            before,
            after,
        })
    }

    /// Pixels that are compared at most.
    fn most_pixels(&self, of_picture: u64) -> u64 {
        self.area.map_or(of_picture, |area| area.pixels().min(of_picture))
    }
}

/// A limit of bytes holds for the whole; a part has its share of it.
fn for_part(recipe: &Recipe, share: f64) -> Recipe {
    let goal = match recipe.goal {
        Goal::MaxBytes(limit) => {
            let bytes = (limit.get() as f64 * share) as u64;
            Goal::MaxBytes(bytes.try_into().unwrap_or(std::num::NonZeroU64::MIN))
        }
        goal => goal,
    };
    Recipe { goal, ..recipe.clone() }
}

/// What was found, decoded again and held beside the picture that it was made of.
fn compared_with(
    picture: Picture,
    found: Found,
    longest: u32,
    cancel: &Cancel,
) -> Result<(Encoded, Likeness, View, View), ErrorKind> {
    let Found { mut encoded, shrunk, likeness, .. } = found;
    let seen = verify::read_back(&encoded, shrunk.as_ref().unwrap_or(&picture), Care::Full)?;
    let likeness = match likeness {
        Some(likeness) => likeness,
        None => look::compare(&picture, &seen, cancel)?,
    };
    let warnings: Vec<Warning> = picture.warnings.clone();
    encoded.warnings.splice(0..0, warnings);
    Ok((encoded, likeness, View::of(picture, longest)?, View::of(seen, longest)?))
}

/// That part of a prepared picture.
fn part(picture: Picture, area: Area) -> Picture {
    if area == Area::whole((picture.width, picture.height)) {
        return picture;
    }
    let width = picture.width as usize;
    let pixels = match &picture.pixels {
        Pixels::Rgb8(samples) => Pixels::Rgb8(cut(samples, 3, width, area)),
        Pixels::Rgba8(samples) => Pixels::Rgba8(cut(samples, 4, width, area)),
        Pixels::Rgb16(samples) => Pixels::Rgb16(cut(samples, 3, width, area)),
        Pixels::Rgba16(samples) => Pixels::Rgba16(cut(samples, 4, width, area)),
    };
    Picture { width: area.width, height: area.height, pixels, ..picture }
}

fn cut<T: Copy>(samples: &[T], channels: usize, width: usize, area: Area) -> Vec<T> {
    let columns = area.x as usize * channels..(area.x + area.width) as usize * channels;
    let rows = samples.chunks_exact(width * channels).skip(area.y as usize).take(area.height as usize);
    rows.flat_map(|row| &row[columns.clone()]).copied().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_area_is_brought_within_the_picture() {
        let within = |x, y, width, height| {
            let area = Area { x, y, width, height }.within((100, 50));
            (area.x, area.y, area.width, area.height)
        };
        assert_eq!(within(10, 10, 20, 20), (10, 10, 20, 20));
        assert_eq!(within(90, 45, 20, 20), (90, 45, 10, 5));
        assert_eq!(within(500, 500, 20, 0), (99, 49, 1, 1));
        assert_eq!(within(0, 0, u32::MAX, u32::MAX), (0, 0, 100, 50));
    }

    #[test]
    fn a_part_has_the_pixels_of_that_place() {
        let samples = (0..6 * 4_u8).flat_map(|i| [i, i, i]).collect();
        let part = part(Picture::new(6, 4, Pixels::Rgb8(samples)), Area { x: 4, y: 1, width: 2, height: 3 });
        let Pixels::Rgb8(samples) = part.pixels else { panic!("as before") };
        assert_eq!(samples.iter().step_by(3).copied().collect::<Vec<_>>(), [10, 11, 16, 17, 22, 23]);
    }

    #[test]
    fn a_part_has_its_share_of_the_bytes() {
        let limit = |bytes: u64| Goal::MaxBytes(bytes.try_into().expect("some"));
        let recipe = Recipe { goal: limit(1000), ..Recipe::default() };
        assert_eq!(for_part(&recipe, 0.25).goal, limit(250));
        assert_eq!(for_part(&recipe, 0.0).goal, limit(1));
    }
}
