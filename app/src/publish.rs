//! The one place where a picture becomes visible. Whatever must be true before that is checked here.

use std::path::{Path, PathBuf};

use converter::earlier::EarlierRuns;
use converter::{Error, Outcome, Recipe, Stage, Staged, Warning};

/// What stands on the disk now.
#[derive(Debug)]
pub enum Published {
    /// A smaller picture.
    Converted {
        /// Where.
        target: PathBuf,
        /// Size of the source in bytes.
        bytes_in: u64,
        /// Size of the picture in bytes.
        bytes_out: u64,
        /// What the person should know.
        warnings: Vec<Warning>,
    },
    /// The original, since nothing was to be saved.
    Kept {
        /// Its copy in the chosen folder.
        copy: Option<PathBuf>,
        /// Size of the source in bytes.
        bytes_in: u64,
        /// Size that the conversion would have had.
        bytes_out: u64,
    },
}

/// Publishes what the engine staged, and has it remembered in the file `memory`.
///
/// # Errors
/// Of the engine, passed through; of the rename, naming the target.
pub fn publish(outcome: Outcome, recipe: &Recipe, memory: Option<&Path>) -> Result<Published, Error> {
    match outcome {
        Outcome::Converted(converted) => {
            let bytes_out = converted.staged.bytes();
            let (source, target) = (converted.source, converted.target);
            // Before the rename: a run killed in between must not take its own output for a stranger.
            remember(memory, |path| EarlierRuns::remember(path, &source, recipe, Some(&target)));
            let target = show(converted.staged)?;
            Ok(Published::Converted {
                target,
                bytes_in: converted.bytes_in,
                bytes_out,
                warnings: converted.warnings,
            })
        }
        Outcome::Kept(kept) => {
            remember(memory, |path| EarlierRuns::remember(path, &kept.source, recipe, None));
            let copy = kept.copy.map(show).transpose()?;
            Ok(Published::Kept { copy, bytes_in: kept.bytes_in, bytes_out: kept.bytes_out })
        }
    }
}

fn show(staged: Staged) -> Result<PathBuf, Error> {
    let target = staged.target().to_owned();
    staged.publish().map_err(|kind| Error::new(target, Stage::Write, kind))
}

/// A memory that cannot be written costs only recognition at the next run.
fn remember(memory: Option<&Path>, write: impl FnOnce(&Path) -> std::io::Result<()>) {
    if let Some(Err(error)) = memory.map(write) {
        tracing::warn!(%error, "this conversion will not be recognised by later runs");
    }
}
