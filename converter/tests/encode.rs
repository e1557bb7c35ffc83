//! Encoders seen from outside: pictures made here, encoded, and decoded again by somebody else.
#![allow(unsafe_code)]

use converter::cancel::Cancel;
use converter::encode::{Encoded, encode};
use converter::error::{Bound, ErrorKind};
use converter::picture::{ColorSpace, Metadata, Picture, Pixels};
use converter::recipe::{Advanced, Effort, Format, Goal, Quality, Recipe};

/// A picture with slopes, edges and some noise, different in every channel.
fn scene(width: u32, height: u32) -> Vec<[u8; 4]> {
    let mut noise = 1_u32;
    let mut pixels = Vec::new();
    for y in 0..height {
        for x in 0..width {
            noise = noise.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let grain = (noise >> 29) as u8;
            let (r, g) = ((x * 200 / width) as u8, (y * 200 / height) as u8);
            let b = if (x / 16 + y / 16) % 2 == 0 { 40 } else { 160 };
            let alpha = (x.abs_diff(width / 2) * 510 / width) as u8;
            pixels.push([r + grain, g + grain, b + grain, 255 - alpha]);
        }
    }
    pixels
}

fn rgb(width: u32, height: u32) -> Picture {
    let samples = scene(width, height).iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect();
    Picture::new(width, height, Pixels::Rgb8(samples))
}

fn rgba(width: u32, height: u32) -> Picture {
    Picture::new(width, height, Pixels::Rgba8(scene(width, height).into_flattened()))
}

/// The same picture with 16 bits a sample, all of them in use.
fn rgb16(width: u32, height: u32) -> Picture {
    let Pixels::Rgb8(samples) = rgb(width, height).pixels else { unreachable!("made above") };
    let deep = samples.iter().zip(0_u32..).map(|(&s, i)| (u16::from(s) * 257) ^ (i % 251) as u16).collect();
    Picture::new(width, height, Pixels::Rgb16(deep))
}

fn recipe(format: Format, goal: Goal) -> Recipe {
    Recipe { format, goal, ..Recipe::default() }
}

fn quality(quality: u8) -> Goal {
    Goal::Quality(Quality::new(quality).expect("1..=100"))
}

fn bytes(picture: &Picture, recipe: &Recipe, threads: usize) -> Result<Encoded, ErrorKind> {
    encode(picture, recipe, threads, &Cancel::new())
}

/// Mean of the squared differences.
fn squared_error(a: &[u8], b: &[u8]) -> f64 {
    assert_eq!(a.len(), b.len());
    a.iter().zip(b).map(|(&a, &b)| f64::from(a.abs_diff(b)).powi(2)).sum::<f64>() / a.len() as f64
}

mod webp {
    use super::*;

    /// Encodes, decodes with an independent decoder, and hands over both.
    fn check(
        picture: &Picture,
        recipe: &Recipe,
        look: impl FnOnce(&mut image_webp::WebPDecoder<std::io::Cursor<Vec<u8>>>, &[u8]),
    ) {
        let encoded = bytes(picture, recipe, 1).expect("encodes");
        assert_eq!(encoded.format, Format::Webp);
        let mut decoder =
            image_webp::WebPDecoder::new(std::io::Cursor::new(encoded.bytes)).expect("a WebP file");
        assert_eq!(decoder.dimensions(), (picture.width, picture.height));
        let mut samples = vec![0; decoder.output_buffer_size().expect("small")];
        decoder.read_image(&mut samples).expect("whole");
        look(&mut decoder, &samples);
    }

    fn samples(picture: &Picture) -> &[u8] {
        let (Pixels::Rgb8(samples) | Pixels::Rgba8(samples)) = &picture.pixels else { panic!("8 bit") };
        samples
    }

    fn lossless() -> Recipe {
        recipe(Format::Webp, Goal::Lossless)
    }

