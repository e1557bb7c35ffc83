//! Between the synchronous parts and the window: what waits runs on a thread, what happens there comes back as messages,
//! and dropping the task stops the work.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use converter::preview::Skipped;
use converter::{Cancel, Error, Job};
use iced::Task;
use iced::task::{Handle, Straw, sipper};
use tokio::sync::{mpsc, oneshot};

use crate::admission::{KeptBack, Preflight};
use crate::history::Report;
use crate::i18n::{Catalog, Totals};
use crate::publish::Published;
use crate::rights::Trouble;
use crate::run::reporter::{Ending, Progress, Reporter};
use crate::run::{self, Controls, Means, Order, Unfinished};

use super::services::Services;

/// How long news are gathered before the window is told: it draws once for all of them.
const GATHER: Duration = Duration::from_millis(60);

/// Does `work` on a thread, once the task is run, and brings its result back; nothing comes when it panicked.
pub fn blocking<T, Message>(
    work: impl FnOnce() -> T + Send + 'static,
    message: impl FnOnce(T) -> Message + Send + 'static,
) -> Task<Message>
where
    Message: Send + 'static,
{
    Task::future(async { begin(move || message(work())).await.ok() }).and_then(Task::done)
}

/// Begins `work` on a thread. What is returned waits for its result.
fn begin<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> oneshot::Receiver<T> {
    let (done, result) = oneshot::channel();
    let thread = std::thread::Builder::new().name("window-work".to_owned());
    let spawned = thread.spawn(move || {
        // Nobody waits any more when the task was dropped.
        let _ = done.send(work());
    });
    if let Err(error) = spawned {
        tracing::error!(%error, "no thread for the window");
    }
    result
}

/// Work that is asked to stop when this is dropped, and whose result then goes nowhere.
#[derive(Debug)]
pub struct Errand {
    _stop: StopOnDrop,
    _task: Handle,
}

/// Does `work` on a thread as [`blocking`] does, but after `wait`, and only as long as the errand is there.
pub fn errand<T, Message>(
    wait: Duration,
    work: impl FnOnce(&Cancel) -> T + Send + 'static,
    message: impl FnOnce(T) -> Message + Send + 'static,
) -> (Task<Message>, Errand)
where
    T: Send + 'static,
    Message: Send + 'static,
{
    let cancel = Cancel::new();
    let stop = StopOnDrop(cancel.clone());
    let rested = move || still_wanted_after(wait, &cancel).then(|| message(work(&cancel)));
    let (task, handle) = blocking(rested, |message| message).and_then(Task::done).abortable();
    (task, Errand { _stop: stop, _task: handle.abort_on_drop() })
}

fn still_wanted_after(wait: Duration, cancel: &Cancel) -> bool {
    let until = Instant::now() + wait;
    while !cancel.is_cancelled() {
        let left = until.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return true;
        }
        // Short naps: whoever moves a slider starts many of these.
        std::thread::sleep(left.min(Duration::from_millis(20)));
    }
    false
}

/// Something happened in a run.
#[derive(Debug, Clone)]
pub enum News {
    /// Work on this picture began.
    Started(PathBuf),
    /// It is done.
    Published(PathBuf, Arc<Published>),
    /// It is passed over.
    Skipped(Skipped),
    /// It failed.
    Failed(PathBuf, Error),
    /// The plan keeps these back.
    KeptBack(Vec<(PathBuf, KeptBack)>),
    /// A sentence about the run as a whole.
    Note(String),
    /// How far it is.
    Progress(Progress),
}

/// How a run ended.
#[derive(Debug, Clone)]
pub struct Ended {
    /// In which way.
    pub ending: Ending,
    /// Its sums.
    pub totals: Totals,
    /// What became of each picture, for a report; names the run by which it can be undone.
    pub report: Arc<Report>,
}

/// What a run is made of.
#[derive(Debug)]
pub enum What {
    /// A new one.
    New(Box<Order>),
    /// The one of this name that was stopped or killed, from where it was.
    Resumed(String),
}

/// Runs `what`. The news come gathered; dropping the straw stops the run.
pub fn run(
    what: What,
    services: Services,
    means: Means,
    controls: Controls,
    catalog: &'static Catalog,
) -> impl Straw<Option<Ended>, Vec<News>, Arc<Trouble>> {
    sipper(async move |mut sender| {
        let _stop = StopOnDrop(controls.cancel.clone());
        let (news, mut arriving) = mpsc::unbounded_channel();
        let (done, result) = oneshot::channel();
        let thread = std::thread::Builder::new().name("run".to_owned());
        let spawned = thread.spawn(move || {
            let mut wire = Wire { news, gathered: Vec::new(), since: Instant::now() };
            let ended = carry_out(&what, &services, &means, &controls, &mut wire, catalog);
            wire.flush();
            let _ = done.send(ended);
        });
        if let Err(error) = spawned {
            tracing::error!(%error, "no thread for a run");
        }
        while let Some(news) = arriving.recv().await {
            sender.send(news).await;
        }
        // A run that panicked has neither result nor news: it ended without a word.
        result.await.unwrap_or(Ok(None)).map_err(Arc::new)
    })
}

fn carry_out(
    what: &What,
    services: &Services,
    means: &Means,
    controls: &Controls,
    wire: &mut Wire,
    catalog: &'static Catalog,
) -> Result<Option<Ended>, Trouble> {
    let (home, rights) = (&services.home, services.rights()?);
    run::tidy_up(home, &rights, wire, catalog)?;
    let planned = match what {
        What::New(order) => Some(run::plan(order, home, &rights, false, wire, catalog)?),
        What::Resumed(run) => run::resume(Some(run), home, &rights, wire)?,
    };
    let Some(mut planned) = planned else { return Ok(None) };
    wire.flush();
    let ending = planned.carry_out(means, controls, home, wire);
    Ok(Some(Ended { ending, totals: planned.totals, report: Arc::new(planned.report()) }))
}

