//! `picopress history`: what earlier runs did.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Args;
use serde_json::{Value, json};

use super::{Surroundings, status, wrong_usage};
use crate::history::{Row, Summary};
use crate::i18n;

/// Arguments of `picopress history`.
#[derive(Debug, Args)]
pub struct History {
    /// Show every picture of this run instead of all runs
    run: Option<String>,

    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Runs the verb.
pub fn run(arguments: &History) -> ExitCode {
    let Surroundings { runs, settings, catalog, .. } = Surroundings::find();
    let Some(runs) = runs else { return ExitCode::from(status::DONE) };
    let Some(wanted) = &arguments.run else {
        let mut is_empty = true;
        for record in runs.all() {
            let summary = Summary::new(&record, settings.backup.days);
            let line = (catalog.history)(&summary);
            say(arguments.json.then(|| json!(summary)), &line);
            is_empty = false;
        }
        if is_empty && !arguments.json {
            say(None, catalog.no_history);
        }
        return ExitCode::from(status::DONE);
    };
    let Some(record) = runs.all().find(|record| record.header.run == *wanted) else {
        wrong_usage(&(catalog.no_such_run)(wanted))
    };
    for row in record.jobs.iter().map(Row::new) {
        say(arguments.json.then(|| json!(row)), &line(&row));
    }
    ExitCode::from(status::DONE)
}

fn line(row: &Row) -> String {
    let target = row.target.as_ref().map(|target| format!(" -> {target}")).unwrap_or_default();
    let after = row.bytes_after.map(|after| format!(" -> {}", i18n::bytes(after))).unwrap_or_default();
    let code = row.code.as_ref().map(|code| format!(" ({code})")).unwrap_or_default();
    format!("{}{code}: {}{target}  {}{after}", row.status, row.source, i18n::bytes(row.bytes_before))
}

fn say(object: Option<Value>, line: &str) {
    let text = object.map_or_else(
        || line.to_owned(),
        |mut object| {
            object["v"] = json!(1);
            object.to_string()
        },
    );
    // A reader that went away wants no more lines.
    let _ = writeln!(io::stdout(), "{text}");
}
