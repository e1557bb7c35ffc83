//! The ways into the queue: what is dropped, picked in a dialog, or pasted.

use std::path::PathBuf;
use std::time::Duration;

use iced::{Task, clipboard};

use super::{Action, Context, Message, Screen};
use crate::i18n::Catalog;
use crate::window::bridge;
use crate::window::command::Command;
use crate::window::paths;

/// Dropped files come one by one: how long they are gathered.
const GATHER: Duration = Duration::from_millis(50);

impl Screen {
    pub(super) fn added(&mut self, paths: Vec<PathBuf>) -> Action<Message> {
        self.is_dragged_over = false;
        let is_first = self.arriving.is_empty();
        self.arriving.extend(paths);
        if !is_first || self.arriving.is_empty() {
            return Action::None;
        }
        Action::Run(bridge::blocking(|| std::thread::sleep(GATHER), |()| Message::Gathered))
    }

    pub(super) fn gathered(&mut self, context: &Context<'_>) -> Action<Message> {
        let arrived = std::mem::take(&mut self.arriving);
        if self.queue.add(arrived) { self.look(context, Duration::ZERO, false) } else { Action::None }
    }
}

/// Asks for files, or for folders.
pub(super) fn pick(command: Command, words: &Catalog) -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new().set_title((words.window.shell.command)(command));
    let is_folders = command == Command::AddFolder;
    Task::future(
        async move { if is_folders { dialog.pick_folders().await } else { dialog.pick_files().await } },
    )
    .and_then(|picked| {
        Task::done(Message::Added(picked.into_iter().map(|file| file.path().to_owned()).collect()))
    })
}

/// Takes paths from the clipboard, one a line.
pub(super) fn paste() -> Task<Message> {
    clipboard::read().then(|text| {
        let text = text.unwrap_or_default();
        // It is looked which of them are there: a disk may be slow.
        bridge::blocking(
            move || paths::of_text(&text),
            |paths| match paths.is_empty() {
                true => Message::NothingPasted,
                false => Message::Added(paths),
            },
        )
    })
}
