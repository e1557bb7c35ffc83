//! The program as its users meet it: started on real files, judged by what it says and what stands on the disk.

// What is skipped is said aloud.
#![allow(clippy::print_stdout)]

#[cfg(target_os = "linux")]
mod account;
mod clock;
mod convert;
mod corpus;
mod desk;
#[cfg(target_os = "linux")]
mod desktop;
mod disk;
mod kill;
mod kill_originals;
mod memory;
mod names;
mod order;
mod originals;
mod plans;
mod presets;
mod privacy;
mod report;
#[cfg(target_os = "linux")]
mod service;
mod stop;
#[cfg(target_os = "linux")]
mod window;
#[cfg(target_os = "linux")]
mod workers;

#[cfg(target_os = "linux")]
use tests::screen;
