//! Where nothing is yet: what the window takes and how to give it. And what a start has to say.

use iced::widget::{column, row};
use iced::{Alignment, Element};

use super::{Context, LOW, Message, Screen};
use crate::run::Unfinished;
use crate::window::command::{Command, Place};
use crate::window::theme::{container::Kind, space};
use crate::window::widget::{Icon, button, empty, empty::Target, notice};

impl Screen {
    /// The empty queue.
    pub(super) fn empty<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = self.words(context);
        let can_drop = can_drop();
        let (title, target) = match self.is_dragged_over {
            true => (words.drop_here, Target::Hovered),
            false => (words.empty_title, if can_drop { Target::Waiting } else { Target::None }),
        };
        let hint = match can_drop {
            true => words.empty_hint.to_owned(),
            false => format!("{}\n{}", words.no_drop, words.empty_hint),
        };
        let paste = button((context.words.window.shell.command)(Command::Paste))
            .icon(Icon::Paste)
            .shortcut(Command::Paste.shortcut().text())
            .on_press(Message::Do(Command::Paste));
        empty(Icon::Drop, title, hint)
            .action(self.add(Command::AddFiles, Icon::Add, false, context))
            .action(self.add(Command::AddFolder, Icon::AddFolder, false, context))
            .action(paste)
            .target(target)
            .low_if(context.size.height < LOW)
            .into()
    }

    /// What has to be said above the queue: a run that was stopped, folders that the plan does not take.
    pub(super) fn bar<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let words = self.words(context);
        let unfinished = self.unfinished.as_ref().filter(|_| !self.is_busy()).map(|unfinished| {
            let Unfinished { run, when, done, all } = unfinished;
            let later = button(words.not_now).on_press(Message::NotNow);
            let resume = button(words.resume).primary().on_press(Message::Resume(run.clone()));
            said(Kind::Neutral, (words.unfinished)(when, *done, *all), row![later, resume])
        });
        let folders = Some(self.queue.folders()).filter(|count| *count > 0).map(|count| {
            let plans = button(words.see_plans).on_press(Message::Go(Place::Account));
            said(Kind::Warning, (words.folders_not_in_plan)(count), row![plans])
        });
        let has_any = unfinished.is_some() || folders.is_some();
        has_any.then(|| column![unfinished, folders].spacing(space::S).into())
    }
}

/// A sentence with what can be done about it.
fn said<'a>(
    kind: Kind,
    sentence: String,
    actions: iced::widget::Row<'a, Message>,
) -> iced::widget::Row<'a, Message> {
    row![notice(kind, sentence), actions.spacing(space::S)].spacing(space::S).align_y(Alignment::Center)
}

/// Files cannot be dropped on a window of Wayland yet (winit 0.30).
fn can_drop() -> bool {
    let is_set = |name| std::env::var_os(name).is_some_and(|value| !value.is_empty());
    !cfg!(target_os = "linux") || is_set("DISPLAY") || !is_set("WAYLAND_DISPLAY")
}
