//! The program's end: hands pictures to workers, watches them, and starts a new one when one dies.

use std::io::{self, BufReader};
use std::process::{ChildStdin, ChildStdout};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use crate::cancel::Cancel;
use crate::conversion::{self, Failure, Host, Made};
use crate::error::{ErrorKind, Stage};
use crate::input::Source;
use crate::{Thumbnail, Trial, thumbnail, trial};

use super::errand::{self, Done, Errand};
use super::process::{Handle, Launch, Process, lock};
use super::wire::{self, Reply, Request};

/// How often somebody looks whether a worker is to be stopped. Stopping may take 200 ms in all.
const LOOK: Duration = Duration::from_millis(20);

/// A worker that has not said that it is one after this time is none.
const GREETING: Duration = Duration::from_secs(30);

/// A worker that needed more memory than this is not kept for the next picture, since it may hold on to some.
const KEPT_BYTES: u64 = 256 << 20;

/// Room for the bytes of a reply that came without asking for memory.
const SMALL_REPLY_BYTES: u64 = 1 << 20;

/// What the Rust runtime says when memory is refused, before it aborts.
const OUT_OF_MEMORY: &str = "memory allocation of";

/// Processes that convert pictures: as many as pictures are under way, each used again and again.
#[derive(Debug, Clone)]
pub struct Workers(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    launch: Launch,
    idle: Mutex<Vec<Process>>,
}

/// How a conversation ended before its time.
enum Broken {
    /// What was started is no worker.
    NoWorker(io::Error),
    /// The worker is gone, or says what makes no sense.
    Lost(io::Error),
    /// The host stopped it.
    Stopped(ErrorKind),
}

impl From<io::Error> for Broken {
    fn from(error: io::Error) -> Self {
        Broken::Lost(error)
    }
}

impl Workers {
    /// Workers that are started this way, once there is something to do.
    pub fn new(launch: Launch) -> Self {
        Workers(Arc::new(Shared { launch, idle: Mutex::default() }))
    }

    pub(super) fn convert(
        &self,
        order: &conversion::Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Made, Failure> {
        self.send(Errand::Convert(order.clone()), source, host, cancel, errand::made)
    }

    pub(super) fn thumbnail(
        &self,
        order: &thumbnail::Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Thumbnail, Failure> {
        let shown = |done, payload| errand::shown(order, done, payload);
        self.send(Errand::Show(order.clone()), source, host, cancel, shown)
    }

    pub(super) fn try_out(
        &self,
        order: &trial::Order,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
    ) -> Result<Trial, Failure> {
        let tried = |done, payload| errand::tried(order, done, payload);
        self.send(Errand::Try(order.clone()), source, host, cancel, tried)
    }

    /// Sends a worker on an errand. What it brings back is believed only as far as `sense` finds some in it.
    fn send<T>(
        &self,
        errand: Errand,
        source: Source,
        host: &mut dyn Host,
        cancel: &Cancel,
        sense: impl Fn(Done, Vec<u8>) -> Option<T>,
    ) -> Result<T, Failure> {
        let mut talk =
            Talk { errand, source: Some(source), host, cancel, sense, reached: Stage::Decode, reserved: 0 };
        let idle = lock(&self.0.idle).pop();
        if let Some(process) = idle {
            let result = self.work(process, &mut talk, true);
            // One that died while it had nothing to do says nothing about this picture.
            if result.is_ok() || talk.source.is_none() || cancel.is_cancelled() {
                return result;
            }
        }
        let process = Process::start(&self.0.launch);
        let process = process.map_err(|error| talk.failed(ErrorKind::NoWorker(error.to_string())))?;
        self.work(process, &mut talk, false)
    }

    /// Has one process convert one picture, and keeps the process where it can be used again.
    fn work<T>(
        &self,
        mut process: Process,
        talk: &mut Talk<'_, impl Fn(Done, Vec<u8>) -> Option<T>>,
        is_known: bool,
    ) -> Result<T, Failure> {
        let (ended, is_late) = watched(&mut process, talk, is_known);
        match ended {
            Ok(result) => {
                if talk.reserved <= KEPT_BYTES {
                    lock(&self.0.idle).push(process);
                }
                result
            }
            Err(Broken::Stopped(kind)) => Err(talk.failed(kind)),
            Err(_) if talk.cancel.is_cancelled() => Err(talk.failed(ErrorKind::Cancelled)),
            Err(Broken::Lost(_)) if is_late => {
                Err(talk.failed(ErrorKind::TooSlow(talk.errand.decode_seconds())))
            }
            Err(Broken::NoWorker(error)) => {
                let words = process.post_mortem();
                Err(talk.failed(ErrorKind::NoWorker(format!("{error}; {words}"))))
            }
            Err(Broken::Lost(error)) => {
                let words = process.post_mortem();
                Err(talk.failed(cause_of_death(&error, words, talk.reserved)))
            }
        }
    }
}

/// Talks on this thread while another one watches. The second value says whether the worker was ended for being slow.
fn watched<T>(
    process: &mut Process,
    talk: &mut Talk<'_, impl Fn(Done, Vec<u8>) -> Option<T>>,
    is_known: bool,
) -> (Result<Result<T, Failure>, Broken>, bool) {
    let (to, from, handle) = process.parts();
    let (done, is_done) = mpsc::channel::<()>();
    let (cancel, deadline) = (talk.cancel, &Mutex::new(None));
    thread::scope(|scope| {
        let watcher = thread::Builder::new().name("worker-watch".into());
        let watcher = watcher.spawn_scoped(scope, move || watch(handle, cancel, deadline, &is_done));
        let watcher = match watcher {
            Ok(watcher) => watcher,
            Err(error) => return (Err(error.into()), false),
        };
        let ended = talk.run(to, from, deadline, is_known);
        drop(done);
        (ended, watcher.join().unwrap_or(false))
    })
}

/// Ends the worker when it is to stop or late; whether it was late.
fn watch(handle: Handle, cancel: &Cancel, deadline: &Mutex<Option<Instant>>, is_done: &Receiver<()>) -> bool {
    while is_done.recv_timeout(LOOK) == Err(RecvTimeoutError::Timeout) {
        let is_late = lock(deadline).is_some_and(|deadline| Instant::now() >= deadline);
        if is_late || cancel.is_cancelled() {
            handle.kill();
            return is_late;
        }
    }
    false
}

fn cause_of_death(error: &io::Error, words: String, reserved: u64) -> ErrorKind {
    if words.contains(OUT_OF_MEMORY) {
        return ErrorKind::OutOfMemory(reserved);
    }
    match error.kind() {
        io::ErrorKind::UnexpectedEof | io::ErrorKind::BrokenPipe => ErrorKind::Crashed(words),
        _ => ErrorKind::Crashed(format!("{error}; {words}")),
    }
}

/// One picture on its way through a worker.
struct Talk<'a, S> {
    /// What the worker is sent for.
    errand: Errand,
    /// Let go once the worker has it.
    source: Option<Source>,
    host: &'a mut dyn Host,
    cancel: &'a Cancel,
    /// Reads what it brings back.
    sense: S,
    reached: Stage,
    reserved: u64,
}

impl<T, S: Fn(Done, Vec<u8>) -> Option<T>> Talk<'_, S> {
    fn failed(&self, kind: ErrorKind) -> Failure {
        Failure { stage: self.reached, kind }
    }

