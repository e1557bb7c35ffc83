//! What is decided once: how the window looks, how runs behave, how long backups are kept; and what the program keeps where,
//! and tells whom.

mod number;
#[cfg(test)]
mod tests;

use std::path::PathBuf;

use iced::widget::{Column, column, container, row, text};
use iced::{Alignment, Element, Fill};

use self::number::{Field, Typed};
use super::{Action, Context};
use crate::i18n::bytes;
use crate::i18n::window::settings::Settings as Words;
use crate::settings::{Appearance, Settings};
use crate::window::bridge;
use crate::window::theme::container::Kind;
use crate::window::theme::space;
use crate::window::theme::text::BODY;
use crate::window::widget::button::Kind as Weight;
use crate::window::widget::{
    button, caption, card, choice, complaint, heading, label, notice, scroll, segments, title, toggle,
};

/// No line is longer than that, however wide the window is.
const WIDEST: f32 = 620.0;
/// Sizes of text that can be chosen; the keys choose those between as well.
const TEXT_SIZES: [u16; 5] = [100, 125, 150, 175, 200];
/// Amounts of memory that can be chosen, in bytes.
const MEMORY: [u64; 6] = [512 << 20, 1 << 30, 2 << 30, 4 << 30, 8 << 30, 16 << 30];

/// The screen.
#[derive(Debug, Default)]
pub struct Screen {
    typed: Typed,
    /// Bytes of all backups, once they were counted.
    used: Option<u64>,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The backups were counted.
    Counted(u64),
    /// The language, by its tag; the system's without.
    Language(Option<&'static str>),
    /// Light or dark.
    Appearance(Appearance),
    /// How large text is, in percent.
    TextSize(u16),
    /// Whether things move.
    Motion(bool),
    /// How many pictures at once.
    Jobs(Option<usize>),
    /// How much memory, in bytes.
    Memory(Option<u64>),
    /// Whether runs leave half of the machine to others.
    Gentle(bool),
    /// Whether the end of a run is announced.
    Notify(bool),
    /// This stands in a field.
    Typed(Field, String),
    /// This folder is to be shown in the file manager.
    Show(PathBuf),
    /// That did not work.
    NotShown(PathBuf),
}

impl Screen {
    /// Somebody comes to see it.
    pub fn entered(&mut self, context: &Context<'_>) -> Action<Message> {
        self.typed.clear();
        let Some(runs) = context.services.home.runs.clone() else { return Action::None };
        Action::Run(bridge::blocking(move || runs.backups().bytes(), Message::Counted))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Counted(bytes) => {
                self.used = Some(bytes);
                Action::None
            }
            Message::Language(tag) => decide(context, |settings| settings.language = tag.map(str::to_owned)),
            Message::Appearance(appearance) => {
                decide(context, |settings| settings.window.appearance = appearance)
            }
            Message::TextSize(percent) => decide(context, |settings| settings.window.text_size = percent),
            Message::Motion(is_on) => decide(context, |settings| settings.window.motion = is_on),
            Message::Jobs(jobs) => decide(context, |settings| settings.jobs = jobs),
            Message::Memory(bytes) => decide(context, |settings| settings.memory = bytes),
            Message::Gentle(is_on) => decide(context, |settings| settings.window.gentle = is_on),
            Message::Notify(is_on) => decide(context, |settings| settings.window.notify = is_on),
            Message::Typed(field, text) => self.typed(field, text, context),
            Message::Show(folder) => Action::Run(show(folder)),
            Message::NotShown(folder) => {
                let words = context.words.window.settings;
                Action::Tell((words.not_opened)(&folder.display().to_string()))
            }
        }
    }

    fn typed(&mut self, field: Field, text: String, context: &Context<'_>) -> Action<Message> {
        let number = field.read(&text);
        self.typed.note(field, text);
        match number {
            Some(number) => decide(context, |settings| field.set(&mut settings.backup, number)),
            None => Action::None,
        }
    }

    /// Draws it.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.settings;
        let homeless = context.services.home.dirs.is_none().then(|| notice(Kind::Warning, words.no_home));
        let page = column![
            title(words.title),
            homeless,
            group(words.look, look(context)),
            group(words.work, work(context)),
            group(words.backup, self.backup(context)),
            group(words.privacy, privacy(words)),
            group(
                words.updates,
                vec![text((words.updates_help)(env!("CARGO_PKG_VERSION"))).size(BODY).into()]
            ),
            files(context),
        ];
        let page = container(page.spacing(space::L).max_width(WIDEST)).padding(space::XL).center_x(Fill);
        scroll(page).width(Fill).height(Fill).into()
    }

    fn backup<'a>(&'a self, context: &Context<'a>) -> Vec<Element<'a, Message>> {
        let words = context.words.window.settings;
        let used = self.used.map(|used| match used {
            0 => caption(words.no_backups),
            used => caption((words.used)(&bytes(used))),
        });
        let folder = context.services.home.runs.as_ref().map(|runs| runs.backups().home().to_owned());
        // The folder is made when something is put in.
        let open = folder.filter(|_| self.used.is_some_and(|used| used > 0)).map(|folder| {
            let open = button(words.open_backups).kind(Weight::Link).on_press(Message::Show(folder));
            Element::from(open.id("open-backups"))
        });
        vec![
            caption(words.backup_help).into(),
            self.number(Field::Days, words.days, words.days_unit, words.days_help, context),
            self.number(Field::Gigabytes, words.room, "GB", words.room_help, context),
            row![used, open].spacing(space::S).align_y(Alignment::Center).into(),
        ]
    }

    fn number<'a>(
        &self,
        field: Field,
        words: &'a str,
        unit: &'a str,
        help: &'a str,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let (text, is_wrong) = self.typed.shown(field, &context.settings.backup);
        let wrong = is_wrong.then(|| {
            let (lowest, highest) = field.range().into_inner();
            complaint((context.words.window.options.wrong_number)(lowest, highest))
        });
        let help = if wrong.is_some() { None } else { Some(caption(help)) };
        let input = number::field(words, &text, move |text| Message::Typed(field, text)).unit(unit);
        column![Element::from(input.id(field.id())), wrong, help].spacing(space::XS).into()
    }
}

