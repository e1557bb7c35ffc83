//! Pictures written by other encoders and read by ours, and the same pictures damaged.

use std::io::Cursor;

use converter::decode::decode;
use converter::error::Bound;
use converter::input::Source;
use converter::picture::{Cicp, ColorSpace, Orientation};
use converter::{ErrorKind, Limits, Picture, Pixels, Warning};
use image::codecs::bmp::BmpEncoder;
use image::codecs::ico::{IcoEncoder, IcoFrame};
use image::codecs::pnm::PnmEncoder;
use image::codecs::qoi::QoiEncoder;
use image::codecs::tga::TgaEncoder;
use image::{ExtendedColorType, ImageEncoder};
use moxcms::ColorProfile;

const WIDTH: usize = 19;
const HEIGHT: usize = 11;

/// A gradient in red and green, and a blue that is the same for all.
fn gradient<const N: usize>() -> Vec<u8> {
    let pixel = |at: usize| [(at % WIDTH * 13) as u8, (at / WIDTH * 23) as u8, 90, 255 - at as u8];
    (0..WIDTH * HEIGHT).flat_map(|at| pixel(at).into_iter().take(N)).collect()
}

fn read(bytes: &[u8]) -> Result<Picture, ErrorKind> {
    decode(&Source::new(bytes.to_vec())?, &Limits::default())
}

fn decoded(bytes: &[u8]) -> Picture {
    read(bytes).expect("a whole picture")
}

/// What is decoded is what was encoded, to the last bit.
fn check(bytes: &[u8], pixels: &Pixels, warnings: &[Warning]) {
    let picture = decoded(bytes);
    assert_eq!(picture.pixels, *pixels);
    assert_eq!(picture.warnings, warnings);
}

/// What is decoded is close to what was encoded.
fn check_lossy(bytes: &[u8], rgb: &[u8], warnings: &[Warning]) {
    let picture = decoded(bytes);
    assert_eq!(picture.warnings, warnings);
    let Pixels::Rgb8(samples) = picture.pixels else { panic!("8 bits without alpha") };
    assert_eq!(samples.len(), rgb.len());
    let off: u32 = samples.iter().zip(rgb).map(|(a, b)| u32::from(a.abs_diff(*b))).sum();
    assert!(off < 6 * rgb.len() as u32, "{off} over {} samples", rgb.len());
}

// Encoders.

fn png(color: png::ColorType, depth: png::BitDepth, samples: &[u8], chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_deflate_compression(png::DeflateCompression::NoCompression);
    if color == png::ColorType::Indexed {
        encoder.set_palette((0..=255).flat_map(|index| [index, 0, 255 - index]).collect::<Vec<u8>>());
    }
    let mut writer = encoder.write_header().expect("a header");
    for (name, data) in chunks {
        writer.write_chunk(png::chunk::ChunkType(**name), data).expect("a chunk");
    }
    writer.write_image_data(samples).expect("pixels");
    drop(writer);
    bytes
}

fn rgb_png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
    png(png::ColorType::Rgb, png::BitDepth::Eight, &gradient::<3>(), chunks)
}

fn jpeg(samples: &[u8], color: jpeg_encoder::ColorType, with: impl FnOnce(&mut JpegEncoder)) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut bytes, 95);
    with(&mut encoder);
    encoder.encode(samples, WIDTH as u16, HEIGHT as u16, color).expect("a picture");
    bytes
}

type JpegEncoder<'a> = jpeg_encoder::Encoder<&'a mut Vec<u8>>;

fn rgb_jpeg(with: impl FnOnce(&mut JpegEncoder)) -> Vec<u8> {
    jpeg(&gradient::<3>(), jpeg_encoder::ColorType::Rgb, with)
}

fn webp(samples: &[u8], color: image_webp::ColorType, exif: Option<Vec<u8>>) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = image_webp::WebPEncoder::new(&mut bytes);
    if let Some(exif) = exif {
        encoder.set_exif_metadata(exif);
    }
    encoder.encode(samples, WIDTH as u32, HEIGHT as u32, color).expect("a picture");
    bytes
}

