//! The queue on the left, what is made of it on the right, and the run.

mod add;
mod aftermath;
mod card;
mod commands;
mod empty;
mod look;
pub mod options;
mod pointed;
mod preflight;
mod rows;
mod run;
#[cfg(test)]
mod tests;
pub mod toolbar;

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::AtomicU64;

use iced::keyboard::Modifiers;
use iced::task::Handle;
use iced::widget::scrollable::Viewport;
use iced::widget::{column, container, row, space as room, stack};
use iced::{Element, Fill, Point, Task};

use super::{Action, Context};
use crate::admission;
use crate::rights::Trouble;
use crate::run::Unfinished;
use crate::window::bridge::{self, Ended, News, What};
use crate::window::command::{Command, Place};
use crate::window::forecast::Forecast;
use crate::window::queue::{Filter, Found, Queue, Sort};
use crate::window::theme::{self, space};
use crate::window::thumbnails::{Made, Thumbnails};
use crate::window::undoing::Undone;
use crate::window::widget::{focus, list, menu};
use look::Passed;
use run::Run;

/// Below this width the settings of the run lie over the queue when they are wanted: beside them it would have less room than
/// in the smallest window.
pub const NARROW: f32 = 880.0;
/// Below this height only what matters most is said.
const LOW: f32 = 420.0;
/// Width of the settings of the run.
const SIDE: f32 = 340.0;

/// The screen.
#[derive(Default)]
pub struct Screen {
    queue: Queue,
    options: options::State,
    run: Run,
    /// Where the list is scrolled to.
    list: list::State,
    thumbnails: Thumbnails,
    /// The look under way.
    looking: Option<Handle>,
    /// The number of the newest look: the one that counts.
    newest_look: Arc<AtomicU64>,
    /// What was dropped and not looked at yet.
    arriving: Vec<PathBuf>,
    /// Something is dragged over the window.
    is_dragged_over: bool,
    /// It is being found out what a start would do.
    checking: Option<preflight::Check>,
    /// What a start would do, while the person looks at it.
    sheet: Option<preflight::Sheet>,
    /// What the person was told already, and wanted to go on with: the next batches start by one click.
    told: Vec<admission::KeptBack>,
    /// Where the mouse opened the menu of the selected rows.
    menu: Option<Point>,
    modifiers: Modifiers,
    is_behind: bool,
    /// A run that was stopped.
    unfinished: Option<Unfinished>,
    /// Whether the settings of the run lie over the queue.
    shows_options: bool,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something is dragged over the window, or not any more.
    DraggedOver(bool),
    /// Files and folders were dropped, pasted, picked or handed over.
    Added(Vec<PathBuf>),
    /// No more of them came for a moment.
    Gathered,
    /// Nothing was on the clipboard that could be added.
    NothingPasted,
    /// The look of this number ended.
    Looked(u64, Passed<Found>),
    /// A small picture was made.
    Thumbnail(Made),
    /// The list was scrolled.
    Scrolled(Viewport),
    /// The row at this place was clicked.
    Pressed(usize),
    /// It was clicked twice.
    Opened(usize),
    /// It was clicked with the other button.
    MenuWanted(usize),
    /// The other button went down here.
    Pointed(Point),
    /// The menu is to go.
    MenuClosed,
    /// These keys are held.
    Modifiers(Modifiers),
    /// The window came to the front, or left it.
    InFront(bool),
    /// A text is searched.
    Searched(String),
    /// Only some rows are wanted.
    Filtered(Filter),
    /// Another order is wanted.
    Sorted(Sort),
    /// All rows are wanted again.
    ShowAll,
    /// A button, a menu or a key wants this.
    Do(Command),
    /// Another place is wanted.
    Go(Place),
    /// It is known what a start would do, and whether the person asked to see it.
    Checked(Result<Arc<Forecast>, Arc<Trouble>>, bool),
    /// The list of the sheet was scrolled.
    SheetScrolled(Viewport),
    /// The sheet is to go.
    CloseSheet,
    /// The run is to begin.
    Begin,
    /// It is known whether a run was stopped.
    Unfinished(Option<Unfinished>),
    /// This one is to go on.
    Resume(String),
    /// It is not.
    NotNow,
    /// The run tells something.
    News(Vec<News>),
    /// It ended.
    Ended(Result<Option<Ended>, Arc<Trouble>>),
    /// Its card is to be closed.
    CloseCard,
    /// The run of the card is to be undone.
    Undo,
    /// It is not.
    KeepRun,
    /// A run was undone, here or in the history.
    Undone(Arc<Undone>),
    /// The report was saved, or could not be.
    ReportSaved(PathBuf, Result<(), Arc<std::io::Error>>),
    /// The folder of the outputs is to be opened.
    OpenFolder,
    /// A file manager did not open.
    NotOpened(String),
    /// In the column of settings.
    Options(options::Message),
}

