//! Which metadata goes along, and what must leave it first.

use crate::picture::{Metadata, Warning};
use crate::recipe::MetadataPolicy;

/// What `policy` lets through of a picture whose orientation is already baked.
pub fn select(metadata: Metadata, _policy: MetadataPolicy, _warnings: &mut Vec<Warning>) -> Metadata {
    metadata
}
