//! How alike two pictures look: SSIMULACRA2 of the source and what an output decodes to.
//!
//! Outputs are decoded by the formats' own reference tools, never by us.

use std::fs::File;
use std::io::{BufReader, Cursor};
use std::path::Path;
use std::process::{Command, Stdio};

use fast_ssim2::{PixelDescriptor, PixelSlice, Ssimulacra2Reference};
use zune_core::colorspace::ColorSpace;
use zune_core::options::DecoderOptions;
use zune_jpeg::JpegDecoder;

/// An opaque picture, 8 bits a channel; what was transparent lies on white.
pub struct Rgb {
    pub width: u32,
    pub height: u32,
    bytes: Vec<u8>,
}

impl Rgb {
    /// Pixels of a JPEG or PNG as they are stored, not turned.
    pub fn read(path: &Path) -> Result<Rgb, String> {
        let bytes = std::fs::read(path).map_err(|error| format!("{}: {error}", path.display()))?;
        let picture = if bytes.starts_with(&[0xFF, 0xD8]) { jpeg(&bytes) } else { png(Cursor::new(bytes)) };
        picture.map_err(|error| format!("{}: {error}", path.display()))
    }

    /// Pixels of a WebP or AVIF file, by way of a PNG in `scratch`.
    pub fn read_output(path: &Path, scratch: &Path) -> Result<Rgb, String> {
        let decoded = scratch.join("decoded.png");
        let mut command = if path.extension().is_some_and(|extension| extension == "webp") {
            let mut command = Command::new("dwebp");
            command.arg(path).arg("-o").arg(&decoded);
            command
        } else {
            let mut command = Command::new("avifdec");
            command.args(["--depth", "8", "--png-compress", "0"]).arg(path).arg(&decoded);
            command
        };
        let status = command.stdout(Stdio::null()).stderr(Stdio::null()).status();
        if !status.is_ok_and(|status| status.success()) {
            return Err(format!("{} does not decode {}", command.get_program().display(), path.display()));
        }
        let file = File::open(&decoded).map_err(|error| error.to_string())?;
        png(BufReader::new(file)).map_err(|error| format!("{}: {error}", path.display()))
    }

    fn pixels(&self) -> Result<PixelSlice<'_>, String> {
        let stride = self.width as usize * 3;
        let descriptor = PixelDescriptor::RGB8_SRGB;
        PixelSlice::new(&self.bytes, self.width, self.height, stride, descriptor)
            .map_err(|error| error.to_string())
    }
}

/// A source, made ready to be compared with many outputs.
pub struct Reference(Ssimulacra2Reference);

impl Reference {
    pub fn new(picture: &Rgb) -> Result<Reference, String> {
        Ssimulacra2Reference::new(&picture.pixels()?).map(Reference).map_err(|error| error.to_string())
    }

    /// 100 for the same picture; 80 and 70 for "very" and "fairly" alike; an error for another size.
    pub fn score(&self, output: &Rgb) -> Result<f64, String> {
        self.0.compare(&output.pixels()?).map_err(|error| error.to_string())
    }
}

fn jpeg(bytes: &[u8]) -> Result<Rgb, String> {
    let options = DecoderOptions::default().jpeg_set_out_colorspace(ColorSpace::RGB);
    let mut decoder = JpegDecoder::new_with_options(Cursor::new(bytes), options);
    let pixels = decoder.decode().map_err(|error| error.to_string())?;
    let info = decoder.info().ok_or("no size")?;
    Ok(Rgb { width: info.width.into(), height: info.height.into(), bytes: pixels })
}

fn png(file: impl std::io::BufRead + std::io::Seek) -> Result<Rgb, String> {
    let mut decoder = png::Decoder::new(file);
    decoder.set_transformations(png::Transformations::normalize_to_color8());
    let mut reader = decoder.read_info().map_err(|error| error.to_string())?;
    let mut samples = vec![0; reader.output_buffer_size().ok_or("too large")?];
    let info = reader.next_frame(&mut samples).map_err(|error| error.to_string())?;
    samples.truncate(info.buffer_size());
    let bytes = samples.chunks_exact(info.color_type.samples()).flat_map(on_white).collect();
    Ok(Rgb { width: info.width, height: info.height, bytes })
}

fn on_white(pixel: &[u8]) -> [u8; 3] {
    let (color, alpha) = match *pixel {
        [gray] => ([gray; 3], 255),
        [gray, alpha] => ([gray; 3], alpha),
        [red, green, blue] => ([red, green, blue], 255),
        [red, green, blue, alpha] => ([red, green, blue], alpha),
        _ => unreachable!("a PNG pixel has one to four samples"),
    };
    let alpha = u32::from(alpha);
    color.map(|channel| ((u32::from(channel) * alpha + 255 * (255 - alpha) + 127) / 255) as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn picture(change: u8) -> Rgb {
        let bytes = (0..64 * 64 * 3).map(|i| (i % 251) as u8 ^ change).collect();
        Rgb { width: 64, height: 64, bytes }
    }

    #[test]
    fn the_same_picture_scores_100_and_another_less() {
        let reference = Reference::new(&picture(0)).expect("a picture can be a reference");
        assert_eq!(reference.score(&picture(0)), Ok(100.0));
        assert!(reference.score(&picture(24)).expect("same size") < 90.0);
    }

    #[test]
    fn what_is_transparent_lies_on_white() {
        assert_eq!(on_white(&[10, 20, 30, 0]), [255; 3]);
        assert_eq!(on_white(&[10, 20, 30, 255]), [10, 20, 30]);
        assert_eq!(on_white(&[0, 128]), [127; 3]);
    }
}
