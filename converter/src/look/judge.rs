//! How much a decoded output looks like the picture it was made from: as a whole, and where it is worst.

use std::borrow::Cow;
use std::ops::Range;

use fast_ssim2::{
    PixelDescriptor, PixelSlice, Ssimulacra2Maps, Ssimulacra2Reference, compute_ssimulacra2_maps,
};

use super::pool::{Pool, SCALES};
use serde::{Deserialize, Serialize};

use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::{Picture, Pixels};

/// Side of a region in pixels. A multiple of 32, the coarsest sample of the metric.
const TILE: u32 = 128;

/// Regions along each side of what is compared at once where a picture is too large to be compared whole.
const TILES_AT_ONCE: usize = 6;

/// Pixels around such a part that its blurred error maps need; a multiple of 32.
const MARGIN: u32 = 64;

/// How much farther from a hundred than the target the worst region may be. At equal scores most photographs stay below
/// 1.4; above lie faces before busy grounds, and drawings of a few lines on a plain ground.
const WORST_REGION: f64 = 1.6;

/// Up to here a picture is compared whole, which takes about 200 bytes of memory a pixel (estimated).
const WHOLE_PIXELS: u64 = 1_500_000;

/// Peak bytes of a comparison: what was decoded again, and the error maps of the part at hand; estimated, not measured.
pub(super) fn working_bytes(pixels: u64, has_alpha: bool) -> u64 {
    let (decoded, maps) = if has_alpha { (8, 260) } else { (6, 200) };
    pixels * decoded + pixels.min(WHOLE_PIXELS) * maps
}

/// How alike two pictures look.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Likeness {
    /// SSIMULACRA2 of the whole.
    pub score: f64,
    /// SSIMULACRA2 pooled over the worst region alone.
    pub worst: f64,
}

impl Likeness {
    /// Of a picture and itself.
    pub(super) const SAME: Likeness = Likeness { score: 100.0, worst: 100.0 };

    /// What is held against a target: the score, unless some region is so much worse than the rest that it counts.
    pub fn look(&self) -> f64 {
        self.score.min(100.0 - (100.0 - self.worst) / WORST_REGION)
    }
}

/// Compares outputs with one picture. Colours are taken for sRGB, whatever their profile: both sides have the same, and
/// steps of an eight-bit sample are about as visible in one as in the other.
pub(super) struct Judge<'a> {
    original: View<'a>,
    has_alpha: bool,
    /// Ready for every comparison, where the picture is compared whole.
    reference: Option<Ssimulacra2Reference>,
}

impl<'a> Judge<'a> {
    /// A judge for what becomes of this picture.
    ///
    /// # Errors
    /// `Encoder` when the metric refuses the picture.
    pub fn new(original: &'a Picture) -> Result<Self, ErrorKind> {
        let has_alpha = original.pixels.is_translucent();
        let original = View::new(original, has_alpha);
        let is_whole = u64::from(original.width) * u64::from(original.height) <= WHOLE_PIXELS;
        let reference =
            is_whole.then(|| Ssimulacra2Reference::new(&original.part(&original.area())?).map_err(refused));
        Ok(Judge { reference: reference.transpose()?, original, has_alpha })
    }

    /// How much `seen`, of the same size, looks like the original.
    ///
    /// # Errors
    /// `Cancelled`; `Encoder` when the metric refuses.
    pub fn compare(&self, seen: &Picture, cancel: &Cancel) -> Result<Likeness, ErrorKind> {
        cancel.check()?;
        let seen = View::new(seen, self.has_alpha);
        let Some(reference) = &self.reference else { return self.compare_in_parts(&seen, cancel) };
        let maps = reference.compare_with_maps(&seen.part(&seen.area())?).map_err(refused)?;
        let worst = if maps.scales.len() < SCALES {
            maps.score
        } else {
            let tiles = self.original.tiles();
            worst(tiles.iter().map(|tile| pool(&maps, tile, &Area::default())))
        };
        Ok(Likeness { score: maps.score, worst })
    }

    fn compare_in_parts(&self, seen: &View<'_>, cancel: &Cancel) -> Result<Likeness, ErrorKind> {
        let (mut whole, mut lowest) = (Pool::default(), f64::INFINITY);
        for tiles in self.original.parts() {
            cancel.check()?;
            let area = self.original.around(&tiles);
            let maps =
                compute_ssimulacra2_maps(&self.original.part(&area)?, &seen.part(&area)?).map_err(refused)?;
            let pools: Vec<Pool> = tiles.iter().map(|tile| pool(&maps, tile, &area)).collect();
            pools.iter().for_each(|pool| whole.add(pool));
            lowest = lowest.min(worst(pools.into_iter()));
        }
        Ok(Likeness { score: whole.score(), worst: lowest })
    }
}

