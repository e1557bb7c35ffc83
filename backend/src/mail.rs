//! Mail: which letters there are, how they are ordered, and how they leave.
//!
//! A letter is a job that names an account. The secret of its link is made when the letter is written, so that
//! no secret waits in the database, and a second try sends a second secret.

pub mod words;

use std::path::Path;

use lettre::message::{Mailbox, header::ContentType};
use lettre::{AsyncFileTransport, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};
use serde::{Deserialize, Serialize};

use crate::db::accounts::{self, Account};
use crate::db::jobs::Job;
use crate::db::{Work, jobs, links};
use crate::domain::text::Language;
use crate::pepper::digest;
use crate::service::Service;

/// The kind of the jobs that are letters.
pub const JOB: &str = "mail";

/// The same letter goes to the same account at most once in this time.
const QUIET_MS: i64 = 60_000;

const HOUR_MS: i64 = 3_600_000;

/// A letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Letter {
    /// To confirm the address.
    Verify,
    /// Somebody tried to register an address that has an account.
    AlreadyRegistered,
    /// To choose a new password.
    Reset,
    /// The password was changed.
    PasswordChanged,
}

impl Letter {
    fn name(self) -> &'static str {
        match self {
            Letter::Verify => "verify",
            Letter::AlreadyRegistered => "already_registered",
            Letter::Reset => "reset",
            Letter::PasswordChanged => "password_changed",
        }
    }

    /// The kind of the link in it, its page, and how long it works.
    fn link(self) -> Option<(&'static str, &'static str, i64)> {
        match self {
            Letter::Verify => Some(("verify", "verify-email", 48 * HOUR_MS)),
            Letter::Reset => Some(("reset", "password-reset", HOUR_MS)),
            Letter::AlreadyRegistered | Letter::PasswordChanged => None,
        }
    }
}

#[derive(Serialize, Deserialize)]
struct Payload {
    letter: Letter,
    account: String,
}

/// Orders a letter to the address of an account.
pub async fn order(
    work: &mut Work,
    letter: Letter,
    account_id: &str,
    now_ms: i64,
) -> Result<(), sqlx::Error> {
    let id = format!("mail.{}.{account_id}.{}", letter.name(), now_ms.div_euclid(QUIET_MS));
    let payload = Payload { letter, account: account_id.into() };
    let payload = serde_json::to_string(&payload).expect("a letter is plain text");
    jobs::order(work, &id, JOB, &payload, now_ms).await
}

/// Writes and sends the letter that `job` is.
pub async fn deliver(service: &Service, mailer: &Mailer, job: &Job) -> Result<(), String> {
    let payload: Payload = serde_json::from_str(&job.payload).map_err(|error| error.to_string())?;
    let prepared = prepare(service, &payload).await.map_err(|error| error.to_string())?;
    // The account may be gone by now: then there is nobody to write to.
    let Some((account, link)) = prepared else { return Ok(()) };
    let language = Language::from_name(&account.language).unwrap_or(Language::English);
    let (subject, text) = words::write(payload.letter, language, link.as_deref());
    let id = service.random.id("msg", service.clock.now_ms());
    mailer.send(&account.email, subject, text, &id).await?;
    service.metrics.mails_sent.inc();
    Ok(())
}

async fn prepare(
    service: &Service,
    payload: &Payload,
) -> Result<Option<(Account, Option<String>)>, sqlx::Error> {
    let mut work = service.db.writing().await?;
    let Some(account) = accounts::by_id(&mut work, &payload.account).await? else { return Ok(None) };
    let mut url = None;
    if let Some((kind, page, lifetime_ms)) = payload.letter.link() {
        let secret = service.random.secret();
        let expires_ms = service.clock.now_ms() + lifetime_ms;
        links::replace(&mut work, &account.id, kind, &digest(&secret), expires_ms).await?;
        // After the hash sign: browsers do not send it, so it is in no log and no referrer.
        url = Some(format!("{}/{page}#token={secret}", service.settings.public_url));
    }
    work.commit().await?;
    Ok(Some((account, url)))
}

/// What carries mail away.
pub enum Mailer {
    /// Into a folder, a file each: for development.
    Folder { transport: AsyncFileTransport<Tokio1Executor>, from: Mailbox },
    /// To a mail server.
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, from: Mailbox },
}

impl Mailer {
    /// Mail into the folder `path`, which must exist.
    pub fn to_folder(path: &Path, from: Mailbox) -> Self {
        Mailer::Folder { transport: AsyncFileTransport::new(path), from }
    }

    /// Mail to the server at `url`, such as `smtps://user:password@mail.example.com`.
    ///
    /// # Errors
    /// When the address is none.
    pub fn to_server(url: &str, from: Mailbox) -> Result<Self, lettre::transport::smtp::Error> {
        Ok(Mailer::Smtp { transport: AsyncSmtpTransport::<Tokio1Executor>::from_url(url)?.build(), from })
    }

    /// Hands one mail over. Errors never name the address.
    async fn send(&self, to: &str, subject: &str, text: String, id: &str) -> Result<(), String> {
        let (Mailer::Folder { from, .. } | Mailer::Smtp { from, .. }) = self;
        let to = to.parse::<Mailbox>().map_err(|_| "the address cannot be written to".to_owned())?;
        // Mail without an id looks like junk to many, and a host name would tell where we run.
        let id = format!("<{id}@{}>", from.email.domain());
        let builder = Message::builder().from(from.clone()).to(to).subject(subject).message_id(Some(id));
        let mail = builder.header(ContentType::TEXT_PLAIN).body(text).map_err(|error| error.to_string())?;
        match self {
            Mailer::Folder { transport, .. } => {
                transport.send(mail).await.map(drop).map_err(|_| "the mail folder cannot be written".into())
            }
            Mailer::Smtp { transport, .. } => transport.send(mail).await.map(drop).map_err(|error| {
                // The server's own words may repeat the address.
                format!(
                    "the mail server refused ({})",
                    error.status().map_or("no answer".into(), |s| s.to_string())
                )
            }),
        }
    }
}
