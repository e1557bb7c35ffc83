//! The best look in at most so many bytes: first with less quality, then with fewer pixels.

use std::num::NonZeroU64;
use std::ops::Range;

use super::judge::{Judge, Likeness};
use super::outcome::{Encodes, Tally};
use super::sample::{is_drawn, sample};
use super::search::{Aim, Next, Search};
use crate::cancel::Cancel;
use crate::encode::libwebp::Care;
use crate::encode::{self, Dial, Encoded};
use crate::error::{Bound, ErrorKind};
use crate::picture::{ColorSpace, Picture, Warning};
use crate::recipe::{Format, Goal, Recipe, Resize};
use crate::{limits, prepare, verify};

/// Qualities of WebP between which a picture keeps its size. Below, fewer pixels look better than coarser ones; above,
/// nobody sees what more bytes would give.
const QUALITIES_AT_FULL_SIZE: (f32, f32) = (25.0, 95.0);

/// Longest side below which a picture is coded ever more coarsely instead of made still smaller.
const SMALLEST_SIDE: u32 = 64;

/// What is aimed at of the bytes, as the logarithm of the share: a file of 94 % of them is not brought nearer.
const SLACK: f64 = 0.06;

/// Encodes at most in one size, unless none fits yet.
const TRIES: usize = 6;

/// Pieces along each side of what stands for a large picture.
const SAMPLE_PIECES: u32 = 4;

/// How full a smaller size should be at the coarsest quality, since fewer pixels need more bytes each.
const FILLED: f64 = 0.8;

/// Qualities of WebP, and the logarithm of the bytes there beside those of quality 75: measured on 8 photographs and 8
/// drawings.
const QUALITIES: [f32; 13] = [1.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 75.0, 80.0, 90.0, 95.0, 100.0];
const USUAL_PHOTO: [f32; 13] =
    [-1.73, -1.17, -0.87, -0.65, -0.47, -0.32, -0.19, -0.06, 0.0, 0.2, 0.7, 1.09, 1.37];
const USUAL_DRAWING: [f32; 13] =
    [-1.08, -0.71, -0.53, -0.41, -0.29, -0.19, -0.12, -0.04, 0.0, 0.13, 0.44, 0.67, 0.88];

/// A limit of bytes, and the picture that is to keep it.
pub(super) struct Allowance<'a> {
    picture: &'a Picture,
    recipe: &'a Recipe,
    limit: u64,
    is_drawn: bool,
    threads: usize,
    cancel: &'a Cancel,
    tally: Tally,
}

/// A file within the limit.
pub(super) struct Fitting {
    pub encoded: Encoded,
    pub likeness: Likeness,
    /// The smaller picture it was made from, where the picture itself did not fit.
    pub shrunk: Option<Picture>,
    /// What it was made with.
    pub goal: Goal,
}

/// How a search in one size ended.
enum Attempt {
    Fits(Encoded),
    /// Even the coarsest quality needs so many bytes.
    TooMuch(u64),
}

/// What is encoded in a search: a picture, or what stands for it.
struct Subject<'a> {
    picture: &'a Picture,
    /// Of the pixels that are meant.
    share: f64,
    /// Bytes of what goes along with the pixels.
    blocks: u64,
}

/// Peak bytes of a search beside encoders and comparisons: smaller pictures, and what stands for a large one.
pub(super) fn standing_bytes(pixels: u64, is_deep: bool) -> u64 {
    let pixel = if is_deep { 8 } else { 4 };
    (pixels * 2 + pixels.min(2_000_000)) * pixel
}

impl Fitting {
    /// Whether this one is to be taken instead of the other: more pixels, else more likeness.
    fn beats(&self, other: &Fitting) -> bool {
        let size = |fitting: &Fitting| fitting.shrunk.as_ref().map_or(u64::MAX, |it| it.pixels.count());
        match size(self).cmp(&size(other)) {
            std::cmp::Ordering::Equal => self.likeness.look() > other.likeness.look(),
            order => order.is_gt(),
        }
    }
}

impl<'a> Allowance<'a> {
    /// `limit` bytes for what becomes of `picture`.
    pub fn new(
        picture: &'a Picture,
        recipe: &'a Recipe,
        limit: NonZeroU64,
        threads: usize,
        cancel: &'a Cancel,
    ) -> Self {
        let is_drawn = is_drawn(picture);
        Allowance { picture, recipe, limit: limit.get(), is_drawn, threads, cancel, tally: Tally::default() }
    }

