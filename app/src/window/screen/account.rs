//! Who is signed in, what the plan gives, and the way to another one. Everything that waits for the keyring or the
//! network is in [`work`], on threads.

mod asked;
mod ended;
mod form;
mod plans;
mod signed_in;
mod signed_out;
#[cfg(test)]
pub mod tests;
mod work;

use std::path::PathBuf;

use iced::task::Handle;
use iced::widget::{column, container, text};
use iced::{Alignment, Element, Fill, Task};
use licensing::entitlement::Standing;
use licensing::keyring::{RecordError, Store};
use licensing::protocol::api::{Device, Devices, Me, Secret, Status};
use licensing::protocol::{Plan, VerdictCode};
use licensing::{Error, Licensing};

use super::{Action, Context};
use crate::window::bridge;
use crate::window::command::Command;
use crate::window::theme::container::Kind;
use crate::window::theme::{self, space};
use crate::window::widget::{notice, progress_of_unknown_length, scroll};
pub use asked::Ask;
use asked::Asked;
pub use ended::{Done, NotExported};
use form::Form;
pub use form::{Face, Field};
use plans::Waiting;

/// The screen.
#[derive(Default)]
pub struct Screen {
    face: Face,
    form: Form,
    doing: Option<(Doing, Handle)>,
    said: Option<(Kind, String)>,
    /// The account that `known` is about.
    of: Option<String>,
    known: Known,
    /// What a sheet asks.
    asked: Option<Asked>,
    /// The devices of which one has to go before this one can sign in.
    taken: Vec<Device>,
    /// Somebody is signed in and has to sign in anew.
    signs_in_again: bool,
    /// Whether the server takes payments, as far as is known.
    takes_payments: Option<bool>,
    waiting: Option<Waiting>,
}

/// What is under way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    SignIn,
    Register,
    AskForMail,
    SignOut,
    RemoveDevice,
    Rename,
    ChangePassword,
    Export,
    Delete,
    Reload,
}

/// The one thing to do about a licence that is not in force.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Remedy {
    /// One contact with the server brings everything back.
    Connect,
    SignInAgain,
    /// After the keyring was unlocked.
    LookAgain,
    /// Nothing is left of the account.
    SignOut,
}

/// What the server said about the account.
#[derive(Default)]
enum Known {
    #[default]
    Nothing,
    Asking(#[expect(dead_code, reason = "dropping it stops the question")] Handle),
    Facts(Box<Facts>),
    Failed(Error),
}

/// What the server knows of an account.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The person.
    pub me: Me,
    /// The subscription.
    pub status: Status,
    /// The devices that count.
    pub devices: Devices,
}

/// What happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// Another form is wanted.
    Show(Face),
    /// Something was typed.
    Typed(Field, Secret),
    /// The sign-in is to be kept there.
    Keep(Store),
    /// The form is to be sent.
    Submit,
    /// The device with this id is to go, so that this one can sign in.
    Release(String),
    /// The one thing is to be done.
    Remedy(Remedy),
    /// A sheet is wanted.
    Ask(Ask),
    /// Its answer is no.
    Dismiss,
    /// Its answer is yes.
    Confirm,
    /// All that is stored about the person is wanted.
    Export,
    /// In this file.
    ExportTo(PathBuf),
    /// The server is to be asked anew.
    AskAgain,
    /// It answered.
    Known(Result<Box<Facts>, Error>),
    /// Whether the server takes payments; nothing when it was not reached.
    TakesPayments(Option<bool>),
    /// This plan is wanted.
    Upgrade(Plan),
    /// The browser was asked to open that address, and could or could not.
    Opened(String, bool),
    /// The plan that the server knows of now.
    Paid(Option<Plan>),
    /// Nobody waits for a payment any more.
    StopWaiting,
    /// Something that was under way is over.
    Done(Done),
}

