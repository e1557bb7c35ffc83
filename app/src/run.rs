//! A run, whoever watches it: from what a person asks for, through the preview and what the plan admits, to published
//! pictures. The command line and the window differ in who asks and in the [`Reporter`] that is told.

pub mod home;
pub mod order;
pub mod reporter;
mod work;

use std::collections::BTreeSet;
use std::mem;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use converter::batch::{self, Event};
use converter::earlier::EarlierRuns;
use converter::{
    Budget, Cancel, Engine, Error, ErrorKind, Isolation, Job, Limits, Pace, Pause, Preview, Recipe, Staging,
};

use crate::admission::{self, Admitted, Wish};
use crate::history::{self, Report, Row};
use crate::i18n::{Catalog, Totals};
use crate::journal::Line;
use crate::local_time::local_time;
use crate::originals::{Policy, retention};
use crate::publish::{Published, publish};
use crate::rights::{Rights, Trouble};
use crate::runs::{Fate, Runs};
pub use home::Home;
pub use order::Order;
use reporter::{Ending, Progress, Reporter};
use work::Work;

/// How long a stop waits for workers that are between two stages.
const STOP_WAIT: Duration = Duration::from_millis(150);
/// How often progress is told.
const TICK: Duration = Duration::from_millis(100);

/// What dead runs left is settled, and backups over their time go: before any run, and before anything is swept.
///
/// # Errors
/// When conversions cannot be counted.
pub fn tidy_up(
    home: &Home,
    rights: &Rights,
    reporter: &mut dyn Reporter,
    catalog: &Catalog,
) -> Result<(), Trouble> {
    let Some(runs) = &home.runs else {
        reporter.note("not_remembered", catalog.not_remembered);
        return Ok(());
    };
    runs.settle(&mut rights.counted()?, |_| Fate::Publish);
    let days = home.backup.days;
    let expired = retention::expire(runs, days, history::now_ms());
    if expired > 0 {
        reporter.note("backups_expired", &catalog.backups_expired(expired, days));
    }
    Ok(())
}

/// A run as far as it is known before it begins.
pub struct Planned {
    /// What is to be done, unless it is nothing or only looked at.
    work: Option<Work>,
    /// What a dry run shows.
    pub preview: Vec<Job>,
    /// What is known of its sums already.
    pub totals: Totals,
    recipe: Recipe,
    /// What the report tells of sources that are no pictures of the run.
    outside: Vec<Row>,
}

/// A new run: what is passed over is told, and notes are begun for the rest. With `look_only` nothing is begun.
///
/// # Errors
/// When conversions cannot be counted.
pub fn plan(
    order: &Order,
    home: &Home,
    rights: &Rights,
    look_only: bool,
    reporter: &mut dyn Reporter,
    catalog: &Catalog,
) -> Result<Planned, Trouble> {
    let (sources, folders) = admission::without_folders(&order.sources, &rights.limits);
    let preview = order.preview(&sources, &home.earlier());
    preview.skipped.iter().for_each(|skipped| reporter.skipped(skipped));
    preview.failed.iter().for_each(|error| reporter.failed(&error.path, error));
    let Preview { jobs, skipped, failed } = preview;
    let wish = Wish { jobs, folders, format: order.recipe.format };
    let admitted = admission::admit(rights, wish, look_only)?;
    if let Some((wanted, free)) = order.lacks_space(&admitted.go) {
        reporter.note("disk_space", &catalog.disk_space(wanted, free));
    }
    let mut totals = Totals { skipped: skipped.len(), failed: failed.len(), ..Totals::default() };
    let skipped = skipped.iter().map(|skipped| (&skipped.source, "skipped", skipped.reason.code()));
    let failed = failed.iter().map(|error| (&error.path, "failed", error.kind.code()));
    let kept_back = admitted.kept_back.iter().map(|(path, why)| (path, why.event(), why.code()));
    let outside = skipped.chain(failed).chain(kept_back);
    let outside = outside.map(|(path, status, code)| Row::outside(path, status, code)).collect();
    totals.keep_back(&admitted, reporter);
    let mut planned =
        Planned { work: None, preview: Vec::new(), totals, recipe: order.recipe.clone(), outside };
    if look_only {
        planned.preview = admitted.go;
    } else if !admitted.go.is_empty() {
        planned.work = Some(begin(order, home, admitted, reporter, catalog));
    }
    Ok(planned)
}

