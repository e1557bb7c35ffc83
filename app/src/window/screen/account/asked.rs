//! What is asked in a sheet before it is done: to sign out, to remove a device, another name or password, the end of the
//! account.

use iced::widget::{column, text};
use licensing::protocol::api::Secret;

use super::form::nothing;
use super::{Action, Context, Doing, Done, Field, Known, Message, Screen, work};
use crate::window::theme::container::Kind;
use crate::window::theme::{self, space};
use crate::window::widget::sheet::{Sheet, sheet};
use crate::window::widget::{button, field, notice};

/// What a sheet asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ask {
    SignOut,
    RemoveDevice {
        id: String,
        name: String,
    },
    /// What the person is to be called, beginning with what they are called now.
    Rename(String),
    ChangePassword,
    Delete,
}

/// A sheet, with what is typed in it.
pub(super) struct Asked {
    ask: Ask,
    pub(super) name: String,
    pub(super) current: Secret,
    pub(super) new: Secret,
    pub(super) again: Secret,
    /// Why it did not go the last time.
    pub(super) error: Option<String>,
}

impl Asked {
    pub(super) fn new(ask: Ask) -> Self {
        let name = if let Ask::Rename(name) = &ask { name.clone() } else { String::new() };
        Asked { ask, name, current: nothing(), new: nothing(), again: nothing(), error: None }
    }

    pub(super) fn is_complete(&self) -> bool {
        match &self.ask {
            Ask::SignOut | Ask::RemoveDevice { .. } => true,
            Ask::Rename(now) => self.name.trim() != now,
            Ask::Delete => !self.current.expose().is_empty(),
            Ask::ChangePassword => {
                !self.current.expose().is_empty() && !self.new.expose().is_empty() && self.new == self.again
            }
        }
    }
}

impl Screen {
    /// Does what the sheet asks about, once everything for it is typed.
    pub(super) fn confirm(&mut self, context: &Context<'_>) -> Action<Message> {
        let Some(asked) = self.asked.as_mut().filter(|asked| asked.is_complete()) else {
            return Action::None;
        };
        if self.doing.is_some() {
            return Action::None;
        }
        asked.error = None;
        let (current, new) = (asked.current.clone(), asked.new.clone());
        let name = asked.name.trim().to_owned();
        match asked.ask.clone() {
            Ask::SignOut => {
                self.begin(Doing::SignOut, context, |licensing| Done::SignedOut(work::sign_out(licensing)))
            }
            Ask::RemoveDevice { id, .. } => self.begin(Doing::RemoveDevice, context, move |licensing| {
                Done::DeviceRemoved(licensing.remove_device(&id))
            }),
            Ask::Rename(_) => self
                .begin(Doing::Rename, context, move |licensing| Done::Renamed(work::rename(licensing, name))),
            Ask::ChangePassword => self.begin(Doing::ChangePassword, context, move |licensing| {
                Done::PasswordChanged(work::change_password(licensing, current, new))
            }),
            Ask::Delete => self
                .begin(Doing::Delete, context, move |licensing| Done::Deleted(licensing.delete_me(current))),
        }
    }

    /// What lies over the window, if something is asked.
    pub fn sheet<'a>(&'a self, context: &Context<'a>) -> Option<Sheet<'a, Message>> {
        let asked = self.asked.as_ref()?;
        let words = context.words.window.account;
        let (title, question, yes) = match &asked.ask {
            Ask::SignOut => (words.sign_out, Some(words.sign_out_question.to_owned()), words.sign_out),
            Ask::RemoveDevice { name, .. } => {
                (words.devices, Some((words.remove_question)(name, self.releases_left())), words.remove)
            }
            Ask::Rename(_) => (words.rename, None, words.rename),
            Ask::ChangePassword => (words.change_password, None, words.change_password),
            Ask::Delete => (words.delete, Some(words.delete_question.to_owned()), words.delete),
        };
        let typed = |field: Field| move |typed: String| Message::Typed(field, Secret::new(typed));
        let secret = |label: &'static str, value: &'a Secret, which: Field| {
            field(label, value.expose(), typed(which)).secure().on_submit(Message::Confirm)
        };
        let differs = !asked.again.expose().is_empty() && asked.again != asked.new;
        let fields = match asked.ask {
            Ask::SignOut | Ask::RemoveDevice { .. } => None,
            Ask::Rename(_) => {
                let name = field(words.name, &asked.name, typed(Field::NewName)).on_submit(Message::Confirm);
                Some(column![name.id("new-name")])
            }
            Ask::Delete => Some(column![secret(words.password, &asked.current, Field::Current)]),
            Ask::ChangePassword => Some(
                column![
                    secret(words.current_password, &asked.current, Field::Current),
                    secret(words.new_password, &asked.new, Field::New).hint(words.password_rule),
                    secret(words.again, &asked.again, Field::NewAgain)
                        .error(differs.then_some(words.passwords_differ)),
                ]
                .spacing(space::M),
            ),
        };
        let doing =
            self.doing.as_ref().map(|(doing, _)| text((words.doing)(*doing)).style(theme::text::muted));
        let error = asked.error.as_ref().map(|error| notice(Kind::Danger, error.as_str()));
        let content = column![question.map(text), fields, error, doing].spacing(space::M);
        let is_ready = asked.is_complete() && self.doing.is_none();
        let kind = match asked.ask {
            Ask::Rename(_) | Ask::ChangePassword => button::Kind::Primary,
            _ => button::Kind::Danger,
        };
        let cancel = button(words.cancel).on_press(Message::Dismiss);
        let yes = button(yes).kind(kind).on_press_maybe(is_ready.then_some(Message::Confirm)).id("yes");
        Some(sheet(title, content).action(cancel).action(yes).on_dismiss(Message::Dismiss))
    }

    fn releases_left(&self) -> u32 {
        match &self.known {
            Known::Facts(facts) => facts.devices.releases_left,
            _ => 0,
        }
    }
}
