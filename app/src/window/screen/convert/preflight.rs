//! Before a run: what it would do is found out, and said where a person has to know it: what goes now, what waits and until
//! when, what would be overwritten or lost, and every file that would be written.

use std::sync::Arc;

use converter::Job;
use iced::task::Handle;
use iced::widget::{column, container, row, text};
use iced::{Element, Fill};
use licensing::gate::Wait;

use super::run::Run;
use super::{Action, Context, Message, Screen};
use crate::admission::{KeptBack, Preflight};
use crate::rights::Trouble;
use crate::run::Order;
use crate::window::bridge::{self, What};
use crate::window::command::Place;
use crate::window::elide;
use crate::window::forecast::Forecast;
use crate::window::theme::container::Kind;
use crate::window::theme::text::CAPTION;
use crate::window::theme::{self, SEMI_BOLD, space};
use crate::window::widget::{button, list, notice, sheet};

/// Height of a line of the list of files.
const LINE: f32 = 22.0;
/// Most lines in view.
const LINES: usize = 7;
/// Width of the sheet.
const WIDTH: f32 = 600.0;

/// What is found out before a start.
#[derive(Debug)]
pub(super) struct Check {
    order: Box<Order>,
    /// Dropped, it ends.
    _handle: Handle,
}

/// What a start would do, while a person looks at it.
pub struct Sheet {
    /// What was looked at, and is started: files may arrive and settings change meanwhile.
    order: Box<Order>,
    pub forecast: Arc<Forecast>,
    /// Where the list of files is scrolled to.
    pub list: list::State,
}

impl Sheet {
    fn new(order: Box<Order>, forecast: Arc<Forecast>) -> Self {
        Sheet { order, forecast, list: list::State::default() }
    }
}

impl Screen {
    /// Finds out what a start would do: it starts then, unless the person has to know something, or asked to see it.
    pub(super) fn check(&mut self, is_wish: bool, context: &Context<'_>) -> Action<Message> {
        if self.is_busy() || context.is_undoing || self.checking.is_some() || self.queue.sources().is_empty()
        {
            return Action::None;
        }
        let (order, services) = (Box::new(self.order_of_rest(context)), context.services.clone());
        let looked_at = order.clone();
        let check = move || Forecast::of(&looked_at, &services).map(Arc::new).map_err(Arc::new);
        let checked = move |forecast| Message::Checked(forecast, is_wish);
        let (task, handle) = bridge::blocking(check, checked).abortable();
        self.checking = Some(Check { order, _handle: handle.abort_on_drop() });
        Action::Run(task)
    }

    pub(super) fn checked(
        &mut self,
        checked: Result<Arc<Forecast>, Arc<Trouble>>,
        is_wish: bool,
        context: &Context<'_>,
    ) -> Action<Message> {
        let Some(Check { order, .. }) = self.checking.take() else { return Action::None };
        match checked {
            Err(trouble) => self.run = Run::Refused(trouble),
            Ok(forecast) if !is_wish && (!forecast.needs_a_word() || self.goes_on(&forecast)) => {
                return self.start(What::New(order), context);
            }
            Ok(forecast) => {
                tracing::debug!("said what a run would do");
                self.sheet = Some(Sheet::new(order, forecast));
            }
        }
        Action::None
    }

    /// Whether it is but the next batch of what the person has seen.
    fn goes_on(&self, forecast: &Forecast) -> bool {
        // Whoever knows that the rest waits for another day is not stopped on that day because some waits for the next batch.
        let (day, batch) = (KeptBack::Waits(Wait::Day), KeptBack::Waits(Wait::Batch));
        let is_told = |why: &KeptBack| self.told.contains(why) || *why == batch && self.told.contains(&day);
        let is_told = forecast.reasons().iter().all(is_told);
        !forecast.go.is_empty() && is_told && !forecast.needs_a_word_beside_the_plan()
    }

    pub(super) fn begin(&mut self, context: &Context<'_>) -> Action<Message> {
        match self.sheet.take() {
            Some(sheet) if !sheet.forecast.go.is_empty() => {
                self.told = sheet.forecast.reasons();
                self.start(What::New(sheet.order), context)
            }
            sheet => {
                self.sheet = sheet;
                Action::None
            }
        }
    }

