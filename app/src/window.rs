//! The window: it knows the licensing and the settings, the screens know their own business. What goes between them is in
//! [`router`].

mod awake;
mod bridge;
pub mod command;
mod dialog;
mod elide;
mod emblem;
mod events;
mod forecast;
mod header;
mod instance;
mod keeper;
mod memory;
mod open;
mod pace;
mod paths;
pub mod queue;
pub mod remembered;
mod router;
pub mod screen;
mod services;
pub mod shortcuts;
mod spelling;
mod start;
#[cfg(test)]
mod tests;
mod theme;
mod thumbnails;
mod undoing;
mod upkeep;
mod widget;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use iced::widget::{column, text};
use iced::{Element, Size, Subscription, Task, event, keyboard, window};
use licensing::Upkeep;
use licensing::entitlement::Standing as Licence;

use crate::i18n::{self, Catalog};
use crate::settings::Settings;
use command::{Command, Place};
use keeper::Keeper;
use open::Opening;
pub use open::open;
use pace::{Pace, Part};
use remembered::Remembered;
use screen::{Context, about, account, compare, convert, history, settings};
use services::{Services, Standing};
pub use start::Start;
use start::Traces;
use theme::container::Kind;
use widget::button;
use widget::sheet::{Sheet, sheet};

/// How often it is looked whether the day began anew, or another process counted.
const LOOK_AT_RIGHTS: Duration = Duration::from_secs(30);
/// How often until it is known who is signed in.
const LOOK_WHILE_OPENING: Duration = Duration::from_millis(150);
/// How long a sentence is shown.
const TOLD: Duration = Duration::from_secs(8);

/// Width and height below which the window cannot be made, in logical pixels: so that everything stays within reach,
/// whatever the size of its text.
const LEAST_SIZE: Size = Size::new(560.0, 360.0);

/// So many frames show that drawing works: the first is drawn before it is seen.
const FIRST_FRAMES: u8 = 3;

/// The window.
pub struct Window {
    services: Services,
    settings: Settings,
    settings_file: Keeper<Settings>,
    remembered: Remembered,
    remembered_file: Keeper<Remembered>,
    words: &'static Catalog,
    standing: Standing,
    place: Place,
    size: Size,
    /// Light or dark, as the system has it.
    mode: iced::theme::Mode,
    /// What lies over the screens.
    over: Option<Over>,
    /// A sentence that is shown for a while, and its number.
    told: Option<(u64, String)>,
    tells: u64,
    upkeep: upkeep::Chain,
    convert: convert::Screen,
    /// How many frames are still to be drawn before the start counts as done; `None` afterwards.
    first_frames: Option<u8>,
    traces: Traces,
    pace: Pace,
    compare: compare::Screen,
    history: history::Screen,
    account: account::Screen,
    about: about::Screen,
    decisions: settings::Screen,
}

/// What lies over the screens and wants an answer first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Over {
    /// The question whether to close although something is under way.
    Closing,
    /// The shortcuts.
    Shortcuts,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// In the Convert screen.
    Convert(convert::Message),
    /// In the comparison.
    Compare(compare::Message),
    /// In the history.
    History(history::Message),
    /// In the account.
    Account(account::Message),
    /// In what is said about the program.
    About(about::Message),
    /// In the settings.
    Settings(settings::Message),
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
    /// What lies over the screens is to go.
    Dismiss,
    /// The sentence with this number was shown long enough.
    ToldEnough(u64),
    /// A round of what is done about the account is due.
    UpkeepDue,
    /// It ended.
    Upkept(Upkeep),
    /// A dialog was wanted, and the system has none.
    NoDialog,
    /// Something was written, or could not be.
    Saved(Result<(), Arc<std::io::Error>>),
}

/// What the window says, in the language that is asked for.
fn words_of(settings: &Settings) -> &'static Catalog {
    i18n::window::catalog(&i18n::choose(settings.language.as_deref()))
}

/// How much larger everything is drawn for people who want large text.
fn text_scale(settings: &Settings) -> f32 {
    f32::from(settings.window.text_size) / 100.0
}

