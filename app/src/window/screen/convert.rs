//! The queue on the left, what is made of it on the right, and the run.

mod aftermath;
mod card;
mod empty;
pub mod options;
mod pointed;
mod preflight;
mod rows;
mod run;
#[cfg(test)]
mod tests;
mod toolbar;

use std::path::PathBuf;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use iced::keyboard::Modifiers;
use iced::task::Handle;
use iced::widget::scrollable::Viewport;
use iced::widget::{column, container, operation, row, space as room, stack};
use iced::{Element, Fill, Point, Task, clipboard};

use super::{Action, Context};
use crate::admission;
use crate::i18n::{Catalog, Totals};
use crate::rights::Trouble;
use crate::run::Order;
use crate::window::bridge::{self, Ended, News, What};
use crate::window::command::{Command, Place};
use crate::window::forecast::Forecast;
use crate::window::paths;
use crate::window::queue::{self, Filter, Found, Queue, Sort};
use crate::window::theme::{self, space};
use crate::window::thumbnails::{Made, Thumbnails};
use crate::window::widget::{focus, list, menu};
use aftermath::Undone;
use run::Run;

/// How long settings may move before the queue is looked through again.
const SETTLE: Duration = Duration::from_millis(200);
/// Dropped files come one by one: how long they are gathered.
const GATHER: Duration = Duration::from_millis(50);
/// Below this width the settings of the run lie over the queue when they are wanted.
const NARROW: f32 = 760.0;
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
    checking: Option<Handle>,
    /// What a start would do, while the person looks at it.
    sheet: Option<preflight::Sheet>,
    /// What the person was told already, and wanted to go on with: the next batches start by one click.
    told: Vec<admission::KeptBack>,
    /// Where the mouse opened the menu of the selected rows.
    menu: Option<Point>,
    modifiers: Modifiers,
    is_behind: bool,
    /// A run that was stopped: when it began, how many of how many are done.
    unfinished: Option<(String, usize, usize)>,
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
    Unfinished(Option<(String, usize, usize)>),
    /// It is to go on.
    Resume,
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
    /// It was undone.
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

/// Something that a message hands over without a copy.
#[derive(Debug)]
pub struct Passed<T>(Arc<Mutex<Option<T>>>);

impl<T> Clone for Passed<T> {
    fn clone(&self) -> Self {
        Passed(Arc::clone(&self.0))
    }
}

impl<T> Passed<T> {
    fn new(value: T) -> Self {
        Passed(Arc::new(Mutex::new(Some(value))))
    }

    /// The value, for the first who asks.
    fn take(&self) -> Option<T> {
        self.0.lock().ok()?.take()
    }
}

