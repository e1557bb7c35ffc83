//! `picopress undo`: the state before a run comes back.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;

use super::{Surroundings, status, wrong_usage};
use crate::rights::Rights;
use crate::runs::Fate;
use crate::undo::{self, Undone};

/// Arguments of `picopress undo`.
#[derive(Debug, Args)]
pub struct Undo {
    /// The run, as `picopress history` calls it [default: the last one]
    run: Option<String>,

    /// Say only what went wrong
    #[arg(long)]
    quiet: bool,
}

/// Runs the verb.
pub fn run(arguments: &Undo) -> ExitCode {
    let Surroundings { dirs, runs, catalog, .. } = Surroundings::find();
    let Some(runs) = runs else { return ExitCode::from(status::DONE) };
    // What the run in question had staged when it was killed is not wanted any more.
    let is_meant = |run: &str| arguments.run.as_deref().is_none_or(|wanted| wanted == run);
    // Where the count cannot be had, dead runs wait; those that ended can be undone all the same.
    if let Ok(mut counted) = Rights::open(dirs.as_ref()).and_then(|rights| rights.counted()) {
        let fate = |run: &str| if is_meant(run) { Fate::Drop } else { Fate::Publish };
        runs.settle(&mut counted, |found| fate(&found.run));
    }
    let found = match &arguments.run {
        Some(run) => runs.find(run).unwrap_or_else(|| wrong_usage(&(catalog.no_such_run)(run))),
        None => match runs.newest(undo::is_undoable) {
            Some(found) => found,
            None => {
                let _ = writeln!(io::stderr(), "{}: {}", catalog.note, catalog.nothing_to_undo);
                return ExitCode::from(status::DONE);
            }
        },
    };
    let (journal, record) = found;
    let mut restored = 0;
    let troubles = undo::undo(&journal, &record, |job, undone| match undone {
        Undone::Trouble(trouble) => {
            let (source, sentence) = (job.job.source.display(), (catalog.undo_trouble)(trouble));
            // A reader that went away wants no more lines.
            let _ = writeln!(io::stderr(), "{}: {source}: {sentence}", catalog.failed);
        }
        Undone::Restored | Undone::Untouched => restored += 1,
    });
    runs.backups().forget_empty(&record.header.run);
    if !arguments.quiet {
        let _ = writeln!(io::stdout(), "{}", (catalog.undone)(&record.header.run, restored, troubles));
    }
    ExitCode::from(if troubles == 0 { status::DONE } else { status::SOME_FAILED })
}
