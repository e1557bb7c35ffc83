//! What earlier runs did, and the way back. Journals are read on threads.

#[cfg(test)]
mod tests;
mod work;

use std::path::PathBuf;
use std::sync::Arc;

use iced::task::Handle;
use iced::widget::scrollable::Viewport;
use iced::widget::{Column, button as mouse_button, column, container, row, space as gap, text};
use iced::{Alignment, Element, Fill, Task};

use super::{Action, Context};
use crate::history::{Report, Row, State, Summary};
use crate::i18n;
use crate::i18n::window::history::History;
use crate::local_time::local_time;
use crate::window::bridge;
use crate::window::command::Command;
use crate::window::elide;
use crate::window::theme::container::Kind;
use crate::window::theme::text::{BODY, CAPTION};
use crate::window::theme::{self, radius, space};
use crate::window::undoing::{self, Undone};
use crate::window::widget::focus::{Ring, focus};
use crate::window::widget::sheet::{Sheet, sheet};
use crate::window::widget::{
    Icon, button, card, chip, empty, heading, list, notice, progress_of_unknown_length, scroll, title,
};

/// Height of a run, in a wide window and in one where its sums take two lines; and of a picture of a run.
const RUN_HEIGHT: f32 = 76.0;
const TALL_RUN_HEIGHT: f32 = 96.0;
const PICTURE_HEIGHT: f32 = 52.0;
/// What a picture of a run has beside its names and numbers: the edges of the screen, the gaps, and the bar of the list.
const BESIDE_PICTURE: f32 = 2.0 * space::XL + 4.0 * space::M + space::L;

/// Below this width the sums of a run take two lines.
const NARROW: f32 = 640.0;

/// The screen.
#[derive(Default)]
pub struct Screen {
    runs: Runs,
    list: list::State,
    opened: Option<Opened>,
    asks_undo: bool,
    undoing: Option<Handle>,
    /// What could not be brought back: the picture, and why.
    troubles: Vec<(PathBuf, String)>,
}

#[derive(Default)]
enum Runs {
    #[default]
    Unknown,
    /// What is known meanwhile stays.
    Reading(Vec<Listed>, #[expect(dead_code, reason = "dropping it stops the reading")] Handle),
    Known(Vec<Listed>),
}

/// A run in the list.
#[derive(Debug, Clone)]
pub struct Listed {
    /// Its sums.
    pub summary: Summary,
    /// Whether it did anything that can be undone.
    pub is_undoable: bool,
    /// Whether it is the one that can go on.
    pub is_resumable: bool,
    /// Whether it is under way.
    pub is_under_way: bool,
}

/// A run with its pictures.
struct Opened {
    listed: Listed,
    report: Option<Arc<Report>>,
    list: list::State,
    _reading: Handle,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// The runs are read.
    Read(Vec<Listed>),
    /// The list of runs was scrolled.
    Scrolled(Viewport),
    /// This run is to be shown.
    Open(String),
    /// Its pictures are read.
    Opened(String, Option<Arc<Report>>),
    /// Its list was scrolled.
    PicturesScrolled(Viewport),
    /// Back to all runs.
    Back,
    /// The run shown is to be undone: this asks.
    AskUndo,
    /// No.
    Dismiss,
    /// Yes.
    Undo,
    /// It is undone, as far as it could be.
    Undone(Arc<Undone>),
    /// The run shown is to go on.
    Resume,
    /// The folder of the outputs is to be opened.
    OpenFolder,
    /// It could not be.
    Unopened(PathBuf),
    /// A report is wanted.
    SaveReport,
    /// It is saved, or not: where, why; nothing when nobody wanted it any more.
    Saved(Option<(PathBuf, Result<(), String>)>),
}

impl Runs {
    fn known(&self) -> &[Listed] {
        match self {
            Runs::Unknown => &[],
            Runs::Reading(runs, _) | Runs::Known(runs) => runs,
        }
    }
}

impl Screen {
    /// The screen is shown, or a run ended while it was.
    pub fn entered(&mut self, context: &Context<'_>) -> Action<Message> {
        let home = context.services.home.clone();
        let (task, handle) = bridge::blocking(move || work::read(&home), Message::Read).abortable();
        let known = std::mem::take(&mut self.runs).known().to_vec();
        self.runs = Runs::Reading(known, handle.abort_on_drop());
        Action::Run(Task::batch([task, self.read_opened(context)]))
    }

