//! HEIC through heifer, pure Rust, which turns and cuts the picture as its file says. What heifer does not hand on is
//! read here.

use heifer::{Error, Options};

use super::Header;
use crate::decode::avif::still::{self, Still};
use crate::decode::channels::{self, Sample};
use crate::decode::profile;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    still::read(bytes, limits).map(|still| header_of(&still))
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let still = still::read(bytes, limits)?;
    limits.check_size(still.width, still.height)?;
    let options = Options { max_threads: 1, max_pixels: limits.pixels };
    let (size, pixels) = if still.depth == 8 {
        let image = heifer::decode_rgba8(bytes, &options)?;
        ((image.width, image.height), pixels(image.data, still.has_alpha))
    } else {
        let mut image = heifer::decode_with_options(bytes, &options)?;
        channels::widen(&mut image.data, image.bit_depth);
        ((image.width, image.height), pixels(image.data, still.has_alpha))
    };
    if size != (still.width, still.height) {
        return Err(ErrorKind::damaged("a picture of another size than its file says"));
    }
    let mut warnings = Vec::new();
    let mut picture = Picture::new(still.width, still.height, pixels);
    picture.color = color_space(&still, limits, &mut warnings);
    picture.depth = still.depth;
    picture.metadata = Metadata { exif: still.exif, xmp: still.xmp };
    picture.warnings = warnings;
    Ok(picture)
}

fn header_of(still: &Still<'_>) -> Header {
    let header = Header {
        width: still.width,
        height: still.height,
        has_alpha: still.has_alpha,
        depth: if still.depth == 8 { 8 } else { 16 },
        working_bytes: 0,
    };
    // RGBA of the whole and of its turned copy, and the planes of 16 bits.
    let beside = header.pixels() * (8 * u64::from(header.depth / 8) + 6);
    Header { working_bytes: header.pixel_bytes() + beside + (4 << 20), ..header }
}

fn pixels<S: Sample>(rgba: Vec<S>, has_alpha: bool) -> Pixels {
    if has_alpha {
        return S::rgba(rgba);
    }
    S::rgb(rgba.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect())
}

/// An ICC profile says more than code points.
fn color_space(still: &Still<'_>, limits: &Limits, warnings: &mut Vec<Warning>) -> ColorSpace {
    match (profile::rgb(still.icc.map(<[u8]>::to_vec), limits, warnings), still.code_points) {
        (ColorSpace::Srgb, Some((primaries, transfer))) => ColorSpace::from_code_points(primaries, transfer),
        (described, _) => described,
    }
}

impl From<Error> for ErrorKind {
    fn from(error: Error) -> Self {
        match error {
            Error::Unsupported(what) => ErrorKind::unsupported(format_args!("HEIC with {what}")),
            other => ErrorKind::damaged(other),
        }
    }
}
