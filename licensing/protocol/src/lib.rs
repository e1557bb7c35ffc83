//! What client and backend say to each other, in one place for both ends: the plan table, the calendar of
//! daily limits, signed statements and their check, the bodies of requests and replies, and error codes.
//!
//! It depends on none of our crates, reads no clock, no file and no network.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod api;
pub mod claims;
pub mod code;
pub mod day;
pub mod hardware;
pub mod jws;
pub mod keys;
pub mod nonce;
pub mod plan;
pub mod strict_json;

pub use claims::{Entitlement, Receipt, ServerTime, Verdict, VerdictCode};
pub use code::Code;
pub use hardware::Hardware;
pub use jws::{Signer, TokenError, verify};
pub use keys::PublicKeys;
pub use nonce::Nonce;
pub use plan::{Format, Limits, Plan};
