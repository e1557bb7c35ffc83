//! Bounds that a file must keep before memory or time is spent on it.

use serde::{Deserialize, Serialize};

use crate::error::{Bound, ErrorKind};

/// So many pixels are soon done, and need no content.
const SMALL_ANIMATION: u64 = 500_000_000;

/// What a source may ask of this machine. Checked from headers, before allocation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Limits {
    /// Width × height of one picture.
    pub pixels: u64,
    /// Size of the source file in bytes.
    pub file_bytes: u64,
    /// Size of each of Exif, XMP and ICC in bytes.
    pub metadata_bytes: u64,
    /// Frames of an animation.
    pub frames: u64,
    /// Width × height × frames: each frame is a whole picture once it is composed, however little of it is stored.
    pub animation_pixels: u64,
    /// Pixels of an animation that a byte of its file may stand for, unless it is small.
    pub animation_pixels_per_byte: u64,
    /// Scans of a progressive JPEG: each one costs a pass over all pixels.
    pub scans: u32,
    /// Time that decoding one picture may take, in seconds. Only a worker can be held to it.
    pub decode_seconds: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Limits {
            pixels: 256_000_000,
            file_bytes: 1 << 30,
            metadata_bytes: 16 << 20,
            frames: 20_000,
            // Twenty minutes of work at the speed of lossy WebP; ten seconds of full HD are 500 million.
            animation_pixels: 8_000_000_000,
            // More are found in traps; a screen on which little moves has about a thousand.
            animation_pixels_per_byte: 10_000,
            // Encoders write about a dozen; each further one is work without information.
            scans: 100,
            // The largest picture that is allowed takes about a tenth of this on an old machine.
            decode_seconds: 600,
        }
    }
}

impl Limits {
    /// Refuses a picture without pixels or with too many.
    pub fn check_size(&self, width: u32, height: u32) -> Result<(), ErrorKind> {
        let pixels = u64::from(width) * u64::from(height);
        if pixels == 0 {
            return Err(ErrorKind::damaged(format_args!("a size of {width}x{height}")));
        }
        check(Bound::Pixels, pixels, self.pixels)
    }

    /// Refuses an animation of too many frames, or of too many pixels in all of them, be it in itself or for a file
    /// of `bytes`.
    pub fn check_animation(&self, size: (u32, u32), frames: u64, bytes: usize) -> Result<(), ErrorKind> {
        check(Bound::Frames, frames, self.frames)?;
        let pixels = (u64::from(size.0) * u64::from(size.1)).saturating_mul(frames);
        let with_content = (bytes as u64).saturating_mul(self.animation_pixels_per_byte).max(SMALL_ANIMATION);
        check(Bound::AnimationPixels, pixels, self.animation_pixels.min(with_content))
    }

    /// Refuses an Exif, XMP or ICC block of unreasonable size.
    pub fn check_metadata(&self, bytes: usize) -> Result<(), ErrorKind> {
        check(Bound::MetadataBytes, bytes as u64, self.metadata_bytes)
    }
}

/// `Err(TooLarge)` when `value` is over `limit`.
pub(crate) fn check(bound: Bound, value: u64, limit: u64) -> Result<(), ErrorKind> {
    if value > limit {
        return Err(ErrorKind::TooLarge { bound, value, limit });
    }
    Ok(())
}
