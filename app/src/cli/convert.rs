//! `picopress convert`: preview, run, report.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use converter::batch::{self, Event};
use converter::earlier::EarlierRuns;
use converter::loss::Original;
use converter::preview::{self, Preview, Request};
use converter::recipe::Goal;
use converter::{Cancel, Engine, Error, ErrorKind, Job, Limits, Recipe, Staging};

use super::arguments::{self, Convert};
use super::json::Json;
use super::report::{Ending, Progress, Reporter};
use super::terminal::Terminal;
use super::work::Work;
use super::{Surroundings, is_watched, preset, status, wrong_usage};
use crate::admission::{self, Admitted, Wish};
use crate::dirs::Dirs;
use crate::history::{self, Report, Row, report};
use crate::i18n::{Catalog, Totals};
use crate::journal::Line;
use crate::originals::{Policy, retention};
use crate::publish::{Published, publish};
use crate::rights::{Rights, Trouble};
use crate::runs::{Fate, Runs};
use crate::settings::Settings;
use crate::{interrupt, machine};

/// How long a stop waits for workers that are between two stages.
const STOP_WAIT: Duration = Duration::from_millis(150);
/// How long the end of a run waits for the server to hear of it.
const AFTER: Duration = Duration::from_millis(1500);
/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// Runs the verb.
pub fn run(arguments: &Convert) -> ExitCode {
    let surroundings = Surroundings::find();
    let mut reporter = reporter(arguments, surroundings.catalog);
    let opened = Rights::open(surroundings.dirs.as_ref());
    let planned = opened.and_then(|rights| {
        tidy_up(&surroundings, &rights, reporter.as_mut())?;
        let planned = match arguments.resume {
            true => resume(&surroundings, &rights, reporter.as_mut())?,
            false => Some(plan(arguments, &surroundings, &rights, reporter.as_mut())?),
        };
        Ok(planned.map(|planned| (rights, planned)))
    });
    let (rights, planned) = match planned {
        Ok(Some(planned)) => planned,
        Ok(None) => return ExitCode::from(status::DONE),
        Err(trouble) => {
            reporter.refused(trouble.code(), &(surroundings.catalog.trouble)(&trouble));
            reporter.finished(&Totals::default(), Ending::Refused);
            return ExitCode::from(status::LICENCE);
        }
    };
    let mut totals = planned.totals;
    let ending = match &planned.work {
        _ if arguments.dry_run => Ending::Previewed(planned.preview.len()),
        None if totals.nothing_was_there() => Ending::NothingFound,
        None => Ending::Complete,
        Some(work) => {
            let run = Run::start(arguments, &surroundings.settings, work);
            let ending = run.follow(reporter.as_mut(), &mut totals);
            work.end_reservation();
            if let (Some(journal), Some(runs)) = (work.journal(), &surroundings.runs) {
                runs.end(journal, matches!(ending, Ending::Interrupted(..)));
            }
            ending
        }
    };
    planned.preview.iter().for_each(|job| reporter.previewed(job));
    if let Some(path) = arguments.report.as_deref().filter(|_| !arguments.dry_run)
        && let Err(error) = report::write(path, &planned.report())
    {
        let sentence = (surroundings.catalog.report_unwritten)(&path.display().to_string(), &error);
        reporter.note("report", &sentence);
    }
    reporter.finished(&totals, ending);
    if totals.converted > 0 {
        rights.sync(AFTER);
    }
    ExitCode::from(match ending {
        Ending::Interrupted(..) => interrupt::EXIT_STATUS,
        _ if totals.failed > 0 => status::SOME_FAILED,
        _ if totals.queued + totals.refused > 0 => status::KEPT_BACK,
        _ => status::DONE,
    })
}

/// What is said and done before any run: settings that make no sense, dead runs, backups over their time.
fn tidy_up(surroundings: &Surroundings, rights: &Rights, reporter: &mut dyn Reporter) -> Result<(), Trouble> {
    let Surroundings { runs, settings, problems, catalog, .. } = surroundings;
    for problem in problems {
        reporter.note("settings", &(catalog.settings_problem)(problem));
    }
    let Some(runs) = runs else {
        reporter.note("not_remembered", catalog.not_remembered);
        return Ok(());
    };
    runs.settle(&mut rights.counted()?, |_| Fate::Publish);
    let days = settings.backup.days;
    let expired = retention::expire(runs, days, history::now_ms());
    if expired > 0 {
        reporter.note("backups_expired", &(catalog.backups_expired)(expired, days));
    }
    Ok(())
}

