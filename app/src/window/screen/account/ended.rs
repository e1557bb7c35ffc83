//! How what was asked of the server ended, and what is said about it.

use std::io;
use std::path::PathBuf;
use std::sync::Arc;

use iced::widget::operation;
use licensing::protocol::{Code, Plan};
use licensing::{Error, SignedOut};

use super::form::Face;
use super::{Action, Context, Known, Message, Screen, signed_out};
use crate::window::theme::container::Kind;

/// How something ended.
#[derive(Debug, Clone)]
pub enum Done {
    SignedIn(Result<(), Error>),
    Registered(Result<(), Error>),
    MailSent(Result<(), Error>),
    SignedOut(Result<SignedOut, Error>),
    DeviceRemoved(Result<(), Error>),
    Renamed(Result<(), Error>),
    PasswordChanged(Result<(), Error>),
    Exported(PathBuf, Result<(), NotExported>),
    Deleted(Result<(), Error>),
    Reloaded,
}

/// Why the data of a person could not be saved.
#[derive(Debug, Clone)]
pub enum NotExported {
    /// The server did not give it.
    Withheld(Error),
    /// The file cannot be written.
    Unwritten(Arc<io::Error>),
}

impl Screen {
    pub(super) fn done(&mut self, done: Done, context: &Context<'_>) -> Action<Message> {
        let doing = self.doing.take().map(|(doing, _)| doing);
        tracing::debug!(?doing, "the server answered");
        let words = context.words.window.account;
        match done {
            Done::SignedIn(Ok(())) => self.signed_in(context),
            Done::SignedIn(Err(error)) => self.not_signed_in(&error, context),
            Done::Registered(Ok(())) => {
                let sentence = (words.registered)(self.form.email.trim());
                let _ = self.show(Face::SignIn);
                Action::All(vec![self.good(sentence), Action::Run(operation::focus(signed_out::PASSWORD))])
            }
            Done::MailSent(Ok(())) => {
                let sentence = (words.mail_sent)(self.form.email.trim());
                let _ = self.show(Face::SignIn);
                self.good(sentence)
            }
            Done::Registered(Err(error)) | Done::MailSent(Err(error)) => self.bad((words.error)(&error)),
            Done::SignedOut(Ok(ended)) => {
                (self.asked, self.known) = (None, Known::Nothing);
                self.tell(match ended {
                    SignedOut::Everywhere => context.words.account.signed_out,
                    SignedOut::Here => context.words.account.signed_out_here,
                })
            }
            Done::DeviceRemoved(Ok(())) => {
                self.asked = None;
                Action::All(vec![self.tell(context.words.account.removed), self.look(context)])
            }
            Done::Renamed(Ok(())) => {
                self.asked = None;
                let told = Action::Tell(context.words.account.renamed.to_owned());
                Action::All(vec![told, self.look(context)])
            }
            Done::PasswordChanged(Ok(())) => {
                self.asked = None;
                Action::Tell(context.words.account.password_changed.to_owned())
            }
            Done::Exported(path, Ok(())) => Action::Tell((words.exported)(&path)),
            Done::Exported(path, Err(NotExported::Unwritten(error))) => {
                self.bad((context.words.report_unwritten)(&path.display().to_string(), &error))
            }
            Done::Deleted(Ok(())) => {
                self.asked = None;
                self.tell(context.words.account.deleted)
            }
            Done::SignedOut(Err(error))
            | Done::DeviceRemoved(Err(error))
            | Done::Renamed(Err(error))
            | Done::PasswordChanged(Err(error))
            | Done::Exported(_, Err(NotExported::Withheld(error)))
            | Done::Deleted(Err(error)) => {
                self.refused((words.error)(&error));
                Action::LookAtRights
            }
            Done::Reloaded => Action::LookAtRights,
        }
    }

    fn signed_in(&mut self, context: &Context<'_>) -> Action<Message> {
        let email = std::mem::take(&mut self.form.email);
        let _ = self.show(Face::SignIn);
        self.taken.clear();
        self.signs_in_again = false;
        // The same account again is news as well.
        self.of = None;
        let plan = context.services.licensing.as_ref().map(|licensing| licensing.snapshot().rights.plan);
        self.tell(&(context.words.account.signed_in)(&email, plan.unwrap_or(Plan::Free)))
    }

    fn not_signed_in(&mut self, error: &Error, context: &Context<'_>) -> Action<Message> {
        self.taken.clear();
        if let Error::Refused(problem) = error
            && error.refusal() == Some(Code::DeviceLimit)
        {
            self.taken = problem.devices.clone().unwrap_or_default();
        }
        self.form.offers_stores |= matches!(error, Error::Record(_));
        self.bad((context.words.window.account.error)(error))
    }

    /// Says why it did not go: in the sheet, if one is open.
    fn refused(&mut self, sentence: String) {
        match &mut self.asked {
            Some(asked) => asked.error = Some(sentence),
            None => self.said = Some((Kind::Danger, sentence)),
        }
    }
}
