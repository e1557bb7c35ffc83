//! What a person asks for, typed or clicked together.

use std::collections::HashSet;
use std::path::PathBuf;

use converter::earlier::EarlierRuns;
use converter::loss::Original;
use converter::preview::{self, Request};
use converter::recipe::Goal;
use converter::target::{Conflict, Template};
use converter::{Job, Preview, Recipe};

use crate::machine;
use crate::originals::Policy;

/// A run as it is ordered.
#[derive(Debug, Clone)]
pub struct Order {
    /// Files and folders, as named.
    pub sources: Vec<PathBuf>,
    /// Files among them, or in the folders, that are left out.
    pub without: HashSet<PathBuf>,
    /// Whether folders within folders are entered.
    pub recursive: bool,
    /// A folder for the outputs; `None` puts each beside its source.
    pub output: Option<PathBuf>,
    /// How outputs are named.
    pub template: Template,
    /// What to do when something stands in the way.
    pub conflict: Conflict,
    /// What is made.
    pub recipe: Recipe,
    /// What becomes of the originals.
    pub originals: Policy,
    /// Most pixels that a picture may have.
    pub max_pixels: u64,
}

impl Order {
    /// What `sources`, which are all or some of those of the order, would become.
    pub fn preview(&self, sources: &[PathBuf], earlier: &EarlierRuns) -> Preview {
        let stays = self.originals == Policy::Keep;
        let mut preview = preview::preview(&Request {
            sources,
            recursive: self.recursive,
            output: self.output.as_deref(),
            template: &self.template,
            suffix: &suffix(&self.recipe),
            conflict: self.conflict,
            recipe: &self.recipe,
            earlier,
            original: if stays { Original::Stays } else { Original::Leaves },
        });
        preview.jobs.retain(|job| !self.without.contains(&job.source));
        preview.skipped.retain(|skipped| !self.without.contains(&skipped.source));
        preview.failed.retain(|error| !self.without.contains(&error.path));
        preview
    }

    /// Bytes wanted and bytes free, when the outputs will probably not fit on their disk.
    pub fn lacks_space(&self, jobs: &[Job]) -> Option<(u64, u64)> {
        // An output is rarely larger than its source, and a lossy one takes about 0.2 bytes a pixel at quality 80
        // (measured on photographs); lossless ones about 2.
        let bytes_per_pixel = match self.recipe.goal {
            Goal::Quality(quality) => f64::from(quality.value()) / 400.0,
            Goal::Look(look) => f64::from(look.score()) / 400.0,
            Goal::MaxBytes(_) => 0.2,
            Goal::Lossless | Goal::NearLossless(_) => 2.0,
        };
        let wanted: u64 =
            jobs.iter().map(|job| job.bytes.min((job.pixels as f64 * bytes_per_pixel) as u64)).sum();
        let free = machine::free_space(jobs.first()?.target.folder())?;
        (wanted > free).then_some((wanted, free))
    }
}

/// What `{suffix}` stands for: the goal in a word.
pub fn suffix(recipe: &Recipe) -> String {
    match recipe.goal {
        Goal::Quality(quality) => format!("-q{}", quality.value()),
        Goal::Look(look) => format!("-look{}", look.score()),
        Goal::MaxBytes(limit) => format!("-max{limit}"),
        Goal::Lossless => "-lossless".to_owned(),
        Goal::NearLossless(level) => format!("-near-lossless-{level}"),
    }
}
