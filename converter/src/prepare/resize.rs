//! Changes the size: Lanczos in linear light for shrinking, Catmull-Rom on the samples as they are for enlarging.
//! Works in bands of the result, so that a linear copy (16 bits a sample) of the whole source never exists.

use fast_image_resize::images::TypedImage;
use fast_image_resize::pixels::{U16x3, U16x4};
use fast_image_resize::{FilterType, MulDiv, PixelTrait, ResizeAlg, ResizeOptions, Resizer};

use super::sample::{Sample, light_from_srgb, srgb_from_light, tabulated};
use crate::error::{Bound, ErrorKind};
use crate::limits::{self, Limits};
use crate::picture::{ColorSpace, Picture, Pixels};
use crate::recipe::Resize;

/// Longest side of a source: the filter's weights take 48 bytes for each of its pixels.
const LONGEST_SIDE: u32 = 1 << 20;

/// Reach of the filters in pixels of the source (of the result, when shrinking): Lanczos 3, Catmull-Rom 2.
const REACH: f64 = 3.0;

/// Aimed size of what is held between the horizontal and the vertical pass.
const BAND_BYTES: f64 = (64 << 20) as f64;

/// Pixels of the source that are turned to linear light at a time.
const STRIP_PIXELS: usize = 1 << 18;

/// The upright picture in the wanted size.
pub(super) fn resize(picture: Picture, wanted: Option<Resize>) -> Result<Picture, ErrorKind> {
    let from = (picture.width, picture.height);
    match wanted {
        Some(wanted) if wanted.apply(from.0, from.1) != from => resized(&picture, wanted),
        _ => Ok(picture),
    }
}

/// The same in another size; it may be the same too.
pub(super) fn resized(picture: &Picture, wanted: Resize) -> Result<Picture, ErrorKind> {
    let from = (picture.width, picture.height);
    let to = wanted.apply(from.0, from.1);
    check_sizes(from, to)?;
    let mut resizing = Resizing::new(from, to, &picture.color);
    let pixels = match &picture.pixels {
        Pixels::Rgb8(samples) => Pixels::Rgb8(resizing.run::<_, U16x3, 3>(samples)?),
        Pixels::Rgba8(samples) => Pixels::Rgba8(resizing.run::<_, U16x4, 4>(samples)?),
        Pixels::Rgb16(samples) => Pixels::Rgb16(resizing.run::<_, U16x3, 3>(samples)?),
        Pixels::Rgba16(samples) => Pixels::Rgba16(resizing.run::<_, U16x4, 4>(samples)?),
    };
    Ok(Picture {
        width: to.0,
        height: to.1,
        pixels,
        color: picture.color.clone(),
        metadata: picture.metadata.clone(),
        orientation: picture.orientation,
        depth: picture.depth,
        is_resized: picture.is_resized,
        warnings: picture.warnings.clone(),
    })
}

fn check_sizes(from: (u32, u32), (width, height): (u32, u32)) -> Result<(), ErrorKind> {
    if width == 0 || height == 0 {
        return Err(ErrorKind::Encoder(format!("a size of {width}x{height}")));
    }
    limits::check(Bound::Side, from.0.max(from.1).into(), LONGEST_SIDE.into())?;
    Limits::default().check_size(width, height)
}

/// One resizing: first the width of a band, then its height.
struct Resizing {
    from: (usize, usize),
    to: (usize, usize),
    /// Whether samples are averaged as light, on the sRGB curve (which is that of most profiles, or close).
    in_light: bool,
    options: ResizeOptions,
    resizer: Resizer,
}

