//! Colours that the target can hold: what it cannot goes to sRGB, row by row in place. High dynamic range is
//! brought down by `tone`.

use moxcms::{
    CicpColorPrimaries, CicpProfile, CmsError, ColorProfile, DataColorSpace, Layout, MatrixCoefficients,
    RenderingIntent, TransferCharacteristics, TransformExecutor, TransformOptions,
};

use super::tone;
use crate::picture::{Cicp, ColorSpace, Picture, Pixels, Warning};
use crate::recipe::{AvifEngine, ColorPolicy, Format, Recipe};

/// Keeps the profile where the target holds it, else converts to sRGB and says so.
///
/// Code points of H.273 are kept only by AVIF through libaom; WebP has no place for them (RFC 9649 knows an ICC
/// profile alone), and rav1e is given sRGB only.
pub(super) fn for_target(mut picture: Picture, recipe: &Recipe) -> Picture {
    match std::mem::replace(&mut picture.color, ColorSpace::Srgb) {
        ColorSpace::Srgb => {}
        ColorSpace::Icc(profile) if holds_icc(recipe) => picture.color = ColorSpace::Icc(profile),
        ColorSpace::Icc(profile) => from_profile(&mut picture, ColorProfile::new_from_slice(&profile).ok()),
        ColorSpace::Cicp(cicp) if holds_cicp(recipe) => picture.color = ColorSpace::Cicp(cicp),
        ColorSpace::Cicp(cicp) if cicp.is_hdr() => from_hdr(&mut picture, cicp),
        ColorSpace::Cicp(cicp) => from_profile(&mut picture, cicp_profile(cicp)),
    }
    picture
}

/// Whether every format the recipe may end in embeds ICC profiles.
fn holds_icc(recipe: &Recipe) -> bool {
    recipe.color == ColorPolicy::Keep && (recipe.format == Format::Webp || writes_with_libaom(recipe))
}

/// Whether every format the recipe may end in stores code points of H.273.
fn holds_cicp(recipe: &Recipe) -> bool {
    recipe.color == ColorPolicy::Keep && recipe.format == Format::Avif && writes_with_libaom(recipe)
}

fn writes_with_libaom(recipe: &Recipe) -> bool {
    match recipe.advanced.avif_engine {
        AvifEngine::Default => cfg!(feature = "libaom"),
        AvifEngine::Libaom => true,
        AvifEngine::Rav1e => false,
    }
}

/// Primaries and transfer of H.273 as a profile, where both are defined.
fn cicp_profile(cicp: Cicp) -> Option<ColorProfile> {
    let profile = ColorProfile::new_from_cicp(CicpProfile {
        color_primaries: CicpColorPrimaries::try_from(cicp.primaries).ok()?,
        transfer_characteristics: TransferCharacteristics::try_from(cicp.transfer).ok()?,
        matrix_coefficients: MatrixCoefficients::Identity,
        full_range: true,
    });
    profile.is_matrix_shaper().then_some(profile)
}

/// Brings high dynamic range down to sRGB.
fn from_hdr(picture: &mut Picture, cicp: Cicp) {
    // BT.2100 knows the primaries of BT.2020 only: a file that leaves them open means these.
    let linear = |primaries| cicp_profile(Cicp { primaries, transfer: 8 });
    let (Some(source), Some(srgb)) = (linear(cicp.primaries).or_else(|| linear(9)), linear(1)) else {
        picture.warnings.push(Warning::ProfileIgnored);
        return;
    };
    tone::map_to_srgb(&mut picture.pixels, cicp.transfer, source.transform_matrix(&srgb).to_f32().v);
    picture.warnings.push(Warning::ToneMapped);
}

/// Converts to sRGB and says so, or takes the picture for sRGB when there is no way to.
fn from_profile(picture: &mut Picture, profile: Option<ColorProfile>) {
    let Some(profile) = profile.filter(|profile| profile.color_space == DataColorSpace::Rgb) else {
        picture.warnings.push(Warning::ProfileIgnored);
        return;
    };
    match is_srgb(&profile) {
        Ok(true) => {}
        Ok(false) if to_srgb(&profile, &mut picture.pixels).is_ok() => {
            picture.warnings.push(Warning::ConvertedToSrgb);
        }
        _ => picture.warnings.push(Warning::ProfileIgnored),
    }
}

/// Whether the profile is sRGB under another name: no 8-bit grey or mixed colour moves by more than rounding.
/// Converting such a picture would only cost precision.
fn is_srgb(profile: &ColorProfile) -> Result<bool, CmsError> {
    let greys = (0..=255).map(|grey| [grey; 3]);
    let mixed = (0..216).map(|i: u8| [i / 36, i / 6 % 6, i % 6].map(|level| level * 51));
    let before: Vec<u8> = greys.chain(mixed).flatten().collect();
    let mut after = vec![0; before.len()];
    profile
        .create_transform_8bit(Layout::Rgb, &ColorProfile::new_srgb(), Layout::Rgb, options())?
        .transform(&before, &mut after)?;
    Ok(before.iter().zip(&after).all(|(before, after)| before.abs_diff(*after) <= 1))
}