/// The settings as they are, but for this.
fn decide(context: &Context<'_>, change: impl FnOnce(&mut Settings)) -> Action<Message> {
    let mut settings = context.settings.clone();
    change(&mut settings);
    if settings == *context.settings { Action::None } else { Action::Decide(Box::new(settings)) }
}

fn show(folder: PathBuf) -> iced::Task<Message> {
    let open = move || {
        // It is there from the first decision on only.
        let is_there = std::fs::create_dir_all(&folder).is_ok();
        (!is_there || opener::open(&folder).is_err()).then_some(folder)
    };
    bridge::blocking(open, |failed| failed).and_then(|folder| iced::Task::done(Message::NotShown(folder)))
}

fn group<'a>(words: &'a str, content: Vec<Element<'a, Message>>) -> Element<'a, Message> {
    let content = Column::with_children(content).spacing(space::L);
    card(column![heading(words), content].spacing(space::L)).width(Fill).into()
}

fn look<'a>(context: &Context<'a>) -> Vec<Element<'a, Message>> {
    let words = context.words.window.settings;
    let settings = context.settings;
    // Each language in its own words, so that whoever chose a wrong one finds back.
    let languages = [
        (None, words.system_language),
        (Some("ko"), "한국어"),
        (Some("en"), "English"),
        (Some("ja"), "日本語"),
    ];
    let tag = settings.language.as_deref();
    let chosen = languages.iter().map(|(tag, _)| *tag).find(|other| *other == tag).unwrap_or_default();
    let from_outside = is_language_from_outside().then(|| caption(words.language_from_outside));
    let appearances = [Appearance::System, Appearance::Light, Appearance::Dark];
    let appearances = appearances.map(|appearance| (appearance, (words.appearance_name)(appearance)));
    let sizes = TEXT_SIZES.map(|percent| (percent, format!("{percent} %")));
    let window = settings.window;
    vec![
        column![
            label(words.language),
            Element::from(segments(languages, chosen, Message::Language).id("language")),
            from_outside
        ]
        .spacing(space::S)
        .into(),
        labelled(words.appearance, segments(appearances, window.appearance, Message::Appearance).id("theme")),
        labelled(words.text_size, segments(sizes, window.text_size, Message::TextSize).id("text-size")),
        toggle(words.motion, window.motion, Message::Motion).id("motion").into(),
    ]
}

/// Whether the environment decides the language; see [`crate::i18n::choose`].
fn is_language_from_outside() -> bool {
    std::env::var_os("PICOPRESS_LANG").is_some_and(|tag| !tag.is_empty())
}

fn work<'a>(context: &Context<'a>) -> Vec<Element<'a, Message>> {
    let words = context.words.window.settings;
    let settings = context.settings;
    let window = settings.window;
    let auto = Settings { jobs: None, ..settings.clone() };
    let auto = (words.auto_jobs)(context.services.pace(&auto));
    let jobs = with_current((1..=context.services.machine.cores).collect(), settings.jobs);
    let jobs = [(None, auto)].into_iter().chain(jobs.into_iter().map(|jobs| (Some(jobs), jobs.to_string())));
    let memory = with_current(MEMORY.to_vec(), settings.memory);
    let memory = memory.into_iter().map(|bytes| (Some(bytes), binary_size(bytes)));
    let memory = [(None, words.auto_memory.to_owned())].into_iter().chain(memory);
    let gentle = toggle(words.gentle, window.gentle, Message::Gentle).id("gentle");
    vec![
        labelled(words.jobs, choice(jobs, Some(settings.jobs), Message::Jobs).id("jobs")),
        labelled(words.memory, choice(memory, Some(settings.memory), Message::Memory).id("memory")),
        caption(words.next_run).into(),
        column![Element::from(gentle), caption(words.gentle_help)].spacing(space::XS).into(),
        toggle(words.notify, window.notify, Message::Notify).id("notify").into(),
    ]
}

/// What can be chosen, with what somebody wrote into the file.
fn with_current<T: Ord>(mut all: Vec<T>, current: Option<T>) -> Vec<T> {
    all.extend(current);
    all.sort();
    all.dedup();
    all
}

/// Memory is sold in powers of two.
fn binary_size(bytes: u64) -> String {
    match (bytes % (1 << 30), bytes % (1 << 20)) {
        (0, _) => format!("{} GiB", bytes >> 30),
        (_, 0) => format!("{} MiB", bytes >> 20),
        _ => crate::i18n::bytes(bytes),
    }
}

fn privacy<'a>(words: &'static Words) -> Vec<Element<'a, Message>> {
    let lines = words.privacy_lines.iter().map(|line| text(*line).size(BODY).into());
    vec![Column::with_children(lines).spacing(space::S).into()]
}

fn files<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let words = context.words.window.settings;
    let folder = context.services.home.dirs.as_ref()?.config.clone();
    let path = text(folder.display().to_string()).size(BODY).wrapping(text::Wrapping::WordOrGlyph);
    let open = button(words.open_folder).kind(Weight::Link).on_press(Message::Show(folder)).id("open-folder");
    Some(group(words.files, vec![caption(words.files_help).into(), path.into(), open.into()]))
}

fn labelled<'a>(words: &'a str, control: impl Into<Element<'a, Message>>) -> Element<'a, Message> {
    column![label(words), control.into()].spacing(space::S).into()
}
