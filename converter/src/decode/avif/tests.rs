//! The fixtures show a red, a green, a blue and a yellow quarter around a white middle, of alpha 255, 128, 64, 200
//! and 255. avifenc 0.11 made them from PNG; the names say with which options.

use super::*;
use crate::error::Bound;
use crate::picture::Cicp;
use crate::picture::Orientation;

macro_rules! fixture {
    ($name:literal) => {
        include_bytes!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/avif/", $name, ".avif"))
    };
}

const RED: [u8; 3] = [230, 40, 30];
const GREEN: [u8; 3] = [30, 200, 60];
const BLUE: [u8; 3] = [40, 60, 220];
const YELLOW: [u8; 3] = [240, 220, 60];
const WHITE: [u8; 3] = [250, 250, 250];
const QUARTERS: [[u8; 3]; 5] = [RED, GREEN, BLUE, YELLOW, WHITE];
const OPAQUE: [u8; 5] = [255; 5];
const TRANSLUCENT: [u8; 5] = [255, 128, 64, 200, 255];

fn decoded(bytes: &[u8]) -> Picture {
    let limits = Limits::default();
    let picture = decode(bytes, &limits).expect("a sound fixture");
    let header = header(bytes, &limits).expect("a sound fixture");
    let (pixels, size) = (&picture.pixels, (picture.width, picture.height));
    assert_eq!((header.width, header.height), size, "the header tells the size");
    assert_eq!((header.has_alpha, header.depth), (pixels.has_alpha(), pixels.depth()), "and the kind");
    assert!(header.working_bytes >= header.pixel_bytes());
    picture
}

/// Colour and alpha of the four corners and the middle, at 8 bits.
fn corners(picture: &Picture) -> [([u8; 3], u8); 5] {
    let (width, height) = (picture.width as usize, picture.height as usize);
    let places = [(0, 0), (width - 1, 0), (0, height - 1), (width - 1, height - 1), (width / 2, height / 2)];
    let at = |(x, y): (usize, usize)| y * width + x;
    match picture.pixels.clone().into_8_bit() {
        Pixels::Rgb8(samples) => places.map(|place| (samples.as_chunks::<3>().0[at(place)], 255)),
        Pixels::Rgba8(samples) => places.map(|place| {
            let [color @ .., alpha] = samples.as_chunks::<4>().0[at(place)];
            (color, alpha)
        }),
        _ => unreachable!("all are 8 bits now"),
    }
}

fn check(bytes: &[u8], depth: u8, colors: [[u8; 3]; 5], alphas: [u8; 5], tolerance: u8) {
    let picture = decoded(bytes);
    assert_eq!(picture.depth, depth);
    for (place, (color, alpha)) in corners(&picture).into_iter().enumerate() {
        let differences = color.iter().zip(colors[place]).map(|(&is, should)| is.abs_diff(should));
        assert!(differences.max() <= Some(tolerance), "place {place}: {color:?}, not {:?}", colors[place]);
        assert_eq!(alpha, alphas[place], "alpha at place {place}");
    }
}

#[test]
fn yuv_420_of_odd_size() {
    check(fixture!("yuv420"), 8, QUARTERS, OPAQUE, 4);
}

#[test]
fn yuv_422_of_limited_range() {
    check(fixture!("yuv422-limited"), 8, QUARTERS, OPAQUE, 4);
}

#[test]
fn ten_bits_with_the_matrix_of_bt_2020() {
    check(fixture!("yuv444-bt2020"), 10, QUARTERS, OPAQUE, 3);
}

#[test]
fn twelve_bits_of_limited_range_with_alpha() {
    check(fixture!("yuv420-12bit-limited-alpha"), 12, QUARTERS, TRANSLUCENT, 3);
}

#[test]
fn gray_of_limited_range() {
    // The luma of BT.601.
    let quarters = QUARTERS.map(|[red, green, blue]| {
        let luma = 0.299 * f64::from(red) + 0.587 * f64::from(green) + 0.114 * f64::from(blue);
        [luma.round() as u8; 3]
    });
    check(fixture!("gray-limited"), 8, quarters, OPAQUE, 3);
}

#[test]
fn lossless_rgb_is_exact() {
    check(fixture!("gbr-lossless-alpha"), 8, QUARTERS, TRANSLUCENT, 0);
    check(fixture!("gbr-lossless-10bit"), 10, QUARTERS, OPAQUE, 0);
}

#[test]
fn ycgco() {
    check(fixture!("ycgco"), 8, QUARTERS, OPAQUE, 3);
}

#[test]
fn premultiplied_colors_are_divided_by_alpha() {
    // One step of 255 under an alpha of 64 is four steps after the division.
    check(fixture!("premultiplied"), 8, QUARTERS, TRANSLUCENT, 8);
}

#[test]
fn a_grid_with_a_grid_for_alpha() {
    check(fixture!("grid-alpha"), 8, QUARTERS, TRANSLUCENT, 4);
}

#[test]
fn rotation_and_mirror_become_an_orientation() {
    let bytes = fixture!("rotated-mirrored");
    check(bytes, 8, QUARTERS, OPAQUE, 3);
    assert_eq!(decoded(bytes).orientation, Orientation::Transposed);
}

#[test]
fn a_clean_aperture_is_cut_out() {
    let bytes = fixture!("cropped");
    assert_eq!(decoded(bytes).shown_size(), (17, 13));
    check(bytes, 8, [WHITE, YELLOW, YELLOW, YELLOW, YELLOW], OPAQUE, 4);
}

