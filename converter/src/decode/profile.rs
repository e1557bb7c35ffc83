//! Embedded ICC profiles: kept where they describe RGB, applied where they describe grey or inks.

use moxcms::{
    CmsError, ColorProfile, DataColorSpace, Layout, RenderingIntent, Transform8BitExecutor,
    Transform16BitExecutor, TransformOptions,
};
use std::sync::Arc;

use super::channels::{self, Sample};
use crate::limits::Limits;
use crate::picture::{ColorSpace, Pixels, Warning};

/// A sample that colour transforms exist for.
pub(super) trait Managed: Sample {
    /// Takes samples from one profile and layout to another.
    fn transform(from: Side, to: Side, source: &[Self], target: &mut [Self]) -> Result<(), CmsError>;
}

/// One side of a transform.
pub(super) type Side<'a> = (&'a ColorProfile, Layout);

impl Managed for u8 {
    fn transform(from: Side, to: Side, source: &[u8], target: &mut [u8]) -> Result<(), CmsError> {
        let transform: Arc<Transform8BitExecutor> =
            from.0.create_transform_8bit(from.1, to.0, to.1, options())?;
        transform.transform(source, target)
    }
}

impl Managed for u16 {
    fn transform(from: Side, to: Side, source: &[u16], target: &mut [u16]) -> Result<(), CmsError> {
        let transform: Arc<Transform16BitExecutor> =
            from.0.create_transform_16bit(from.1, to.0, to.1, options())?;
        transform.transform(source, target)
    }
}

/// Relative colorimetric, as between profiles of RGB: paper becomes white, and what a screen can show stays as it is.
fn options() -> TransformOptions {
    TransformOptions {
        rendering_intent: RenderingIntent::RelativeColorimetric,
        ..TransformOptions::default()
    }
}

/// The colour space of RGB pixels that came with `icc`. A profile that cannot be read, is beyond the limits or
/// describes something else is left out with a warning.
pub(super) fn rgb(icc: Option<Vec<u8>>, limits: &Limits, warnings: &mut Vec<Warning>) -> ColorSpace {
    let Some(icc) = icc else { return ColorSpace::Srgb };
    if read(&icc, DataColorSpace::Rgb, limits).is_some() {
        return ColorSpace::Icc(icc);
    }
    warnings.push(Warning::ProfileIgnored);
    ColorSpace::Srgb
}

/// sRGB pixels of grey samples, through their grey profile where there is one.
pub(super) fn grey<S: Managed>(
    grey: &[S],
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Pixels {
    let converted = icc.map(|icc| {
        let mut rgb = vec![S::default(); grey.len() * 3];
        to_srgb(icc, Layout::Gray, limits, grey, Layout::Rgb, &mut rgb).then_some(rgb)
    });
    if let Some(None) = converted {
        warnings.push(Warning::ProfileIgnored);
    }
    S::rgb(converted.flatten().unwrap_or_else(|| channels::grey_to_rgb(grey)))
}

/// Likewise for grey with straight alpha.
pub(super) fn grey_alpha<S: Managed>(
    grey_alpha: &[S],
    icc: Option<&[u8]>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Pixels {
    let converted = icc.map(|icc| {
        let mut rgba = vec![S::default(); grey_alpha.len() * 2];
        to_srgb(icc, Layout::GrayAlpha, limits, grey_alpha, Layout::Rgba, &mut rgba).then_some(rgba)
    });
    if let Some(None) = converted {
        warnings.push(Warning::ProfileIgnored);
    }
    S::rgba(converted.flatten().unwrap_or_else(|| channels::grey_alpha_to_rgba(grey_alpha)))
}

/// Fills `target` with the sRGB of `source`; false when the profile does not fit.
pub(super) fn to_srgb<S: Managed>(
    icc: &[u8],
    layout: Layout,
    limits: &Limits,
    source: &[S],
    target_layout: Layout,
    target: &mut [S],
) -> bool {
    let space = match layout {
        Layout::Gray | Layout::GrayAlpha => DataColorSpace::Gray,
        _ => DataColorSpace::Cmyk,
    };
    let srgb = ColorProfile::new_srgb();
    read(icc, space, limits).is_some_and(|profile| {
        S::transform((&profile, layout), (&srgb, target_layout), source, target).is_ok()
    })
}

/// The profile, if it can be read, is no larger than the limits allow and describes `space`.
fn read(icc: &[u8], space: DataColorSpace, limits: &Limits) -> Option<ColorProfile> {
    limits.check_metadata(icc.len()).ok()?;
    ColorProfile::new_from_slice(icc).ok().filter(|profile| profile.color_space == space)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn encoded(profile: &ColorProfile) -> Vec<u8> {
        profile.encode().expect("the profile can be written")
    }

    #[test]
    fn an_rgb_profile_is_kept_byte_for_byte() {
        let icc = encoded(&ColorProfile::new_display_p3());
        let mut warnings = Vec::new();
        assert_eq!(rgb(Some(icc.clone()), &Limits::default(), &mut warnings), ColorSpace::Icc(icc));
        assert_eq!(warnings, []);
    }

    #[test]
    fn what_is_no_rgb_profile_is_left_out_and_said() {
        for icc in [encoded(&ColorProfile::new_gray_with_gamma(2.2)), b"not a profile".to_vec()] {
            let mut warnings = Vec::new();
            assert_eq!(rgb(Some(icc), &Limits::default(), &mut warnings), ColorSpace::Srgb);
            assert_eq!(warnings, [Warning::ProfileIgnored]);
        }
    }

    #[test]
    fn linear_grey_becomes_brighter_in_srgb() {
        let icc = encoded(&ColorProfile::new_gray_with_gamma(1.0));
        let mut warnings = Vec::new();
        let pixels = grey(&[0u8, 55, 255], Some(&icc), &Limits::default(), &mut warnings);
        let Pixels::Rgb8(rgb) = pixels else { panic!("8 bits stay 8 bits") };
        assert_eq!(warnings, []);
        assert!(rgb[0] <= 1 && rgb[6] >= 254, "black and white stay: {rgb:?}");
        assert!(rgb[3].abs_diff(128) <= 2, "0.2157 of the light is code 128 in sRGB: {rgb:?}");
    }

    #[test]
    fn grey_with_a_useless_profile_is_taken_as_it_is() {
        let mut warnings = Vec::new();
        let pixels = grey(&[7u8], Some(b"nonsense"), &Limits::default(), &mut warnings);
        assert_eq!(pixels, Pixels::Rgb8(vec![7; 3]));
        assert_eq!(warnings, [Warning::ProfileIgnored]);
    }
}
