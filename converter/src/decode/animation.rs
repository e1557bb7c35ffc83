//! The frames of an animation, each as the whole picture that is seen while it is shown.

use super::{avif, gif, png, webp};
use crate::error::ErrorKind;
use crate::input::InputFormat;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Orientation, Picture, Pixels, Warning};
use crate::timing::{Delay, Plays};

/// One frame, composed.
pub(crate) struct Frame {
    /// What is seen. The first brings the metadata of the file; the warnings are those not yet said.
    pub picture: Picture,
    /// How long.
    pub delay: Delay,
}

/// Frames one by one, from the first to the last; to begin anew, open them again. What is held meanwhile does not
/// depend on how many there are.
pub(crate) trait Frames {
    /// How often they are played.
    fn plays(&self) -> Plays;

    /// How many the headers announce; some of them may turn out to be missing.
    fn count(&self) -> u64;

    /// The next one, or none after the last.
    ///
    /// # Errors
    /// What is wrong with this frame; what came before it is sound.
    fn next(&mut self) -> Result<Option<Frame>, ErrorKind>;
}

/// What all frames of a file have in common.
pub(super) struct Sheet {
    pub width: u32,
    pub height: u32,
    pub color: ColorSpace,
    pub orientation: Orientation,
    /// Significant bits per channel.
    pub depth: u8,
    /// Goes with the first frame.
    pub metadata: Metadata,
    /// Likewise.
    pub warnings: Vec<Warning>,
}

impl Sheet {
    /// The next frame, with these pixels.
    pub fn frame(&mut self, pixels: Pixels) -> Picture {
        let mut picture = Picture::new(self.width, self.height, pixels);
        picture.color = self.color.clone();
        picture.orientation = self.orientation;
        picture.depth = self.depth;
        picture.metadata = std::mem::take(&mut self.metadata);
        picture.warnings = std::mem::take(&mut self.warnings);
        picture
    }
}

/// How many frames the headers of a source announce: 1 of one that does not move.
///
/// # Errors
/// As [`frames`].
pub(crate) fn count(format: InputFormat, bytes: &[u8], limits: &Limits) -> Result<u64, ErrorKind> {
    frames(format, bytes, limits).map(|frames| frames.map_or(1, |frames| frames.count()))
}

/// The frames of a file, or `None` of one that does not move.
///
/// # Errors
/// `TooLarge` for more frames than the limits allow, and what is wrong with the header.
pub(crate) fn frames<'a>(
    format: InputFormat,
    bytes: &'a [u8],
    limits: &'a Limits,
) -> Result<Option<Box<dyn Frames + 'a>>, ErrorKind> {
    match format {
        InputFormat::Gif => gif::animation::frames(bytes, limits),
        InputFormat::Png => png::animation::frames(bytes, limits),
        InputFormat::Webp => webp::animation::frames(bytes, limits),
        InputFormat::Avif => avif::frames(bytes, limits),
        _ => Ok(None),
    }
}