fn with_image<'a, E: ImageEncoder>(
    encoder: impl FnOnce(&'a mut Cursor<Vec<u8>>) -> E,
    target: &'a mut Cursor<Vec<u8>>,
    samples: &[u8],
    color: ExtendedColorType,
) {
    encoder(target).write_image(samples, WIDTH as u32, HEIGHT as u32, color).expect("a picture");
}

macro_rules! with_image {
    ($encoder:expr, $samples:expr, $color:expr) => {{
        let mut target = Cursor::new(Vec::new());
        with_image($encoder, &mut target, $samples, $color);
        target.into_inner()
    }};
}

fn gif(frames: &[gif::Frame]) -> Vec<u8> {
    let mut bytes = Vec::new();
    let palette = [255, 0, 0, 0, 255, 0];
    let mut encoder = gif::Encoder::new(&mut bytes, WIDTH as u16, HEIGHT as u16, &palette).expect("a screen");
    for frame in frames {
        encoder.write_frame(frame).expect("a frame");
    }
    drop(encoder);
    bytes
}

fn gif_frame(left: u16, width: u16) -> gif::Frame<'static> {
    let mut frame =
        gif::Frame::from_indexed_pixels(width, HEIGHT as u16, vec![1; usize::from(width) * HEIGHT], None);
    frame.left = left;
    frame
}

