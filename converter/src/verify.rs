//! The finished bytes, decoded again and held against what was asked for, before anything is written.

mod animation;

use std::ops::Range;

pub use self::animation::verify_animation;
pub(crate) use self::animation::{limits_for, read_back_frames};
use crate::encode::libwebp::{self, Care};
use crate::encode::{Encoded, alpha_tolerance, riff};
use crate::error::ErrorKind;
use crate::input::{InputFormat, Source};
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};
use crate::recipe::{Format, Goal, Recipe};

/// Decodes `encoded` and compares it with the picture it was made from: size, alpha, colours, metadata, and for
/// lossless every pixel. A lossy picture must be recognisable as the same.
///
/// # Errors
/// `Verification`, saying what differs.
pub fn verify(encoded: &Encoded, picture: &Picture, recipe: &Recipe) -> Result<(), ErrorKind> {
    let care = if recipe.goal == Goal::Lossless { Care::Full } else { Care::Draft };
    let seen = read_back(encoded, picture, care);
    let seen = seen.map_err(|error| failed(format_args!("the file cannot be read: {error}")))?;
    compare(&seen, picture, encoded, recipe)
}

/// Everything that `seen`, decoded again, must have of the picture it was made from.
fn compare(seen: &Picture, picture: &Picture, encoded: &Encoded, recipe: &Recipe) -> Result<(), ErrorKind> {
    same_size(seen, picture)?;
    same_colors(seen, picture)?;
    same_metadata(&seen.metadata, picture, &encoded.warnings)?;
    same_alpha(seen, picture, alpha_tolerance(encoded.format, recipe))?;
    match recipe.goal {
        Goal::Lossless => same_pixels(seen, picture, recipe.keeps_hidden_colors()),
        Goal::Quality(_) | Goal::Look(_) | Goal::MaxBytes(_) | Goal::NearLossless(_) => {
            same_scene(seen, picture)
        }
    }
}

/// Decodes what was made of `picture`: as it will be seen, or as cheaply as every bit can be read.
pub(crate) fn read_back(encoded: &Encoded, picture: &Picture, care: Care) -> Result<Picture, ErrorKind> {
    match encoded.format {
        Format::Webp => read_webp(&encoded.bytes, picture, care),
        Format::Avif => read_avif(&encoded.bytes, picture),
        Format::Auto => Err(ErrorKind::unsupported("a format that is not decided")),
    }
}

