//! Before the window opens, and when it cannot: which pictures it is opened with, who draws it, what the last start left
//! behind, and words instead of a trace.

use std::any::Any;
use std::env;
use std::ffi::{OsStr, OsString};
use std::fs;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use crate::i18n::Catalog;

/// By this iced is told who draws.
const BACKEND: &str = "ICED_BACKEND";
/// The renderer that needs no graphics card.
const SOFTWARE: &str = "tiny-skia";
/// So long a graphics card that failed is left alone: by then its driver may have been mended.
const MISTRUST: Duration = Duration::from_secs(7 * 86_400);

/// How the window is to be opened.
#[derive(Debug, Default, PartialEq)]
pub struct Start {
    /// Files and folders for the queue.
    pub pictures: Vec<PathBuf>,
    /// Nothing is to be drawn by the graphics card.
    pub software: bool,
}

impl Start {
    /// Reads `[--software] FILE...`, as file managers start a program. `None` where the first word is a verb, or neither
    /// exists nor looks like a path: then the command line knows better what is wrong.
    ///
    /// # Errors
    /// The first path, where nothing is there.
    pub fn with_pictures(
        arguments: impl IntoIterator<Item = OsString>,
        is_verb: impl Fn(&OsStr) -> bool,
    ) -> Option<Result<Self, PathBuf>> {
        let mut arguments = arguments.into_iter().peekable();
        let software = arguments.next_if(|argument| argument == "--software").is_some();
        let pictures: Vec<PathBuf> = arguments.map(PathBuf::from).collect();
        let first = pictures.first()?;
        if is_verb(first.as_os_str()) {
            return None;
        }
        if !first.exists() {
            return looks_like_a_path(first).then(|| Err(first.clone()));
        }
        // The window that takes them may stand in another folder.
        let pictures = pictures.into_iter().map(|path| std::path::absolute(&path).unwrap_or(path)).collect();
        Some(Ok(Start { pictures, software }))
    }
}

/// Whether a word can be meant for a file only: no verb has a separator or an extension, and options begin with a dash.
fn looks_like_a_path(word: &Path) -> bool {
    let text = word.to_string_lossy();
    !text.starts_with('-') && (text.contains(std::path::is_separator) || word.extension().is_some())
}

/// Whether there is a screen to open a window on.
pub fn has_display(variable: impl Fn(&str) -> Option<OsString>) -> bool {
    let is_set = |name| variable(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || is_set("WAYLAND_DISPLAY")
}

/// What starts leave behind about the drawing.
///
/// A renderer can take the whole process with it, so a file says that a start is under way until it has drawn. A later start
/// that finds it lets the processor draw, for a week or until the next version.
#[derive(Debug, Clone, Default)]
pub struct Traces {
    /// `None` on an account without a home: nothing is known, nothing is noted.
    folder: Option<PathBuf>,
}

/// Who draws.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Drawing {
    /// The graphics card where there is one.
    Usual,
    /// The processor.
    Software,
}

impl Traces {
    /// Those in this folder.
    pub fn new(folder: Option<&Path>) -> Self {
        Traces { folder: folder.map(Path::to_owned) }
    }

    /// Who may draw now, and whether a start that is over never came to draw.
    pub fn read(&self) -> (Drawing, bool) {
        let Some(folder) = &self.folder else { return (Drawing::Usual, false) };
        let has_crashed = folder.join("starting").exists();
        let note = folder.join("software");
        if has_crashed && let Err(error) = fs::write(&note, env!("CARGO_PKG_VERSION")) {
            tracing::warn!(%error, "the next start will not know that drawing failed");
        }
        let drawing = if has_crashed || is_mistrusted(&note) { Drawing::Software } else { Drawing::Usual };
        (drawing, has_crashed)
    }

    /// The window is about to open.
    pub fn begin(&self) {
        if let Some(folder) = &self.folder
            && let Err(error) = fs::write(folder.join("starting"), "")
        {
            tracing::warn!(%error, "the next start would not know of a crash");
        }
    }

    /// The window has drawn, or never came to it for another reason.
    pub fn end(&self) {
        if let Some(folder) = &self.folder {
            let _ = fs::remove_file(folder.join("starting"));
        }
    }

    /// Whether a start is under way that has not drawn yet.
    fn is_under_way(&self) -> bool {
        self.folder.as_ref().is_some_and(|folder| folder.join("starting").exists())
    }
}

