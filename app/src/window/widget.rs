//! What screens are made of. No widget has words of its own: callers give them.

pub mod button;
pub mod choice;
pub mod display;
pub mod empty;
pub mod escape;
pub mod field;
pub mod focus;
pub mod hover;
pub mod icon;
pub mod list;
pub mod menu;
pub mod progress;
pub mod scroll;
pub mod segments;
pub mod sheet;
pub mod slider;
pub mod switch;
pub mod toast;
pub mod tooltip;
pub mod wrapper;

#[cfg(test)]
mod gallery;
#[cfg(test)]
mod tests;

pub use button::{button, icon_button};
pub use choice::choice;
pub use display::{caption, card, chip, complaint, heading, key_cap, label, notice, title};
pub use empty::empty;
pub use field::{field, number};
pub use hover::hover;
pub use icon::{Icon, icon};
pub use progress::{progress, progress_of_unknown_length};
pub use scroll::scroll;
pub use segments::segments;
pub use sheet::sheet;
pub use slider::slider;
pub use switch::toggle;
pub use toast::toast;
pub use tooltip::tooltip;
