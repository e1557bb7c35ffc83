//! Bodies of requests and replies under `/v1`. Unknown fields are ignored, so that either end may be newer.

use std::fmt;

use serde::{Deserialize, Serialize};
use zeroize::Zeroize;

use crate::claims::LicenceStatus;
use crate::hardware::Hardware;
use crate::nonce::Nonce;
use crate::plan::{Limits, Plan, Price};

/// A password, token or link on its way: it serialises, but is never printed, and leaves no copy of itself in memory.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Secret(String);

impl Secret {
    /// Takes the text in.
    pub fn new(text: impl Into<String>) -> Self {
        Secret(text.into())
    }

    /// The text itself. Think where it goes.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Drop for Secret {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

/// Declares bodies: all alike but for their fields.
macro_rules! bodies {
    ($($(#[$doc:meta])* $name:ident { $($(#[$field_meta:meta])* $field:ident: $type:ty,)* })*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub struct $name {
            $($(#[$field_meta])* pub $field: $type,)*
        }
    )*};
}

bodies! {
    /// POST `/auth/register`. Answers 201 alike for known and unknown addresses.
    Register {
        /// The address, which is also the name to sign in with.
        #[cfg_attr(feature = "openapi", schema(max_length = 254, pattern = "^[A-Za-z0-9_%+-]+(\\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$"))]
        email: String,
        /// At least 8 characters with a letter and a digit.
        #[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 8, max_length = 128))]
        password: Secret,
        /// What to call the person.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        name: Option<String>,
        /// Language of mails: `ko`, `en` or `ja`.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^(ko|en|ja)$"))]
        language: Option<String>,
    }

    /// The reply to whatever ends in a mail.
    MailSent {
        /// Always `true`: whether the address is known is not told.
        accepted: bool,
    }

    /// POST `/auth/login`.
    Login {
        /// The address.
        #[cfg_attr(feature = "openapi", schema(max_length = 254, pattern = "^[A-Za-z0-9_%+-]+(\\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$"))]
        email: String,
        /// The password.
        password: Secret,
        /// Hex of the machine component, or any other 16 to 128 characters that stay the same on this device.
        #[cfg_attr(feature = "openapi", schema(min_length = 16, max_length = 128, pattern = "^[!-~]+$"))]
        hardware_id: String,
        /// All components, for the entitlement.
        #[serde(default)]
        hardware: Option<Hardware>,
        /// What to call the device in the list of devices.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        device_name: Option<String>,
        /// `linux`, `windows` or `macos`.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^(linux|windows|macos)$"))]
        platform: Option<String>,
        /// Where the client keeps its secret: `keyring` (the default) or `file`, which gets a shorter offline grace.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^(keyring|file)$"))]
        store: Option<String>,
        /// Version of the program, `1.2.3`.
        #[cfg_attr(feature = "openapi", schema(pattern = "^[0-9]{1,9}\\.[0-9]{1,9}\\.[0-9]{1,9}([-+].*)?$"))]
        client_version: String,
        /// When the plan's devices are all taken: the id of the one to remove. Counts as removing it by hand.
        #[serde(default)]
        release_device: Option<String>,
        /// With it, the reply carries an entitlement.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$"))]
        nonce: Option<Nonce>,
    }

    /// The reply to a login.
    LoggedIn {
        /// For the `Authorization` header; kept in memory only.
        access_token: Secret,
        /// `Bearer`.
        token_type: String,
        /// Seconds that the access token lasts.
        expires_in: u32,
        /// For the next refresh.
        refresh_token: Secret,
        /// This device.
        device_id: String,
        /// A signed [`crate::Entitlement`], when a nonce was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entitlement: Option<String>,
    }

    /// POST `/auth/refresh`.
    Refresh {
        /// The newest one the client has. The one before it gives the same successor, as long as that was not used.
        refresh_token: Secret,
        /// Must be that of the login when sent.
        #[serde(default)]
        hardware_id: Option<String>,
        /// With it, the reply carries an entitlement, and a refusal a verdict.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$"))]
        nonce: Option<Nonce>,
    }

    /// The reply to a refresh.
    Refreshed {
        /// As in [`LoggedIn`].
        access_token: Secret,
        /// `Bearer`.
        token_type: String,
        /// Seconds that the access token lasts.
        expires_in: u32,
        /// To be stored before the access token is used.
        refresh_token: Secret,
        /// A signed [`crate::Entitlement`], when a nonce was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entitlement: Option<String>,
    }

    /// POST `/auth/logout`: ends the sign-in and frees the device.
    Logout {
        /// The newest refresh token.
        refresh_token: Secret,
    }

    /// POST `/auth/password-reset`.
    PasswordReset {
        /// The address.
        #[cfg_attr(feature = "openapi", schema(max_length = 254, pattern = "^[A-Za-z0-9_%+-]+(\\.[A-Za-z0-9_%+-]+)*@[A-Za-z0-9]+(-+[A-Za-z0-9]+)*(\\.[A-Za-z0-9]+(-+[A-Za-z0-9]+)*)+$"))]
        email: String,
    }

    /// POST `/auth/password-reset/confirm`. Ends all sign-ins of the account.
    PasswordResetConfirm {
        /// From the mail.
        token: Secret,
        /// The new password.
        #[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 8, max_length = 128))]
        password: Secret,
    }

    /// POST `/auth/verify-email`.
    VerifyEmail {
        /// From the mail.
        token: Secret,
    }

    /// GET `/me`.
    Me {
        /// The account.
        id: String,
        /// Its address.
        email: String,
        /// Whether the address was confirmed.
        email_verified: bool,
        /// What to call the person.
        name: Option<String>,
        /// Language of mails.
        language: String,
        /// `user` or `admin`.
        role: String,
        /// When it was made, in milliseconds since the Unix epoch.
        created_ms: i64,
    }

    /// PATCH `/me`: what is absent stays.
    ChangeMe {
        /// What to call the person; empty removes it.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, max_length = 100, pattern = "^[^\\x00-\\x1f\\x7f-\\x9f]*$"))]
        name: Option<String>,
        /// Language of mails: `ko`, `en` or `ja`.
        #[serde(default)]
        #[cfg_attr(feature = "openapi", schema(value_type = Option<String>, pattern = "^(ko|en|ja)$"))]
        language: Option<String>,
    }

    /// DELETE `/me`.
    DeleteMe {
        /// The password, so that a computer left alone loses nobody's account.
        password: Secret,
    }

    /// POST `/me/password`. Ends all other sign-ins.
    ChangePassword {
        /// The present password.
        current: Secret,
        /// The new one.
        #[cfg_attr(feature = "openapi", schema(value_type = String, min_length = 8, max_length = 128))]
        password: Secret,
    }

    /// One device of an account.
    Device {
        /// Its id.
        id: String,
        /// What it is called.
        name: String,
        /// `linux`, `windows`, `macos`, or empty.
        platform: String,
        /// First sign-in, in milliseconds since the Unix epoch.
        created_ms: i64,
        /// Last contact, in milliseconds since the Unix epoch.
        last_seen_ms: i64,
        /// Whether it is the one that asks.
        current: bool,
    }

    /// GET `/me/export`: all that is known of an account.
    Export {
        /// The account.
        account: Me,
        /// Its subscription, if there is or was one.
        subscription: Option<ExportedSubscription>,
        /// The devices that count.
        devices: Vec<Device>,
        /// What was converted on each day.
        usage: Vec<ExportedDay>,
        /// Every sign-in that is still known.
        sign_ins: Vec<ExportedSignIn>,
    }

    /// A subscription as it is stored.
    ExportedSubscription {
        /// `basic` or `pro`.
        plan: String,
        /// Where it stands.
        status: String,
        /// End of the paid period, in milliseconds since the Unix epoch.
        paid_through_ms: i64,
        /// Whether it goes on by itself.
        auto_renew: bool,
    }

    /// The conversions of one day.
    ExportedDay {
        /// Number of the day, as [`crate::day`] counts.
        day: i64,
        /// Conversions.
        used: u32,
    }

    /// One sign-in; times in milliseconds since the Unix epoch.
    ExportedSignIn {
        /// When it began.
        created_ms: i64,
        /// Its last refresh.
        used_ms: i64,
        /// When it ended, if it has.
        ended_ms: Option<i64>,
    }

    /// GET `/devices`.
    Devices {
        /// The devices that count.
        devices: Vec<Device>,
        /// How many the plan allows.
        limit: u32,
        /// How many may still be removed within the present 30 days.
        releases_left: u32,
    }

    /// GET `/plans`.
    Plans {
        /// From the smallest to the largest.
        plans: Vec<PlanInfo>,
    }

    /// One row of the plan table.
    PlanInfo {
        /// The plan.
        plan: Plan,
        /// What it costs.
        price: Price,
        /// What it allows.
        limits: Limits,
    }

    /// GET `/subscription/status`.
    Status {
        /// The plan in force.
        plan: Plan,
        /// Where the subscription stands.
        status: LicenceStatus,
        /// End of the paid period, in milliseconds since the Unix epoch; `null` for Free.
        expires_at: Option<i64>,
        /// Whether it goes on by itself.
        auto_renew: bool,
        /// What the plan allows.
        limits: Limits,
        /// What is used today.
        usage: Usage,
        /// The next charge, if one is due.
        next_charge: Option<NextCharge>,
        /// A signed [`crate::Entitlement`], when a nonce was sent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        entitlement: Option<String>,
    }

    /// What an account has used today.
    Usage {
        /// Number of the day, as [`crate::day`] counts.
        day: i64,
        /// Conversions.
        used: u32,
        /// Conversions left; `null` is unlimited.
        left: Option<u32>,
        /// When counting begins anew, in milliseconds since the Unix epoch.
        resets_at: i64,
    }

    /// A charge to come.
    NextCharge {
        /// When, in milliseconds since the Unix epoch.
        at: i64,
        /// How much, in KRW with VAT included.
        amount_krw: u32,
    }

    /// POST `/usage`.
    ReportUsage {
        /// Comes back in the receipt.
        #[cfg_attr(feature = "openapi", schema(value_type = String, pattern = "^[A-Za-z0-9_-]{21}[AQgw]$"))]
        nonce: Nonce,
        /// What was converted since the last acknowledged number. May be empty.
        #[cfg_attr(feature = "openapi", schema(max_items = 500))]
        items: Vec<UsageItem>,
    }

    /// Conversions of one day.
    UsageItem {
        /// Counts up by one for each item of a device and never repeats: the same number is counted once.
        #[cfg_attr(feature = "openapi", schema(maximum = 9007199254740991_u64))]
        seq: u64,
        /// Number of the day, as [`crate::day`] counts.
        day: i64,
        /// Conversions.
        #[cfg_attr(feature = "openapi", schema(maximum = 1_000_000))]
        n: u32,
    }

    /// The reply to a report of usage.
    UsageReceipt {
        /// A signed [`crate::Receipt`].
        receipt: String,
    }

    /// GET `/time`.
    Time {
        /// A signed [`crate::ServerTime`].
        time: String,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_not_printed() {
        let logout = Logout { refresh_token: Secret::new("canary") };
        assert!(!format!("{logout:?}").contains("canary"));
        assert_eq!(serde_json::to_string(&logout).unwrap(), r#"{"refresh_token":"canary"}"#);
    }

    #[test]
    fn the_smallest_login_is_enough() {
        let text = r#"{"email":"a@example.com","password":"x","hardware_id":"0123456789abcdef","client_version":"1.0.0"}"#;
        let login: Login = serde_json::from_str(text).unwrap();
        assert!(login.hardware.is_none() && login.nonce.is_none());
    }
}