fn read_webp(file: &[u8], picture: &Picture, care: Care) -> Result<Picture, ErrorKind> {
    let (width, height) = (picture.width, picture.height);
    let has_alpha = riff::has_alpha(file);
    let samples = libwebp::decode(file, (width, height), has_alpha, care)?;
    let block = |id| {
        riff::chunks(file).find(|chunk| &chunk.id == id).map(|chunk: riff::Chunk<'_>| chunk.data.to_vec())
    };
    let pixels = if has_alpha { Pixels::Rgba8(samples) } else { Pixels::Rgb8(samples) };
    let mut seen = Picture::new(width, height, pixels);
    seen.color = block(b"ICCP").map_or(ColorSpace::Srgb, ColorSpace::Icc);
    seen.metadata = Metadata { exif: block(b"EXIF"), xmp: block(b"XMP ") };
    Ok(seen)
}

/// Reads AVIF with the decoder for strangers' files, which shares nothing with the encoders.
fn read_avif(file: &[u8], picture: &Picture) -> Result<Picture, ErrorKind> {
    let source = Source { bytes: file.to_vec(), format: InputFormat::Avif, drawn: None };
    let limits = Limits { pixels: picture.pixels.count(), ..Limits::default() };
    crate::decode::decode(&source, &limits)
}

fn same_size(seen: &Picture, picture: &Picture) -> Result<(), ErrorKind> {
    if (seen.width, seen.height) == (picture.width, picture.height) {
        return Ok(());
    }
    Err(failed(format_args!("{}x{} became {}x{}", picture.width, picture.height, seen.width, seen.height)))
}

fn same_colors(seen: &Picture, picture: &Picture) -> Result<(), ErrorKind> {
    if seen.color == picture.color { Ok(()) } else { Err(failed("the colour space is another")) }
}

/// Metadata may be missing only where the encoder said so.
fn same_metadata(seen: &Metadata, picture: &Picture, warnings: &[Warning]) -> Result<(), ErrorKind> {
    for (name, seen, wanted) in
        [("exif", &seen.exif, &picture.metadata.exif), ("xmp", &seen.xmp, &picture.metadata.xmp)]
    {
        if seen != wanted && !warnings.contains(&Warning::MetadataDropped(name)) {
            return Err(failed(format_args!("{name} is not what it was")));
        }
    }
    Ok(())
}

/// An opaque picture must stay opaque; else each sample may be off by `tolerance` (of 255), and by half a step
/// where the file has fewer bits than the picture.
fn same_alpha(seen: &Picture, picture: &Picture, tolerance: u8) -> Result<(), ErrorKind> {
    if !picture.pixels.is_translucent() {
        let opaque = !seen.pixels.is_translucent();
        return if opaque { Ok(()) } else { Err(failed("an opaque picture became translucent")) };
    }
    if !seen.pixels.has_alpha() {
        return Err(failed("transparency was lost"));
    }
    let half_step = 32_767 / ((1_u16 << seen.depth.clamp(8, 12)) - 1) + 1;
    let tolerance = half_step + u16::from(tolerance) * 257;
    let pixels = 0..picture.pixels.count() as usize;
    for index in pixels {
        let (a, b) = (pixel(&seen.pixels, index)[3], pixel(&picture.pixels, index)[3]);
        if a.abs_diff(b) > tolerance {
            return Err(differs(picture, index, "the transparency"));
        }
    }
    Ok(())
}

/// Every pixel is what it was; unless `exact`, the colours under wholly transparent ones are free. Samples that
/// were stretched to 16 bits may be rounded either way.
fn same_pixels(seen: &Picture, picture: &Picture, exact: bool) -> Result<(), ErrorKind> {
    for index in 0..picture.pixels.count() as usize {
        let (a, b) = (pixel(&seen.pixels, index), pixel(&picture.pixels, index));
        let invisible = a[3] == 0 && b[3] == 0;
        let same = a.iter().zip(b).all(|(a, b)| a.abs_diff(b) <= 1);
        if !same && (exact || !invisible) {
            return Err(differs(picture, index, "the colour"));
        }
    }
    Ok(())
}

/// Cells of the grid along each side, and pixels of a cell along each side that are looked at.
const CELLS: u32 = 32;
const CELL_PIXELS: u32 = 8;

/// A cell counts wholly from this part of it on that is opaque: an eighth.
const LEAST_SHARE: u64 = 8;

/// Largest root of the mean square of what cells may be off, of 255. At quality 1 photographs and drawings stay
/// below 5 and 10, a handful of pixels in strong colours below 21; a black, swapped or foreign picture is far
/// above one of the two.
const MAX_LUMA_ERROR: f32 = 25.0;
const MAX_CHANNEL_ERROR: f32 = 45.0;

/// Whether both show the same, seen from afar: the mean colours in the cells of a coarse grid.
fn same_scene(seen: &Picture, picture: &Picture) -> Result<(), ErrorKind> {
    let (mut cells, mut luma, mut channels) = (0.0, 0.0, 0.0_f32);
    for index in 0..CELLS * CELLS {
        let Some((a, b)) = mean_colors(seen, picture, index) else { continue };
        let [r, g, b] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
        cells += 1.0;
        luma += (0.299 * r + 0.587 * g + 0.114 * b).powi(2);
        channels += (r * r + g * g + b * b) / 3.0;
    }
    let [luma, channels] = [luma, channels].map(|sum| (sum / f32::max(cells, 1.0)).sqrt());
    if luma > MAX_LUMA_ERROR || channels > MAX_CHANNEL_ERROR {
        return Err(failed(format_args!(
            "another picture: off by {luma:.0} in luma, {channels:.0} in colour"
        )));
    }
    Ok(())
}

/// Mean colours (0–255) of both pictures in one cell, each pixel counting as far as it is opaque in the second. Encoders
/// share out colours among neighbours, so that the mean of many pixels is kept, but not that of the only opaque one among
/// translucent others: a cell that is mostly transparent counts for less.
fn mean_colors(seen: &Picture, picture: &Picture, cell: u32) -> Option<([f32; 3], [f32; 3])> {
    let (rows, columns) = (span(picture.height, cell / CELLS), span(picture.width, cell % CELLS));
    let mut sums = [[0_u64; 3]; 2];
    let mut weight = 0;
    for y in rows.clone() {
        for x in columns.clone() {
            let index = y as usize * picture.width as usize + x as usize;
            let wanted = pixel(&picture.pixels, index);
            let alpha = u64::from(wanted[3]);
            weight += alpha;
            for (sum, pixel) in sums.iter_mut().zip([pixel(&seen.pixels, index), wanted]) {
                for (sum, sample) in sum.iter_mut().zip(pixel) {
                    *sum += u64::from(sample) * alpha;
                }
            }
        }
    }
    let least = (rows.len() * columns.len()) as u64 * u64::from(u16::MAX) / LEAST_SHARE;
    let mean = |sums: [u64; 3]| sums.map(|sum| sum as f32 / weight.max(least) as f32 / 257.0);
    (weight > 0).then(|| (mean(sums[0]), mean(sums[1])))
}

/// The pixels of a row or column of cells, along a side of this length: the first cells begin with it, the last
/// end with it, and each is whole unless the side is shorter.
fn span(side: u32, cell: u32) -> Range<u32> {
    let length = CELL_PIXELS.min(side);
    let start = u64::from(side - length) * u64::from(cell) / u64::from(CELLS - 1);
    start as u32..start as u32 + length
}

/// RGBA stretched to 16 bits.
fn pixel(pixels: &Pixels, index: usize) -> [u16; 4] {
    let wide = |sample: u8| u16::from(sample) * 257;
    match pixels {
        Pixels::Rgb8(samples) => {
            let [r, g, b] = samples.as_chunks().0[index];
            [wide(r), wide(g), wide(b), u16::MAX]
        }
        Pixels::Rgba8(samples) => {
            let pixel: [u8; 4] = samples.as_chunks().0[index];
            pixel.map(wide)
        }
        Pixels::Rgb16(samples) => {
            let [r, g, b] = samples.as_chunks().0[index];
            [r, g, b, u16::MAX]
        }
        Pixels::Rgba16(samples) => samples.as_chunks().0[index],
    }
}

fn differs(picture: &Picture, index: usize, what: &str) -> ErrorKind {
    let width = picture.width as usize;
    failed(format_args!("{what} of pixel {},{} is another", index % width, index / width))
}

fn failed(what: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Verification(what.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cancel::Cancel;
    use crate::encode::encode;
    use crate::recipe::{Advanced, Quality};

    /// Translucent at the left, colourful everywhere.
    fn picture() -> Picture {
        let pixels = (0..60 * 40_u32).map(|i| {
            let (x, y) = (i % 60, i / 60);
            [
                (x * 4) as u8,
                (y * 5) as u8,
                if (x / 8 + y / 8) % 2 == 0 { 30 } else { 200 },
                (155 + x * 5).min(255) as u8,
            ]
        });
        let mut picture = Picture::new(60, 40, Pixels::Rgba8(pixels.flatten().collect()));
        picture.color = ColorSpace::Icc(b"profile".to_vec());
        picture.metadata = Metadata { exif: Some(b"II*\0".to_vec()), xmp: Some(b"<x/>".to_vec()) };
        picture
    }

    fn opaque() -> Picture {
        let picture = picture();
        Picture { pixels: picture.pixels.clone().without_alpha(), ..picture }
    }

    fn lossy() -> Recipe {
        Recipe::default()
    }

    fn lossless() -> Recipe {
        Recipe { goal: Goal::Lossless, ..Recipe::default() }
    }

    fn encoded(picture: &Picture, recipe: &Recipe) -> Encoded {
        encode(picture, recipe, 1, &Cancel::new()).expect("encodes")
    }

    /// Encodes one picture, and verifies the file as if it were another's.
    fn check(written: &Picture, wanted: &Picture, recipe: &Recipe, complaint: Option<&str>) {
        match (verify(&encoded(written, recipe), wanted, recipe), complaint) {
            (Ok(()), None) => {}
            (Err(ErrorKind::Verification(reason)), Some(complaint)) => {
                assert!(reason.contains(complaint), "{reason}");
            }
            (result, _) => panic!("{result:?} where {complaint:?} was expected"),
        }
    }

    /// The picture with something changed.
    fn but(mut picture: Picture, change: impl FnOnce(&mut Picture)) -> Picture {
        change(&mut picture);
        picture
    }

    fn each_pixel(picture: &mut Picture, change: impl Fn(&mut [u8; 4])) {
        let Pixels::Rgba8(samples) = &mut picture.pixels else { panic!("RGBA") };
        samples.as_chunks_mut().0.iter_mut().for_each(change);
    }

    #[test]
    fn a_faithful_file_passes() {
        for quality in [1, 50, 100] {
            let goal = Goal::Quality(Quality::new(quality).expect("1..=100"));
            check(&picture(), &picture(), &Recipe { goal, ..lossy() }, None);
            check(&opaque(), &opaque(), &Recipe { goal, ..lossy() }, None);
        }
        check(&picture(), &picture(), &lossless(), None);
        check(&opaque(), &opaque(), &lossless(), None);
        check(&picture(), &picture(), &Recipe { goal: Goal::NearLossless(0), ..lossy() }, None);
        let advanced = Advanced { alpha_quality: Some(20), ..Advanced::default() };
        check(&picture(), &picture(), &Recipe { advanced, ..lossy() }, None);
    }

    #[test]
    fn strong_colours_at_the_lowest_quality_pass() {
        let recipe = Recipe { goal: Goal::Quality(Quality::new(1).expect("1..=100")), ..lossy() };
        let checkerboard = |x: u32, y: u32| if (x + y).is_multiple_of(2) { [255, 0, 0] } else { [0, 0, 255] };
        let stripes = |x: u32, _: u32| if x.is_multiple_of(2) { [0, 255, 0] } else { [255, 0, 255] };
        let noise = |x: u32, y: u32| {
            let hash = x.wrapping_mul(0x9e37_79b1) ^ y.wrapping_mul(0x85eb_ca6b);
            [31, 30, 29].map(|bit| (hash >> bit & 1) as u8 * 255)
        };
        let scenes: [&dyn Fn(u32, u32) -> [u8; 3]; 3] = [&checkerboard, &stripes, &noise];
        for (index, scene) in scenes.iter().enumerate() {
            for (width, height) in [(1, 1), (2, 1), (9, 7), (200, 150)] {
                let samples = (0..width * height).flat_map(|i| scene(i % width, i / width)).collect();
                let picture = Picture::new(width, height, Pixels::Rgb8(samples));
                let result = verify(&encoded(&picture, &recipe), &picture, &recipe);
                assert!(result.is_ok(), "scene {index}, {width}x{height}: {result:?}");
            }
        }
    }

    /// A fuzzer found it: one opaque pixel, and translucent ones in other strong colours around it.
    #[test]
    fn a_single_opaque_pixel_among_translucent_ones_passes() {
        for (alpha, hidden) in [(254, [0, 0, 255]), (32, [32, 255, 32]), (0, [0, 255, 255])] {
            let pixel = |i: u32| {
                let [r, g, b] = if i.is_multiple_of(9) { [255, 0, 0] } else { hidden };
                [r, g, b, if i.is_multiple_of(9) { 255 } else { alpha }]
            };
            for count in [9, 63] {
                let samples = (0..count).flat_map(pixel).collect();
                let picture = Picture::new(9, count / 9, Pixels::Rgba8(samples));
                check(&picture, &picture, &lossy(), None);
            }
        }
    }

    #[test]
    fn a_foreign_picture_is_caught_however_much_of_it_is_transparent() {
        let thin = |color: [u8; 3]| {
            let [r, g, b] = color;
            let pixel = |i: u32| if i.is_multiple_of(4) { [r, g, b, 200] } else { [r, g, b, 0] };
            Picture::new(64, 64, Pixels::Rgba8((0..64 * 64).flat_map(pixel).collect()))
        };
        check(&thin([200, 40, 40]), &thin([40, 40, 200]), &lossy(), Some("another picture"));
        check(&thin([0, 0, 0]), &thin([90, 90, 90]), &lossy(), Some("another picture"));
    }

    #[test]
    fn a_truncated_file_is_caught() {
        for recipe in [lossy(), lossless()] {
            let mut encoded = encoded(&Picture::new(60, 40, opaque().pixels), &recipe);
            let half = encoded.bytes.len() / 2;
            encoded.bytes.truncate(half);
            let error = verify(&encoded, &opaque(), &recipe).expect_err("half a file");
            assert!(error.to_string().contains("cannot be read"), "{error}");
        }
    }

    #[test]
    fn another_size_is_caught() {
        let taller = Picture { width: 40, height: 60, ..picture() };
        check(&taller, &picture(), &lossy(), Some("size"));
    }

    #[test]
    fn another_picture_is_caught() {
        let upside_down = but(opaque(), |picture| {
            let Pixels::Rgb8(samples) = &mut picture.pixels else { panic!("RGB") };
            samples.reverse();
        });
        check(&upside_down, &opaque(), &lossy(), Some("another picture"));
    }

    #[test]
    fn a_black_picture_is_caught() {
        let black = Picture { pixels: Pixels::Rgb8(vec![0; 60 * 40 * 3]), ..opaque() };
        check(&black, &opaque(), &lossy(), Some("another picture"));
    }

    #[test]
    fn swapped_channels_are_caught() {
        let swapped = but(picture(), |picture| each_pixel(picture, |[r, _, b, _]| std::mem::swap(r, b)));
        check(&swapped, &picture(), &lossy(), Some("another picture"));
    }

    #[test]
    fn lost_and_found_alpha_is_caught() {
        check(&opaque(), &picture(), &lossy(), Some("transparency was lost"));
        check(&picture(), &opaque(), &lossy(), Some("became translucent"));
    }

    #[test]
    fn one_step_of_alpha_is_caught() {
        let faded = but(picture(), |picture| {
            let Pixels::Rgba8(samples) = &mut picture.pixels else { panic!("RGBA") };
            samples[4 * 61 + 3] -= 1;
        });
        check(&faded, &picture(), &lossy(), Some("transparency of pixel 1,1"));
    }

    #[test]
    fn another_profile_is_caught() {
        for color in [ColorSpace::Srgb, ColorSpace::Icc(b"another".to_vec())] {
            check(&Picture { color, ..picture() }, &picture(), &lossy(), Some("colour space"));
        }
    }

    #[test]
    fn lost_metadata_is_caught() {
        check(&but(picture(), |p| p.metadata.exif = None), &picture(), &lossy(), Some("exif"));
        check(&but(picture(), |p| p.metadata.xmp = None), &picture(), &lossy(), Some("xmp"));
    }

    #[test]
    fn one_changed_pixel_of_a_lossless_file_is_caught() {
        let changed = but(opaque(), |picture| {
            let Pixels::Rgb8(samples) = &mut picture.pixels else { panic!("RGB") };
            samples[3 * 62 + 2] ^= 1;
        });
        check(&changed, &opaque(), &lossless(), Some("colour of pixel 2,1"));
    }

    #[test]
    fn hidden_colours_count_where_nothing_may_be_lost() {
        let hide = |[r, .., alpha]: &mut [u8; 4]| *alpha = if *r > 100 { 0 } else { 255 };
        let hidden = but(picture(), |picture| each_pixel(picture, hide));
        let clean = |pixel: &mut [u8; 4]| *pixel = if pixel[3] == 0 { [0; 4] } else { *pixel };
        let cleaned = but(hidden.clone(), |picture| each_pixel(picture, clean));
        check(&hidden, &hidden, &lossless(), None);
        check(&cleaned, &hidden, &lossless(), Some("colour of pixel"));
        check(&cleaned, &hidden, &Recipe { goal: Goal::NearLossless(100), ..lossless() }, None);
    }
}
