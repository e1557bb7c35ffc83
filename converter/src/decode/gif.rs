//! gif input.

use super::Header;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Picture;

pub(super) fn header(_bytes: &[u8], _limits: &Limits) -> Result<Header, ErrorKind> {
    Err(ErrorKind::unsupported("gif"))
}

pub(super) fn decode(_bytes: &[u8], _limits: &Limits) -> Result<Picture, ErrorKind> {
    Err(ErrorKind::unsupported("gif"))
}
