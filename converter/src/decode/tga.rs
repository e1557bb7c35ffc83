//! Truevision TGA input through the image crate.

use std::io::Cursor;

use image::codecs::tga::TgaDecoder;

use super::{Header, raster};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    raster::header(TgaDecoder::new(Cursor::new(bytes)), limits)
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    raster::decode(TgaDecoder::new(Cursor::new(bytes)), limits)
}