impl Resizing {
    fn new(from: (u32, u32), to: (u32, u32), color: &ColorSpace) -> Self {
        let shrinks = to.0 < from.0 || to.1 < from.1;
        // Of PQ, HLG and linear samples the sRGB curve would make something that is no light at all.
        let on_a_curve = !matches!(color, ColorSpace::Cicp(cicp) if cicp.is_hdr() || cicp.transfer == 8);
        let filter = if shrinks { FilterType::Lanczos3 } else { FilterType::CatmullRom };
        Resizing {
            from: (from.0 as usize, from.1 as usize),
            to: (to.0 as usize, to.1 as usize),
            // Enlarged in light, the overshoot at edges would be seen as dark seams.
            in_light: shrinks && on_a_curve,
            // Alpha is multiplied before the first pass and divided after the second.
            options: ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).use_alpha(false),
            resizer: Resizer::new(),
        }
    }

    /// Rows of the source for each row of the result.
    fn vertical_scale(&self) -> f64 {
        self.from.1 as f64 / self.to.1 as f64
    }

    fn run<T: Sample, P: PixelTrait<Component = u16>, const N: usize>(
        &mut self,
        samples: &[T],
    ) -> Result<Vec<T>, ErrorKind> {
        let curve = Curve::new(self.in_light);
        let row = self.to.0 * N;
        let mut result = vec![T::default(); row * self.to.1];
        let rows = (BAND_BYTES / (row * size_of::<u16>()) as f64 / self.vertical_scale()).max(16.0) as usize;
        for (index, band) in result.chunks_mut(rows * row).enumerate() {
            let linear = self.band::<T, P, N>(samples, &curve, index * rows, band.len() / row)?;
            curve.encode::<N>(P::components(linear.pixels()), band);
        }
        Ok(result)
    }

    /// `rows` rows of the result from `first` on, in light.
    fn band<T: Sample, P: PixelTrait<Component = u16>, const N: usize>(
        &mut self,
        samples: &[T],
        curve: &Curve<T>,
        first: usize,
        rows: usize,
    ) -> Result<TypedImage<'static, P>, ErrorKind> {
        let scale = self.vertical_scale();
        let reach = REACH * scale.max(1.0) + 1.0;
        let (top, bottom) = (first as f64 * scale, (first + rows) as f64 * scale);
        let upper = (top - reach).max(0.0) as usize;
        let lower = ((bottom + reach).ceil() as usize).min(self.from.1);
        let row = self.from.0 * N;
        let source = self.with_new_width::<T, P, N>(&samples[upper * row..lower * row], curve)?;

        let top = top - upper as f64;
        let height = (bottom - upper as f64).min((lower - upper) as f64) - top;
        let options = self.options.crop(0.0, top, self.to.0 as f64, height);
        let mut band = TypedImage::new(self.to.0 as u32, rows as u32);
        self.resizer.resize_typed(&source, &mut band, &options).map_err(refused)?;
        if N == 4 {
            MulDiv::new().divide_alpha_inplace_typed(&mut band).map_err(refused)?;
        }
        Ok(band)
    }

    /// Rows of the source as light with premultiplied alpha, in the width of the result.
    fn with_new_width<T: Sample, P: PixelTrait<Component = u16>, const N: usize>(
        &mut self,
        samples: &[T],
        curve: &Curve<T>,
    ) -> Result<TypedImage<'static, P>, ErrorKind> {
        let (from, to) = (self.from.0, self.to.0);
        let rows = STRIP_PIXELS.div_ceil(from);
        let mut result = TypedImage::<P>::new(to as u32, (samples.len() / (from * N)) as u32);
        let strips = samples.chunks(rows * from * N).zip(result.pixels_mut().chunks_mut(rows * to));
        for (samples, result) in strips {
            let rows = (result.len() / to) as u32;
            let mut strip = TypedImage::<P>::new(from as u32, rows);
            curve.decode::<N>(samples, P::components_mut(strip.pixels_mut()));
            if N == 4 {
                MulDiv::new().multiply_alpha_inplace_typed(&mut strip).map_err(refused)?;
            }
            let mut result = TypedImage::from_pixels_slice(to as u32, rows, result).map_err(refused)?;
            self.resizer.resize_typed(&strip, &mut result, &self.options).map_err(refused)?;
        }
        Ok(result)
    }
}

