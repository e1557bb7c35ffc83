//! The seam for the decoder that the operating system licenses: WIC on Windows (with the HEVC extension of the Store),
//! ImageIO on macOS. Neither is wired up yet, for want of such a machine to try it on; whoever does so answers here with
//! `Some`: RGB with the embedded profile, turned as the system turns it.

use super::Header;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

/// The header as the system reads it; `None` where it has no decoder.
pub(super) fn header(_bytes: &[u8], _limits: &Limits) -> Option<Result<Header, ErrorKind>> {
    None
}

/// The picture as the system decodes it; `None` where it has no decoder.
pub(super) fn decode(_bytes: &[u8], _limits: &Limits) -> Option<Result<Picture, ErrorKind>> {
    None
}
