//! What an account may do on this machine: sign-in, device-bound tokens, plan limits, the usage ledger
//! and the sealed offline cache.
//!
//! This crate never sees a picture and never names the window's toolkit; it hands out a unit permit, which only
//! `app` brings together with a staged picture. [`Licensing`] is the front.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod account;
mod client;
pub mod clock;
mod desk;
pub mod device;
pub mod entitlement;
pub mod error;
pub mod fail_point;
pub mod gate;
pub mod keyring;
pub mod ledger;
mod licence;
mod licensing;
mod mark;
pub mod seal;
mod session;
mod sync;
pub mod trust;

pub use account::{Credentials, SignedOut};
pub use client::Patience;
pub use desk::{Account, Options, Snapshot};
pub use error::{Error, Trouble};
pub use licensing::Licensing;
pub use sync::Upkeep;
