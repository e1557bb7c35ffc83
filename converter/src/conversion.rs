//! What happens to the bytes of a picture: decode, prepare, encode, verify. No file is touched here, so that it can
//! run in this process or, since the bytes may be hostile, in one that can do no harm.

use std::io::Cursor;

use serde::{Deserialize, Serialize};

use crate::animation::{self, Animation};
use crate::cancel::Cancel;
use crate::decode::{self, Header};
use crate::encode::{Encoded, Fidelity};
use crate::error::{Bound, ErrorKind, Stage};
use crate::input::Source;
use crate::limits::{Limits, check};
use crate::look::{self, Found};
use crate::loss;
use crate::picture::Warning;
use crate::recipe::{AnimationPolicy, Goal, Recipe};
use crate::{prepare, verify};

/// More pixels than this a byte are found in blank pictures and in traps, not in photographs, which have about ten.
const PIXELS_PER_BYTE: u64 = 100;

/// What is asked for: with the source, all that decides the outcome.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// What is to be made.
    pub recipe: Recipe,
    /// What a source may ask for.
    pub limits: Limits,
    /// Threads one picture may use; its bytes do not depend on it.
    pub threads: usize,
    /// The whole memory budget in bytes: what a picture without content for its size may not exceed.
    pub memory_bytes: u64,
}

/// Who wants to know how far the work is, and owns the memory.
pub trait Host {
    /// Hears of each stage as it begins.
    ///
    /// # Errors
    /// `Cancelled`, to stop here.
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind>;

    /// Waits until so many bytes of memory may be used.
    ///
    /// # Errors
    /// `TooLarge` when there are never so many; `Cancelled`.
    fn reserve(&mut self, bytes: u64) -> Result<(), ErrorKind>;
}

/// What the bytes became.
#[derive(Debug, Clone)]
pub enum Made {
    /// A file that saves what was asked for, decoded again and found right.
    Smaller(Encoded),
    /// Too little was to be saved; how many bytes it would have had.
    NotSmaller(u64),
}

/// Where a conversion ended early, and why.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Failure {
    /// The stage it had reached.
    pub stage: Stage,
    /// What happened there.
    pub kind: ErrorKind,
}

impl Order {
    /// Converts a source in memory.
    ///
    /// # Errors
    /// Those of the stages and of the host.
    pub fn carry_out(&self, source: Source, host: &mut dyn Host, cancel: &Cancel) -> Result<Made, Failure> {
        Watched::during(host, |host| self.stages(source, host, cancel))
    }

    fn stages(&self, source: Source, host: &mut dyn Host, cancel: &Cancel) -> Result<Made, ErrorKind> {
        host.stage(Stage::Decode)?;
        let source = source.drawn_at(self.recipe.resize);
        let losses = loss::find(&mut Cursor::new(&source.bytes), source.format);
        let header = decode::header(&source, &self.limits)?;
        let moves =
            self.recipe.animation == AnimationPolicy::Keep && animation::moves(&source, &self.limits)?;
        host.reserve(self.need(&source, header, moves)?)?;
        let bytes_in = source.bytes.len() as u64;
        if moves && let Some(animation) = Animation::open(&source, &self.recipe, &self.limits, cancel)? {
            return self.animate(&animation, bytes_in, host, cancel);
        }
        let picture = decode::decode(&source, &self.limits)?;
        drop(source);
        host.stage(Stage::Prepare)?;
        let picture = prepare::prepare(picture, &self.recipe)?;
        host.stage(Stage::Encode)?;
        let found = look::find(&picture, &self.recipe, self.threads, cancel)?;
        let Found { mut encoded, shrunk, recipe, .. } = found;
        let lost = losses.into_iter().filter(|loss| loss.is_told_by_nobody_else()).map(Warning::Lost);
        encoded.warnings.splice(0..0, picture.warnings.iter().cloned().chain(lost));
        let bytes_out = encoded.bytes.len() as u64;
        // An animation cannot stand for the still that was asked for.
        let is_still_of_it = self.recipe.animation == AnimationPolicy::FirstFrame
            && encoded.warnings.iter().any(|warning| matches!(warning, Warning::FirstFrame(_)));
        if !is_still_of_it && !self.saves_enough(bytes_in, bytes_out) {
            return Ok(Made::NotSmaller(bytes_out));
        }
        host.stage(Stage::Verify)?;
        verify::verify(&encoded, shrunk.as_ref().unwrap_or(&picture), &recipe)?;
        if recipe.goal == Goal::Lossless {
            encoded.fidelity = Fidelity::Exact;
        }
        Ok(Made::Smaller(encoded))
    }

