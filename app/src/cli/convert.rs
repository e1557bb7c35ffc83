//! `picopress convert`: preview, run, report.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use converter::batch::{self, Event};
use converter::earlier::EarlierRuns;
use converter::loss::Original;
use converter::preview::{self, Preview, Request};
use converter::recipe::Goal;
use converter::{Cancel, Engine, Error, Job, Recipe, Staging};

use super::arguments::{self, Convert};
use super::json::Json;
use super::report::{Ending, Progress, Reporter};
use super::terminal::Terminal;
use super::{is_watched, preset, status, wrong_usage};
use crate::dirs::Dirs;
use crate::i18n::{self, Catalog, Totals};
use crate::publish::{Published, publish};
use crate::settings::Settings;
use crate::{interrupt, machine, runs};

/// How long a stop waits for workers that are between two stages.
const STOP_WAIT: Duration = Duration::from_millis(150);
/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// Runs the verb.
pub fn run(arguments: &Convert) -> ExitCode {
    let dirs = Dirs::find();
    let (settings, problems) = dirs.as_ref().map(|dirs| Settings::load(&dirs.settings())).unwrap_or_default();
    let catalog = i18n::choose(settings.language.as_deref());
    let mut reporter = reporter(arguments, catalog);
    for problem in &problems {
        reporter.note("settings", &(catalog.settings_problem)(problem));
    }

    match &dirs {
        Some(dirs) => runs::sweep_dead(&dirs.runs()),
        None => reporter.note("not_remembered", catalog.not_remembered),
    }
    let base = preset::base(&arguments.wishes, &settings.recipe, dirs.as_ref(), catalog);
    let recipe = arguments.wishes.recipe(&base);
    if let Err(contradiction) = recipe.check() {
        wrong_usage(&contradiction);
    }
    let memory = dirs.as_ref().map(Dirs::earlier_runs);
    let preview = plan(arguments, &recipe, memory.as_deref());
    let mut totals =
        Totals { skipped: preview.skipped.len(), failed: preview.failed.len(), ..Totals::default() };
    preview.skipped.iter().for_each(|skipped| reporter.skipped(skipped));
    preview.failed.iter().for_each(|error| reporter.failed(&error.path, error));
    if let Some(note) = space_note(&preview.jobs, &recipe, catalog) {
        reporter.note("disk_space", &note);
    }

    let ending = if arguments.dry_run {
        preview.jobs.iter().for_each(|job| reporter.previewed(job));
        Ending::Previewed(preview.jobs.len())
    } else if preview.jobs.is_empty() && totals.skipped + totals.failed == 0 {
        Ending::NothingFound
    } else {
        if memory.as_deref().is_some_and(|memory| !EarlierRuns::can_remember(memory)) {
            reporter.note("not_remembered", catalog.not_remembered);
        }
        let run = Run::start(arguments, &settings, recipe, preview.jobs, dirs.as_ref());
        run.follow(reporter.as_mut(), &mut totals)
    };
    reporter.finished(&totals, ending);
    ExitCode::from(match ending {
        Ending::Interrupted(..) => interrupt::EXIT_STATUS,
        _ if totals.failed > 0 => status::SOME_FAILED,
        _ => status::DONE,
    })
}

fn reporter(arguments: &Convert, catalog: &'static Catalog) -> Box<dyn Reporter> {
    if arguments.json {
        Box::new(Json::new(catalog))
    } else {
        Box::new(Terminal::new(catalog, is_watched(), arguments.quiet))
    }
}

fn plan(arguments: &Convert, recipe: &Recipe, memory: Option<&std::path::Path>) -> Preview {
    preview::preview(&Request {
        sources: &arguments.sources,
        recursive: arguments.recursive,
        output: arguments.output.as_deref(),
        template: &arguments.template,
        suffix: &arguments::suffix(recipe),
        conflict: arguments.conflict(),
        recipe,
        earlier: &memory.map(EarlierRuns::load).unwrap_or_default(),
        original: Original::Stays,
    })
}

/// A sentence when the outputs will probably not fit on their disk.
fn space_note(jobs: &[Job], recipe: &Recipe, catalog: &Catalog) -> Option<String> {
    // An output is rarely larger than its source, and a lossy one takes about 0.2 bytes a pixel at quality 80
    // (measured on photographs); lossless ones about 2.
    let bytes_per_pixel = match recipe.goal {
        Goal::Quality(quality) => f64::from(quality.value()) / 400.0,
        Goal::Lossless | Goal::NearLossless(_) => 2.0,
    };
    let wanted: u64 =
        jobs.iter().map(|job| job.bytes.min((job.pixels as f64 * bytes_per_pixel) as u64)).sum();
    let free = machine::free_space(jobs.first()?.target.folder())?;
    (wanted > free).then(|| (catalog.disk_space)(wanted, free))
}

/// A batch under way.
struct Run {
    engine: Engine,
    jobs: Vec<Job>,
    events: Receiver<Event<Result<Published, Error>>>,
    started: Instant,
    _mark: Option<runs::Mark>,
}

impl Run {
    fn start(
        arguments: &Convert,
        settings: &Settings,
        recipe: Recipe,
        jobs: Vec<Job>,
        dirs: Option<&Dirs>,
    ) -> Self {
        let workers = arguments.workers(settings.jobs);
        let engine = Engine {
            recipe: recipe.clone(),
            limits: arguments.limits(),
            // Threads inside one picture only when there are fewer pictures than cores.
            threads: workers.div_ceil(jobs.len().max(1)),
            budget: machine::memory_budget(arguments.memory),
            staging: Staging::new(),
            cancel: Cancel::new(),
            isolation: arguments.isolation(),
        };
        interrupt::listen(engine.cancel.clone(), engine.staging.clone());
        let folders: BTreeSet<PathBuf> = jobs.iter().map(|job| job.target.folder().to_owned()).collect();
        folders.iter().for_each(|folder| converter::write::sweep(folder));
        let folders: Vec<PathBuf> = folders.into_iter().collect();
        let mark = dirs.and_then(|dirs| runs::mark(&dirs.runs(), &folders).ok());
        let memory = dirs.map(Dirs::earlier_runs);
        let events = batch::run(&engine, &jobs, workers, move |_, _, outcome| {
            outcome.and_then(|outcome| publish(outcome, &recipe, memory.as_deref()))
        });
        Run { engine, jobs, events, started: Instant::now(), _mark: mark }
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
            Err(error) if matches!(error.kind, converter::ErrorKind::Cancelled) => return,
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
