//! A plan as libavif and libaom want it.

use std::ffi::CStr;

use super::{Loss, Plan, Speed};
use crate::cancel::Cancel;
use crate::encode::libavif::{self, Settings};
use crate::error::ErrorKind;
use crate::picture::{Cicp, ColorSpace, Picture};
use crate::recipe::Format;
use crate::timing::Timing;

/// Up to this speed libaom looks at frames to come, by code that hostile frames may lead out of its buffers
/// (CVE-2026-56208); faster it codes each frame as it comes.
const FASTEST_WITH_LOOKAHEAD: u8 = 6;

/// A name and a value of libaom's `aom_codec_set_option`.
type Setting = (&'static CStr, &'static CStr);

pub(super) fn encode(
    picture: &Picture,
    plan: Plan,
    threads: usize,
    cancel: &Cancel,
) -> Result<Vec<u8>, ErrorKind> {
    let options = options(plan);
    libavif::encode(picture, &settings(picture, plan, &options, threads), cancel)
}

/// An animation under way.
pub(super) struct Movie {
    movie: libavif::Movie,
    plan: Plan,
    threads: usize,
}

impl Movie {
    /// Everything but the frames, from the first of them.
    pub fn begin(first: &Picture, plan: Plan, timing: &Timing, threads: usize) -> Result<Self, ErrorKind> {
        let options = options(plan);
        let settings = settings(first, plan, &options, threads);
        let speed = settings.speed.max(FASTEST_WITH_LOOKAHEAD + 1);
        let clock = timing.clock(Format::Avif);
        let movie = libavif::Movie::begin(&Settings { speed, ..settings }, clock, timing.plays)?;
        Ok(Movie { movie, plan, threads })
    }

    /// The next frame, to be seen for so many ticks of the clock.
    pub fn add(&mut self, picture: &Picture, ticks: u32) -> Result<(), ErrorKind> {
        self.movie.add(picture, &settings(picture, self.plan, &[], self.threads), ticks)
    }

    /// The whole file.
    pub fn finish(self) -> Result<Vec<u8>, ErrorKind> {
        self.movie.finish()
    }
}

fn settings<'a>(picture: &'a Picture, plan: Plan, options: &'a [Setting], threads: usize) -> Settings<'a> {
    Settings {
        speed: match plan.speed {
            Speed::Fast => 9,
            Speed::Balanced => 7,
            Speed::Best => 6,
        },
        quality: match plan.loss {
            Loss::None => 100,
            Loss::Some(coarseness) => coarseness.quality,
        },
        alpha_quality: 100,
        depth: plan.depth,
        subsampling: plan.subsampling,
        cicp: cicp(&picture.color, plan.loss),
        icc: match &picture.color {
            ColorSpace::Icc(profile) => Some(profile),
            ColorSpace::Srgb | ColorSpace::Cicp(_) => None,
        },
        exif: picture.metadata.exif.as_deref(),
        xmp: picture.metadata.xmp.as_deref(),
        tiles_log2: tiles_log2(picture.width, picture.height),
        threads,
        options,
    }
}

pub(super) fn versions() -> [(&'static str, String); 2] {
    libavif::versions()
}

/// Primaries, transfer and matrix of ITU-T H.273. Beside an ICC profile the first two stay unspecified (2), as
/// MIAF (ISO/IEC 23000-22 §7.3.6.4) has it.
fn cicp(color: &ColorSpace, loss: Loss) -> [u16; 3] {
    let (primaries, transfer) = match color {
        ColorSpace::Srgb => (Cicp::SRGB.primaries, Cicp::SRGB.transfer),
        ColorSpace::Icc(_) => (2, 2),
        ColorSpace::Cicp(cicp) => (cicp.primaries, cicp.transfer),
    };
    let matrix = match (loss, primaries) {
        // RGB as it is: every other matrix rounds.
        (Loss::None, _) => 0,
        // BT.2020 has a matrix of its own (non-constant luminance).
        (_, 9) => 9,
        // BT.601, as all encoders of stills use it.
        _ => 6,
    };
    [primaries.into(), transfer.into(), matrix]
}

/// Tiles let one picture use several threads. They follow from the size alone, and with `row-mt=0` nothing else
/// depends on the number of threads, so that the bytes do not either. From 2 Mpx on each doubling doubles them:
/// at 12 Mpx four tiles cost 0.2 % of the bytes.
fn tiles_log2(width: u32, height: u32) -> [u8; 2] {
    let megapixels = u64::from(width) * u64::from(height) / 1_000_000;
    let tiles = megapixels.max(1).ilog2().min(4) as u8;
    // The longer side is cut first.
    let (longer, shorter) = (tiles.div_ceil(2), tiles / 2);
    if height > width { [longer, shorter] } else { [shorter, longer] }
}

/// Beyond libavif's defaults: quantisation matrices together with a distortion metric that knows them, measured
/// on Kodak to give 10–13 % smaller files for the same SSIMULACRA2. The metric is not implemented for more than
/// 8 bits. The matrices concern the colours; alpha is lossless.
///
/// Level 5 against 7, 10 and no matrix at equal SSIMULACRA2, on three photographs with skies and backdrops and on
/// drawn gradients: Butteraugli's 3-norm differs by at most 8 % either way, and the eye finds the same faint steps
/// in smooth areas with and without, a little less ringing around thin lines with. Without a matrix photographs
/// mostly take 5–20 % more bytes; drawn gradients do not care. Above 82 levels 5 and 7 trade places from picture to
/// picture; 7 was the smaller on most.
fn options(plan: Plan) -> Vec<Setting> {
    let mut options = vec![(c"row-mt", c"0")];
    let Loss::Some(coarseness) = plan.loss else { return options };
    let level = match coarseness.matrix {
        ..=4 => c"4",
        5 if plan.depth == 8 => c"5",
        6 if plan.depth == 8 => c"6",
        _ => c"7",
    };
    options.extend([(c"color:enable-qm", c"1"), (c"color:qm-min", level), (c"color:qm-max", level)]);
    if plan.depth == 8 {
        options.push((c"color:dist-metric", c"qm-psnr"));
    }
    if plan.speed == Speed::Fast {
        options.extend([(c"color:tune", c"psnr"), (c"color:sharpness", c"7")]);
    }
    options
}

#[cfg(test)]
mod tests {
    use super::super::Coarseness;
    use super::*;

    #[test]
    fn tiles_follow_the_size_and_cut_the_longer_side_first() {
        for (size, tiles) in [
            ((768, 512), [0, 0]),
            ((2000, 1000), [0, 1]),
            ((1000, 2000), [1, 0]),
            ((4000, 3000), [1, 2]),
            ((16_000, 16_000), [2, 2]),
        ] {
            assert_eq!(tiles_log2(size.0, size.1), tiles, "{size:?}");
        }
    }

    #[test]
    fn wide_colours_get_the_matrix_that_belongs_to_them() {
        let hdr = ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 });
        let lossy = Loss::Some(Coarseness::usual(80));
        assert_eq!(cicp(&hdr, lossy), [9, 16, 9]);
        assert_eq!(cicp(&ColorSpace::Srgb, lossy), [1, 13, 6]);
        assert_eq!(cicp(&ColorSpace::Icc(vec![]), lossy), [2, 2, 6]);
        assert_eq!(cicp(&ColorSpace::Srgb, Loss::None), [1, 13, 0]);
    }
}
