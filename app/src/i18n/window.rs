//! What the window says. Each screen has a file of its own, with its sentences in all languages side by side.

pub mod convert;
pub mod options;
pub mod shell;

/// The window's sentences in one language.
pub struct Window {
    /// Around all screens.
    pub shell: &'static shell::Shell,
    /// The queue and the run.
    pub convert: &'static convert::Convert,
    /// The column beside the queue.
    pub options: &'static options::Options,
}

/// English.
pub static EN: Window = Window { shell: &shell::EN, convert: &convert::EN, options: &options::EN };
/// Korean.
pub static KO: Window = Window { shell: &shell::KO, convert: &convert::KO, options: &options::KO };
/// Japanese.
pub static JA: Window = Window { shell: &shell::JA, convert: &convert::JA, options: &options::JA };
