//! What can be wrong, as codes that never change their meaning. The client finds the words.

use serde::{Deserialize, Serialize};

use crate::api::Device;

/// The codes, each with its status: one line a code.
macro_rules! codes {
    ($($(#[$doc:meta])* $variant:ident = $name:literal, $status:literal;)*) => {
        /// Why a request was refused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum Code {
            $($(#[$doc])* $variant,)*
        }

        impl Code {
            /// All of them.
            pub const ALL: &[Code] = &[$(Code::$variant,)*];

            /// The name on the wire.
            pub fn name(self) -> &'static str {
                match self {
                    $(Code::$variant => $name,)*
                }
            }

            /// The HTTP status that goes with it.
            pub fn status(self) -> u16 {
                match self {
                    $(Code::$variant => $status,)*
                }
            }
        }
    };
}

codes! {
    /// The body or a parameter is not what the call takes.
    ValidationFailed = "validation_failed", 422;
    /// The body is not JSON.
    MalformedBody = "malformed_body", 400;
    /// The body is longer than allowed.
    TooLarge = "too_large", 413;
    /// The body is of another content type.
    UnsupportedMediaType = "unsupported_media_type", 415;
    /// No such call.
    NotFound = "not_found", 404;
    /// The call exists, but not with this method.
    MethodNotAllowed = "method_not_allowed", 405;
    /// No sign-in, or one that is not valid.
    Unauthenticated = "unauthenticated", 401;
    /// The access token is over: refresh.
    TokenExpired = "token_expired", 401;
    /// E-mail or password is wrong; never says which.
    InvalidCredentials = "invalid_credentials", 401;
    /// The refresh token is unknown, over, or of another device.
    InvalidRefreshToken = "invalid_refresh_token", 401;
    /// The sign-in was ended. Carries a verdict.
    SessionRevoked = "session_revoked", 401;
    /// The device was removed from the account. Carries a verdict.
    DeviceRemoved = "device_removed", 403;
    /// The subscription was stopped by the operator. Carries a verdict.
    LicenceSuspended = "licence_suspended", 403;
    /// Signed in, but not allowed.
    Forbidden = "forbidden", 403;
    /// A link from a mail is wrong, used or over.
    InvalidLink = "invalid_link", 422;
    /// The password is too short, lacks a letter or a digit, or is widely known.
    WeakPassword = "weak_password", 422;
    /// The plan's devices are all taken. Carries the devices.
    DeviceLimit = "device_limit", 409;
    /// Three devices were removed within 30 days already.
    ReleaseLimit = "release_limit", 409;
    /// Two requests changed the same thing: try again.
    Conflict = "conflict", 409;
    /// Too many requests; `retry_after` says when to come back.
    RateLimited = "rate_limited", 429;
    /// The program is older than the backend still serves.
    ClientTooOld = "client_too_old", 426;
    /// The work took too long.
    TimedOut = "timed_out", 503;
    /// Not serving at the moment: starting, stopping, or without its database.
    Unavailable = "unavailable", 503;
    /// Our fault.
    Internal = "internal", 500;
}

impl Code {
    /// The code of this name. One that this version does not know is `None`.
    pub fn from_name(name: &str) -> Option<Code> {
        Code::ALL.iter().copied().find(|code| code.name() == name)
    }
}

/// The body of every refusal: `application/problem+json` (RFC 9457).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Problem {
    /// `about:blank`: the code says it all.
    #[serde(rename = "type")]
    pub kind: String,
    /// The status in words.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// The name of a [`Code`].
    pub code: String,
    /// For engineers, in English. Never contains what the request did.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub detail: Option<String>,
    /// Names the request in the backend's logs.
    pub request_id: String,
    /// Seconds after which to try again.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub retry_after: Option<u32>,
    /// A signed [`crate::Verdict`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub verdict: Option<String>,
    /// The account's devices, with [`Code::DeviceLimit`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub devices: Option<Vec<Device>>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_name_of_its_own() {
        for code in Code::ALL {
            assert_eq!(Code::from_name(code.name()), Some(*code));
            assert!((400..600).contains(&code.status()));
        }
    }
}
