//! The command line: what can be typed, and which verb does it.

mod account;
mod arguments;
mod convert;
mod doctor;
mod history;
mod json;
mod preset;
mod terminal;
mod undo;

use std::ffi::OsStr;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::Shell;
use converter::ErrorKind;

use crate::dirs::Dirs;
use crate::i18n::{self, Catalog};
use crate::runs::Runs;
use crate::settings::{Problem, Settings};
use crate::window::{self, Start};

/// Makes pictures small: WebP and AVIF, on your own machine, without ever losing one.
#[derive(Debug, Parser)]
#[command(
    name = "picopress",
    version = version(),
    propagate_version = true,
    arg_required_else_help = false,
    args_conflicts_with_subcommands = true,
    override_usage = "picopress [--software] [FILE]...\n       picopress <COMMAND>",
    after_help = "Without a command the window opens, with FILE... in its queue; a window that is open already takes them."
)]
struct Cli {
    /// Open the window without the graphics card
    #[arg(long)]
    software: bool,
    #[command(subcommand)]
    verb: Option<Verb>,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Convert pictures to WebP or AVIF. The originals stay as they are, unless you want them put away
    Convert(Box<arguments::Convert>),
    /// Show what earlier runs did
    History(history::History),
    /// Bring back the state before a run: originals, what was overwritten, and nothing of the outputs
    Undo(undo::Undo),
    /// Named recipes: list, save, remove, export, import
    Preset {
        #[command(subcommand)]
        verb: preset::Verb,
    },
    #[command(flatten)]
    Account(account::Verb),
    /// Look at everything the program leans on: keyring, network, folders, codecs
    Doctor {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
    /// Print the completions for a shell
    Completions {
        /// The shell to complete for
        shell: Shell,
    },
}

/// Exit statuses, as scripts see them.
mod status {
    pub const DONE: u8 = 0;
    pub const SOME_FAILED: u8 = 1;
    /// As clap has it.
    pub const WRONG_USAGE: u8 = 2;
    /// The plan let only a part of it go.
    pub const KEPT_BACK: u8 = 3;
    /// Sign-in or licence trouble.
    pub const LICENCE: u8 = 4;
}

/// Reads the arguments and does what they say.
pub fn main() -> ExitCode {
    match Start::with_pictures(std::env::args_os().skip(1), is_verb) {
        Some(Ok(start)) => return window::open(start),
        Some(Err(missing)) => return no_such_file(&missing),
        None => {}
    }
    let cli = Cli::parse();
    match cli.verb {
        Some(Verb::Convert(arguments)) => convert::run(&arguments),
        Some(Verb::History(arguments)) => history::run(&arguments),
        Some(Verb::Undo(arguments)) => undo::run(&arguments),
        Some(Verb::Preset { verb }) => preset::run(&verb),
        Some(Verb::Account(verb)) => account::run(&verb),
        Some(Verb::Doctor { json }) => doctor::run(json),
        Some(Verb::Completions { shell }) => {
            clap_complete::generate(shell, &mut Cli::command(), "picopress", &mut io::stdout());
            ExitCode::SUCCESS
        }
        None => window::open(Start { software: cli.software, ..Start::default() }),
    }
}

/// Whether a word is a verb, or one that clap adds.
fn is_verb(word: &OsStr) -> bool {
    word == "help" || Cli::command().get_subcommands().any(|verb| word == verb.get_name())
}

/// Says that a picture for the window is not there.
fn no_such_file(path: &Path) -> ExitCode {
    let catalog = Surroundings::find().catalog;
    let sentence = catalog.error(&ErrorKind::NotFound);
    // Without a standard error there is nobody to tell.
    let _ = writeln!(io::stderr(), "{}: {}: {sentence}", catalog.failed, path.display());
    ExitCode::from(status::WRONG_USAGE)
}

/// What every verb finds when it begins.
struct Surroundings {
    /// The program's own folders; `None` on an account without a home.
    dirs: Option<Dirs>,
    /// The runs that are remembered there.
    runs: Option<Runs>,
    settings: Settings,
    /// What is wrong with the settings.
    problems: Vec<Problem>,
    catalog: &'static Catalog,
}

impl Surroundings {
    fn find() -> Self {
        let dirs = Dirs::find();
        let (settings, problems) =
            dirs.as_ref().map(|dirs| Settings::load(&dirs.settings())).unwrap_or_default();
        let catalog = i18n::catalog(&i18n::choose(settings.language.as_deref()));
        Surroundings { runs: dirs.as_ref().map(Runs::new), dirs, settings, problems, catalog }
    }
}

/// Says what is wrong with the arguments, as for any wrong usage, and ends the program.
fn wrong_usage(what: &impl std::fmt::Display) -> ! {
    Cli::command().error(clap::error::ErrorKind::ArgumentConflict, what).exit()
}

/// Whether a person watches: then there is a progress bar.
fn is_watched() -> bool {
    io::stderr().is_terminal()
}

/// "0.1.0 (libwebp 1.6.0, …)".
fn version() -> String {
    let codecs = converter::encode::versions().into_iter().map(|(name, version)| format!("{name} {version}"));
    format!("{} ({})", env!("CARGO_PKG_VERSION"), codecs.collect::<Vec<_>>().join(", "))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_command_line_is_sound() {
        Cli::command().debug_assert();
    }
}