    /// Whether a run is being undone.
    pub fn is_undoing(&self) -> bool {
        self.undoing.is_some()
    }

    /// Reads again what became of the pictures of the run that is shown.
    fn read_opened(&mut self, context: &Context<'_>) -> Task<Message> {
        let Some(opened) = &mut self.opened else { return Task::none() };
        let (task, reading) = read_pictures(opened.listed.summary.run.clone(), context);
        opened._reading = reading;
        task
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        let words = context.words.window.history;
        match message {
            Message::Read(runs) => self.read(runs),
            Message::Scrolled(viewport) => {
                self.list.scrolled(viewport);
                Action::None
            }
            Message::Open(run) => self.open(&run, context),
            Message::Opened(run, report) => {
                if let Some(opened) = self.opened.as_mut().filter(|opened| opened.listed.summary.run == run) {
                    opened.report = report;
                    tracing::debug!("read the pictures of a run");
                }
                Action::None
            }
            Message::PicturesScrolled(viewport) => {
                if let Some(opened) = &mut self.opened {
                    opened.list.scrolled(viewport);
                }
                Action::None
            }
            Message::Back => {
                (self.opened, self.asks_undo) = (None, false);
                self.troubles.clear();
                Action::None
            }
            Message::AskUndo => {
                self.asks_undo = self.can_undo();
                Action::None
            }
            Message::Dismiss => {
                self.asks_undo = false;
                Action::None
            }
            Message::Undo => self.undo(context),
            Message::Undone(undone) => self.undone(&undone, context),
            Message::Resume => match &self.opened {
                Some(opened) => Action::Resume(opened.listed.summary.run.clone()),
                None => Action::None,
            },
            Message::OpenFolder => self.open_folder(),
            Message::Unopened(folder) => Action::Tell((words.folder_unopened)(&folder.display().to_string())),
            Message::SaveReport => self.save_report(words),
            Message::Saved(None) => Action::None,
            Message::Saved(Some((path, saved))) => {
                let path = path.display().to_string();
                Action::Tell(match saved {
                    Ok(()) => (words.report_saved)(&path),
                    Err(why) => (words.report_unsaved)(&path, &why),
                })
            }
        }
    }

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::Close if self.asks_undo => self.update(Message::Dismiss, context),
            Command::Close if self.opened.is_some() => self.update(Message::Back, context),
            Command::Confirm if self.asks_undo => self.update(Message::Undo, context),
            Command::Undo => self.update(Message::AskUndo, context),
            _ => Action::None,
        }
    }

    fn read(&mut self, runs: Vec<Listed>) -> Action<Message> {
        tracing::debug!(runs = runs.len(), "read the history");
        if let Some(opened) = &mut self.opened
            && let Some(listed) = runs.iter().find(|listed| listed.summary.run == opened.listed.summary.run)
        {
            opened.listed = listed.clone();
        }
        self.runs = Runs::Known(runs);
        Action::None
    }

    fn open(&mut self, run: &str, context: &Context<'_>) -> Action<Message> {
        let Some(listed) = self.runs.known().iter().find(|listed| listed.summary.run == run).cloned() else {
            return Action::None;
        };
        self.troubles.clear();
        let (task, reading) = read_pictures(run.to_owned(), context);
        self.opened = Some(Opened { listed, report: None, list: list::State::default(), _reading: reading });
        Action::Run(task)
    }

    fn can_undo(&self) -> bool {
        let listed = self.opened.as_ref().map(|opened| &opened.listed);
        self.undoing.is_none() && listed.is_some_and(|listed| listed.is_undoable && !listed.is_under_way)
    }

    fn undo(&mut self, context: &Context<'_>) -> Action<Message> {
        self.asks_undo = false;
        let Some(opened) = self.opened.as_ref().filter(|_| self.can_undo()) else { return Action::None };
        let (run, services, words) =
            (opened.listed.summary.run.clone(), context.services.clone(), context.words);
        let undo = move || Arc::new(undoing::undo(run, &services, words));
        let (task, handle) = bridge::blocking(undo, Message::Undone).abortable();
        // Not aborted when dropped: an undo goes to its end.
        self.undoing = Some(handle);
        Action::Run(task)
    }

    fn undone(&mut self, undone: &Arc<Undone>, context: &Context<'_>) -> Action<Message> {
        let words = context.words.window.history;
        self.undoing = None;
        let sentence = match undone.restored {
            None => words.not_found.to_owned(),
            Some(restored) => (words.undone)(restored, undone.troubles.len()),
        };
        self.troubles = undone.troubles.clone();
        Action::All(vec![Action::Tell(sentence), self.entered(context), Action::Undone(Arc::clone(undone))])
    }

    fn open_folder(&self) -> Action<Message> {
        let report = self.opened.as_ref().and_then(|opened| opened.report.as_ref());
        let folder = report.and_then(|report| work::folder(report));
        let Some(folder) = folder else { return Action::None };
        let open = move || opener::open(&folder).err().map(|_| folder);
        Action::Run(
            bridge::blocking(open, |unopened| unopened)
                .and_then(|folder| Task::done(Message::Unopened(folder))),
        )
    }

    fn save_report(&self, words: &History) -> Action<Message> {
        let Some(report) = self.opened.as_ref().and_then(|opened| opened.report.clone()) else {
            return Action::None;
        };
        let name = format!("picopress-{}.csv", report.run.clone().unwrap_or_default());
        let dialog = rfd::AsyncFileDialog::new()
            .set_title(words.save_report)
            .set_file_name(name)
            .add_filter("CSV", &["csv"])
            .add_filter("JSON", &["json"]);
        let ask = Task::future(async move { dialog.save_file().await });
        Action::Ask(ask.then(move |file| {
            let Some(path) = file.map(|file| file.path().to_owned()) else {
                return Task::done(Message::Saved(None));
            };
            let report = report.clone();
            let write = move || {
                let written = crate::history::report::write(&path, &report);
                (path, written.map_err(|error| error.to_string()))
            };
            bridge::blocking(write, |saved| Message::Saved(Some(saved)))
        }))
    }

    /// The screen as it is.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let content = match &self.opened {
            Some(opened) => self.run_view(opened, context),
            None => self.runs_view(context),
        };
        container(content).padding(space::XL).width(Fill).height(Fill).into()
    }

    fn runs_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.history;
        let runs = self.runs.known();
        let is_reading = !matches!(self.runs, Runs::Known(_));
        if runs.is_empty() {
            return match is_reading {
                true => text(words.reading).style(theme::text::muted).into(),
                false => empty(Icon::History, words.empty_title, words.empty_hint).into(),
            };
        }
        let rows = list::view(
            &self.list,
            runs.len(),
            run_height(context),
            |index| listed_view(&runs[index], context),
            Message::Scrolled,
        );
        column![title(words.title), Element::from(rows)].spacing(space::M).into()
    }

    fn run_view<'a>(&'a self, opened: &'a Opened, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.history;
        let back =
            button(words.back).icon(Icon::ChevronLeft).kind(button::Kind::Subtle).on_press(Message::Back);
        let head = row![back.id("back"), heading(local_time(opened.listed.summary.started_ms)).width(Fill)]
            .spacing(space::S)
            .align_y(Alignment::Center);
        let undoing = self.undoing.as_ref().map(|_| {
            column![
                text(words.undoing).style(theme::text::muted),
                progress_of_unknown_length(context.motion())
            ]
            .spacing(space::XS)
        });
        let pictures: Element<'a, Message> = match &opened.report {
            None => text(words.reading).style(theme::text::muted).into(),
            Some(report) => {
                let pictures = &report.pictures;
                let view = |index: usize| picture_view(&pictures[index], context);
                list::view(&opened.list, pictures.len(), PICTURE_HEIGHT, view, Message::PicturesScrolled)
                    .into()
            }
        };
        column![
            head,
            summary_view(&opened.listed, context),
            self.actions_view(opened, context),
            undoing,
            self.troubles_view(context),
            container(pictures).height(Fill)
        ]
        .spacing(space::M)
        .into()
    }

    fn actions_view<'a>(&'a self, opened: &'a Opened, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.history;
        let has_report = opened.report.is_some();
        let resume = opened
            .listed
            .is_resumable
            .then(|| button(words.resume).primary().icon(Icon::Play).on_press(Message::Resume).id("resume"));
        row![
            resume,
            button(words.undo)
                .icon(Icon::Undo)
                .shortcut(Command::Undo.shortcut().text())
                .on_press_maybe(self.can_undo().then_some(Message::AskUndo))
                .id("undo"),
            button(words.open_folder)
                .icon(Icon::FolderOpen)
                .on_press_maybe(has_report.then_some(Message::OpenFolder)),
            button(words.save_report).on_press_maybe(has_report.then_some(Message::SaveReport)),
        ]
        .spacing(space::S)
        .wrap()
        .into()
    }

    /// What an undo could not bring back, picture by picture.
    fn troubles_view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        if self.troubles.is_empty() {
            return None;
        }
        let lines = self.troubles.iter().map(|(picture, why)| {
            column![text(picture.display().to_string()).font(theme::SEMI_BOLD), text(why)]
                .spacing(space::XS)
                .into()
        });
        let lines = scroll(Column::with_children(lines).spacing(space::S));
        let words = context.words.window.history.troubles;
        Some(card(column![notice(Kind::Warning, words), lines].spacing(space::S)).max_height(180).into())
    }

    /// What lies over the window, if something is asked.
    pub fn sheet<'a>(&'a self, context: &Context<'a>) -> Option<Sheet<'a, Message>> {
        let opened = self.opened.as_ref().filter(|_| self.asks_undo)?;
        let words = context.words.window.history;
        let known = opened.report.as_ref().map(|report| report.outputs());
        let question = text((words.undo_question)(known.unwrap_or(opened.listed.summary.converted)));
        let cancel = button(words.cancel).on_press(Message::Dismiss);
        let undo = button(words.undo).primary().on_press(Message::Undo).id("yes");
        Some(sheet(words.undo, question).action(cancel).action(undo).on_dismiss(Message::Dismiss))
    }
}

