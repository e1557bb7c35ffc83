//! The window: a router over screens. It knows the licensing and the settings, the screens know their own business.

mod bridge;
pub mod command;
mod emblem;
mod instance;
mod paths;
mod queue;
pub mod remembered;
pub mod screen;
mod services;
mod start;
#[cfg(test)]
mod tests;
mod theme;
mod widget;

use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iced::futures::channel::mpsc::UnboundedReceiver;
use iced::widget::{button, column, container, row, space, text};
use iced::{Element, Event, Fill, Size, Subscription, Task, event, keyboard, window};

use crate::dirs::Dirs;
use crate::i18n::{self, Catalog, plan_name};
use crate::settings::Settings;
use command::{Command, Place};
use instance::{Claim, Instance};
use remembered::Remembered;
use screen::{Action, Context, compare, convert};
use services::{Services, Standing};
pub use start::Start;
use start::{Drawing, Traces};

/// How often it is looked whether the day began anew, or another process counted.
const LOOK_AT_RIGHTS: Duration = Duration::from_secs(30);

/// So many frames show that drawing works: the first is drawn before it is seen.
const FIRST_FRAMES: u8 = 3;

/// The window.
pub struct Window {
    services: Services,
    settings: Settings,
    remembered: Remembered,
    words: &'static Catalog,
    standing: Standing,
    place: Place,
    size: Size,
    /// Light or dark, as the system has it.
    mode: iced::theme::Mode,
    /// What a close waits for.
    is_closing: bool,
    /// A sentence that is shown for a while.
    told: Option<String>,
    convert: convert::Screen,
    /// How many frames are still to be drawn before the start counts as done; `None` afterwards.
    first_frames: Option<u8>,
    traces: Traces,
    compare: compare::Screen,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// In the Convert screen.
    Convert(convert::Message),
    /// In the comparison.
    Compare(compare::Message),
    /// Another place is wanted.
    Go(Place),
    /// A key asked for this.
    Command(Command),
    /// Tab, forwards or backwards.
    Tab { backwards: bool },
    /// A key that is no command, and that no control wanted.
    Key(keyboard::Event),
    /// Another window is in front now.
    Unfocused,
    /// What the person may do is known anew.
    Standing(Box<Standing>),
    /// It is time to look at that.
    LookAtRights,
    /// The system is light or dark now.
    Mode(iced::theme::Mode),
    /// A later start handed these over.
    Arrived(Vec<PathBuf>),
    /// A frame was drawn.
    Drawn,
    /// The window has another size.
    Resized(Size),
    /// The window is to be closed.
    CloseRequested,
    /// It is to be closed although something is under way.
    CloseAnyway,
    /// It stays open.
    Stay,
    /// Something was written, or could not be.
    Saved(Result<(), Arc<std::io::Error>>),
}

/// Opens the window, or hands its pictures to the one that is open.
pub fn open(start: Start) -> ExitCode {
    let dirs = Dirs::find();
    let (settings, _problems) =
        dirs.as_ref().map(|dirs| Settings::load(&dirs.settings())).unwrap_or_default();
    let words = i18n::choose(settings.language.as_deref());
    if !start::has_display(|name| std::env::var_os(name)) {
        start::complain(words, words.window.shell.no_display);
        return ExitCode::FAILURE;
    }
    let folder = dirs.as_ref().map(Dirs::instance);
    let instance = match folder.as_deref().map(|folder| Instance::claim(folder, &start.pictures)) {
        Some(Claim::Delivered) => return ExitCode::SUCCESS,
        Some(Claim::Ours(instance)) => Some(instance),
        None => None,
    };
    // Without the lock, another window may be just about to draw.
    let is_only = instance.as_ref().is_some_and(Instance::is_only);
    let traces = Traces::new(folder.as_deref().filter(|_| is_only));
    let (drawing, has_crashed) = traces.read();
    let drawing = if start.software { Drawing::Software } else { drawing };
    if let Some(status) = start::choose(drawing) {
        return status;
    }
    let opening = Opening {
        remembered: dirs
            .as_ref()
            .map_or_else(|| Remembered::first(&settings), |dirs| Remembered::load(&dirs.window(), &settings)),
        pictures: start.pictures,
        arrivals: instance.as_ref().map(Instance::arrivals),
        told: (has_crashed && start::is_software()).then(|| words.window.start.drawn_by_software.to_owned()),
        traces: traces.clone(),
        dirs,
        settings,
    };
    start::run(&traces, words, || run(opening))
}