fn is_mistrusted(note: &Path) -> bool {
    let is_of_this_version = fs::read(note).is_ok_and(|text| text == env!("CARGO_PKG_VERSION").as_bytes());
    let written = note.metadata().and_then(|metadata| metadata.modified());
    let age = written.map(|written| SystemTime::now().duration_since(written).unwrap_or_default());
    is_of_this_version && age.is_ok_and(|age| age < MISTRUST)
}

/// Who draws in this process, as far as it was told.
fn told_backend() -> Option<OsString> {
    env::var_os(BACKEND).filter(|backend| !backend.is_empty())
}

/// Whether the processor draws because this process was told so.
pub fn is_software() -> bool {
    told_backend().is_some_and(|backend| backend == SOFTWARE)
}

/// Begins anew with the processor drawing, when that is wanted and nobody said otherwise. Comes back when nothing has to
/// change, or nothing can.
pub fn choose(drawing: Drawing) -> Option<ExitCode> {
    let is_wanted = drawing == Drawing::Software || !has_graphics_card();
    (is_wanted && told_backend().is_none()).then(begin_in_software).flatten()
}

/// Without one, wgpu finds a driver that draws on the processor, three times as slowly as the renderer made for it and in
/// three times the memory.
#[cfg(target_os = "linux")]
fn has_graphics_card() -> bool {
    let cards = fs::read_dir("/dev/dri").into_iter().flatten().flatten();
    let renders = cards.into_iter().any(|card| card.file_name().to_string_lossy().starts_with("renderD"));
    // The driver of NVidia, and Windows below this Linux.
    renders || ["/dev/nvidiactl", "/dev/dxg"].iter().any(|device| Path::new(device).exists())
}

#[cfg(not(target_os = "linux"))]
fn has_graphics_card() -> bool {
    true
}

/// iced reads an environment variable, and a process with threads cannot safely change its own.
fn begin_in_software() -> Option<ExitCode> {
    begin_anew(|command| command.env(BACKEND, SOFTWARE))
}

fn begin_anew(change: impl FnOnce(&mut Command) -> &mut Command) -> Option<ExitCode> {
    let begun = env::current_exe().and_then(|program| {
        let mut command = Command::new(program);
        become_program(change(command.args(env::args_os().skip(1))))
    });
    begun.inspect_err(|error| tracing::error!(%error, "cannot start again")).ok()
}

#[cfg(unix)]
fn become_program(command: &mut Command) -> io::Result<ExitCode> {
    use std::os::unix::process::CommandExt;
    Err(command.exec())
}