    /// What lies over the window, if something is asked.
    pub fn sheet<'a>(&'a self, context: &Context<'a>) -> Option<sheet::Sheet<'a, Message>> {
        let Sheet { forecast, list, .. } = self.sheet.as_ref()?;
        let words = context.words.window.run;
        let (notices, plans) = (notices(forecast, context), self.plans(forecast, context));
        let targets = (!forecast.go.is_empty()).then(|| targets(forecast, list, context));
        let lead = match forecast.go.len() {
            0 => words.nothing_now.to_owned(),
            count => (words.now)(count),
        };
        let originals = (!forecast.go.is_empty())
            .then(|| text((words.originals)(forecast.originals)).style(theme::text::muted));
        let content = column![text(lead).font(SEMI_BOLD), originals, notices, plans, targets];
        let begin = button((words.begin)(forecast.go.len()))
            .primary()
            .on_press_maybe((!forecast.go.is_empty()).then_some(Message::Begin));
        let sheet = sheet(words.sheet_title, content.spacing(space::M).width(Fill))
            .width(WIDTH)
            .on_dismiss(Message::CloseSheet)
            .action(button(words.cancel).on_press(Message::CloseSheet));
        Some(if forecast.go.is_empty() { sheet } else { sheet.action(begin) })
    }

    /// Which plan would do all, and the way there.
    fn plans<'a>(&self, forecast: &Forecast, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let plan = forecast.preflight.as_ref()?.needs?;
        let words = context.words.window.run;
        let see = button(context.words.window.convert.see_plans).on_press(Message::Go(Place::Account));
        let line = row![text((words.would_do)(plan)).width(Fill), see];
        Some(line.spacing(space::S).align_y(iced::Alignment::Center).into())
    }
}

/// What a person has to know, most important first.
fn notices<'a>(forecast: &Forecast, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.run;
    let Forecast { overwritten, losing, losses, originals, lacks_space, skipped, failed, .. } = forecast;
    let space_left = lacks_space.map(|(wanted, free)| (Kind::Warning, (words.lacks_space)(wanted, free)));
    let overwrites = (!overwritten.is_empty())
        .then(|| (Kind::Warning, (words.overwritten)(overwritten.len(), *originals)));
    let loses = (*losing > 0).then(|| {
        let what = (context.words.would_lose)(losses);
        (Kind::Warning, (words.losing)(*losing, &what, *originals))
    });
    let kept_back = forecast.preflight.iter().flat_map(|preflight| kept_back(forecast, preflight, context));
    let passed_over = (skipped + failed > 0).then(|| (Kind::Neutral, (words.passed_over)(*skipped, *failed)));
    let all = kept_back.chain(space_left).chain(overwrites).chain(loses).chain(passed_over);
    column(all.map(|(kind, sentence)| notice(kind, sentence).into())).spacing(space::S).into()
}

/// What the plan keeps back: how many, why, until when.
fn kept_back(forecast: &Forecast, preflight: &Preflight, context: &Context<'_>) -> Vec<(Kind, String)> {
    let words = context.words.window.run;
    let Preflight { plan, limits, resets_in, .. } = preflight;
    let batch = |count| (Kind::Neutral, (words.next_batch)(count, *plan, limits));
    let reasons = preflight.kept_back.iter().flat_map(|&(why, count)| match why {
        KeptBack::Waits(Wait::Batch) => vec![batch(count)],
        KeptBack::Waits(Wait::Day) => {
            let today = forecast.later_today(count);
            let day = (Kind::Neutral, (words.next_day)(count - today, limits.per_day, *resets_in));
            (today > 0).then(|| batch(today)).into_iter().chain([day]).collect()
        }
        KeptBack::CountLost => vec![(Kind::Warning, (words.count_lost)(count, *resets_in))],
        KeptBack::Refused(_) => {
            vec![(Kind::Warning, (words.not_in_plan)(count, &(context.words.kept_back)(why)))]
        }
    });
    reasons.collect()
}

/// Every file that will be written.
fn targets<'a>(forecast: &'a Forecast, state: &list::State, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.window.run;
    let width = WIDTH.min(context.size.width - 2.0 * space::XL) - 2.0 * space::XL - space::L;
    let line = |place: usize| target(&forecast.go[place], width);
    let count = forecast.go.len();
    let list = list::view(state, count, LINE, line, Message::SheetScrolled);
    let height = count.min(LINES) as f32 * LINE;
    column![
        text((words.targets)(count)).size(CAPTION).style(theme::text::muted),
        container(Element::from(list)).height(height)
    ]
    .spacing(space::XS)
    .into()
}

fn target<'a>(job: &Job, width: f32) -> Element<'a, Message> {
    let name = job.source.file_name().unwrap_or_default().to_string_lossy();
    let name = elide::middle(&name, CAPTION, width * 0.38);
    let target = elide::start(&job.target.path().display().to_string(), CAPTION, width * 0.56);
    let cell = |words: String| text(words).size(CAPTION).wrapping(text::Wrapping::None);
    row![
        cell(name).width(iced::Length::FillPortion(40)),
        cell(format!("→ {target}")).width(iced::Length::FillPortion(60)).style(theme::text::muted),
    ]
    .into()
}
