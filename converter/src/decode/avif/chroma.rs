//! Subsampled chroma brought to the size of luma: linear between samples that lie in the middle of the luma they
//! stand for. That is where encoders put them that average, whatever position they name.

use bytemuck::Pod;
use yuv::YuvPlanarImage;

use crate::error::ErrorKind;

/// Luma rows for which chroma is held at full size at a time; even, so that bands begin with a chroma row.
const BAND: usize = 16;

/// A sample of a plane.
pub(super) trait Sample: Pod + std::fmt::Debug + Into<u32> {
    /// From a number that fits.
    fn narrow(value: u32) -> Self;
}

impl Sample for u8 {
    fn narrow(value: u32) -> Self {
        value as u8
    }
}

impl Sample for u16 {
    fn narrow(value: u32) -> Self {
        value as u16
    }
}

/// Hands `convert` band after band of the image with chroma at full size, and the row at which each begins.
///
/// The chroma planes have half as many columns as the coded luma, `coded_width` (the image may be cut narrower),
/// and half as many rows where `half_height`.
pub(super) fn upsampled<T: Sample>(
    image: &YuvPlanarImage<T>,
    coded_width: u32,
    half_height: bool,
    mut convert: impl FnMut(&YuvPlanarImage<T>, usize) -> Result<(), ErrorKind>,
) -> Result<(), ErrorKind> {
    let (width, height) = (image.width as usize, image.height as usize);
    let source_width = coded_width.div_ceil(2) as usize;
    let mut blue = vec![T::zeroed(); width * BAND.min(height)];
    let mut red = blue.clone();
    for first in (0..height).step_by(BAND) {
        let rows = BAND.min(height - first);
        for (plane, stride, band) in
            [(image.u_plane, image.u_stride, &mut blue), (image.v_plane, image.v_stride, &mut red)]
        {
            let source: Vec<_> = plane.chunks(stride as usize).map(|row| &row[..source_width]).collect();
            for (row, out) in (first..first + rows).zip(band.chunks_mut(width)) {
                let (near, far) = if half_height { neighbours(row, source.len()) } else { (row, row) };
                interpolate(source[near], source[far], out);
            }
        }
        let band = YuvPlanarImage {
            y_plane: &image.y_plane[first * image.y_stride as usize..],
            y_stride: image.y_stride,
            u_plane: &blue,
            u_stride: image.width,
            v_plane: &red,
            v_stride: image.width,
            width: image.width,
            height: rows as u32,
        };
        convert(&band, first)?;
    }
    Ok(())
}

/// The chroma rows to mix for a luma row, three parts to one.
fn neighbours(row: usize, count: usize) -> (usize, usize) {
    let near = row / 2;
    let far = if row.is_multiple_of(2) { near.saturating_sub(1) } else { (near + 1).min(count - 1) };
    (near, far)
}

/// One row of twice the width, three parts of `near` to one of `far`.
fn interpolate<T: Sample>(near: &[T], far: &[T], out: &mut [T]) {
    let mix = |index: usize| 3 * near[index].into() + far[index].into();
    let last = near.len() - 1;
    let mut left = mix(0);
    let mut center = left;
    for (index, pair) in out.chunks_mut(2).enumerate() {
        let right = mix((index + 1).min(last));
        pair[0] = T::narrow((3 * center + left + 8) >> 4);
        if let Some(second) = pair.get_mut(1) {
            *second = T::narrow((3 * center + right + 8) >> 4);
        }
        (left, center) = (center, right);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check_row(near: &[u8], far: &[u8], expected: &[u8]) {
        let mut out = vec![0; expected.len()];
        interpolate(near, far, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn samples_keep_the_middle_of_their_pair() {
        check_row(&[0, 80, 80], &[0, 80, 80], &[0, 20, 60, 80, 80, 80]);
    }

    #[test]
    fn an_odd_width_uses_half_of_the_last_pair() {
        check_row(&[0, 80], &[0, 80], &[0, 20, 60]);
        check_row(&[7], &[7], &[7]);
    }

    #[test]
    fn the_nearer_row_counts_three_times() {
        check_row(&[80], &[0], &[60, 60]);
    }

    #[test]
    fn rows_beyond_the_edge_repeat_the_edge() {
        assert_eq!([0, 1, 2, 3].map(|row| neighbours(row, 2)), [(0, 0), (0, 1), (1, 0), (1, 1)]);
        assert_eq!(neighbours(0, 1), (0, 0));
    }
}
