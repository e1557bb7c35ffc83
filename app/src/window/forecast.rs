//! What a start would do, found out before it does: what goes, what the plan keeps back, what would be overwritten or
//! lost, and whether the disk has room.

use std::path::PathBuf;

use converter::{Job, Loss};

use crate::admission::{self, KeptBack, Preflight, Wish};
use crate::originals::{Policy, exists};
use crate::rights::Trouble;
use crate::run::Order;

use super::services::Services;

/// What a start would do.
#[derive(Debug)]
pub struct Forecast {
    /// Pictures that go now, and where their outputs will stand.
    pub go: Vec<Job>,
    /// What the plan says, if it keeps anything back.
    pub preflight: Option<Preflight>,
    /// What the day has room for before this start; `None` without a limit.
    pub left_today: Option<u32>,
    /// How many pictures are passed over.
    pub skipped: usize,
    /// How many cannot be read.
    pub failed: usize,
    /// Files that stand where an output goes, or the copy of an original that is kept, and are replaced then.
    pub overwritten: Vec<PathBuf>,
    /// Pictures whose output will not hold everything, and what it will not.
    pub losing: usize,
    /// All kinds of it.
    pub losses: Vec<Loss>,
    /// Bytes wanted and bytes free, when the outputs will probably not fit.
    pub lacks_space: Option<(u64, u64)>,
    /// What becomes of the originals.
    pub originals: Policy,
}

impl Forecast {
    /// Finds it out. Waits for the disk.
    ///
    /// # Errors
    /// When conversions cannot be counted.
    pub fn of(order: &Order, services: &Services) -> Result<Self, Trouble> {
        let rights = services.rights()?;
        let (sources, folders) = admission::without_folders(&order.sources, &rights.limits);
        let preview = order.preview(&sources, &services.home.earlier());
        let (skipped, failed) = (preview.skipped.len(), preview.failed.len());
        let wish = Wish { jobs: preview.jobs, folders, format: order.recipe.format };
        let admitted = admission::admit(&rights, wish, true)?;
        let day = rights.ledger.standing(rights.limits.per_day).map_err(Trouble::Ledger)?;
        let go = admitted.go;
        let copies = go.iter().filter_map(|job| job.copy.clone());
        let places = go.iter().map(|job| job.target.place(order.recipe.format)).chain(copies);
        let mut losses: Vec<Loss> = go.iter().flat_map(|job| job.losses.iter().copied()).collect();
        losses.sort();
        losses.dedup();
        Ok(Forecast {
            preflight: admitted.preflight,
            left_today: day.left,
            skipped,
            failed,
            overwritten: places
                .filter(|place| place.replace && exists(&place.path))
                .map(|place| place.path)
                .collect(),
            losing: go.iter().filter(|job| !job.losses.is_empty()).count(),
            losses,
            lacks_space: order.lacks_space(&go),
            originals: order.originals,
            go,
        })
    }

    /// Whether a person has to know something before the start: part of it has to wait, or something that is there now
    /// will not be there afterwards.
    pub fn needs_a_word(&self) -> bool {
        self.preflight.is_some() || self.needs_a_word_beside_the_plan()
    }

    /// The same, whatever the plan says.
    pub fn needs_a_word_beside_the_plan(&self) -> bool {
        let loses = self.originals != Policy::Keep && !self.losses.is_empty();
        loses || !self.overwritten.is_empty() || self.lacks_space.is_some()
    }

    /// Of so many pictures that wait for another day, those that the next batches of today still take.
    pub fn later_today(&self, waiting: usize) -> usize {
        let left = self.left_today.map_or(0, |left| left as usize);
        left.saturating_sub(self.go.len()).min(waiting)
    }

    /// What the plan keeps back, each reason once.
    pub fn reasons(&self) -> Vec<KeptBack> {
        let reasons = self.preflight.iter().flat_map(|preflight| &preflight.kept_back);
        reasons.map(|(why, _)| *why).collect()
    }
}
