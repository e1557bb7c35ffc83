//! Stands where an engine is not built in: a clear refusal instead of a missing module.

use super::Plan;
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::Picture;

pub(super) fn encode(
    _picture: &Picture,
    plan: Plan,
    _threads: usize,
    _cancel: &Cancel,
) -> Result<Vec<u8>, ErrorKind> {
    Err(ErrorKind::Encoder(format!("{:?} is not built in, so that it cannot write AVIF", plan.engine)))
}

pub(super) fn versions() -> [(&'static str, String); 0] {
    []
}
