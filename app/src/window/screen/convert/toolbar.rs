//! What can be done with the queue: add, find, arrange and remove.

use iced::widget::{column, row, space as room, text};
use iced::{Alignment, Element, Fill};

use super::{Context, Message, Screen};
use crate::i18n;
use crate::window::command::Command;
use crate::window::queue::{Filter, Sort};
use crate::window::theme::{self, space, text::CAPTION};
use crate::window::widget::escape::escape;
use crate::window::widget::{Icon, button, choice, field, icon_button};

/// The search field.
pub const SEARCH: &str = "search";

/// From this width of the window on there is room to say how many pictures there are.
const WITH_SUM: f32 = 1000.0;
/// Width of the menu of what is shown.
pub const FILTER: f32 = 150.0;
/// Width of the menu of orders.
pub const SORT: f32 = 204.0;

impl Screen {
    pub(super) fn toolbar<'a>(&'a self, context: &Context<'a>, is_narrow: bool) -> Element<'a, Message> {
        let (filter, sort, search) = self.queue.arrangement();
        let words = self.words(context);
        let search = field("", search, Message::Searched).placeholder(words.search).id(SEARCH).width(Fill);
        let search = escape(search, Message::Searched(String::new()));
        let adds = row![
            self.add(Command::AddFiles, Icon::Add, is_narrow, context),
            self.add(Command::AddFolder, Icon::AddFolder, is_narrow, context),
            self.tool(Command::Paste, Icon::Paste, true, context),
            room().width(space::S),
            search,
        ];
        let filters = Filter::ALL
            .into_iter()
            .map(|filter| (filter, format!("{} ({})", (words.filter)(filter), self.queue.count(filter))));
        let sorts = Sort::ALL.into_iter().map(|sort| (sort, (words.sort)(sort)));
        let may_remove = self.may_remove();
        let has_failed = self.queue.count(Filter::Failed) > 0;
        let has_done = self.queue.count(Filter::Done) > 0;
        let has_selected = !self.queue.selected().is_empty();
        let arranges = row![
            choice(filters, Some(filter), Message::Filtered).width(FILTER).id("filter"),
            choice(sorts, Some(sort), Message::Sorted).width(SORT).id("sort"),
            room::horizontal(),
            (context.size.width >= WITH_SUM)
                .then(|| text(self.sum(context)).size(CAPTION).style(theme::text::muted)),
            self.tool(Command::Retry, Icon::Retry, has_failed, context),
            self.tool(Command::ClearDone, Icon::Check, has_done && may_remove, context),
            self.tool(Command::Remove, Icon::Trash, has_selected && may_remove, context),
        ];
        let lines = [adds, arranges].map(|line| line.spacing(space::S).align_y(Alignment::Center).into());
        column(lines).spacing(space::S).into()
    }

    /// How many are shown or selected, and how large they are.
    fn sum(&self, context: &Context<'_>) -> String {
        let words = self.words(context);
        let selected = self.queue.selected().len();
        if selected > 1 {
            return (words.selected)(selected);
        }
        let pictures = self.queue.count(Filter::All) - self.queue.folders();
        (words.sum)(pictures, &i18n::bytes(self.queue.bytes()))
    }

    /// A button with words, or without where there is no room.
    pub(super) fn add<'a>(
        &self,
        command: Command,
        icon: Icon,
        is_narrow: bool,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        if is_narrow {
            return self.tool(command, icon, true, context);
        }
        button((context.words.window.shell.command)(command))
            .icon(icon)
            .shortcut(command.shortcut().text())
            .on_press(Message::Do(command))
            .into()
    }

    /// A button that is an icon; it does nothing while there is nothing to do.
    fn tool<'a>(
        &self,
        command: Command,
        icon: Icon,
        is_of_use: bool,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        icon_button(icon, (context.words.window.shell.command)(command))
            .shortcut(command.shortcut().text())
            .on_press_maybe(is_of_use.then_some(Message::Do(command)))
            .into()
    }
}
