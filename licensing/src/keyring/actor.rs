//! One thread that makes all calls to the keyring, and a deadline for whoever waits. A service that is stopped never
//! answers, and a call to it cannot be taken back.

use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, Sender};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use super::{Item, RecordError};

/// After a call that did not come back nobody waits for the same keyring, this long.
const HOLD: Duration = Duration::from_secs(30);

type Job = Box<dyn FnOnce(&mut dyn Item) + Send>;

/// Makes the calls.
pub struct Actor {
    make: Arc<dyn Fn() -> Box<dyn Item> + Send + Sync>,
    worker: Mutex<Option<Worker>>,
}

/// The thread at work.
struct Worker {
    jobs: Sender<Job>,
    /// Whether it is inside a call.
    busy: Arc<AtomicBool>,
    /// When somebody gave up waiting for it.
    given_up: Option<Instant>,
}

impl Actor {
    /// Makes the item on its thread, at the first call.
    pub fn new(make: impl Fn() -> Box<dyn Item> + Send + Sync + 'static) -> Self {
        Actor { make: Arc::new(make), worker: Mutex::new(None) }
    }

    /// Does `job` on the thread and waits for it no longer than `deadline`. A job that has not begun by then never
    /// does.
    pub fn call<T: Send + 'static>(
        &self,
        deadline: Duration,
        job: impl FnOnce(&mut dyn Item) -> Result<T, RecordError> + Send + 'static,
    ) -> Result<T, RecordError> {
        let jobs = self.jobs()?;
        let start = Instant::now();
        let (reply, answer) = mpsc::sync_channel(1);
        let job: Job = Box::new(move |item| {
            if start.elapsed() < deadline {
                // Nobody may be waiting any more.
                drop(reply.send(job(item)));
            }
        });
        let sent = jobs.send(job).is_ok();
        match answer.recv_timeout(deadline) {
            Ok(result) => result,
            Err(mpsc::RecvTimeoutError::Disconnected) if !sent => {
                Err(RecordError::Failed("its thread ended".into()))
            }
            Err(_) => {
                self.give_up();
                Err(RecordError::TimedOut)
            }
        }
    }

    /// Where to send a job; refuses while the last call hangs.
    fn jobs(&self) -> Result<Sender<Job>, RecordError> {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(Worker { jobs, busy, given_up }) = worker.as_mut() {
            let hangs = busy.load(Ordering::Acquire);
            match given_up {
                Some(since) if hangs && since.elapsed() < HOLD => return Err(RecordError::TimedOut),
                // It may hang for ever: go on without it.
                Some(_) if hangs => {}
                _ => {
                    *given_up = None;
                    return Ok(jobs.clone());
                }
            }
        }
        let new = Worker::start(Arc::clone(&self.make))?;
        let jobs = new.jobs.clone();
        *worker = Some(new);
        Ok(jobs)
    }

    fn give_up(&self) {
        let mut worker = self.worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(worker) = worker.as_mut() {
            worker.given_up.get_or_insert_with(Instant::now);
        }
    }
}

impl Worker {
    fn start(make: Arc<dyn Fn() -> Box<dyn Item> + Send + Sync>) -> Result<Self, RecordError> {
        let (jobs, queue) = mpsc::channel();
        let busy = Arc::new(AtomicBool::new(false));
        let at_work = Arc::clone(&busy);
        let thread = std::thread::Builder::new().name("keyring".into());
        thread
            .spawn(move || work(&*make, &queue, &at_work))
            .map_err(|error| RecordError::Failed(error.to_string()))?;
        Ok(Worker { jobs, busy, given_up: None })
    }
}

fn work(make: &dyn Fn() -> Box<dyn Item>, queue: &Receiver<Job>, busy: &AtomicBool) {
    let mut item = make();
    for job in queue {
        busy.store(true, Ordering::Release);
        job(&mut *item);
        busy.store(false, Ordering::Release);
    }
}

impl fmt::Debug for Actor {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Actor").finish_non_exhaustive()
    }
}
