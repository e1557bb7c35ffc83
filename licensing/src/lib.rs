//! What an account may do on this machine: sign-in, device-bound tokens, plan limits, the usage ledger
//! and the sealed offline cache.
//!
//! This crate never sees a picture and never names the window's toolkit; it hands out a unit permit, which only
//! `app` brings together with a staged picture.
//!
//! [`Licensing`] is the front. A program opens it once with [`Options`] and asks for the [`ledger::Ledger`] of whoever is signed
//! in. Before a run, [`Licensing::gate`] says what goes now, given [`ledger::Ledger::standing`]; in contact with the server,
//! [`Licensing::sync`] before that makes two devices share the day. Then `reserve`, and a permit for each picture. A window calls
//! [`Licensing::upkeep`] from time to time on a thread of its own and draws [`Licensing::snapshot`].

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod account;
mod client;
pub mod clock;
mod desk;
#[cfg(feature = "dev-keys")]
pub mod dev_home;
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
pub use protocol;
pub use sync::Upkeep;