#[cfg(not(unix))]
fn become_program(command: &mut Command) -> io::Result<ExitCode> {
    let status = command.status()?;
    let is_done = status.success();
    Ok(if is_done { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Runs the window to its end. What takes it down is said in words.
pub fn run(traces: &Traces, words: &Catalog, window: impl FnOnce() -> iced::Result) -> ExitCode {
    traces.begin();
    let Err(failure) = attempt(window) else {
        traces.end();
        return ExitCode::SUCCESS;
    };
    let cause = Cause::of(&failure);
    let again = match cause {
        // There is an X server, too.
        Cause::NoDisplay if has_both_displays() => {
            begin_anew(|command| command.env_remove("WAYLAND_DISPLAY").env_remove("WAYLAND_SOCKET"))
        }
        Cause::Other if traces.is_under_way() && !is_software() => begin_in_software(),
        _ => None,
    };
    if let Some(status) = again {
        return status;
    }
    // The processor draws already, or nothing came to be drawn: there is nothing to mistrust.
    traces.end();
    let start = words.window.start;
    let sentence = match cause {
        Cause::NoDisplay => words.window.shell.no_display.to_owned(),
        Cause::Library(library) => (start.no_library)(&library),
        Cause::Other => (start.broken)(&failure),
    };
    complain(words, &sentence);
    ExitCode::FAILURE
}

/// Says on standard error why there is no window.
pub fn complain(words: &Catalog, sentence: &str) {
    use std::io::Write;
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}: {sentence}", words.failed);
}

fn has_both_displays() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .into_iter()
        .all(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// Why there is no window.
#[derive(Debug, PartialEq)]
enum Cause {
    /// Nobody answers where the display should be.
    NoDisplay,
    /// This library of the system is missing.
    Library(String),
    /// Anything else.
    Other,
}

impl Cause {
    /// Read from what iced panics with, for it has no error for this.
    fn of(failure: &str) -> Self {
        if !failure.contains("Create event loop") {
            return Cause::Other;
        }
        let is_part_of_name = |c: char| c.is_ascii_alphanumeric() || "-_.+".contains(c);
        let mut words = failure.split(|c| !is_part_of_name(c));
        let library = words.find(|word| word.starts_with("lib") && word.contains(".so"));
        library.map_or(Cause::NoDisplay, |library| Cause::Library(library.trim_end_matches('.').to_owned()))
    }
}

/// Runs the window: an error, or a panic of this thread, comes back as text. The hook is the one from before afterwards.
fn attempt(window: impl FnOnce() -> iced::Result) -> Result<(), String> {
    let told: Arc<Mutex<Option<String>>> = Arc::default();
    let usual = Arc::new(panic::take_hook());
    let (hear, threads_own, this_thread) =
        (Arc::clone(&told), Arc::clone(&usual), std::thread::current().id());
    panic::set_hook(Box::new(move |panic| {
        if std::thread::current().id() == this_thread {
            tracing::debug!(%panic, trace = %std::backtrace::Backtrace::force_capture(), "the window panicked");
            *hear.lock().unwrap_or_else(PoisonError::into_inner) = Some(panic.to_string());
        } else {
            threads_own(panic);
        }
    }));
    let result = panic::catch_unwind(AssertUnwindSafe(window));
    drop(panic::take_hook());
    panic::set_hook(Box::new(move |panic| usual(panic)));
    match result {
        Ok(closed) => closed.map_err(|error| error.to_string()),
        Err(payload) => {
            Err(told.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_else(|| text(&*payload)))
        }
    }
}

fn text(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<String>().map(String::as_str);
    text.or_else(|| payload.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn start(arguments: &[&OsStr]) -> Option<Result<Start, PathBuf>> {
        let arguments = arguments.iter().map(|argument| OsString::from(*argument));
        Start::with_pictures(arguments, |word| word == "convert")
    }

    #[test]
    fn pictures_are_told_from_verbs_and_mistakes() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let picture = folder.path().join("사진 한 장.png");
        fs::write(&picture, "").expect("written");
        let picture = picture.as_os_str();
        let expected = |software| Some(Ok(Start { pictures: vec![picture.into()], software }));
        assert_eq!(start(&[picture]), expected(false));
        assert_eq!(start(&["--software".as_ref(), picture]), expected(true));
        assert_eq!(start(&["convert".as_ref(), picture]), None);
        assert_eq!(start(&["convret".as_ref(), picture]), None);
        assert_eq!(start(&["--version".as_ref()]), None);
        assert_eq!(start(&["--log=a/b.txt".as_ref()]), None);
        for missing in ["없는 사진.jpg", "사진/없음"] {
            assert_eq!(start(&[missing.as_ref(), picture]), Some(Err(missing.into())));
            assert_eq!(start(&["--software".as_ref(), missing.as_ref()]), Some(Err(missing.into())));
        }
        assert_eq!(start(&["--software".as_ref()]), None);
        assert_eq!(start(&[]), None);
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_display_is_one_that_is_named() {
        let has = |name: &'static str, value: &'static str| {
            has_display(|asked| (asked == name).then(|| value.into()))
        };
        assert!(has("DISPLAY", ":0") && has("WAYLAND_DISPLAY", "wayland-0"));
        assert!(!has("DISPLAY", "") && !has("HOME", "/"));
    }

    #[test]
    fn a_start_that_never_drew_makes_the_next_ones_careful() {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let traces = Traces::new(Some(folder.path()));
        assert_eq!(traces.read(), (Drawing::Usual, false));
        traces.begin();
        assert_eq!(traces.read(), (Drawing::Software, true));
        traces.end();
        assert_eq!(traces.read(), (Drawing::Software, false), "still, but it is not news any more");
        let note = fs::File::options().write(true).open(folder.path().join("software")).expect("there");
        note.set_modified(SystemTime::now() - MISTRUST).expect("aged");
        assert_eq!(traces.read(), (Drawing::Usual, false));
        fs::write(folder.path().join("software"), "0.0.1").expect("written");
        assert_eq!(traces.read(), (Drawing::Usual, false), "another version may draw better");
    }

    #[test]
    fn what_iced_panics_with_is_understood() {
        let library = "Create event loop: XlibLoad(libX11.so.6: cannot open shared object file)";
        assert_eq!(Cause::of(library), Cause::Library("libX11.so.6".to_owned()));
        assert_eq!(Cause::of("Create event loop: Os(OsError { line: 1 })"), Cause::NoDisplay);
        assert_eq!(Cause::of("no adapter in libwgpu.so"), Cause::Other);
    }

    #[test]
    fn a_panic_comes_back_as_text() {
        assert!(attempt(|| Ok(())).is_ok());
        let failure = attempt(|| panic!("Create window")).expect_err("it panicked");
        assert!(failure.contains("Create window") && failure.contains("start.rs"), "{failure}");
    }
}