/// Columns and rows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Area {
    columns: Range<u32>,
    rows: Range<u32>,
}

/// The sums over `tile`, within maps of `area`.
fn pool(maps: &Ssimulacra2Maps, tile: &Area, area: &Area) -> Pool {
    let within = |side: &Range<u32>, start: u32| (side.start - start) as usize..(side.end - start) as usize;
    Pool::new(maps, &within(&tile.columns, area.columns.start), &within(&tile.rows, area.rows.start))
}

fn worst(pools: impl Iterator<Item = Pool>) -> f64 {
    pools.map(|pool| pool.score()).fold(f64::INFINITY, f64::min)
}

/// A picture as the metric reads it: rows of 8-bit RGB or RGBA.
struct View<'a> {
    width: u32,
    height: u32,
    samples: Cow<'a, [u8]>,
    channels: usize,
}

impl<'a> View<'a> {
    fn new(picture: &'a Picture, has_alpha: bool) -> Self {
        let samples = match (&picture.pixels, has_alpha) {
            (Pixels::Rgba8(_) | Pixels::Rgba16(_), false) => {
                let Pixels::Rgb8(samples) = picture.pixels.clone().into_8_bit().without_alpha() else {
                    unreachable!("8 bits, no alpha")
                };
                Cow::Owned(samples)
            }
            (Pixels::Rgb8(_) | Pixels::Rgb16(_), true) => {
                let samples = picture.pixels.samples_8_bit();
                Cow::Owned(samples.as_chunks().0.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect())
            }
            _ => picture.pixels.samples_8_bit(),
        };
        let channels = if has_alpha { 4 } else { 3 };
        View { width: picture.width, height: picture.height, samples, channels }
    }

    fn area(&self) -> Area {
        Area { columns: 0..self.width, rows: 0..self.height }
    }

    /// A part, seen in place.
    fn part(&self, area: &Area) -> Result<PixelSlice<'_>, ErrorKind> {
        let (width, height) = (area.columns.len() as u32, area.rows.len() as u32);
        let stride = self.width as usize * self.channels;
        let start = area.rows.start as usize * stride + area.columns.start as usize * self.channels;
        let end = (area.rows.end as usize - 1) * stride + area.columns.end as usize * self.channels;
        let descriptor =
            if self.channels == 4 { PixelDescriptor::RGBA8_SRGB } else { PixelDescriptor::RGB8_SRGB };
        PixelSlice::new(&self.samples[start..end], width, height, stride, descriptor).map_err(refused)
    }

    /// The regions of the picture.
    fn tiles(&self) -> Vec<Area> {
        let (columns, rows) = (ranges(self.width), ranges(self.height));
        all_of(&columns, &rows)
    }

    /// The regions in groups that are compared at once.
    fn parts(&self) -> Vec<Vec<Area>> {
        let (columns, rows) = (ranges(self.width), ranges(self.height));
        let bands = rows.chunks(TILES_AT_ONCE);
        bands.flat_map(|rows| columns.chunks(TILES_AT_ONCE).map(|columns| all_of(columns, rows))).collect()
    }

    /// The area of some neighbouring regions, from the first to the last, with a margin.
    fn around(&self, tiles: &[Area]) -> Area {
        let (Some(first), Some(last)) = (tiles.first(), tiles.last()) else { return self.area() };
        let wider = |start: u32, end: u32, side: u32| start.saturating_sub(MARGIN)..side.min(end + MARGIN);
        Area {
            columns: wider(first.columns.start, last.columns.end, self.width),
            rows: wider(first.rows.start, last.rows.end, self.height),
        }
    }
}

/// Cuts a side into regions; what is left at the end goes to the last one unless it is half a region.
fn ranges(side: u32) -> Vec<Range<u32>> {
    let count = ((side + TILE / 2) / TILE).max(1);
    (0..count).map(|index| index * TILE..if index + 1 == count { side } else { (index + 1) * TILE }).collect()
}

fn all_of(columns: &[Range<u32>], rows: &[Range<u32>]) -> Vec<Area> {
    let areas = rows
        .iter()
        .flat_map(|rows| columns.iter().map(|columns| Area { columns: columns.clone(), rows: rows.clone() }));
    areas.collect()
}

fn refused(error: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Encoder(format!("SSIMULACRA2: {error}"))
}
