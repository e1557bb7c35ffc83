//! What an account may do on this machine: sign-in, device-bound tokens, plan limits, the usage ledger
//! and the sealed offline cache.
//!
//! Nothing lives here yet. This crate will never see a picture and never name the window's toolkit;
//! it hands out a unit permit, which only `app` brings together with a staged picture.
