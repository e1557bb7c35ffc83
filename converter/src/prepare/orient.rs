//! Bakes the orientation into the pixels, so that a viewer has nothing left to turn. Where the sides keep their
//! places this happens in place; the four transposing orientations need a second buffer for the moment.

use crate::picture::{Orientation, Picture, Pixels};

/// The picture turned so that nothing is left to turn.
pub(super) fn upright(mut picture: Picture) -> Picture {
    let orientation = std::mem::take(&mut picture.orientation);
    let (width, height) = (picture.width as usize, picture.height as usize);
    picture.pixels = match picture.pixels {
        Pixels::Rgb8(samples) => Pixels::Rgb8(turned::<_, 3>(samples, width, height, orientation)),
        Pixels::Rgba8(samples) => Pixels::Rgba8(turned::<_, 4>(samples, width, height, orientation)),
        Pixels::Rgb16(samples) => Pixels::Rgb16(turned::<_, 3>(samples, width, height, orientation)),
        Pixels::Rgba16(samples) => Pixels::Rgba16(turned::<_, 4>(samples, width, height, orientation)),
    };
    if orientation.swaps_sides() {
        (picture.width, picture.height) = (picture.height, picture.width);
    }
    picture
}

/// Each transposing orientation is the plain transposition followed by one mirroring in place.
fn turned<T: Copy + Default, const N: usize>(
    mut samples: Vec<T>,
    width: usize,
    height: usize,
    orientation: Orientation,
) -> Vec<T> {
    if orientation.swaps_sides() {
        samples = transposed::<T, N>(&samples, width, height);
    }
    let row = if orientation.swaps_sides() { height } else { width };
    let pixels = samples.as_chunks_mut::<N>().0;
    match orientation {
        Orientation::Upright | Orientation::Transposed => {}
        Orientation::MirroredHorizontally | Orientation::Rotated90 => mirror_rows(pixels, row),
        Orientation::MirroredVertically | Orientation::Rotated270 => mirror_columns(pixels, row),
        Orientation::Rotated180 | Orientation::Transversed => pixels.reverse(),
    }
    samples
}

/// Left becomes right.
fn mirror_rows<P>(pixels: &mut [P], width: usize) {
    for row in pixels.chunks_exact_mut(width) {
        row.reverse();
    }
}

/// Top becomes bottom.
fn mirror_columns<P>(pixels: &mut [P], width: usize) {
    let rows = pixels.len() / width;
    let (upper, lower) = pixels.split_at_mut(rows / 2 * width);
    for (above, below) in upper.chunks_exact_mut(width).zip(lower.chunks_exact_mut(width).rev()) {
        above.swap_with_slice(below);
    }
}

/// Rows become columns, in square tiles: both the rows read and the rows written by a tile stay in the L1 cache.
fn transposed<T: Copy + Default, const N: usize>(samples: &[T], width: usize, height: usize) -> Vec<T> {
    const TILE: usize = 32;
    let source = samples.as_chunks::<N>().0;
    let mut target = vec![T::default(); samples.len()];
    let rows = target.as_chunks_mut::<N>().0;
    for (band, rows) in rows.chunks_mut(height * TILE).enumerate() {
        let first_column = band * TILE;
        for top in (0..height).step_by(TILE) {
            let tile_height = TILE.min(height - top);
            for (offset, row) in rows.chunks_exact_mut(height).enumerate() {
                let column = source[top * width + first_column + offset..].iter().step_by(width);
                for (to, from) in row[top..top + tile_height].iter_mut().zip(column) {
                    *to = *from;
                }
            }
        }
    }
    target
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Where the pixel shown at (x, y) is stored, by the definition of Exif 2.32, tag 0x0112: which sides of the
    /// shown picture the stored row 0 and column 0 are.
    fn stored_at(orientation: Orientation, (width, height): (u32, u32), (x, y): (u32, u32)) -> (u32, u32) {
        match orientation {
            Orientation::Upright => (x, y),
            Orientation::MirroredHorizontally => (width - 1 - x, y),
            Orientation::Rotated180 => (width - 1 - x, height - 1 - y),
            Orientation::MirroredVertically => (x, height - 1 - y),
            Orientation::Transposed => (y, x),
            Orientation::Rotated90 => (y, height - 1 - x),
            Orientation::Transversed => (width - 1 - y, height - 1 - x),
            Orientation::Rotated270 => (width - 1 - y, x),
        }
    }

    /// A picture in which no two pixels near each other are alike, turned in all eight ways.
    fn check(width: u32, height: u32, pixels: impl Fn(Vec<u16>) -> Pixels, channels: usize) {
        let samples: Vec<u16> =
            (0..width as usize * height as usize * channels).map(|i| (i % 65_521) as u16).collect();
        for number in 1..=8 {
            let orientation = Orientation::from_exif(number);
            let picture = Picture { orientation, ..Picture::new(width, height, pixels(samples.clone())) };
            let (shown_width, shown_height) = picture.shown_size();
            let mut expected = Vec::new();
            for y in 0..shown_height {
                for x in 0..shown_width {
                    let (x, y) = stored_at(orientation, (width, height), (x, y));
                    let start = (y as usize * width as usize + x as usize) * channels;
                    expected.extend_from_slice(&samples[start..start + channels]);
                }
            }
            let turned = upright(picture);
            assert_eq!((turned.width, turned.height), (shown_width, shown_height), "{orientation:?}");
            assert_eq!(turned.orientation, Orientation::Upright);
            assert!(turned.pixels == pixels(expected), "{orientation:?} of {width}x{height}");
        }
    }

    fn to_bytes(samples: Vec<u16>) -> Vec<u8> {
        samples.into_iter().map(|sample| (sample % 251) as u8).collect()
    }

    #[test]
    fn every_orientation_of_every_pixel_type_is_baked() {
        check(37, 70, |samples| Pixels::Rgb8(to_bytes(samples)), 3);
        check(37, 70, |samples| Pixels::Rgba8(to_bytes(samples)), 4);
        check(70, 37, Pixels::Rgb16, 3);
        check(70, 37, Pixels::Rgba16, 4);
    }

    #[test]
    fn odd_and_tiny_sizes_are_baked() {
        for (width, height) in [(1, 1), (1, 9), (9, 1), (2, 2), (3, 3), (32, 32), (33, 31), (64, 65)] {
            check(width, height, Pixels::Rgb16, 3);
        }
    }

    #[test]
    fn an_upright_picture_is_not_copied() {
        let picture = Picture::new(2, 1, Pixels::Rgb8(vec![1, 2, 3, 4, 5, 6]));
        let address = |picture: &Picture| match &picture.pixels {
            Pixels::Rgb8(samples) => samples.as_ptr(),
            _ => unreachable!("it was made of Rgb8"),
        };
        let before = address(&picture);
        assert_eq!(address(&upright(picture)), before);
    }
}