    #[test]
    fn lossy_looks_like_the_picture() {
        let picture = rgb(131, 77);
        check(&picture, &recipe(Format::Webp, quality(90)), |_, decoded| {
            let error = squared_error(decoded, samples(&picture));
            assert!(error < 100.0, "{error}");
        });
    }

    #[test]
    fn a_higher_quality_is_nearer_and_larger() {
        let picture = rgb(200, 150);
        let error = |q| {
            let mut error = 0.0;
            check(&picture, &recipe(Format::Webp, quality(q)), |_, decoded| {
                error = squared_error(decoded, samples(&picture));
            });
            error
        };
        let size = |q| bytes(&picture, &recipe(Format::Webp, quality(q)), 1).expect("encodes").bytes.len();
        assert!(error(20) > error(60) && error(60) > error(98));
        assert!(size(20) < size(60) && size(60) < size(98));
    }

    #[test]
    fn lossless_keeps_every_pixel() {
        for effort in 0..=6 {
            let recipe = Recipe { effort: Effort::new(effort).expect("0..=6"), ..lossless() };
            let picture = rgb(97, 33);
            check(&picture, &recipe, |_, decoded| assert!(decoded == samples(&picture), "effort {effort}"));
        }
    }

    #[test]
    fn only_lossless_keeps_hidden_colours_unasked() {
        let hidden = Picture::new(2, 1, Pixels::Rgba8(vec![10, 20, 30, 255, 200, 100, 50, 0]));
        check(&hidden, &lossless(), |_, decoded| assert_eq!(decoded, samples(&hidden)));
        check(&hidden, &recipe(Format::Webp, Goal::NearLossless(100)), |_, decoded| {
            assert_eq!(decoded[..4], [10, 20, 30, 255]);
            assert_ne!(decoded[4..7], [200, 100, 50]);
        });
    }

    #[test]
    fn near_lossless_changes_little_and_nothing_at_100() {
        let picture = rgb(120, 90);
        for (level, changes) in [(40, true), (100, false)] {
            check(&picture, &recipe(Format::Webp, Goal::NearLossless(level)), |_, decoded| {
                let error = squared_error(decoded, samples(&picture));
                assert!(error < 4.0, "{error}");
                assert_eq!(error > 0.0, changes, "{level}");
            });
        }
    }

    #[test]
    fn alpha_is_exact_in_a_lossy_picture() {
        let picture = rgba(150, 60);
        check(&picture, &recipe(Format::Webp, quality(30)), |decoder, decoded| {
            assert!(decoder.has_alpha());
            let alpha = |samples: &[u8]| samples.iter().skip(3).step_by(4).copied().collect::<Vec<_>>();
            assert_eq!(alpha(decoded), alpha(samples(&picture)));
        });
    }

    #[test]
    fn an_opaque_alpha_channel_is_left_out() {
        let mut opaque = rgba(40, 40);
        let Pixels::Rgba8(samples) = &mut opaque.pixels else { unreachable!("made above") };
        samples.iter_mut().skip(3).step_by(4).for_each(|alpha| *alpha = 255);
        for goal in [quality(80), Goal::Lossless] {
            check(&opaque, &recipe(Format::Webp, goal), |decoder, _| assert!(!decoder.has_alpha()));
        }
    }

    #[test]
    fn profile_and_metadata_go_along_with_and_without_alpha() {
        for (mut picture, goal) in [
            (rgb(30, 20), quality(80)),
            (rgba(30, 20), quality(80)),
            (rgb(30, 20), Goal::Lossless),
            (rgba(30, 20), Goal::Lossless),
        ] {
            let translucent = picture.pixels.has_alpha();
            picture.color = ColorSpace::Icc(b"a profile of odd length".to_vec());
            picture.metadata =
                Metadata { exif: Some(b"II*\0\x08\0\0\0\0\0".to_vec()), xmp: Some(b"<x:xmpmeta/>".to_vec()) };
            check(&picture, &recipe(Format::Webp, goal), |decoder, _| {
                let some = |bytes: &[u8]| Some(bytes.to_vec());
                assert_eq!(decoder.icc_profile().expect("read"), some(b"a profile of odd length"));
                assert_eq!(decoder.exif_metadata().expect("read"), some(b"II*\0\x08\0\0\0\0\0"));
                assert_eq!(decoder.xmp_metadata().expect("read"), some(b"<x:xmpmeta/>"));
                assert_eq!(decoder.has_alpha(), translucent);
            });
        }
    }

