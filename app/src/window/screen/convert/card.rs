//! The main button, and the card of a run: how far it is, and what came of it.

use std::time::Duration;

use iced::widget::{Row, column, container, row, space as room, text};
use iced::{Alignment, Element, Fill};
use licensing::gate::Wait;

use super::aftermath::Undo;
use super::rows::has_more_today;
use super::run::{Over, Run, Tally, UnderWay};
use super::{Context, LOW, Message, Screen};
use crate::admission::KeptBack;
use crate::run::reporter::Ending;
use crate::window::command::Command;
use crate::window::theme::container::Kind;
use crate::window::theme::text::CAPTION;
use crate::window::theme::{self, SEMI_BOLD, space};
use crate::window::undoing::Undone;
use crate::window::widget::button::Kind as Weight;
use crate::window::widget::{Icon, button, card, heading, icon_button, notice, progress, toggle, tooltip};

/// How many of the pictures that could not be brought back are named.
const TROUBLES: usize = 3;

impl Screen {
    /// The main button, and the one that shows what it would do.
    pub(super) fn start_buttons<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.run;
        let waiting = self.queue.waiting();
        let can_start = waiting > 0 && !self.is_busy() && !context.is_undoing && self.checking.is_none();
        let label = match waiting {
            _ if self.checking.is_some() => words.checking.to_owned(),
            0 => words.nothing_to_start.to_owned(),
            count => (words.start)(count),
        };
        let press = |command: Command| can_start.then_some(Message::Do(command));
        let preview = button(words.preview)
            .shortcut(Command::Preview.shortcut().text())
            .on_press_maybe(press(Command::Preview));
        let start = button(label)
            .primary()
            .icon(Icon::Play)
            .shortcut(Command::Start.shortcut().text())
            .width(Fill)
            .id("start")
            .on_press_maybe(press(Command::Start));
        row![preview, start].spacing(space::S).into()
    }

    /// Below the queue, where there is no column beside it.
    pub(super) fn foot<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let options = icon_button(Icon::Settings, self.words(context).options)
            .shortcut(Command::Options.shortcut().text())
            .on_press(Message::Do(Command::Options));
        row![options, self.start_buttons(context)].spacing(space::S).into()
    }

    /// The card of the run, if there is one.
    pub(super) fn card<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let content = match &self.run {
            Run::None => return None,
            Run::UnderWay(run) => under_way(run, context),
            Run::Ended(over) => self.over(over, context),
            Run::Refused(trouble) => {
                let close = button(context.words.window.shell.close).on_press(Message::CloseCard);
                column![
                    heading(context.words.window.run.refused),
                    notice(Kind::Danger, context.words.trouble(trouble)),
                    row![room::horizontal(), close]
                ]
                .spacing(space::M)
                .into()
            }
        };
        Some(card(content).width(Fill).into())
    }

    fn over<'a>(&'a self, over: &'a Over, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.run;
        let title = match over.ending {
            Ending::Complete if over.totals.has_only_failures() => words.refused.to_owned(),
            Ending::Complete | Ending::Previewed(_) => words.complete.to_owned(),
            Ending::NothingFound => words.nothing_found.to_owned(),
            Ending::Refused => words.refused.to_owned(),
            Ending::Interrupted(done, all) => (words.stopped)(done, all),
        };
        let tally = Tally::of(&over.totals);
        let saved = (over.totals.converted > 0).then(|| {
            text((words.saved)(tally.saved(), tally.bytes_in)).font(SEMI_BOLD).style(theme::text::success)
        });
        let head = row![heading(title), saved].spacing(space::M).align_y(Alignment::Center).wrap();
        if matches!(over.undo, Undo::Asked) {
            return column![head, self.undo_line(over, context)].spacing(space::S).into();
        }
        let counts = (context.size.height >= LOW)
            .then(|| text((words.counts)(&over.totals)).size(CAPTION).style(theme::text::muted));
        let rest = (over.totals.queued > 0).then(|| match has_more_today(context) {
            true => text((words.rest)(over.totals.queued)),
            false => text((context.words.kept_back)(KeptBack::Waits(Wait::Day))),
        });
        let notes = notes(&over.notes);
        column![head, counts, rest, notes, self.undo_line(over, context)].spacing(space::S).into()
    }

    /// What can be done with a run that ended; while an undo is asked for, only that.
    fn undo_line<'a>(&self, over: &Over, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.run;
        match &over.undo {
            Undo::Asked => {
                let is_counted = context.standing.limits.per_day.is_some();
                let question = text((words.undo_question)(over.report.outputs(), is_counted)).width(Fill);
                let keep = button(words.cancel).on_press(Message::KeepRun);
                let undo = button(words.undo).kind(Weight::Danger).on_press(Message::Undo);
                column![question, row![room::horizontal(), keep, undo].spacing(space::S)]
                    .spacing(space::S)
                    .into()
            }
            Undo::UnderWay => text(words.undoing).style(theme::text::muted).into(),
            Undo::Nothing => self.actions(over, false, context).into(),
            Undo::Offered => self.actions(over, true, context).into(),
            Undo::Done(undone) => {
                column![said_of(undone, context), self.actions(over, false, context)].spacing(space::S).into()
            }
        }
    }

    fn actions<'a>(&self, over: &Over, can_undo: bool, context: &Context<'a>) -> Row<'a, Message> {
        let words = context.words.window.run;
        let has_output = over.totals.converted + over.totals.kept > 0;
        let undo = can_undo.then(|| {
            button(words.undo)
                .icon(Icon::Undo)
                .shortcut(Command::Undo.shortcut().text())
                .on_press(Message::Do(Command::Undo))
        });
        let report = button(words.save_report)
            .shortcut(Command::SaveReport.shortcut().text())
            .on_press(Message::Do(Command::SaveReport));
        let open = has_output
            .then(|| button(words.open_folder).icon(Icon::FolderOpen).on_press(Message::OpenFolder));
        let close = button(context.words.window.shell.close).on_press(Message::CloseCard);
        let actions = container(row![undo, report, open].spacing(space::S).wrap()).width(Fill);
        row![actions, close].spacing(space::S)
    }
}

