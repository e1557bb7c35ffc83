//! What reads journals.

use std::path::PathBuf;

use super::Listed;
use crate::history::{Report, Row, Summary};
use crate::run::Home;
use crate::undo;

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
