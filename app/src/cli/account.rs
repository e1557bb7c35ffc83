//! `picopress register`, `login`, `logout`, `status`, `devices`, `account` and `plans`.

mod me;

use std::io::{self, BufRead, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Args, Subcommand, ValueEnum};
use licensing::entitlement::Standing;
use licensing::keyring::Store;
use licensing::protocol::api::{Device, Devices, Register, Secret, Status};
use licensing::protocol::{Code, Plan};
use licensing::{Credentials, Error, Licensing, SignedOut, ledger};
use serde_json::{Value, json};

use super::{Surroundings, status};
use crate::i18n::Catalog;
use crate::local_time::local_time;
use crate::rights;

/// What can be done with an account.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Make an account. Free needs none
    Register(Typed),
    /// Sign in on this device
    Login(Login),
    /// Sign out here, and free the device
    Logout,
    /// Show the plan, what is left today and how long it holds without a network
    Status {
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Show the devices of the account, or remove one
    Devices {
        #[command(subcommand)]
        verb: Option<DevicesVerb>,
        /// One JSON object
        #[arg(long)]
        json: bool,
    },
    /// Your name, your password, your data, and the end of the account
    Account {
        #[command(subcommand)]
        verb: me::Verb,
    },
    /// Show the plans
    Plans {
        /// One JSON object a line
        #[arg(long)]
        json: bool,
    },
}

/// Who, and where the password comes from.
#[derive(Debug, Args)]
pub struct Typed {
    /// The e-mail address; asked for if it is left out
    email: Option<String>,
    /// Read the password from standard input, not from the keyboard
    #[arg(long)]
    password_stdin: bool,
}

/// Arguments of `login`.
#[derive(Debug, Args)]
pub struct Login {
    #[command(flatten)]
    typed: Typed,
    /// Where the sign-in is kept
    #[arg(long, value_enum, default_value = "keyring")]
    store: Place,
    /// What this device is called in the list of devices
    #[arg(long, value_name = "NAME")]
    device_name: Option<String>,
    /// Remove this device of the account first, when all are taken: at most 3 within 30 days
    #[arg(long, value_name = "ID")]
    release_device: Option<String>,
    /// Have a mail sent to choose a new password
    #[arg(long)]
    forgot: bool,
}

/// Where a sign-in can be kept.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Place {
    /// In the system's keyring
    Keyring,
    /// In a file that only you can read, for machines without a keyring: 3 days without a network, not 7
    File,
}

/// What can be done with devices.
#[derive(Debug, Subcommand)]
pub enum DevicesVerb {
    /// Remove a device from the account: at most 3 within 30 days
    Remove {
        /// Its id, as the list shows it
        id: String,
    },
}

