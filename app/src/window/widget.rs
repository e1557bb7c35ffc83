//! What screens are made of. No widget has words of its own: callers give them.
#![allow(dead_code, unused_imports, reason = "the screens that use all of it are being built")]

pub mod button;
pub mod choice;
pub mod display;
pub mod empty;
pub mod field;
pub mod focus;
pub mod icon;
pub mod list;
pub mod menu;
pub mod progress;
pub mod scroll;
pub mod segments;
pub mod sheet;
pub mod slider;
pub mod split;
pub mod switch;
pub mod toast;
pub mod tooltip;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;

pub use button::{button, icon_button};
pub use choice::choice;
pub use display::{caption, card, chip, complaint, heading, key_cap, label, notice, title};
pub use empty::empty;
pub use field::{field, number};
pub use icon::{Icon, icon};
pub use progress::{progress, progress_of_unknown_length};
pub use scroll::scroll;
pub use segments::segments;
pub use sheet::sheet;
pub use slider::slider;
pub use split::split;
pub use switch::{checkbox, toggle};
pub use toast::toast;
pub use tooltip::tooltip;
