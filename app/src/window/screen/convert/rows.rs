//! The rows of the queue.

use std::borrow::Cow;
use std::path::Path;

use converter::Fidelity;
use iced::keyboard::{Key, Modifiers};
use iced::widget::{
    center, column, container, image, mouse_area, row as line, space as room, text as words_of,
};
use iced::{Alignment, ContentFit, Element, Fill, Padding, Point};
use licensing::gate::Wait;

use super::{Context, Message, SIDE, Screen};
use crate::admission::KeptBack;
use crate::i18n::{self, Change};
use crate::publish::Published;
use crate::window::command::Command;
use crate::window::elide;
use crate::window::queue::{Row, State};
use crate::window::theme::container::Kind;
use crate::window::theme::text::{BODY, CAPTION};
use crate::window::theme::{self, SEMI_BOLD, space};
use crate::window::thumbnails::Look;
use crate::window::widget::{Icon, button, chip, hover, icon, list, menu, tooltip};

/// The height of each.
pub const HEIGHT: f32 = 64.0;

/// The side of a small picture.
const THUMBNAIL: f32 = 48.0;
/// Width of the column with the size of the picture.
const FACTS: f32 = 116.0;
/// Width of the column with what it became.
const RESULT: f32 = 160.0;
/// Width of the column with its state.
const STATE: f32 = 104.0;

impl Screen {
    /// The rows that are shown.
    pub(super) fn list<'a>(&'a self, context: &Context<'a>, is_narrow: bool) -> Element<'a, Message> {
        if self.queue.shows_nothing() {
            return self.nothing(context);
        }
        let columns = Columns::of(context.size.width, is_narrow);
        let row = |place| match self.queue.shown(place) {
            Some(row) => self.row(place, row, columns, context),
            None => room().into(),
        };
        let list = list::view(&self.list, self.queue.len(), HEIGHT, row, Message::Scrolled);
        list.on_key(walk).id("queue").into()
    }

    /// There are no rows to show.
    fn nothing<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = self.words(context);
        // A folder may hold nothing, or be on a disk that does not answer: it can be taken out again either way.
        let clear = || button(words.clear).on_press(Message::Do(Command::Remove));
        let (why, way_out) = match (self.looking.is_some(), self.queue.rows().is_empty()) {
            (true, true) => (words.looking, Some(clear())),
            (true, false) => (words.looking, None),
            (false, true) => (words.nothing_found, Some(clear())),
            (false, false) => (words.nothing_shown, Some(button(words.show_all).on_press(Message::ShowAll))),
        };
        let nothing = column![words_of(why).style(theme::text::muted), way_out];
        center(nothing.spacing(space::M).align_x(Alignment::Center)).into()
    }

    fn row<'a>(
        &'a self,
        place: usize,
        row: &'a Row,
        columns: Columns,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let columns = columns.for_row(row);
        let look = self.thumbnails.look(&row.source);
        let thumbnail = thumbnail(row, look);
        let names = names(row, columns, context);
        let facts = columns.facts.then(|| facts(row, look));
        let result = match &row.state {
            State::Done(published) => columns.result.then(|| result(published, context)),
            _ => None,
        };
        let state = container(state(row, context)).width(STATE).align_x(Alignment::End);
        // What is not in every row stands beside the names, so that all else stays in its column.
        let cells = line![thumbnail, names, result, facts, state]
            .spacing(space::M)
            .align_y(Alignment::Center)
            .height(Fill);
        let style = match self.queue.is_selected(row) {
            true => theme::container::Row::Selected,
            false => theme::container::Row::Plain,
        };
        let cells = container(cells)
            // The bar of the list lies over its right edge.
            .padding(Padding::from([0.0, space::S]).right(space::L + space::S))
            .height(Fill)
            .width(Fill)
            .style(theme::container::row(style));
        mouse_area(hover(cells))
            .on_press(Message::Pressed(place))
            .on_double_click(Message::Opened(place))
            .on_right_press(Message::MenuWanted(place))
            .into()
    }

    /// The menu of the selected rows.
    pub(super) fn menu<'a>(&self, context: &Context<'a>) -> Option<menu::Menu<'a, Message>> {
        let at = self.menu.filter(|at| *at != Point::ORIGIN)?;
        let item = |command: Command, icon: Icon| {
            menu::item((context.words.window.shell.command)(command))
                .icon(icon)
                .shortcut(command.shortcut().text())
                .on_press(Message::Do(command))
        };
        let has_failed = self
            .queue
            .rows()
            .iter()
            .any(|row| matches!(row.state, State::Failed(_)) && self.queue.is_selected(row));
        let retry = item(Command::Retry, Icon::Retry);
        let remove = item(Command::Remove, Icon::Close);
        let items = [
            item(Command::Compare, Icon::Compare),
            item(Command::Reveal, Icon::FolderOpen),
            item(Command::CopyPath, Icon::Copy),
            menu::divider(),
            retry.on_press_maybe(has_failed.then_some(Message::Do(Command::Retry))),
            remove.on_press_maybe(self.may_remove().then_some(Message::Do(Command::Remove))),
        ];
        Some(menu::menu(at, items, Message::MenuClosed))
    }
}

