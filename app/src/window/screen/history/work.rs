//! What reads journals, or puts files back.

use std::path::PathBuf;

use super::Listed;
use crate::history::{Report, Row, Summary};
use crate::i18n::Catalog;
use crate::run::Home;
use crate::runs::Fate;
use crate::undo;
use crate::window::services::Services;

/// What an undo did.
#[derive(Debug)]
pub struct Undone {
    /// Pictures of which the state before is back.
    pub restored: usize,
    /// The others: the picture, and why.
    pub troubles: Vec<(String, String)>,
}

/// All runs, the newest first.
pub fn read(home: &Home) -> Vec<Listed> {
    let Some(runs) = &home.runs else { return Vec::new() };
    let resumable = runs.unfinished().map(|record| record.header.run);
    let listed = runs.all().map(|record| Listed {
        is_undoable: undo::is_undoable(&record),
        is_resumable: resumable.as_ref() == Some(&record.header.run),
        is_under_way: runs.is_under_way(&record.header.run),
        summary: Summary::new(&record, home.backup.days),
    });
    listed.collect()
}

/// A run, picture by picture.
pub fn report(home: &Home, run: &str) -> Option<Report> {
    let record = home.runs.as_ref()?.all().find(|record| record.header.run == run)?;
    Some(Report {
        v: 1,
        run: Some(run.to_owned()),
        recipe: record.header.recipe.clone(),
        pictures: record.jobs.iter().map(Row::new).collect(),
    })
}

/// Where the outputs are: the folder of the first of them.
pub fn folder(report: &Report) -> Option<PathBuf> {
    let target = report.pictures.iter().find_map(|picture| picture.target.as_ref())?;
    PathBuf::from(target).parent().map(PathBuf::from)
}

/// Undoes a run; nothing when it is not there or under way.
pub fn undo(run: &str, services: &Services, words: &'static Catalog) -> Option<Undone> {
    let runs = services.home.runs.as_ref()?;
    // What the run had staged when it was killed is not wanted any more. Where the count cannot be had, dead runs wait;
    // those that ended can be undone all the same.
    if let Ok(mut counted) = services.rights().and_then(|rights| rights.counted()) {
        runs.settle(&mut counted, |found| if found.run == run { Fate::Drop } else { Fate::Publish });
    }
    let (journal, record) = runs.find(run)?;
    let mut undone = Undone { restored: 0, troubles: Vec::new() };
    undo::undo(&journal, &record, |job, result| match result {
        undo::Undone::Trouble(trouble) => {
            undone.troubles.push((job.job.source.display().to_string(), (words.undo_trouble)(trouble)));
        }
        undo::Undone::Restored | undo::Undone::Untouched => undone.restored += 1,
    });
    runs.backups().forget_empty(run);
    Some(undone)
}
