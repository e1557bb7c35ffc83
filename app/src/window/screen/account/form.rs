//! What is typed to sign in, to register, or to ask for a new password, and how it is sent.

use iced::widget::operation;
use licensing::keyring::Store;
use licensing::protocol::api::Secret;

use super::{Action, Context, Doing, Done, Message, Screen, signed_out, work};

/// What is shown while nobody is signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Face {
    /// Address and password.
    #[default]
    SignIn,
    /// A new account.
    Register,
    /// A mail for a new password.
    Forgotten,
}

/// What is typed.
pub(super) struct Form {
    pub email: String,
    pub name: String,
    pub password: Secret,
    pub again: Secret,
    pub store: Store,
    /// The keyring failed once: other places are offered.
    pub offers_stores: bool,
    /// Something was asked for with this: now what is wrong is shown.
    pub is_judged: bool,
}

/// A field of the form or of a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    Email,
    Name,
    Password,
    Again,
    /// The present password, in a sheet.
    Current,
    New,
    NewAgain,
    /// The other name, in a sheet.
    NewName,
}

impl Default for Form {
    fn default() -> Self {
        Form {
            email: String::new(),
            name: String::new(),
            password: nothing(),
            again: nothing(),
            store: Store::Keyring,
            offers_stores: false,
            is_judged: false,
        }
    }
}

impl Form {
    /// Whether the address could be one; the server decides.
    pub fn has_email(&self) -> bool {
        self.email.trim().split_once('@').is_some_and(|(name, host)| !name.is_empty() && host.contains('.'))
    }

    pub fn is_complete(&self, face: Face) -> bool {
        self.has_email()
            && match face {
                Face::SignIn => !self.password.expose().is_empty(),
                Face::Register => !self.password.expose().is_empty() && self.password == self.again,
                Face::Forgotten => true,
            }
    }

    pub fn forget_secrets(&mut self) {
        (self.password, self.again, self.is_judged) = (nothing(), nothing(), false);
    }
}

/// An empty secret.
pub(super) fn nothing() -> Secret {
    Secret::new("")
}

impl Screen {
    pub(super) fn show(&mut self, face: Face) -> Action<Message> {
        tracing::debug!(?face, "a form is shown");
        self.face = face;
        self.said = None;
        self.form.forget_secrets();
        Action::Run(operation::focus(signed_out::EMAIL))
    }

    pub(super) fn typed(&mut self, field: Field, typed: Secret) -> Action<Message> {
        match (field, &mut self.asked) {
            (Field::Email, _) => self.form.email = typed.expose().to_owned(),
            (Field::Name, _) => self.form.name = typed.expose().to_owned(),
            (Field::Password, _) => self.form.password = typed,
            (Field::Again, _) => self.form.again = typed,
            (Field::Current, Some(asked)) => asked.current = typed,
            (Field::New, Some(asked)) => asked.new = typed,
            (Field::NewAgain, Some(asked)) => asked.again = typed,
            (Field::NewName, Some(asked)) => asked.name = typed.expose().to_owned(),
            (Field::Current | Field::New | Field::NewAgain | Field::NewName, None) => {}
        }
        Action::None
    }

    pub(super) fn submit(&mut self, context: &Context<'_>) -> Action<Message> {
        self.form.is_judged = true;
        if self.doing.is_some() || !self.form.is_complete(self.face) {
            return Action::None;
        }
        let form = &self.form;
        let email = form.email.trim().to_owned();
        match self.face {
            Face::SignIn => self.sign_in(None, context),
            Face::Register => {
                let (name, password) = (form.name.trim().to_owned(), form.password.clone());
                let registration = work::registration(email, password, name, context.words.tag);
                self.begin(Doing::Register, context, move |licensing| {
                    Done::Registered(licensing.register(&registration).map(drop))
                })
            }
            Face::Forgotten => self.begin(Doing::AskForMail, context, move |licensing| {
                Done::MailSent(licensing.reset_password(&email).map(drop))
            }),
        }
    }

    pub(super) fn sign_in(&mut self, release: Option<String>, context: &Context<'_>) -> Action<Message> {
        let form = &self.form;
        let credentials = work::credentials(&form.email, &form.password, form.store, release);
        self.begin(Doing::SignIn, context, move |licensing| Done::SignedIn(licensing.login(&credentials)))
    }
}