/// The last run, if it was stopped or killed and can go on. Dead runs are settled before. Waits for the disk, and the keyring where somebody is signed in.
pub fn unfinished(services: &Services, catalog: &Catalog) -> Option<Unfinished> {
    let settled =
        services.rights().and_then(|rights| run::tidy_up(&services.home, &rights, &mut Silent, catalog));
    if let Err(trouble) = settled {
        tracing::warn!(%trouble, "runs that were killed wait for the next start");
    }
    run::unfinished(&services.home)
}

/// Whoever drops the task wants the work to stop.
#[derive(Debug)]
struct StopOnDrop(Cancel);

impl Drop for StopOnDrop {
    fn drop(&mut self) {
        self.0.cancel();
    }
}

/// Gathers what a run tells.
struct Wire {
    news: mpsc::UnboundedSender<Vec<News>>,
    gathered: Vec<News>,
    since: Instant,
}

impl Wire {
    fn tell(&mut self, news: News) {
        self.gathered.push(news);
        if self.since.elapsed() >= GATHER {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.since = Instant::now();
        if !self.gathered.is_empty() {
            // A window that went away wants no more news.
            let _ = self.news.send(std::mem::take(&mut self.gathered));
        }
    }
}

impl Reporter for Wire {
    fn previewed(&mut self, _job: &Job) {}

    fn started(&mut self, job: &Job) {
        self.tell(News::Started(job.source.clone()));
    }

    fn published(&mut self, job: &Job, published: &Published, _took: Duration) {
        self.tell(News::Published(job.source.clone(), Arc::new(published.clone())));
    }

    fn skipped(&mut self, skipped: &Skipped) {
        self.tell(News::Skipped(skipped.clone()));
    }

    fn failed(&mut self, source: &std::path::Path, error: &Error) {
        self.tell(News::Failed(source.to_owned(), error.clone()));
    }

    fn kept_back(&mut self, kept_back: &[(PathBuf, KeptBack)], _preflight: &Preflight) {
        self.tell(News::KeptBack(kept_back.to_vec()));
    }

    fn refused(&mut self, code: &str, message: &str) {
        self.note(code, message);
    }

    fn note(&mut self, _code: &str, message: &str) {
        self.tell(News::Note(message.to_owned()));
    }

    fn progress(&mut self, progress: &Progress) {
        self.tell(News::Progress(*progress));
        self.flush();
    }

    fn finished(&mut self, _totals: &Totals, _ending: Ending) {}
}

/// Nobody listens: what is said again by the next run.
struct Silent;

impl Reporter for Silent {
    fn previewed(&mut self, _job: &Job) {}

    fn started(&mut self, _job: &Job) {}

    fn published(&mut self, _job: &Job, _published: &Published, _took: Duration) {}

    fn skipped(&mut self, _skipped: &Skipped) {}

    fn failed(&mut self, _source: &std::path::Path, _error: &Error) {}

    fn kept_back(&mut self, _kept_back: &[(PathBuf, KeptBack)], _preflight: &Preflight) {}

    fn refused(&mut self, _code: &str, _message: &str) {}

    fn note(&mut self, code: &str, _message: &str) {
        tracing::info!(code, "settling earlier runs");
    }

    fn progress(&mut self, _progress: &Progress) {}

    fn finished(&mut self, _totals: &Totals, _ending: Ending) {}
}

#[cfg(test)]
mod tests {
    use std::sync::mpsc::channel;

    use iced_test::futures::futures::{StreamExt, executor::block_on};
    use iced_test::runtime;

    use super::*;

    const LONG: Duration = Duration::from_secs(120);

    /// Runs a task as iced does, beside the test.
    fn run(task: Task<()>) {
        let actions = runtime::task::into_stream(task).expect("there is something to do");
        std::thread::spawn(|| block_on(actions.count()));
    }

    #[test]
    fn nothing_begins_before_its_task_is_run() {
        let (began, has_begun) = channel();
        drop(blocking(move || began.send(()), |_| ()));
        assert_eq!(has_begun.recv_timeout(LONG), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }

    #[test]
    fn who_drops_an_errand_stops_its_work() {
        let ((started, has_started), (stopped, has_stopped)) = (channel(), channel());
        let work = move |cancel: &Cancel| {
            started.send(()).expect("the test waits");
            let until = Instant::now() + LONG;
            while !cancel.is_cancelled() && Instant::now() < until {
                std::thread::sleep(Duration::from_millis(1));
            }
            stopped.send(cancel.is_cancelled()).expect("the test waits");
        };
        let (task, errand) = errand(Duration::ZERO, work, |()| ());
        run(task);
        has_started.recv_timeout(LONG).expect("it begins at once");
        drop(errand);
        assert!(has_stopped.recv_timeout(LONG).expect("it ends"));
    }

    #[test]
    fn an_errand_dropped_while_it_waits_never_begins() {
        let (began, has_begun) = channel::<()>();
        let (task, errand) = errand(LONG * 30, move |_: &Cancel| began.send(()), |_| ());
        run(task);
        drop(errand);
        // Its thread ends, and with it the sender goes.
        assert_eq!(has_begun.recv_timeout(LONG), Err(std::sync::mpsc::RecvTimeoutError::Disconnected));
    }
}