/// The run of this name, or the one that was stopped or killed last, from where it was; `None` when there is none to go
/// on with.
///
/// # Errors
/// When conversions cannot be counted.
pub fn resume(
    run: Option<&str>,
    home: &Home,
    rights: &Rights,
    reporter: &mut dyn Reporter,
) -> Result<Option<Planned>, Trouble> {
    let now_ms = history::now_ms();
    let found = home.runs.as_ref().and_then(|runs| Some((runs, runs.resume(run, now_ms)?)));
    let Some((runs, (journal, record))) = found else { return Ok(None) };
    let recipe = record.header.recipe.clone();
    let mut work = Work::resume(journal, record, runs, home);
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

/// Begins a run, and says what of it cannot be remembered or backed up.
fn begin(
    order: &Order,
    home: &Home,
    admitted: Admitted,
    reporter: &mut dyn Reporter,
    catalog: &Catalog,
) -> Work {
    let Admitted { go: jobs, reservation, .. } = admitted;
    if let (Policy::Backup, Some(runs)) = (order.originals, &home.runs) {
        let (wanted, used) = (jobs.iter().map(|job| job.bytes).sum::<u64>(), runs.backups().bytes());
        if used.saturating_add(wanted) > home.backup.bytes {
            reporter.note("backup_full", &catalog.backup_full(wanted, used, home.backup.bytes));
        }
    }
    let can_remember = home.memory().as_deref().is_some_and(EarlierRuns::can_remember);
    let count = jobs.len();
    let mut work = Work::begin(order, jobs, home);
    work.grant(count, reservation);
    if home.dirs.is_some() && (!can_remember || work.journal().is_none()) {
        reporter.note("not_remembered", catalog.not_remembered);
    }
    if order.originals != Policy::Keep && work.journal().is_none() {
        reporter.note("nothing_put_away", catalog.nothing_put_away);
    }
    work
}

/// What a run may take of the machine.
#[derive(Debug, Clone)]
pub struct Means {
    /// Most pictures at once.
    pub workers: usize,
    /// Memory that they share.
    pub budget: Budget,
    /// What a source may ask for.
    pub limits: Limits,
    /// Where bytes of strangers are decoded.
    pub isolation: Isolation,
}

/// What somebody outside can do to a run under way. Clones are the same.
#[derive(Debug, Clone, Default)]
pub struct Controls {
    /// Stops it.
    pub cancel: Cancel,
    /// Holds it.
    pub pause: Pause,
    /// Makes it take fewer pictures at once than it has workers.
    pub pace: Pace,
    /// Its temporary files.
    pub staging: Staging,
}

impl Planned {
    /// Whether there is anything to be carried out.
    pub fn has_work(&self) -> bool {
        self.work.is_some()
    }

    /// Does the work, to its end or until shortly after a stop, and notes the end.
    pub fn carry_out(
        &mut self,
        means: &Means,
        controls: &Controls,
        home: &Home,
        reporter: &mut dyn Reporter,
    ) -> Ending {
        let Some(work) = &self.work else {
            return if self.totals.nothing_was_there() { Ending::NothingFound } else { Ending::Complete };
        };
        let ending = Running::start(work, means, controls).follow(reporter, &mut self.totals);
        work.end_reservation();
        if let (Some(journal), Some(runs)) = (work.journal(), &home.runs) {
            // What the plan keeps back of a run that goes on is not lost to it.
            runs.end(journal, work.waits || matches!(ending, Ending::Interrupted(..)));
        }
        ending
    }

    /// What became of each picture.
    pub fn report(&self) -> Report {
        let record = self.work.as_ref().and_then(Work::journal).and_then(|journal| journal.record().ok()?);
        let run = record.as_ref().map(|record| record.header.run.clone());
        let mut pictures: Vec<Row> = record.iter().flat_map(|record| &record.jobs).map(Row::new).collect();
        pictures.extend(self.outside.iter().cloned());
        Report { v: 1, run, recipe: self.recipe.clone(), pictures }
    }
}

/// A batch under way.
struct Running<'a> {
    controls: &'a Controls,
    jobs: &'a [Job],
    events: Receiver<Event<Result<Published, Error>>>,
    watch: Stopwatch,
}