/// What a window begins with.
struct Opening {
    dirs: Option<Dirs>,
    settings: Settings,
    remembered: Remembered,
    pictures: Vec<PathBuf>,
    /// What later starts hand over.
    arrivals: Option<UnboundedReceiver<Vec<PathBuf>>>,
    /// What is to be said first.
    told: Option<String>,
    traces: Traces,
}

fn run(opening: Opening) -> iced::Result {
    let size = Size::from(opening.remembered.size);
    // iced could boot more than once, and never does.
    let opening = Mutex::new(Some(opening));
    let boot = move || {
        let opening = opening.lock().ok().and_then(|mut opening| opening.take());
        Window::new(opening.expect("it boots once"))
    };
    iced::application(boot, Window::update, Window::view)
        .title("Picopress")
        .subscription(Window::subscription)
        .theme(Window::theme)
        .settings(iced::Settings {
            id: Some("picopress".to_owned()),
            fonts: theme::fonts(),
            default_font: theme::FONT,
            default_text_size: theme::text::BODY.into(),
            ..iced::Settings::default()
        })
        .window(window::Settings {
            size,
            icon: emblem::emblem(),
            exit_on_close_request: false,
            ..window::Settings::default()
        })
        .scale_factor(|window| f32::from(window.settings.window.text_size) / 100.0)
        .run()
}

impl Window {
    fn new(opening: Opening) -> (Self, Task<Message>) {
        let Opening { dirs, settings, remembered, pictures, arrivals, told, traces } = opening;
        let services = Services::open(dirs, &settings);
        let window = Window {
            words: i18n::choose(settings.language.as_deref()),
            standing: services.at_once(),
            place: Place::Convert,
            size: Size::from(remembered.size),
            mode: iced::theme::Mode::None,
            is_closing: false,
            told,
            convert: convert::Screen::default(),
            first_frames: Some(FIRST_FRAMES),
            traces,
            compare: compare::Screen::default(),
            services,
            settings,
            remembered,
        };
        let add = match pictures.is_empty() {
            true => Task::none(),
            false => Task::done(Message::Convert(convert::Message::Added(pictures))),
        };
        let arrive = arrivals.map_or_else(Task::none, |arrivals| Task::run(arrivals, Message::Arrived));
        let look = window.look_at_rights();
        let presets =
            Task::done(Message::Convert(convert::Message::Options(convert::options::Message::Opened)));
        let mode = iced::system::theme().map(Message::Mode);
        (window, Task::batch([add, arrive, look, presets, mode]))
    }