/// A run as far as it is known before it begins.
struct Planned {
    /// What is to be done, unless it is nothing or only looked at.
    work: Option<Work>,
    /// What a dry run shows.
    preview: Vec<Job>,
    totals: Totals,
    recipe: Recipe,
    /// What the report tells of sources that are no pictures of the run.
    outside: Vec<Row>,
}

impl Planned {
    fn report(&self) -> Report {
        let record = self.work.as_ref().and_then(Work::journal).and_then(|journal| journal.record().ok()?);
        let run = record.as_ref().map(|record| record.header.run.clone());
        let mut pictures: Vec<Row> = record.iter().flat_map(|record| &record.jobs).map(Row::new).collect();
        pictures.extend(self.outside.iter().cloned());
        Report { v: 1, run, recipe: self.recipe.clone(), pictures }
    }
}

/// The run that was stopped or killed last, from where it was.
fn resume(
    surroundings: &Surroundings,
    rights: &Rights,
    reporter: &mut dyn Reporter,
) -> Result<Option<Planned>, Trouble> {
    let Surroundings { dirs, runs, settings, catalog, .. } = surroundings;
    let found = runs.as_ref().and_then(|runs| Some((runs, runs.resume()?)));
    let Some((runs, (journal, record))) = found else {
        reporter.note("nothing_to_resume", catalog.nothing_to_resume);
        return Ok(None);
    };
    let memory = dirs.as_ref().map(Dirs::earlier_runs);
    let recipe = record.header.recipe.clone();
    let mut work = Work::resume(journal, record, runs, memory, settings.backup);
    let mut totals = Totals::default();
    let wish = Wish { jobs: work.jobs.clone(), folders: Vec::new(), format: recipe.format };
    let admitted = admission::admit(rights, wish, false)?;
    totals.keep_back(&admitted, reporter);
    work.grant(admitted.go.len(), admitted.reservation);
    for (job, published) in &work.completed {
        totals.count(published);
        reporter.published(job, published, Duration::ZERO);
    }
    Ok(Some(Planned { work: Some(work), preview: Vec::new(), totals, recipe, outside: Vec::new() }))
}

/// A new run: what is passed over is told, and notes are begun for the rest.
fn plan(
    arguments: &Convert,
    surroundings: &Surroundings,
    rights: &Rights,
    reporter: &mut dyn Reporter,
) -> Result<Planned, Trouble> {
    let Surroundings { dirs, runs, settings, catalog, .. } = surroundings;
    if let Some(unfinished) = runs.as_ref().and_then(Runs::unfinished) {
        let (left, all) = (unfinished.left().len(), unfinished.jobs.len());
        let when = history::local_time(unfinished.header.started_ms);
        reporter.note("unfinished_run", &(catalog.unfinished_run)(&when, all - left, all));
    }
    let base = preset::base(&arguments.wishes, &settings.recipe, dirs.as_ref(), catalog);
    let recipe = arguments.wishes.recipe(&base);
    if let Err(contradiction) = recipe.check() {
        wrong_usage(&contradiction);
    }
    let memory = dirs.as_ref().map(Dirs::earlier_runs);
    let policy = arguments.originals.unwrap_or(settings.originals);
    let (sources, folders) = admission::without_folders(&arguments.sources, &rights.limits);
    let preview = preview(arguments, &sources, policy, &recipe, memory.as_deref());
    preview.skipped.iter().for_each(|skipped| reporter.skipped(skipped));
    preview.failed.iter().for_each(|error| reporter.failed(&error.path, error));
    let wish = Wish { jobs: preview.jobs, folders, format: recipe.format };
    let admitted = admission::admit(rights, wish, arguments.dry_run)?;
    if let Some(note) = space_note(&admitted.go, &recipe, catalog) {
        reporter.note("disk_space", &note);
    }
    let mut totals =
        Totals { skipped: preview.skipped.len(), failed: preview.failed.len(), ..Totals::default() };
    let skipped = preview.skipped.iter().map(|skipped| (&skipped.source, "skipped", skipped.reason.code()));
    let failed = preview.failed.iter().map(|error| (&error.path, "failed", error.kind.code()));
    let kept_back = admitted.kept_back.iter().map(|(path, why)| (path, why.event(), why.code()));
    let outside = skipped.chain(failed).chain(kept_back);
    let outside = outside.map(|(path, status, code)| Row::outside(path, status, code)).collect();
    totals.keep_back(&admitted, reporter);
    let mut planned = Planned { work: None, preview: Vec::new(), totals, recipe, outside };
    if arguments.dry_run {
        planned.preview = admitted.go;
    } else if !admitted.go.is_empty() {
        planned.work = Some(begin(arguments, surroundings, &planned.recipe, admitted, reporter));
    }
    Ok(planned)
}