    #[test]
    fn sixteen_bits_are_rounded_to_eight() {
        let deep = rgb16(64, 48);
        let flat = Picture::new(64, 48, deep.pixels.clone().into_8_bit());
        let recipe = recipe(Format::Webp, quality(80));
        assert_eq!(
            bytes(&deep, &recipe, 1).expect("encodes").bytes,
            bytes(&flat, &recipe, 1).expect("encodes").bytes
        );
    }

    #[test]
    fn sixteen_bits_are_never_called_lossless() {
        let error = bytes(&rgb16(8, 8), &lossless(), 1).expect_err("WebP has 8 bits");
        assert!(matches!(error, ErrorKind::TooDeep { .. }), "{error}");
    }

    #[test]
    fn a_side_over_16383_is_refused_before_anything_else() {
        let long = Picture::new(16_384, 1, Pixels::Rgb8(vec![0; 16_384 * 3]));
        let error = bytes(&long, &Recipe::default(), 1).expect_err("too long");
        let expected =
            matches!(error, ErrorKind::TooLarge { bound: Bound::Side, value: 16_384, limit: 16_383 });
        assert!(expected, "{error}");
        let longest = Picture::new(16_383, 1, Pixels::Rgb8(vec![0; 16_383 * 3]));
        check(&longest, &Recipe::default(), |_, _| {});
    }

    #[test]
    fn a_raised_flag_stops_the_encoder() {
        let cancel = Cancel::new();
        cancel.cancel();
        let error = encode(&rgb(64, 64), &Recipe::default(), 1, &cancel).expect_err("cancelled");
        assert!(matches!(error, ErrorKind::Cancelled), "{error}");
    }

    #[test]
    fn every_small_size_works() {
        for (width, height) in [(1, 1), (1, 2), (2, 1), (3, 5), (16, 17), (1, 300)] {
            for goal in [quality(75), Goal::Lossless] {
                check(&rgb(width, height), &recipe(Format::Webp, goal), |_, _| {});
                check(&rgba(width, height), &recipe(Format::Webp, goal), |_, _| {});
            }
        }
    }

    #[test]
    fn the_same_recipe_gives_the_same_bytes() {
        let picture = rgba(300, 200);
        for goal in [quality(80), Goal::Lossless] {
            let recipe = recipe(Format::Webp, goal);
            let once = bytes(&picture, &recipe, 1).expect("encodes").bytes;
            assert_eq!(once, bytes(&picture, &recipe, 4).expect("encodes").bytes);
        }
    }
}

/// libavif's own decoder: good for files that we wrote a moment ago.
#[cfg(feature = "libaom")]
mod reference {
    use converter::picture::{Metadata, Pixels};
    use libavif_sys as sys;

    pub struct Decoded {
        pub size: (u32, u32),
        pub depth: u32,
        pub is_444: bool,
        pub cicp: [u16; 3],
        pub icc: Vec<u8>,
        pub metadata: Metadata,
        pub pixels: Pixels,
    }

