//! The worker's end: waits for pictures, converts them, and ends with its program.

use std::io::{self, Stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::{self, ExitCode};
use std::sync::mpsc::{self, Receiver};
use std::thread;

use crate::batch::{STACK_BYTES, panic_message};
use crate::cancel::Cancel;
use crate::conversion::{Failure, Host, Made, Order};
use crate::error::{ErrorKind, Stage};
use crate::input::Source;

use super::confine;
use super::errand::{Done, Errand};
use super::wire::{self, Reply, Request, VERSION};

/// Works until the program is gone.
pub fn serve() -> ExitCode {
    serve_with(|order, source, host| order.carry_out(source, host, &Cancel::new()))
}

/// As [`serve`], with a conversion of the caller's: tests have unruly ones.
pub fn serve_with<F>(convert: F) -> ExitCode
where
    F: Fn(&Order, Source, &mut dyn Host) -> Result<Made, Failure> + Send + 'static,
{
    confine::confine();
    let (requests, inbox) = mpsc::channel();
    let desk = thread::Builder::new().name("picture".into()).stack_size(STACK_BYTES);
    let desk = desk.spawn(move || {
        let _ = catch_unwind(AssertUnwindSafe(|| work(inbox, &convert)));
        // Nobody would answer any more.
        process::exit(1);
    });
    if desk.is_err() {
        return ExitCode::FAILURE;
    }
    // On a thread that does nothing else, so that the end of the program is noticed whatever a codec is doing.
    let mut from = io::stdin().lock();
    let receive = |from: &mut _| {
        wire::receive_announced::<Request>(from, u64::MAX, |bytes| match bytes {
            0 => {}
            source => confine::allow_memory(source),
        })
    };
    while let Ok(request) = receive(&mut from) {
        if requests.send(request).is_err() {
            break;
        }
    }
    ExitCode::SUCCESS
}

type Inbox = Receiver<(Request, Vec<u8>)>;

fn work<F>(inbox: Inbox, convert: &F) -> io::Result<()>
where
    F: Fn(&Order, Source, &mut dyn Host) -> Result<Made, Failure>,
{
    let mut line = Line { inbox, out: io::stdout(), reached: Stage::Decode };
    line.say(&Reply::Ready { version: VERSION }, &[])?;
    while let Ok((request, bytes)) = line.inbox.recv() {
        let Request::Do(errand) = request else { return Err(io::ErrorKind::InvalidData.into()) };
        line.reached = Stage::Decode;
        let done = catch_unwind(AssertUnwindSafe(|| match Source::new(bytes) {
            Ok(source) => run(&errand, source, &mut line, convert),
            Err(kind) => Err(Failure { stage: Stage::Read, kind }),
        }));
        let done = done.unwrap_or_else(|panic| {
            Err(Failure { stage: line.reached, kind: ErrorKind::Panicked(panic_message(&*panic)) })
        });
        // Two views of a large picture in one piece take more than a worker at rest may have.
        let done = done.map(|mut done| (done.take_payload(), done));
        confine::allow_memory(0);
        match done {
            Ok((payload, done)) => line.say(&Reply::Done(done), &payload)?,
            Err(failure) => line.say(&Reply::Failed(failure), &[])?,
        }
    }
    Ok(())
}

fn run<F>(errand: &Errand, source: Source, line: &mut Line, convert: &F) -> Result<Done, Failure>
where
    F: Fn(&Order, Source, &mut dyn Host) -> Result<Made, Failure>,
{
    match errand {
        Errand::Convert(order) => Ok(match convert(order, source, line)? {
            Made::Smaller(encoded) => Done::Smaller(encoded),
            Made::NotSmaller(bytes) => Done::NotSmaller(bytes),
        }),
        Errand::Show(order) => order.carry_out(source, line).map(Done::Shown),
        Errand::Try(order) => order.carry_out(source, line, &Cancel::new()).map(Done::Tried),
    }
}

/// The line to the program: it hears of the stages and owns the memory.
struct Line {
    inbox: Inbox,
    out: Stdout,
    reached: Stage,
}

impl Line {
    fn say(&mut self, reply: &Reply, payload: &[u8]) -> io::Result<()> {
        wire::send(&mut self.out, reply, payload)
    }
}

impl Host for Line {
    fn stage(&mut self, stage: Stage) -> Result<(), ErrorKind> {
        self.reached = stage;
        Ok(self.say(&Reply::Stage(stage), &[])?)
    }

    fn reserve(&mut self, bytes: u64) -> Result<(), ErrorKind> {
        self.say(&Reply::Need(bytes), &[])?;
        match self.inbox.recv() {
            Ok((Request::Granted, _)) => {
                confine::allow_memory(bytes);
                Ok(())
            }
            Ok((Request::Refused(kind), _)) => Err(kind),
            Ok((Request::Do(_), _)) | Err(_) => Err(ErrorKind::Cancelled),
        }
    }
}