/// Why a verb ended early.
enum Trouble {
    /// The server, the keyring or the network.
    Licensing(Error),
    /// The count of conversions.
    Ledger(ledger::Error),
    /// A sentence of the catalogue.
    Said(&'static str),
    /// A file that cannot be written.
    Unwritten(String),
}

impl From<Error> for Trouble {
    fn from(error: Error) -> Self {
        Trouble::Licensing(error)
    }
}

impl From<ledger::Error> for Trouble {
    fn from(error: ledger::Error) -> Self {
        Trouble::Ledger(error)
    }
}

/// Runs the verb.
pub fn run(verb: &Verb) -> ExitCode {
    let Surroundings { dirs, catalog, .. } = Surroundings::find();
    let Some(dirs) = dirs else { return fail(catalog, &Trouble::Said(catalog.not_remembered)) };
    if let Verb::Plans { json } = verb {
        plans(*json, catalog);
        return ExitCode::from(status::DONE);
    }
    let licensing = Licensing::open_and_wait(rights::options(&dirs));
    match carry_out(verb, &licensing, catalog) {
        Ok(status) => ExitCode::from(status),
        Err(trouble) => fail(catalog, &trouble),
    }
}

fn carry_out(verb: &Verb, licensing: &Licensing, catalog: &Catalog) -> Result<u8, Trouble> {
    match verb {
        Verb::Register(typed) => register(typed, licensing, catalog)?,
        Verb::Login(login) if login.forgot => forgot(&login.typed, licensing, catalog)?,
        Verb::Login(login) => sign_in(login, licensing, catalog)?,
        Verb::Logout => sign_out(licensing, catalog)?,
        Verb::Status { json } => return show_status(*json, licensing, catalog),
        Verb::Devices { verb: Some(DevicesVerb::Remove { id }), .. } => {
            licensing.remove_device(id)?;
            say(catalog.account.removed);
        }
        Verb::Devices { verb: None, json } => show_devices(*json, &licensing.devices()?, catalog),
        Verb::Account { verb } => me::carry_out(verb, licensing, catalog)?,
        Verb::Plans { json } => plans(*json, catalog),
    }
    Ok(status::DONE)
}

fn register(typed: &Typed, licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    let email = typed.email(catalog)?;
    let password = typed.new_password(catalog)?;
    let language = Some(catalog.tag.to_owned());
    licensing.register(&Register { email: email.clone(), password, name: None, language })?;
    say(&(catalog.account.registered)(&email));
    Ok(())
}

fn forgot(typed: &Typed, licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    let email = typed.email(catalog)?;
    licensing.reset_password(&email)?;
    say(&(catalog.account.reset_sent)(&email));
    Ok(())
}

fn sign_in(login: &Login, licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    let store = match login.store {
        Place::Keyring => Store::Keyring,
        Place::File => Store::File,
    };
    let email = login.typed.email(catalog)?;
    let password = login.typed.password(catalog)?;
    let (device_name, release_device) = (login.device_name.clone(), login.release_device.clone());
    licensing.login(&Credentials { email: email.clone(), password, store, device_name, release_device })?;
    say(&(catalog.account.signed_in)(&email, licensing.snapshot().rights.plan));
    if let Store::File = store {
        say(catalog.account.kept_in_file);
    }
    Ok(())
}

fn sign_out(licensing: &Licensing, catalog: &Catalog) -> Result<(), Trouble> {
    if let Ok(ledger) = licensing.ledger() {
        // What was converted here is told before the sign-in ends; without a network the server hears of it never,
        // and the count stays on this device.
        let _ = licensing.sync(&ledger);
    }
    say(match licensing.logout()? {
        SignedOut::Everywhere => catalog.account.signed_out,
        SignedOut::Here => catalog.account.signed_out_here,
    });
    Ok(())
}

/// What is known, after the server was asked.
struct Report {
    /// The answer of the server, if it could be had.
    server: Option<Result<Status, Error>>,
    snapshot: licensing::Snapshot,
    day: ledger::Standing,
}

fn show_status(as_json: bool, licensing: &Licensing, catalog: &Catalog) -> Result<u8, Trouble> {
    let server = licensing.snapshot().account.map(|_| ask(licensing));
    if server.is_none() {
        licensing.upkeep(&licensing.ledger()?, 0);
    }
    let snapshot = licensing.snapshot();
    let day = licensing.ledger()?.standing(snapshot.rights.limits.per_day)?;
    let report = Report { server, snapshot, day };
    if as_json {
        say(&report.json().to_string());
    } else {
        report.lines(catalog).iter().for_each(|line| say(line));
    }
    Ok(match report.snapshot.rights.standing {
        Standing::Anonymous | Standing::InForce(_) => status::DONE,
        _ => status::LICENCE,
    })
}

/// Tells the server what was used and asks what holds.
fn ask(licensing: &Licensing) -> Result<Status, Error> {
    let ledger = licensing.ledger()?;
    licensing.sync(&ledger)?;
    licensing.status()
}

impl Report {
    fn lines(&self, catalog: &Catalog) -> Vec<String> {
        let words = &catalog.account;
        let rights = &self.snapshot.rights;
        let mut lines = vec![match &self.snapshot.account {
            Some(account) => (words.who)(&account.email, rights.plan),
            None => words.nobody.into(),
        }];
        if let Some(Ok(answer)) = &self.server {
            let paid = answer.expires_at.map(local_time);
            lines.extend(paid.map(|until| (words.paid_through)(&until, answer.auto_renew)));
        }
        lines.push(if self.day.is_closed {
            words.count_lost.into()
        } else {
            (words.today)(self.day.used, rights.limits.per_day, &local_time(self.day.resets_at))
        });
        if let Standing::InForce(offline) = &rights.standing {
            lines.push((words.offline)(offline.days_left(), &local_time(offline.until_ms)));
        }
        lines.extend((words.standing)(&rights.standing));
        if let Some(Err(error)) = &self.server {
            lines.push(format!("{}: {}", words.no_contact, (words.error)(error)));
        }
        lines
    }

    fn json(&self) -> Value {
        let rights = &self.snapshot.rights;
        let offline = match &rights.standing {
            Standing::InForce(offline) => Some(offline),
            _ => None,
        };
        json!({
            "v": 1,
            "event": "status",
            "signed_in": self.snapshot.account.is_some(),
            "email": self.snapshot.account.as_ref().map(|account| &account.email),
            "plan": rights.plan,
            "standing": standing_code(&rights.standing),
            "limits": rights.limits,
            "used": self.day.used,
            "left": self.day.left,
            "resets_at_ms": self.day.resets_at,
            "offline_until_ms": offline.map(|offline| offline.until_ms),
            "offline_days_left": offline.map(licensing::entitlement::Offline::days_left),
            "online": matches!(self.server, Some(Ok(_))),
            "trouble": self.server.as_ref().and_then(|answer| answer.as_ref().err()).map(Error::code),
        })
    }
}

/// A stable word for scripts.
fn standing_code(standing: &Standing) -> &'static str {
    match standing {
        Standing::Opening => "opening",
        Standing::Anonymous => "anonymous",
        Standing::InForce(_) => "in_force",
        Standing::GraceOver { .. } => "grace_over",
        Standing::NoEntitlement => "no_entitlement",
        Standing::Ended(_) => "ended",
        Standing::OtherMachine => "other_machine",
        Standing::Outdated => "outdated",
        Standing::Unreadable => "unreadable",
        Standing::NoSecret(_) => "no_secret",
    }
}

