//! The preview of a run: every source, where its output will stand, and what is passed over and why. Decided
//! before anything is written.

mod find;
mod look;
mod plan;
#[cfg(test)]
mod tests;

use std::ffi::{OsStr, OsString};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use self::find::{find, identity};
pub(crate) use self::look::look;
use self::plan::Planner;
use crate::earlier::EarlierRuns;
use crate::error::Error;
use crate::loss::{Loss, Original};
use crate::recipe::{Format, Recipe};
use crate::target::{Conflict, Names, Template, file_name};
use crate::write::Place;

/// What a person asks for, apart from the recipe's own business.
#[derive(Debug, Clone)]
pub struct Request<'a> {
    /// Files and folders, as named.
    pub sources: &'a [PathBuf],
    /// Whether folders within folders are entered.
    pub recursive: bool,
    /// A folder for the outputs; `None` puts each beside its source.
    pub output: Option<&'a Path>,
    /// How outputs are named.
    pub template: &'a Template,
    /// What `{suffix}` stands for.
    pub suffix: &'a str,
    /// What to do when something stands in the way.
    pub conflict: Conflict,
    /// What is to be made.
    pub recipe: &'a Recipe,
    /// What was made before.
    pub earlier: &'a EarlierRuns,
    /// What becomes of the originals.
    pub original: Original,
}

/// What a run will do.
#[derive(Debug, Default)]
pub struct Preview {
    /// One picture each.
    pub jobs: Vec<Job>,
    /// What is passed over.
    pub skipped: Vec<Skipped>,
    /// What cannot be read at all.
    pub failed: Vec<Error>,
}

/// One picture to convert.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Job {
    /// The file to read.
    #[serde(with = "crate::exact_path")]
    pub source: PathBuf,
    /// Where its output goes.
    pub target: Target,
    /// Where a copy goes when the original is kept: the chosen folder is to be complete.
    pub copy: Option<Place>,
    /// Size of the source in bytes.
    pub bytes: u64,
    /// Width × height as the header says; a guess from the size where it does not.
    pub pixels: u64,
    /// What the output will not hold.
    pub losses: Vec<Loss>,
}

impl Job {
    /// The same job, whatever folder the program works in: what is relative is taken from `folder`.
    #[must_use]
    pub fn at(self, folder: &Path) -> Self {
        let target = Target {
            folder: folder.join(self.target.folder),
            root: self.target.root.map(|root| folder.join(root)),
            ..self.target
        };
        let copy = self.copy.map(|place| place.at(folder));
        Job { source: folder.join(self.source), target, copy, ..self }
    }
}

/// Where an output goes, for every format that it may turn out to have.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Target {
    #[serde(with = "crate::exact_path")]
    folder: PathBuf,
    #[serde(with = "crate::exact_path")]
    stem: OsString,
    number: u32,
    #[serde(with = "crate::exact_path::option")]
    root: Option<PathBuf>,
    replace: bool,
    format: Format,
}

impl Target {
    /// The place of an output in this format.
    pub fn place(&self, format: Format) -> Place {
        let extension = format.extension().unwrap_or("webp");
        let path = self.folder.join(file_name(&self.stem, self.number, OsStr::new(extension)));
        Place { path, root: self.root.clone(), replace: self.replace }
    }

    /// The path to show before the format is decided: that of the wanted format, of WebP for auto.
    pub fn path(&self) -> PathBuf {
        self.place(self.format).path
    }

    /// The paths of all formats that it may turn out to have.
    fn paths(&self) -> Vec<PathBuf> {
        let formats: &[Format] = match self.format {
            Format::Auto => &[Format::Webp, Format::Avif],
            Format::Webp => &[Format::Webp],
            Format::Avif => &[Format::Avif],
        };
        formats.iter().map(|&format| self.place(format).path).collect()
    }

    /// The folder it goes to.
    pub fn folder(&self) -> &Path {
        &self.folder
    }
}

/// A source that is passed over.
#[derive(Debug, Clone)]
pub struct Skipped {
    /// The file.
    pub source: PathBuf,
    /// Why.
    pub reason: SkipReason,
}

/// Why a source is passed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SkipReason {
    /// It is itself what an earlier run made.
    OutputOfEarlierRun,
    /// The same recipe made this file of it already.
    AlreadyConverted(PathBuf),
    /// The same recipe found nothing to save.
    AlreadyKept,
    /// Something stands at the target, and such are to be skipped.
    TargetExists(PathBuf),
    /// The output would not hold all of it, and the original would not stay, or that is never to be lost.
    WouldLose(Vec<Loss>),
}

impl SkipReason {
    /// A stable word for scripts: the `code` of a `skipped` event.
    pub fn code(&self) -> &'static str {
        match self {
            SkipReason::OutputOfEarlierRun => "output_of_earlier_run",
            SkipReason::AlreadyConverted(_) => "already_converted",
            SkipReason::AlreadyKept => "already_kept",
            SkipReason::TargetExists(_) => "target_exists",
            SkipReason::WouldLose(_) => "would_lose",
        }
    }
}

/// Decides what a run will do. Nothing is written.
pub fn preview(request: &Request) -> Preview {
    let mut preview = Preview::default();
    let found = find(request, &mut preview.failed);
    let mut planner = Planner { request, names: Names::default() };
    for file in &found {
        // No output ever replaces a source of the same run, nor what a link among them leads to.
        planner.names.take(&file.source);
        planner.names.take(&identity(&file.source));
    }
    for file in found {
        match planner.plan(file) {
            Ok(job) => preview.jobs.push(job),
            Err(skipped) => preview.skipped.push(skipped),
        }
    }
    preview
}
