//! Bytes to pixels, one module a format. Every decoder checks the limits from the header before it allocates,
//! gives RGB with straight alpha, and turns whatever it meets into an error.

pub(crate) mod animation;
pub(crate) mod avif;
mod bmp;
mod canvas;
mod channels;
mod gif;
mod heic;
mod ico;
mod inks;
mod jpeg;
pub(crate) mod jxl;
mod lab;
mod light;
mod png;
mod pnm;
mod profile;
pub(crate) mod psd;
mod qoi;
mod raster;
mod svg;
mod tga;
mod tiff;
mod webp;

#[cfg(target_os = "linux")]
use std::path::PathBuf;

use crate::error::ErrorKind;
use crate::input::{InputFormat, Source};
use crate::limits::Limits;
use crate::picture::Picture;

/// What the header of a source says, before any pixel is decoded.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Header {
    /// Width in pixels, as stored (before orientation).
    pub width: u32,
    /// Height in pixels, likewise.
    pub height: u32,
    /// Whether the decoded picture will have an alpha channel.
    pub has_alpha: bool,
    /// Bits a sample of the decoded picture: 8 or 16.
    pub depth: u8,
    /// Bytes the decoder needs at its peak, beside the source and including the pixels it gives back.
    pub working_bytes: u64,
}

impl Header {
    /// Width × height.
    pub fn pixels(&self) -> u64 {
        u64::from(self.width) * u64::from(self.height)
    }

    /// Bytes of the decoded pixels.
    pub fn pixel_bytes(&self) -> u64 {
        let samples = if self.has_alpha { 4 } else { 3 };
        self.pixels() * samples * u64::from(self.depth / 8)
    }
}

/// The folders that decoders read beside their source: the fonts for texts in drawings. All else of the disk is no
/// business of theirs.
#[cfg(target_os = "linux")]
pub(crate) fn folders() -> Vec<PathBuf> {
    svg::fonts::folders()
}

/// Reads the header only: cheap, and within the limits.
///
/// # Errors
/// `TooLarge`, and what the decoder says of a header it cannot read.
pub fn header(source: &Source, limits: &Limits) -> Result<Header, ErrorKind> {
    let read = match source.format {
        InputFormat::Avif => avif::header,
        InputFormat::Bmp => bmp::header,
        InputFormat::Gif => gif::header,
        InputFormat::Ico => ico::header,
        InputFormat::Heic => heic::header,
        InputFormat::Jpeg => jpeg::header,
        InputFormat::Jxl => jxl::header,
        InputFormat::Png => png::header,
        InputFormat::Pnm => pnm::header,
        InputFormat::Psd => psd::header,
        InputFormat::Qoi => qoi::header,
        InputFormat::Svg => return svg::header(&source.bytes, source.drawn, limits),
        InputFormat::Tga => tga::header,
        InputFormat::Tiff => tiff::header,
        InputFormat::Webp => webp::header,
    };
    let header: Header = read(&source.bytes, limits)?;
    limits.check_size(header.width, header.height)?;
    Ok(header)
}

/// Decodes the first picture of a source.
///
/// # Errors
/// `TooLarge`, `Truncated`, `Damaged`, `Unsupported`; never a panic on purpose (the caller catches those too).
pub fn decode(source: &Source, limits: &Limits) -> Result<Picture, ErrorKind> {
    let decode = match source.format {
        InputFormat::Avif => avif::decode,
        InputFormat::Bmp => bmp::decode,
        InputFormat::Gif => gif::decode,
        InputFormat::Ico => ico::decode,
        InputFormat::Heic => heic::decode,
        InputFormat::Jpeg => jpeg::decode,
        InputFormat::Jxl => jxl::decode,
        InputFormat::Png => png::decode,
        InputFormat::Pnm => pnm::decode,
        InputFormat::Psd => psd::decode,
        InputFormat::Qoi => qoi::decode,
        InputFormat::Svg => return svg::decode(&source.bytes, source.drawn, limits),
        InputFormat::Tga => tga::decode,
        InputFormat::Tiff => tiff::decode,
        InputFormat::Webp => webp::decode,
    };
    decode(&source.bytes, limits)
}