fn read_pictures(run: String, context: &Context<'_>) -> (Task<Message>, Handle) {
    let home = context.services.home.clone();
    let read = move || {
        let report = work::report(&home, &run).map(Arc::new);
        (run, report)
    };
    let (task, handle) = bridge::blocking(read, |(run, report)| Message::Opened(run, report)).abortable();
    (task, handle.abort_on_drop())
}

fn run_height(context: &Context<'_>) -> f32 {
    if context.size.width < NARROW { TALL_RUN_HEIGHT } else { RUN_HEIGHT }
}

fn listed_view<'a>(listed: &Listed, context: &Context<'a>) -> Element<'a, Message> {
    let open = Message::Open(listed.summary.run.clone());
    let content = row![
        column![text(local_time(listed.summary.started_ms)).font(theme::SEMI_BOLD), sums(listed, context)]
            .spacing(space::XS)
            .width(Fill),
        state_chip(listed, context),
    ];
    let content = container(content.spacing(space::M).align_y(Alignment::Center)).center_y(Fill);
    let press = mouse_button(content)
        .width(Fill)
        .height(run_height(context) - space::S)
        .padding([0.0, space::M])
        .style(theme::button::secondary)
        .on_press(open.clone());
    // Room for the focus ring.
    container(focus(press).on_press(open).ring(Ring::Inside(radius::MEDIUM))).padding([space::XS, 0.0]).into()
}

