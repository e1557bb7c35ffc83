//! High dynamic range brought down to sRGB: light from the samples (ITU-R BT.2100-2), the tone curve of
//! ITU-R BT.2390-8 on the strongest channel so that hues stay, the gamut of BT.709 by clipping, the sRGB curve.

use super::sample::{Sample, srgb_from_light, tabulated};
use crate::picture::Pixels;

/// Light of diffuse white in a high dynamic range picture, in cd/m² (ITU-R BT.2408-7, 2.1). It becomes the white
/// of sRGB where nothing is brighter.
const REFERENCE_WHITE: f32 = 203.0;

/// Light of the largest PQ sample, in cd/m² (BT.2100-2, table 4).
const PQ_PEAK: f32 = 10_000.0;

/// Light of the largest HLG sample on the display of nominal peak, in cd/m² (BT.2100-2, table 5).
const HLG_PEAK: f32 = 1000.0;

/// Converts the pixels in place. `transfer` is 18 for HLG, else PQ is meant; `gamut` turns linear light of the
/// source's primaries into linear light of BT.709.
pub(super) fn map_to_srgb(pixels: &mut Pixels, transfer: u8, gamut: [[f32; 3]; 3]) {
    let is_hlg = transfer == 18;
    match pixels {
        Pixels::Rgb8(samples) => map::<_, 3>(samples, is_hlg, &gamut),
        Pixels::Rgba8(samples) => map::<_, 4>(samples, is_hlg, &gamut),
        Pixels::Rgb16(samples) => map::<_, 3>(samples, is_hlg, &gamut),
        Pixels::Rgba16(samples) => map::<_, 4>(samples, is_hlg, &gamut),
    }
}

fn map<T: Sample, const N: usize>(samples: &mut [T], is_hlg: bool, gamut: &[[f32; 3]; 3]) {
    let light = tabulated::<T, f32>(if is_hlg { hlg_scene_light } else { pq_light });
    let pixels = samples.as_chunks_mut::<N>().0;
    let displayed = |pixel: [T; 3]| {
        let rgb = pixel.map(|sample| light[sample.level()]);
        if is_hlg { hlg_display_light(rgb) } else { rgb }
    };
    let peak = displayed([T::from_level(brightest_level(pixels)); 3])[0];
    let tone = Table::new(|root| tone_gain(root.powi(4) * PQ_PEAK, peak));
    let curve = Table::new(srgb_from_light);
    for pixel in pixels {
        let [r, g, b] = displayed([pixel[0], pixel[1], pixel[2]]);
        // The table is indexed by the fourth root, which spaces light about as evenly as the eye does.
        let gain = tone.at((r.max(g).max(b) / PQ_PEAK).sqrt().sqrt());
        for (sample, row) in pixel.iter_mut().zip(gamut) {
            let linear = gain * (row[0] * r + row[1] * g + row[2] * b);
            *sample = T::from_unit(curve.at(linear));
        }
    }
}

/// The sample that only one pixel in a thousand goes over in its strongest channel. Files seldom tell their peak,
/// and a few glints shall not darken all the rest.
fn brightest_level<T: Sample, const N: usize>(pixels: &[[T; N]]) -> usize {
    let mut histogram = vec![0_usize; T::LEVELS];
    for pixel in pixels {
        histogram[pixel[0].level().max(pixel[1].level()).max(pixel[2].level())] += 1;
    }
    let mut over = 0;
    (0..T::LEVELS)
        .rev()
        .find(|&level| {
            over += histogram[level];
            over > pixels.len() / 1000
        })
        .unwrap_or(0)
}

/// PQ: the electro-optical transfer function, from a sample in 0..=1 to cd/m² (BT.2100-2, table 4).
fn pq_light(sample: f32) -> f32 {
    let root = f64::from(sample).powf(1.0 / PQ_M2);
    (((root - PQ_C1).max(0.0) / (PQ_C2 - PQ_C3 * root)).powf(1.0 / PQ_M1)) as f32 * PQ_PEAK
}

