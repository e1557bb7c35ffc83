//! The front: one handle for the window and the command line.

use std::fmt;
use std::sync::Arc;

use protocol::Receipt;
use protocol::api::{ChangeMe, ChangePassword, Devices, MailSent, Me, Plans, Register, Secret, Status};

use crate::account::{Credentials, SignedOut};
use crate::clock::TrustedClock;
use crate::desk::{Desk, Options, Snapshot};
use crate::error::Error;
use crate::gate::{self, Answer, Request, Today};
use crate::ledger::Ledger;
use crate::sync::Upkeep;

/// Everything about accounts, plans and time. Clones are the same.
///
/// [`Licensing::snapshot`], [`Licensing::gate`] and [`Licensing::clock`] answer at once and may be called while a frame is
/// drawn. All other calls wait for the keyring or the network: from a window they go through [`Licensing::in_background`].
#[derive(Clone)]
pub struct Licensing {
    desk: Arc<Desk>,
}

impl Licensing {
    /// Opens without waiting: a thread looks who is signed in, until then it is Free ([`crate::entitlement::Standing::Opening`]).
    pub fn open(options: Options) -> Self {
        let licensing = Licensing { desk: Arc::new(Desk::new(options)) };
        licensing.in_background(Licensing::reload, |()| ());
        licensing
    }

    /// Opens and waits until it is known who is signed in, three seconds at most.
    pub fn open_and_wait(options: Options) -> Self {
        let licensing = Licensing { desk: Arc::new(Desk::new(options)) };
        licensing.reload();
        licensing
    }

    /// Looks again who is signed in: after a keyring was unlocked, or another process signed in or out.
    pub fn reload(&self) {
        self.desk.load();
    }

    /// What holds at this moment.
    pub fn snapshot(&self) -> Snapshot {
        self.desk.snapshot()
    }

    /// What becomes of a request, with `left` conversions left today (`None` is unlimited).
    pub fn gate(&self, request: &Request<'_>, left: Option<u32>) -> Answer {
        let rights = self.desk.rights();
        let today = Today { left, now_ms: self.desk.clock.now_ms() };
        gate::decide(rights.plan, &rights.limits, today, request)
    }

    /// The trusted time.
    pub fn clock(&self) -> &TrustedClock {
        &self.desk.clock
    }

    /// Does `work` on a thread of its own and hands the result to `done`, on that thread.
    pub fn in_background<T>(
        &self,
        work: impl FnOnce(&Licensing) -> T + Send + 'static,
        done: impl FnOnce(T) + Send + 'static,
    ) {
        let licensing = self.clone();
        let thread = std::thread::Builder::new().name("licensing".into());
        if let Err(error) = thread.spawn(move || done(work(&licensing))) {
            tracing::error!("no thread for licensing: {error}");
        }
    }

    /// Makes an account. The answer is the same whether the address is known or not; a mail follows.
    ///
    /// # Errors
    /// Offline, or refused: [`protocol::Code::WeakPassword`], [`protocol::Code::ValidationFailed`].
    pub fn register(&self, registration: &Register) -> Result<MailSent, Error> {
        self.desk.register(registration)
    }

    /// Asks for a mail to choose a new password.
    ///
    /// # Errors
    /// Offline.
    pub fn reset_password(&self, email: &str) -> Result<MailSent, Error> {
        self.desk.reset_password(email)
    }

    /// Signs in.
    ///
    /// # Errors
    /// Offline; refused ([`protocol::Code::InvalidCredentials`]; [`protocol::Code::DeviceLimit`] names the devices);
    /// [`Error::Record`] when the place for the secret cannot be used: then nothing was sent, and another
    /// [`crate::keyring::Store`] may be tried; [`Error::SignedInAlready`].
    pub fn login(&self, credentials: &Credentials) -> Result<(), Error> {
        self.desk.login(credentials)
    }

    /// Signs out: here at once, at the server as soon as it can be reached.
    ///
    /// # Errors
    /// When nobody is signed in, or the program's folder cannot be written.
    pub fn logout(&self) -> Result<SignedOut, Error> {
        self.desk.logout()
    }

    /// Asks the server what the account has, and takes in a fresh entitlement.
    ///
    /// # Errors
    /// Offline, ended, or the secret cannot be had. What holds without contact stands in [`Licensing::snapshot`].
    pub fn status(&self) -> Result<Status, Error> {
        self.desk.status()
    }

    /// The account.
    ///
    /// # Errors
    /// As [`Licensing::status`].
    pub fn me(&self) -> Result<Me, Error> {
        self.desk.me()
    }

    /// Changes name or language.
    ///
    /// # Errors
    /// As [`Licensing::status`].
    pub fn change_me(&self, change: &ChangeMe) -> Result<Me, Error> {
        self.desk.change_me(change)
    }

    /// All that the server knows of the account and its owner, in the server's own words.
    ///
    /// # Errors
    /// As [`Licensing::status`].
    pub fn export_me(&self) -> Result<serde_json::Value, Error> {
        self.desk.export_me()
    }

    /// Changes the password and ends all other sign-ins.
    ///
    /// # Errors
    /// As [`Licensing::status`]; refused when the present password is wrong.
    pub fn change_password(&self, change: &ChangePassword) -> Result<(), Error> {
        self.desk.change_password(change)
    }

    /// Deletes the account.
    ///
    /// # Errors
    /// As [`Licensing::status`]; refused when the password is wrong.
    pub fn delete_me(&self, password: Secret) -> Result<(), Error> {
        self.desk.delete_me(password)
    }

    /// The devices that count.
    ///
    /// # Errors
    /// As [`Licensing::status`].
    pub fn devices(&self) -> Result<Devices, Error> {
        self.desk.devices()
    }

    /// Removes a device of the account.
    ///
    /// # Errors
    /// As [`Licensing::status`]; refused: [`protocol::Code::ReleaseLimit`], [`protocol::Code::NotFound`].
    pub fn remove_device(&self, id: &str) -> Result<(), Error> {
        self.desk.remove_device(id)
    }

    /// The plans, as the server has them. [`protocol::Plan::ALL`] knows the same without a network.
    ///
    /// # Errors
    /// Offline.
    pub fn plans(&self) -> Result<Plans, Error> {
        self.desk.plans()
    }

    /// Whether the server has a page to pay on, at `/checkout` beside the API.
    ///
    /// # Errors
    /// Offline.
    pub fn takes_payments(&self) -> Result<bool, Error> {
        self.desk.takes_payments()
    }

    /// Reports the conversions that `ledger` counted.
    ///
    /// # Errors
    /// As [`Licensing::status`].
    pub fn sync(&self, ledger: &Ledger) -> Result<Receipt, Error> {
        self.desk.sync(ledger)
    }

    /// Sets the trusted time to the server's, in milliseconds since the Unix epoch. Needs no sign-in.
    ///
    /// # Errors
    /// Offline, or not verifiable.
    pub fn ask_time(&self) -> Result<i64, Error> {
        self.desk.ask_time()
    }

    /// One round of what is to be done without anybody asking; says when the next is due. `failures` is that of the
    /// round before, 0 at first.
    pub fn upkeep(&self, ledger: &Ledger, failures: u32) -> Upkeep {
        self.desk.upkeep(ledger, failures)
    }

    /// The ledger of whoever is signed in, or else that of somebody without an account.
    ///
    /// # Errors
    /// When the secret it is sealed with cannot be had or made.
    pub fn ledger(&self) -> Result<Ledger, Error> {
        self.desk.ledger()
    }
}

impl fmt::Debug for Licensing {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Licensing").field("snapshot", &self.snapshot()).finish_non_exhaustive()
    }
}
