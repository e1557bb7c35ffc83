//! The engine on one screen: read, decode, prepare, encode, verify, write.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::Path;

use crate::budget::{Budget, Lease};
use crate::cancel::Cancel;
use crate::decode::{self, Header};
use crate::earlier::Fingerprint;
use crate::encode::{self, Encoded};
use crate::error::{Bound, Error, ErrorKind, Stage};
use crate::input::{self, Source};
use crate::limits::{Limits, check};
use crate::picture::Warning;
use crate::preview::Job;
use crate::recipe::{Format, Recipe};
use crate::write::{Place, Staged, Staging};
use crate::{prepare, verify};

/// More pixels than this a byte are found in blank pictures and in traps, not in photographs, which have about ten.
const PIXELS_PER_BYTE: u64 = 100;

/// What all pictures of a run share.
#[derive(Debug, Clone)]
pub struct Engine {
    /// What is to be made.
    pub recipe: Recipe,
    /// What a source may ask for.
    pub limits: Limits,
    /// Threads one picture may use; its bytes do not depend on it.
    pub threads: usize,
    /// Memory that the pictures under way share.
    pub budget: Budget,
    /// The temporary files of this run.
    pub staging: Staging,
    /// Stops the run.
    pub cancel: Cancel,
}

/// What became of one source.
#[derive(Debug)]
pub enum Outcome {
    /// A smaller picture waits to be published.
    Converted(Converted),
    /// Too little was to be saved: the original stays as it is.
    Kept(Kept),
}

/// A finished conversion.
#[derive(Debug)]
pub struct Converted {
    /// The picture, not yet visible.
    pub staged: Staged,
    /// What it is.
    pub format: Format,
    /// Size of the source in bytes.
    pub bytes_in: u64,
    /// How the source and the output are recognised later.
    pub fingerprints: (Fingerprint, Fingerprint),
    /// What the person should know.
    pub warnings: Vec<Warning>,
}

/// An original that stays.
#[derive(Debug)]
pub struct Kept {
    /// Its copy for the chosen folder, not yet visible.
    pub copy: Option<Staged>,
    /// Size of the source in bytes.
    pub bytes_in: u64,
    /// Size that the conversion would have had.
    pub bytes_out: u64,
    /// How the source is recognised later.
    pub fingerprint: Fingerprint,
}

impl Engine {
    /// Converts one picture up to a staged file; the source is only read.
    ///
    /// `report` hears of each stage as it begins.
    ///
    /// # Errors
    /// The file, the stage, and why.
    pub fn convert(&self, job: &Job, report: &mut dyn FnMut(Stage)) -> Result<Outcome, Error> {
        let mut stage = |stage: Stage| {
            report(stage);
            self.cancel.check().map_err(|kind| Error::new(&job.source, stage, kind))
        };
        let failed = |stage| move |kind| Error::new(&job.source, stage, kind);

        stage(Stage::Read)?;
        let lease = self.lease(job.bytes, job.pixels).map_err(failed(Stage::Read))?;
        let (source, metadata) = input::read(&job.source, &self.limits).map_err(failed(Stage::Read))?;
        stage(Stage::Decode)?;
        let header = decode::header(&source, &self.limits).map_err(failed(Stage::Decode))?;
        let need = self.need(&source, header).map_err(failed(Stage::Decode))?;
        let _lease = lease.resize(need, &self.cancel).map_err(failed(Stage::Decode))?;
        let picture = decode::decode(&source, &self.limits).map_err(failed(Stage::Decode))?;
        drop(source);
        stage(Stage::Prepare)?;
        let picture = prepare::prepare(picture, &self.recipe).map_err(failed(Stage::Prepare))?;
        stage(Stage::Encode)?;
        let encoded = encode::encode(&picture, &self.recipe, self.threads, &self.cancel);
        let mut encoded = encoded.map_err(failed(Stage::Encode))?;
        encoded.warnings.splice(0..0, picture.warnings.iter().cloned());
        if !self.saves_enough(metadata.len(), encoded.bytes.len() as u64) {
            return self.keep(job, &encoded, &metadata);
        }
        stage(Stage::Verify)?;
        verify::verify(&encoded, &picture, &self.recipe).map_err(failed(Stage::Verify))?;
        drop(picture);
        stage(Stage::Write)?;
        self.stage(job, encoded, &metadata)
    }

    /// A first lease, from what the preview saw of the file.
    fn lease(&self, bytes: u64, pixels: u64) -> Result<Lease, ErrorKind> {
        // RGBA, and an encoder that needs about as much again; corrected as soon as the header is read.
        let guess = pixels.saturating_mul(8).saturating_add(bytes);
        self.budget.lease(guess.min(self.budget.total()), &self.cancel)
    }