/// Begins a run, and says what of it cannot be remembered or backed up.
fn begin(
    arguments: &Convert,
    surroundings: &Surroundings,
    recipe: &Recipe,
    admitted: Admitted,
    reporter: &mut dyn Reporter,
) -> Work {
    let Admitted { go: jobs, reservation, .. } = admitted;
    let Surroundings { dirs, runs, settings, catalog, .. } = surroundings;
    let policy = arguments.originals.unwrap_or(settings.originals);
    if let (Policy::Backup, Some(runs)) = (policy, runs) {
        let (wanted, used) = (jobs.iter().map(|job| job.bytes).sum::<u64>(), runs.backups().bytes());
        if used.saturating_add(wanted) > settings.backup.bytes {
            reporter.note("backup_full", &(catalog.backup_full)(wanted, used, settings.backup.bytes));
        }
    }
    let memory = dirs.as_ref().map(Dirs::earlier_runs);
    let can_remember = memory.as_deref().is_some_and(EarlierRuns::can_remember);
    let backup = settings.backup;
    let count = jobs.len();
    let mut work = Work::begin(arguments, policy, recipe.clone(), jobs, runs.as_ref(), memory, backup);
    work.grant(count, reservation);
    if dirs.is_some() && (!can_remember || work.journal().is_none()) {
        reporter.note("not_remembered", catalog.not_remembered);
    }
    if policy != Policy::Keep && work.journal().is_none() {
        reporter.note("nothing_put_away", catalog.nothing_put_away);
    }
    work
}

fn reporter(arguments: &Convert, catalog: &'static Catalog) -> Box<dyn Reporter> {
    if arguments.json {
        Box::new(Json::new(catalog))
    } else {
        Box::new(Terminal::new(catalog, is_watched(), arguments.quiet))
    }
}

/// What the sources would become.
fn preview(
    arguments: &Convert,
    sources: &[PathBuf],
    policy: Policy,
    recipe: &Recipe,
    memory: Option<&Path>,
) -> Preview {
    preview::preview(&Request {
        sources,
        recursive: arguments.recursive,
        output: arguments.output.as_deref(),
        template: &arguments.template,
        suffix: &arguments::suffix(recipe),
        conflict: arguments.conflict(),
        recipe,
        earlier: &memory.map(EarlierRuns::load).unwrap_or_default(),
        original: if policy == Policy::Keep { Original::Stays } else { Original::Leaves },
    })
}

/// A sentence when the outputs will probably not fit on their disk.
fn space_note(jobs: &[Job], recipe: &Recipe, catalog: &Catalog) -> Option<String> {
    // An output is rarely larger than its source, and a lossy one takes about 0.2 bytes a pixel at quality 80
    // (measured on photographs); lossless ones about 2.
    let bytes_per_pixel = match recipe.goal {
        Goal::Quality(quality) => f64::from(quality.value()) / 400.0,
        Goal::Look(look) => f64::from(look.score()) / 400.0,
        Goal::MaxBytes(_) => 0.2,
        Goal::Lossless | Goal::NearLossless(_) => 2.0,
    };
    let wanted: u64 =
        jobs.iter().map(|job| job.bytes.min((job.pixels as f64 * bytes_per_pixel) as u64)).sum();
    let free = machine::free_space(jobs.first()?.target.folder())?;
    (wanted > free).then(|| (catalog.disk_space)(wanted, free))
}

/// A batch under way.
struct Run<'a> {
    engine: Engine,
    jobs: &'a [Job],
    events: Receiver<Event<Result<Published, Error>>>,
    started: Instant,
}