/// A page of a TIFF: its tags, all of type SHORT, and its pixels in one strip.
type Page<'a> = (&'a [(u16, &'a [u16])], &'a [u8]);

/// A little-endian TIFF; size and place of the pixels are added to the tags.
fn tiff(pages: &[Page]) -> Vec<u8> {
    let mut bytes = b"II*\0\0\0\0\0".to_vec();
    let mut link = 4;
    for (tags, strip) in pages {
        let data = bytes.len() as u32;
        bytes.extend_from_slice(strip);
        let mut tags: Vec<(u16, u16, Vec<u32>)> =
            tags.iter().map(|(tag, values)| (*tag, 3, values.iter().map(|&v| v.into()).collect())).collect();
        tags.push((256, 3, vec![WIDTH as u32]));
        tags.push((257, 3, vec![HEIGHT as u32]));
        tags.push((273, 4, vec![data]));
        tags.push((279, 4, vec![strip.len() as u32]));
        tags.sort();
        let mut entries = (tags.len() as u16).to_le_bytes().to_vec();
        for (tag, kind, values) in tags {
            let raw: Vec<u8> = values
                .iter()
                .flat_map(|value| value.to_le_bytes().into_iter().take(if kind == 3 { 2 } else { 4 }))
                .collect();
            entries.extend(tag.to_le_bytes().into_iter().chain(kind.to_le_bytes()));
            entries.extend((values.len() as u32).to_le_bytes());
            let mut inline = raw.clone();
            if raw.len() > 4 {
                inline = (bytes.len() as u32).to_le_bytes().to_vec();
                bytes.extend(raw);
            }
            inline.resize(4, 0);
            entries.extend(inline);
        }
        let directory = (bytes.len() as u32).to_le_bytes();
        bytes[link..link + 4].copy_from_slice(&directory);
        bytes.extend(entries);
        link = bytes.len();
        bytes.extend([0; 4]);
    }
    bytes
}

fn rgb_tiff(tags: &[(u16, &[u16])]) -> Vec<u8> {
    let tags = [&[(258, &[8, 8, 8][..]), (262, &[2]), (277, &[3])], tags].concat();
    tiff(&[(&tags, &gradient::<3>())])
}

/// A little-endian Exif block with nothing but the orientation.
fn exif(orientation: u8) -> Vec<u8> {
    let mut exif = b"II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0".to_vec();
    exif.extend([orientation, 0, 0, 0, 0, 0, 0, 0]);
    exif
}

/// One picture of each kind.
fn samples() -> Vec<(&'static str, Vec<u8>)> {
    let (rgb, rgba) = (gradient::<3>(), gradient::<4>());
    vec![
        ("baseline jpeg", rgb_jpeg(|_| {})),
        ("progressive jpeg", rgb_jpeg(|encoder| encoder.set_progressive(true))),
        ("cmyk jpeg", jpeg(&rgba, jpeg_encoder::ColorType::Cmyk, |_| {})),
        ("png", rgb_png(&[(b"eXIf", &exif(6))])),
        ("gif", gif(&[gif_frame(0, 19), gif_frame(0, 19)])),
        ("webp", webp(&rgba, image_webp::ColorType::Rgba8, Some(exif(6)))),
        ("tiff", rgb_tiff(&[(274, &[6])])),
        ("palette tiff", palette_tiff()),
        ("bmp", with_image!(BmpEncoder::new, &rgb, ExtendedColorType::Rgb8)),
        ("ico", with_image!(IcoEncoder::new, &rgba, ExtendedColorType::Rgba8)),
        ("pnm", with_image!(PnmEncoder::new, &rgb, ExtendedColorType::Rgb8)),
        ("qoi", with_image!(QoiEncoder::new, &rgba, ExtendedColorType::Rgba8)),
        ("tga", with_image!(TgaEncoder::new, &rgba, ExtendedColorType::Rgba8)),
    ]
}

// Every pixel comes back.

#[test]
fn lossless_formats_give_every_pixel_back() {
    let (rgb, rgba) = (Pixels::Rgb8(gradient::<3>()), Pixels::Rgba8(gradient::<4>()));
    for (name, bytes) in samples() {
        let expected = match name {
            "png" | "tiff" | "bmp" | "pnm" => &rgb,
            "webp" | "ico" | "qoi" | "tga" => &rgba,
            _ => continue,
        };
        assert_eq!(&decoded(&bytes).pixels, expected, "{name}");
    }
}

#[test]
fn jpegs_come_back_close() {
    let rgb = gradient::<3>();
    check_lossy(&rgb_jpeg(|_| {}), &rgb, &[]);
    check_lossy(&rgb_jpeg(|encoder| encoder.set_progressive(true)), &rgb, &[]);
    check_lossy(&rgb_jpeg(|encoder| encoder.set_restart_interval(1)), &rgb, &[]);
    check_lossy(
        &rgb_jpeg(|encoder| encoder.set_sampling_factor(jpeg_encoder::SamplingFactor::F_2_2)),
        &rgb,
        &[],
    );
}

/// 32 × 32, from an orange above to a blue below, with a luma of half the size of the chroma.
#[test]
fn a_jpeg_with_a_coarse_luma_keeps_its_colours() {
    let picture = decoded(include_bytes!("fixtures/jpeg/coarse-luma.jpg"));
    let Pixels::Rgb8(samples) = &picture.pixels else { panic!("8 bits without alpha") };
    for (y, row) in samples.chunks_exact(32 * 3).enumerate() {
        let wanted =
            [200.0 - 160.0 * y as f64 / 31.0, 60.0 + 20.0 * y as f64 / 31.0, 40.0 + 180.0 * y as f64 / 31.0];
        for (sample, wanted) in row.iter().zip(wanted.iter().cycle()) {
            assert!((f64::from(*sample) - wanted).abs() < 8.0, "row {y}: {sample} instead of {wanted}");
        }
    }
}

#[test]
fn a_grey_jpeg_has_three_equal_channels() {
    let grey: Vec<u8> = (0..WIDTH * HEIGHT).map(|at| at as u8).collect();
    let rgb: Vec<u8> = grey.iter().flat_map(|&level| [level; 3]).collect();
    check_lossy(&jpeg(&grey, jpeg_encoder::ColorType::Luma, |_| {}), &rgb, &[]);
}

#[test]
fn inks_in_a_jpeg_become_light() {
    // Adobe's way: 255 is no ink.
    let paper = vec![255; WIDTH * HEIGHT * 4];
    let white = [255; WIDTH * HEIGHT * 3];
    for color in [jpeg_encoder::ColorType::Cmyk, jpeg_encoder::ColorType::CmykAsYcck] {
        let bytes = jpeg(&vec![0; paper.len()], color, |_| {});
        let picture = decoded(&bytes);
        assert_eq!(picture.warnings, [Warning::CmykConverted]);
        assert_eq!(picture.pixels, Pixels::Rgb8(white.to_vec()), "{color:?}");
    }
}

#[test]
fn sixteen_bits_are_kept() {
    let samples: Vec<u16> = (0..WIDTH * HEIGHT * 3).map(|at| at as u16 * 101).collect();
    let big: Vec<u8> = samples.iter().flat_map(|sample| sample.to_be_bytes()).collect();
    let little: Vec<u8> = samples.iter().flat_map(|sample| sample.to_le_bytes()).collect();
    let ppm = [format!("P6 {WIDTH} {HEIGHT} 65535\n").as_bytes(), &big].concat();
    let tags = [(258, &[16, 16, 16][..]), (262, &[2]), (277, &[3])];
    for bytes in [png(png::ColorType::Rgb, png::BitDepth::Sixteen, &big, &[]), tiff(&[(&tags, &little)]), ppm]
    {
        assert_eq!(decoded(&bytes).depth, 16);
        check(&bytes, &Pixels::Rgb16(samples.clone()), &[]);
    }
}

#[test]
fn significant_bits_are_those_of_sbit() {
    let big = vec![0; WIDTH * HEIGHT * 6];
    let bytes = png(png::ColorType::Rgb, png::BitDepth::Sixteen, &big, &[(b"sBIT", &[10, 10, 10])]);
    assert_eq!(decoded(&bytes).depth, 10);
}

#[test]
fn a_palette_with_transparency_becomes_rgba() {
    let indices: Vec<u8> = (0..WIDTH * HEIGHT).map(|at| (at % 3) as u8).collect();
    let bytes = png(png::ColorType::Indexed, png::BitDepth::Eight, &indices, &[(b"tRNS", &[0, 128])]);
    let colors = [[0, 0, 255, 0], [1, 0, 254, 128], [2, 0, 253, 255]];
    let rgba = indices.iter().flat_map(|&index| colors[usize::from(index)]).collect();
    check(&bytes, &Pixels::Rgba8(rgba), &[]);
}

#[test]
fn one_bit_grey_is_black_and_white() {
    let packed = [0b1010_1010; 3 * HEIGHT];
    let level = |at: usize| if (at % WIDTH).is_multiple_of(2) { [255; 3] } else { [0; 3] };
    let rgb: Vec<u8> = (0..WIDTH * HEIGHT).flat_map(level).collect();
    check(&png(png::ColorType::Grayscale, png::BitDepth::One, &packed, &[]), &Pixels::Rgb8(rgb.clone()), &[]);
    check(&tiff(&[(&[(258, &[1]), (262, &[1])], &packed)]), &Pixels::Rgb8(rgb.clone()), &[]);
    let inverted = rgb.iter().map(|sample| 255 - sample).collect();
    check(&tiff(&[(&[(258, &[1]), (262, &[0])], &packed)]), &Pixels::Rgb8(inverted), &[]);
}

#[test]
fn of_an_icon_the_largest_picture_is_taken() {
    let pictures = [(8, 9), (16, 5), (12, 7)].map(|(side, level)| {
        let samples = vec![level; side * side * 4];
        IcoFrame::as_png(&samples, side as u32, side as u32, ExtendedColorType::Rgba8).expect("a picture")
    });
    let mut bytes = Vec::new();
    IcoEncoder::new(&mut bytes).encode_images(&pictures).expect("an icon");
    check(&bytes, &Pixels::Rgba8(vec![5; 16 * 16 * 4]), &[]);
}

// TIFF.

fn palette_tiff() -> Vec<u8> {
    let indices: Vec<u8> = (0..WIDTH * HEIGHT).map(|at| at as u8).collect();
    let mut map = vec![0; 768];
    map[7] = 65535;
    map[256 + 7] = 257 * 128;
    tiff(&[(&[(258, &[8]), (262, &[3]), (320, &map)], &indices)])
}

#[test]
fn a_tiff_palette_is_looked_up() {
    let Pixels::Rgb8(rgb) = decoded(&palette_tiff()).pixels else { panic!("palettes have 8 bits") };
    assert_eq!(rgb[7 * 3..8 * 3], [255, 128, 0]);
    assert!(rgb[8 * 3..].iter().all(|&sample| sample == 0));
}

#[test]
fn a_second_tiff_page_is_told_of_but_not_a_preview() {
    let tags = [(258, &[8][..]), (262, &[1])];
    let preview = [&tags[..], &[(254, &[1])]].concat();
    let grey = [5; WIDTH * HEIGHT];
    let pixels = || Pixels::Rgb8(vec![5; WIDTH * HEIGHT * 3]);
    check(&tiff(&[(&tags, &grey), (&tags, &grey)]), &pixels(), &[Warning::FirstPage]);
    check(&tiff(&[(&tags, &grey), (&preview, &grey)]), &pixels(), &[]);
}

#[test]
fn a_thumbnail_is_not_taken_for_the_picture() {
    let raw = rgb_tiff(&[(254, &[1])]);
    assert!(matches!(read(&raw), Err(ErrorKind::Unsupported(what)) if what == "camera raw"));
}

#[test]
fn tiff_alpha_is_straight_or_made_so() {
    let rgba = [40, 0, 80, 128].repeat(WIDTH * HEIGHT);
    let page = |extra: u16| tiff(&[(&[(258, &[8; 4]), (262, &[2]), (277, &[4]), (338, &[extra])], &rgba)]);
    check(&page(2), &Pixels::Rgba8(rgba.clone()), &[]);
    check(&page(1), &Pixels::Rgba8([80, 0, 159, 128].repeat(WIDTH * HEIGHT)), &[]);
    check(&page(0), &Pixels::Rgb8([40, 0, 80].repeat(WIDTH * HEIGHT)), &[]);
}

#[test]
fn exif_that_cannot_be_read_is_not_dropped_in_silence() {
    const EXIF_DIRECTORY: u16 = 34665;
    assert_eq!(decoded(&rgb_tiff(&[])).warnings, []);
    let warnings = decoded(&rgb_tiff(&[(EXIF_DIRECTORY, &[8])])).warnings;
    assert_eq!(warnings, [Warning::MetadataDropped("exif")]);
}

/// T.4: each line is an end of line, ten white pixels and nine black ones. Nothing marks the end of the last.
#[test]
fn a_fax_needs_no_mark_at_its_end() {
    let bits = "00000000000100111000100".repeat(HEIGHT);
    let padded = format!("{bits:0<width$}", width = bits.len().next_multiple_of(8));
    let strip: Vec<u8> = padded
        .as_bytes()
        .chunks(8)
        .map(|bits| bits.iter().fold(0, |byte, bit| byte << 1 | (bit - b'0')))
        .collect();
    let bytes = tiff(&[(&[(258, &[1]), (259, &[3]), (262, &[0]), (277, &[1])], &strip)]);
    let line: Vec<u8> = [255; 10].into_iter().chain([0; 9]).flat_map(|grey| [grey; 3]).collect();
    check(&bytes, &Pixels::Rgb8(line.repeat(HEIGHT)), &[]);
}

#[test]
fn tiff_planes_are_put_together() {
    let rgb = gradient::<3>();
    let planes: Vec<u8> = (0..3).flat_map(|plane| rgb.iter().skip(plane).step_by(3).copied()).collect();
    let size = (WIDTH * HEIGHT) as u32;
    let mut bytes = tiff(&[(&[(258, &[8; 3]), (262, &[2]), (277, &[3]), (284, &[2])], &planes)]);
    // One strip a plane: offsets and lengths of three values each behind the file.
    for (tag, values) in [(273u16, [8, 8 + size, 8 + 2 * size]), (279, [size; 3])] {
        let at = bytes.len() as u32;
        bytes.extend(values.iter().flat_map(|value| value.to_le_bytes()));
        let entry = [&tag.to_le_bytes()[..], &[4, 0, 1, 0, 0, 0]].concat();
        let entry = bytes.windows(8).position(|window| window == entry).expect("the tag");
        bytes[entry + 4] = 3;
        bytes[entry + 8..entry + 12].copy_from_slice(&at.to_le_bytes());
    }
    check(&bytes, &Pixels::Rgb8(rgb), &[]);
}

#[test]
fn a_list_of_pages_that_bites_its_tail_ends() {
    let mut bytes = rgb_tiff(&[]);
    let (first, end) = (bytes[4..8].to_vec(), bytes.len());
    bytes[end - 4..].copy_from_slice(&first);
    check(&bytes, &Pixels::Rgb8(gradient::<3>()), &[]);
}

// Animations.

#[test]
fn of_an_animated_gif_the_first_frame_is_taken_and_said_so() {
    let bytes = gif(&[gif_frame(0, 19), gif_frame(3, 5), gif_frame(3, 5)]);
    let green = [0, 255, 0].repeat(WIDTH * HEIGHT);
    check(&bytes, &Pixels::Rgb8(green), &[Warning::FirstFrame(Some(3))]);
}

#[test]
fn around_a_small_gif_frame_there_is_nothing() {
    let Pixels::Rgba8(rgba) = decoded(&gif(&[gif_frame(1, 18)])).pixels else { panic!("an open column") };
    assert_eq!(rgba[..8], [0, 0, 0, 0, 0, 255, 0, 255]);
}

fn apng(has_separate_default: bool) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut encoder = png::Encoder::new(&mut bytes, WIDTH as u32, HEIGHT as u32);
    encoder.set_color(png::ColorType::Rgb);
    encoder.set_animated(2, 0).expect("two frames");
    encoder.set_sep_def_img(has_separate_default).expect("an animation");
    let mut writer = encoder.write_header().expect("a header");
    for level in 0..if has_separate_default { 3 } else { 2 } {
        writer.write_image_data(&[level; WIDTH * HEIGHT * 3]).expect("a frame");
    }
    drop(writer);
    bytes
}

