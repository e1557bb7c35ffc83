//! A small picture of a source, and what a row of a list says of it.

use serde::{Deserialize, Serialize};

use crate::conversion::{Failure, Host, Watched};
use crate::decode::{self, animation};
use crate::error::{ErrorKind, Stage};
use crate::input::{InputFormat, Source};
use crate::limits::Limits;
use crate::picture::{Picture, Warning};
use crate::recipe::Resize;
use crate::view::View;

/// What shrinking holds beside the picture: one band of rows.
const BAND_BYTES: u64 = 160 << 20;

/// What is asked for.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Order {
    /// Pixels of the longer side at most.
    pub longest: u32,
    /// What a source may ask for.
    pub limits: Limits,
}

/// A source as a list shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Thumbnail {
    /// What its content is.
    pub format: InputFormat,
    /// Width and height of the picture as a person sees it.
    pub size: (u32, u32),
    /// How many frames its headers announce: 1 of a picture that does not move.
    pub frames: u64,
    /// What was lost or assumed when it was decoded.
    pub warnings: Vec<Warning>,
    /// The first frame, small.
    pub view: View,
}

impl Order {
    /// Makes the thumbnail of a source in memory.
    ///
    /// # Errors
    /// Those of decoding and of the host.
    pub fn carry_out(&self, source: Source, host: &mut dyn Host) -> Result<Thumbnail, Failure> {
        Watched::during(host, |host| self.stages(source, host))
    }

    fn stages(&self, source: Source, host: &mut dyn Host) -> Result<Thumbnail, ErrorKind> {
        host.stage(Stage::Decode)?;
        let own = decode::header(&source, &self.limits)?;
        // A drawing has all the pixels that somebody wants; other pictures are not enlarged.
        let source = source.drawn_at(Some(Resize::Long(self.longest.max(1))));
        let header = decode::header(&source, &self.limits)?;
        let decoding = source.bytes.len() as u64 + header.working_bytes;
        host.reserve(decoding.max(header.pixel_bytes() + BAND_BYTES))?;
        let frames = animation::count(source.format, &source.bytes, &self.limits)?;
        let picture = decode::decode(&source, &self.limits)?;
        let (format, is_drawing) = (source.format, source.is_drawing());
        drop(source);
        host.stage(Stage::Prepare)?;
        let size = if is_drawing { (own.width, own.height) } else { picture.shown_size() };
        let Picture { warnings, .. } = &picture;
        let is_small = |warning: &&Warning| !matches!(warning, Warning::FirstFrame(_));
        let warnings = warnings.iter().filter(is_small).cloned().collect();
        Ok(Thumbnail { format, size, frames, warnings, view: View::of(picture, self.longest)? })
    }
}