    /// What the screens may look at.
    fn context(&self) -> Context<'_> {
        Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            size: self.size,
        }
    }

    fn look_at_rights(&self) -> Task<Message> {
        let services = self.services.clone();
        bridge::blocking(move || services.look(), |standing| Message::Standing(Box::new(standing)))
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Convert(message) => self.on_convert(|screen, context| screen.update(message, context)),
            Message::Compare(message) => self.on_compare(|screen, context| screen.update(message, context)),
            Message::Go(place) => self.go(place),
            Message::Command(command) => self.command(command),
            Message::Key(event) => match self.place {
                Place::Compare => self.update(Message::Compare(compare::Message::Key(event))),
                _ => Task::none(),
            },
            Message::Unfocused => {
                self.compare.lost_keys();
                Task::none()
            }
            Message::Tab { backwards: false } => widget::focus::next(),
            Message::Tab { backwards: true } => widget::focus::previous(),
            Message::Standing(standing) => {
                let (plan, licence) = (plan_name(standing.plan), &standing.licence);
                tracing::debug!(plan, ?licence, "what may be done is known");
                self.standing = *standing;
                Task::none()
            }
            Message::LookAtRights => self.look_at_rights(),
            Message::Mode(mode) => {
                self.mode = mode;
                Task::none()
            }
            Message::Arrived(pictures) => self.arrived(pictures),
            Message::Drawn => self.drawn(),
            Message::Resized(size) => {
                self.size = size;
                self.remembered.size = (size.width, size.height);
                Task::none()
            }
            Message::CloseRequested if self.convert.is_busy() => {
                self.is_closing = true;
                Task::none()
            }
            Message::CloseRequested | Message::CloseAnyway => self.close(),
            Message::Stay => {
                self.is_closing = false;
                Task::none()
            }
            Message::Saved(Ok(())) => Task::none(),
            Message::Saved(Err(error)) => {
                self.told = Some((self.words.window.shell.settings_unwritten)(&error.to_string()));
                Task::none()
            }
        }
    }

    /// Comes to the front with what somebody opened.
    fn arrived(&mut self, pictures: Vec<PathBuf>) -> Task<Message> {
        let to_front = window::latest().and_then(|id| {
            Task::batch([
                window::minimize(id, false),
                window::gain_focus(id),
                // Where a window may not take the focus by itself, it may at least ask for it.
                window::request_user_attention(id, Some(window::UserAttention::Informational)),
            ])
        });
        if pictures.is_empty() {
            return to_front;
        }
        self.place = Place::Convert;
        let added = convert::Message::Added(pictures);
        to_front.chain(self.on_convert(|screen, context| screen.update(added, context)))
    }

    fn drawn(&mut self) -> Task<Message> {
        self.first_frames = self.first_frames.and_then(|frames| frames.checked_sub(1));
        if self.first_frames.is_some() {
            return Task::none();
        }
        tracing::debug!("the window has drawn");
        let traces = self.traces.clone();
        bridge::blocking(move || traces.end(), |()| ()).discard()
    }

    fn command(&mut self, command: Command) -> Task<Message> {
        match command {
            Command::Go(place) => self.update(Message::Go(place)),
            Command::Quit => self.update(Message::CloseRequested),
            Command::Close if self.is_closing => self.update(Message::Stay),
            Command::LargerText => self.resize_text(10),
            Command::SmallerText => self.resize_text(-10),
            _ => match self.place {
                Place::Convert => self.on_convert(|screen, context| screen.command(command, context)),
                Place::Compare => self.on_compare(|screen, context| screen.command(command, context)),
                _ => Task::none(),
            },
        }
    }

    fn resize_text(&mut self, percent: i32) -> Task<Message> {
        let mut settings = self.settings.clone();
        let size = i32::from(settings.window.text_size) + percent;
        settings.window.text_size = size.clamp(100, 200) as u16;
        self.decide(settings)
    }

    fn on_convert(
        &mut self,
        act: impl FnOnce(&mut convert::Screen, &Context<'_>) -> Action<convert::Message>,
    ) -> Task<Message> {
        let mut screen = std::mem::take(&mut self.convert);
        let action = act(&mut screen, &self.context());
        self.convert = screen;
        self.act(action.map(Message::Convert))
    }

    fn on_compare(
        &mut self,
        act: impl FnOnce(&mut compare::Screen, &Context<'_>) -> Action<compare::Message>,
    ) -> Task<Message> {
        let mut screen = std::mem::take(&mut self.compare);
        let action = act(&mut screen, &self.context());
        self.compare = screen;
        self.act(action.map(Message::Compare))
    }

    fn go(&mut self, place: Place) -> Task<Message> {
        let before = std::mem::replace(&mut self.place, place);
        match (before, place) {
            (Place::Compare, Place::Compare) => Task::none(),
            (_, Place::Compare) => {
                let (pictures, index) = self.convert.pictures();
                self.on_compare(|screen, context| screen.open(pictures, index, context))
            }
            (Place::Compare, _) => {
                self.compare.leave();
                Task::none()
            }
            _ => Task::none(),
        }
    }

    /// Does what a screen wants.
    fn act(&mut self, action: Action<Message>) -> Task<Message> {
        match action {
            Action::None => Task::none(),
            Action::Run(task) => task,
            Action::Go(place) => self.update(Message::Go(place)),
            Action::Do(command) => self.command(command),
            Action::Remember(remembered) => self.remember(*remembered),
            Action::Decide(settings) => self.decide(*settings),
            Action::LookAtRights => self.look_at_rights(),
            Action::Tell(sentence) => {
                self.told = Some(sentence);
                Task::none()
            }
            Action::All(actions) => Task::batch(actions.into_iter().map(|action| self.act(action))),
        }
    }

    fn remember(&mut self, remembered: Remembered) -> Task<Message> {
        let changes_run = Remembered { size: self.remembered.size, ..remembered.clone() } != self.remembered;
        self.remembered = remembered;
        let look = match changes_run {
            true => self.on_convert(|screen, context| screen.settings_changed(context)),
            false => Task::none(),
        };
        let compare = self.on_compare(compare::Screen::settings_changed);
        Task::batch([look, compare, self.save_remembered()])
    }

    fn save_remembered(&self) -> Task<Message> {
        let Some(dirs) = self.services.home.dirs.clone() else { return Task::none() };
        let remembered = self.remembered.clone();
        let save = move || remembered.save(&dirs.window()).map_err(Arc::new);
        bridge::blocking(save, Message::Saved)
    }

    fn decide(&mut self, settings: Settings) -> Task<Message> {
        let before = std::mem::replace(&mut self.settings, settings);
        self.words = i18n::choose(self.settings.language.as_deref());
        self.services.home.backup = self.settings.backup;
        let Some(dirs) = self.services.home.dirs.clone() else { return Task::none() };
        let settings = self.settings.clone();
        bridge::blocking(move || settings.save(&before, &dirs.settings()).map_err(Arc::new), Message::Saved)
    }

    /// Stops what is under way, remembers how things were, and leaves.
    fn close(&mut self) -> Task<Message> {
        let stop = self.on_convert(|screen, context| screen.update(convert::Message::Stop, context));
        if let Some(dirs) = &self.services.home.dirs
            && let Err(error) = self.remembered.save(&dirs.window())
        {
            tracing::warn!(%error, "the window will not be as it was");
        }
        stop.chain(iced::exit())
    }

    fn theme(&self) -> iced::Theme {
        use crate::settings::Appearance;
        let is_dark = match self.settings.window.appearance {
            Appearance::System => self.mode == iced::theme::Mode::Dark,
            Appearance::Light => false,
            Appearance::Dark => true,
        };
        theme::theme(if is_dark { theme::Appearance::Dark } else { theme::Appearance::Light })
    }

    fn subscription(&self) -> Subscription<Message> {
        Subscription::batch([
            event::listen_with(heard),
            iced::system::theme_changes().map(Message::Mode),
            iced::time::every(LOOK_AT_RIGHTS).map(|_| Message::LookAtRights),
            match self.first_frames {
                Some(_) => window::frames().map(|_| Message::Drawn),
                None => Subscription::none(),
            },
        ])
    }

    fn view(&self) -> Element<'_, Message> {
        let context = self.context();
        let shell = self.words.window.shell;
        let place = |place: Place| button(text((shell.place)(place))).on_press(Message::Go(place));
        let left = match self.standing.day.map(|day| day.left) {
            Some(Some(left)) => (shell.left_today)(left),
            _ => shell.no_limit.to_owned(),
        };
        let header = row![
            place(Place::Convert),
            place(Place::Compare),
            place(Place::History),
            place(Place::Account),
            place(Place::Settings),
            space::horizontal(),
            text(format!("{} · {left}", plan_name(self.standing.plan))),
        ]
        .spacing(8)
        .padding(8);
        let screen = match self.place {
            Place::Convert => self.convert.view(&context).map(Message::Convert),
            Place::Compare => self.compare.view(&context).map(Message::Compare),
            _ => space::vertical().into(),
        };
        let told = self.told.as_ref().map(text);
        let closing = self.is_closing.then(|| {
            container(
                row![
                    text(shell.close_question).width(Fill),
                    button(shell.close_anyway).on_press(Message::CloseAnyway),
                    button(shell.stay).on_press(Message::Stay)
                ]
                .spacing(8),
            )
            .padding(16)
        });
        column![header, closing, screen, told].into()
    }
}

