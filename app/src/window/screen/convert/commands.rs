//! What keys, buttons and menus can ask of the screen.

use std::sync::atomic::Ordering;

use iced::widget::operation;
use iced::{Point, Task, clipboard};

use super::look::SETTLE;
use super::{Action, Context, Message, Screen, add, aftermath, rows, toolbar};
use crate::window::command::{Command, Place};
use crate::window::queue::Queue;

impl Screen {
    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::Close => self.close_what_is_on_top(context),
            Command::Confirm if self.sheet.is_some() => self.update(Message::Begin, context),
            // Nothing happens behind a sheet, but a run can always be stopped.
            Command::Stop => {
                self.checking = None;
                self.run.stop();
                Action::None
            }
            _ if self.is_covered() => Action::None,
            Command::Confirm if self.run.asks() => self.update(Message::Undo, context),
            Command::Confirm | Command::Compare => self.compare(),
            Command::AddFiles => Action::Ask(add::pick(command, context.words)),
            Command::AddFolder => Action::Ask(add::pick(command, context.words)),
            Command::Paste => Action::Run(add::paste()),
            Command::Start => self.check(false, context),
            Command::Preview => self.check(true, context),
            Command::Pause => {
                self.run.toggle_pause();
                Action::None
            }
            Command::Gentle => {
                let mut settings = context.settings.clone();
                settings.window.gentle = !settings.window.gentle;
                Action::Decide(Box::new(settings))
            }
            Command::Undo => self.ask_undo(),
            Command::SaveReport => self.save_report(context),
            Command::Options => {
                self.shows_options = !self.shows_options;
                Action::None
            }
            Command::Search => Action::Run(operation::focus(toolbar::SEARCH)),
            Command::Reveal => self.reveal(),
            Command::CopyPath => self.copy_paths(context),
            Command::Retry => {
                let selected = self.queue.selected().clone();
                // A click on any row selects it: all are meant, unless it is of those that failed.
                if !self.queue.retry(Some(&selected)) {
                    self.queue.retry(None);
                }
                self.arranged(context, Queue::arrange)
            }
            // Without rows there is nothing to choose from: a folder without pictures, or one whose disk does not answer.
            Command::Remove if self.queue.rows().is_empty() => self.clear(),
            Command::Remove if self.may_remove() => self.remove(Queue::remove_selected, context),
            Command::ClearDone if self.may_remove() => self.remove(Queue::remove_done, context),
            Command::SelectAll => {
                self.queue.select_all();
                Action::None
            }
            Command::Walk { step, extend } => {
                let page = self.list.rows_per_page(rows::HEIGHT);
                let place = self.queue.walk(step, extend, page);
                let reveal = place.map(|place| self.list.reveal(place, rows::HEIGHT));
                Action::Run(reveal.unwrap_or_else(Task::none))
            }
            Command::Toggle => {
                self.queue.toggle();
                Action::None
            }
            _ => Action::None,
        }
    }

    /// Whether rows can be taken out: not while a run has them, or is about to.
    pub(super) fn may_remove(&self) -> bool {
        !self.is_busy() && self.checking.is_none()
    }

    /// Takes rows out of the queue. A look under way knows them still and would bring them back: it begins anew.
    fn remove(&mut self, remove: fn(&mut Queue) -> bool, context: &Context<'_>) -> Action<Message> {
        let look = match remove(&mut self.queue) && self.looking.is_some() {
            true => self.look(context, SETTLE, false),
            false => Action::None,
        };
        Action::All(vec![look, self.show_thumbnails(context)])
    }

    /// Takes everything out, and waits for no disk any more.
    fn clear(&mut self) -> Action<Message> {
        self.arriving.clear();
        self.queue.clear_all();
        self.newest_look.fetch_add(1, Ordering::Relaxed);
        (self.looking, self.checking) = (None, None);
        Action::None
    }

    fn close_what_is_on_top(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.is_covered() || self.shows_options {
            (self.menu, self.sheet, self.shows_options) = (None, None, false);
        } else if self.run.asks() {
            self.run.keep();
        } else if !self.queue.arrangement().2.is_empty() {
            return self.arranged(context, |queue| queue.search(String::new()));
        } else if !self.queue.selected().is_empty() {
            self.queue.select_none();
        } else {
            self.run.close();
        }
        Action::None
    }

    pub(super) fn want_menu(&mut self, place: usize) {
        match self.queue.shown(place).is_some_and(|row| self.queue.is_selected(row)) {
            true => self.queue.point_at(place),
            false => self.queue.select(place, false, false),
        }
        // The widget around the page says where, right after this.
        self.menu = Some(Point::ORIGIN);
    }

    pub(super) fn compare(&self) -> Action<Message> {
        if self.pictures().0.is_empty() { Action::None } else { Action::Go(Place::Compare) }
    }

    fn reveal(&self) -> Action<Message> {
        let Some(row) = self.queue.shown(self.queue.cursor()) else { return Action::None };
        let path = row.output().unwrap_or(&row.source).to_owned();
        Action::Run(aftermath::reveal(path))
    }

    fn copy_paths(&self, context: &Context<'_>) -> Action<Message> {
        let shown = (0..self.queue.len()).filter_map(|place| self.queue.shown(place));
        let selected = shown.filter(|row| self.queue.is_selected(row));
        let paths: Vec<String> =
            selected.map(|row| row.output().unwrap_or(&row.source).display().to_string()).collect();
        if paths.is_empty() {
            return Action::None;
        }
        let told = Action::Tell(self.words(context).path_copied.to_owned());
        Action::All(vec![Action::Run(clipboard::write(paths.join("\n"))), told])
    }
}
