//! The screens. Each is a module with its state, the messages of what happened there, `update` and `view`; what it wants of
//! the window around it comes back as [`Action`]s.

pub mod about;
pub mod account;
pub mod compare;
pub mod convert;
pub mod history;
pub mod settings;

use std::sync::Arc;

use iced::Task;

use super::command::{Command, Place};
use super::remembered::Remembered;
use super::services::{Services, Standing};
use super::theme::Motion;
use super::undoing::Undone;
use crate::i18n::Catalog;
use crate::settings::Settings;

/// What all screens may look at.
#[derive(Clone, Copy)]
pub struct Context<'a> {
    /// The sentences.
    pub words: &'static Catalog,
    /// What was decided once.
    pub settings: &'a Settings,
    /// How things were last.
    pub remembered: &'a Remembered,
    /// What the person may do.
    pub standing: &'a Standing,
    /// The places and the licensing.
    pub services: &'a Services,
    /// Whether a run is being undone in the history: none begins meanwhile.
    pub is_undoing: bool,
    /// Width and height there are, in logical pixels.
    pub size: iced::Size,
}

impl Context<'_> {
    /// Whether things move.
    pub fn motion(&self) -> Motion {
        match self.settings.window.motion {
            true => Motion::Full,
            false => Motion::Off,
        }
    }
}

/// What a screen wants.
#[must_use]
pub enum Action<Message> {
    /// Nothing.
    None,
    /// This is to be done, and its messages come back to the screen.
    Run(Task<Message>),
    /// A dialog of the system is to ask this, where there is one.
    Ask(Task<Message>),
    /// Another place is wanted.
    Go(Place),
    /// This is to be done where the window is by then, as if its key were pressed.
    Do(Command),
    /// This run, which was stopped, is to go on.
    Resume(String),
    /// A run was undone, as far as it could be.
    Undone(Arc<Undone>),
    /// Things are now like this, and are to be remembered.
    Remember(Box<Remembered>),
    /// This was decided.
    Decide(Box<Settings>),
    /// What the person may do may have changed.
    LookAtRights,
    /// The server is to hear now what was converted.
    TellTheServer,
    /// A sentence to be shown for a while.
    Tell(String),
    /// Several of these.
    All(Vec<Action<Message>>),
}

impl<Message: Send + 'static> Action<Message> {
    /// The same, with the messages of the screen turned into others.
    pub fn map<B: Send + 'static>(self, f: impl Fn(Message) -> B + Clone + Send + 'static) -> Action<B> {
        match self {
            Action::None => Action::None,
            Action::Run(task) => Action::Run(task.map(f)),
            Action::Ask(dialog) => Action::Ask(dialog.map(f)),
            Action::Go(place) => Action::Go(place),
            Action::Do(command) => Action::Do(command),
            Action::Resume(run) => Action::Resume(run),
            Action::Undone(undone) => Action::Undone(undone),
            Action::Remember(remembered) => Action::Remember(remembered),
            Action::Decide(settings) => Action::Decide(settings),
            Action::LookAtRights => Action::LookAtRights,
            Action::TellTheServer => Action::TellTheServer,
            Action::Tell(sentence) => Action::Tell(sentence),
            Action::All(actions) => {
                Action::All(actions.into_iter().map(|action| action.map(f.clone())).collect())
            }
        }
    }
}
