//! What can go wrong between a person and the server, told apart by what the person can do about it.

use std::path::PathBuf;
use std::sync::Arc;

use protocol::code::Problem;
use protocol::{Code, VerdictCode};

use crate::keyring::RecordError;

/// Why a call failed. Words for people live in `app`, which goes by the variant and by [`Error::code`].
#[derive(Debug, Clone, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// No answer that counts. It takes no rights away and gives none; trying again later helps.
    #[error("offline: {0}")]
    Offline(Trouble),
    /// The server refused, with a reason.
    #[error("the server refused: {}", .0.code)]
    Refused(Box<Problem>),
    /// The server ended the sign-in or the subscription, signed.
    #[error("ended by the server: {0:?}")]
    Ended(VerdictCode),
    /// The secret of the sign-in cannot be had.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// Nobody is signed in.
    #[error("nobody is signed in")]
    NotSignedIn,
    /// Somebody else is signed in: sign out first.
    #[error("somebody else is signed in")]
    SignedInAlready,
    /// The server's statement is not signed by anybody this build trusts, or answers another question.
    #[error("the server's statement cannot be verified: {0}")]
    Untrusted(String),
    /// The ledger cannot be read or written.
    #[error("the ledger: {0}")]
    Ledger(#[source] Arc<crate::ledger::Error>),
    /// A file of the program cannot be written.
    #[error("{}: {why}", path.display())]
    File {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        why: String,
    },
}

/// Why there was no answer that counts.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum Trouble {
    /// The address is neither https nor on this machine.
    #[error("the server's address is not allowed: {0}")]
    Address(String),
    /// The system gives the client no means, such as a list of certificate authorities.
    #[error("no connections can be made here: {0}")]
    NoClient(String),
    /// The server's name is not known here.
    #[error("the server's name cannot be resolved")]
    Dns,
    /// Nobody answers there.
    #[error("no connection to the server")]
    Connect,
    /// Too slow.
    #[error("the server does not answer in time")]
    Timeout,
    /// Whoever answers is not the server, or something on the way reads along.
    #[error("no secure connection to the server")]
    Tls,
    /// The proxy wants a name and a password.
    #[error("the proxy wants a sign-in")]
    ProxyAuth,
    /// A network that wants something first, such as a hotel's.
    #[error("this network wants a sign-in in the browser")]
    CaptivePortal,
    /// The server cannot just now.
    #[error("the server is out of order (status {0})")]
    Server(u16),
    /// Too many requests.
    #[error("too many requests")]
    RateLimited {
        /// When to come back, if the server said so.
        after_seconds: Option<u32>,
    },
    /// An answer that nobody understands.
    #[error("the answer is not the server's")]
    BadBody,
}

impl Error {
    /// A code that never changes its meaning.
    pub fn code(&self) -> &str {
        match self {
            Error::Offline(trouble) => trouble.code(),
            Error::Refused(problem) => &problem.code,
            Error::Ended(VerdictCode::DeviceRemoved) => "device_removed",
            Error::Ended(VerdictCode::LicenceSuspended) => "licence_suspended",
            Error::Ended(VerdictCode::SessionRevoked) => "session_revoked",
            Error::Ended(VerdictCode::AccountDeleted) => "account_deleted",
            Error::Record(why) => why.code(),
            Error::NotSignedIn => "not_signed_in",
            Error::SignedInAlready => "signed_in_already",
            Error::Untrusted(_) => "untrusted_server",
            Error::Ledger(_) => "ledger",
            Error::File { .. } => "file",
        }
    }

    /// The refusal's code, if this is one that this version knows.
    pub fn refusal(&self) -> Option<Code> {
        match self {
            Error::Refused(problem) => Code::from_name(&problem.code),
            _ => None,
        }
    }
}

impl Trouble {
    /// A code that never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self {
            Trouble::Address(_) => "offline_address",
            Trouble::NoClient(_) => "offline_no_client",
            Trouble::Dns => "offline_dns",
            Trouble::Connect => "offline_connect",
            Trouble::Timeout => "offline_timeout",
            Trouble::Tls => "offline_tls",
            Trouble::ProxyAuth => "offline_proxy",
            Trouble::CaptivePortal => "offline_portal",
            Trouble::Server(_) => "offline_server",
            Trouble::RateLimited { .. } => "offline_rate_limited",
            Trouble::BadBody => "offline_bad_body",
        }
    }
}

impl RecordError {
    /// A code that never changes its meaning.
    pub fn code(&self) -> &'static str {
        match self {
            RecordError::Absent => "keyring_absent",
            RecordError::Locked => "keyring_locked",
            RecordError::Dismissed => "keyring_dismissed",
            RecordError::TimedOut => "keyring_timed_out",
            RecordError::LostOrLocked => "keyring_lost_or_locked",
            RecordError::TooLong => "keyring_too_long",
            RecordError::Ambiguous => "keyring_ambiguous",
            RecordError::Damaged => "keyring_damaged",
            RecordError::Busy => "keyring_busy",
            RecordError::Exposed(_) => "key_file_exposed",
            RecordError::Io { .. } => "key_file",
            RecordError::Taken => "keyring_taken",
            RecordError::Failed(_) => "keyring_failed",
        }
    }
}
