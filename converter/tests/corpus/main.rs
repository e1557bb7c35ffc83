//! Every picture of the corpus whose format we read, held against what its manifest states.

// What was skipped and how many were read is said on the terminal.
#![allow(clippy::print_stdout)]

mod avif;
mod manifest;
mod reference;

use std::path::Path;
use std::time::{Duration, Instant};

use converter::decode::{decode, header};
use converter::input::Source;
use converter::picture::ColorSpace;
use converter::{ErrorKind, Limits, Picture};
use moxcms::{ColorProfile, Layout, TransformOptions};

use self::manifest::{Row, corpus};

/// All but AVIF, which has a test of its own.
const FAMILIES: [&str; 14] =
    ["bmp", "gif", "heic", "ico", "jpeg", "jxl", "png", "pnm", "psd", "qoi", "svg", "tga", "tiff", "webp"];

/// HEIC is read only where that is switched on.
const HEIC_IS_READ: bool = cfg!(feature = "heic");

/// Where the manifest is wrong, and why.
const NOT_AS_STATED: [&str; 2] = [
    // The first frame is the red light, as in the GIF it was made of; the reference shows the yellow one.
    "jxl/animation_effort_7.jxl",
    // Its fourth channel is a saved selection ("Alpha 1"; the layer count is positive), not transparency. Taken for
    // such, the picture would be gone.
    "psd/4x4_8bit_rgba.psd",
];

/// Longest time for one picture, whatever it is.
const PATIENCE: Duration = Duration::from_secs(20);

/// How far a mean may be off: rounding and chroma upsampling differ from decoder to decoder, and in an icon or a
/// test pattern a few pixels weigh a lot.
fn tolerance(pixels: u64) -> f64 {
    if pixels < 4096 { 14.0 } else { 3.0 }
}

#[test]
fn every_picture_is_read_as_its_manifest_states() {
    let Some((corpus, mut rows)) = corpus() else { return };
    rows.retain(|row| FAMILIES.contains(&row.get("family")) && !NOT_AS_STATED.contains(&row.get("path")));
    let count = rows.len();
    let mut faults = Vec::new();
    for row in &rows {
        let start = Instant::now();
        let picture = read(&corpus.join(row.get("path")));
        let judged = match row.get("expect") {
            "convert" if row.get("family") == "heic" && !HEIC_IS_READ => unsupported(picture),
            "convert" => picture.map_err(|error| error.to_string()).and_then(|picture| compare(row, picture)),
            "reject" => picture.err().map(drop).ok_or("not rejected".into()),
            _ => Ok(()),
        };
        faults.extend(judged.err().map(|fault| format!("{}: {fault}", row.get("path"))));
        if start.elapsed() > PATIENCE {
            faults.push(format!("{}: {:?}", row.get("path"), start.elapsed()));
        }
    }
    println!("{count} pictures");
    assert!(faults.is_empty(), "{} of {count}:\n{}", faults.len(), faults.join("\n"));
}

fn unsupported(picture: Result<Picture, ErrorKind>) -> Result<(), String> {
    match picture {
        Err(ErrorKind::NoHeic) => Ok(()),
        other => Err(format!("not refused by name: {other:?}")),
    }
}

fn read(path: &Path) -> Result<Picture, ErrorKind> {
    let limits = Limits::default();
    let bytes = std::fs::read(path).expect("a file of the manifest");
    let source = Source::new(bytes)?;
    let picture = decode(&source, &limits)?;
    let header = header(&source, &limits)?;
    assert_eq!((header.width, header.height), (picture.width, picture.height), "{}", path.display());
    assert_eq!(header.depth, picture.pixels.depth(), "{}", path.display());
    assert_eq!(header.has_alpha, picture.pixels.has_alpha(), "{}", path.display());
    assert!(header.working_bytes >= header.pixel_bytes(), "{}", path.display());
    Ok(picture)
}

fn compare(row: &Row, picture: Picture) -> Result<(), String> {
    let number = |column| row.get(column).parse().expect("a number of pixels");
    let (shown, expected) = (picture.shown_size(), (number("disp_width"), number("disp_height")));
    if shown != expected {
        return Err(format!("shows {shown:?} instead of {expected:?}"));
    }
    let expected = row.numbers("mean_rgb_on_white");
    let tolerance = tolerance(picture.pixels.count());
    let means = means_on_white(picture)?;
    if means.iter().zip(&expected).any(|(mean, expected)| (mean - expected).abs() > tolerance) {
        return Err(format!("has the colours {means:.1?} instead of {expected:?}"));
    }
    Ok(())
}

/// The mean of each channel in sRGB, laid on white paper.
fn means_on_white(picture: Picture) -> Result<[f64; 3], String> {
    let (color, has_alpha) = (picture.color, picture.pixels.has_alpha());
    let samples = match picture.pixels.into_8_bit() {
        converter::Pixels::Rgb8(samples) | converter::Pixels::Rgba8(samples) => samples,
        _ => unreachable!("8 bits were asked for"),
    };
    let (layout, channels) = if has_alpha { (Layout::Rgba, 4) } else { (Layout::Rgb, 3) };
    let samples = match color {
        ColorSpace::Icc(icc) => to_srgb(&icc, layout, &samples).map_err(|error| error.to_string())?,
        _ => samples,
    };
    let mut sums = [0.0; 3];
    for pixel in samples.chunks_exact(channels) {
        let alpha = f64::from(pixel.get(3).copied().unwrap_or(u8::MAX)) / 255.0;
        for (sum, &sample) in sums.iter_mut().zip(pixel) {
            *sum += f64::from(sample) * alpha + 255.0 * (1.0 - alpha);
        }
    }
    Ok(sums.map(|sum| sum / (samples.len() / channels) as f64))
}

fn to_srgb(icc: &[u8], layout: Layout, samples: &[u8]) -> Result<Vec<u8>, moxcms::CmsError> {
    let (profile, srgb) = (ColorProfile::new_from_slice(icc)?, ColorProfile::new_srgb());
    let transform = profile.create_transform_8bit(layout, &srgb, layout, TransformOptions::default())?;
    let mut converted = vec![0; samples.len()];
    transform.transform(samples, &mut converted)?;
    Ok(converted)
}
