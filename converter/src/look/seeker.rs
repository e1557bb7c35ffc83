//! The search for one picture: encode, decode, compare, and aim again.

use super::judge::{Judge, Likeness};
use super::outcome::{Encodes, Outcome, Tally};
use super::sample::{is_drawn, sample};
use super::search::{Aim, Next, Search};
use crate::cancel::Cancel;
use crate::encode::libwebp::Care;
use crate::encode::{self, Dial, Encoded};
use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::recipe::{Format, Goal, Look, Recipe};
use crate::verify;

/// A look this much below the target counts as the target: nobody sees it, and encoders have steps too.
pub(super) const TOLERANCE: f64 = 0.25;

/// A look up to this much above the least is not brought nearer to it.
const SLACK: f64 = 1.0;

/// Encodes of a picture at most, for one format.
const TRIES: usize = 8;

/// The same for what stands for a large one, which only has to tell where to begin.
const SAMPLE_SLACK: f64 = 2.0;
const SAMPLE_TRIES: usize = 3;

/// Pieces along each side of what stands for a large picture: 1 megapixel in all.
const SAMPLE_PIECES: u32 = 4;

/// Pieces along each side of what tells whether a picture is worth trying without loss.
const SMALL_SAMPLE_PIECES: u32 = 2;

/// The best lossy file may miss the target by this much before one without loss, however large, is the better answer:
/// noise and strong transparency can be out of reach of any quality.
const FAR: f64 = 10.0;

/// How far the bytes of a sample may mislead about those of the whole.
const SAMPLE_DOUBT: f64 = 1.3;

/// Qualities of WebP, and the look that photographs and drawings usually have there: measured on 13 photographs and 6
/// drawings.
const QUALITIES: [f32; 13] = [1.0, 10.0, 20.0, 30.0, 40.0, 50.0, 60.0, 70.0, 75.0, 80.0, 90.0, 95.0, 100.0];
const USUAL_PHOTO: [f32; 13] = [0.0, 20.0, 34.0, 45.0, 53.0, 58.5, 63.2, 67.1, 69.6, 74.6, 84.0, 88.0, 90.2];
const USUAL_DRAWING: [f32; 13] =
    [35.0, 54.0, 63.0, 69.0, 73.0, 76.5, 79.0, 81.5, 82.8, 84.5, 88.0, 89.5, 91.0];

/// Everything that the searches for one picture share.
pub(super) struct Seeker<'a> {
    whole: Subject<'a>,
    /// What stands for a large picture in the first search.
    sample: Option<Subject<'a>>,
    recipe: &'a Recipe,
    /// What a look must be at least.
    least: f64,
    is_drawn: bool,
    threads: usize,
    cancel: &'a Cancel,
    tally: Tally,
}

/// A picture to be encoded, and who compares.
struct Subject<'a> {
    picture: &'a Picture,
    judge: Judge<'a>,
}

/// One turn of a search.
struct Turn {
    position: usize,
    encoded: Encoded,
    likeness: Likeness,
}

/// A file that could be the one.
#[derive(Debug)]
pub(super) struct Candidate {
    pub outcome: Outcome,
    pub webp_quality: f32,
    /// Whether the next lower step of the encoder has not the wanted look.
    pub is_lowest: bool,
}

/// What stands for a picture that is too large to be encoded again and again.
pub(super) fn stand_in(picture: &Picture) -> Option<Picture> {
    sample(picture, SAMPLE_PIECES)
}

/// The look that drawings or photographs usually have at this quality of WebP.
pub(super) fn usual_look(webp_quality: f32, is_drawn: bool) -> f64 {
    let looks = if is_drawn { USUAL_DRAWING } else { USUAL_PHOTO };
    encode::interpolate(&QUALITIES, &looks, webp_quality).into()
}

/// Bytes that a search holds from its beginning to its end: what stands for the picture, and what comparisons with it
/// and with a small picture are prepared with.
pub(super) fn standing_bytes(pixels: u64) -> u64 {
    pixels.min(2_000_000) * 80
}

impl<'a> Subject<'a> {
    fn new(picture: &'a Picture) -> Result<Self, ErrorKind> {
        Ok(Subject { picture, judge: Judge::new(picture)? })
    }

    fn pixels(&self) -> f64 {
        self.picture.pixels.count() as f64
    }
}

impl Candidate {
    /// Whether this one is to be taken instead of the other.
    pub fn beats(&self, other: &Candidate) -> bool {
        self.outcome.beats(&other.outcome)
    }
}

impl<'a> Seeker<'a> {
    /// A search for `look` in what becomes of `picture`; `stand_in` is searched first.
    ///
    /// # Errors
    /// `Encoder` when the picture cannot be compared.
    pub fn new(
        picture: &'a Picture,
        stand_in: Option<&'a Picture>,
        recipe: &'a Recipe,
        look: Look,
        threads: usize,
        cancel: &'a Cancel,
    ) -> Result<Self, ErrorKind> {
        Ok(Seeker {
            whole: Subject::new(picture)?,
            sample: stand_in.map(Subject::new).transpose()?,
            recipe,
            least: f64::from(look.score()) - TOLERANCE,
            is_drawn: is_drawn(stand_in.unwrap_or(picture)),
            threads,
            cancel,
            tally: Tally::default(),
        })
    }

