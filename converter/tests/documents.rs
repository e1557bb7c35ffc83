//! JPEG XL, Photoshop documents and drawings: read right, refused by name, and what they would lose.

use std::io::Cursor;

use converter::decode::{decode, header};
use converter::input::Source;
use converter::picture::{Cicp, ColorSpace, Orientation};
use converter::{ErrorKind, Limits, Loss, Picture, Pixels, Warning, loss};

const WIDTH: usize = 19;
const HEIGHT: usize = 11;

fn read(bytes: &[u8]) -> Result<Picture, ErrorKind> {
    let source = Source::new(bytes.to_vec())?;
    let picture = decode(&source, &Limits::default())?;
    let header = header(&source, &Limits::default())?;
    assert_eq!((header.width, header.height), (picture.width, picture.height));
    assert_eq!(header.depth, picture.pixels.depth());
    assert_eq!(header.has_alpha, picture.pixels.has_alpha());
    Ok(picture)
}

fn losses(bytes: &[u8]) -> Vec<Loss> {
    let format = Source::new(bytes.to_vec()).expect("known").format;
    loss::find(&mut Cursor::new(bytes), format).into_iter().collect()
}

/// The samples that the fixtures were made of.
fn gradient<const N: usize>() -> Vec<u8> {
    let pixel = |at: usize| [(at % WIDTH * 13) as u8, (at / WIDTH * 23) as u8, 90, 255 - at as u8];
    (0..WIDTH * HEIGHT).flat_map(|at| pixel(at).into_iter().take(N)).collect()
}

// JPEG XL, written by cjxl.

#[test]
fn a_lossless_jpeg_xl_is_read_to_the_last_bit_and_upright() {
    let picture = read(include_bytes!("fixtures/jxl/alpha-turned.jxl")).expect("whole");
    assert_eq!((picture.width, picture.height), (HEIGHT as u32, WIDTH as u32), "its orientation is 6");
    assert_eq!(picture.orientation, Orientation::Upright);
    let Pixels::Rgba8(samples) = &picture.pixels else { panic!("8 bits with alpha") };
    let stored = gradient::<4>();
    let (stored, shown) = (stored.as_chunks::<4>().0, samples.as_chunks::<4>().0);
    // Turned clockwise, the left bottom corner comes to the left top.
    assert_eq!(shown[0], stored[(HEIGHT - 1) * WIDTH]);
    assert_eq!(shown[HEIGHT - 1], stored[0]);
}

#[test]
fn metadata_beside_the_codestream_come_along() {
    let with = |kind: &[u8; 4], body: &[u8]| {
        let size = (body.len() as u32 + 8).to_be_bytes();
        let file = [include_bytes!("fixtures/jxl/alpha-turned.jxl"), &size[..], kind, body].concat();
        let picture = read(&file).expect("whole");
        (picture.metadata, picture.warnings)
    };
    let exif = b"II*\0\x08\0\0\0\0\0\0\0\0\0";
    assert_eq!(with(b"Exif", &[&[0; 4], &exif[..]].concat()).0.exif.as_deref(), Some(&exif[..]));
    assert_eq!(with(b"xml ", b"<x/>").0.xmp.as_deref(), Some(&b"<x/>"[..]));
    assert_eq!(with(b"Exif", b"II").1, [Warning::MetadataDropped("exif")]);
    assert_eq!(with(b"brob", b"xml no brotli").1, [Warning::MetadataDropped("xmp")]);
    assert_eq!(with(b"brob", b"xm").1, []);
}

#[test]
fn sixteen_bits_of_grey_stay() {
    let picture = read(include_bytes!("fixtures/jxl/grey-16bit.jxl")).expect("whole");
    let expected = (0..WIDTH * HEIGHT).flat_map(|at| [(at * 300) as u16; 3]).collect();
    assert_eq!(picture.pixels, Pixels::Rgb16(expected));
    assert_eq!((picture.depth, picture.color), (16, ColorSpace::Srgb));
}

#[test]
fn high_dynamic_range_keeps_its_code_points() {
    let picture = read(include_bytes!("fixtures/jxl/pq.jxl")).expect("whole");
    assert_eq!(picture.color, ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 }));
    assert_eq!(picture.pixels, Pixels::Rgb8(gradient::<3>()));
}

#[test]
fn an_animation_is_announced_and_its_first_frame_taken() {
    let bytes = include_bytes!("fixtures/jxl/animation.jxl");
    assert_eq!(losses(bytes), [Loss::Frames]);
    assert_eq!(read(bytes).expect("whole").warnings, [Warning::FirstFrame(None)]);
}