impl Screen {
    /// What is found out when the window opens: whether the last run was stopped.
    pub fn boot(context: &Context<'_>) -> Task<Message> {
        let (services, words) = (context.services.clone(), context.words);
        bridge::blocking(move || bridge::unfinished(&services, words), Message::Unfinished)
    }

    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        self.run.is_under_way()
    }

    /// Lets a run under way take so many pictures at once from now on.
    pub fn set_pace(&self, pictures_at_once: usize) {
        self.run.set_pace(pictures_at_once);
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
            Message::InFront(is_in_front) => self.is_behind = !is_in_front,
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
            Message::Go(place) => return Action::Go(place),
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
            Message::Resume => return self.start(What::Resumed, context),
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

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::Close => self.close_what_is_on_top(context),
            Command::Confirm if self.sheet.is_some() => self.update(Message::Begin, context),
            // Nothing happens behind a sheet, but a run can always be stopped.
            Command::Stop => {
                self.run.stop();
                Action::None
            }
            _ if self.is_covered() => Action::None,
            Command::Confirm if self.run.asks() => self.update(Message::Undo, context),
            Command::Confirm | Command::Compare => self.compare(),
            Command::AddFiles => Action::Ask(pick(command, context.words)),
            Command::AddFolder => Action::Ask(pick(command, context.words)),
            Command::Paste => Action::Run(paste()),
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
                let selected = self.queue.selected();
                let only = (!selected.is_empty()).then(|| selected.clone());
                self.queue.retry(only.as_ref());
                self.arranged(context, Queue::arrange)
            }
            Command::Remove if !self.is_busy() => self.arranged(context, Queue::remove_selected),
            Command::ClearDone if !self.is_busy() => self.arranged(context, Queue::remove_done),
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

    fn words(&self, context: &Context<'_>) -> &'static crate::i18n::window::convert::Convert {
        context.words.window.convert
    }

    fn added(&mut self, paths: Vec<PathBuf>) -> Action<Message> {
        self.is_dragged_over = false;
        let is_first = self.arriving.is_empty();
        self.arriving.extend(paths);
        if !is_first || self.arriving.is_empty() {
            return Action::None;
        }
        Action::Run(bridge::blocking(|| std::thread::sleep(GATHER), |()| Message::Gathered))
    }

    fn gathered(&mut self, context: &Context<'_>) -> Action<Message> {
        let arrived = std::mem::take(&mut self.arriving);
        if self.queue.add(arrived) { self.look(context, Duration::ZERO, false) } else { Action::None }
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

    fn want_menu(&mut self, place: usize) {
        if !self.queue.shown(place).is_some_and(|row| self.queue.is_selected(row)) {
            self.queue.select(place, false, false);
        }
        // The widget around the page says where, right after this.
        self.menu = Some(Point::ORIGIN);
    }

    fn compare(&self) -> Action<Message> {
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

    /// What would be run now.
    fn order(&self, context: &Context<'_>) -> Order {
        let remembered = context.remembered;
        Order {
            sources: self.queue.sources().to_vec(),
            without: self.queue.without().clone(),
            recursive: remembered.recursive,
            output: remembered.output.clone(),
            template: remembered.template(),
            conflict: remembered.conflict.into(),
            recipe: remembered.recipe.clone(),
            originals: remembered.originals,
            max_pixels: converter::Limits::default().pixels,
        }
    }

    /// The same without what is done already: a run has nothing to say about it.
    fn order_of_rest(&self, context: &Context<'_>) -> Order {
        let mut order = self.order(context);
        order.without.extend(self.queue.done().map(PathBuf::from));
        order
    }

    /// Looks through the queue again, since what would be done with it changed: after `wait`, unless it changes again.
    /// With `forgets`, what was done would be done otherwise now.
    fn look(&mut self, context: &Context<'_>, wait: Duration, forgets: bool) -> Action<Message> {
        let number = self.newest_look.fetch_add(1, Ordering::Relaxed) + 1;
        let newest = Arc::clone(&self.newest_look);
        let (order, home) = (self.order(context), context.services.home.clone());
        let (limits, before) = (context.standing.limits.clone(), self.queue.index());
        self.queue.will_forget(forgets);
        let look = move || {
            std::thread::sleep(wait);
            let is_newest = newest.load(Ordering::Relaxed) == number;
            let found = is_newest.then(|| {
                let (sources, folders) = admission::without_folders(&order.sources, &limits);
                Found::new(queue::rows(order.preview(&sources, &home.earlier()), folders), &before)
            });
            Passed::new(found.unwrap_or_default())
        };
        let looked = move |found| Message::Looked(number, found);
        let (task, handle) = bridge::blocking(look, looked).abortable();
        self.looking = Some(handle.abort_on_drop());
        Action::Run(task)
    }

    /// The settings of the run changed, or what the plan allows.
    pub fn settings_changed(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.queue.sources().is_empty() { Action::None } else { self.look(context, SETTLE, true) }
    }

    fn looked(&mut self, number: u64, found: &Passed<Found>, context: &Context<'_>) -> Action<Message> {
        if self.newest_look.load(Ordering::Relaxed) != number {
            return Action::None;
        }
        self.looking = None;
        if let Some(found) = found.take() {
            self.queue.take(found);
            tracing::debug!(waiting = self.queue.waiting(), "looked through the queue");
        }
        self.show_thumbnails(context)
    }

    /// Finds out what a start would do: it starts then, unless the person has to know something, or asked to see it.
    fn check(&mut self, is_wish: bool, context: &Context<'_>) -> Action<Message> {
        if self.is_busy() || self.checking.is_some() || self.queue.sources().is_empty() {
            return Action::None;
        }
        let (order, services) = (self.order_of_rest(context), context.services.clone());
        let check = move || Forecast::of(&order, &services).map(Arc::new).map_err(Arc::new);
        let checked = move |forecast| Message::Checked(forecast, is_wish);
        let (task, handle) = bridge::blocking(check, checked).abortable();
        self.checking = Some(handle.abort_on_drop());
        Action::Run(task)
    }

    fn checked(
        &mut self,
        checked: Result<Arc<Forecast>, Arc<Trouble>>,
        is_wish: bool,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.checking = None;
        match checked {
            Err(trouble) => self.run = Run::Refused(trouble),
            Ok(forecast) if !is_wish && (!forecast.needs_a_word() || self.goes_on(&forecast)) => {
                return self.start(What::New(Box::new(self.order_of_rest(context))), context);
            }
            Ok(forecast) => {
                tracing::debug!("said what a run would do");
                self.sheet = Some(preflight::Sheet::new(forecast));
            }
        }
        Action::None
    }

    /// Whether it is but the next batch of what the person has seen.
    fn goes_on(&self, forecast: &Forecast) -> bool {
        let is_told = forecast.reasons().iter().all(|why| self.told.contains(why));
        !forecast.go.is_empty() && is_told && !forecast.needs_a_word_beside_the_plan()
    }

    fn begin(&mut self, context: &Context<'_>) -> Action<Message> {
        match self.sheet.take() {
            Some(sheet) if !sheet.forecast.go.is_empty() => {
                self.told = sheet.forecast.reasons();
                self.start(What::New(Box::new(self.order_of_rest(context))), context)
            }
            sheet => {
                self.sheet = sheet;
                Action::None
            }
        }
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

/// The sums of a run as far as it is known.
#[derive(Debug, Clone, Copy, Default)]
struct Tally {
    bytes_in: u64,
    bytes_out: u64,
}

impl Tally {
    fn saved(self) -> u64 {
        self.bytes_in.saturating_sub(self.bytes_out)
    }

    fn of(totals: &Totals) -> Self {
        Tally { bytes_in: totals.bytes_in, bytes_out: totals.bytes_out }
    }
}

/// Asks for files, or for folders.
fn pick(command: Command, words: &Catalog) -> Task<Message> {
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
fn paste() -> Task<Message> {
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