#[test]
fn a_sequence_gives_its_first_frame_and_says_so() {
    let bytes = fixture!("sequence-alpha");
    check(bytes, 8, QUARTERS, TRANSLUCENT, 4);
    assert_eq!(decoded(bytes).warnings, [Warning::FirstFrame(Some(3))]);
}

#[test]
fn a_sequence_without_a_still_is_read_from_its_tracks() {
    let bytes = without_box(fixture!("sequence-alpha"), b"meta");
    check(&bytes, 8, QUARTERS, TRANSLUCENT, 4);
    assert_eq!(decoded(&bytes).warnings, [Warning::FirstFrame(Some(3))]);
}

/// The file with a top-level box turned into free space, so that nothing moves.
fn without_box(bytes: &[u8], kind: &[u8; 4]) -> Vec<u8> {
    let place = bytes.windows(4).position(|window| window == kind).expect("the box is there");
    let mut bytes = bytes.to_vec();
    bytes[place..place + 4].copy_from_slice(b"free");
    bytes
}

#[test]
fn profile_and_metadata_come_along() {
    let picture = decoded(fixture!("icc-exif-xmp"));
    assert!(matches!(&picture.color, ColorSpace::Icc(icc) if icc.get(36..40) == Some(b"acsp")));
    let exif = picture.metadata.exif.expect("an Exif block");
    assert!(exif.starts_with(b"II*\0"), "the block begins with the TIFF header");
    assert!(picture.metadata.xmp.expect("an XMP packet").starts_with(b"<x:xmpmeta"));
    // From irot, which avifenc derived from Exif; the value in Exif does not count.
    assert_eq!(picture.orientation, Orientation::Rotated90);
    assert_eq!(picture.warnings, []);
}

#[test]
fn code_points_tell_the_color_space() {
    assert_eq!(decoded(fixture!("yuv420")).color, ColorSpace::Srgb);
    let hdr = ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 });
    assert_eq!(decoded(fixture!("yuv444-bt2020")).color, hdr);
}

#[test]
fn a_picture_over_the_limit_is_refused_before_decoding() {
    let limits = Limits { pixels: 33 * 25 - 1, ..Limits::default() };
    for refused in
        [header(fixture!("yuv420"), &limits).map(drop), decode(fixture!("yuv420"), &limits).map(drop)]
    {
        assert!(matches!(refused, Err(ErrorKind::TooLarge { bound: Bound::Pixels, value: 825, .. })));
    }
}

#[test]
fn a_container_that_lies_about_the_size_is_damaged() {
    for (width, height) in [(32_u32, 25_u32), (34, 25), (66, 50)] {
        let bytes = with_size(fixture!("yuv420"), width, height);
        assert!(matches!(decode(&bytes, &Limits::default()), Err(ErrorKind::Damaged(_))), "{width}x{height}");
    }
}

#[test]
fn alpha_of_another_size_is_damaged() {
    let limits = Limits::default();
    let read = |bytes| choice::choose(bytes, &limits).expect("a sound fixture");
    let mut container = read(fixture!("gbr-lossless-alpha"));
    let mut alpha = read(fixture!("grid-alpha")).alpha.expect("has alpha");
    alpha.tiles.truncate(1);
    // Once the container says it, once only the bitstream.
    for size in [Some((64, 64)), None] {
        container.alpha = Some(Coded { size, columns: 1, tiles: alpha.tiles.clone() });
        let painted = Plan::new(&container, &limits).and_then(|plan| plan.paint(&container));
        assert!(matches!(painted, Err(ErrorKind::Damaged(_))), "{size:?}");
    }
}

fn with_size(bytes: &[u8], width: u32, height: u32) -> Vec<u8> {
    let place = bytes.windows(4).position(|window| window == b"ispe").expect("a size property") + 8;
    let mut bytes = bytes.to_vec();
    bytes[place..place + 4].copy_from_slice(&width.to_be_bytes());
    bytes[place + 4..place + 8].copy_from_slice(&height.to_be_bytes());
    bytes
}

const ALL: [&[u8]; 14] = [
    fixture!("yuv420"),
    fixture!("yuv422-limited"),
    fixture!("yuv444-bt2020"),
    fixture!("yuv420-12bit-limited-alpha"),
    fixture!("gray-limited"),
    fixture!("gbr-lossless-alpha"),
    fixture!("gbr-lossless-10bit"),
    fixture!("ycgco"),
    fixture!("premultiplied"),
    fixture!("grid-alpha"),
    fixture!("rotated-mirrored"),
    fixture!("cropped"),
    fixture!("sequence-alpha"),
    fixture!("icc-exif-xmp"),
];

#[test]
fn a_file_that_ends_too_early_is_an_error_or_a_warning() {
    for bytes in ALL {
        for length in 0..bytes.len() {
            match decode(&bytes[..length], &Limits::default()) {
                Ok(picture) => assert_ne!(picture.warnings, [], "{length} of {} bytes", bytes.len()),
                Err(error) => {
                    assert!(matches!(error, ErrorKind::Truncated | ErrorKind::Damaged(_)), "{error}");
                }
            }
        }
    }
}

#[test]
fn flipped_bits_never_panic() {
    let limits = Limits { pixels: 1 << 20, ..Limits::default() };
    let mut random = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        random ^= random << 13;
        random ^= random >> 7;
        random ^= random << 17;
        random as usize % below
    };
    for bytes in ALL {
        for _ in 0..150 {
            let mut bytes = bytes.to_vec();
            for _ in 0..=next(3) {
                let place = next(bytes.len());
                bytes[place] ^= 1 << next(8);
            }
            if let Ok(picture) = decode(&bytes, &limits) {
                assert_eq!(picture.pixels.count(), u64::from(picture.width) * u64::from(picture.height));
            }
        }
    }
}