/// What the window hears that no control wanted for itself.
fn heard(event: Event, status: event::Status, _window: window::Id) -> Option<Message> {
    match event {
        Event::Keyboard(keyboard::Event::KeyPressed { ref key, modifiers, .. }) => match key {
            keyboard::Key::Named(keyboard::key::Named::Tab) if !modifiers.command() => {
                Some(Message::Tab { backwards: modifiers.shift() })
            }
            _ if status == event::Status::Captured => None,
            _ => Command::of(key, modifiers).map(Message::Command).or_else(|| key_of(event)),
        },
        // That a key is up is told to nobody else.
        Event::Keyboard(keyboard::Event::KeyReleased { .. }) => key_of(event),
        Event::Window(window::Event::Unfocused) => Some(Message::Unfocused),
        Event::Window(window::Event::FileHovered(_)) => {
            Some(Message::Convert(convert::Message::DraggedOver(true)))
        }
        Event::Window(window::Event::FilesHoveredLeft) => {
            Some(Message::Convert(convert::Message::DraggedOver(false)))
        }
        Event::Window(window::Event::FileDropped(path)) => {
            Some(Message::Convert(convert::Message::Added(vec![path])))
        }
        Event::Window(window::Event::Resized(size)) => Some(Message::Resized(size)),
        Event::Window(window::Event::CloseRequested) => Some(Message::CloseRequested),
        _ => None,
    }
}

fn key_of(event: Event) -> Option<Message> {
    match event {
        Event::Keyboard(event) => Some(Message::Key(event)),
        _ => None,
    }
}
