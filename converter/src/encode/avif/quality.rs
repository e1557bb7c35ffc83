//! One quality number means one look: WebP's scale brought onto that of each AVIF engine.

use super::{Coarseness, Engine, Plan, Speed};
use crate::encode::interpolate;
use crate::recipe::{Quality, Subsampling};

/// Qualities of WebP that the curves have points for.
const KNOTS: [u8; 12] = [1, 10, 20, 30, 40, 50, 60, 70, 80, 90, 95, 100];

/// The engine's own quality that looks like WebP (method 4) at `wanted`.
pub(super) fn on_scale_of(plan: Plan, wanted: Quality) -> u8 {
    interpolate(&KNOTS.map(f32::from), &curve(plan).map(f32::from), wanted.value().into()).round() as u8
}

/// The quality of a still that frames of an animation need for the same mean SSIMULACRA2: libaom saves on frames that
/// follow others, more so where quality is high. Measured on seven films (pans, cuts, moving parts, noise, text) by
/// `examples/film.rs`; scenes that change entirely stay behind, and those in which little moves are ahead.
pub(super) fn for_frames(wanted: Quality) -> Quality {
    const STILL: [f32; 7] = [1.0, 40.0, 60.0, 75.0, 85.0, 95.0, 100.0];
    const FILM: [f32; 7] = [1.0, 40.0, 61.0, 77.0, 88.0, 99.0, 100.0];
    let quality = interpolate(&STILL, &FILM, wanted.value().into()).round();
    Quality::new(quality as u8).expect("between 1 and 100")
}

/// Above this quality of libaom a flatter matrix gives fewer bytes at the same SSIMULACRA2 on most pictures.
const FLATTER_ABOVE: u8 = 82;

impl Coarseness {
    /// The matrix that the curves were measured with.
    pub(super) fn usual(quality: u8) -> Self {
        Coarseness { quality, matrix: if quality > FLATTER_ABOVE { 7 } else { 5 } }
    }
}

/// The steps of the engine, each with the quality of WebP that looks like it; beyond the ends of the curve straight on.
pub(super) fn scale(plan: Plan) -> Vec<(Coarseness, f32)> {
    let (own, webp) = (curve(plan).map(f32::from), KNOTS.map(f32::from));
    let looks_like = |quality: f32| interpolate(&own, &webp, quality);
    match (plan.engine, plan.depth) {
        (Engine::Libaom, 8) => {
            let step = |(coarseness, own): (Coarseness, f32)| (coarseness, looks_like(own));
            fine_steps().into_iter().map(step).collect()
        }
        (Engine::Libaom, _) => {
            let qualities = (1..64).rev().map(quality_of);
            qualities.map(|quality| (Coarseness { quality, matrix: 7 }, looks_like(quality.into()))).collect()
        }
        (Engine::Rav1e, _) => {
            let steps = 1..=100_u8;
            steps.map(|quality| (Coarseness::usual(quality), looks_like(quality.into()))).collect()
        }
    }
}

/// libavif makes one of 64 quantisers of a quality; 0, the finest, codes without loss.
fn quality_of(quantizer: u8) -> u8 {
    (100 - (u16::from(quantizer) * 100 + 31) / 63) as u8
}

/// The 63 quantisers of libaom are up to two points of SSIMULACRA2 apart, and two levels of the matrix at one quantiser
/// half as much. Beside each step stands the quality that usually looks the same. At equal scores levels 4 and 5 take as
/// many bytes below 75, and 6 and 7 a little less above 78 (measured on Kodak 7, 15 and 19).
fn fine_steps() -> Vec<(Coarseness, f32)> {
    let step = |quantizer: u8, matrix: u8, offset: f32| {
        let quality = quality_of(quantizer);
        (Coarseness { quality, matrix }, f32::from(quality) + offset)
    };
    let coarse = (20..64).rev().flat_map(|quantizer| [step(quantizer, 4, -0.7), step(quantizer, 5, 0.0)]);
    let middle = (17..20).rev().map(|quantizer| step(quantizer, 5, 0.0));
    let between = (15..19).rev().map(|quantizer| step(quantizer, 6, 2.1));
    let fine = (1..16).rev().map(|quantizer| {
        let is_measured = quality_of(quantizer) > FLATTER_ABOVE;
        step(quantizer, 7, if is_measured { 0.5 } else { 2.3 })
    });
    coarse.chain(middle).chain(between).chain(fine).collect()
}

/// The engine's qualities with the same mean SSIMULACRA2 as WebP at the [`KNOTS`], measured on the Kodak pictures
/// 1, 5, 9, 13, 17 and 21. After a new version of an encoder or other options: run `examples/calibrate.rs`,
/// which prints these lines.
fn curve(plan: Plan) -> [u8; 12] {
    use Engine::{Libaom, Rav1e};
    use Speed::{Balanced, Best, Fast};
    use Subsampling::{Yuv420, Yuv444};
    match (plan.engine, plan.speed, plan.subsampling, plan.depth) {
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

#[cfg(test)]
mod tests {
    use super::super::Loss;
    use super::*;

    /// Every plan that has a curve of its own.
    fn plans() -> Vec<Plan> {
        let mut plans = Vec::new();
        for engine in [Engine::Libaom, Engine::Rav1e] {
            for speed in [Speed::Fast, Speed::Balanced, Speed::Best] {
                for subsampling in [Subsampling::Yuv420, Subsampling::Yuv444] {
                    for depth in [8, 10] {
                        plans.push(Plan { engine, speed, subsampling, depth, loss: Loss::None });
                    }
                }
            }
        }
        plans
    }

    #[test]
    fn a_higher_quality_is_never_mapped_to_a_lower_one() {
        for plan in plans() {
            let curve = curve(plan);
            assert!(curve.is_sorted(), "{plan:?}");
            assert!(curve[11] <= 100);
        }
    }

    #[test]
    fn a_scale_rises_from_the_coarsest_to_the_finest_and_agrees_with_the_curve() {
        for plan in plans() {
            let scale = scale(plan);
            assert!(scale.is_sorted_by(|a, b| a.1 < b.1), "{plan:?} {scale:?}");
            for wanted in [20, 50, 80] {
                let quality = on_scale_of(plan, Quality::new(wanted).expect("1..=100"));
                let nearest =
                    scale.iter().min_by_key(|(own, _)| own.quality.abs_diff(quality)).expect("not empty");
                assert!((nearest.1 - f32::from(wanted)).abs() < 5.0, "{plan:?} {wanted} {nearest:?}");
            }
        }
    }

    #[test]
    fn frames_are_never_coarser_than_stills_and_a_higher_quality_is_never_a_lower_one() {
        let all = (1..=100).filter_map(Quality::new).map(|wanted| (wanted, for_frames(wanted)));
        assert!(all.clone().all(|(wanted, film)| wanted.value() <= film.value()));
        assert!(all.map(|(_, film)| film.value()).is_sorted());
        assert_eq!(for_frames(Quality::new(1).expect("1..=100")).value(), 1);
    }

    #[test]
    fn knots_are_met_and_the_rest_lies_between() {
        let curve = [10_u8, 20, 30, 40, 50, 60, 70, 80, 90, 92, 96, 100].map(f32::from);
        let knots = KNOTS.map(f32::from);
        for (knot, value) in knots.into_iter().zip(curve) {
            assert_eq!(interpolate(&knots, &curve, knot), value);
        }
        assert_eq!(interpolate(&knots, &curve, 85.0), 91.0);
        assert_eq!(interpolate(&knots, &curve, 15.0), 25.0);
    }
}
