//! The plan table, and waiting for a plan that is being paid for.

use std::time::Duration;

use iced::task::Handle;
use iced::widget::{Column, Row, column, row, text};
use iced::{Alignment, Element, Fill, Task};
use licensing::protocol::{Format, Plan};

use super::{Action, Context, Message, Screen, work};
use crate::i18n::plan_name;
use crate::window::bridge;
use crate::window::theme::container::Kind;
use crate::window::theme::{self, space};
use crate::window::widget::{Icon, button, card, chip, heading, icon, progress_of_unknown_length};

/// How often it is looked whether the payment arrived.
const LOOK_FOR_PAYMENT: Duration = Duration::from_secs(4);
/// How often in all: ten minutes.
const LOOKS_FOR_PAYMENT: u32 = 150;

/// Below this width the plans stand one below the other.
const BESIDE: f32 = 720.0;

/// A plan is being paid for in the browser.
pub(super) struct Waiting {
    pub(super) plan: Plan,
    pub(super) looks: u32,
    pub(super) _next: Handle,
}

impl Screen {
    pub(super) fn ask_whether_payments_are_taken(&self, context: &Context<'_>) -> Action<Message> {
        let Some(licensing) = context.services.licensing.clone() else { return Action::None };
        Action::Run(bridge::blocking(move || licensing.takes_payments().ok(), Message::TakesPayments))
    }

    pub(super) fn upgrade(&mut self, plan: Plan, context: &Context<'_>) -> Action<Message> {
        let address = work::checkout(&crate::rights::api(), plan);
        let open = move || {
            let opened = opener::open_browser(&address);
            (address, opened.is_ok())
        };
        let opened = bridge::blocking(open, |(address, opened)| Message::Opened(address, opened));
        let wait = self.wait_for(plan, LOOKS_FOR_PAYMENT, context);
        Action::All(vec![Action::Run(opened), wait])
    }

    fn wait_for(&mut self, plan: Plan, looks: u32, context: &Context<'_>) -> Action<Message> {
        let Some(licensing) = context.services.licensing.clone() else { return Action::None };
        let look = move |()| {
            let licensing = licensing.clone();
            bridge::blocking(move || licensing.status().ok().map(|status| status.plan), Message::Paid)
        };
        let (task, handle) = Task::future(async {
            tokio::time::sleep(LOOK_FOR_PAYMENT).await;
        })
        .then(look)
        .abortable();
        self.waiting = Some(Waiting { plan, looks, _next: handle.abort_on_drop() });
        Action::Run(task)
    }

    pub(super) fn paid(&mut self, found: Option<Plan>, context: &Context<'_>) -> Action<Message> {
        let Some(waiting) = self.waiting.take() else { return Action::None };
        let words = context.words.window.account;
        if let Some(plan) = found.filter(|plan| *plan >= waiting.plan) {
            return Action::All(vec![self.tell(&(words.new_plan)(plan)), self.look(context)]);
        }
        match waiting.looks.checked_sub(1) {
            Some(looks) => self.wait_for(waiting.plan, looks, context),
            None => self.bad(words.waited_long.to_owned()),
        }
    }

    pub(super) fn plans_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let plans = Plan::ALL.map(|plan| self.plan_view(plan, context));
        let plans: Element<'a, Message> = match context.size.width >= BESIDE {
            true => Row::with_children(plans).spacing(space::M).into(),
            false => Column::with_children(plans).spacing(space::M).into(),
        };
        let title = row![heading(words.plans).width(Fill), text(words.vat).style(theme::text::muted)]
            .align_y(Alignment::End);
        column![title, self.waiting_view(context), plans].spacing(space::M).into()
    }

    fn plan_view<'a>(&'a self, plan: Plan, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let (price, is_current) = (plan.price(), plan == context.standing.plan);
        let name = row![
            heading(plan_name(plan)).width(Fill),
            is_current.then(|| chip(Kind::Success, words.current))
        ]
        .align_y(Alignment::Center);
        let cost = match price.month_krw {
            0 => column![text(words.free_of_charge)],
            month => column![
                text((words.month)(month)).font(theme::SEMI_BOLD),
                text((words.year)(price.year_krw)).size(theme::text::CAPTION).style(theme::text::muted),
            ],
        };
        let has = Column::with_children(what_it_has(plan, context).into_iter().map(line)).spacing(space::XS);
        let upgrade = (plan > context.standing.plan).then(|| self.upgrade_view(plan, context));
        let content = column![name, cost.spacing(space::XS), has, upgrade].spacing(space::M);
        card(content).width(Fill).into()
    }

    fn upgrade_view<'a>(&'a self, plan: Plan, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let is_signed_in = context.standing.account.is_some();
        let (can, caption) = match self.takes_payments {
            Some(false) => (false, words.no_checkout),
            _ if !is_signed_in => (false, words.sign_in_first),
            _ => (self.waiting.is_none(), words.in_browser),
        };
        let press = can.then_some(Message::Upgrade(plan));
        let get = button((words.upgrade)(plan)).primary().width(Fill).on_press_maybe(press);
        let caption = text(caption).size(theme::text::CAPTION).style(theme::text::muted);
        column![get.id(plan.name()), caption].spacing(space::XS).align_x(Alignment::Center).into()
    }

    fn waiting_view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let waiting = self.waiting.as_ref()?;
        let words = context.words.window.account;
        let line = row![
            text((words.waiting_for)(waiting.plan)).width(Fill),
            button(words.stop_waiting).on_press(Message::StopWaiting).id("stop-waiting"),
        ];
        let line = line.spacing(space::M).align_y(Alignment::Center);
        Some(card(column![line, progress_of_unknown_length(context.motion())].spacing(space::M)).into())
    }
}

/// What a plan has, a line each.
pub(super) fn what_it_has(plan: Plan, context: &Context<'_>) -> Vec<String> {
    let (words, limits) = (context.words.window.account, plan.limits());
    let names = limits.formats.iter().map(|format| match format {
        Format::Webp => "WebP",
        Format::Avif => "AVIF",
    });
    let formats = names.collect::<Vec<_>>().join(" · ");
    let mut lines =
        vec![(words.per_day)(limits.per_day), (words.batch)(limits.batch), (words.formats)(&formats)];
    // Plans promise schedules and a scan of the computer, too, which this version does not have.
    lines.extend(limits.folder.then(|| words.folders.to_owned()));
    lines.push((words.devices_count)(limits.devices));
    lines
}

fn line<'a>(what: String) -> Element<'a, Message> {
    row![icon(Icon::Check).size(16.0), text(what).width(Fill)]
        .spacing(space::S)
        .align_y(Alignment::Center)
        .into()
}
