//! How the camera was held, as the Exif block says.

use exif::{In, Tag};

use crate::picture::Orientation;

/// The orientation in an Exif block (a TIFF structure, without `Exif\0\0`); upright when it says nothing or
/// cannot be read.
pub(crate) fn orientation(exif: &[u8]) -> Orientation {
    let mut reader = exif::Reader::new();
    reader.continue_on_error(true);
    let exif = reader.read_raw(exif.to_vec()).or_else(|error| error.distill_partial_result(|_| ())).ok();
    exif.and_then(|exif| exif.get_field(Tag::Orientation, In::PRIMARY)?.value.get_uint(0))
        .map_or(Orientation::Upright, Orientation::from_exif)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A little-endian Exif block with nothing but tag 0x0112.
    fn block(value: u8) -> Vec<u8> {
        let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
        exif.extend([value, 0, 0, 0, 0, 0, 0, 0]);
        exif
    }

    #[test]
    fn all_eight_are_read() {
        for value in 1..=8 {
            assert_eq!(orientation(&block(value)) as u8, value);
        }
    }

    #[test]
    fn nonsense_is_upright() {
        assert_eq!(orientation(&block(9)), Orientation::Upright);
        assert_eq!(orientation(b""), Orientation::Upright);
        assert_eq!(orientation(&block(6)[..14]), Orientation::Upright);
    }
}
