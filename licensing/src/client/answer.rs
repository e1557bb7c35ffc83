//! Judges what came back. Nothing here changes rights: at most it is a refusal, and only a signed verdict inside one
//! counts.

use std::error::Error as _;

use protocol::code::Problem;

use crate::error::{Error, Trouble};

/// What came back.
#[derive(Debug)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The content type.
    pub kind: String,
    /// Seconds after which to try again.
    pub retry_after: Option<u32>,
    /// The body, not longer than allowed.
    pub body: Vec<u8>,
}

impl Answer {
    /// The body of a yes, or why it is none.
    pub fn judge(self) -> Result<Vec<u8>, Error> {
        match self.status {
            204 => Ok(b"null".to_vec()),
            200..=299 if self.is_json() => Ok(self.body),
            200..=299 if self.is_page() => Err(Error::Offline(Trouble::CaptivePortal)),
            300..=399 | 511 => Err(Error::Offline(Trouble::CaptivePortal)),
            407 => Err(Error::Offline(Trouble::ProxyAuth)),
            429 => Err(Error::Offline(Trouble::RateLimited { after_seconds: self.wait() })),
            400..=499 => Err(self.problem().map_or(Error::Offline(Trouble::BadBody), Error::Refused)),
            500..=599 => Err(Error::Offline(Trouble::Server(self.status))),
            _ => Err(Error::Offline(Trouble::BadBody)),
        }
    }

    fn is_json(&self) -> bool {
        let kind = self.kind.split(';').next().unwrap_or_default().trim();
        kind == "application/json" || kind == "application/problem+json"
    }

    fn is_page(&self) -> bool {
        self.kind.starts_with("text/html") || self.body.trim_ascii_start().starts_with(b"<")
    }

    /// A refusal in the backend's own form.
    fn problem(&self) -> Option<Box<Problem>> {
        let problem: Problem = serde_json::from_slice(&self.body).ok().filter(|_| self.is_json())?;
        (problem.status == self.status).then(|| Box::new(problem))
    }

    fn wait(&self) -> Option<u32> {
        self.problem().and_then(|problem| problem.retry_after).or(self.retry_after)
    }
}

/// Why there was no answer at all.
pub fn trouble(error: &reqwest::Error) -> Trouble {
    let mut causes = Vec::new();
    let mut cause = error.source();
    while let Some(deeper) = cause {
        causes.push(deeper.to_string().to_lowercase());
        cause = deeper.source();
    }
    let speaks_of = |words: &[&str]| causes.iter().any(|cause| words.iter().any(|word| cause.contains(word)));
    match () {
        () if error.is_timeout() => Trouble::Timeout,
        () if speaks_of(&["dns error", "failed to lookup", "name resolution"]) => Trouble::Dns,
        () if speaks_of(&["certificate", "tls", "handshake", "corrupt message", "invalid peer"]) => {
            Trouble::Tls
        }
        () if speaks_of(&["proxy authentication", "407"]) => Trouble::ProxyAuth,
        () if error.is_connect() => Trouble::Connect,
        () if error.is_body() || error.is_decode() => Trouble::BadBody,
        () => Trouble::Connect,
    }
}