impl Window {
    fn new(opening: Opening) -> (Self, Task<Message>) {
        let Opening { dirs, settings, remembered, pictures, arrivals, told, traces } = opening;
        let services = Services::open(dirs, &settings);
        let mut window = Window {
            words: words_of(&settings),
            standing: services.at_once(),
            place: Place::Convert,
            size: Size::from(remembered.size) * (1.0 / text_scale(&settings)),
            mode: iced::theme::Mode::None,
            over: None,
            told: told.map(|sentence| (0, sentence)),
            tells: 0,
            upkeep: upkeep::Chain::default(),
            convert: convert::Screen::default(),
            history: history::Screen::default(),
            account: account::Screen::default(),
            about: about::Screen::default(),
            decisions: settings::Screen::default(),
            first_frames: Some(FIRST_FRAMES),
            traces,
            pace: Pace::new(),
            compare: compare::Screen::default(),
            services,
            settings_file: Keeper::new(settings.clone()),
            settings,
            remembered_file: Keeper::new(remembered.clone()),
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
        let upkeep = window.update(Message::UpkeepDue);
        let boot = convert::Screen::boot(&window.context()).map(Message::Convert);
        (window, Task::batch([add, arrive, look, presets, mode, upkeep, boot]))
    }

    /// What the screens may look at.
    fn context(&self) -> Context<'_> {
        Context {
            words: self.words,
            settings: &self.settings,
            remembered: &self.remembered,
            standing: &self.standing,
            services: &self.services,
            is_undoing: self.history.is_undoing(),
            size: self.size,
        }
    }

    fn look_at_rights(&self) -> Task<Message> {
        let services = self.services.clone();
        bridge::blocking(move || services.look(), |standing| Message::Standing(Box::new(standing)))
    }

    fn timed_update(&mut self, message: Message) -> Task<Message> {
        let pace = self.pace.clone();
        pace.time(Part::Update, || self.update(message))
    }

