//! The engine of Picopress: pictures in, smaller pictures out.
//!
//! Synchronous, without network, window or words for people. [`Engine::convert`] is the way of
//! a file, [`conversion::Order`] what happens to its bytes; the engine hands back a [`Staged`] picture (written beside its target, verified, not yet
//! visible), and whoever calls decides to publish it.

pub mod animation;
pub mod batch;
pub mod budget;
pub mod cancel;
pub mod content;
pub mod conversion;
pub mod convert;
pub mod decode;
pub mod earlier;
pub mod encode;
pub mod error;
pub mod exact_path;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod input;
pub mod limits;
pub mod look;
pub mod loss;
pub mod metadata;
pub mod pace;
pub mod pause;
pub mod picture;
pub mod prepare;
pub mod preview;
pub mod recipe;
pub mod relocate;
pub mod target;
pub mod thumbnail;
pub mod timing;
pub mod trial;
pub mod verify;
pub mod view;
pub mod viewer;
pub mod worker;
pub mod write;

pub use budget::Budget;
pub use cancel::Cancel;
pub use content::ContentHash;
pub use convert::{Engine, Outcome};
pub use encode::Fidelity;
pub use error::{Error, ErrorKind, Stage};
pub use input::InputFormat;
pub use limits::Limits;
pub use loss::Loss;
pub use pace::Pace;
pub use pause::Pause;
pub use picture::{Picture, Pixels, Warning};
pub use preview::{Job, Preview};
pub use recipe::Recipe;
pub use thumbnail::Thumbnail;
pub use trial::Trial;
pub use view::View;
pub use viewer::Viewer;
pub use worker::Isolation;
pub use write::{Staged, Staging};
