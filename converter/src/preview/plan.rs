//! Where each picture goes, and which of them are passed over.

use std::ffi::OsStr;
use std::path::Path;

use super::find::{Found, identity};
use super::{Job, Request, SkipReason, Skipped, Target};
use crate::earlier::{Fingerprint, Seen};
use crate::loss::{self, Decision, Loss};
use crate::target::{Conflict, Names, file_name};
use crate::write::Place;

/// Gives every source its target.
pub(super) struct Planner<'a> {
    pub request: &'a Request<'a>,
    pub names: Names,
}

impl Planner<'_> {
    pub fn plan(&mut self, file: Found) -> Result<Job, Skipped> {
        let request = self.request;
        let name = file.source.file_name().unwrap_or_default().to_owned();
        let seen = Seen::new(&file.source, &file.look.metadata);
        let skipped = |reason| Skipped { source: file.source.clone(), reason };
        match request.earlier.made_by(&seen, request.recipe) {
            // Somebody who names an output and asks for something else knows what they do.
            Some(same_recipe) if same_recipe || !file.named => {
                return Err(skipped(SkipReason::OutputOfEarlierRun));
            }
            _ => {}
        }
        let was_kept = request.earlier.was_kept(&seen, request.recipe);
        let stands = |_| stands(&file.folder.join(&name), seen.fingerprint());
        if was_kept && request.output.is_none_or(stands) {
            return Err(skipped(SkipReason::AlreadyKept));
        }
        let losses = file.look.losses(request.recipe);
        if losses.iter().any(|&loss| self.skips(loss)) {
            let reason = losses.into_iter().filter(|&loss| self.skips(loss)).collect();
            return Err(skipped(SkipReason::WouldLose(reason)));
        }
        let target = self.target(&file, &name, &seen).map_err(skipped)?;
        let copy = request.output.and_then(|_| self.copy(&file, &name, seen.fingerprint(), &target));
        let (bytes, pixels) = (file.look.metadata.len(), file.look.pixels());
        Ok(Job { source: file.source, target, copy, bytes, pixels, losses })
    }

    /// Whether a picture that would lose this is left alone.
    fn skips(&self, loss: Loss) -> bool {
        let switch = self.request.recipe.losses.of(loss);
        loss::decide(loss, self.request.original, switch) == Decision::Skip
    }

    /// The first free name, or the reason why there is nothing to do.
    fn target(&mut self, file: &Found, name: &OsStr, source: &Seen) -> Result<Target, SkipReason> {
        let request = self.request;
        let mut target = Target {
            folder: file.folder.clone(),
            stem: request.template.stem(name, request.suffix),
            number: 0,
            root: request.output.map(Path::to_owned),
            replace: false,
            format: request.recipe.format,
        };
        loop {
            target.number += 1;
            let paths = target.paths();
            let standing = paths.iter().find(|path| path.symlink_metadata().is_ok());
            if let Some(done) = standing.filter(|path| self.is_done(path, source)) {
                return Err(SkipReason::AlreadyConverted(done.clone()));
            }
            let is_taken = paths.iter().any(|path| self.names.is_taken(path));
            match (standing, request.conflict) {
                (Some(standing), Conflict::Skip) => return Err(SkipReason::TargetExists(standing.clone())),
                (Some(_), Conflict::Rename) => continue,
                (Some(standing), Conflict::Overwrite) if standing.is_dir() => continue,
                _ if is_taken => continue,
                (standing, _) => target.replace = standing.is_some(),
            }
            for path in &paths {
                self.names.take(path);
            }
            return Ok(target);
        }
    }

    /// Whether `path` is what an earlier run made of this source by this recipe.
    fn is_done(&self, path: &Path, source: &Seen) -> bool {
        let Ok(metadata) = path.metadata() else { return false };
        self.request.earlier.is_conversion(source, self.request.recipe, &Seen::new(path, &metadata))
    }

    /// The place of a kept original in the chosen folder; `None` when it stands there already or may not.
    fn copy(&mut self, file: &Found, name: &OsStr, source: &Fingerprint, target: &Target) -> Option<Place> {
        let path = Path::new(name);
        let (stem, extension) = (path.file_stem().unwrap_or(name), path.extension().unwrap_or_default());
        for number in 1.. {
            let path = file.folder.join(file_name(stem, number, extension));
            if self.names.is_taken(&path) && !target.paths().contains(&path) {
                if identity(&path) == identity(&file.source) {
                    return None;
                }
                continue;
            }
            let stands_something = path.symlink_metadata().is_ok();
            if stands_something && stands(&path, source) {
                return None;
            }
            match self.request.conflict {
                Conflict::Rename if stands_something => continue,
                Conflict::Skip if stands_something => return None,
                _ => {}
            }
            self.names.take(&path);
            return Some(Place {
                path,
                root: self.request.output.map(Path::to_owned),
                replace: stands_something,
            });
        }
        None
    }
}

/// Whether a file with this name, size and date stands at `path`.
fn stands(path: &Path, wanted: &Fingerprint) -> bool {
    let there = path.metadata().map(|there| Fingerprint::new(path.file_name().unwrap_or_default(), &there));
    there.is_ok_and(|there| there == *wanted)
}
