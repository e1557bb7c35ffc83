//! What every decoder needs between the samples of a file and the RGB of a picture: grey spread over three
//! channels, alpha made straight, depths brought to 8 or 16 bits.

use crate::picture::{self, Pixels};

/// An 8-bit or 16-bit sample that uses its whole range.
pub(super) trait Sample: Copy + Default + bytemuck::Pod + Into<usize> {
    /// `self · factor`, both as fractions of full scale, rounded to nearest.
    fn scaled(self, factor: Self) -> Self;

    /// `self / divisor`, likewise, at most full scale; 0 where the divisor is.
    fn unscaled(self, divisor: Self) -> Self;

    /// The sample with this number, which is one of its range.
    fn from_usize(number: usize) -> Self;

    /// Full scale less `self`.
    fn inverted(self) -> Self;

    /// A signed sample as an unsigned one, with zero in the middle.
    fn offset_to_unsigned(self) -> Self;

    /// As a fraction of full scale.
    fn to_unit(self) -> f32;

    /// The nearest sample to a fraction of full scale.
    fn from_unit(value: f32) -> Self;

    /// Three samples a pixel.
    fn rgb(samples: Vec<Self>) -> Pixels;

    /// Four samples a pixel.
    fn rgba(samples: Vec<Self>) -> Pixels;
}

macro_rules! sample {
    ($type:ty, $rgb:path, $rgba:path) => {
        impl Sample for $type {
            fn scaled(self, factor: Self) -> Self {
                let max = u64::from(Self::MAX);
                ((u64::from(self) * u64::from(factor) + max / 2) / max) as Self
            }

            fn unscaled(self, divisor: Self) -> Self {
                let (max, divisor) = (u64::from(Self::MAX), u64::from(divisor));
                let rounded = u64::from(self) * max + divisor / 2;
                rounded.checked_div(divisor).unwrap_or(0).min(max) as Self
            }

            fn from_usize(number: usize) -> Self {
                number as Self
            }

            fn inverted(self) -> Self {
                Self::MAX - self
            }

            fn offset_to_unsigned(self) -> Self {
                self ^ 1 << (Self::BITS - 1)
            }

            fn to_unit(self) -> f32 {
                f32::from(self) / f32::from(Self::MAX)
            }

            fn from_unit(value: f32) -> Self {
                // A cast from float saturates.
                (value * f32::from(Self::MAX)).round() as Self
            }

            fn rgb(samples: Vec<Self>) -> Pixels {
                $rgb(samples)
            }

            fn rgba(samples: Vec<Self>) -> Pixels {
                $rgba(samples)
            }
        }
    };
}

sample!(u8, Pixels::Rgb8, Pixels::Rgba8);
sample!(u16, Pixels::Rgb16, Pixels::Rgba16);

/// One grey sample becomes three equal ones.
pub(super) fn grey_to_rgb<S: Sample>(grey: &[S]) -> Vec<S> {
    let mut rgb = vec![S::default(); grey.len() * 3];
    for (pixel, &level) in rgb.as_chunks_mut::<3>().0.iter_mut().zip(grey) {
        *pixel = [level; 3];
    }
    rgb
}

/// Grey and alpha become three equal samples and alpha.
pub(super) fn grey_alpha_to_rgba<S: Sample>(grey_alpha: &[S]) -> Vec<S> {
    let mut rgba = vec![S::default(); grey_alpha.len() * 2];
    for (pixel, &[level, alpha]) in rgba.as_chunks_mut::<4>().0.iter_mut().zip(grey_alpha.as_chunks().0) {
        *pixel = [level, level, level, alpha];
    }
    rgba
}

/// Colours that were multiplied by their alpha, the last of `N` samples, become straight ones.
pub(super) fn unpremultiply<S: Sample, const N: usize>(samples: &mut [S]) {
    for pixel in samples.as_chunks_mut::<N>().0 {
        let [colors @ .., alpha] = pixel.as_mut_slice() else { return };
        for color in colors {
            *color = color.unscaled(*alpha);
        }
    }
}

/// Stretches samples of `bits` significant bits (1 to 16) over the whole 16-bit range, rounding to nearest.
pub(super) fn widen(samples: &mut [u16], bits: u8) {
    let bits = bits.clamp(1, 16);
    let full = u16::MAX >> (16 - bits);
    for sample in samples {
        *sample = picture::widen((*sample).min(full), bits);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_scale_is_neutral() {
        for sample in [0, 1, 127, 255u8] {
            assert_eq!(sample.scaled(u8::MAX), sample);
            assert_eq!(sample.unscaled(u8::MAX), sample);
        }
        assert_eq!(200u8.unscaled(0), 0, "no colour under a pixel that is not there");
        assert_eq!(40_000u16.unscaled(20_000), u16::MAX, "brighter than its alpha allows");
    }

    #[test]
    fn twelve_bits_fill_sixteen() {
        let mut samples = [0, 0x800, 0xfff];
        widen(&mut samples, 12);
        assert_eq!(samples, [0, 0x8008, 0xffff]);
    }

    #[test]
    fn grey_is_three_equal_channels() {
        assert_eq!(grey_to_rgb(&[1u8, 2]), [1, 1, 1, 2, 2, 2]);
        assert_eq!(grey_alpha_to_rgba(&[1u16, 2]), [1, 1, 1, 2]);
    }

    #[test]
    fn half_transparent_red_gets_its_red_back() {
        let mut pixel = [64u8, 0, 0, 128];
        unpremultiply::<u8, 4>(&mut pixel);
        assert_eq!(pixel, [128, 0, 0, 128]);
    }
}