#[test]
fn every_prefix_of_a_jpeg_xl_ends_in_an_error_or_a_warning() {
    for bytes in [&include_bytes!("fixtures/jxl/alpha-turned.jxl")[..], include_bytes!("fixtures/jxl/pq.jxl")]
    {
        for end in 12..bytes.len() {
            let Ok(picture) = read(&bytes[..end]) else { continue };
            let is_said = picture.warnings.iter().any(|warning| matches!(warning, Warning::Salvaged(_)));
            assert!(is_said || end + 8 >= bytes.len(), "{end} of {}", bytes.len());
        }
    }
}

// Photoshop documents.

/// A document of 19 × 11 without palette, resources and layers, but for what is given.
struct Document<'a> {
    mode: u8,
    depth: u8,
    channels: u8,
    resources: &'a [u8],
    layers: &'a [u8],
    image: &'a [u8],
}

const RGB: Document = Document { mode: 3, depth: 8, channels: 3, resources: &[], layers: &[], image: &[] };

impl Document<'_> {
    fn file(&self) -> Vec<u8> {
        let size = [0, 0, 0, HEIGHT as u8, 0, 0, 0, WIDTH as u8];
        let head = [b"8BPS\0\x01\0\0\0\0\0\0\0", &[self.channels][..], &size, &[0, self.depth, 0, self.mode]];
        let length = |section: &[u8]| (section.len() as u32).to_be_bytes();
        let sections = [&length(self.resources)[..], self.resources, &length(self.layers), self.layers];
        [&head.concat(), &[0; 4][..], &sections.concat(), self.image].concat()
    }
}

/// Plane after plane, as documents store it, behind the mark for "not packed".
fn planes<const N: usize>(samples: &[u8]) -> Vec<u8> {
    let pixels = samples.as_chunks::<N>().0;
    [0, 0]
        .into_iter()
        .chain((0..N).flat_map(|channel| pixels.iter().map(move |pixel| pixel[channel])))
        .collect()
}

#[test]
fn the_merged_picture_of_a_document_is_read() {
    let rgb = gradient::<3>();
    let picture = read(&Document { image: &planes::<3>(&rgb), ..RGB }.file()).expect("whole");
    assert_eq!((picture.pixels, picture.warnings), (Pixels::Rgb8(rgb), vec![]));
}

#[test]
fn a_further_channel_is_transparency_only_where_the_layers_say_so() {
    let rgba: Vec<u8> = gradient::<4>();
    let image = planes::<4>(&rgba);
    let with_selection = Document { channels: 4, image: &image, ..RGB };
    let picture = read(&with_selection.file()).expect("whole");
    assert_eq!(picture.pixels, Pixels::Rgb8(gradient::<3>()), "a saved selection is no transparency");
    // The length of the layer info, then minus one layer.
    let transparent = Document { layers: &[0, 0, 0, 2, 0xff, 0xff], ..with_selection };
    let picture = read(&transparent.file()).expect("whole");
    let Pixels::Rgba8(samples) = picture.pixels else { panic!("with alpha") };
    assert_eq!(samples[3], 255);
    assert_eq!(samples[7], 254);
    assert!(samples[4].abs_diff(rgba[4]) <= 1, "nearly opaque: nearly what was blended");
}

#[test]
fn inks_are_inverted_and_said() {
    // Full scale is no ink.
    let picture =
        read(&Document { mode: 4, channels: 4, image: &planes::<4>(&[255; 19 * 11 * 4]), ..RGB }.file());
    let picture = picture.expect("whole");
    assert_eq!(picture.pixels, Pixels::Rgb8(vec![255; 19 * 11 * 3]));
    assert_eq!(picture.warnings, [Warning::CmykConverted]);
}

#[test]
fn lab_becomes_rgb() {
    let grey = [137, 128, 128].repeat(19 * 11);
    let picture = read(&Document { mode: 9, image: &planes::<3>(&grey), ..RGB }.file()).expect("whole");
    let Pixels::Rgb8(samples) = picture.pixels else { panic!("8 bits") };
    assert!(
        samples.iter().all(|sample| sample.abs_diff(128) <= 1),
        "L* of 53.6 is mid-grey: {:?}",
        &samples[..3]
    );
}

#[test]
fn a_document_without_its_merged_picture_is_refused_by_name() {
    let resources = [&b"8BIM\x04\x21\0\0\0\0\0\x05"[..], &[0, 0, 0, 1, 0, 0]].concat();
    let error =
        read(&Document { resources: &resources, image: &planes::<3>(&gradient::<3>()), ..RGB }.file());
    assert!(matches!(error, Err(ErrorKind::Unsupported(what)) if what.contains("maximize compatibility")));
}