/// "12 converted, 1 failed" and "24.1 MB → 6.2 MB, 74 % smaller".
fn sums<'a>(listed: &Listed, context: &Context<'a>) -> Element<'a, Message> {
    let (words, summary) = (context.words.window.history, &listed.summary);
    let counts = (words.counts)(summary.converted, summary.kept, summary.failed, summary.left);
    let (before, after) = (i18n::bytes(summary.bytes_in), i18n::bytes(summary.bytes_out));
    let saved =
        (summary.converted > 0).then(|| (words.saved)(&before, &after, summary.bytes_in, summary.bytes_out));
    let line = [Some(counts), saved].into_iter().flatten().collect::<Vec<_>>().join(" · ");
    text(line).style(theme::text::muted).into()
}

fn state_chip<'a>(listed: &Listed, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.history;
    let (kind, state) = match listed.summary.state {
        _ if listed.is_under_way => (Kind::Neutral, words.under_way),
        State::Complete if listed.summary.failed > 0 => (Kind::Warning, (words.state)(State::Complete)),
        State::Complete => (Kind::Success, (words.state)(State::Complete)),
        State::Unfinished => (Kind::Warning, (words.state)(State::Unfinished)),
        State::Undone => (Kind::Neutral, (words.state)(State::Undone)),
    };
    chip(kind, state).into()
}

