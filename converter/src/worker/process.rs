//! A worker as its program sees it: a process that can be talked to, watched and ended.

use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStderr, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;
use std::{env, io};

/// What a worker that dies has to say fits in here.
const LAST_WORDS_BYTES: usize = 2048;
/// How long they may take to arrive.
const LAST_WORDS_WAIT: Duration = Duration::from_millis(50);

/// How a worker is started.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Launch {
    /// The program.
    pub program: PathBuf,
    /// What makes it a worker.
    pub arguments: Vec<String>,
}

impl Launch {
    /// This very program once more.
    pub fn this_program() -> Self {
        // On Linux the link leads to this program even after an update has put another one in its place. Where the
        // system does not tell, the name it was called by does.
        let link = Path::new("/proc/self/exe");
        let program = match env::current_exe() {
            _ if link.exists() => link.to_owned(),
            Ok(program) => program,
            Err(_) => env::args_os().next().unwrap_or_default().into(),
        };
        Launch { program, arguments: vec![super::ARGUMENT.into()] }
    }
}

/// A running worker. Dropping it ends it.
#[derive(Debug)]
pub(super) struct Process {
    child: Mutex<Child>,
    to: ChildStdin,
    from: BufReader<ChildStdout>,
    last_words: Arc<Mutex<Vec<u8>>>,
    listener: JoinHandle<()>,
}

/// Ends a worker from another thread.
#[derive(Debug, Clone, Copy)]
pub(super) struct Handle<'a>(&'a Mutex<Child>);

impl Process {
    /// Starts a worker.
    ///
    /// # Errors
    /// What the system says.
    pub(super) fn start(launch: &Launch) -> io::Result<Self> {
        let mut command = Command::new(&launch.program);
        command.args(&launch.arguments).env("RUST_BACKTRACE", "0");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        detach(&mut command);
        let mut child = command.spawn()?;
        let (to, from, errors) = (child.stdin.take(), child.stdout.take(), child.stderr.take());
        let missing = || io::Error::from(io::ErrorKind::BrokenPipe);
        let (to, from) = (to.ok_or_else(missing)?, from.ok_or_else(missing)?);
        let last_words = Arc::default();
        let listener = listen(errors.ok_or_else(missing)?, Arc::clone(&last_words))?;
        Ok(Process { child: Mutex::new(child), to, from: BufReader::new(from), last_words, listener })
    }

    /// What is needed to speak, to listen and to end it, each for a thread of its own.
    pub(super) fn parts(&mut self) -> (&mut ChildStdin, &mut BufReader<ChildStdout>, Handle<'_>) {
        (&mut self.to, &mut self.from, Handle(&self.child))
    }

    /// Ends it, and tells what it said last, or how it ended.
    pub(super) fn post_mortem(mut self) -> String {
        let status = self.end();
        let words = String::from_utf8_lossy(&lock(&self.last_words)).trim().to_owned();
        let status = status.map(|status| status.to_string()).unwrap_or_default();
        if words.is_empty() { status } else { format!("{status}: {words}") }
    }

    /// The process is gone afterwards.
    fn end(&mut self) -> Option<std::process::ExitStatus> {
        Handle(&self.child).kill();
        let status = lock(&self.child).wait().ok();
        for _ in 0..10 {
            if self.listener.is_finished() {
                break;
            }
            thread::sleep(LAST_WORDS_WAIT / 10);
        }
        status
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        self.end();
    }
}

impl Handle<'_> {
    /// Ends the worker at once.
    pub(super) fn kill(self) {
        // It may have ended by itself.
        let _ = lock(self.0).kill();
    }
}

/// A Ctrl-C in the terminal is meant for the program, which ends its workers itself.
fn detach(command: &mut Command) {
    #[cfg(unix)]
    {
        use std::os::unix::process::CommandExt;
        command.process_group(0);
    }
    #[cfg(windows)]
    {
        use std::os::windows::process::CommandExt;
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        const CREATE_NO_WINDOW: u32 = 0x0800_0000;
        command.creation_flags(CREATE_NEW_PROCESS_GROUP | CREATE_NO_WINDOW);
    }
    #[cfg(not(any(unix, windows)))]
    let _ = command;
}

/// Keeps the end of what a worker writes to its standard error, and keeps that from filling up.
fn listen(mut errors: ChildStderr, last_words: Arc<Mutex<Vec<u8>>>) -> io::Result<JoinHandle<()>> {
    thread::Builder::new().name("worker-errors".into()).spawn(move || {
        let mut buffer = [0; 512];
        while let Ok(count @ 1..) = errors.read(&mut buffer) {
            let mut words = lock(&last_words);
            words.extend_from_slice(&buffer[..count]);
            let excess = words.len().saturating_sub(LAST_WORDS_BYTES);
            words.drain(..excess);
        }
    })
}

/// What the mutex guards, even after a panic elsewhere.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