    /// The further stages of an animation. Its frames are decoded and prepared while they are encoded, and again
    /// while they are verified.
    fn animate(
        &self,
        animation: &Animation<'_>,
        bytes_in: u64,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Made, ErrorKind> {
        host.stage(Stage::Encode)?;
        let (mut encoded, recipe) = look::animate(animation, &self.recipe, self.threads, cancel)?;
        let bytes_out = encoded.bytes.len() as u64;
        if !self.saves_enough(bytes_in, bytes_out) {
            return Ok(Made::NotSmaller(bytes_out));
        }
        host.stage(Stage::Verify)?;
        verify::verify_animation(&encoded, animation, &recipe, cancel)?;
        if recipe.goal == Goal::Lossless {
            encoded.fidelity = Fidelity::Exact;
        }
        Ok(Made::Smaller(encoded))
    }

    /// Bytes this picture needs at its peak: while it is decoded, turned or resized, or encoded.
    ///
    /// # Errors
    /// `TooLarge` for a file that would take more than its share of memory without having content for it.
    pub(crate) fn need(&self, source: &Source, header: Header, moves: bool) -> Result<u64, ErrorKind> {
        let (original, file_bytes) = (header.pixel_bytes(), source.bytes.len() as u64);
        let pixels = if source.is_drawing() { header.pixels() } else { self.prepared_pixels(header) };
        let prepared = original / header.pixels() * pixels;
        let encoding = look::working_bytes(pixels, header.has_alpha, header.depth > 8, &self.recipe);
        // Turning by a quarter and resizing hold the pixels twice.
        let preparing = original + original.max(prepared);
        let mut need = (file_bytes + header.working_bytes).max(preparing).max(prepared + encoding);
        if moves {
            // Source and output stay beside the frames; the latter is guessed to be no larger.
            need =
                preparing + 2 * file_bytes + animation::working_bytes(source, header, pixels, &self.recipe);
        }
        if header.pixels() / PIXELS_PER_BYTE > file_bytes {
            check(Bound::Memory, need, self.memory_bytes)?;
        }
        Ok(need)
    }

    /// How many pixels the encoder will get. Which way round the picture is shown is not known yet.
    fn prepared_pixels(&self, header: Header) -> u64 {
        let Some(resize) = self.recipe.resize else { return header.pixels() };
        let sizes = [(header.width, header.height), (header.height, header.width)];
        let resized = sizes.map(|(width, height)| resize.apply(width, height));
        resized.into_iter().map(|(width, height)| u64::from(width) * u64::from(height)).max().unwrap_or(0)
    }

    /// Whether the output is smaller by the wanted share, or every output is wanted.
    fn saves_enough(&self, bytes_in: u64, bytes_out: u64) -> bool {
        let fits = !matches!(self.recipe.goal, Goal::MaxBytes(limit) if bytes_in > limit.get());
        let may_keep = fits && self.recipe.may_keep_original();
        let Some(percent) = self.recipe.min_saving.filter(|_| may_keep) else {
            return true;
        };
        let most = u128::from(bytes_in) * u128::from(100 - percent.min(100));
        u128::from(bytes_out) * 100 <= most && bytes_out < bytes_in
    }
}

/// Remembers which stage was reached.
pub(crate) struct Watched<'a> {
    host: &'a mut dyn Host,
    reached: Stage,
}

impl<'a> Watched<'a> {
    /// Does something, and says at which stage it failed.
    pub fn during<T>(
        host: &'a mut dyn Host,
        stages: impl FnOnce(&mut dyn Host) -> Result<T, ErrorKind>,
    ) -> Result<T, Failure> {
        let mut host = Watched { host, reached: Stage::Decode };
        stages(&mut host).map_err(|kind| Failure { stage: host.reached, kind })
    }
}

impl Host for Watched<'_> {
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind> {
        self.reached = stage;
        self.host.stage(stage)
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), ErrorKind> {
        self.host.reserve(bytes)
    }
}

/// Nobody watches, and memory is what the machine has.
struct Alone;

impl Host for Alone {
    fn stage(&mut self, _: Stage) -> Result<(), ErrorKind> {
        Ok(())
    }