/// The inverse of [`pq_light`].
fn pq_sample(light: f32) -> f32 {
    let power = f64::from(light / PQ_PEAK).powf(PQ_M1);
    ((PQ_C1 + PQ_C2 * power) / (1.0 + PQ_C3 * power)).powf(PQ_M2) as f32
}

const PQ_M1: f64 = 2610.0 / 16384.0;
const PQ_M2: f64 = 2523.0 / 4096.0 * 128.0;
const PQ_C1: f64 = 3424.0 / 4096.0;
const PQ_C2: f64 = 2413.0 / 4096.0 * 32.0;
const PQ_C3: f64 = 2392.0 / 4096.0 * 32.0;

/// HLG: the inverse of the opto-electronic transfer function, from a sample in 0..=1 to scene light in 0..=1
/// (BT.2100-2, table 5).
fn hlg_scene_light(sample: f32) -> f32 {
    const A: f32 = 0.178_832_77;
    const B: f32 = 0.284_668_92;
    const C: f32 = 0.559_910_7;
    if sample <= 0.5 { sample * sample / 3.0 } else { (((sample - C) / A).exp() + B) / 12.0 }
}

/// HLG: the opto-optical transfer function for a display of 1000 cd/m², whose system gamma is 1.2
/// (BT.2100-2, table 5).
fn hlg_display_light([r, g, b]: [f32; 3]) -> [f32; 3] {
    let luminance = 0.2627 * r + 0.6780 * g + 0.0593 * b;
    [r, g, b].map(|scene| HLG_PEAK * luminance.powf(0.2) * scene)
}

/// What light is multiplied with so that `peak` becomes 1 and everything up to the knee stays in proportion to
/// reference white: the EETF of BT.2390-8, 5.4.1, for a display whose peak is reference white and whose black
/// is 0.
fn tone_gain(light: f32, peak: f32) -> f32 {
    if light <= 0.0 || peak <= REFERENCE_WHITE {
        return 1.0 / REFERENCE_WHITE;
    }
    let peak_sample = pq_sample(peak);
    let target = pq_sample(REFERENCE_WHITE) / peak_sample;
    let knee = 1.5 * target - 0.5;
    let sample = (pq_sample(light) / peak_sample).min(1.0);
    if sample <= knee {
        return 1.0 / REFERENCE_WHITE;
    }
    let t = (sample - knee) / (1.0 - knee);
    let (t2, t3) = (t * t, t * t * t);
    let mapped = (2.0 * t3 - 3.0 * t2 + 1.0) * knee
        + (t3 - 2.0 * t2 + t) * (1.0 - knee)
        + (3.0 * t2 - 2.0 * t3) * target;
    pq_light(mapped * peak_sample) / light / REFERENCE_WHITE
}

/// A function on 0..=1, tabulated and read with linear interpolation; what lies outside is clipped.
struct Table(Vec<f32>);

impl Table {
    /// So fine that the sRGB curve errs by less than one 16-bit step.
    const STEPS: usize = 16_384;

    fn new(function: impl Fn(f32) -> f32) -> Self {
        // One more than the last step, so that reading at 1 finds its neighbour.
        Table((0..=Self::STEPS + 1).map(|i| function((i as f32 / Self::STEPS as f32).min(1.0))).collect())
    }

