//! Netpbm (PBM, PGM, PPM, PAM) input through the image crate.

use std::io::Cursor;

use image::codecs::pnm::PnmDecoder;

use super::{Header, raster};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    raster::header(PnmDecoder::new(Cursor::new(bytes)), limits)
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    raster::decode(PnmDecoder::new(Cursor::new(bytes)), limits)
}
