//! What waits: opening a picture, and trying a recipe on it. Nothing is written.

use std::path::{Path, PathBuf};

use converter::look::Likeness;
use converter::recipe::{Format, Goal, Recipe};
use converter::trial::Area;
use converter::viewer::{self, Wish};
use converter::{Cancel, Error, InputFormat, Isolation, Limits, Viewer};

use super::camera::{Placed, Scene};
use super::tiles::Tiles;
use crate::machine::Machine;

/// Pixels that are kept for the screen, of either picture: 24 million, which is 128 MB with its halves.
const SHOWN_PIXELS: f64 = 24e6;

/// Pixels of the longer side where only a decoder knows how many there are.
const UNKNOWN_LONGEST: u32 = 4096;

/// Below that many pixels a whole picture is as quick as a part of it.
const WORTH_PARTS: u64 = 3_000_000;

/// A part begins and ends at multiples of that: the halves of its tiles then lie on those of the whole picture.
const RASTER: u32 = 256;

/// Who looks, and with what.
#[derive(Debug, Clone)]
pub struct Desk {
    /// Where bytes of strangers are decoded.
    pub isolation: Isolation,
    /// Memory, as the settings say.
    pub memory: Option<u64>,
    /// What there is to work with.
    pub machine: Machine,
}

/// A picture before anything is done to it.
#[derive(Debug, Clone)]
pub struct Opened {
    /// The file.
    pub path: PathBuf,
    /// What its content is.
    pub format: InputFormat,
    /// Bytes of the file.
    pub bytes: u64,
    /// Width and height as a person sees it.
    pub size: (u32, u32),
    /// More than one if it moves.
    pub frames: u64,
    /// The first frame.
    pub before: Tiles,
}

/// What a recipe made of it.
#[derive(Debug, Clone)]
pub struct Tried {
    /// With which recipe.
    pub recipe: Recipe,
    /// Bytes of the result.
    pub bytes: u64,
    /// What it is.
    pub format: Format,
    /// Width and height of the result.
    pub size: (u32, u32),
    /// How much it looks like the picture.
    pub likeness: Likeness,
    /// The picture at the size of the result, where that differs.
    pub before: Option<Tiles>,
    /// The result.
    pub after: Tiles,
}

/// What a recipe made of the part that is in view, as long as nobody knows what it makes of the whole.
#[derive(Debug, Clone)]
pub struct Part {
    /// With which recipe.
    pub recipe: Recipe,
    /// Which part of the result it is.
    pub area: Area,
    /// The result there.
    pub after: Tiles,
}

/// The part to try `recipe` on first, where the whole would keep a person waiting. Only with a fixed quality it looks as it
/// will in the whole: what is sought for a part is not what is found for all of it.
pub fn part_worth_trying(recipe: &Recipe, scene: Scene, placed: Placed) -> Option<Area> {
    let (width, height) = scene.picture;
    let (left, top, right, bottom) = scene.in_view(placed);
    let (x, y) = (left / RASTER * RASTER, top / RASTER * RASTER);
    let end = |place: u32, side: u32| place.next_multiple_of(RASTER).min(side);
    let area = Area { x, y, width: end(right, width) - x, height: end(bottom, height) - y };
    let whole = u64::from(width) * u64::from(height);
    let is_worth_it = whole >= WORTH_PARTS && area.pixels() * 3 <= whole;
    (matches!(recipe.goal, Goal::Quality(_)) && is_worth_it).then_some(area)
}

impl Desk {
    /// Opens a picture.
    ///
    /// # Errors
    /// Why it cannot be shown.
    pub fn open(&self, path: &Path, cancel: &Cancel) -> Result<Opened, Error> {
        let facts = viewer::facts(path)?;
        let longest = facts.stored_size.map_or(UNKNOWN_LONGEST, longest_shown);
        let thumbnail = self.viewer().thumbnail(path, longest, cancel)?;
        Ok(Opened {
            path: path.to_owned(),
            format: thumbnail.format,
            bytes: facts.bytes,
            size: thumbnail.size,
            frames: thumbnail.frames,
            before: Tiles::of(thumbnail.view),
        })
    }

