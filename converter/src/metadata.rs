//! Which metadata goes along, and what must leave it first.

mod exif;
mod xmp;

pub use exif::orientation;

use crate::picture::{Metadata, Warning};
use crate::recipe::MetadataPolicy;

/// What `policy` lets through of a picture whose orientation is already baked.
///
/// - `All`: everything, but upright and without embedded thumbnails, which show the picture of before. Everything
///   else stays byte for byte where it is, so that maker notes, whose offsets only their maker knows, stay valid.
/// - `NoLocation`: the same without GPS and place names. Maker notes go too: some hold the place, and nobody can
///   tell which.
/// - `Dates`: a new Exif block with the dates alone.
/// - `None`: nothing.
///
/// A block that cannot be read is left out with a warning, since nobody could say what it holds; an unreadable
/// XMP packet stays under `All`, where nothing in it does harm.
pub fn select(metadata: Metadata, policy: MetadataPolicy, warnings: &mut Vec<Warning>) -> Metadata {
    let Metadata { exif, xmp } = metadata;
    let mut unless_unreadable = |block: Option<Vec<u8>>, name| {
        if block.is_none() {
            warnings.push(Warning::MetadataDropped(name));
        }
        block.filter(|block| !block.is_empty())
    };
    match policy {
        MetadataPolicy::All => Metadata {
            exif: exif.and_then(|block| unless_unreadable(exif::upright(block), "exif")),
            xmp: xmp.map(|packet| xmp::upright(&packet).unwrap_or(packet)),
        },
        MetadataPolicy::NoLocation => Metadata {
            exif: exif.and_then(|block| unless_unreadable(exif::without_location(block), "exif")),
            xmp: xmp.and_then(|packet| unless_unreadable(xmp::without_location(&packet), "xmp")),
        },
        MetadataPolicy::Dates => {
            Metadata { exif: exif.and_then(|block| unless_unreadable(exif::dates(block), "exif")), xmp: None }
        }
        MetadataPolicy::None => Metadata::default(),
    }
}
