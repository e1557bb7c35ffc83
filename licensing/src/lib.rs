//! What an account may do on this machine: sign-in, device-bound tokens, plan limits, the usage ledger
//! and the sealed offline cache.
//!
//! This crate never sees a picture and never names the window's toolkit; it hands out a unit permit, which only
//! `app` brings together with a staged picture.

#![cfg_attr(test, allow(clippy::unwrap_used))]

pub mod clock;
pub mod fail_point;
pub mod ledger;
pub mod seal;
