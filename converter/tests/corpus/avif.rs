//! The AVIF files of the shared corpus: each decodes to the shape, the mean colour and the mean alpha that its
//! manifest states, or is refused. Skipped, and said so, where there is no corpus.

use std::path::Path;

use converter::decode;
use converter::input::Source;
use converter::{ErrorKind, Limits, Picture, Pixels};

use crate::manifest::{Row, corpus};

/// Mean colour over white and mean alpha may differ this much: rounding, and how chroma is interpolated.
const TOLERANCE: f64 = 3.0;

#[test]
fn corpus_files_decode_as_the_manifest_says() {
    let Some((corpus, rows)) = corpus() else { return };
    let converted: Vec<_> = rows
        .iter()
        .filter(|row| row.get("family") == "avif" && row.get("expect") == "convert")
        .inspect(|row| check(row, &decoded(&corpus, row).expect("decodes")))
        .collect();
    assert!(!converted.is_empty(), "the corpus has AVIF files");
    println!("{} files", converted.len());
}

#[test]
fn hostile_and_doubtful_files_end_in_an_error_or_a_picture() {
    let Some((corpus, rows)) = corpus() else { return };
    for row in rows.iter().filter(|row| row.get("path").contains("avif")) {
        match (row.get("expect"), decoded(&corpus, row)) {
            ("reject", Ok(_)) => panic!("{} decoded", row.get("path")),
            ("survive", Ok(picture)) => assert!(picture.pixels.count() <= Limits::default().pixels),
            _ => {}
        }
    }
}

fn decoded(corpus: &Path, row: &Row) -> Result<Picture, ErrorKind> {
    let bytes = std::fs::read(corpus.join(row.get("path"))).expect("readable");
    decode::decode(&Source::new(bytes)?, &Limits::default())
}

fn check(row: &Row, picture: &Picture) {
    let path = row.get("path");
    let (width, height) = picture.shown_size();
    assert_eq!(width.to_string(), row.get("disp_width"), "{path}");
    assert_eq!(height.to_string(), row.get("disp_height"), "{path}");
    assert_eq!(picture.pixels.has_alpha(), row.get("has_alpha") == "Y", "{path}");
    assert_eq!(picture.depth.to_string(), row.get("bit_depth"), "{path}");
    assert_eq!(picture.metadata.exif.is_some(), row.get("exif") == "Y", "{path}");
    assert_eq!(picture.metadata.xmp.is_some(), row.get("xmp") == "Y", "{path}");
    let (color, alpha) = means(picture);
    // The references show the plain numbers of files with other primaries, and so do we here.
    for (mean, expected) in color.iter().zip(row.numbers("mean_rgb_on_white")) {
        assert!((mean - expected).abs() <= TOLERANCE, "{path}: {color:?}");
    }
    let expected = row.numbers("mean_alpha")[0];
    assert!((alpha - expected).abs() <= TOLERANCE, "{path}: alpha {alpha}, not {expected}");
}

/// Mean colour over white and mean alpha, of 255.
fn means(picture: &Picture) -> ([f64; 3], f64) {
    let pixels: Vec<[u8; 4]> = match picture.pixels.clone().into_8_bit() {
        Pixels::Rgb8(samples) => {
            samples.as_chunks::<3>().0.iter().map(|&[red, green, blue]| [red, green, blue, 255]).collect()
        }
        Pixels::Rgba8(samples) => samples.as_chunks::<4>().0.to_vec(),
        _ => unreachable!("all are 8 bits now"),
    };
    let mean = |value: &dyn Fn(&[u8; 4]) -> f64| pixels.iter().map(value).sum::<f64>() / pixels.len() as f64;
    let over_white = |channel: usize| {
        mean(&|pixel| 255.0 + (f64::from(pixel[channel]) - 255.0) * f64::from(pixel[3]) / 255.0)
    };
    ([over_white(0), over_white(1), over_white(2)], mean(&|pixel| f64::from(pixel[3])))
}