/// What the list does with a key; all others are the window's.
fn walk(key: &Key, modifiers: Modifiers) -> Option<Message> {
    let command = Command::of(key, modifiers)?;
    matches!(command, Command::Walk { .. } | Command::Toggle | Command::Confirm)
        .then_some(Message::Do(command))
}

/// Which columns there is room for.
#[derive(Clone, Copy)]
struct Columns {
    facts: bool,
    result: bool,
    /// Width of the names.
    names: f32,
}

impl Columns {
    fn of(width: f32, is_narrow: bool) -> Self {
        let side = if is_narrow { 0.0 } else { SIDE };
        // The padding of the pane, of the row, and the bar of the list.
        let pane = width - side - 3.0 * space::L - 2.0 * space::S;
        let room = pane - THUMBNAIL - STATE - 2.0 * space::M;
        let result = room > RESULT + 200.0;
        let room = if result { room - RESULT - space::M } else { room };
        let facts = room > FACTS + 200.0;
        let names = if facts { room - FACTS - space::M } else { room };
        Columns { facts, result, names: names.max(60.0) }
    }

    /// Where nothing is made so far, there is room for the whole name, or to say why.
    fn for_row(self, row: &Row) -> Self {
        match row.state {
            State::Done(_) => self,
            _ if self.result => Columns { result: false, names: self.names + RESULT + space::M, ..self },
            _ => self,
        }
    }
}

fn thumbnail<'a>(row: &Row, look: Option<&Look>) -> Element<'a, Message> {
    let shape = if row.is_folder() { Icon::FolderOpen } else { Icon::Image };
    let picture: Element<'_, Message> = match look.and_then(|look| look.handle.clone()) {
        Some(handle) => {
            image(handle).width(THUMBNAIL).height(THUMBNAIL).content_fit(ContentFit::Contain).into()
        }
        None => icon(shape).color(|theme| theme::color::colors(theme).muted).into(),
    };
    container(picture).center(THUMBNAIL).clip(true).style(theme::container::placeholder).into()
}

/// The name over where the output goes, or over why there is none.
fn names<'a>(row: &Row, columns: Columns, context: &Context<'a>) -> Element<'a, Message> {
    let name = row.source.file_name().unwrap_or(row.source.as_os_str()).to_string_lossy();
    let name = words_of(elide::middle(&name, BODY, columns.names)).wrapping(words_of::Wrapping::None);
    let below = below(row, columns.names, context);
    container(column![name, below].spacing(2)).width(Fill).clip(true).into()
}

fn below<'a>(row: &Row, width: f32, context: &Context<'a>) -> Element<'a, Message> {
    let caption = |text: String| words_of(text).size(CAPTION).wrapping(words_of::Wrapping::None);
    if let Some(why) = why(row, context) {
        let shown = caption(cut(&why, width));
        let shown = match &row.state {
            State::Failed(_) => shown.style(theme::text::danger),
            _ => shown.style(theme::text::muted),
        };
        return tooltip(shown, why);
    }
    let target = row.target.as_deref().map(|target| {
        let text = elide::start(&target.display().to_string(), CAPTION, width - 22.0);
        caption(format!("→ {text}")).style(theme::text::muted)
    });
    let loses = warnings(row, context).map(|sentence| {
        let mark = icon(Icon::Warning).size(14.0).color(|theme| theme::color::colors(theme).warning);
        tooltip(mark, sentence)
    });
    line![loses, target].spacing(space::XS).align_y(Alignment::Center).into()
}

/// A sentence in one line; the tooltip has all of it.
fn cut(sentence: &str, width: f32) -> String {
    if elide::width(sentence, CAPTION) <= width {
        return sentence.to_owned();
    }
    let mut used = elide::width("…", CAPTION);
    let fits = sentence.chars().take_while(|letter| {
        used += elide::width(letter.encode_utf8(&mut [0; 4]), CAPTION);
        used <= width
    });
    fits.chain(['…']).collect()
}

