//! The queue on the left, what is made of it on the right, and the run.

pub mod options;

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use converter::Preview;
use iced::task::Handle;
use iced::widget::{button, column, container, progress_bar, row, space, text};
use iced::{Element, Fill, Task};

use super::{Action, Context};
use crate::admission::{KeptBack, Preflight};
use crate::history::Report;
use crate::i18n::Totals;
use crate::rights::Trouble;
use crate::run::reporter::{Ending, Progress};
use crate::run::{Controls, Order};
use crate::window::bridge::{self, Ended, News, What};
use crate::window::command::{Command, Place};
use crate::window::queue::{Queue, State};

/// How long settings may move before the queue is looked through again.
const SETTLE: Duration = Duration::from_millis(200);

/// Width of the column of settings.
const OPTIONS_WIDTH: f32 = 340.0;

/// The screen.
#[derive(Default)]
pub struct Screen {
    queue: Queue,
    options: options::State,
    run: Run,
    /// The look under way; the newest is the one that counts.
    looking: Option<(u64, Handle)>,
    looks: u64,
    /// Something is dragged over the window.
    is_dragged_over: bool,
    /// What a run said about itself: a code and a sentence.
    notes: Vec<(String, String)>,
    /// What the plan said last.
    kept_back: Option<(Vec<(PathBuf, KeptBack)>, Preflight)>,
}

/// How the run stands.
#[derive(Default)]
pub enum Run {
    /// There is none.
    #[default]
    None,
    /// It is under way.
    UnderWay { controls: Controls, progress: Progress, is_stopping: bool, _task: Handle },
    /// It ended, and its card stays open.
    Ended { ending: Ending, totals: Totals, report: Arc<Report> },
    /// Nothing could be counted, so nothing was done.
    Refused(Arc<Trouble>),
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// Something is dragged over the window, or not any more.
    DraggedOver(bool),
    /// Files and folders were dropped, pasted, picked or handed over.
    Added(Vec<PathBuf>),
    /// The dialog for files, or that for folders, is wanted.
    Pick { folders: bool },
    /// The look of this number ended.
    Looked(u64, Arc<std::sync::Mutex<Option<Preview>>>),
    /// The run is to begin.
    Start,
    /// The last run that was stopped is to go on.
    Resume,
    /// It is to be held, or to go on.
    TogglePause,
    /// It is to stop.
    Stop,
    /// It tells something.
    News(Vec<News>),
    /// It ended.
    Ended(Result<Option<Ended>, Arc<Trouble>>),
    /// Its card is to be closed.
    CloseCard,
    /// In the column of settings.
    Options(options::Message),
}

impl Screen {
    /// Whether a run is under way.
    pub fn is_busy(&self) -> bool {
        matches!(self.run, Run::UnderWay { .. })
    }

