//! avif output.

use super::Encoded;
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::recipe::Recipe;

pub(super) fn encode(
    _picture: &Picture,
    _recipe: &Recipe,
    _threads: usize,
    _cancel: &Cancel,
) -> Result<Encoded, ErrorKind> {
    Err(ErrorKind::Encoder("not built".into()))
}

pub(super) fn working_bytes(pixels: u64, _has_alpha: bool, _recipe: &Recipe) -> u64 {
    pixels * 8
}

pub(super) fn versions() -> Vec<(&'static str, String)> {
    Vec::new()
}
