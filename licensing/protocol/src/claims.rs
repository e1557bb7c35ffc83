//! The signed statements of the backend: what each says. [`crate::jws`] checks who said it.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::hardware::Hardware;
use crate::nonce::Nonce;
use crate::plan::{Limits, Plan};

/// Who the statements are meant for.
pub const DESKTOP: &str = "picopress-desktop";

/// The version of every statement so far.
pub const VERSION: u8 = 1;

/// A statement that can be signed. The `typ` of its header keeps one kind from passing for another.
pub trait Claims: Serialize + DeserializeOwned {
    /// The `typ` header parameter (RFC 7515 §4.1.9).
    const TYPE: &'static str;

    /// Whether the content says that it is of the version and for the audience that this type is.
    fn is_meant_for_us(&self) -> bool;
}

/// What an account may do on one device, and until when without contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entitlement {
    /// [`VERSION`].
    pub v: u8,
    /// The backend's base URL.
    pub iss: String,
    /// [`DESKTOP`].
    pub aud: String,
    /// The account.
    pub sub: String,
    /// The statement's own id.
    pub jti: String,
    /// When it was signed, in seconds since the Unix epoch by the server's clock.
    pub iat: i64,
    /// When it ends for good, in seconds since the Unix epoch: equal to [`Grace::until`].
    pub exp: i64,
    /// The server's time at the signing, in milliseconds since the Unix epoch.
    pub srv_ms: i64,
    /// Grows with every statement to this device; a smaller one than seen before is refused.
    pub seq: u64,
    /// The nonce of the request.
    pub nonce: Nonce,
    /// The device it was made out to.
    pub dev: DeviceClaim,
    /// What was bought.
    pub lic: Licence,
    /// What it allows.
    pub lim: Limits,
    /// What the account has used today.
    pub quota: Quota,
    /// How long it lasts without contact.
    pub grace: Grace,
}

/// The device a statement was made out to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DeviceClaim {
    /// Its id at the backend.
    pub id: String,
    /// Its components, as told at sign-in.
    pub hw: Hardware,
}

/// What was bought.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Licence {
    /// The plan.
    pub plan: Plan,
    /// Where the subscription stands.
    pub status: LicenceStatus,
    /// End of the paid period in seconds since the Unix epoch; `null` for Free.
    pub paid_through: Option<i64>,
    /// Whether it goes on by itself.
    pub auto_renew: bool,
}

/// Where a subscription stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum LicenceStatus {
    /// In force; Free is always.
    Active,
    /// A renewal failed; still in force during the payment grace.
    PastDue,
    /// Ended by the subscriber; in force until the paid period is over.
    Canceled,
    /// Over.
    Expired,
    /// Stopped by the operator.
    Suspended,
}

/// What an account has used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Quota {
    /// Number of the day, as [`crate::day`] counts.
    pub day: i64,
    /// Conversions on that day, by all devices of the account, as far as the backend knows.
    pub used: u32,
}

/// The offline grace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Grace {
    /// Its end in seconds since the Unix epoch, by trusted time. After it: Free.
    pub until: i64,
}

/// What the backend has counted, in answer to a report of usage.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Receipt {
    /// [`VERSION`].
    pub v: u8,
    /// [`DESKTOP`].
    pub aud: String,
    /// The account.
    pub sub: String,
    /// The device that reported.
    pub dev: String,
    /// Today, by the server's clock.
    pub day: i64,
    /// Conversions of the account on that day.
    pub used: u32,
    /// Its limit; `null` is unlimited.
    pub limit: Option<u32>,
    /// All items up to and including this number are counted and need not be told again.
    pub acked_seq: u64,
    /// The server's time, in milliseconds since the Unix epoch.
    pub srv_ms: i64,
    /// The nonce of the request.
    pub nonce: Nonce,
}

/// Why the backend takes rights away.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub enum VerdictCode {
    /// The device was removed from the account.
    DeviceRemoved,
    /// The subscription was stopped by the operator.
    LicenceSuspended,
    /// The sign-in ended: signed out elsewhere, password changed, or a refresh token was used twice.
    SessionRevoked,
    /// The account was deleted.
    AccountDeleted,
}

/// A refusal that takes rights away. An unsigned refusal never does.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Verdict {
    /// [`VERSION`].
    pub v: u8,
    /// [`DESKTOP`].
    pub aud: String,
    /// Why.
    pub code: VerdictCode,
    /// The account.
    pub sub: String,
    /// The device.
    pub dev: String,
    /// As [`Entitlement::seq`].
    pub seq: u64,
    /// The server's time, in milliseconds since the Unix epoch.
    pub srv_ms: i64,
    /// The nonce of the request.
    pub nonce: Nonce,
}

/// The server's clock, told to anybody.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServerTime {
    /// [`VERSION`].
    pub v: u8,
    /// [`DESKTOP`].
    pub aud: String,
    /// The server's time, in milliseconds since the Unix epoch.
    pub srv_ms: i64,
    /// The nonce of the request.
    pub nonce: Nonce,
}

/// A statement for the desktop: only its `typ` differs.
macro_rules! for_the_desktop {
    ($($claims:ty: $type:literal),*) => {$(
        impl Claims for $claims {
            const TYPE: &'static str = $type;

            fn is_meant_for_us(&self) -> bool {
                self.v == VERSION && self.aud == DESKTOP
            }
        }
    )*};
}

for_the_desktop!(Entitlement: "ent+jwt", Receipt: "use+jwt", Verdict: "ver+jwt", ServerTime: "time+jwt");
