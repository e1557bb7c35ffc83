//! SSIMULACRA2 pooled over any part of a picture: the score of a region, or of a whole that was compared in parts.
//!
//! The metric (Jon Sneyers, Cloudinary; libjxl's `tools/ssimulacra2.cc`) takes means and 4-norms of 54 error maps, a
//! weighted sum of them, and bends that sum onto its scale.

use std::ops::Range;

use fast_ssim2::{Ssimulacra2Maps, Ssimulacra2ScaleMaps};

/// Halvings of the picture that the metric looks at, when it is large enough for all of them.
pub(super) const SCALES: usize = 6;

/// For each channel (X, Y, B) and each scale: weights of the means of structure, artifacts and lost detail, then of
/// their 4-norms.
#[rustfmt::skip]
const WEIGHTS: [[f64; 6]; 3 * SCALES] = [
    [0.0, 0.000_737_660_671, 0.0, 0.0, 0.000_779_348_168, 0.0],
    [0.0, 0.000_437_115_573, 0.0, 1.104_172_64, 0.000_662_848_341, 0.000_152_316_328],
    [0.0, 0.001_640_643_75, 0.0, 1.842_245_55, 11.441_172_6, 0.0],
    [0.000_798_910_944, 0.000_176_816_438, 0.0, 1.878_759_5, 10.949_069_9, 0.0],
    [0.000_728_934_699, 0.967_793_708, 0.0, 0.000_140_034_243, 0.998_176_698, 0.000_319_497_559],
    [0.000_455_099_211, 0.0, 0.0, 0.001_364_876_62, 0.0, 0.0],
    [0.0, 0.0, 0.0, 7.466_890_33, 0.0, 17.445_834],
    [0.000_623_560_163, 0.0, 0.0, 6.683_678_15, 0.000_377_244_08, 1.027_889_94],
    [225.205_153, 0.0, 0.0, 19.213_238_2, 0.001_140_152_46, 0.001_237_755_64],
    [176.393_176, 0.0, 0.0, 24.433_01, 0.285_208_026, 0.000_448_543_692],
    [0.0, 0.0, 0.0, 34.779_063_4, 44.835_625_3, 0.0],
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.000_868_055_657, 0.0, 0.0, 0.0, 0.0],
    [0.0, 0.000_531_319_187, 0.0, 0.000_165_338_142, 0.0, 0.0],
    [0.0, 0.0, 0.0, 0.000_417_917_18, 0.001_729_082_82, 0.0],
    [0.002_082_700_58, 0.0, 0.0, 8.826_982_76, 23.192_433_4, 0.0],
    [95.108_049_9, 0.986_397_803, 0.983_438_279, 0.001_228_640_5, 171.266_726, 0.980_785_887],
    [0.0, 0.0, 0.0, 0.000_513_006_459, 0.0, 0.000_108_540_579],
];

/// Errors below this weight do not move a score by a hundredth.
const NEGLIGIBLE: f64 = 0.01;

/// Sums over some samples of every map.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Pool {
    scales: [[Sums; 9]; SCALES],
    counts: [f64; SCALES],
}

#[derive(Debug, Clone, Copy, Default, PartialEq)]
struct Sums {
    first: f64,
    fourth: f64,
}

impl Pool {
    /// Sums over the part of `maps` that covers these columns and rows of the picture. Sides that lie within it are
    /// multiples of 32, so that they cut no sample of the coarsest scale.
    pub fn new(maps: &Ssimulacra2Maps, columns: &Range<usize>, rows: &Range<usize>) -> Self {
        let mut pool = Pool::default();
        for (scale, planes) in maps.scales.iter().take(SCALES).enumerate() {
            let columns = samples(columns, scale, planes.width);
            let rows = samples(rows, scale, planes.height);
            pool.counts[scale] = (columns.len() * rows.len()) as f64;
            for (index, plane) in planes_of(planes).into_iter().enumerate() {
                let (mean, norm) = weights(scale, index);
                if mean.max(norm) >= NEGLIGIBLE {
                    let lines = plane.chunks_exact(planes.width).skip(rows.start).take(rows.len());
                    pool.scales[scale][index] =
                        lines.map(|line| sums(&line[columns.clone()])).fold(Sums::default(), plus);
                }
            }
        }
        pool
    }

    /// Takes in the sums over other samples.
    pub fn add(&mut self, other: &Pool) {
        for scale in 0..SCALES {
            self.counts[scale] += other.counts[scale];
            for (sums, more) in self.scales[scale].iter_mut().zip(other.scales[scale]) {
                *sums = plus(*sums, more);
            }
        }
    }

    /// The score of these samples: 100 for no error, falling without end.
    pub fn score(&self) -> f64 {
        let mut error = 0.0;
        for (scale, (planes, &count)) in self.scales.iter().zip(&self.counts).enumerate() {
            for (index, sums) in planes.iter().enumerate().filter(|_| count > 0.0) {
                let (mean, norm) = weights(scale, index);
                error += mean * sums.first / count + norm * (sums.fourth / count).sqrt().sqrt();
            }
        }
        bend(error)
    }
}

/// Weights of the mean and of the 4-norm of one map.
fn weights(scale: usize, index: usize) -> (f64, f64) {
    let (channel, map) = (index / 3, index % 3);
    let row = WEIGHTS[channel * SCALES + scale];
    (row[map], row[map + 3])
}

/// Structure, artifacts and lost detail of X, then of Y, then of B.
fn planes_of(scale: &Ssimulacra2ScaleMaps) -> [&[f32]; 9] {
    std::array::from_fn(|index| {
        let maps = [&scale.ssim, &scale.artifact, &scale.detail_lost][index % 3];
        maps[index / 3].as_slice()
    })
}

/// The samples of a halved side that cover these pixels.
fn samples(pixels: &Range<usize>, scale: usize, side: usize) -> Range<usize> {
    (pixels.start >> scale).min(side)..pixels.end.div_ceil(1 << scale).min(side)
}

fn sums(samples: &[f32]) -> Sums {
    // Single precision over a row is exact enough and fast.
    let (mut first, mut fourth) = (0.0_f32, 0.0_f32);
    for &sample in samples {
        let square = sample * sample;
        first += sample;
        fourth += square * square;
    }
    Sums { first: first.into(), fourth: fourth.into() }
}

fn plus(a: Sums, b: Sums) -> Sums {
    Sums { first: a.first + b.first, fourth: a.fourth + b.fourth }
}

/// The metric's last step: a cubic and a power that were fitted to what people said.
fn bend(error: f64) -> f64 {
    let error = error * 0.956_238_261_683_484_4;
    let error = (6.248_496_625_763_138e-5 * error * error - 0.020_884_521_182_843_837) * error * error
        + 2.326_765_642_916_932 * error;
    if error > 0.0 { 100.0 - 10.0 * error.powf(0.627_633_646_783_138_7) } else { 100.0 }
}
