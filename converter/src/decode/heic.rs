//! HEIC: photographs of telephones, HEVC in HEIF. Patents cover HEVC whatever the licence of a decoder, so none is built
//! in unless the feature `heic` is on; what the operating system brings along goes before it.

#[cfg(feature = "heic")]
mod software;
mod system;

use super::Header;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    if let Some(header) = system::header(bytes, limits) {
        return header;
    }
    #[cfg(feature = "heic")]
    return software::header(bytes, limits);
    #[cfg(not(feature = "heic"))]
    Err(ErrorKind::NoHeic)
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    if let Some(picture) = system::decode(bytes, limits) {
        return picture;
    }
    #[cfg(feature = "heic")]
    return software::decode(bytes, limits);
    #[cfg(not(feature = "heic"))]
    Err(ErrorKind::NoHeic)
}