fn ask_where_to_export(context: &Context<'_>) -> Task<Message> {
    let dialog = rfd::AsyncFileDialog::new()
        .set_title(context.words.window.account.export)
        .set_file_name("picopress-account.json")
        .add_filter("JSON", &["json"]);
    Task::future(dialog.save_file()).and_then(|file| Task::done(Message::ExportTo(file.path().to_owned())))
}

/// The one thing to do about `standing`, if there is one.
fn remedy(standing: &Standing) -> Option<Remedy> {
    Some(match standing {
        Standing::Opening | Standing::Anonymous | Standing::InForce(_) => return None,
        Standing::GraceOver { .. }
        | Standing::NoEntitlement
        | Standing::Outdated
        | Standing::Unreadable
        | Standing::Ended(VerdictCode::LicenceSuspended) => Remedy::Connect,
        Standing::Ended(VerdictCode::DeviceRemoved | VerdictCode::SessionRevoked)
        | Standing::OtherMachine => Remedy::SignInAgain,
        Standing::Ended(VerdictCode::AccountDeleted) => Remedy::SignOut,
        Standing::NoSecret(RecordError::Damaged) => Remedy::SignInAgain,
        Standing::NoSecret(_) => Remedy::LookAgain,
    })
}

impl Screen {
    /// The screen is shown now.
    pub fn entered(&mut self, context: &Context<'_>) -> Action<Message> {
        let payments = match self.takes_payments {
            Some(true) => Action::None,
            _ => self.ask_whether_payments_are_taken(context),
        };
        let changed = self.rights_changed(context);
        let look = match (&changed, context.standing.account.is_some()) {
            (Action::None, true) => self.look(context),
            _ => changed,
        };
        Action::All(vec![payments, look])
    }

    /// What the person may do is known anew, while the screen is shown.
    pub fn rights_changed(&mut self, context: &Context<'_>) -> Action<Message> {
        let who = context.standing.account.as_ref().map(|account| account.email.clone());
        if self.of == who {
            return Action::None;
        }
        self.of = who;
        (self.known, self.asked, self.waiting, self.signs_in_again) = (Known::Nothing, None, None, false);
        match self.of {
            Some(_) => self.look(context),
            None => Action::None,
        }
    }

    /// Takes in what happened.
    pub fn update(&mut self, message: Message, context: &Context<'_>) -> Action<Message> {
        match message {
            Message::Show(face) => self.show(face),
            Message::Typed(field, typed) => self.typed(field, typed),
            Message::Keep(store) => {
                self.form.store = store;
                Action::None
            }
            Message::Submit => self.submit(context),
            Message::Release(id) => self.sign_in(Some(id), context),
            Message::Remedy(remedy) => self.remedy(remedy, context),
            Message::Ask(ask) => {
                self.asked = Some(Asked::new(ask));
                Action::None
            }
            Message::Dismiss => {
                self.asked = None;
                Action::None
            }
            Message::Confirm => self.confirm(context),
            Message::Export => Action::Ask(ask_where_to_export(context)),
            Message::ExportTo(path) => self.begin(Doing::Export, context, move |licensing| {
                let exported = work::export(licensing, &path);
                Done::Exported(path, exported)
            }),
            Message::AskAgain => self.look(context),
            Message::Known(result) => self.known(result),
            Message::TakesPayments(takes) => {
                tracing::debug!(?takes, "asked whether payments are taken");
                self.takes_payments = takes.or(self.takes_payments);
                Action::None
            }
            Message::Upgrade(plan) => self.upgrade(plan, context),
            Message::Opened(_, true) => Action::None,
            Message::Opened(address, false) => {
                self.waiting = None;
                self.bad((context.words.window.account.no_browser)(&address))
            }
            Message::Paid(plan) => self.paid(plan, context),
            Message::StopWaiting => {
                self.waiting = None;
                Action::None
            }
            Message::Done(done) => self.done(done, context),
        }
    }