fn show_devices(as_json: bool, devices: &Devices, catalog: &Catalog) {
    if as_json {
        let event = json!({ "v": 1, "event": "devices", "devices": devices.devices, "limit": devices.limit,
            "releases_left": devices.releases_left });
        return say(&event.to_string());
    }
    devices.devices.iter().for_each(|device| say(&line_of(device, catalog)));
    say(&(catalog.account.devices)(devices.devices.len(), devices.limit, devices.releases_left));
}

fn line_of(device: &Device, catalog: &Catalog) -> String {
    let words = &catalog.account;
    let when = if device.current {
        words.this_device.to_owned()
    } else {
        (words.last_seen)(&local_time(device.last_seen_ms))
    };
    let name = if device.name.is_empty() { (words.nameless)(&device.platform) } else { device.name.clone() };
    format!("{}  {name} ({when})", device.id)
}

fn plans(as_json: bool, catalog: &Catalog) {
    for plan in Plan::ALL {
        if as_json {
            let event = json!({ "v": 1, "event": "plan", "plan": plan, "price": plan.price(),
                "limits": plan.limits() });
            say(&event.to_string());
        } else {
            say(&(catalog.account.plan)(plan));
        }
    }
}

impl Typed {
    fn email(&self, catalog: &Catalog) -> Result<String, Trouble> {
        if let Some(email) = &self.email {
            return Ok(email.clone());
        }
        if !io::stdin().is_terminal() || self.password_stdin {
            return Err(Trouble::Said(catalog.account.nobody_to_ask));
        }
        prompt(catalog.account.ask_email);
        read_line().ok_or(Trouble::Said(catalog.account.nobody_to_ask))
    }

    fn password(&self, catalog: &Catalog) -> Result<Secret, Trouble> {
        self.passwords().present(catalog)
    }

    fn new_password(&self, catalog: &Catalog) -> Result<Secret, Trouble> {
        self.passwords().fresh(catalog)
    }

    fn passwords(&self) -> Passwords {
        Passwords { from_stdin: self.password_stdin }
    }
}

/// Where passwords come from: the keyboard, where nobody sees what is typed, or standard input, a line each.
struct Passwords {
    from_stdin: bool,
}

impl Passwords {
    fn present(&self, catalog: &Catalog) -> Result<Secret, Trouble> {
        self.ask(catalog.account.ask_password, catalog)
    }

    /// Asked for twice at the keyboard.
    fn fresh(&self, catalog: &Catalog) -> Result<Secret, Trouble> {
        let password = self.ask(catalog.account.ask_new_password, catalog)?;
        if !self.from_stdin && self.ask(catalog.account.ask_again, catalog)? != password {
            return Err(Trouble::Said(catalog.account.passwords_differ));
        }
        Ok(password)
    }

    fn ask(&self, question: &str, catalog: &Catalog) -> Result<Secret, Trouble> {
        let typed = if self.from_stdin {
            read_line()
        } else if io::stdin().is_terminal() {
            rpassword::prompt_password(question).ok()
        } else {
            None
        };
        typed.map(Secret::new).ok_or(Trouble::Said(catalog.account.nobody_to_ask))
    }
}

fn prompt(question: &str) {
    let mut output = io::stderr();
    let _ = write!(output, "{question}").and_then(|()| output.flush());
}

/// A line of standard input without its end; `None` when there is none.
fn read_line() -> Option<String> {
    let mut line = String::new();
    io::stdin().lock().read_line(&mut line).ok().filter(|&bytes| bytes > 0)?;
    Some(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// A reader that went away wants no more lines.
fn say(line: &str) {
    let _ = writeln!(io::stdout(), "{line}");
}

fn fail(catalog: &Catalog, trouble: &Trouble) -> ExitCode {
    let mut output = io::stderr();
    let sentence = match trouble {
        Trouble::Licensing(error) => (catalog.account.error)(error),
        Trouble::Ledger(error) => error.to_string(),
        Trouble::Said(sentence) => (*sentence).to_owned(),
        Trouble::Unwritten(sentence) => sentence.clone(),
    };
    let _ = writeln!(output, "{}: {sentence}", catalog.failed);
    if let Trouble::Licensing(Error::Refused(problem)) = trouble
        && Code::from_name(&problem.code) == Some(Code::DeviceLimit)
    {
        for device in problem.devices.iter().flatten() {
            let _ = writeln!(output, "  {}", line_of(device, catalog));
        }
    }
    ExitCode::from(status::LICENCE)
}
