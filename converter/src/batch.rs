//! Many pictures at once: one queue, largest first, so that all cores are busy to the end.

use std::any::Any;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::{Duration, Instant};

use crate::convert::{Engine, Outcome};
use crate::error::{Error, ErrorKind, Stage};
use crate::preview::Job;

/// Room for decoders that recurse; the default of 2 MiB is that of a shallow program.
pub(crate) const STACK_BYTES: usize = 8 << 20;

/// How the threads of a batch are called.
const WORKER: &str = "picture";

/// Whether a thread of this name belongs to a batch: its panics become errors of one picture.
pub fn is_worker(name: &str) -> bool {
    name.starts_with(WORKER)
}

/// What happens in a batch, in the order in which it happens.
#[derive(Debug)]
pub enum Event<R> {
    /// Work on the picture at this index of the jobs began.
    Started(usize),
    /// Work on it ended.
    Finished {
        /// Index of the job.
        index: usize,
        /// What the caller made of the outcome.
        result: R,
        /// Time from start to end.
        took: Duration,
    },
}

/// Runs `jobs` on `workers` threads, as many of them at once as the pace of the engine has it, and tells what happens
/// through the channel, which closes at the end.
///
/// `finish` receives the index of each job and its outcome, on a thread of the batch: the place to publish it. If it
/// panics, that is the error of this picture. The threads are not waited for: after a cancel the caller may leave while an encoder that does not listen still
/// computes.
pub fn run<T, F>(
    engine: &Engine,
    jobs: &[Job],
    workers: usize,
    finish: F,
) -> Receiver<Event<Result<T, Error>>>
where
    T: Send + 'static,
    F: Fn(usize, &Job, Result<Outcome, Error>) -> Result<T, Error> + Send + Sync + 'static,
{
    let (events, receiver) = mpsc::channel();
    let shared = Arc::new(Shared {
        engine: engine.clone(),
        jobs: jobs.to_vec(),
        queue: Mutex::new(queue(jobs)),
        finish,
    });
    let mut is_served = false;
    for number in 0..workers.max(1) {
        let (shared, events) = (Arc::clone(&shared), events.clone());
        let worker = thread::Builder::new().name(format!("{WORKER}-{number}")).stack_size(STACK_BYTES);
        match worker.spawn(move || work(&shared, &events)) {
            Ok(_) => is_served = true,
            // One worker is enough to finish the queue, only later.
            Err(error) => tracing::warn!(%error, "a worker could not be started"),
        }
    }
    if !is_served {
        work(&shared, &events);
    }
    receiver
}

struct Shared<F> {
    engine: Engine,
    jobs: Vec<Job>,
    /// Indices of the jobs that nobody has begun.
    queue: Mutex<VecDeque<usize>>,
    finish: F,
}

/// The largest pictures first: a giant that begins last would keep one core busy and the others idle.
fn queue(jobs: &[Job]) -> VecDeque<usize> {
    let mut order: Vec<usize> = (0..jobs.len()).collect();
    order.sort_by_key(|&index| std::cmp::Reverse(jobs[index].pixels));
    order.into()
}

fn work<T, F>(shared: &Shared<F>, events: &Sender<Event<Result<T, Error>>>)
where
    F: Fn(usize, &Job, Result<Outcome, Error>) -> Result<T, Error>,
{
    loop {
        let _turn = shared.engine.pace.turn(&shared.engine.cancel);
        shared.engine.pause.wait(&shared.engine.cancel);
        let next = shared.queue.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some(index) = next.filter(|_| !shared.engine.cancel.is_cancelled()) else { return };
        let started = Instant::now();
        let _ = events.send(Event::Started(index));
        let job = &shared.jobs[index];
        let outcome = convert_caught(&shared.engine, job);
        let finished = catch_unwind(AssertUnwindSafe(|| (shared.finish)(index, job, outcome)));
        let result = finished.unwrap_or_else(|panic| Err(panicked(job, Stage::Write, &*panic)));
        let _ = events.send(Event::Finished { index, result, took: started.elapsed() });
    }
}

/// A codec that panics costs its own picture only.
fn convert_caught(engine: &Engine, job: &Job) -> Result<Outcome, Error> {
    let mut stage = Stage::Read;
    let converted = catch_unwind(AssertUnwindSafe(|| engine.convert(job, &mut |reached| stage = reached)));
    converted.unwrap_or_else(|panic| Err(panicked(job, stage, &*panic)))
}

fn panicked(job: &Job, stage: Stage, panic: &dyn Any) -> Error {
    Error::new(&job.source, stage, ErrorKind::Panicked(panic_message(panic)))
}

/// The words of a panic, where it has any.
pub(crate) fn panic_message(panic: &dyn Any) -> String {
    let message = panic.downcast_ref::<&str>().map(ToString::to_string);
    message.or_else(|| panic.downcast_ref::<String>().cloned()).unwrap_or_default()
}
