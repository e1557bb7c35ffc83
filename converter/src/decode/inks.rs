//! CMYK inks on paper become sRGB light on a screen.

use moxcms::Layout;

use super::profile::{self, Managed};
use crate::limits::Limits;
use crate::picture::{Pixels, Warning};

/// sRGB pixels of CMYK samples (full scale is full ink), through their profile where it can be used, else as
/// if the inks were ideal: R = (1-C)·(1-K). `samples` is worked on in place, so that one buffer is enough.
pub(super) fn cmyk<S: Managed>(
    mut samples: Vec<S>,
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Pixels {
    warnings.push(Warning::CmykConverted);
    if let Some(icc) = icc {
        let mut rgb = vec![S::default(); samples.len() / 4 * 3];
        if profile::to_srgb(icc, Layout::Rgba, limits, &samples, Layout::Rgb, &mut rgb) {
            return S::rgb(rgb);
        }
        warnings.push(Warning::ProfileIgnored);
    }
    let pixels = samples.len() / 4;
    for pixel in 0..pixels {
        let [cyan, magenta, yellow, black] = *samples[pixel * 4..].first_chunk().expect("four inks a pixel");
        let light = [cyan, magenta, yellow].map(|ink: S| ink.inverted().scaled(black.inverted()));
        samples[pixel * 3..][..3].copy_from_slice(&light);
    }
    samples.truncate(pixels * 3);
    S::rgb(samples)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check<S: Managed>(inks: [S; 4], icc: Option<&[u8]>, pixels: &Pixels, warnings: &[Warning]) {
        let mut said = Vec::new();
        assert_eq!(cmyk(inks.to_vec(), icc, &Limits::default(), &mut said), *pixels);
        assert_eq!(said, warnings);
    }

    #[test]
    fn no_ink_is_white_paper() {
        check([0u8; 4], None, &Pixels::Rgb8(vec![255; 3]), &[Warning::CmykConverted]);
    }

    #[test]
    fn black_ink_darkens_all_channels() {
        check(
            [0u16, 0, u16::MAX, 32768],
            None,
            &Pixels::Rgb16(vec![32767, 32767, 0]),
            &[Warning::CmykConverted],
        );
    }

    #[test]
    fn a_profile_that_is_none_is_ignored_and_said() {
        check(
            [255u8, 0, 0, 0],
            Some(b"nonsense"),
            &Pixels::Rgb8(vec![0, 255, 255]),
            &[Warning::CmykConverted, Warning::ProfileIgnored],
        );
    }
}