    pub fn decode(file: &[u8]) -> Decoded {
        // SAFETY: every pointer comes from libavif or from a live buffer of the stated size, and is used before
        // the image is destroyed.
        unsafe {
            let (decoder, image) = (sys::avifDecoderCreate(), sys::avifImageCreateEmpty());
            let result = sys::avifDecoderReadMemory(decoder, image, file.as_ptr(), file.len());
            assert_eq!(result, sys::AVIF_RESULT_OK, "libavif reads it");
            let view = &*image;
            assert_eq!(view.yuvRange, sys::AVIF_RANGE_FULL);
            assert_eq!(view.transformFlags, sys::AVIF_TRANSFORM_NONE);
            let bytes = |data: &sys::avifRWData| match data.size {
                0 => None,
                size => Some(std::slice::from_raw_parts(data.data, size).to_vec()),
            };
            let decoded = Decoded {
                size: (view.width, view.height),
                depth: view.depth,
                is_444: view.yuvFormat == sys::AVIF_PIXEL_FORMAT_YUV444,
                cicp: [view.colorPrimaries, view.transferCharacteristics, view.matrixCoefficients],
                icc: bytes(&view.icc).unwrap_or_default(),
                metadata: Metadata { exif: bytes(&view.exif), xmp: bytes(&view.xmp) },
                pixels: pixels(view),
            };
            sys::avifImageDestroy(image);
            sys::avifDecoderDestroy(decoder);
            decoded
        }
    }

    /// # Safety
    /// The image must have been decoded.
    unsafe fn pixels(image: &sys::avifImage) -> Pixels {
        let has_alpha = !image.alphaPlane.is_null();
        let channels = if has_alpha { 4 } else { 3 };
        let mut rgb = sys::avifRGBImage::default();
        let count = (image.width * image.height) as usize * channels;
        let (mut eight, mut sixteen) = (vec![0_u8; count], vec![0_u16; count]);
        // SAFETY: the buffers hold `height` rows of `rowBytes`.
        unsafe {
            sys::avifRGBImageSetDefaults(&mut rgb, image);
            rgb.format = if has_alpha { sys::AVIF_RGB_FORMAT_RGBA } else { sys::AVIF_RGB_FORMAT_RGB };
            rgb.depth = if image.depth > 8 { 16 } else { 8 };
            rgb.rowBytes = image.width * channels as u32 * rgb.depth / 8;
            rgb.pixels = if image.depth > 8 { sixteen.as_mut_ptr().cast() } else { eight.as_mut_ptr() };
            assert_eq!(sys::avifImageYUVToRGB(image, &mut rgb), sys::AVIF_RESULT_OK);
        }
        match (image.depth > 8, has_alpha) {
            (false, false) => Pixels::Rgb8(eight),
            (false, true) => Pixels::Rgba8(eight),
            (true, false) => Pixels::Rgb16(sixteen),
            (true, true) => Pixels::Rgba16(sixteen),
        }
    }
}

#[cfg(feature = "libaom")]
mod avif {
    use super::reference::{Decoded, decode};
    use super::*;
    use converter::picture::Cicp;
    use converter::recipe::{AvifEngine, BitDepth, Subsampling};

    fn check(picture: &Picture, recipe: &Recipe, look: impl FnOnce(&Decoded)) {
        let encoded = bytes(picture, recipe, 1).expect("encodes");
        assert_eq!(encoded.format, Format::Avif);
        let decoded = decode(&encoded.bytes);
        assert_eq!(decoded.size, (picture.width, picture.height));
        look(&decoded);
    }

    fn lossy(effort: u8) -> Recipe {
        Recipe { effort: Effort::new(effort).expect("0..=6"), ..recipe(Format::Avif, quality(90)) }
    }

    fn lossless() -> Recipe {
        recipe(Format::Avif, Goal::Lossless)
    }

    fn rav1e(effort: u8) -> Recipe {
        let advanced = Advanced { avif_engine: AvifEngine::Rav1e, ..Advanced::default() };
        Recipe { advanced, ..lossy(effort) }
    }

    /// The alpha samples, stretched to 16 bits.
    fn alpha(pixels: &Pixels) -> Vec<u16> {
        match pixels {
            Pixels::Rgba8(samples) => {
                samples.iter().skip(3).step_by(4).map(|&a| u16::from(a) * 257).collect()
            }
            Pixels::Rgba16(samples) => samples.iter().skip(3).step_by(4).copied().collect(),
            _ => Vec::new(),
        }
    }

