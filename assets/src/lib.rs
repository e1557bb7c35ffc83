//! Fonts, icons and the sample pictures in `samples/`, all of our own making or with their licence beside them.
//!
//! The crate holds files, not code; the fonts come with the window.