/// What the resizing crate says to sizes that do not fit together; ours do.
fn refused(error: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Encoder(format!("resizing: {error}"))
}

/// Tables between samples and the 16-bit numbers that are averaged; alpha is in proportion in both.
struct Curve<T> {
    to_linear: Vec<u16>,
    from_linear: Vec<T>,
}

impl<T: Sample> Curve<T> {
    fn new(in_light: bool) -> Self {
        if in_light {
            Curve {
                to_linear: tabulated::<T, _>(|sample| u16::from_unit(light_from_srgb(sample))),
                from_linear: tabulated::<u16, _>(|light| T::from_unit(srgb_from_light(light))),
            }
        } else {
            Curve {
                to_linear: tabulated::<T, _>(u16::from_unit),
                from_linear: tabulated::<u16, _>(T::from_unit),
            }
        }
    }

    fn decode<const N: usize>(&self, samples: &[T], linear: &mut [u16]) {
        for (from, to) in samples.as_chunks::<N>().0.iter().zip(linear.as_chunks_mut::<N>().0) {
            *to = from.map(|sample| self.to_linear[sample.level()]);
            if N == 4 {
                to[3] = (from[3].level() * (usize::from(u16::MAX) / (T::LEVELS - 1))) as u16;
            }
        }
    }

