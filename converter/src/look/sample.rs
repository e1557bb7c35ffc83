//! A small picture that stands for a large one: pieces from all over it, side by side.

use crate::picture::{Picture, Pixels};

/// Side of a piece in pixels: a multiple of every block that the encoders use.
const PIECE: u32 = 256;

/// From this share of equal neighbours on a picture is taken for a drawing.
const DRAWN: f64 = 0.4;

/// What stands for `picture`: `pieces` × `pieces` squares from the middles of as many equal parts of it; `None` where
/// that would be the larger part of it.
pub(super) fn sample(picture: &Picture, pieces: u32) -> Option<Picture> {
    let (columns, rows) = (starts(picture.width, pieces)?, starts(picture.height, pieces)?);
    if 2 * u64::from(PIECE * pieces).pow(2) > picture.pixels.count() {
        return None;
    }
    let width = picture.width as usize;
    let pixels = match &picture.pixels {
        Pixels::Rgb8(samples) => Pixels::Rgb8(cut(samples, 3, width, &columns, &rows)),
        Pixels::Rgba8(samples) => Pixels::Rgba8(cut(samples, 4, width, &columns, &rows)),
        Pixels::Rgb16(samples) => Pixels::Rgb16(cut(samples, 3, width, &columns, &rows)),
        Pixels::Rgba16(samples) => Pixels::Rgba16(cut(samples, 4, width, &columns, &rows)),
    };
    let mut sample = Picture::new(PIECE * pieces, PIECE * pieces, pixels);
    sample.color = picture.color.clone();
    sample.depth = picture.depth;
    Some(sample)
}

/// Where the pieces begin along a side, if it is long enough for all of them.
fn starts(side: u32, pieces: u32) -> Option<Vec<usize>> {
    let part = side / pieces;
    let within = part.checked_sub(PIECE)? / 2;
    Some((0..pieces).map(|index| (index * part + within) as usize).collect())
}

fn cut<T: Copy>(samples: &[T], channels: usize, width: usize, columns: &[usize], rows: &[usize]) -> Vec<T> {
    let mut out = Vec::with_capacity(columns.len() * rows.len() * (PIECE * PIECE) as usize * channels);
    for row in rows.iter().flat_map(|&start| start..start + PIECE as usize) {
        for &column in columns {
            let start = (row * width + column) * channels;
            out.extend_from_slice(&samples[start..start + PIECE as usize * channels]);
        }
    }
    out
}

/// Whether a picture is a drawing and not a photograph.
pub(super) fn is_drawn(picture: &Picture) -> bool {
    flatness(picture) > DRAWN
}

/// The share of pixels that are the same as their left neighbour: nearly none of a photograph, most of a drawing.
fn flatness(picture: &Picture) -> f64 {
    fn equal<T: PartialEq>(samples: &[T], channels: usize, width: usize) -> usize {
        let rows = samples.chunks_exact(width * channels);
        let neighbours =
            rows.flat_map(|row| row.chunks_exact(channels).zip(row[channels..].chunks_exact(channels)));
        neighbours.filter(|(left, right)| left == right).count()
    }
    let (width, channels) = (picture.width as usize, picture.pixels.channels());
    let equal = match &picture.pixels {
        Pixels::Rgb8(samples) | Pixels::Rgba8(samples) => equal(samples, channels, width),
        Pixels::Rgb16(samples) | Pixels::Rgba16(samples) => equal(samples, channels, width),
    };
    equal as f64 / picture.pixels.count() as f64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each pixel tells where it is, in pieces.
    fn picture(width: u32, height: u32) -> Picture {
        let at = |i: u32| [(i % width / PIECE) as u8, (i / width / PIECE) as u8, 0];
        Picture::new(width, height, Pixels::Rgb8((0..width * height).flat_map(at).collect()))
    }

    #[test]
    fn pieces_come_from_all_over_a_large_picture() {
        let sample = sample(&picture(2048, 1536), 2).expect("large enough");
        assert_eq!((sample.width, sample.height), (512, 512));
        let Pixels::Rgb8(samples) = sample.pixels else { panic!("as the picture") };
        let pixel = |x: usize, y: usize| &samples[(y * 512 + x) * 3..][..2];
        // The parts are 1024 × 768; their middles begin at 384 and 256.
        assert_eq!((pixel(0, 0), pixel(255, 255)), (&[1, 1][..], &[2, 1][..]));
        assert_eq!((pixel(256, 256), pixel(511, 511)), (&[5, 4][..], &[6, 4][..]));
    }

    #[test]
    fn a_small_or_narrow_picture_stands_for_itself() {
        assert!(sample(&picture(600, 800), 2).is_none());
        assert!(sample(&picture(300, 9000), 2).is_none());
    }

    #[test]
    fn drawings_are_flat_and_photographs_are_not() {
        assert!(flatness(&picture(600, 300)) > 0.9);
        let noise = (0..30_000_u32).map(|i| (i.wrapping_mul(0x9e37_79b1) >> 24) as u8).collect();
        assert!(flatness(&Picture::new(100, 100, Pixels::Rgb8(noise))) < 0.1);
    }
}