/// Relative colorimetric as the ICC defines it (ICC.1:2022, 6.2.2), without black point compensation.
fn options() -> TransformOptions {
    TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    }
}

fn to_srgb(profile: &ColorProfile, pixels: &mut Pixels) -> Result<(), CmsError> {
    let layout = if pixels.has_alpha() { Layout::Rgba } else { Layout::Rgb };
    let srgb = ColorProfile::new_srgb();
    match pixels {
        Pixels::Rgb8(samples) | Pixels::Rgba8(samples) => {
            let transform = profile.create_transform_8bit(layout, &srgb, layout, options())?;
            in_place(&*transform, samples, layout.channels())
        }
        Pixels::Rgb16(samples) | Pixels::Rgba16(samples) => {
            let transform = profile.create_transform_16bit(layout, &srgb, layout, options())?;
            in_place(&*transform, samples, layout.channels())
        }
    }
}

/// Runs the samples through the transform piece by piece and back into their place, so that a large picture
/// does not need its memory twice.
fn in_place<T: Copy + Default>(
    transform: &(dyn TransformExecutor<T> + Send + Sync),
    samples: &mut [T],
    channels: usize,
) -> Result<(), CmsError> {
    const PIXELS: usize = 4096;
    let mut before = vec![T::default(); PIXELS * channels];
    for piece in samples.chunks_mut(PIXELS * channels) {
        let before = &mut before[..piece.len()];
        before.copy_from_slice(piece);
        transform.transform(before, piece)?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::recipe::Advanced;

    fn srgb_only() -> Recipe {
        Recipe { color: ColorPolicy::Srgb, ..Recipe::default() }
    }

    fn recipe(format: Format, avif_engine: AvifEngine) -> Recipe {
        Recipe { format, advanced: Advanced { avif_engine, ..Advanced::default() }, ..Recipe::default() }
    }

    fn icc(profile: &ColorProfile) -> ColorSpace {
        ColorSpace::Icc(profile.encode().expect("a profile of moxcms can be written"))
    }

    fn picture(pixels: Pixels, color: ColorSpace) -> Picture {
        let width = pixels.count() as u32;
        Picture { color, ..Picture::new(width, 1, pixels) }
    }

    /// Converts one colour of `color` to sRGB, with 8 and with 16 bits, with and without alpha.
    fn check(color: &ColorSpace, from: [u8; 3], expected: [u8; 3]) {
        let wide = |value: u8| u16::from(value) * 257;
        let ([r, g, b], [r16, g16, b16]) = (from, from.map(wide));
        for pixels in [
            Pixels::Rgb8(vec![r, g, b]),
            Pixels::Rgba8(vec![r, g, b, 77]),
            Pixels::Rgb16(vec![r16, g16, b16]),
            Pixels::Rgba16(vec![r16, g16, b16, 4711]),
        ] {
            let (depth, has_alpha) = (pixels.depth(), pixels.has_alpha());
            let converted = for_target(picture(pixels, color.clone()), &srgb_only());
            assert_eq!(converted.color, ColorSpace::Srgb);
            assert_eq!(converted.warnings, [Warning::ConvertedToSrgb]);
            assert_eq!((converted.pixels.depth(), converted.pixels.has_alpha()), (depth, has_alpha));
            match &converted.pixels {
                Pixels::Rgba8(samples) => assert_eq!(samples[3], 77, "alpha stays"),
                Pixels::Rgba16(samples) => assert_eq!(samples[3], 4711, "alpha stays"),
                _ => {}
            }
            let Pixels::Rgb8(got) = converted.pixels.without_alpha().into_8_bit() else {
                unreachable!("8 bits without alpha were asked for")
            };
            let close = got.iter().zip(expected).all(|(got, expected)| got.abs_diff(expected) <= 1);
            assert!(close, "{from:?} with {depth} bits became {got:?}, not {expected:?}");
        }
    }

    // The expected values were computed apart, in double precision, from the chromaticities and curves that
    // define the spaces.

    #[test]
    fn display_p3_is_converted_and_clipped() {
        let p3 = icc(&ColorProfile::new_display_p3());
        check(&p3, [255, 0, 0], [255, 0, 0]);
        check(&p3, [0, 255, 0], [0, 255, 0]);
        check(&p3, [128, 128, 128], [128, 128, 128]);
        check(&p3, [200, 100, 50], [215, 93, 31]);
        check(&p3, [60, 120, 180], [30, 122, 185]);
    }

    #[test]
    fn adobe_rgb_is_converted() {
        let adobe = icc(&ColorProfile::new_adobe_rgb());
        check(&adobe, [128, 128, 128], [129, 129, 129]);
        check(&adobe, [255, 255, 255], [255, 255, 255]);
        check(&adobe, [200, 100, 50], [227, 100, 42]);
        check(&adobe, [100, 150, 200], [66, 151, 203]);
    }

    #[test]
    fn code_points_of_standard_range_are_converted() {
        let p3 = ColorSpace::Cicp(Cicp { primaries: 12, transfer: 13 });
        check(&p3, [200, 100, 50], [215, 93, 31]);
        let linear = ColorSpace::Cicp(Cicp { primaries: 1, transfer: 8 });
        check(&linear, [55, 55, 55], [128, 128, 128]);
        check(&linear, [255, 0, 1], [255, 0, 13]);
    }

    #[test]
    fn srgb_under_another_name_stays_as_it_is() {
        for color in [icc(&ColorProfile::new_srgb()), ColorSpace::Cicp(Cicp::SRGB)] {
            let pixels = Pixels::Rgb8(vec![1, 2, 3, 250, 128, 7]);
            let converted = for_target(picture(pixels.clone(), color), &srgb_only());
            assert_eq!((converted.pixels, converted.color), (pixels, ColorSpace::Srgb));
            assert_eq!(converted.warnings, []);
        }
    }

    #[test]
    fn a_profile_stays_where_the_target_holds_it() {
        let p3 = icc(&ColorProfile::new_display_p3());
        let kept = |recipe: &Recipe| {
            let pixels = Pixels::Rgb8(vec![200, 100, 50]);
            let result = for_target(picture(pixels.clone(), p3.clone()), recipe);
            (result.pixels == pixels && result.color == p3, result.warnings)
        };
        let converted = (false, vec![Warning::ConvertedToSrgb]);
        assert_eq!(kept(&recipe(Format::Webp, AvifEngine::Rav1e)), (true, vec![]));
        assert_eq!(kept(&recipe(Format::Avif, AvifEngine::Libaom)), (true, vec![]));
        assert_eq!(kept(&recipe(Format::Auto, AvifEngine::Libaom)), (true, vec![]));
        assert_eq!(kept(&recipe(Format::Avif, AvifEngine::Rav1e)), converted);
        assert_eq!(kept(&recipe(Format::Auto, AvifEngine::Rav1e)), converted);
        assert_eq!(kept(&srgb_only()), converted);
        let kept_by_default = kept(&recipe(Format::Avif, AvifEngine::Default)).0;
        assert_eq!(kept_by_default, cfg!(feature = "libaom"));
    }

    #[test]
    fn code_points_stay_in_avif_only() {
        for cicp in [Cicp { primaries: 12, transfer: 13 }, Cicp { primaries: 9, transfer: 16 }] {
            let kept = |recipe: &Recipe| {
                let color = ColorSpace::Cicp(cicp);
                for_target(picture(Pixels::Rgb8(vec![9, 8, 7]), color.clone()), recipe).color == color
            };
            assert!(kept(&recipe(Format::Avif, AvifEngine::Libaom)));
            assert!(!kept(&recipe(Format::Webp, AvifEngine::Libaom)));
            assert!(!kept(&recipe(Format::Auto, AvifEngine::Libaom)));
            assert!(!kept(&recipe(Format::Avif, AvifEngine::Rav1e)));
            assert!(!kept(&srgb_only()));
        }
    }

    #[test]
    fn a_profile_that_is_no_use_is_ignored_with_a_warning() {
        let cut_short = match icc(&ColorProfile::new_display_p3()) {
            ColorSpace::Icc(profile) => ColorSpace::Icc(profile[..200].to_vec()),
            _ => unreachable!("it is a profile"),
        };
        let no_primaries = ColorSpace::Cicp(Cicp { primaries: 2, transfer: 2 });
        let lab = icc(&ColorProfile::new_lab());
        for color in [ColorSpace::Icc(vec![]), ColorSpace::Icc(vec![7; 400]), cut_short, no_primaries, lab] {
            let pixels = Pixels::Rgb8(vec![200, 100, 50]);
            let result = for_target(picture(pixels.clone(), color), &srgb_only());
            assert_eq!((result.pixels, result.color), (pixels, ColorSpace::Srgb));
            assert_eq!(result.warnings, [Warning::ProfileIgnored]);
        }
    }

    #[test]
    fn a_long_row_is_converted_to_its_end() {
        let color = icc(&ColorProfile::new_display_p3());
        let result = for_target(picture(Pixels::Rgb8([200, 100, 50].repeat(10_000)), color), &srgb_only());
        let Pixels::Rgb8(samples) = result.pixels else { unreachable!("8 bits stay 8 bits") };
        assert!(samples.as_chunks::<3>().0.iter().all(|pixel| *pixel == samples[..3]));
        assert_ne!(samples[..3], [200, 100, 50]);
    }

    #[test]
    fn high_dynamic_range_is_brought_down() {
        let color = ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 });
        let result = for_target(picture(Pixels::Rgb16(vec![20_000; 300]), color), &Recipe::default());
        assert_eq!(result.color, ColorSpace::Srgb);
        assert_eq!(result.warnings, [Warning::ToneMapped]);
        assert_eq!(result.pixels.depth(), 16);
    }
}