    /// Does what a key asked for.
    pub fn command(&mut self, command: Command, context: &Context<'_>) -> Action<Message> {
        match command {
            Command::Close if self.asked.is_some() => self.update(Message::Dismiss, context),
            Command::Close if self.signs_in_again => {
                self.signs_in_again = false;
                Action::None
            }
            Command::Close if self.face != Face::SignIn => self.show(Face::SignIn),
            Command::Confirm if self.asked.is_some() => self.confirm(context),
            _ => Action::None,
        }
    }

    /// Does `work` on a thread; until its end nothing else is begun here.
    fn begin(
        &mut self,
        doing: Doing,
        context: &Context<'_>,
        work: impl FnOnce(&Licensing) -> Done + Send + 'static,
    ) -> Action<Message> {
        let Some(licensing) = context.services.licensing.clone() else {
            return self.bad(context.words.trouble(&crate::rights::Trouble::NoHome));
        };
        self.said = None;
        let (task, handle) = bridge::blocking(move || work(&licensing), Message::Done).abortable();
        self.doing = Some((doing, handle.abort_on_drop()));
        Action::Run(task)
    }

    fn remedy(&mut self, remedy: Remedy, context: &Context<'_>) -> Action<Message> {
        match remedy {
            Remedy::Connect => self.look(context),
            Remedy::SignInAgain => {
                self.form.email = self.of.clone().unwrap_or_default();
                self.signs_in_again = true;
                self.show(Face::SignIn)
            }
            Remedy::LookAgain => self.begin(Doing::Reload, context, |licensing| {
                licensing.reload();
                Done::Reloaded
            }),
            Remedy::SignOut => self.update(Message::Ask(Ask::SignOut), context),
        }
    }

    /// Asks the server what it knows, unless nobody is signed in or it is being asked.
    fn look(&mut self, context: &Context<'_>) -> Action<Message> {
        let Some(licensing) = context.services.licensing.clone() else { return Action::None };
        if matches!(self.known, Known::Asking(_)) || context.standing.account.is_none() {
            return Action::None;
        }
        let (task, handle) =
            bridge::blocking(move || work::look(&licensing).map(Box::new), Message::Known).abortable();
        self.known = Known::Asking(handle.abort_on_drop());
        Action::Run(task)
    }

    fn known(&mut self, result: Result<Box<Facts>, Error>) -> Action<Message> {
        self.known = match result {
            Ok(facts) => Known::Facts(facts),
            Err(error) => Known::Failed(error),
        };
        Action::LookAtRights
    }

    fn good(&mut self, sentence: String) -> Action<Message> {
        self.said = Some((Kind::Success, sentence));
        Action::None
    }

    fn bad(&mut self, sentence: String) -> Action<Message> {
        self.said = Some((Kind::Danger, sentence));
        Action::None
    }

    fn tell(&self, sentence: &str) -> Action<Message> {
        Action::All(vec![Action::LookAtRights, Action::Tell(sentence.to_owned())])
    }

    /// The screen as it is.
    pub fn view<'a>(&'a self, context: &Context<'a>) -> Element<'a, Message> {
        let words = context.words.window.account;
        let said = self.said.as_ref().map(|(kind, sentence)| notice(*kind, sentence.as_str()));
        let doing = self.doing.as_ref().filter(|_| self.asked.is_none()).map(|(doing, _)| {
            column![
                text((words.doing)(*doing)).style(theme::text::muted),
                progress_of_unknown_length(context.motion())
            ]
            .spacing(space::XS)
        });
        let is_signed_in = context.standing.account.is_some() && !self.signs_in_again;
        let main = match &context.standing.licence {
            Standing::Opening => text(words.opening).style(theme::text::muted).into(),
            _ if is_signed_in => self.signed_in_view(context),
            _ => self.signed_out_view(context),
        };
        let page = column![said, doing, main, self.plans_view(context)].spacing(space::L).max_width(880);
        let page = container(page).padding(space::XL).width(Fill).align_x(Alignment::Center);
        scroll(page).width(Fill).height(Fill).into()
    }
}
