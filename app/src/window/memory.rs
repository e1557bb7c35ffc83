//! What the window writes down: what was decided, and how things were last.

use std::sync::Arc;

use iced::{Task, window};

use super::command::Command;
use super::remembered::Remembered;
use super::screen::{compare, convert};
use super::{LEAST_SIZE, Message, Window, bridge, text_scale, theme, words_of};
use crate::settings::Settings;

impl Window {
    pub(super) fn remember(&mut self, remembered: Remembered) -> Task<Message> {
        let changes_run = Remembered { size: self.remembered.size, ..remembered.clone() } != self.remembered;
        self.remembered = remembered;
        let look = match changes_run {
            true => self.on_convert(convert::Screen::settings_changed),
            false => Task::none(),
        };
        let compare = self.on_compare(compare::Screen::settings_changed);
        Task::batch([look, compare, self.save_remembered()])
    }

    fn save_remembered(&self) -> Task<Message> {
        let Some(dirs) = self.services.home.dirs.clone() else { return Task::none() };
        let file = self.remembered_file.clone();
        file.want(self.remembered.clone());
        let save = move || file.write(|_, now| now.save(&dirs.window())).map_err(Arc::new);
        bridge::blocking(save, Message::Saved)
    }

    pub(super) fn decide(&mut self, settings: Settings) -> Task<Message> {
        let before = std::mem::replace(&mut self.settings, settings);
        // The window stays as large as it is on the screen.
        self.size = self.size * (text_scale(&before) / text_scale(&self.settings));
        let words = words_of(&self.settings);
        if words.tag != self.words.tag {
            theme::font::speak(words.tag);
        }
        self.words = words;
        self.services.home.backup = self.settings.backup;
        self.convert.set_pace(self.services.pace(&self.settings));
        let limit = window::latest().and_then(|id| window::set_min_size(id, Some(LEAST_SIZE)));
        let Some(dirs) = self.services.home.dirs.clone() else { return limit };
        let file = self.settings_file.clone();
        file.want(self.settings.clone());
        let save = move || file.write(|before, now| now.save(before, &dirs.settings())).map_err(Arc::new);
        limit.chain(bridge::blocking(save, Message::Saved))
    }

    pub(super) fn resize_text(&mut self, percent: i32) -> Task<Message> {
        let mut settings = self.settings.clone();
        let size = i32::from(settings.window.text_size) + percent;
        settings.window.text_size = size.clamp(100, 200) as u16;
        self.decide(settings)
    }

    /// Stops what is under way, remembers how things were, and leaves.
    pub(super) fn close(&mut self) -> Task<Message> {
        let stop = self.on_convert(|screen, context| screen.command(Command::Stop, context));
        if let Some(dirs) = &self.services.home.dirs {
            self.remembered_file.want(self.remembered.clone());
            let remembered = self.remembered_file.write(|_, now| now.save(&dirs.window()));
            // What was decided in the last moment may not be on the disk yet.
            let settings = self.settings_file.write(|before, now| now.save(before, &dirs.settings()));
            if let Err(error) = remembered.and(settings) {
                tracing::warn!(%error, "the window will not be as it was");
            }
        }
        stop.chain(iced::exit())
    }
}
