//! Draws the pictures in `assets/samples`: something to convert on any machine, of our own making.
//!
//! Each picture is a function from a point to a colour, made of the four operations and square roots only,
//! so that every machine draws the same pixels.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a build task talks to the terminal")]

mod canvas;
mod discs;
mod file;
mod gradient;
mod landscape;
mod letters;
mod scene;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use canvas::Canvas;
use file::Encoding;

fn main() -> ExitCode {
    match draw_all(&folder()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("samples: {error}");
            ExitCode::FAILURE
        }
    }
}

struct Sample {
    name: &'static str,
    draw: fn() -> Canvas,
    encoding: Encoding,
}

const SAMPLES: [Sample; 6] = [
    Sample { name: "gradient.png", draw: || gradient::draw(384, 256), encoding: Encoding::PngRgb16 },
    Sample { name: "letters.png", draw: || letters::draw(600, 360), encoding: Encoding::PngRgb8 },
    Sample { name: "discs.png", draw: || discs::draw(400, 400), encoding: Encoding::PngRgba8 },
    Sample { name: "scene.png", draw: || scene::draw(540, 360), encoding: Encoding::PngRgb8 },
    Sample {
        name: "scene-rotated.jpg",
        draw: || scene::draw(400, 600),
        encoding: Encoding::JpegOrientation6,
    },
    Sample { name: "사진.png", draw: || landscape::draw(540, 360), encoding: Encoding::PngRgb8 },
];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/samples")
}

fn draw_all(folder: &Path) -> Result<(), Box<dyn std::error::Error>> {
    fs::create_dir_all(folder)?;
    for sample in &SAMPLES {
        let bytes = sample.encoding.encode(&(sample.draw)())?;
        fs::write(folder.join(sample.name), &bytes)?;
        println!("{:>8} bytes  {}", bytes.len(), sample.name);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// By pixels: a newer encoder may pack them into other bytes.
    #[test]
    fn the_committed_pictures_are_the_drawn_ones() {
        for sample in SAMPLES.iter().filter(|sample| sample.name.ends_with(".png")) {
            let drawn = sample.encoding.encode(&(sample.draw)()).expect("it encodes");
            let committed = fs::read(folder().join(sample.name)).expect("the sample is committed");
            assert!(pixels(&drawn) == pixels(&committed), "{}: run `cargo xtask samples`", sample.name);
        }
    }

    #[test]
    fn the_pictures_are_small_together() {
        let sizes = SAMPLES.iter().map(|sample| fs::metadata(folder().join(sample.name)));
        let total: u64 = sizes.map(|size| size.expect("the sample is committed").len()).sum();
        assert!(total < 1_500_000, "{total} bytes");
    }

    fn pixels(png: &[u8]) -> (png::ColorType, png::BitDepth, Vec<u8>) {
        let mut reader = png::Decoder::new(std::io::Cursor::new(png)).read_info().expect("it is a PNG");
        let mut pixels = vec![0; reader.output_buffer_size().expect("it is small")];
        let info = reader.next_frame(&mut pixels).expect("it is whole");
        (info.color_type, info.bit_depth, pixels)
    }
}
