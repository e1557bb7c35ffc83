//! One quality number means one look: WebP's scale brought onto that of each AVIF engine.

use super::{Engine, Speed};
use crate::recipe::{Quality, Subsampling};

/// Qualities of WebP that the curves have points for.
const KNOTS: [u8; 12] = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100];

/// The engine's own quality that looks like WebP (method 4) at `wanted`.
pub(super) fn on_scale_of(
    engine: Engine,
    speed: Speed,
    subsampling: Subsampling,
    depth: u8,
    wanted: Quality,
) -> u8 {
    interpolate(curve(engine, speed, subsampling, depth), wanted.value())
}

/// The engine's qualities with the same mean SSIMULACRA2 as WebP at the [`KNOTS`], measured on the Kodak pictures
/// 1, 5, 9, 13, 17 and 21. After a new version of an encoder or other options: run `examples/calibrate.rs`,
/// which prints these lines.
fn curve(engine: Engine, speed: Speed, subsampling: Subsampling, depth: u8) -> [u8; 12] {
    use Engine::{Libaom, Rav1e};
    use Speed::{Balanced, Best, Fast};
    use Subsampling::{Yuv420, Yuv444};
    match (engine, speed, subsampling, depth) {
        (Libaom, Fast, Yuv420, 8) => [18, 31, 39, 45, 51, 55, 59, 64, 76, 88, 95, 98],
        (Libaom, Fast, Yuv420, _) => [17, 29, 37, 42, 48, 52, 55, 59, 69, 84, 90, 93],
        (Libaom, Fast, Yuv444, 8) => [17, 29, 37, 42, 48, 53, 56, 60, 72, 86, 92, 96],
        (Libaom, Fast, Yuv444, _) => [16, 27, 34, 40, 45, 49, 53, 56, 63, 80, 87, 90],
        (Libaom, Balanced, Yuv420, 8) => [19, 33, 40, 46, 52, 56, 59, 64, 75, 88, 94, 97],
        (Libaom, Balanced, Yuv420, _) => [22, 34, 40, 45, 49, 53, 56, 59, 66, 81, 89, 92],
        (Libaom, Balanced, Yuv444, 8) => [17, 29, 37, 42, 48, 53, 56, 60, 71, 85, 92, 95],
        (Libaom, Balanced, Yuv444, _) => [19, 30, 36, 41, 45, 49, 52, 55, 61, 77, 86, 89],
        (Libaom, Best, Yuv420, 8) => [16, 29, 37, 43, 49, 53, 57, 61, 73, 87, 94, 97],
        (Libaom, Best, Yuv420, _) => [17, 29, 36, 41, 46, 49, 53, 56, 63, 80, 88, 91],
        (Libaom, Best, Yuv444, 8) => [14, 27, 35, 41, 46, 51, 55, 59, 70, 85, 91, 95],
        (Libaom, Best, Yuv444, _) => [15, 26, 33, 38, 43, 47, 50, 53, 59, 76, 85, 88],
        (Rav1e, Fast, _, _) => [16, 28, 38, 47, 55, 63, 69, 75, 84, 90, 94, 96],
        (Rav1e, Balanced | Best, _, _) => [17, 29, 39, 48, 56, 64, 69, 76, 84, 91, 94, 96],
    }
}

/// Straight lines between the knots.
fn interpolate(curve: [u8; 12], wanted: u8) -> u8 {
    let upper = KNOTS.iter().position(|&knot| knot >= wanted).unwrap_or(KNOTS.len() - 1).max(1);
    let (from, to) = (f32::from(KNOTS[upper - 1]), f32::from(KNOTS[upper]));
    let (low, high) = (f32::from(curve[upper - 1]), f32::from(curve[upper]));
    (low + (f32::from(wanted) - from) / (to - from) * (high - low)).round() as u8
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_higher_quality_is_never_mapped_to_a_lower_one() {
        for engine in [Engine::Libaom, Engine::Rav1e] {
            for speed in [Speed::Fast, Speed::Balanced, Speed::Best] {
                for subsampling in [Subsampling::Yuv420, Subsampling::Yuv444] {
                    for depth in [8, 10] {
                        let curve = curve(engine, speed, subsampling, depth);
                        assert!(curve.is_sorted(), "{engine:?} {speed:?} {subsampling:?} {depth}");
                        assert!(curve[11] <= 100);
                    }
                }
            }
        }
    }

    #[test]
    fn knots_are_met_and_the_rest_lies_between() {
        let curve = [10, 20, 30, 40, 50, 60, 70, 80, 90, 92, 96, 100];
        for (knot, value) in KNOTS.into_iter().zip(curve) {
            assert_eq!(interpolate(curve, knot), value);
        }
        assert_eq!(interpolate(curve, 85), 91);
        assert_eq!(interpolate(curve, 15), 25);
    }
}