/// Why nothing is made of a picture, and what to do about it.
fn why(row: &Row, context: &Context<'_>) -> Option<String> {
    match &row.state {
        State::Skipped(reason) => Some(context.words.skipped(reason)),
        // Some of these still go today, and nobody knows yet which; or the day they waited for has come.
        State::KeptBack(KeptBack::Waits(Wait::Day) | KeptBack::CountLost) if has_more_today(context) => None,
        State::KeptBack(why) => Some((context.words.kept_back)(*why)),
        State::Failed(error) => Some(context.words.error(&error.kind)),
        State::Waiting | State::Working | State::Done(_) => None,
    }
}

/// Whether the day has room for more.
pub fn has_more_today(context: &Context<'_>) -> bool {
    context.standing.day.and_then(|day| day.left).is_none_or(|left| left > 0)
}

/// What the output does not hold, or will not.
fn warnings(row: &Row, context: &Context<'_>) -> Option<String> {
    let sentences: Vec<String> = match &row.state {
        State::Done(published) => match published.as_ref() {
            Published::Converted { warnings, .. } => {
                warnings.iter().map(|warning| context.words.warning(warning)).collect()
            }
            Published::Kept { .. } => Vec::new(),
        },
        _ if row.losses.is_empty() => Vec::new(),
        _ => vec![(context.words.would_lose)(&row.losses)],
    };
    (!sentences.is_empty()).then(|| sentences.join("\n"))
}

/// What the source is.
fn facts<'a>(row: &Row, look: Option<&Look>) -> Element<'a, Message> {
    if row.is_folder() {
        return room().width(FACTS).into();
    }
    let size = look.and_then(|look| look.size);
    let size = size.map(|(width, height)| {
        words_of(format!("{width} × {height}")).size(CAPTION).wrapping(words_of::Wrapping::None)
    });
    let format = look.and_then(|look| look.format).map(converter::InputFormat::name);
    let format = format.map_or_else(|| extension(&row.source), Cow::Borrowed);
    let bytes = if row.bytes > 0 { format!("{format} · {}", i18n::bytes(row.bytes)) } else { format.into() };
    let facts = column![size, words_of(bytes).size(CAPTION).style(theme::text::muted)].spacing(2);
    container(facts).width(FACTS).clip(true).into()
}

/// What the name promises, until the content is known.
fn extension(source: &Path) -> Cow<'static, str> {
    source.extension().map(|extension| extension.to_string_lossy().to_uppercase()).unwrap_or_default().into()
}

/// What became of it.
fn result<'a>(published: &Published, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.convert;
    let (bytes, below) = match published {
        Published::Converted { bytes_in, bytes_out, fidelity, .. } => {
            let change = match i18n::change(*bytes_in, *bytes_out) {
                Change::Smaller(percent) => (words.smaller)(percent),
                Change::Larger(percent) => (words.larger)(percent),
            };
            let score = match fidelity {
                Fidelity::Unmeasured => None,
                Fidelity::Score(score) => Some((words.score)(*score)),
                Fidelity::Exact => Some(words.exact.to_owned()),
            };
            let below = [Some(change), score].into_iter().flatten().collect::<Vec<_>>().join(" · ");
            ((*bytes_in, *bytes_out), words_of(below).style(theme::text::success))
        }
        Published::Kept { bytes_in, bytes_out, .. } => {
            ((*bytes_in, *bytes_out), words_of(words.kept).style(theme::text::muted))
        }
    };
    let bytes = format!("{} → {}", i18n::bytes(bytes.0), i18n::bytes(bytes.1));
    let bytes = words_of(bytes).size(CAPTION).font(SEMI_BOLD).wrapping(words_of::Wrapping::None);
    let below = below.size(CAPTION).wrapping(words_of::Wrapping::None);
    container(column![bytes, below].spacing(2)).width(RESULT).clip(true).into()
}

/// Its state in a word.
fn state<'a>(row: &Row, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.convert;
    match &row.state {
        State::Waiting => words_of(words.waiting).size(CAPTION).style(theme::text::muted).into(),
        State::Working => words_of(words.working).size(CAPTION).style(theme::text::accent).into(),
        State::Done(published) => match published.as_ref() {
            Published::Converted { .. } => chip(Kind::Success, words.done).into(),
            Published::Kept { .. } => chip(Kind::Success, words.kept).into(),
        },
        State::Skipped(_) => chip(Kind::Neutral, words.skipped).into(),
        State::KeptBack(KeptBack::Refused(_)) => chip(Kind::Warning, words.not_in_plan).into(),
        State::KeptBack(_) => chip(Kind::Neutral, words.later).into(),
        State::Failed(_) => chip(Kind::Danger, words.failed).into(),
    }
}