    /// Bytes this picture needs at its peak: while it is decoded, turned or resized, or encoded.
    ///
    /// # Errors
    /// `TooLarge` for a file that would take more than its share of memory without having content for it.
    fn need(&self, source: &Source, header: Header) -> Result<u64, ErrorKind> {
        let (original, file_bytes) = (header.pixel_bytes(), source.bytes.len() as u64);
        let pixels = self.prepared_pixels(header);
        let prepared = original / header.pixels() * pixels;
        let encoding = encode::working_bytes(pixels, header.has_alpha, header.depth > 8, &self.recipe);
        // Turning by a quarter and resizing hold the pixels twice.
        let preparing = original + original.max(prepared);
        let need = (file_bytes + header.working_bytes).max(preparing).max(prepared + encoding);
        if header.pixels() / PIXELS_PER_BYTE > file_bytes {
            check(Bound::Memory, need, self.budget.total())?;
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
        let Some(percent) = self.recipe.min_saving.filter(|_| self.recipe.may_keep_original()) else {
            return true;
        };
        let most = u128::from(bytes_in) * u128::from(100 - percent.min(100));
        u128::from(bytes_out) * 100 <= most && bytes_out < bytes_in
    }

    fn keep(&self, job: &Job, encoded: &Encoded, metadata: &Metadata) -> Result<Outcome, Error> {
        Ok(Outcome::Kept(Kept {
            copy: job.copy.as_ref().map(|place| self.copy(job, place)).transpose()?,
            bytes_in: metadata.len(),
            bytes_out: encoded.bytes.len() as u64,
            fingerprint: Fingerprint::new(name(&job.source), metadata),
        }))
    }

    /// Stages the original itself. It was let go after decoding, since few originals are kept.
    fn copy(&self, job: &Job, place: &Place) -> Result<Staged, Error> {
        let read = input::read(&job.source, &self.limits);
        let (source, metadata) = read.map_err(|kind| Error::new(&job.source, Stage::Read, kind))?;
        let staged = self.staging.stage(place, &source.bytes, &metadata);
        staged.map_err(|kind| Error::new(&place.path, Stage::Write, kind))
    }

    fn stage(&self, job: &Job, encoded: Encoded, metadata: &Metadata) -> Result<Outcome, Error> {
        let place = job.target.place(encoded.format);
        let staged = self.staging.stage(&place, &encoded.bytes, metadata);
        let failed = |kind| Error::new(&place.path, Stage::Write, kind);
        let staged = staged.map_err(failed)?;
        let written = staged.metadata().map_err(|error| failed(error.into()))?;
        let source = Fingerprint::new(name(&job.source), metadata);
        let target = Fingerprint::new(name(&place.path), &written);
        Ok(Outcome::Converted(Converted {
            staged,
            format: encoded.format,
            bytes_in: metadata.len(),
            fingerprints: (source, target),
            warnings: encoded.warnings,
        }))
    }
}

fn name(path: &Path) -> &OsStr {
    path.file_name().unwrap_or_default()
}

/// The memory core of the engine: bytes in, smaller bytes out, no file touched.
///
/// ```
/// use converter::{Limits, Recipe, convert::convert_bytes};
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
    let picture = decode::decode(&Source::new(bytes)?, limits)?;
    let picture = prepare::prepare(picture, recipe)?;
    let encoded = encode::encode(&picture, recipe, 1, &Cancel::new())?;
    verify::verify(&encoded, &picture, recipe)?;
    Ok(encoded.bytes)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Pixels;
    use crate::recipe::{Advanced, AvifEngine};

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
        let engine = Engine {
            recipe: Recipe { resize: Some(resize.parse().expect(resize)), ..Recipe::default() },
            limits: Limits::default(),
            threads: 1,
            budget: Budget::new(1 << 30),
            staging: Staging::new(),
            cancel: Cancel::new(),
        };
        let header = Header { width: 100, height: 1000, has_alpha: false, depth: 8, working_bytes: 300_000 };
        let source = Source::new(b"BM".repeat(1000)).expect("by its first bytes");
        engine.need(&source, header).expect("within the budget")
    }

    #[test]
    fn enlarged_pixels_are_counted_beside_their_encoder() {
        let encoder = encode::working_bytes(100_000 * 16, false, false, &Recipe::default());
        assert_eq!(need("400%"), 100_000 * 16 * 3 + encoder);
    }

    #[test]
    fn a_box_is_counted_for_both_ways_to_hold_the_camera() {
        assert_eq!(need("1000x100"), need("100x1000"));
    }
}
