//! The transformative properties of HEIF §6.5: which part of the picture is shown, and which way round.

use super::container::{CleanAperture, Mirror};
use crate::picture::{Orientation, Pixels};

/// A part of a picture, in pixels from the top left.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Rectangle {
    pub x: u32,
    pub y: u32,
    pub width: u32,
    pub height: u32,
}

/// The rectangle that `clap` leaves of a picture; `None` when it does not consist of whole pixels inside of it.
pub(super) fn aperture(aperture: &CleanAperture, width: u32, height: u32) -> Option<Rectangle> {
    let (x, width) = span(aperture.width, aperture.horizontal_offset, width)?;
    let (y, height) = span(aperture.height, aperture.vertical_offset, height)?;
    Some(Rectangle { x, y, width, height })
}

/// Start and length along one side: the centre lies `offset` away from the centre of the picture, so that
/// start = (side − length) / 2 + offset.
fn span(length: (u32, u32), offset: (i32, u32), side: u32) -> Option<(u32, u32)> {
    let length = length.0.checked_div(length.1).filter(|whole| whole * length.1 == length.0)?;
    let (numerator, denominator) = (i128::from(offset.0), i128::from(offset.1));
    let doubled = (i128::from(side) - i128::from(length)) * denominator + 2 * numerator;
    let start = doubled.checked_div(2 * denominator).filter(|whole| whole * 2 * denominator == doubled)?;
    let start = u32::try_from(start).ok()?;
    (length > 0 && u64::from(start) + u64::from(length) <= u64::from(side)).then_some((start, length))
}

/// Keeps only `part` of pixels that are `width` wide, in place.
pub(super) fn crop(pixels: Pixels, width: u32, part: Rectangle) -> Pixels {
    fn cut<T: Copy>(mut samples: Vec<T>, channels: usize, width: u32, part: Rectangle) -> Vec<T> {
        let (stride, length) = (width as usize * channels, part.width as usize * channels);
        let first = part.y as usize * stride + part.x as usize * channels;
        for row in 0..part.height as usize {
            let start = first + row * stride;
            samples.copy_within(start..start + length, row * length);
        }
        samples.truncate(part.height as usize * length);
        samples
    }
    if part.x == 0 && part.width == width && pixels.count() == u64::from(width) * u64::from(part.height) {
        return pixels;
    }
    match pixels {
        Pixels::Rgb8(samples) => Pixels::Rgb8(cut(samples, 3, width, part)),
        Pixels::Rgba8(samples) => Pixels::Rgba8(cut(samples, 4, width, part)),
        Pixels::Rgb16(samples) => Pixels::Rgb16(cut(samples, 3, width, part)),
        Pixels::Rgba16(samples) => Pixels::Rgba16(cut(samples, 4, width, part)),
    }
}

/// Quarter turns counter-clockwise, then the mirror (MIAF §7.3.6.7 fixes this order). The orientation in Exif
/// does not count in HEIF.
pub(super) fn orientation(quarter_turns: u8, mirror: Option<Mirror>) -> Orientation {
    use Orientation::*;
    match (quarter_turns & 3, mirror) {
        (0, None) => Upright,
        (1, None) => Rotated270,
        (2, None) => Rotated180,
        (_, None) => Rotated90,
        (0, Some(Mirror::TopAndBottom)) | (2, Some(Mirror::LeftAndRight)) => MirroredVertically,
        (0, Some(Mirror::LeftAndRight)) | (2, Some(Mirror::TopAndBottom)) => MirroredHorizontally,
        (1, Some(Mirror::TopAndBottom)) | (3, Some(Mirror::LeftAndRight)) => Transposed,
        (_, Some(_)) => Transversed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_span(length: (u32, u32), offset: (i32, u32), side: u32, expected: Option<(u32, u32)>) {
        assert_eq!(span(length, offset, side), expected, "{length:?} {offset:?} of {side}");
    }

    #[test]
    fn a_clean_aperture_is_placed_from_centre_to_centre() {
        check_span((8, 1), (0, 1), 10, Some((1, 8)));
        check_span((7, 1), (1, 2), 10, Some((2, 7)));
        check_span((16, 2), (-1, 1), 10, Some((0, 8)));
    }

    #[test]
    fn a_clean_aperture_of_half_pixels_or_outside_is_none() {
        check_span((7, 1), (0, 1), 10, None);
        check_span((15, 2), (0, 1), 10, None);
        check_span((8, 1), (2, 1), 10, None);
        check_span((8, 1), (-2, 1), 10, None);
        check_span((8, 0), (0, 1), 10, None);
        check_span((8, 1), (0, 0), 10, None);
        check_span((0, 1), (0, 1), 10, None);
        check_span((u32::MAX, 1), (i32::MIN, u32::MAX), 10, None);
    }

    #[test]
    fn cropping_keeps_the_right_pixels() {
        let pixels = Pixels::Rgb8((0..4 * 3).flat_map(|index| [index; 3]).collect());
        let part = Rectangle { x: 1, y: 1, width: 2, height: 2 };
        let Pixels::Rgb8(cropped) = crop(pixels, 4, part) else { panic!("the kind of pixels stays") };
        let kept: Vec<u8> = cropped.iter().step_by(3).copied().collect();
        assert_eq!(kept, [5, 6, 9, 10]);
    }
}
