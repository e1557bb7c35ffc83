//! The whole corpus through the program in one batch, held against its manifest.

use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::desk::{Desk, Ran, decode};

/// Formats this program reads; the manifest has others, of which only a clear refusal is asked.
const FAMILIES: [&str; 14] = [
    "avif", "bmp", "gif", "graphics", "hostile", "icc", "ico", "jpeg", "photos", "png", "pnm", "qoi", "tga",
    "tiff",
];

/// A line of the manifest.
type Row = HashMap<String, String>;

fn corpus() -> Option<PathBuf> {
    let beside = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../shared/corpus");
    let corpus = std::env::var_os("PICOPRESS_CORPUS").map_or(beside, PathBuf::from);
    corpus.join("MANIFEST.csv").exists().then_some(corpus)
}

fn rows(corpus: &Path) -> Vec<Row> {
    let mut reader = csv::Reader::from_path(corpus.join("MANIFEST.csv")).expect("a manifest");
    let rows = reader.deserialize().map(|row| row.expect("a row"));
    rows.filter(|row: &Row| FAMILIES.contains(&row["family"].as_str()) || row["family"] == "webp").collect()
}

#[test]
fn every_picture_of_the_corpus_ends_as_its_manifest_says() {
    let Some(corpus) = corpus() else {
        println!("skipped: no corpus (every picture of it through the program)");
        return;
    };
    let (desk, rows) = (Desk::new(), rows(&corpus));
    let corpus = corpus.canonicalize().expect("there");
    let before: Vec<_> =
        rows.iter().map(|row| fs::read(corpus.join(&row["path"])).expect("a file")).collect();
    let mut sources: Vec<String> =
        rows.iter().map(|row| corpus.join(&row["path"]).display().to_string()).collect();
    sources.extend(["-q", "90", "--effort", "1", "--always", "-o", "out", "--json"].map(String::from));
    let ran = desk.run(&[&["convert".to_owned()], &sources[..]].concat());
    assert_eq!(ran.status, 1, "some are refused, none crashes the program: {}", ran.stderr);
    assert_eq!(ran.stderr, "");

    let ends = ends(&ran);
    let mut wrong: Vec<String> = Vec::new();
    for row in &rows {
        let end = &ends[&corpus.join(&row["path"]).display().to_string()];
        wrong.extend(check(row, end, &desk).err().map(|why| format!("{}: {why}", row["path"])));
    }
    assert!(wrong.is_empty(), "{} of {}:\n{}", wrong.len(), rows.len(), wrong.join("\n"));
    for (row, before) in rows.iter().zip(before) {
        assert!(
            fs::read(corpus.join(&row["path"])).expect("a file") == before,
            "{} was touched",
            row["path"]
        );
    }
    println!("{} pictures as the manifest says", rows.len());
}

/// The last word on each source.
fn ends(ran: &Ran) -> HashMap<String, Value> {
    let events =
        ran.events().into_iter().filter(|event| event["event"] == "converted" || event["event"] == "failed");
    events.map(|event| (event["source"].as_str().expect("a path").to_owned(), event)).collect()
}

fn check(row: &Row, end: &Value, desk: &Desk) -> Result<(), String> {
    let converted = end["event"] == "converted";
    match row["expect"].as_str() {
        "reject" if converted => return Err("not rejected".into()),
        "convert" if !converted => return Err(format!("not converted: {end}")),
        "convert" => {}
        _ => return Ok(()),
    }
    let picture = decode(&desk.path(end["target"].as_str().expect("a target")));
    let size = (picture.width().to_string(), picture.height().to_string());
    if size != (row["disp_width"].clone(), row["disp_height"].clone()) {
        return Err(format!("{size:?}"));
    }
    // Profiles and HDR need a colour-managed comparison, which the engine's own tests make; so do animations that begin
    // with another picture than the one for those who know none.
    let has_stand_in = row["note"].contains("default image is not part of the animation");
    if row["has_icc"] == "Y" || row["family"] == "icc" || row["note"].contains("CICP") || has_stand_in {
        return Ok(());
    }
    let wanted: Vec<f64> =
        row["mean_rgb_on_white"].split(' ').map(|mean| mean.parse().expect("a number")).collect();
    // A few pixels of hard colours cannot survive chroma subsampling.
    let most = if picture.width() * picture.height() < 4096 { 14.0 } else { 3.0 };
    let mean = mean_on_white(&picture);
    let is_near = mean.iter().zip(&wanted).all(|(mean, wanted)| (mean - wanted).abs() <= most);
    is_near.then_some(()).ok_or_else(|| format!("mean {mean:.1?} instead of {wanted:.1?}"))
}

fn mean_on_white(picture: &image::RgbaImage) -> [f64; 3] {
    let mut sums = [0.0; 3];
    for pixel in picture.pixels() {
        let alpha = f64::from(pixel[3]) / 255.0;
        for (sum, &sample) in sums.iter_mut().zip(&pixel.0) {
            *sum += f64::from(sample) * alpha + 255.0 * (1.0 - alpha);
        }
    }
    sums.map(|sum| sum / f64::from(picture.width() * picture.height()))
}