fn summary_view<'a>(listed: &'a Listed, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.history;
    let until = listed.summary.undo_until_ms.map(|until| (words.undo_until)(&local_time(until)));
    let lines = column![sums(listed, context), until.map(|until| text(until).style(theme::text::muted))];
    row![lines.spacing(space::XS).width(Fill), state_chip(listed, context)]
        .spacing(space::M)
        .align_y(Alignment::Center)
        .into()
}

fn picture_view<'a>(picture: &'a Row, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.history;
    let after = picture.bytes_after.map(|after| format!(" → {}", i18n::bytes(after))).unwrap_or_default();
    let sizes = format!("{}{after}", i18n::bytes(picture.bytes_before));
    let score = picture.score.map(|score| format!(" · {}", (words.likeness)(score))).unwrap_or_default();
    let why = picture.code.as_deref().and_then(words.why).map(|why| format!(": {why}")).unwrap_or_default();
    let kind: fn(&iced::Theme) -> text::Style = match picture.status {
        "failed" => theme::text::danger,
        _ => theme::text::muted,
    };
    let (bytes, outcome) = (format!("{sizes}{score}"), format!("{}{why}", (words.status)(picture.status)));
    let taken = elide::width(&bytes, BODY).max(elide::width(&outcome, CAPTION));
    let room = (context.size.width - BESIDE_PICTURE - taken).max(0.0);
    let one_line = |line: String| text(line).wrapping(text::Wrapping::None);
    let shown = picture.target.as_ref().unwrap_or(&picture.source);
    let names = column![
        one_line(elide::middle(&file_name(&picture.source), BODY, room)),
        one_line(elide::start(shown, CAPTION, room)).size(CAPTION).style(theme::text::muted)
    ];
    let numbers = column![one_line(bytes), one_line(outcome).size(CAPTION).style(kind)];
    row![
        container(names).width(Fill).clip(true),
        numbers.align_x(Alignment::End),
        gap::horizontal().width(space::M)
    ]
    .spacing(space::M)
    .align_y(Alignment::Center)
    .height(PICTURE_HEIGHT)
    .into()
}

fn file_name(path: &str) -> String {
    let name = std::path::Path::new(path).file_name();
    name.map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
}