    fn encode<const N: usize>(&self, linear: &[u16], samples: &mut [T]) {
        for (from, to) in linear.as_chunks::<N>().0.iter().zip(samples.as_chunks_mut::<N>().0) {
            *to = from.map(|light| self.from_linear[light.level()]);
            if N == 4 {
                to[3] = T::from_unit(f32::from(from[3]) / f32::from(u16::MAX));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::Cicp;

    fn picture(width: u32, height: u32, pixels: Pixels) -> Picture {
        Picture::new(width, height, pixels)
    }

    fn resized(picture: Picture, spec: &str) -> Picture {
        resize(picture, Some(spec.parse().expect("a size"))).expect("a size that can be had")
    }

    fn bytes(picture: Picture) -> Vec<u8> {
        match picture.pixels {
            Pixels::Rgb8(samples) | Pixels::Rgba8(samples) => samples,
            _ => unreachable!("8 bits stay 8 bits"),
        }
    }

    /// Pixels of one side 1 px black, 1 px white.
    fn checkerboard(side: u32) -> Picture {
        let samples = (0..side * side).flat_map(|i| [(i / side + i) as u8 % 2 * 255; 3]);
        picture(side, side, Pixels::Rgb8(samples.collect()))
    }

    #[test]
    fn the_result_has_exactly_the_wanted_size() {
        for (from, spec, to) in [
            ((400, 300), "192x108", (144, 108)),
            ((40, 30), "64x64!", (64, 64)),
            ((400, 30), "10x300!", (10, 300)),
            ((801, 601), "50%", (401, 301)),
            ((33, 17), "300%", (99, 51)),
            ((1000, 3), "long:100", (100, 1)),
            ((432, 216), "short:108", (216, 108)),
        ] {
            let grey = |channels| vec![100; from.0 as usize * from.1 as usize * channels];
            for pixels in [Pixels::Rgb8(grey(3)), Pixels::Rgba8(grey(4))] {
                let result = resized(picture(from.0, from.1, pixels), spec);
                assert_eq!((result.width, result.height), to, "{spec}");
                assert_eq!(result.pixels.count(), u64::from(to.0) * u64::from(to.1));
                assert!(bytes(result).iter().all(|&sample| sample == 100), "{spec}: an even grey stays");
            }
        }
    }

    #[test]
    fn the_same_size_is_left_untouched() {
        let before = checkerboard(7);
        assert_eq!(resized(before.clone(), "7x7!"), before);
        assert_eq!(resized(before.clone(), "long:1000"), before);
        assert_eq!(resize(before.clone(), None).expect("nothing to do"), before);
    }

    #[test]
    fn light_is_averaged_not_samples() {
        // Half of all light is 188 in sRGB; the average of the samples would be 128.
        let result = bytes(resized(checkerboard(64), "25%"));
        let middle = &result[(8 * 16 + 8) * 3..][..3];
        assert!(middle.iter().all(|&sample| sample.abs_diff(188) <= 1), "{middle:?}");
    }

    #[test]
    fn samples_of_high_dynamic_range_are_averaged_as_they_are() {
        let hdr = ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 });
        let result = bytes(resized(Picture { color: hdr, ..checkerboard(64) }, "25%"));
        assert!(result[(8 * 16 + 8) * 3].abs_diff(128) <= 1);
    }

    #[test]
    fn what_is_hidden_by_alpha_does_not_bleed() {
        // Left half opaque white, right half transparent black.
        let row = (0..64).flat_map(|x| if x < 32 { [255; 4] } else { [0; 4] });
        let samples: Vec<u8> = row.collect::<Vec<_>>().repeat(64);
        for spec in ["21x21!", "100x100!"] {
            let result = bytes(resized(picture(64, 64, Pixels::Rgba8(samples.clone())), spec));
            let pixels = result.as_chunks::<4>().0;
            assert!(pixels.iter().any(|pixel| (30..226).contains(&pixel[3])), "a soft edge");
            for pixel in pixels.iter().filter(|pixel| pixel[3] > 8) {
                assert!(pixel[..3].iter().all(|&sample| sample >= 250), "{spec}: no dark halo: {pixel:?}");
            }
        }
    }

    #[test]
    fn sixteen_bits_stay_sixteen_bits() {
        let samples: Vec<u16> = (0..100 * 100).flat_map(|i| [30_001 + i % 100 * 7; 3]).collect();
        let result = resized(picture(100, 100, Pixels::Rgb16(samples)), "50%");
        let Pixels::Rgb16(samples) = result.pixels else { panic!("16 bits became fewer") };
        let middle: Vec<u16> = samples[(25 * 50 + 20) * 3..].iter().step_by(3).take(8).copied().collect();
        for (x, &sample) in middle.iter().enumerate() {
            let expected = 30_001.0 + 7.0 * (2.0 * (20 + x) as f64 + 0.5);
            assert!((f64::from(sample) - expected).abs() < 3.0, "{sample} instead of {expected}");
        }
    }

    #[test]
    fn bands_leave_no_seams() {
        let (width, height) = (3000, 6000);
        let samples = (0..height).flat_map(|y| vec![(y / 30 + 20) as u8; width as usize * 3]);
        let result = resized(picture(width, height, Pixels::Rgb8(samples.collect())), "2900x5800!");
        let columns = bytes(result).into_iter().step_by(2900 * 3).collect::<Vec<u8>>();
        for (y, &sample) in columns.iter().enumerate() {
            let expected = (y as f64 + 0.5) * 6000.0 / 5800.0 / 30.0 + 19.5;
            assert!((f64::from(sample) - expected).abs() < 1.1, "row {y}: {sample} instead of {expected}");
        }
    }

    #[test]
    fn sizes_out_of_bounds_are_refused() {
        let tiny = || picture(1, 1, Pixels::Rgb8(vec![0; 3]));
        let refused = |wanted| resize(tiny(), Some(wanted)).expect_err("out of bounds").code();
        assert_eq!(refused(Resize::Exact(0, 5)), "encoder");
        assert_eq!(refused(Resize::Exact(20_000, 20_000)), "too_large");
        let wide = picture(LONGEST_SIDE + 1, 1, Pixels::Rgb8(vec![0; 3 * (LONGEST_SIDE as usize + 1)]));
        assert_eq!(resize(wide, Some(Resize::Long(100))).expect_err("too wide").code(), "too_large");
    }
}