    /// The pictures as they are shown, and which of them was chosen.
    pub fn pictures(&self) -> (Vec<PathBuf>, usize) {
        let rows = || (0..self.queue.len()).filter_map(|place| self.queue.shown(place));
        let chosen = rows().position(|row| self.queue.is_selected(row));
        (rows().map(|row| row.source.clone()).collect(), chosen.unwrap_or(0))
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::DraggedOver(is_over) => {
                self.is_dragged_over = is_over;
                Action::None
            }
            Message::Added(paths) => {
                self.is_dragged_over = false;
                if self.queue.add(paths) { self.look(context, Duration::ZERO) } else { Action::None }
            }
            Message::Pick { folders } => Action::Run(pick(folders)),
            Message::Looked(number, preview) => {
                self.looked(number, &preview);
                Action::None
            }
            Message::Start => self.start(What::New(Box::new(self.order(context))), context),
            Message::Resume => self.start(What::Resumed, context),
            Message::TogglePause => {
                if let Run::UnderWay { controls, .. } = &self.run {
                    controls.pause.set(!controls.pause.is_on());
                }
                Action::None
            }
            Message::Stop => {
                if let Run::UnderWay { controls, is_stopping, .. } = &mut self.run {
                    controls.cancel.cancel();
                    *is_stopping = true;
                }
                Action::None
            }
            Message::News(news) => {
                news.into_iter().for_each(|news| self.hear(news));
                self.queue.arrange();
                Action::None
            }
            Message::Ended(result) => self.ended(result, context),
            Message::Options(message) => self.options.update(message, context).map(Message::Options),
            Message::CloseCard => {
                self.run = Run::None;
                self.notes.clear();
                Action::None
            }
        }
    }

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::AddFiles => self.update(Message::Pick { folders: false }, context),
            Command::AddFolder => self.update(Message::Pick { folders: true }, context),
            Command::Paste => Action::Run(paste()),
            Command::Start if !self.is_busy() => self.update(Message::Start, context),
            Command::Pause => self.update(Message::TogglePause, context),
            Command::Stop => self.update(Message::Stop, context),
            Command::Retry => {
                self.queue.retry(None);
                Action::None
            }
            Command::Remove if !self.is_busy() => {
                self.queue.remove_selected();
                Action::None
            }
            Command::ClearDone if !self.is_busy() => {
                self.queue.remove_done();
                Action::None
            }
            Command::Compare => Action::Go(Place::Compare),
            Command::SelectAll => {
                self.queue.select_all();
                Action::None
            }
            _ => Action::None,
        }
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

    /// Looks through the queue again, since what would be done with it changed: after `wait`, unless it changes again.
    pub fn look(&mut self, context: &Context<'_>, wait: Duration) -> Action<Message> {
        self.looks += 1;
        let (number, order, home) = (self.looks, self.order(context), context.services.home.clone());
        let limits = context.standing.limits.clone();
        let look = move || {
            std::thread::sleep(wait);
            let (sources, _) = crate::admission::without_folders(&order.sources, &limits);
            order.preview(&sources, &home.earlier())
        };
        let looked = move |preview| Message::Looked(number, Arc::new(std::sync::Mutex::new(Some(preview))));
        let (task, handle) = bridge::blocking(look, looked).abortable();
        self.looking = Some((number, handle.abort_on_drop()));
        Action::Run(task)
    }

    /// The settings of the run changed.
    pub fn settings_changed(&mut self, context: &Context<'_>) -> Action<Message> {
        if self.queue.sources().is_empty() { Action::None } else { self.look(context, SETTLE) }
    }

    fn looked(&mut self, number: u64, preview: &std::sync::Mutex<Option<Preview>>) {
        if self.looking.as_ref().is_none_or(|(newest, _)| *newest != number) {
            return;
        }
        self.looking = None;
        if let Ok(mut preview) = preview.lock()
            && let Some(preview) = preview.take()
        {
            self.queue.take(preview);
            tracing::debug!(waiting = self.queue.waiting(), "looked through the queue");
        }
    }

    fn start(&mut self, what: What, context: &Context<'_>) -> Action<Message> {
        if self.is_busy() {
            return Action::None;
        }
        let controls = Controls::default();
        let means = context.services.means(context.settings);
        let run = bridge::run(what, context.services.clone(), means, controls.clone(), context.words);
        let (task, handle) = Task::sip(run, Message::News, Message::Ended).abortable();
        (self.notes, self.kept_back) = (Vec::new(), None);
        let progress = Progress::default();
        self.run = Run::UnderWay { controls, progress, is_stopping: false, _task: handle.abort_on_drop() };
        Action::Run(task)
    }

    fn hear(&mut self, news: News) {
        self.queue.tell(&news);
        match news {
            News::Progress(now) => {
                if let Run::UnderWay { progress, .. } = &mut self.run {
                    *progress = now;
                }
            }
            News::Note(code, sentence) => self.notes.push((code, sentence)),
            News::KeptBack(kept_back, preflight) => self.kept_back = Some((kept_back, preflight)),
            News::Started(_) => tracing::debug!("a picture is under way"),
            News::Published(..) | News::Skipped(_) | News::Failed(..) => {}
        }
    }

    fn ended(
        &mut self,
        result: Result<Option<Ended>, Arc<Trouble>>,
        context: &Context<'_>,
    ) -> Action<Message> {
        self.queue.rest();
        let converted = result.as_ref().ok().and_then(Option::as_ref).map(|ended| ended.totals.converted);
        tracing::debug!(converted, "the run ended");
        self.run = match result {
            Ok(Some(Ended { ending, totals, report })) => Run::Ended { ending, totals, report },
            Ok(None) => Run::None,
            Err(trouble) => Run::Refused(trouble),
        };
        let look = self.look(context, Duration::ZERO);
        Action::All(vec![look, Action::LookAtRights])
    }

    /// Draws it.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.convert;
        let shell = context.words.window.shell;
        let add = |command: Command, folders: bool| {
            button(text((shell.command)(command))).on_press(Message::Pick { folders })
        };
        let tools = row![add(Command::AddFiles, false), add(Command::AddFolder, true), space::horizontal()]
            .spacing(8);
        let rows =
            (0..self.queue.len().min(100)).filter_map(|place| self.queue.shown(place)).map(|picture| {
                let name = picture.source.file_name().unwrap_or_default().to_string_lossy().into_owned();
                let state = match &picture.state {
                    State::Waiting => words.waiting.to_owned(),
                    State::Working => words.working.to_owned(),
                    State::Done(published) => match published.as_ref() {
                        crate::publish::Published::Converted { bytes_in, bytes_out, .. } => {
                            format!("{} → {}", crate::i18n::bytes(*bytes_in), crate::i18n::bytes(*bytes_out))
                        }
                        crate::publish::Published::Kept { .. } => words.kept.to_owned(),
                    },
                    State::Skipped(reason) => (context.words.skipped)(reason),
                    State::KeptBack(why) => (context.words.kept_back)(*why),
                    State::Failed(error) => (context.words.error)(&error.kind),
                };
                row![text(name).width(Fill), text(state)].spacing(8).into()
            });
        let list: Element<'_, Message> = if self.queue.rows().is_empty() {
            let title = if self.is_dragged_over { words.drop_here } else { words.empty_title };
            iced::widget::center(column![text(title).size(20), text(words.empty_hint)].spacing(8)).into()
        } else {
            iced::widget::scrollable(column(rows).spacing(4)).height(Fill).into()
        };
        let foot: Element<'_, Message> = match &self.run {
            Run::UnderWay { progress, controls, .. } => {
                let pause = if controls.pause.is_on() { words.go_on } else { words.pause };
                column![
                    progress_bar(0.0..=progress.pixels.max(1) as f32, progress.pixels_done as f32),
                    row![
                        text((words.progress)(progress.done, progress.total)),
                        space::horizontal(),
                        button(pause).on_press(Message::TogglePause),
                        button(words.stop).on_press(Message::Stop),
                    ]
                    .spacing(8),
                ]
                .spacing(8)
                .into()
            }
            Run::Ended { totals, .. } => row![
                text((context.words.summary)(totals)).width(Fill),
                button(shell.close).on_press(Message::CloseCard)
            ]
            .into(),
            Run::Refused(trouble) => text((context.words.trouble)(trouble)).into(),
            Run::None => {
                let waiting = self.queue.waiting();
                let start = button(text((words.start)(waiting)));
                row![space::horizontal(), start.on_press_maybe((waiting > 0).then_some(Message::Start))]
                    .into()
            }
        };
        let example = self.queue.rows().first().and_then(|row| row.source.file_name());
        let options = self.options.view(example, context).map(Message::Options);
        let queue = container(column![tools, list, foot].spacing(12)).padding(16);
        row![queue.width(Fill), container(options).width(OPTIONS_WIDTH)].into()
    }
}

/// Asks for files, or for folders.
fn pick(folders: bool) -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new();
    Task::future(async move { if folders { dialog.pick_folders().await } else { dialog.pick_files().await } })
        .and_then(|picked| {
            Task::done(Message::Added(picked.into_iter().map(|file| file.path().to_owned()).collect()))
        })
}

/// Takes paths from the clipboard, one a line.
fn paste() -> Task<Message> {
    iced::clipboard::read().and_then(|text| {
        let paths = crate::window::paths::of_text(&text);
        if paths.is_empty() { Task::none() } else { Task::done(Message::Added(paths)) }
    })
}