    /// What encoders did so far.
    pub fn encodes(&self) -> Encodes {
        self.tally.get()
    }

    /// The file that looks best: without loss for a drawing that fits so, else of the formats in question.
    ///
    /// # Errors
    /// `TooLarge` when nothing fits; of the encoder and of the decoder that reads it back; `Cancelled`.
    pub fn find(&self) -> Result<Fitting, ErrorKind> {
        // However coarse the pixels, these bytes stay.
        limits::check(Bound::OutputBytes, blocks(self.picture) + 1, self.limit)?;
        if let Some(exact) = self.lossless()? {
            return Ok(exact);
        }
        match self.recipe.format {
            Format::Auto => encode::of_both(self.cancel, |format| self.in_format(format), Fitting::beats),
            format => self.in_format(format),
        }
    }

    fn in_format(&self, format: Format) -> Result<Fitting, ErrorKind> {
        let mut shrunk = None;
        loop {
            let picture = shrunk.as_ref().unwrap_or(self.picture);
            match self.at_this_size(format, picture)? {
                Attempt::Fits(encoded) => return self.judged(encoded, shrunk),
                Attempt::TooMuch(bytes) if !self.can_shrink(picture) => {
                    let bound = self.what_takes_too_much(format, picture)?;
                    return Err(ErrorKind::TooLarge { bound, value: bytes, limit: self.limit });
                }
                Attempt::TooMuch(bytes) => {
                    let side = self.smaller_side(picture, bytes);
                    shrunk = Some(prepare::shrunk(self.picture, side)?);
                }
            }
        }
    }

    /// Says how much a file looks like what it was made from, and that this is smaller than was asked for.
    fn judged(&self, mut encoded: Encoded, shrunk: Option<Picture>) -> Result<Fitting, ErrorKind> {
        let picture = shrunk.as_ref().unwrap_or(self.picture);
        let seen = verify::read_back(&encoded, picture, Care::Full)?;
        let likeness = Judge::new(picture)?.compare(&seen, self.cancel)?;
        if let Some(smaller) = &shrunk {
            encoded.warnings.push(Warning::ScaledDown(smaller.width, smaller.height));
        }
        Ok(Fitting { encoded, likeness, shrunk, goal: self.recipe.goal })
    }

    /// The longer side to go on with where even the coarsest quality took `bytes`.
    fn smaller_side(&self, picture: &Picture, bytes: u64) -> u32 {
        let blocks = blocks(picture);
        let room = self.limit.saturating_sub(blocks) as f64 * FILLED;
        let scale = (room / bytes.saturating_sub(blocks).max(1) as f64).sqrt().min(0.9);
        let longest = picture.width.max(picture.height);
        ((f64::from(longest) * scale) as u32).max(SMALLEST_SIDE)
    }

    /// What there is too much of in a picture that fits in no way: no quality makes its transparency coarser.
    fn what_takes_too_much(&self, format: Format, picture: &Picture) -> Result<Bound, ErrorKind> {
        if !picture.pixels.is_translucent() {
            return Ok(Bound::OutputBytes);
        }
        let opaque = Picture { pixels: picture.pixels.clone().without_alpha(), ..picture.clone() };
        let fits = matches!(self.at_this_size(format, &opaque)?, Attempt::Fits(_));
        Ok(if fits { Bound::AlphaBytes } else { Bound::OutputBytes })
    }

    fn can_shrink(&self, picture: &Picture) -> bool {
        let is_free = !matches!(self.recipe.resize, Some(Resize::Exact(..)));
        is_free && picture.width.max(picture.height) > SMALLEST_SIDE
    }

    /// The best quality that fits.
    fn at_this_size(&self, format: Format, picture: &Picture) -> Result<Attempt, ErrorKind> {
        let dial = Dial::new(format, picture, self.recipe);
        let positions = self.positions(&dial, picture);
        let aim = Aim { wanted: 0.0, slack: SLACK, tries: TRIES };
        let mut search = Search::new(self.usual(&dial, &positions), aim);
        let whole = Subject { picture, share: 1.0, blocks: blocks(picture) };
        if let Some(sample) = sample(picture, SAMPLE_PIECES) {
            let share = sample.pixels.count() as f64 / picture.pixels.count() as f64;
            let subject = Subject { picture: &sample, share, blocks: blocks(&sample) };
            if let Attempt::TooMuch(bytes) =
                self.run(&mut search, &dial, &positions, &subject, whole.blocks)?
            {
                return Ok(Attempt::TooMuch(bytes));
            }
            search = search.again(aim);
        }
        self.run(&mut search, &dial, &positions, &whole, whole.blocks)
    }