    fn at(&self, x: f32) -> f32 {
        let position = x.clamp(0.0, 1.0) * Self::STEPS as f32;
        let index = position as usize;
        let (below, above) = (self.0[index], self.0[index + 1]);
        below + (above - below) * (position - index as f32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAME: [[f32; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

    /// 8-bit results of mapping grey PQ pixels of these lights, in cd/m².
    fn greys(lights: &[f32]) -> Vec<u8> {
        let samples = lights.iter().flat_map(|&light| [(pq_sample(light) * 65_535.0).round() as u16; 3]);
        let mut pixels = Pixels::Rgb16(samples.collect());
        map_to_srgb(&mut pixels, 16, SAME);
        let Pixels::Rgb8(samples) = pixels.into_8_bit() else { unreachable!("it was made of RGB") };
        samples.into_iter().step_by(3).collect()
    }

    #[test]
    fn the_transfer_functions_meet_the_values_of_their_standards() {
        // BT.2408-7, table 1: 203 cd/m² is 58 % PQ and 75 % HLG; 100 cd/m² is 51 % PQ.
        assert!((pq_sample(203.0) - 0.58).abs() < 0.005);
        assert!((pq_sample(100.0) - 0.508).abs() < 0.005);
        assert!((pq_light(pq_sample(812.0)) - 812.0).abs() < 0.1);
        let white = hlg_display_light([hlg_scene_light(0.75); 3])[0];
        assert!((white - 203.0).abs() < 1.0, "{white}");
        assert!((hlg_display_light([hlg_scene_light(1.0); 3])[0] - HLG_PEAK).abs() < 0.1);
    }

    #[test]
    fn a_picture_without_highlights_keeps_its_tones() {
        // 18 % grey is 118 in sRGB.
        assert_eq!(greys(&[0.0, 0.18 * 203.0, 203.0]), [0, 118, 255]);
    }

    #[test]
    fn highlights_are_compressed_and_the_rest_stays() {
        let mapped = greys(&[0.0, 0.18 * 203.0, 203.0, 500.0, 1000.0]);
        assert_eq!((mapped[0], mapped[1], mapped[4]), (0, 118, 255));
        assert!(mapped[2] > 215 && mapped[2] < 245, "white leaves room: {mapped:?}");
        assert!(mapped.is_sorted_by(|a, b| a < b), "{mapped:?}");
    }

    #[test]
    fn a_few_glints_do_not_darken_the_rest() {
        let mut lights = vec![203.0; 5000];
        lights[17] = 10_000.0;
        let mapped = greys(&lights);
        assert!(mapped.iter().all(|&value| value == 255));
    }

    #[test]
    fn the_ratio_of_the_channels_stays() {
        let samples = [900.0, 450.0, 90.0].map(|light| (pq_sample(light) * 65_535.0).round() as u16);
        let mut pixels = Pixels::Rgb16(samples.to_vec());
        map_to_srgb(&mut pixels, 16, SAME);
        let expected = [1.0, 0.5, 0.1].map(|linear| (srgb_from_light(linear) * 255.0).round() as u8);
        assert_eq!(pixels.into_8_bit(), Pixels::Rgb8(expected.to_vec()));
    }

    #[test]
    fn hlg_and_8_bits_and_alpha_work_too() {
        let mut pixels = Pixels::Rgba8(vec![0, 0, 0, 5, 191, 191, 191, 6, 255, 255, 255, 7]);
        map_to_srgb(&mut pixels, 18, SAME);
        let Pixels::Rgba8(samples) = pixels else { unreachable!("it was made of Rgba8") };
        assert_eq!((&samples[..4], &samples[8..]), (&[0, 0, 0, 5][..], &[255, 255, 255, 7][..]));
        assert!(samples[4] > 215 && samples[4] < 245 && samples[7] == 6, "{samples:?}");
    }

    #[test]
    fn colours_outside_the_gamut_are_clipped() {
        let mut pixels = Pixels::Rgb16(vec![30_000, 0, 0]);
        map_to_srgb(&mut pixels, 16, [[1.66, -0.59, -0.07], [-0.12, 1.13, -0.01], [-0.02, -0.1, 1.12]]);
        let Pixels::Rgb16(samples) = pixels else { unreachable!("it was made of Rgb16") };
        assert!(samples[0] > 0 && samples[1] == 0 && samples[2] == 0, "{samples:?}");
    }

    #[test]
    fn the_table_is_exact_enough_for_16_bits() {
        let table = Table::new(srgb_from_light);
        for i in 0..=100_000 {
            let x = i as f32 / 100_000.0;
            assert!((table.at(x) - srgb_from_light(x)).abs() < 1.0 / 65_535.0, "{x}");
        }
    }
}