/// How long a run worked.
struct Stopwatch {
    worked: Duration,
    looked: Instant,
}

impl Stopwatch {
    fn start() -> Self {
        Stopwatch { worked: Duration::ZERO, looked: Instant::now() }
    }

    /// Counts the time since the last look, unless the run was held.
    fn look(&mut self, is_paused: bool) -> Duration {
        let passed = mem::replace(&mut self.looked, Instant::now()).elapsed();
        self.worked += if is_paused { Duration::ZERO } else { passed };
        self.worked
    }
}

impl<'a> Running<'a> {
    fn start(work: &'a Work, means: &Means, controls: &'a Controls) -> Self {
        let at_once = controls.pace.most().min(means.workers);
        let engine = Engine {
            recipe: work.desk.recipe.clone(),
            limits: Limits { pixels: work.max_pixels, ..means.limits.clone() },
            // Threads inside one picture only when there are fewer pictures than cores.
            threads: at_once.div_ceil(work.jobs.len().max(1)),
            budget: means.budget.clone(),
            staging: controls.staging.clone(),
            cancel: controls.cancel.clone(),
            pause: controls.pause.clone(),
            pace: controls.pace.clone(),
            isolation: means.isolation.clone(),
        };
        let folders: BTreeSet<&Path> = work.jobs.iter().map(|job| job.target.folder()).collect();
        folders.into_iter().for_each(converter::write::sweep);
        let (desk, numbers) = (Arc::clone(&work.desk), work.numbers.clone());
        let events = batch::run(&engine, &work.jobs, means.workers, move |index, job, outcome| {
            let number = numbers[index];
            let result = outcome.and_then(|outcome| publish(number, job, outcome, &desk));
            if let Err(error) = &result
                && !matches!(error.kind, ErrorKind::Cancelled)
            {
                desk.write(&Line::Failed(number, error.kind.code().to_owned()));
            }
            result
        });
        Running { controls, jobs: &work.jobs, events, watch: Stopwatch::start() }
    }

    /// Tells what happens until the end, or until shortly after a stop.
    fn follow(mut self, reporter: &mut dyn Reporter, totals: &mut Totals) -> Ending {
        let mut progress = Progress {
            total: self.jobs.len(),
            pixels: self.jobs.iter().map(|job| job.pixels).sum(),
            ..Progress::default()
        };
        let cancel = &self.controls.cancel;
        let mut stop_by = None;
        let mut last_told = Instant::now();
        loop {
            if cancel.is_cancelled() && stop_by.is_none() {
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
            progress.took = self.watch.look(self.controls.pause.is_on());
            if last_told.elapsed() >= TICK {
                reporter.progress(&progress);
                last_told = Instant::now();
            }
        }
        self.controls.staging.close();
        totals.took = self.watch.look(false);
        if cancel.is_cancelled() {
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

/// A run that was stopped or killed, and can go on.
#[derive(Debug, Clone)]
pub struct Unfinished {
    /// Its name.
    pub run: String,
    /// When it began, in words.
    pub when: String,
    /// Pictures that are done.
    pub done: usize,
    /// All its pictures.
    pub all: usize,
}

/// The last run, if it was stopped or killed and can go on.
pub fn unfinished(home: &Home) -> Option<Unfinished> {
    let record = home.runs.as_ref().and_then(Runs::unfinished)?;
    let (left, all) = (record.left().len(), record.jobs.len());
    let when = local_time(record.header.started_ms);
    Some(Unfinished { run: record.header.run, when, done: all - left, all })
}