#[test]
fn a_document_cut_short_is_salvaged_or_refused() {
    let file = Document { image: &planes::<3>(&gradient::<3>()), ..RGB }.file();
    let read_to = |end: usize| read(&file[..end]);
    assert!(matches!(read_to(file.len() - 1).expect("most is there").warnings[..], [Warning::Salvaged(_)]));
    for end in 4..file.len() - 19 * 11 * 2 - 1 {
        assert!(read_to(end).is_err(), "{end}");
    }
}

// Drawings.

fn svg(attributes: &str, content: &str) -> Vec<u8> {
    format!(r#"<svg xmlns="http://www.w3.org/2000/svg" {attributes}>{content}</svg>"#).into_bytes()
}

const SQUARE: &str = r##"<rect width="10" height="10" fill="#f00" fill-opacity="0.5"/>"##;

fn size_drawn(attributes: &str, resize: Option<&str>) -> (u32, u32) {
    let source = Source::new(svg(attributes, SQUARE)).expect("a drawing");
    let source = source.drawn_at(resize.map(|resize| resize.parse().expect(resize)));
    let picture = decode(&source, &Limits::default()).expect("drawn");
    (picture.width, picture.height)
}

#[test]
fn a_drawing_has_its_own_size_or_the_wanted_one() {
    assert_eq!(size_drawn(r#"width="20" height="10""#, None), (20, 10));
    assert_eq!(size_drawn(r#"viewBox="0 0 40 30""#, None), (40, 30));
    assert_eq!(size_drawn(r#"viewBox="0 0 40 30""#, Some("long:400")), (400, 300));
    assert_eq!(size_drawn(r#"viewBox="0 0 40 30""#, Some("80x80")), (80, 60));
    assert_eq!(size_drawn(r#"viewBox="0 0 40 30""#, Some("80x80!")), (80, 80));
    assert_eq!(size_drawn(r#"viewBox="0 0 40 30""#, Some("50%")), (20, 15));
}

#[test]
fn a_drawing_has_straight_alpha() {
    let picture = read(&svg(r#"width="10" height="10""#, SQUARE)).expect("drawn");
    let Pixels::Rgba8(samples) = picture.pixels else { panic!("with alpha") };
    assert_eq!(samples[0], 255, "the red is not darkened by its transparency");
    assert!(samples[3].abs_diff(128) <= 1);
}

#[test]
fn nothing_outside_of_a_drawing_is_opened() {
    let folder = tempfile::tempdir().expect("a folder");
    let beside = folder.path().join("secret.png");
    let mut encoder = png::Encoder::new(std::fs::File::create(&beside).expect("created"), 1, 1);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header().and_then(|mut writer| writer.write_image_data(&[0])).expect("written");
    for address in [beside.to_str().expect("text"), "http://127.0.0.1:9/x.png", "file:///etc/passwd"] {
        let image = format!(r#"<image href="{address}" width="10" height="10"/>"#);
        let picture = read(&svg(r#"width="10" height="10""#, &image)).expect("drawn without");
        assert_eq!(picture.pixels, Pixels::Rgba8(vec![0; 400]), "{address}");
        assert_eq!(picture.warnings, [Warning::ReferenceIgnored], "{address}");
    }
}

#[test]
fn drawings_that_would_never_end_are_refused() {
    let nested = |depth: usize| svg("width='9' height='9'", &("<g>".repeat(depth) + &"</g>".repeat(depth)));
    assert!(read(&nested(100)).is_ok());
    assert!(matches!(read(&nested(100_000)), Err(ErrorKind::Unsupported(_))));
    assert!(matches!(read(&svg("width='99999' height='99999'", SQUARE)), Err(ErrorKind::TooLarge { .. })));
    let lol = (1..30).map(|at| format!("<!ENTITY a{at} '&a{};&a{};'>", at - 1, at - 1)).collect::<String>();
    let laughs =
        format!("<!DOCTYPE svg [<!ENTITY a0 'ha'>{lol}]><svg xmlns='http://www.w3.org/2000/svg'>&a29;</svg>");
    assert!(read(laughs.as_bytes()).is_err());
    // Each group holds the one before twice.
    let doubled = (1..40)
        .map(|at| format!("<g id='g{at}'><use href='#g{0}'/><use href='#g{0}'/></g>", at - 1))
        .collect::<String>();
    assert!(read(&svg("width='9' height='9'", &format!("<g id='g0'>{SQUARE}</g>{doubled}"))).is_err());
}

#[test]
fn a_drawing_is_announced_as_one() {
    assert_eq!(losses(&svg("width='9' height='9'", SQUARE)), [Loss::Drawing]);
}