    #[test]
    fn each_effort_looks_like_the_picture_in_its_own_chroma() {
        let picture = rgb(131, 77);
        for (effort, is_444) in [(0, false), (2, false), (3, true), (4, true), (5, true), (6, true)] {
            check(&picture, &lossy(effort), |decoded| {
                let error = squared_error(&decoded.pixels.samples_8_bit(), &picture.pixels.samples_8_bit());
                assert!(error < 100.0, "effort {effort}: {error}");
                assert_eq!((decoded.is_444, decoded.depth), (is_444, 8), "effort {effort}");
                assert_eq!(decoded.cicp, [1, 13, 6]);
            });
        }
    }

    #[test]
    fn advanced_settings_win() {
        let advanced = Advanced {
            subsampling: Some(Subsampling::Yuv420),
            depth: Some(BitDepth::Ten),
            ..Advanced::default()
        };
        check(&rgb(64, 64), &Recipe { advanced, ..lossy(4) }, |decoded| {
            assert_eq!((decoded.is_444, decoded.depth), (false, 10));
        });
    }

    #[test]
    fn deep_sources_get_ten_bits() {
        let picture = rgb16(96, 64);
        for recipe in [lossy(0), lossy(4), lossy(6), rav1e(4)] {
            check(&picture, &recipe, |decoded| {
                assert_eq!(decoded.depth, 10);
                let error = squared_error(&decoded.pixels.samples_8_bit(), &picture.pixels.samples_8_bit());
                assert!(error < 100.0, "{error}");
            });
        }
    }

    #[test]
    fn lossless_keeps_every_pixel_of_8_10_and_12_bits() {
        let widened = |bits: u32| {
            let samples = (0..90 * 50 * 3_u32).map(|i| i * 7 % (1 << bits));
            samples.map(|v| ((v * 65_535 + (1 << (bits - 1))) / ((1 << bits) - 1)) as u16).collect()
        };
        let deep = |bits| Picture::new(90, 50, Pixels::Rgb16(widened(bits)));
        for (picture, depth) in [(rgb(90, 50), 8), (rgba(90, 50), 8), (deep(10), 10), (deep(12), 12)] {
            check(&picture, &lossless(), |decoded| {
                assert_eq!((decoded.depth, decoded.cicp[2]), (depth, 0));
                assert!(same(&decoded.pixels, &picture.pixels), "{depth} bits");
            });
        }
    }

    /// Equal but for the rounding of samples stretched to 16 bits.
    fn same(a: &Pixels, b: &Pixels) -> bool {
        match (a, b) {
            (Pixels::Rgb16(a), Pixels::Rgb16(b)) => a.iter().zip(b).all(|(&a, &b)| a.abs_diff(b) <= 1),
            _ => a == b,
        }
    }

    #[test]
    fn sixteen_bits_are_never_called_lossless() {
        let error = bytes(&rgb16(8, 8), &lossless(), 1).expect_err("AVIF has 12 bits");
        assert!(matches!(error, ErrorKind::TooDeep { .. }), "{error}");
    }

    #[test]
    fn alpha_is_exact_in_a_lossy_picture() {
        let picture = rgba(150, 60);
        for effort in [0, 4, 6] {
            check(&picture, &lossy(effort), |decoded| {
                assert_eq!(alpha(&decoded.pixels), alpha(&picture.pixels), "effort {effort}");
            });
        }
    }

    #[test]
    fn rav1e_keeps_alpha_within_a_step() {
        let picture = rgba(150, 60);
        check(&picture, &rav1e(4), |decoded| {
            let pairs = alpha(&decoded.pixels).into_iter().zip(alpha(&picture.pixels));
            let worst = pairs.map(|(a, b)| a.abs_diff(b) / 257).max();
            assert!(worst <= Some(2), "{worst:?}");
        });
    }