    fn timed_view(&self) -> Element<'_, Message> {
        self.pace.watch(self.pace.time(Part::View, || self.view()))
    }

    fn update(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Convert(message) => self.converts(message),
            Message::History(message) => self.on_history(|screen, context| screen.update(message, context)),
            Message::Account(message) => self.on_account(|screen, context| screen.update(message, context)),
            Message::About(message) => {
                let action = self.about.update(message);
                self.act(action.map(Message::About))
            }
            Message::Compare(message) => self.on_compare(|screen, context| screen.update(message, context)),
            Message::Settings(message) => self.on_settings(|screen, context| screen.update(message, context)),
            Message::Go(place) => self.go(place),
            Message::Command(command) => self.command(command),
            Message::Key(_) if self.over.is_some() => Task::none(),
            Message::Key(event) => match self.place {
                Place::Compare => self.update(Message::Compare(compare::Message::Key(event))),
                _ => Task::none(),
            },
            Message::Unfocused => {
                self.compare.lost_keys();
                self.update(Message::Convert(convert::Message::InFront(false)))
            }
            Message::Tab { backwards } => {
                tracing::debug!(backwards, "the keyboard goes on");
                if backwards { widget::focus::previous() } else { widget::focus::next() }
            }
            Message::Standing(standing) => self.stand(*standing),
            Message::LookAtRights => self.look_at_rights(),
            Message::Mode(mode) => {
                self.mode = mode;
                Task::none()
            }
            Message::Arrived(pictures) => self.arrived(pictures),
            Message::Drawn => self.drawn(),
            Message::Resized(size) => {
                self.size = size;
                let size = size * text_scale(&self.settings);
                self.remembered.size = (size.width, size.height);
                Task::none()
            }
            Message::CloseRequested if self.convert.is_busy() || self.history.is_undoing() => {
                tracing::debug!("asks before closing");
                self.over = Some(Over::Closing);
                Task::none()
            }
            Message::CloseRequested | Message::CloseAnyway => self.close(),
            Message::Dismiss => {
                self.over = None;
                Task::none()
            }
            Message::ToldEnough(number) => {
                self.told = self.told.take().filter(|(told, _)| *told != number);
                Task::none()
            }
            Message::UpkeepDue => self.upkeep.round(self.services.licensing.clone(), Message::Upkept),
            Message::Upkept(upkeep) => {
                let next = self.upkeep.ended(upkeep, Message::UpkeepDue);
                Task::batch([next, self.look_at_rights()])
            }
            Message::NoDialog => self.tell(self.words.window.shell.no_dialog.to_owned()),
            Message::Saved(Ok(())) => Task::none(),
            Message::Saved(Err(error)) => {
                let sentence = (self.words.window.shell.settings_unwritten)(&error.to_string());
                self.tell(sentence)
            }
        }
    }

    /// Something happened in the Convert screen, which may be that of which the screen in view tells, too.
    fn converts(&mut self, message: convert::Message) -> Task<Message> {
        let was_busy = self.convert.is_busy();
        let done = self.on_convert(|screen, context| screen.update(message, context));
        let is_over = was_busy && !self.convert.is_busy();
        let history = match self.place {
            Place::History if is_over => self.on_history(history::Screen::entered),
            _ => Task::none(),
        };
        Task::batch([done, history, self.show_first_pictures()])
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
        let go = self.go(Place::Convert);
        let added = convert::Message::Added(pictures);
        to_front.chain(Task::batch([go, self.on_convert(|screen, context| screen.update(added, context))]))
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
            Command::Shortcuts => {
                self.over = Some(Over::Shortcuts);
                Task::none()
            }
            Command::Close if self.over.is_some() => self.update(Message::Dismiss),
            Command::Confirm if self.over == Some(Over::Closing) => self.update(Message::CloseAnyway),
            Command::Confirm if self.over.is_some() => self.update(Message::Dismiss),
            // What lies over the screens wants its answer first.
            _ if self.over.is_some() => Task::none(),
            Command::LargerText => self.resize_text(10),
            Command::SmallerText => self.resize_text(-10),
            _ => match self.place {
                Place::Convert => self.on_convert(|screen, context| screen.command(command, context)),
                Place::Compare => self.on_compare(|screen, context| screen.command(command, context)),
                Place::History => self.on_history(|screen, context| screen.command(command, context)),
                Place::Account => self.on_account(|screen, context| screen.command(command, context)),
                Place::About => {
                    let action = self.about.command(command);
                    self.act(action.map(Message::About))
                }
                Place::Settings => Task::none(),
            },
        }
    }

    /// What the person may do is known anew.
    fn stand(&mut self, standing: Standing) -> Task<Message> {
        let is_opening = standing.licence == Licence::Opening;
        let before = std::mem::replace(&mut self.standing, standing);
        let (plan, warning) = header::words(&self.context());
        tracing::debug!(plan, warning, "what may be done is known");
        if is_opening {
            let wait = Task::future(tokio::time::sleep(LOOK_WHILE_OPENING));
            return wait.map(|()| Message::LookAtRights);
        }
        // Another plan takes other pictures.
        let look = match before.limits == self.standing.limits {
            true => Task::none(),
            false => self.on_convert(convert::Screen::settings_changed),
        };
        let account = match self.place {
            Place::Account => self.on_account(account::Screen::rights_changed),
            _ => Task::none(),
        };
        Task::batch([look, account])
    }

    fn tell(&mut self, sentence: String) -> Task<Message> {
        tracing::debug!(sentence, "told");
        self.tells += 1;
        let number = self.tells;
        self.told = Some((number, sentence));
        Task::future(tokio::time::sleep(TOLD)).map(move |()| Message::ToldEnough(number))
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
            event::listen_with(events::heard),
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
        let screen = match self.place {
            Place::Convert => self.convert.view(&context).map(Message::Convert),
            Place::History => self.history.view(&context).map(Message::History),
            Place::Account => self.account.view(&context).map(Message::Account),
            Place::Compare => self.compare.view(&context).map(Message::Compare),
            Place::About => self.about.view(&context).map(Message::About),
            Place::Settings => self.decisions.view(&context).map(Message::Settings),
        };
        let close = self.words.window.shell.close;
        let told = self.told.as_ref().map(|(number, sentence)| {
            let toast = widget::toast(Kind::Neutral, sentence.as_str());
            toast.on_close(close, Message::ToldEnough(*number))
        });
        let page = column![header::view(self.place, &context), screen];
        let page = widget::toast::layer(page, told);
        widget::sheet::layer(page, self.sheet(&context), context.motion())
    }

    /// What lies over the page: what the window asks, else what its screen asks.
    fn sheet<'a>(&'a self, context: &Context<'a>) -> Option<Sheet<'a, Message>> {
        match self.over {
            Some(Over::Closing) => Some(self.closing()),
            Some(Over::Shortcuts) => Some(shortcuts::view(self.words.window)),
            None => match self.place {
                Place::Convert => self.convert.sheet(context).map(|sheet| sheet.map(Message::Convert)),
                Place::History => self.history.sheet(context).map(|sheet| sheet.map(Message::History)),
                Place::Account => self.account.sheet(context).map(|sheet| sheet.map(Message::Account)),
                _ => None,
            },
        }
    }

    /// Asks whether to close although something is under way.
    fn closing<'a>(&self) -> Sheet<'a, Message> {
        let shell = self.words.window.shell;
        let (title, question) = match self.convert.is_running() {
            true => (shell.close_title, shell.close_question),
            false => (shell.close_undoing_title, shell.close_undoing_question),
        };
        let close = button(shell.close_anyway).kind(button::Kind::Danger).on_press(Message::CloseAnyway);
        sheet(title, text(question))
            .action(close.id("close-anyway"))
            .action(button(shell.stay).primary().on_press(Message::Dismiss).id("stay"))
            .on_dismiss(Message::Dismiss)
    }
}
