//! While somebody is signed in.

use iced::widget::{Column, column, row, space as gap, text};
use iced::{Alignment, Element, Fill};
use licensing::entitlement::{Notice, Standing};
use licensing::keyring::Store;
use licensing::protocol::api::Device;

use super::signed_out::{last_seen, name_of};
use super::{Ask, Context, Known, Message, Screen, remedy};
use crate::i18n::plan_name;
use crate::local_time::local_time;
use crate::window::theme::container::Kind;
use crate::window::theme::{self, space};
use crate::window::widget::{button, card, chip, heading, notice};

impl Screen {
    pub(super) fn signed_in_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        column![self.who_view(context), self.devices_view(context), self.actions_view(context)]
            .spacing(space::L)
            .into()
    }

    fn who_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let standing = context.standing;
        let email = standing.account.as_ref().map_or("", |account| account.email.as_str());
        let name = self.name().map(|name| text(name).style(theme::text::muted));
        let who = column![heading(email), name].spacing(space::XS).width(Fill);
        let who = row![who, chip(Kind::Success, plan_name(standing.plan)),]
            .spacing(space::M)
            .align_y(Alignment::Center);
        let store = standing.account.as_ref().map(|account| account.store);
        let kept = match store {
            Some(Store::File) => Some(context.words.account.kept_in_file),
            Some(Store::Memory) => Some(words.kept_in_memory),
            Some(Store::Keyring) | None => None,
        };
        let kept = kept.map(|kept| text(kept).style(theme::text::muted));
        card(
            column![who, self.standing_view(context), today(context), self.server_view(context), kept]
                .spacing(space::M),
        )
        .width(Fill)
        .into()
    }

    /// How the licence stands, and the one thing to do about it.
    fn standing_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let licence = &context.standing.licence;
        if let Standing::InForce(offline) = licence {
            let days = (context.words.account.offline)(offline.days_left(), &local_time(offline.until_ms));
            return match offline.notice {
                Notice::None | Notice::Line => text(days).into(),
                Notice::Banner => self.remedied(Kind::Warning, days, super::Remedy::Connect, context),
                Notice::Dialog => self.remedied(Kind::Danger, days, super::Remedy::Connect, context),
            };
        }
        match ((words.standing)(licence), remedy(licence)) {
            (Some(why), Some(remedy)) => self.remedied(Kind::Warning, why, remedy, context),
            (Some(why), None) => notice(Kind::Warning, why).into(),
            (None, _) => text(words.in_force).into(),
        }
    }

    fn remedied<'a>(
        &'a self,
        kind: Kind,
        why: String,
        remedy: super::Remedy,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let is_idle = self.doing.is_none() && !matches!(self.known, Known::Asking(_));
        let label = (context.words.window.account.remedy)(remedy);
        let press = is_idle.then_some(Message::Remedy(remedy));
        column![notice(kind, why), button(label).primary().on_press_maybe(press).id("remedy")]
            .spacing(space::S)
            .into()
    }

    /// What the server said, or why it did not.
    fn server_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let muted = |sentence: String| text(sentence).style(theme::text::muted).width(Fill);
        let ask = button(words.ask_again).kind(button::Kind::Subtle).id("ask-again");
        let (sentence, ask) = match &self.known {
            Known::Nothing => (muted(String::new()), ask.on_press(Message::AskAgain)),
            Known::Asking(_) => (muted(words.asking.to_owned()), ask),
            Known::Failed(error) => (muted((words.error)(error)), ask.on_press(Message::AskAgain)),
            Known::Facts(facts) => {
                let (status, paid) = (&facts.status, context.words.account.paid_through);
                let until = status.expires_at.map(|until| paid(&local_time(until), status.auto_renew));
                (muted(until.unwrap_or_default()), ask.on_press(Message::AskAgain))
            }
        };
        row![sentence, ask].spacing(space::S).align_y(Alignment::Center).into()
    }

    fn name(&self) -> Option<&str> {
        match &self.known {
            Known::Facts(facts) => facts.me.name.as_deref(),
            _ => None,
        }
    }

    fn devices_view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        let Known::Facts(facts) = &self.known else { return None };
        let (words, devices) = (context.words.window.account, &facts.devices);
        let rows =
            devices.devices.iter().map(|device| self.device_view(device, devices.releases_left, context));
        let count = context.words.account.devices;
        let count = count(devices.devices.len(), devices.limit, devices.releases_left);
        let no_releases =
            (devices.releases_left == 0).then(|| text(words.no_releases).style(theme::text::muted));
        let list = Column::with_children(rows).spacing(space::M);
        let content =
            column![heading(words.devices), list, text(count).style(theme::text::muted), no_releases];
        Some(card(content.spacing(space::M)).width(Fill).into())
    }

    fn device_view<'a>(
        &'a self,
        device: &'a Device,
        releases_left: u32,
        context: &Context<'a>,
    ) -> Element<'a, Message> {
        let words = context.words.window.account;
        let ask = Ask::RemoveDevice { id: device.id.clone(), name: name_of(device, context) };
        let can = releases_left > 0 && self.doing.is_none();
        let remove =
            (!device.current).then(|| button(words.remove).on_press_maybe(can.then_some(Message::Ask(ask))));
        row![column![text(name_of(device, context)), last_seen(device, context)].width(Fill), remove]
            .spacing(space::M)
            .align_y(Alignment::Center)
            .into()
    }

    fn actions_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let ask = |ask: Ask| self.doing.is_none().then_some(Message::Ask(ask));
        // What somebody is called is known only once the server has said it.
        let name = self.name().unwrap_or_default().to_owned();
        let rename = button(words.rename)
            .on_press_maybe(ask(Ask::Rename(name)).filter(|_| matches!(self.known, Known::Facts(_))));
        let export = button(words.export).on_press_maybe(self.doing.is_none().then_some(Message::Export));
        let delete = button(words.delete).kind(button::Kind::Subtle).on_press_maybe(ask(Ask::Delete));
        row![
            button(words.sign_out).on_press_maybe(ask(Ask::SignOut)).id("sign-out"),
            rename.id("rename"),
            button(words.change_password).on_press_maybe(ask(Ask::ChangePassword)).id("change-password"),
            export.id("export"),
            gap::horizontal().width(space::L),
            delete.id("delete"),
        ]
        .spacing(space::S)
        .wrap()
        .into()
    }
}

/// What is used of the day, and when it begins anew.
fn today<'a>(context: &Context<'a>) -> Option<Element<'a, Message>> {
    let (words, day) = (context.words.account, context.standing.day?);
    let sentence = match day.is_closed {
        true => words.count_lost.to_owned(),
        false => (words.today)(day.used, context.standing.limits.per_day, &local_time(day.resets_at)),
    };
    Some(text(sentence).into())
}
