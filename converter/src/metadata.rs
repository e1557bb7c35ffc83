//! Which metadata goes along, and what must leave it first.

mod exif;
mod xmp;

pub(crate) use exif::orientation;

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
    // Empty blocks say nothing, and not every container can hold one.
    let [exif, xmp] = [metadata.exif, metadata.xmp].map(|block| block.filter(|block| !block.is_empty()));
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

#[cfg(test)]
mod tests {
    use super::*;

    /// The smallest Exif block: one directory with the orientation alone.
    const EXIF: &[u8] = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
    const XMP: &[u8] = b"<x:xmpmeta xmlns:x=\"adobe:ns:meta/\"/>";

    fn check(
        policy: MetadataPolicy,
        from: (&[u8], &[u8]),
        to: (Option<&[u8]>, Option<&[u8]>),
        dropped: &[&'static str],
    ) {
        let mut warnings = Vec::new();
        let metadata = Metadata { exif: Some(from.0.to_vec()), xmp: Some(from.1.to_vec()) };
        let selected = select(metadata, policy, &mut warnings);
        assert_eq!((selected.exif.as_deref(), selected.xmp.as_deref()), to, "{policy:?}");
        let expected: Vec<_> = dropped.iter().map(|&name| Warning::MetadataDropped(name)).collect();
        assert_eq!(warnings, expected, "{policy:?}");
    }

    #[test]
    fn a_policy_keeps_what_it_says() {
        let mut upright = EXIF.to_vec();
        upright[18] = 1;
        check(MetadataPolicy::All, (EXIF, XMP), (Some(&upright), Some(XMP)), &[]);
        check(MetadataPolicy::NoLocation, (EXIF, XMP), (Some(&upright), Some(XMP)), &[]);
        check(MetadataPolicy::Dates, (EXIF, XMP), (None, None), &[]);
        check(MetadataPolicy::None, (EXIF, XMP), (None, None), &[]);
    }

    #[test]
    fn what_cannot_be_read_is_left_out_with_a_warning() {
        let broken: (&[u8], &[u8]) = (b"no exif", b"<no xmp");
        check(MetadataPolicy::All, broken, (None, Some(broken.1)), &["exif"]);
        check(MetadataPolicy::NoLocation, broken, (None, None), &["exif", "xmp"]);
        check(MetadataPolicy::Dates, broken, (None, None), &["exif"]);
        check(MetadataPolicy::None, broken, (None, None), &[]);
    }

    #[test]
    fn no_metadata_is_nothing_to_warn_about() {
        for policy in
            [MetadataPolicy::All, MetadataPolicy::NoLocation, MetadataPolicy::Dates, MetadataPolicy::None]
        {
            let mut warnings = Vec::new();
            assert_eq!(select(Metadata::default(), policy, &mut warnings), Metadata::default());
            assert_eq!(warnings, []);
        }
    }
}