#[test]
fn of_an_animated_png_the_default_image_is_taken_and_said_so() {
    for has_separate_default in [false, true] {
        let first = Pixels::Rgb8(vec![0; WIDTH * HEIGHT * 3]);
        check(&apng(has_separate_default), &first, &[Warning::FirstFrame(Some(2))]);
    }
}

// Metadata and colour.

#[test]
fn all_eight_orientations_are_read_wherever_they_stand() {
    for value in 1..=8u8 {
        for bytes in [
            rgb_jpeg(|encoder| encoder.add_exif_metadata(&exif(value)).expect("a short block")),
            rgb_png(&[(b"eXIf", &exif(value))]),
            webp(&gradient::<3>(), image_webp::ColorType::Rgb8, Some(exif(value))),
            rgb_tiff(&[(274, &[value.into()])]),
        ] {
            let picture = decoded(&bytes);
            assert_eq!(picture.orientation, Orientation::from_exif(value.into()));
            assert_eq!(picture.shown_size() == (HEIGHT as u32, WIDTH as u32), value > 4);
        }
    }
}

#[test]
fn metadata_comes_along_byte_for_byte() {
    const XMP: &[u8] = b"<x:xmpmeta/>";
    let jpeg = rgb_jpeg(|encoder| {
        encoder.add_exif_metadata(&exif(1)).expect("a short block");
        let packet = [b"http://ns.adobe.com/xap/1.0/\0", XMP].concat();
        encoder.add_app_segment(1, packet).expect("a short block");
    });
    let text = [b"XML:com.adobe.xmp\0\0\0\0\0", XMP].concat();
    for bytes in [jpeg, rgb_png(&[(b"eXIf", &exif(1)), (b"iTXt", &text)])] {
        let metadata = decoded(&bytes).metadata;
        assert_eq!(metadata.exif, Some(exif(1)));
        assert_eq!(metadata.xmp.as_deref(), Some(XMP));
    }
}

