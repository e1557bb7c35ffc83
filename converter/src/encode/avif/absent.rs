//! Stands where an engine is not built in: a clear refusal instead of a missing module.

use super::Plan;
use crate::cancel::Cancel;
use crate::error::ErrorKind;
use crate::picture::Picture;
use crate::timing::Timing;

pub(super) fn encode(
    _picture: &Picture,
    plan: Plan,
    _threads: usize,
    _cancel: &Cancel,
) -> Result<Vec<u8>, ErrorKind> {
    Err(missing(plan))
}

/// An animation that is never begun.
pub(super) enum Movie {}

impl Movie {
    pub fn begin(_first: &Picture, plan: Plan, _timing: &Timing, _threads: usize) -> Result<Self, ErrorKind> {
        Err(missing(plan))
    }

    pub fn add(&mut self, _picture: &Picture, _ticks: u32) -> Result<(), ErrorKind> {
        match *self {}
    }

    pub fn finish(self) -> Result<Vec<u8>, ErrorKind> {
        match self {}
    }
}

fn missing(plan: Plan) -> ErrorKind {
    ErrorKind::Encoder(format!("{:?} is not built in, so that it cannot write AVIF", plan.engine))
}

pub(super) fn versions() -> [(&'static str, String); 0] {
    []
}