    /// Tries a recipe on an open picture.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub fn try_out(&self, opened: &Opened, recipe: Recipe, cancel: &Cancel) -> Result<Tried, Error> {
        let (width, height) = opened.size;
        let wanted = recipe.resize.map_or(opened.size, |resize| resize.apply(width, height));
        let wish = Wish {
            recipe: recipe.clone(),
            area: None,
            longest: longest_shown(wanted),
            threads: self.machine.cores,
        };
        let trial = self.viewer().try_out(&opened.path, wish, cancel)?;
        let is_same_size = (trial.before.width, trial.before.height) == opened.before.size();
        Ok(Tried {
            recipe,
            bytes: trial.encoded.bytes.len() as u64,
            format: trial.encoded.format,
            size: trial.size,
            likeness: trial.likeness,
            before: (!is_same_size).then(|| Tiles::of(trial.before)),
            after: Tiles::of(trial.after),
        })
    }

    /// Tries a recipe on a part of an open picture.
    ///
    /// # Errors
    /// Why it cannot be done.
    pub fn try_part(
        &self,
        opened: &Opened,
        recipe: Recipe,
        area: Area,
        cancel: &Cancel,
    ) -> Result<Part, Error> {
        let longest = area.width.max(area.height);
        let wish = Wish { recipe: recipe.clone(), area: Some(area), longest, threads: self.machine.cores };
        let trial = self.viewer().try_out(&opened.path, wish, cancel)?;
        Ok(Part { recipe, area: trial.area, after: Tiles::of(trial.after) })
    }

    /// Its memory is its own: with that of a run it would wait for the run.
    fn viewer(&self) -> Viewer {
        Viewer {
            limits: Limits::default(),
            budget: self.machine.memory_budget(self.memory),
            isolation: self.isolation.clone(),
        }
    }
}

impl Opened {
    /// Whether fewer pixels are shown than there are.
    pub fn is_reduced(&self) -> bool {
        let (width, height) = self.before.size();
        u64::from(width) * u64::from(height) < u64::from(self.size.0) * u64::from(self.size.1)
    }
}

impl Tried {
    /// Percent of the source that are saved; negative when the result is larger.
    pub fn percent_saved(&self, opened: &Opened) -> f64 {
        100.0 - self.bytes as f64 * 100.0 / opened.bytes.max(1) as f64
    }

    /// Whether a run would keep the original instead, since too little is saved.
    pub fn keeps_original(&self, opened: &Opened) -> bool {
        let least = self.recipe.min_saving.filter(|_| self.recipe.may_keep_original());
        least.is_some_and(|least| self.percent_saved(opened) < f64::from(least))
    }
}

/// The longer side at which a picture of this size has no more pixels than are shown.
fn longest_shown((width, height): (u32, u32)) -> u32 {
    let pixels = f64::from(width) * f64::from(height);
    let longest = f64::from(width.max(height));
    (longest * (SHOWN_PIXELS / pixels.max(1.0)).sqrt().min(1.0)).floor().max(1.0) as u32
}

#[cfg(test)]
mod tests {
    use super::super::camera::Camera;
    use super::*;

    #[test]
    fn a_part_is_tried_first_only_where_the_whole_takes_long_and_looks_the_same() {
        let mut camera = Camera::default();
        let scene = Scene { picture: (6000, 4000), pane: (800.0, 600.0) };
        let part =
            |camera: &Camera, scene, recipe: &Recipe| part_worth_trying(recipe, scene, camera.place(scene));
        let fixed = Recipe::default();
        assert_eq!(part(&camera, scene, &fixed), None, "all is in view");
        camera.zoom_to(1.0, (400.0, 300.0), scene);
        let area = part(&camera, scene, &fixed).expect("most is out of view");
        assert_eq!((area.x, area.y, area.width, area.height), (2560, 1536, 1024, 768));
        let sought = Recipe { goal: Goal::MaxBytes(100.try_into().expect("some")), ..Recipe::default() };
        assert_eq!(part(&camera, scene, &sought), None);
        camera.zoom_to(1.0, (0.0, 0.0), Scene { picture: (1200, 900), ..scene });
        assert_eq!(part(&camera, Scene { picture: (1200, 900), ..scene }, &fixed), None);
    }

    #[test]
    fn a_giant_is_shown_smaller_and_others_as_they_are() {
        assert_eq!(longest_shown((6000, 4000)), 6000);
        assert_eq!(longest_shown((4000, 6000)), 6000);
        assert_eq!(longest_shown((1, 1)), 1);
        let longest = longest_shown((30_000, 20_000));
        assert_eq!(longest, 6000);
    }
}
