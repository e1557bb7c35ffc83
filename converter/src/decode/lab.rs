//! CIELAB under the illuminant D50, as documents and scans store it, becomes sRGB.

use super::channels::Sample;
use crate::picture::Pixels;

/// sRGB pixels of CIELAB samples, in place: lightness over the whole range, a* and b* with their zero in the middle, at
/// 128 of 255 (as in ICC.1 and Photoshop).
pub(super) fn to_srgb<S: Sample>(mut samples: Vec<S>) -> Pixels {
    for pixel in samples.as_chunks_mut::<3>().0 {
        let [l, a, b] = pixel.map(Sample::to_unit);
        let rgb = srgb([l * 100.0, a * 255.0 - 128.0, b * 255.0 - 128.0]);
        *pixel = rgb.map(S::from_unit);
    }
    S::rgb(samples)
}

/// CIE 15:2004, 8.2.1, then the matrix from D50 to linear sRGB (Bradford, as in ICC.1 annex E), then IEC 61966-2-1.
fn srgb([lightness, a, b]: [f32; 3]) -> [f32; 3] {
    let y = (lightness + 16.0) / 116.0;
    let [x, y, z] = [y + a / 500.0, y, y - b / 200.0].map(|root| {
        if root > 6.0 / 29.0 { root.powi(3) } else { 3.0 * (6.0_f32 / 29.0).powi(2) * (root - 4.0 / 29.0) }
    });
    let (x, z) = (x * 0.964_2, z * 0.824_9);
    let linear = [
        3.133_86 * x - 1.616_87 * y - 0.490_62 * z,
        -0.978_77 * x + 1.916_14 * y + 0.033_45 * z,
        0.071_94 * x - 0.228_99 * y + 1.405_24 * z,
    ];
    linear.map(|light| {
        let light = light.clamp(0.0, 1.0);
        if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Values of L*, a*, b* and the sRGB that they are, from the definitions.
    #[test]
    fn known_colours_come_out_right() {
        for (lab, expected) in [
            ([100.0, 0.0, 0.0], [255, 255, 255]),
            ([0.0, 0.0, 0.0], [0, 0, 0]),
            ([54.29, 80.81, 69.89], [255, 0, 0]),
            ([29.57, 68.30, -112.03], [0, 0, 255]),
            ([53.59, 0.0, 0.0], [128, 128, 128]),
        ] {
            let got = srgb(lab).map(|unit| (unit * 255.0).round() as i32);
            let close = got.iter().zip(expected).all(|(got, expected)| (got - expected).abs() <= 2);
            assert!(close, "{lab:?} became {got:?}");
        }
    }
}
