//! The sheet of shortcuts: everything that can be done from the keyboard, with its keys.

use iced::widget::{Column, column, row, text};
use iced::{Alignment, Element, Fill};

use super::Message;
use super::command::{Command, Place};
use super::theme::{SEMI_BOLD, space};
use super::widget::sheet::{Sheet, sheet};
use super::widget::{button, key_cap};
use crate::i18n::window::Window as Words;

/// What belongs together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// The pictures in the queue.
    Queue,
    /// The run.
    Run,
    /// Where to go.
    Places,
    /// The window itself.
    Window,
}

impl Group {
    const ALL: [Group; 4] = [Group::Queue, Group::Run, Group::Places, Group::Window];

    fn of(command: Command) -> Self {
        match command {
            Command::Start | Command::Pause | Command::Stop | Command::Retry | Command::Undo => Group::Run,
            Command::Go(_) => Group::Places,
            Command::Shortcuts
            | Command::LargerText
            | Command::SmallerText
            | Command::Close
            | Command::Confirm
            | Command::Quit => Group::Window,
            _ => Group::Queue,
        }
    }
}

/// The sheet.
pub fn view<'a>(words: &'static Words) -> Sheet<'a, Message> {
    let groups = Group::ALL.map(|group| {
        let title = text((words.shell.group)(group)).font(SEMI_BOLD);
        let lines =
            commands().filter(|command| Group::of(*command) == group).map(|command| line(command, words));
        column![title, Column::with_children(lines).spacing(space::XS)].spacing(space::S).into()
    });
    let close = button(words.shell.close).on_press(Message::Dismiss);
    sheet(words.shell.shortcuts, Column::with_children(groups).spacing(space::L))
        .action(close)
        .on_dismiss(Message::Dismiss)
}

/// All commands, also those that have a place of their own.
fn commands() -> impl Iterator<Item = Command> {
    Command::ALL.into_iter().chain([Command::Go(Place::Compare), Command::Close, Command::Confirm])
}

fn line<'a>(command: Command, words: &'static Words) -> Element<'a, Message> {
    row![text((words.shell.command)(command)).width(Fill), key_cap(command.shortcut().text())]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_command_is_missing_or_named_twice() {
        let names: Vec<_> = commands().map(|command| command.shortcut().text()).collect();
        let mut different = names.clone();
        different.sort();
        different.dedup();
        assert_eq!(different.len(), names.len(), "{names:?}");
        let counts =
            Group::ALL.map(|group| commands().filter(|command| Group::of(*command) == group).count());
        assert!(counts.iter().all(|count| *count > 2), "{counts:?}");
    }
}
