//! While nobody is signed in.

use iced::Element;
use iced::widget::{column, row, text};
use licensing::keyring::Store;
use licensing::protocol::api::{Device, Secret};

use super::{Context, Face, Field, Message, Screen, remedy};
use crate::local_time::local_time;
use crate::window::theme::container::Kind;
use crate::window::theme::{self, space};
use crate::window::widget::{button, card, field, heading, notice, segments};

/// Fields that get the keyboard by themselves.
pub const EMAIL: &str = "email";
pub const PASSWORD: &str = "password";

impl Screen {
    pub(super) fn signed_out_view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let form = match self.face {
            Face::SignIn => self.sign_in_form(context),
            Face::Register => self.register_form(context),
            Face::Forgotten => self.forgotten_form(context),
        };
        let why = (words.standing)(&context.standing.licence).map(|why| {
            let can_do = remedy(&context.standing.licence);
            let remedy = can_do.map(|can_do| {
                let press = self.doing.is_none().then_some(Message::Remedy(can_do));
                button((words.remedy)(can_do)).on_press_maybe(press)
            });
            column![notice(Kind::Warning, why), remedy].spacing(space::S)
        });
        column![why, card(form).width(460), self.taken_view(context)].spacing(space::L).into()
    }

    fn sign_in_form<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        column![
            heading(words.signed_out_title),
            text(words.signed_out_why).style(theme::text::muted),
            self.email_field(context),
            self.secret_field(words.password, &self.form.password, Field::Password)
                .error(self.lacks(&self.form.password).then_some(words.password_missing)),
            self.store_view(context),
            row![
                self.submit_button(words.sign_in),
                button(words.to_forgotten)
                    .kind(button::Kind::Link)
                    .on_press(Message::Show(Face::Forgotten))
                    .id("to-forgotten"),
            ]
            .spacing(space::S)
            .wrap(),
            button(words.to_register)
                .kind(button::Kind::Subtle)
                .on_press(Message::Show(Face::Register))
                .id("to-register"),
        ]
        .spacing(space::M)
        .into()
    }

    fn register_form<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let form = &self.form;
        let again = match form.again.expose().is_empty() {
            true => self.lacks(&form.again).then_some(words.again_missing),
            false => (form.again != form.password).then_some(words.passwords_differ),
        };
        column![
            heading(words.register_title),
            self.email_field(context),
            field(words.name, &form.name, typed(Field::Name)).on_submit(Message::Submit).id("name"),
            self.secret_field(words.password, &form.password, Field::Password)
                .hint(words.password_rule)
                .error(self.lacks(&form.password).then_some(words.password_missing)),
            self.secret_field(words.again, &form.again, Field::Again).error(again),
            row![self.submit_button(words.register), back(words.to_sign_in)].spacing(space::S).wrap(),
        ]
        .spacing(space::M)
        .into()
    }

    fn forgotten_form<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        column![
            heading(words.forgotten_title),
            text(words.forgotten_why).style(theme::text::muted),
            self.email_field(context),
            row![self.submit_button(words.send_mail), back(words.to_sign_in)].spacing(space::S).wrap(),
        ]
        .spacing(space::M)
        .into()
    }

    fn email_field<'a>(&'a self, context: &Context<'a>) -> field::Field<'a, Message> {
        let words = context.words.window.account;
        let is_wrong = self.form.is_judged && !self.form.has_email();
        field(words.email, &self.form.email, typed(Field::Email))
            .placeholder("name@example.com")
            .error(is_wrong.then_some(words.email_wrong))
            .on_submit(Message::Submit)
            .id(EMAIL)
    }

    /// Whether something was asked for without this.
    fn lacks(&self, secret: &Secret) -> bool {
        self.form.is_judged && secret.expose().is_empty()
    }

    fn secret_field<'a>(
        &'a self,
        label: &'static str,
        value: &'a Secret,
        which: Field,
    ) -> field::Field<'a, Message> {
        let id = if which == Field::Again { "again" } else { PASSWORD };
        field(label, value.expose(), typed(which)).secure().on_submit(Message::Submit).id(id)
    }

    fn submit_button<'a>(&self, label: &'static str) -> Element<'a, Message> {
        button(label)
            .primary()
            .on_press_maybe(self.doing.is_none().then_some(Message::Submit))
            .id("submit")
            .into()
    }

    /// Where else the sign-in can be kept, once the keyring has failed.
    fn store_view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        use licensing::entitlement::Standing;
        let words = context.words.window.account;
        let has_no_secret = matches!(context.standing.licence, Standing::NoSecret(_));
        if !self.form.offers_stores && !has_no_secret {
            return None;
        }
        let stores = [Store::Keyring, Store::File, Store::Memory].map(|store| (store, (words.store)(store)));
        let means = text((words.store_means)(self.form.store)).style(theme::text::muted);
        Some(
            column![
                text(words.keep_where),
                segments(stores, self.form.store, Message::Keep).id("store"),
                means
            ]
            .spacing(space::XS)
            .into(),
        )
    }

    /// The devices that are in the way, each with a way to remove it.
    fn taken_view<'a>(&'a self, context: &Context<'a>) -> Option<Element<'a, Message>> {
        if self.taken.is_empty() {
            return None;
        }
        let words = context.words.window.account;
        let rows = self.taken.iter().map(|device| {
            let press = self.doing.is_none().then(|| Message::Release(device.id.clone()));
            row![
                column![text(name_of(device, context)), last_seen(device, context)].width(iced::Fill),
                button(words.remove_and_sign_in).on_press_maybe(press)
            ]
            .spacing(space::M)
            .align_y(iced::Alignment::Center)
            .into()
        });
        let list = iced::widget::Column::with_children(rows).spacing(space::M);
        Some(card(column![text(words.devices_taken), list].spacing(space::M)).width(620).into())
    }
}

/// When a device was last in contact.
pub(super) fn last_seen<'a>(device: &Device, context: &Context<'a>) -> Element<'a, Message> {
    let words = context.words.account;
    let when = match device.current {
        true => words.this_device.to_owned(),
        false => (words.last_seen)(&local_time(device.last_seen_ms)),
    };
    text(when).size(theme::text::CAPTION).style(theme::text::muted).into()
}

/// What a device is called; one without a name after its system.
pub(super) fn name_of(device: &Device, context: &Context<'_>) -> String {
    match device.name.is_empty() {
        true => (context.words.account.nameless)(&device.platform),
        false => device.name.clone(),
    }
}

fn typed(field: Field) -> impl Fn(String) -> Message {
    move |typed| Message::Typed(field, Secret::new(typed))
}

fn back<'a>(label: &'static str) -> Element<'a, Message> {
    button(label).kind(button::Kind::Subtle).on_press(Message::Show(Face::SignIn)).id("to-sign-in").into()
}