    fn reserve(&mut self, _: u64) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// The memory core of the engine alone: every output is wanted, however large.
///
/// ```
/// use converter::{Limits, Recipe, conversion::convert_bytes};
///
/// let picture = b"P6 2 1 255 \xff\0\0\0\0\xff".to_vec();
/// let webp = convert_bytes(picture, &Recipe::default(), &Limits::default())?;
/// assert!(webp.starts_with(b"RIFF"));
/// # Ok::<(), converter::ErrorKind>(())
/// ```
///
/// # Errors
/// Those of the stages.
pub fn convert_bytes(bytes: Vec<u8>, recipe: &Recipe, limits: &Limits) -> Result<Vec<u8>, ErrorKind> {
    let recipe = Recipe { min_saving: None, ..recipe.clone() };
    let order = Order { recipe, limits: limits.clone(), threads: 1, memory_bytes: u64::MAX };
    match order.stages(Source::new(bytes)?, &mut Alone, &Cancel::new())? {
        Made::Smaller(encoded) => Ok(encoded.bytes),
        Made::NotSmaller(bytes) => {
            Err(ErrorKind::Encoder(format!("{bytes} bytes, though every size is wanted")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Pixels;
    use crate::recipe::{Advanced, AvifEngine, Format};

    /// Two pixels as PNG, with a chunk before them.
    fn png(chunk: &[u8; 4], data: &[u8]) -> Vec<u8> {
        let mut file = Vec::new();
        let mut encoder = png::Encoder::new(&mut file, 2, 1);
        encoder.set_color(png::ColorType::Rgb);
        let mut writer = encoder.write_header().expect("a header");
        writer.write_chunk(png::chunk::ChunkType(*chunk), data).expect("a chunk");
        writer.write_image_data(&[200, 100, 50, 10, 20, 30]).expect("pixels");
        writer.finish().expect("the end");
        file
    }

    fn check(source: Vec<u8>, avif_engine: AvifEngine) {
        let advanced = Advanced { avif_engine, ..Advanced::default() };
        let recipe = Recipe { format: Format::Avif, advanced, ..Recipe::default() };
        let result = convert_bytes(source, &recipe, &Limits::default());
        assert!(result.is_ok(), "{result:?}");
    }

    #[cfg(feature = "libaom")]
    #[test]
    fn code_points_that_say_little_pass_verification() {
        for (primaries, transfer) in [(1, 1), (1, 13), (2, 2), (1, 6), (9, 2), (12, 13), (2, 16)] {
            check(png(b"cICP", &[primaries, transfer, 0, 1]), AvifEngine::Libaom);
        }
    }

    #[cfg(feature = "libaom")]
    #[test]
    fn an_empty_packet_passes_verification() {
        check(png(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0"), AvifEngine::Libaom);
    }

    #[cfg(feature = "rav1e")]
    #[test]
    fn a_packet_that_rav1e_leaves_out_passes_verification() {
        check(png(b"iTXt", b"XML:com.adobe.xmp\0\0\0\0\0<x/>"), AvifEngine::Rav1e);
    }

    #[test]
    fn samples_of_unusual_range_are_stretched() {
        for (file, expected) in [(b"P5 2 1 15 \x0f\0", [255; 3]), (b"P5 2 1 99 \x63\0", [255; 3])] {
            let picture = decode::decode(&Source::new(file.to_vec()).expect("PNM"), &Limits::default());
            let Pixels::Rgb8(samples) = picture.expect("sound").pixels else { panic!("8 bits") };
            assert_eq!(samples[..3], expected);
        }
    }

    /// Memory for a header of 100 × 1000 pixels.
    fn need(resize: &str) -> u64 {
        let order = Order {
            recipe: Recipe { resize: Some(resize.parse().expect(resize)), ..Recipe::default() },
            limits: Limits::default(),
            threads: 1,
            memory_bytes: 1 << 30,
        };
        let header = Header { width: 100, height: 1000, has_alpha: false, depth: 8, working_bytes: 300_000 };
        let source = Source::new(b"BM".repeat(1000)).expect("by its first bytes");
        order.need(&source, header, false).expect("within the budget")
    }

    #[test]
    fn enlarged_pixels_are_counted_beside_their_encoder() {
        let encoder = look::working_bytes(100_000 * 16, false, false, &Recipe::default());
        assert_eq!(need("400%"), 100_000 * 16 * 3 + encoder);
    }

    #[test]
    fn a_box_is_counted_for_both_ways_to_hold_the_camera() {
        assert_eq!(need("1000x100"), need("100x1000"));
    }
}
