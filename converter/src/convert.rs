//! The engine on one screen: read, decode, prepare, encode, verify, write.

use std::ffi::OsStr;
use std::fs::Metadata;
use std::path::Path;

use crate::budget::Budget;
use crate::cancel::Cancel;
use crate::decode::{self, Header};
use crate::earlier::Fingerprint;
use crate::encode::{self, Encoded};
use crate::error::{Error, ErrorKind, Stage};
use crate::input::{self, Source};
use crate::limits::Limits;
use crate::picture::Warning;
use crate::preview::Job;
use crate::recipe::{Format, Recipe};
use crate::write::{Place, Staged, Staging};
use crate::{prepare, verify};

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
        let _lease = lease.resize(self.need(&source, header), &self.cancel).map_err(failed(Stage::Decode))?;
        let picture = decode::decode(&source, &self.limits).map_err(failed(Stage::Decode))?;
        stage(Stage::Prepare)?;
        let picture = prepare::prepare(picture, &self.recipe).map_err(failed(Stage::Prepare))?;
        stage(Stage::Encode)?;
        let encoded = encode::encode(&picture, &self.recipe, self.threads, &self.cancel);
        let mut encoded = encoded.map_err(failed(Stage::Encode))?;
        encoded.warnings.splice(0..0, picture.warnings.iter().cloned());
        if !self.saves_enough(metadata.len(), encoded.bytes.len() as u64) {
            return self.keep(job, &source, &encoded, &metadata);
        }
        stage(Stage::Verify)?;
        verify::verify(&encoded, &picture, &self.recipe).map_err(failed(Stage::Verify))?;
        drop(picture);
        stage(Stage::Write)?;
        self.stage(job, encoded, &metadata)
    }

    /// A first lease, from what the preview saw of the file.
    fn lease(&self, bytes: u64, pixels: u64) -> Result<crate::budget::Lease, ErrorKind> {
        // RGBA, and an encoder that needs about as much again; corrected as soon as the header is read.
        self.budget
            .lease(bytes.saturating_add(pixels.min(self.limits.pixels).saturating_mul(8)), &self.cancel)
    }

    /// Bytes this picture needs at its peak: while it is decoded, or while it is encoded.
    fn need(&self, source: &Source, header: Header) -> u64 {
        let (width, height) = match self.recipe.resize {
            Some(resize) => resize.apply(header.width, header.height),
            None => (header.width, header.height),
        };
        let encoding = encode::working_bytes(width, height, header.has_alpha, &self.recipe);
        source.bytes.len() as u64 + header.working_bytes.max(header.pixel_bytes() + encoding)
    }

    /// Whether the output is smaller by the wanted share, or every output is wanted.
    fn saves_enough(&self, bytes_in: u64, bytes_out: u64) -> bool {
        let Some(percent) = self.recipe.min_saving else { return true };
        let most = u128::from(bytes_in) * u128::from(100 - percent.min(100));
        u128::from(bytes_out) * 100 <= most && bytes_out < bytes_in
    }

    fn keep(
        &self,
        job: &Job,
        source: &Source,
        encoded: &Encoded,
        metadata: &Metadata,
    ) -> Result<Outcome, Error> {
        let stage = |place: &Place| {
            let staged = self.staging.stage(place, &source.bytes, metadata);
            staged.map_err(|kind| Error::new(&place.path, Stage::Write, kind))
        };
        Ok(Outcome::Kept(Kept {
            copy: job.copy.as_ref().map(stage).transpose()?,
            bytes_in: metadata.len(),
            bytes_out: encoded.bytes.len() as u64,
            fingerprint: Fingerprint::new(name(&job.source), metadata),
        }))
    }

    fn stage(&self, job: &Job, encoded: Encoded, metadata: &Metadata) -> Result<Outcome, Error> {
        let place = job.target.place(encoded.format);
        let staged = self.staging.stage(&place, &encoded.bytes, metadata);
        let staged = staged.map_err(|kind| Error::new(&place.path, Stage::Write, kind))?;
        let source = Fingerprint::new(name(&job.source), metadata);
        let target = Fingerprint::of_output(name(&place.path), staged.bytes(), metadata);
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
