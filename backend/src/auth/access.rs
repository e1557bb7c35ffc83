//! Access tokens: signed, an hour long, kept by the client in memory only.

use protocol::claims::Claims;
use serde::{Deserialize, Serialize};

/// How long one lasts.
pub const LIFETIME_S: u32 = 3_600;

/// Who the tokens are meant for: this service.
pub const AUDIENCE: &str = "picopress-api";

/// What an access token says (RFC 9068).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AccessClaims {
    pub iss: String,
    pub aud: String,
    /// The account.
    pub sub: String,
    /// The device.
    pub dev: String,
    /// The sign-in.
    pub sid: String,
    pub jti: String,
    pub iat: i64,
    pub exp: i64,
}

impl Claims for AccessClaims {
    const TYPE: &'static str = "at+jwt";

    fn is_meant_for_us(&self) -> bool {
        self.aud == AUDIENCE
    }
}
