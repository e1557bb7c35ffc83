//! The pictures of the corpus against the references that other decoders made of them: first frame, upright, in sRGB.
//! Pixel by pixel, through the engine's own colour management.

use std::path::Path;

use converter::decode::decode;
use converter::input::Source;
use converter::prepare::prepare;
use converter::recipe::{ColorPolicy, MetadataPolicy, Recipe, Resize};
use converter::{Limits, Pixels};

use crate::manifest::{Row, corpus};
use crate::{HEIC_IS_READ, NOT_AS_STATED};

/// Mean distance of all samples over white, of 255. Chroma upsampling and rounding differ from decoder to decoder, and so
/// does antialiasing from one program that draws to another.
const TOLERANCE: f64 = 2.0;

/// Likewise where the reference was made smaller, nobody says with which filter, or has few pixels.
const TOLERANCE_OF_SMALLER: f64 = 4.0;

/// Where the reference shows one of several right pictures.
const ONE_OF_SEVERAL: [&str; 2] = [
    // Texts of drawings are in whatever font there is.
    "svg/text-text-simple-case.svg",
    // It has its largest size in several depths.
    "ico/multiple_entries_with_different_bit_depth.ico",
];

/// In a picture of so few pixels each one weighs a lot.
const FEW_PIXELS: u32 = 4096;

#[test]
fn pictures_look_as_other_decoders_show_them() {
    let Some((corpus, rows)) = corpus() else { return };
    let compared = rows.iter().filter(|row| is_managed(row)).map(|row| (row, compare(&corpus, row)));
    let compared: Vec<_> = compared.collect();
    let faults: Vec<_> = compared
        .iter()
        .filter_map(|(row, result)| {
            result.as_ref().err().map(|fault| format!("{}: {fault}", row.get("path")))
        })
        .collect();
    println!("{} pictures", compared.len());
    assert!(compared.len() > 80, "the corpus has more references than that");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// Whether the reference is a whole and colour-managed picture.
fn is_managed(row: &Row) -> bool {
    let note = row.get("note");
    row.get("expect") == "convert"
        && !row.get("reference").is_empty()
        && !note.contains("CICP")
        && !NOT_AS_STATED.contains(&row.get("path"))
        && !ONE_OF_SEVERAL.contains(&row.get("path"))
        && (row.get("family") != "heic" || HEIC_IS_READ)
}

fn compare(corpus: &Path, row: &Row) -> Result<(), String> {
    let reference = seen(&corpus.join(row.get("reference")), None)?;
    let (width, height) = (reference.width, reference.height);
    let shown = (row.get("disp_width"), row.get("disp_height"));
    let is_smaller = shown != (width.to_string().as_str(), height.to_string().as_str());
    let resize = is_smaller.then_some(Resize::Exact(width, height));
    let picture = seen(&corpus.join(row.get("path")), resize)?;
    if (picture.width, picture.height) != (width, height) {
        return Err(format!("{}x{} instead of {width}x{height}", picture.width, picture.height));
    }
    let pairs = picture.samples.iter().zip(&reference.samples);
    let distance =
        pairs.map(|(ours, theirs)| (ours - theirs).abs()).sum::<f64>() / picture.samples.len() as f64;
    let tolerance = if is_smaller || width * height < FEW_PIXELS { TOLERANCE_OF_SMALLER } else { TOLERANCE };
    if distance > tolerance { Err(format!("{distance:.1} away on average")) } else { Ok(()) }
}

/// A picture as somebody sees it.
struct Seen {
    width: u32,
    height: u32,
    /// Red, green and blue over white, and alpha.
    samples: Vec<f64>,
}

/// Decodes, turns, converts to sRGB, resizes where that is asked for.
fn seen(path: &Path, resize: Option<Resize>) -> Result<Seen, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let recipe =
        Recipe { resize, color: ColorPolicy::Srgb, metadata: MetadataPolicy::None, ..Recipe::default() };
    let source = Source::new(bytes).map_err(|error| error.to_string())?;
    let picture = decode(&source, &Limits::default()).and_then(|picture| prepare(picture, &recipe));
    let picture = picture.map_err(|error| error.to_string())?;
    let samples = match picture.pixels.into_8_bit() {
        Pixels::Rgb8(samples) => {
            samples.as_chunks().0.iter().flat_map(|&[r, g, b]| over_white([r, g, b, 255])).collect()
        }
        Pixels::Rgba8(samples) => {
            samples.as_chunks().0.iter().flat_map(|&pixel: &[u8; 4]| over_white(pixel)).collect()
        }
        _ => unreachable!("8 bits were asked for"),
    };
    Ok(Seen { width: picture.width, height: picture.height, samples })
}

fn over_white([r, g, b, alpha]: [u8; 4]) -> [f64; 4] {
    let alpha = f64::from(alpha);
    let [r, g, b] = [r, g, b].map(|sample| 255.0 - (255.0 - f64::from(sample)) * alpha / 255.0);
    [r, g, b, alpha]
}