fn under_way<'a>(run: &UnderWay, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.run;
    let UnderWay { controls, progress: now, tally, is_stopping, .. } = run;
    let is_paused = controls.pause.is_on();
    let title = match now.total {
        _ if *is_stopping => words.stopping.to_owned(),
        _ if is_paused => words.paused.to_owned(),
        0 => words.beginning.to_owned(),
        all => (words.progress)(now.done, all),
    };
    let left = now.time_left().filter(|_| !is_paused && !is_stopping);
    let speed = speed(*tally, now.took).filter(|_| !is_paused);
    let facts = [
        (tally.saved() > 0).then(|| (words.saved_so_far)(tally.saved())),
        speed.map(words.speed),
        left.map(context.words.time_left),
    ];
    let facts = facts.into_iter().flatten().collect::<Vec<_>>().join(" · ");
    let gentle = toggle(words.gentle, context.settings.window.gentle, |_| Message::Do(Command::Gentle));
    let (pause, icon) = if is_paused { (words.go_on, Icon::Play) } else { (words.pause, Icon::Pause) };
    let pause = button(pause)
        .icon(icon)
        .shortcut(Command::Pause.shortcut().text())
        .on_press_maybe((!is_stopping).then_some(Message::Do(Command::Pause)));
    let stop = button(words.stop)
        .icon(Icon::Stop)
        .shortcut(Command::Stop.shortcut().text())
        .on_press_maybe((!is_stopping).then_some(Message::Do(Command::Stop)));
    let fraction = now.pixels_done as f32 / now.pixels.max(1) as f32;
    let gentle = container(tooltip(gentle, words.gentle_hint)).width(150);
    column![
        row![heading(title), room::horizontal(), text(facts).size(CAPTION).style(theme::text::muted)]
            .align_y(Alignment::Center),
        progress(fraction).height(6.0),
        row![gentle, room::horizontal(), pause, stop].spacing(space::S).align_y(Alignment::Center),
    ]
    .push(notes(&run.notes))
    .spacing(space::S)
    .into()
}

/// Bytes of sources in a second, once there is anything to go by.
fn speed(tally: Tally, took: Duration) -> Option<u64> {
    let per_second = tally.bytes_in as f64 / took.as_secs_f64();
    (tally.bytes_in > 0 && took >= Duration::from_secs(1)).then_some(per_second as u64)
}

/// What a run said about itself.
fn notes<'a>(notes: &[String]) -> Option<Element<'a, Message>> {
    let lines = notes.iter().map(|note| notice(Kind::Warning, note.clone()).into());
    (!notes.is_empty()).then(|| column(lines).spacing(space::XS).into())
}

/// How an undo went.
fn said_of<'a>(undone: &Undone, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.run;
    let Some(restored) = undone.restored else {
        return notice(Kind::Warning, words.not_undoable).into();
    };
    let kind = if undone.troubles.is_empty() { Kind::Success } else { Kind::Warning };
    let sentence = (words.undone)(restored, undone.troubles.len());
    let named = undone.troubles.iter().take(TROUBLES).map(|(source, why)| {
        let name = source.file_name().unwrap_or_default().to_string_lossy();
        text(format!("{name}: {why}")).size(CAPTION).style(theme::text::muted).into()
    });
    column![notice(kind, sentence), column(named)].spacing(space::XS).into()
}