    #[test]
    fn an_opaque_alpha_channel_is_left_out() {
        let samples = scene(40, 40).into_iter().flat_map(|[r, g, b, _]| [r, g, b, 255]).collect();
        let opaque = Picture::new(40, 40, Pixels::Rgba8(samples));
        for recipe in [lossy(4), lossless(), rav1e(4)] {
            check(&opaque, &recipe, |decoded| assert!(!decoded.pixels.has_alpha()));
        }
    }

    #[test]
    fn profile_and_metadata_go_along() {
        for mut picture in [rgb(30, 20), rgba(30, 20), rgb16(30, 20)] {
            picture.color = ColorSpace::Icc(b"a profile of odd length".to_vec());
            picture.metadata =
                Metadata { exif: Some(b"II*\0\x08\0\0\0\0\0".to_vec()), xmp: Some(b"<x:xmpmeta/>".to_vec()) };
            check(&picture, &lossy(4), |decoded| {
                assert_eq!(decoded.icc, b"a profile of odd length");
                assert_eq!(decoded.metadata, picture.metadata);
                assert_eq!(decoded.cicp, [2, 2, 6]);
            });
        }
    }

    #[test]
    fn high_dynamic_range_stays_what_it_is() {
        let mut picture = rgb16(64, 64);
        picture.color = ColorSpace::Cicp(Cicp { primaries: 9, transfer: 16 });
        check(&picture, &lossy(4), |decoded| assert_eq!((decoded.cicp, decoded.depth), ([9, 16, 9], 10)));
    }

    #[test]
    fn rav1e_takes_srgb_only_and_nothing_lossless() {
        let mut wide = rgb(16, 16);
        wide.color = ColorSpace::Icc(b"profile".to_vec());
        let error = bytes(&wide, &rav1e(4), 1).expect_err("sRGB only");
        assert!(matches!(error, ErrorKind::Encoder(_)), "{error}");
        let lossless = Recipe { goal: Goal::Lossless, ..rav1e(4) };
        let error = bytes(&rgb(16, 16), &lossless, 1).expect_err("lossy only");
        assert!(matches!(error, ErrorKind::Encoder(_)), "{error}");
    }

    #[test]
    fn rav1e_keeps_exif() {
        let mut picture = rgb(30, 20);
        picture.metadata.exif = Some(b"II*\0\x08\0\0\0\0\0".to_vec());
        check(&picture, &rav1e(2), |decoded| assert_eq!(decoded.metadata, picture.metadata));
    }

    #[test]
    fn every_small_size_works() {
        for (width, height) in [(1, 1), (1, 2), (2, 1), (3, 5), (16, 17), (1, 300), (65, 1)] {
            for recipe in [lossy(0), lossy(4), lossy(6), lossless()] {
                check(&rgb(width, height), &recipe, |_| {});
                check(&rgba(width, height), &recipe, |_| {});
            }
        }
    }

    #[test]
    fn a_raised_flag_stops_the_encoder() {
        let cancel = Cancel::new();
        cancel.cancel();
        for recipe in [lossy(4), rav1e(4)] {
            let error = encode(&rgb(64, 64), &recipe, 1, &cancel).expect_err("cancelled");
            assert!(matches!(error, ErrorKind::Cancelled), "{error}");
        }
    }

    #[test]
    fn the_bytes_do_not_depend_on_the_threads() {
        // Two megapixels are where libaom begins to get tiles.
        let (large, small) = (rgba(2000, 1000), rgba(600, 400));
        for (picture, recipe) in
            [(&large, lossy(0)), (&large, lossy(4)), (&small, lossy(6)), (&small, rav1e(0))]
        {
            let once = bytes(picture, &recipe, 1).expect("encodes").bytes;
            for threads in [2, 4] {
                assert!(
                    once == bytes(picture, &recipe, threads).expect("encodes").bytes,
                    "{threads} threads"
                );
            }
        }
    }
}