#[test]
fn a_profile_in_many_jpeg_segments_is_whole() {
    let mut icc = ColorProfile::new_display_p3().encode().expect("a profile");
    // Private data behind the tags, so that one segment is not enough.
    icc.resize(150_000, 7);
    let size = (icc.len() as u32).to_be_bytes();
    icc[..4].copy_from_slice(&size);
    let bytes = rgb_jpeg(|encoder| encoder.add_icc_profile(&icc).expect("under 255 segments"));
    assert_eq!(decoded(&bytes).color, ColorSpace::Icc(icc));
}

#[test]
fn code_points_say_what_the_colours_of_a_png_are() {
    let color = |points: &[u8]| decoded(&rgb_png(&[(b"cICP", points)])).color;
    assert_eq!(color(&[9, 16, 0, 1]), ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 }));
    assert_eq!(color(&[1, 13, 0, 1]), ColorSpace::Srgb);
}

// Hostile files.

#[test]
fn no_cut_makes_a_decoder_panic() {
    for (name, bytes) in samples() {
        for end in (1..bytes.len()).step_by(if bytes.len() > 4096 { 64 } else { 1 }) {
            let Err(_) = read(&bytes[..end]) else { continue };
        }
        assert!(read(&bytes).is_ok(), "{name} is whole");
    }
}

