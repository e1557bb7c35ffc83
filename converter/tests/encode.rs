//! Encoders seen from outside: pictures made here, encoded, and decoded again by somebody else.

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
    let deep = samples.iter().zip(0_u32..).map(|(&s, i)| u16::from(s) * 257 ^ (i % 251) as u16).collect();
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

    /// Mean of the squared differences.
    fn squared_error(a: &[u8], b: &[u8]) -> f64 {
        assert_eq!(a.len(), b.len());
        a.iter().zip(b).map(|(&a, &b)| f64::from(a.abs_diff(b)).powi(2)).sum::<f64>() / a.len() as f64
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
    fn lossless_forgets_invisible_colours_unless_told_otherwise() {
        let hidden = Picture::new(2, 1, Pixels::Rgba8(vec![10, 20, 30, 255, 200, 100, 50, 0]));
        let exact = Recipe { advanced: Advanced { exact: true, ..Advanced::default() }, ..lossless() };
        check(&hidden, &exact, |_, decoded| assert_eq!(decoded, samples(&hidden)));
        check(&hidden, &lossless(), |_, decoded| {
            assert_eq!(decoded[..4], [10, 20, 30, 255]);
            assert_eq!(decoded[7], 0);
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
        assert!(matches!(error, ErrorKind::Encoder(_)), "{error}");
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