    /// What encoders did so far.
    pub fn encodes(&self) -> Encodes {
        self.tally.get()
    }

    /// The smallest file of this format with the wanted look, or the best there is; `None` as soon as it cannot beat
    /// the rival.
    ///
    /// # Errors
    /// Of the encoder and of the decoder that reads it back; `Cancelled`.
    pub fn find(&self, format: Format, rival: Option<&Candidate>) -> Result<Option<Candidate>, ErrorKind> {
        let lossy = self.lossy(format, rival)?;
        let best =
            [lossy.as_ref(), rival].into_iter().flatten().reduce(|a, b| if b.beats(a) { b } else { a });
        let lossless = match (format, best) {
            (Format::Webp, Some(best)) => self.lossless(&best.outcome)?,
            _ => None,
        };
        Ok(lossless.or(lossy))
    }

    /// The smallest lossy file.
    fn lossy(&self, format: Format, rival: Option<&Candidate>) -> Result<Option<Candidate>, ErrorKind> {
        let dial = Dial::new(format, self.whole.picture, self.recipe);
        let aim = Aim { wanted: self.least, slack: SLACK, tries: TRIES };
        let usual = self.usual(&dial);
        let mut search = Search::new(usual.clone(), aim);
        let rival = rival.map(|rival| &rival.outcome).filter(|rival| rival.reaches);
        let limit = rival.map_or(usize::MAX, Outcome::bytes);
        if let Some(sample) = &self.sample {
            let share = sample.pixels() / self.whole.pixels();
            let limit = (limit as f64 * share * SAMPLE_DOUBT) as usize;
            let mut on_sample = Search::new(usual, Aim { slack: SAMPLE_SLACK, tries: SAMPLE_TRIES, ..aim });
            if self.run(&mut on_sample, &dial, sample, limit)?.is_none() {
                return Ok(None);
            }
            search = on_sample.again(aim);
        }
        let found = self.run(&mut search, &dial, &self.whole, limit)?;
        Ok(found.map(|Turn { position, encoded, likeness }| {
            let reaches = likeness.look() >= self.least;
            Candidate {
                is_lowest: search.is_lowest(position),
                webp_quality: dial.marks[position].webp_quality,
                outcome: Outcome { encoded, likeness, goal: self.recipe.goal, reaches },
            }
        }))
    }

    /// Goes to the end of a search; `None` as soon as more than `limit` bytes are needed.
    fn run(
        &self,
        search: &mut Search,
        dial: &Dial,
        subject: &Subject<'_>,
        limit: usize,
    ) -> Result<Option<Turn>, ErrorKind> {
        let mut turns: Vec<Turn> = Vec::new();
        loop {
            let position = match search.next() {
                Next::Try(position) => position,
                Next::Found(found) | Next::OutOfReach(found) => {
                    return Ok(turns.into_iter().find(|turn| turn.position == found));
                }
            };
            let turn = self.turn(dial, position, subject)?;
            let look = turn.likeness.look();
            if look < self.least && turn.encoded.bytes.len() >= limit {
                return Ok(None);
            }
            search.learn(position, look);
            turns.push(turn);
        }
    }

    fn turn(&self, dial: &Dial, position: usize, subject: &Subject<'_>) -> Result<Turn, ErrorKind> {
        self.cancel.check()?;
        let encoded = dial.encode(position, subject.picture, self.recipe, self.threads, self.cancel)?;
        self.tally.count(subject.pixels() / self.whole.pixels());
        self.cancel.check()?;
        let seen = verify::read_back(&encoded, subject.picture, Care::Full)?;
        let likeness = subject.judge.compare(&seen, self.cancel)?;
        Ok(Turn { position, encoded, likeness })
    }

    /// The look that the positions of a dial usually give.
    fn usual(&self, dial: &Dial) -> Vec<f64> {
        dial.marks.iter().map(|mark| usual_look(mark.webp_quality, self.is_drawn)).collect()
    }

    /// A WebP without loss, if the picture is a drawing and that is smaller than the best so far, as it often is for
    /// text and diagrams, or if the best is far from what is wanted.
    fn lossless(&self, best: &Outcome) -> Result<Option<Candidate>, ErrorKind> {
        let picture = self.whole.picture;
        let is_far = best.likeness.look() < self.least - FAR;
        if !(self.is_drawn || is_far) || !picture.pixels.fits_depth(8) {
            return Ok(None);
        }
        let recipe = Recipe { format: Format::Webp, goal: Goal::Lossless, ..self.recipe.clone() };
        let encode = |picture: &Picture| {
            self.cancel.check()?;
            self.tally.count(picture.pixels.count() as f64 / self.whole.pixels());
            encode::encode(picture, &recipe, self.threads, self.cancel)
        };
        let limit = best.bytes() as f64;
        if let Some(sample) = sample(picture, SMALL_SAMPLE_PIECES).filter(|_| !is_far) {
            let share = sample.pixels.count() as f64 / self.whole.pixels();
            if encode(&sample)?.bytes.len() as f64 > limit * share * SAMPLE_DOUBT {
                return Ok(None);
            }
        }
        let outcome = Outcome::lossless(encode(picture)?);
        let is_better = outcome.beats(best);
        Ok(is_better.then_some(Candidate { outcome, webp_quality: 100.0, is_lowest: true }))
    }
}