#[test]
fn what_is_left_of_a_cut_jpeg_or_png_is_kept_and_said() {
    for (bytes, cut) in [(rgb_jpeg(|_| {}), 100), (rgb_png(&[]), 400)] {
        let picture = decoded(&bytes[..bytes.len() - cut]);
        assert!(matches!(picture.warnings[..], [Warning::Salvaged(_)]), "{:?}", picture.warnings);
    }
}

#[test]
fn a_jpeg_without_any_pixels_is_truncated() {
    let bytes = rgb_jpeg(|_| {});
    let scan = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).expect("a scan");
    assert!(matches!(read(&bytes[..scan + 14]), Err(ErrorKind::Truncated)));
}

#[test]
fn a_wrong_checksum_in_the_header_of_a_png_is_damage() {
    let mut bytes = rgb_png(&[]);
    bytes[30] ^= 1;
    assert!(matches!(read(&bytes), Err(ErrorKind::Damaged(_))));
}

#[test]
fn a_wrong_checksum_of_the_pixels_of_a_png_is_damage() {
    let mut bytes = rgb_png(&[]);
    // Before the 12 bytes of the end chunk.
    let checksum = bytes.len() - 13;
    bytes[checksum] ^= 1;
    assert!(matches!(read(&bytes), Err(ErrorKind::Damaged(_))));
}

#[test]
fn too_many_scans_are_refused_before_decoding() {
    let mut bytes = rgb_jpeg(|encoder| encoder.set_progressive(true));
    let end = bytes.len() - 2;
    let scan = bytes.windows(2).position(|pair| pair == [0xff, 0xda]).expect("a scan");
    let again = bytes[scan..end].repeat(200);
    bytes.splice(end..end, again);
    let refused = read(&bytes);
    assert!(matches!(refused, Err(ErrorKind::TooLarge { bound: Bound::Scans, .. })), "{refused:?}");
}

#[test]
fn a_size_over_the_limit_is_refused_from_the_header() {
    let limits = Limits { pixels: (WIDTH * HEIGHT - 1) as u64, ..Limits::default() };
    for (name, bytes) in samples() {
        let refused = decode(&Source::new(bytes).expect("recognised"), &limits);
        assert!(
            matches!(refused, Err(ErrorKind::TooLarge { bound: Bound::Pixels, .. })),
            "{name}: {refused:?}"
        );
    }
}
