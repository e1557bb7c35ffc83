//! Animations from bytes to bytes: what others see of the output is what the source shows, frame by frame.

// What was skipped is said on the terminal.
#![allow(clippy::print_stdout, unsafe_code)]

#[cfg(feature = "libaom")]
mod corpus;
mod drawn;
#[cfg(feature = "libaom")]
mod judge;
#[cfg(feature = "libaom")]
mod looked;
#[path = "../corpus/manifest.rs"]
mod manifest;
mod refused;
#[cfg(feature = "libaom")]
mod seen;
