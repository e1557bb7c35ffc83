//! `picopress convert`: preview, run, report.

use std::process::ExitCode;
use std::time::Duration;

use super::arguments::Convert;
use super::json::Json;
use super::terminal::Terminal;
use super::{Surroundings, is_watched, preset, status, wrong_usage};
use crate::history::report;
use crate::i18n::{Catalog, Totals};
use crate::interrupt;
use crate::machine::Machine;
use crate::rights::{Rights, Trouble};
use crate::run::reporter::{Ending, Reporter};
use crate::run::{self, Controls, Home, Means, Order, Planned, Unfinished};
use crate::settings::Settings;

/// How long the end of a run waits for the server to hear of it.
const AFTER: Duration = Duration::from_millis(1500);

/// Runs the verb.
pub fn run(arguments: &Convert) -> ExitCode {
    let surroundings = Surroundings::find();
    let wanted_report = arguments.report.as_deref().filter(|_| !arguments.dry_run);
    if let Some(path) = wanted_report
        && let Err(error) = report::check(path)
    {
        wrong_usage(&(surroundings.catalog.report_unwritten)(&path.display().to_string(), &error));
    }
    let mut reporter = reporter(arguments, surroundings.catalog);
    let home = Home::new(surroundings.dirs.clone(), surroundings.settings.backup);
    let opened = Rights::open(surroundings.dirs.as_ref());
    let planned = opened.and_then(|rights| {
        let planned = plan(arguments, &surroundings, &home, &rights, reporter.as_mut())?;
        Ok(planned.map(|planned| (rights, planned)))
    });
    let (rights, mut planned) = match planned {
        Ok(Some(planned)) => planned,
        Ok(None) => return ExitCode::from(status::DONE),
        Err(trouble) => {
            reporter.refused(trouble.code(), &surroundings.catalog.trouble(&trouble));
            reporter.finished(&Totals::default(), Ending::Refused);
            return ExitCode::from(status::LICENCE);
        }
    };
    let ending = match arguments.dry_run {
        true => Ending::Previewed(planned.preview.len()),
        false => {
            let controls = Controls::default();
            if planned.has_work() {
                interrupt::listen(controls.cancel.clone(), controls.staging.clone());
            }
            planned.carry_out(&means(arguments, &surroundings.settings), &controls, &home, reporter.as_mut())
        }
    };
    planned.preview.iter().for_each(|job| reporter.previewed(job));
    let reported = wanted_report.map_or(Ok(()), |path| {
        report::write(path, &planned.report()).map_err(|error| {
            let sentence = (surroundings.catalog.report_unwritten)(&path.display().to_string(), &error);
            reporter.note("report", &sentence);
        })
    });
    let totals = planned.totals;
    reporter.finished(&totals, ending);
    if totals.converted > 0 {
        rights.sync(AFTER);
    }
    ExitCode::from(match ending {
        Ending::Interrupted(..) => interrupt::EXIT_STATUS,
        _ if totals.failed > 0 || reported.is_err() => status::SOME_FAILED,
        _ if totals.queued + totals.refused > 0 => status::KEPT_BACK,
        _ => status::DONE,
    })
}

/// The run, new or an old one from where it was; `None` when there is none to go on with.
fn plan(
    arguments: &Convert,
    surroundings: &Surroundings,
    home: &Home,
    rights: &Rights,
    reporter: &mut dyn Reporter,
) -> Result<Option<Planned>, Trouble> {
    let Surroundings { problems, catalog, .. } = surroundings;
    for problem in problems {
        reporter.note("settings", &(catalog.settings_problem)(problem));
    }
    run::tidy_up(home, rights, reporter, catalog)?;
    if arguments.resume {
        let planned = run::resume(None, home, rights, reporter)?;
        if planned.is_none() {
            reporter.note("nothing_to_resume", catalog.nothing_to_resume);
        }
        return Ok(planned);
    }
    if let Some(Unfinished { when, done, all, .. }) = run::unfinished(home) {
        reporter.note("unfinished_run", &(catalog.unfinished_run)(&when, done, all));
    }
    let order = order(arguments, surroundings);
    run::plan(&order, home, rights, arguments.dry_run, reporter, catalog).map(Some)
}

/// What the arguments ask for, over what the settings say.
fn order(arguments: &Convert, surroundings: &Surroundings) -> Order {
    let Surroundings { dirs, settings, catalog, .. } = surroundings;
    let base = preset::base(&arguments.wishes, &settings.recipe, dirs.as_ref(), catalog);
    let recipe = arguments.wishes.recipe(&base);
    if let Err(contradiction) = recipe.check() {
        wrong_usage(&contradiction);
    }
    Order {
        sources: arguments.sources.clone(),
        without: Default::default(),
        recursive: arguments.recursive,
        output: arguments.output.clone(),
        template: arguments.template.clone(),
        conflict: arguments.conflict(),
        recipe,
        originals: arguments.originals.unwrap_or(settings.originals),
        max_pixels: arguments.limits().pixels,
    }
}

fn means(arguments: &Convert, settings: &Settings) -> Means {
    let machine = Machine::look();
    Means {
        workers: arguments.workers(settings.jobs, machine.cores),
        budget: machine.memory_budget(arguments.memory),
        limits: arguments.limits(),
        isolation: arguments.isolation(),
    }
}

fn reporter(arguments: &Convert, catalog: &'static Catalog) -> Box<dyn Reporter> {
    if arguments.json {
        Box::new(Json::new(catalog))
    } else {
        Box::new(Terminal::new(catalog, is_watched(), arguments.quiet))
    }
}
