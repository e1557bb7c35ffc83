//! Undoing a run from the window: the card of a run asks for it, and the history.

use std::path::PathBuf;

use crate::i18n::Catalog;
use crate::runs::Fate;
use crate::undo;
use crate::window::services::Services;

/// How an undo went.
#[derive(Debug)]
pub struct Undone {
    /// The run.
    pub run: String,
    /// Pictures that are as they were before; `None` when the run is not remembered any more, or is under way.
    pub restored: Option<usize>,
    /// Pictures that could not be brought back, and why.
    pub troubles: Vec<(PathBuf, String)>,
}

/// Undoes a run. Waits for the disk.
pub fn undo(run: String, services: &Services, words: &Catalog) -> Undone {
    let mut undone = Undone { run, restored: None, troubles: Vec::new() };
    let Some(runs) = services.home.runs.as_ref() else { return undone };
    // What the run had staged when it was killed is not wanted any more. Where the count cannot be had, dead runs wait;
    // those that ended can be undone all the same.
    if let Ok(mut counted) = services.rights().and_then(|rights| rights.counted()) {
        runs.settle(&mut counted, |found| if found.run == undone.run { Fate::Drop } else { Fate::Publish });
    }
    let Some((journal, record)) = runs.find(&undone.run) else { return undone };
    let mut restored = 0;
    undo::undo(&journal, &record, |job, result| match result {
        undo::Undone::Trouble(trouble) => {
            undone.troubles.push((job.job.source.clone(), (words.undo_trouble)(trouble)));
        }
        undo::Undone::Restored => restored += 1,
        undo::Undone::Untouched => {}
    });
    runs.backups().forget_empty(&undone.run);
    undone.restored = Some(restored);
    undone
}
