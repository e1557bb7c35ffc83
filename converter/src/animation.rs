//! An animation on its way from source to target: its frames are decoded and prepared one by one, as often as they are
//! needed, so that memory does not grow with their number.

use crate::cancel::Cancel;
use crate::decode::Header;
use crate::decode::animation::{self as decoded, Frames};
use crate::error::ErrorKind;
use crate::input::{InputFormat, Source};
use crate::limits::Limits;
use crate::look;
use crate::picture::{Picture, Warning};
use crate::prepare::prepare;
use crate::recipe::Recipe;
use crate::timing::Timing;

/// Frames that a decoder may need to look back at (AV1 specification §3, `NUM_REF_FRAMES`), and the one it works on.
const AV1_FRAMES: u64 = 9;

/// An animation that was looked through once: every frame of it can be read.
pub struct Animation<'a> {
    format: InputFormat,
    bytes: &'a [u8],
    recipe: &'a Recipe,
    limits: &'a Limits,
    /// When its frames are shown.
    pub timing: Timing,
    /// Width and height of the prepared frames.
    pub size: (u32, u32),
    /// Whether some pixel of some frame is not opaque; all prepared frames have an alpha channel then, and else none.
    pub has_alpha: bool,
    /// The fewest bits a channel that hold all frames without loss: 8, 10, 12 or 16.
    pub bits: u8,
    /// What was lost or assumed on the way here.
    pub warnings: Vec<Warning>,
}

/// The prepared frames, once through.
pub struct Reel<'a> {
    frames: Box<dyn Frames + 'a>,
    recipe: &'a Recipe,
    has_alpha: bool,
}

/// Whether a source is an animation, from its headers.
///
/// # Errors
/// `TooLarge` for more frames than the limits allow, and what is wrong with the header.
pub fn moves(source: &Source, limits: &Limits) -> Result<bool, ErrorKind> {
    decoded::frames(source.format, &source.bytes, limits).map(|frames| frames.is_some())
}

/// Bytes needed at the peak for an animation with this header, beside its source and its output, when its prepared
/// frames have so many pixels.
pub fn working_bytes(source: &Source, header: Header, prepared_pixels: u64, recipe: &Recipe) -> u64 {
    let sample = u64::from(header.depth / 8);
    // The canvas, what it was before a frame that will be taken back, that frame itself, and a copy for the encoder.
    let decoding = match source.format {
        InputFormat::Avif => header.working_bytes * AV1_FRAMES,
        _ => header.working_bytes + header.pixels() * 4 * sample * 4,
    };
    // The frame, the one before, and the part in which they differ.
    let prepared = prepared_pixels * 4 * sample * 3;
    let encoding = look::animation_working_bytes(prepared_pixels, header.depth > 8, recipe);
    // The output is decoded beside the source when it is verified.
    let verifying = prepared_pixels * 4 * sample * AV1_FRAMES;
    decoding + prepared + encoding.max(verifying)
}

impl<'a> Animation<'a> {
    /// Opens an animation and looks through all of its frames. `None` of a source that does not move, or of which
    /// only one frame can be read.
    ///
    /// # Errors
    /// `TooLarge`, `Cancelled`, and those of preparing. A frame that cannot be read ends the animation before it,
    /// with a warning.
    pub fn open(
        source: &'a Source,
        recipe: &'a Recipe,
        limits: &'a Limits,
        cancel: &Cancel,
    ) -> Result<Option<Self>, ErrorKind> {
        let (format, bytes) = (source.format, source.bytes.as_slice());
        let Some(mut frames) = decoded::frames(format, bytes, limits)? else { return Ok(None) };
        let timing = Timing { delays: Vec::new(), plays: frames.plays() };
        let mut animation = Animation {
            format,
            bytes,
            recipe,
            limits,
            timing,
            size: (0, 0),
            has_alpha: false,
            bits: 8,
            warnings: Vec::new(),
        };
        loop {
            cancel.check()?;
            match frames.next() {
                Ok(Some(frame)) => {
                    animation.note(&prepare(frame.picture, recipe)?);
                    animation.timing.delays.push(frame.delay);
                }
                Ok(None) => break,
                Err(error @ (ErrorKind::TooLarge { .. } | ErrorKind::Cancelled)) => return Err(error),
                Err(fault) => {
                    animation.warnings.push(Warning::Salvaged(fault.to_string()));
                    break;
                }
            }
        }
        Ok((animation.timing.delays.len() > 1).then_some(animation))
    }

    /// The frames from the first on.
    ///
    /// # Errors
    /// Those of opening the source.
    pub fn reel(&self) -> Result<Reel<'_>, ErrorKind> {
        let frames = decoded::frames(self.format, self.bytes, self.limits)?.ok_or(ErrorKind::Truncated)?;
        Ok(Reel { frames, recipe: self.recipe, has_alpha: self.has_alpha })
    }

    fn note(&mut self, picture: &Picture) {
        self.size = (picture.width, picture.height);
        self.has_alpha |= picture.pixels.is_translucent();
        let fits = |&bits: &u8| bits >= self.bits && picture.pixels.fits_depth(bits);
        self.bits = [8, 10, 12].into_iter().find(fits).unwrap_or(16);
        for warning in &picture.warnings {
            if !self.warnings.contains(warning) {
                self.warnings.push(warning.clone());
            }
        }
    }
}

impl Reel<'_> {
    /// The next frame; there are as many as delays. The first brings the metadata.
    ///
    /// # Errors
    /// Those of decoding and preparing; `Truncated` after the last.
    pub fn next_frame(&mut self) -> Result<Picture, ErrorKind> {
        let frame = self.frames.next()?.ok_or(ErrorKind::Truncated)?;
        let mut picture = prepare(frame.picture, self.recipe)?;
        picture.pixels =
            if self.has_alpha { picture.pixels.with_alpha() } else { picture.pixels.without_alpha() };
        Ok(picture)
    }
}
