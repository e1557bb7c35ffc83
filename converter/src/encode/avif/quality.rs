//! One quality number means one look: WebP's scale brought onto that of each AVIF engine.

use super::{Engine, Speed};
use crate::recipe::{Quality, Subsampling};

/// The engine's own quality that looks like WebP (method 4) at `wanted`.
pub(super) fn on_scale_of(
    _engine: Engine,
    _speed: Speed,
    _subsampling: Subsampling,
    _depth: u8,
    wanted: Quality,
) -> u8 {
    wanted.value()
}