    /// Goes to the end of a search from the finest of the positions to the coarsest. Its values are logarithms of how
    /// often the pixels, with `blocks` beside them, fit.
    fn run(
        &self,
        search: &mut Search,
        dial: &Dial,
        positions: &Range<usize>,
        subject: &Subject<'_>,
        blocks: u64,
    ) -> Result<Attempt, ErrorKind> {
        let room = self.limit.saturating_sub(blocks) as f64;
        let mut best = None;
        let mut last = 0.0;
        loop {
            let step = match search.next() {
                Next::Try(step) => step,
                Next::Found(_) => return Ok(Attempt::Fits(best.expect("something that fits was found"))),
                Next::OutOfReach(_) => return Ok(Attempt::TooMuch(last as u64 + blocks)),
            };
            self.cancel.check()?;
            let position = positions.end - 1 - step;
            let encoded = dial.encode(position, subject.picture, self.recipe, self.threads, self.cancel)?;
            self.tally.count(self.share(subject.picture));
            let own = (encoded.bytes.len() as u64).saturating_sub(subject.blocks).max(1);
            last = own as f64 / subject.share;
            search.learn(step, (room / last).ln());
            let is_finest = best.as_ref().is_none_or(|best: &Encoded| best.bytes.len() < encoded.bytes.len());
            if last <= room && is_finest {
                best = Some(encoded);
            }
        }
    }

    /// How many of the pixels there are in a smaller picture, or in a piece.
    fn share(&self, part: &Picture) -> f64 {
        part.pixels.count() as f64 / self.picture.pixels.count() as f64
    }

    /// The positions of a dial that are worth trying: all up to the finest, where a picture cannot be made smaller.
    fn positions(&self, dial: &Dial, picture: &Picture) -> Range<usize> {
        let (coarsest, finest) = QUALITIES_AT_FULL_SIZE;
        let below = |quality: f32| dial.marks.iter().take_while(|mark| mark.webp_quality < quality).count();
        let start = if self.can_shrink(picture) { below(coarsest) } else { 0 };
        start..below(finest).max(start + 1)
    }

    /// What to expect from the finest position to the coarsest.
    fn usual(&self, dial: &Dial, positions: &Range<usize>) -> Vec<f64> {
        let bytes = if self.is_drawn { USUAL_DRAWING } else { USUAL_PHOTO };
        let usual = |quality| -f64::from(encode::interpolate(&QUALITIES, &bytes, quality));
        positions.clone().rev().map(|position| usual(dial.marks[position].webp_quality)).collect()
    }

    /// A drawing without loss, if WebP is wanted or welcome and it fits.
    fn lossless(&self) -> Result<Option<Fitting>, ErrorKind> {
        let is_possible =
            self.is_drawn && self.recipe.format != Format::Avif && self.picture.pixels.fits_depth(8);
        if !is_possible {
            return Ok(None);
        }
        let recipe = Recipe { format: Format::Webp, goal: Goal::Lossless, ..self.recipe.clone() };
        self.cancel.check()?;
        self.tally.count(1.0);
        let encoded = match encode::encode(self.picture, &recipe, self.threads, self.cancel) {
            Ok(encoded) => encoded,
            Err(ErrorKind::Cancelled) => return Err(ErrorKind::Cancelled),
            // The lossy way says what is wrong, if it cannot go either.
            Err(_) => return Ok(None),
        };
        let fits = encoded.bytes.len() as u64 <= self.limit;
        let exact = Fitting { encoded, likeness: Likeness::SAME, shrunk: None, goal: Goal::Lossless };
        Ok(fits.then_some(exact))
    }
}

/// Bytes of profile and metadata, which no quality makes smaller.
fn blocks(picture: &Picture) -> u64 {
    let profile = if let ColorSpace::Icc(profile) = &picture.color { profile.len() } else { 0 };
    let block = |block: &Option<Vec<u8>>| block.as_ref().map_or(0, Vec::len);
    (profile + block(&picture.metadata.exif) + block(&picture.metadata.xmp)) as u64
}