    fn run(
        &mut self,
        to: &mut ChildStdin,
        from: &mut BufReader<ChildStdout>,
        deadline: &Mutex<Option<Instant>>,
        is_known: bool,
    ) -> Result<Result<T, Failure>, Broken> {
        if !is_known {
            *lock(deadline) = Instant::now().checked_add(GREETING);
            greet(from).map_err(Broken::NoWorker)?;
            *lock(deadline) = None;
        }
        let bytes = self.source.as_ref().map_or(&[][..], |source| &source.bytes);
        wire::send(to, &Request::Do(self.errand.clone()), bytes)?;
        loop {
            let (reply, payload) = wire::receive(from, self.reserved.max(SMALL_REPLY_BYTES))?;
            self.source = None;
            *lock(deadline) = None;
            match reply {
                Reply::Stage(stage) => {
                    self.reached = stage;
                    self.host.stage(stage).map_err(Broken::Stopped)?;
                }
                Reply::Need(bytes) => {
                    wire::send(to, &self.reserve(bytes), &[])?;
                    let time = Duration::from_secs(self.errand.decode_seconds());
                    *lock(deadline) = Instant::now().checked_add(time);
                }
                Reply::Done(done) => {
                    return (self.sense)(done, payload).map(Ok).ok_or_else(|| nonsense().into());
                }
                Reply::Failed(failure) => return Ok(Err(failure)),
                Reply::Ready { .. } => return Err(nonsense().into()),
            }
        }
    }

    fn reserve(&mut self, bytes: u64) -> Request {
        match self.host.reserve(bytes) {
            Ok(()) => {
                self.reserved = bytes;
                Request::Granted
            }
            Err(kind) => Request::Refused(kind),
        }
    }
}

fn greet(from: &mut BufReader<ChildStdout>) -> io::Result<()> {
    match wire::receive(from, 0)? {
        (Reply::Ready { version: wire::VERSION }, _) => Ok(()),
        _ => Err(nonsense()),
    }
}

fn nonsense() -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, "the worker says what makes no sense")
}