impl<'a> Run<'a> {
    fn start(arguments: &Convert, settings: &Settings, work: &'a Work) -> Self {
        let workers = arguments.workers(settings.jobs);
        let engine = Engine {
            recipe: work.desk.recipe.clone(),
            limits: Limits { pixels: work.max_pixels, ..arguments.limits() },
            // Threads inside one picture only when there are fewer pictures than cores.
            threads: workers.div_ceil(work.jobs.len().max(1)),
            budget: machine::memory_budget(arguments.memory),
            staging: Staging::new(),
            cancel: Cancel::new(),
            isolation: arguments.isolation(),
        };
        interrupt::listen(engine.cancel.clone(), engine.staging.clone());
        let folders: BTreeSet<&Path> = work.jobs.iter().map(|job| job.target.folder()).collect();
        folders.into_iter().for_each(converter::write::sweep);
        let (desk, numbers) = (Arc::clone(&work.desk), work.numbers.clone());
        let events = batch::run(&engine, &work.jobs, workers, move |index, job, outcome| {
            let number = numbers[index];
            let result = outcome.and_then(|outcome| publish(number, job, outcome, &desk));
            if let Err(error) = &result
                && !matches!(error.kind, ErrorKind::Cancelled)
            {
                desk.write(&Line::Failed(number, error.kind.code().to_owned()));
            }
            result
        });
        Run { engine, jobs: &work.jobs, events, started: Instant::now() }
    }

    /// Tells what happens until the end, or until shortly after a stop.
    fn follow(self, reporter: &mut dyn Reporter, totals: &mut Totals) -> Ending {
        let mut progress = Progress {
            total: self.jobs.len(),
            pixels: self.jobs.iter().map(|job| job.pixels).sum(),
            ..Progress::default()
        };
        let mut stop_by = None;
        let mut last_told = Instant::now();
        loop {
            if self.engine.cancel.is_cancelled() && stop_by.is_none() {
                stop_by = Some(Instant::now() + STOP_WAIT);
            }
            if stop_by.is_some_and(|stop_by| Instant::now() >= stop_by) {
                break;
            }
            match self.events.recv_timeout(TICK / 2) {
                Ok(event) => self.tell(event, &mut progress, reporter, totals),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            progress.took = self.started.elapsed();
            if last_told.elapsed() >= TICK {
                reporter.progress(&progress);
                last_told = Instant::now();
            }
        }
        self.engine.staging.close();
        totals.took = self.started.elapsed();
        if self.engine.cancel.is_cancelled() {
            return Ending::Interrupted(progress.done, progress.total);
        }
        // A worker that died took its picture along.
        totals.failed += progress.total - progress.done;
        Ending::Complete
    }

    fn tell(
        &self,
        event: Event<Result<Published, Error>>,
        progress: &mut Progress,
        reporter: &mut dyn Reporter,
        totals: &mut Totals,
    ) {
        let (index, result, took) = match event {
            Event::Started(index) => return reporter.started(&self.jobs[index]),
            Event::Finished { index, result, took } => (index, result, took),
        };
        let job = &self.jobs[index];
        match &result {
            Ok(published) => {
                totals.count(published);
                reporter.published(job, published, took);
            }
            Err(error) if matches!(error.kind, ErrorKind::Cancelled) => return,
            Err(error) => {
                totals.failed += 1;
                reporter.failed(&job.source, error);
            }
        }
        progress.done += 1;
        progress.pixels_done += job.pixels;
    }
}

impl Totals {
    fn nothing_was_there(&self) -> bool {
        self.skipped + self.failed + self.queued + self.refused == 0
    }

    /// Counts what the plan keeps back, and says so.
    fn keep_back(&mut self, admitted: &Admitted, reporter: &mut dyn Reporter) {
        let Some(preflight) = &admitted.preflight else { return };
        reporter.kept_back(&admitted.kept_back, preflight);
        let waiting = admitted.kept_back.iter().filter(|(_, why)| why.waits()).count();
        self.queued += waiting;
        self.refused += admitted.kept_back.len() - waiting;
    }

    fn count(&mut self, published: &Published) {
        match published {
            Published::Converted { bytes_in, bytes_out, .. } => {
                self.converted += 1;
                self.bytes_in += bytes_in;
                self.bytes_out += bytes_out;
            }
            Published::Kept { .. } => self.kept += 1,
        }
    }
}