impl Screen {
    /// What is found out when the window opens: whether the last run was stopped.
    pub fn boot(context: &Context<'_>) -> Task<Message> {
        let (services, words) = (context.services.clone(), context.words);
        bridge::blocking(move || bridge::unfinished(&services, words), Message::Unfinished)
    }

    /// Whether a run is under way, or is being undone.
    pub fn is_busy(&self) -> bool {
        self.run.is_busy()
    }

    /// Whether a run is under way.
    pub fn is_running(&self) -> bool {
        self.run.is_under_way()
    }

    /// Lets a run under way take so many pictures at once from now on.
    pub fn set_pace(&self, pictures_at_once: usize) {
        self.run.set_pace(pictures_at_once);
    }

    /// How many pictures wait.
    #[cfg(test)]
    pub fn waiting(&self) -> usize {
        self.queue.waiting()
    }

    /// The pictures to be compared, and the one that comes first.
    pub fn pictures(&self) -> (Vec<PathBuf>, usize) {
        self.queue.for_compare()
    }

    /// Whether something lies over the page.
    fn is_covered(&self) -> bool {
        self.sheet.is_some() || self.menu.is_some()
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::DraggedOver(is_over) => self.is_dragged_over = is_over,
            Message::Added(paths) => return self.added(paths),
            Message::Gathered => return self.gathered(context),
            Message::NothingPasted => return Action::Tell(self.words(context).nothing_pasted.to_owned()),
            Message::Looked(number, found) => return self.looked(number, &found, context),
            Message::Thumbnail(made) => {
                self.thumbnails.take(made);
                return self.show_thumbnails(context);
            }
            Message::Scrolled(viewport) => {
                self.list.scrolled(viewport);
                return self.show_thumbnails(context);
            }
            Message::Pressed(place) => {
                self.queue.select(place, self.modifiers.command(), self.modifiers.shift());
            }
            Message::Opened(place) => {
                self.queue.select(place, false, false);
                return self.compare();
            }
            Message::MenuWanted(place) => self.want_menu(place),
            Message::Pointed(at) if self.menu.is_some() => self.menu = Some(at),
            Message::Pointed(_) => {}
            Message::MenuClosed => self.menu = None,
            Message::Modifiers(modifiers) => self.modifiers = modifiers,
            Message::InFront(is_in_front) => {
                self.is_behind = !is_in_front;
                // Whoever comes back may do so on another day.
                return if is_in_front { Action::LookAtRights } else { Action::None };
            }
            Message::Searched(text) => return self.arranged(context, |queue| queue.search(text)),
            Message::Filtered(filter) => return self.arranged(context, |queue| queue.filter(filter)),
            Message::Sorted(sort) => return self.arranged(context, |queue| queue.sort(sort)),
            Message::ShowAll => {
                return self.arranged(context, |queue| {
                    queue.search(String::new());
                    queue.filter(Filter::All);
                });
            }
            Message::Do(command) => {
                self.menu = None;
                return self.command(command, context);
            }
            Message::Go(place) => {
                self.sheet = None;
                return Action::Go(place);
            }
            Message::Checked(checked, is_wish) => return self.checked(checked, is_wish, context),
            Message::SheetScrolled(viewport) => {
                if let Some(sheet) = &mut self.sheet {
                    sheet.list.scrolled(viewport);
                }
            }
            Message::CloseSheet => self.sheet = None,
            Message::Begin => return self.begin(context),
            Message::Unfinished(unfinished) => {
                self.unfinished = unfinished.filter(|_| !self.is_busy());
                tracing::debug!(unfinished = self.unfinished.is_some(), "looked for a run to go on with");
            }
            Message::Resume(run) => return self.start(What::Resumed(run), context),
            Message::NotNow => self.unfinished = None,
            Message::News(news) => return self.hear(&news, context),
            Message::Ended(result) => return self.ended(result, context),
            Message::CloseCard => self.run.close(),
            Message::Undo => return self.undo(context),
            Message::KeepRun => self.run.keep(),
            Message::Undone(undone) => return self.undone(&undone, context),
            Message::ReportSaved(path, result) => {
                let words = context.words;
                return Action::Tell(match result {
                    Ok(()) => (words.window.run.report_saved)(&path),
                    Err(error) => (words.report_unwritten)(&path.display().to_string(), &error),
                });
            }
            Message::OpenFolder => return self.open_folder(),
            Message::NotOpened(why) => return Action::Tell((self.words(context).not_revealed)(&why)),
            Message::Options(message) => return self.options.update(message, context).map(Message::Options),
        }
        Action::None
    }

    fn words(&self, context: &Context<'_>) -> &'static crate::i18n::window::convert::Convert {
        context.words.window.convert
    }

    /// Shows other rows, or in another order.
    fn arranged(&mut self, context: &Context<'_>, arrange: impl FnOnce(&mut Queue)) -> Action<Message> {
        arrange(&mut self.queue);
        self.show_thumbnails(context)
    }

    fn show_thumbnails(&mut self, context: &Context<'_>) -> Action<Message> {
        let range = self.list.visible_range(self.queue.len(), rows::HEIGHT);
        let rows = range.filter_map(|place| self.queue.shown(place)).filter(|row| !row.is_folder());
        let in_view: Vec<PathBuf> = rows.map(|row| row.source.clone()).collect();
        let made = self.thumbnails.show(&in_view, &context.services.isolation);
        Action::Run(made.map(Message::Thumbnail))
    }

    /// Draws it.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let is_narrow = context.size.width < NARROW;
        let bar = self.bar(context);
        let middle: Element<'_, Message> = match self.queue.is_empty() {
            true => self.empty(context),
            false => column![self.toolbar(context, is_narrow), self.list(context, is_narrow)]
                .spacing(space::S)
                .into(),
        };
        let card = self.card(context);
        let foot = is_narrow.then(|| self.foot(context));
        let left = column![bar, middle, card, foot].spacing(space::M).padding(space::L).width(Fill);
        let side = (!is_narrow).then(|| self.side(context));
        let page: Element<'_, Message> = row![left, side].into();
        let page = self.with_options(page, is_narrow, context);
        pointed::pointed(menu::layer(page, self.menu(context)), Message::Pointed)
    }

    /// The settings of the run, with the main button below.
    fn side<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let example = self.queue.rows().first().and_then(|row| row.source.file_name());
        let options = self.options.view(example, context).map(Message::Options);
        let start = container(self.start_buttons(context)).padding(space::L);
        container(column![container(options).height(Fill), start].height(Fill))
            .width(SIDE)
            .height(Fill)
            .style(theme::container::sidebar)
            .into()
    }

    /// Where there is no room for both, the settings lie over the queue while they are wanted.
    fn with_options<'a>(
        &'a self,
        page: Element<'a, Message>,
        is_narrow: bool,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let is_over = is_narrow && self.shows_options;
        let over = is_over.then(|| {
            let beside = iced::widget::mouse_area(room().width(Fill).height(Fill))
                .on_press(Message::Do(Command::Close));
            row![beside, iced::widget::opaque(self.side(context))]
        });
        stack![focus::scope(page, is_over)].push(over).into()
    }
}
