//! Between decoder and encoder: orientation, colour, size, metadata.

mod color;
mod orient;
mod resize;
mod sample;
mod tone;

use crate::encode::libwebp;
use crate::error::ErrorKind;
use crate::picture::{Metadata, Picture, Warning};
use crate::recipe::{ColorPolicy, Format, Goal, Recipe, Resize};

/// Makes a decoded picture ready for the encoder of `recipe`: upright, in a colour space that the target can
/// hold, in the wanted size, with the wanted metadata only.
///
/// # Errors
/// `Encoder` when a size cannot be computed, `TooLarge` when the wanted size is.
pub fn prepare(picture: Picture, recipe: &Recipe) -> Result<Picture, ErrorKind> {
    let picture = orient::upright(picture);
    let picture = color::for_target(picture, recipe);
    let wanted = recipe.resize.filter(|_| !picture.is_resized);
    let picture = resize::resize(picture, wanted)?;
    let mut picture = within_the_sides(picture, recipe)?;
    picture.metadata = crate::metadata::select(picture.metadata, recipe.metadata, &mut picture.warnings);
    Ok(picture)
}

/// A picture as a screen shows it: upright, in sRGB, its longer side at most `longest`, without metadata.
///
/// # Errors
/// `Encoder` when a size cannot be computed.
pub(crate) fn for_screen(picture: Picture, longest: u32) -> Result<Picture, ErrorKind> {
    let recipe = Recipe { color: ColorPolicy::Srgb, ..Recipe::default() };
    // Few pixels are sooner turned and converted than many.
    let small = resize::resize(picture, Some(Resize::Long(longest)))?;
    Ok(orient::upright(color::for_target(Picture { metadata: Metadata::default(), ..small }, &recipe)))
}

/// A prepared picture with this longer side.
///
/// # Errors
/// `Encoder`, as [`prepare`].
pub(crate) fn shrunk(picture: &Picture, longest: u32) -> Result<Picture, ErrorKind> {
    resize::resized(picture, Resize::Long(longest))
}

/// WebP has 14 bits for a side. Shrinking to them is less of a loss than having no picture, unless every pixel is
/// wanted as it is: then the encoder refuses.
fn within_the_sides(picture: Picture, recipe: &Recipe) -> Result<Picture, ErrorKind> {
    let longest = picture.width.max(picture.height);
    let fits = longest <= libwebp::MAX_SIDE || recipe.format != Format::Webp;
    if fits || recipe.goal == Goal::Lossless {
        return Ok(picture);
    }
    let mut picture = resize::resize(picture, Some(Resize::Long(libwebp::MAX_SIDE)))?;
    picture.warnings.push(Warning::ShrunkToFit(libwebp::MAX_SIDE));
    Ok(picture)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::picture::{ColorSpace, Orientation, Pixels};

    #[test]
    fn a_side_too_long_for_webp_is_shrunk_unless_nothing_may_be_lost() {
        let long = || Picture::new(20_000, 2, Pixels::Rgb8(vec![7; 20_000 * 2 * 3]));
        let size = |recipe: &Recipe| {
            let prepared = prepare(long(), recipe).expect("it can be prepared");
            (prepared.width, prepared.height, prepared.warnings)
        };
        let (webp, avif) = (Recipe::default(), Recipe { format: Format::Avif, ..Recipe::default() });
        let lossless = Recipe { goal: Goal::Lossless, ..Recipe::default() };
        assert_eq!(size(&webp), (16_383, 2, vec![Warning::ShrunkToFit(16_383)]));
        assert_eq!(size(&avif), (20_000, 2, vec![]));
        assert_eq!(size(&lossless), (20_000, 2, vec![]));
    }

    #[test]
    fn everything_happens_and_is_told_in_one_go() {
        let straight = moxcms::ColorProfile::new_gray_with_gamma(1.0).gray_trc;
        let mut linear = moxcms::ColorProfile::new_srgb();
        linear.cicp = None;
        (linear.red_trc, linear.green_trc, linear.blue_trc) = (straight.clone(), straight.clone(), straight);
        let turned = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\0\0\0\0";
        let picture = Picture {
            orientation: Orientation::Rotated90,
            color: ColorSpace::Icc(linear.encode().expect("it can be written")),
            metadata: Metadata { exif: Some(turned.to_vec()), xmp: None },
            ..Picture::new(40, 20, Pixels::Rgb8(vec![55; 40 * 20 * 3]))
        };
        let recipe = Recipe { resize: Some(Resize::Long(20)), color: ColorPolicy::Srgb, ..Recipe::default() };
        let prepared = prepare(picture, &recipe).expect("nothing is too large");
        assert_eq!((prepared.width, prepared.height), (10, 20), "upright, then smaller");
        assert_eq!(prepared.pixels, Pixels::Rgb8(vec![128; 10 * 20 * 3]));
        assert_eq!(prepared.color, ColorSpace::Srgb);
        assert_eq!(prepared.orientation, Orientation::Upright);
        let exif = prepared.metadata.exif.expect("it stays");
        assert_eq!(crate::metadata::orientation(&exif), Orientation::Upright);
        assert_eq!(prepared.warnings, [Warning::ConvertedToSrgb]);
    }
}
