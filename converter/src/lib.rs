//! The engine of Picopress: pictures in, smaller pictures out.
//!
//! Synchronous, without network, window or words for people. [`convert`](convert::convert) is the whole
//! pipeline on one screen; it hands back a [`Staged`] picture (written beside its target, verified, not yet
//! visible), and whoever calls decides to publish it.

pub mod cancel;
pub mod convert;
pub mod decode;
pub mod encode;
pub mod error;
pub mod input;
pub mod limits;
pub mod metadata;
pub mod picture;
pub mod prepare;
pub mod recipe;
pub mod verify;
pub mod write;

pub use cancel::Cancel;
pub use convert::{Outcome, convert};
pub use error::{Error, ErrorKind, Stage};
pub use input::InputFormat;
pub use limits::Limits;
pub use picture::{Picture, Pixels, Warning};
pub use recipe::Recipe;
pub use write::Staged;
