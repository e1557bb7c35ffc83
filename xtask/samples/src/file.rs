//! From a canvas to the bytes of a file.

use std::error::Error;

use crate::canvas::Canvas;

/// The kinds of file the samples cover.
pub enum Encoding {
    PngRgb8,
    PngRgb16,
    PngRgba8,
    /// Stored lying on its side, with an Exif note that tells viewers to turn it.
    JpegOrientation6,
}

impl Encoding {
    pub fn encode(&self, canvas: &Canvas) -> Result<Vec<u8>, Box<dyn Error>> {
        match self {
            Encoding::PngRgb8 => png(canvas, png::ColorType::Rgb, png::BitDepth::Eight, &bytes::<3>(canvas)),
            Encoding::PngRgba8 => {
                png(canvas, png::ColorType::Rgba, png::BitDepth::Eight, &bytes::<4>(canvas))
            }
            Encoding::PngRgb16 => {
                let samples: Vec<u8> = canvas.samples::<3>(u16::MAX).flat_map(u16::to_be_bytes).collect();
                png(canvas, png::ColorType::Rgb, png::BitDepth::Sixteen, &samples)
            }
            Encoding::JpegOrientation6 => jpeg(&canvas.turned_left()),
        }
    }
}

fn bytes<const CHANNELS: usize>(canvas: &Canvas) -> Vec<u8> {
    canvas.samples::<CHANNELS>(255).map(|sample| sample as u8).collect()
}

fn png(
    canvas: &Canvas,
    color: png::ColorType,
    depth: png::BitDepth,
    samples: &[u8],
) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, canvas.width, canvas.height);
    encoder.set_color(color);
    encoder.set_depth(depth);
    encoder.set_compression(png::Compression::High);
    encoder.set_source_srgb(png::SrgbRenderingIntent::Perceptual);
    let mut writer = encoder.write_header()?;
    writer.write_image_data(samples)?;
    writer.finish()?;
    Ok(file)
}

fn jpeg(canvas: &Canvas) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut file = Vec::new();
    let mut encoder = jpeg_encoder::Encoder::new(&mut file, 90);
    encoder.add_app_segment(1, exif_orientation_6())?;
    let (width, height) = (u16::try_from(canvas.width)?, u16::try_from(canvas.height)?);
    encoder.encode(&bytes::<3>(canvas), width, height, jpeg_encoder::ColorType::Rgb)?;
    Ok(file)
}

/// An Exif block with nothing in it but "turn a quarter clockwise to view": a TIFF header and one directory
/// of one entry (Exif 2.32, 4.6.4: tag 0x0112, type SHORT).
fn exif_orientation_6() -> Vec<u8> {
    let mut exif = b"Exif\0\0II*\0".to_vec();
    exif.extend(8u32.to_le_bytes());
    exif.extend(1u16.to_le_bytes());
    exif.extend(0x0112u16.to_le_bytes());
    exif.extend(3u16.to_le_bytes());
    exif.extend(1u32.to_le_bytes());
    exif.extend(6u32.to_le_bytes());
    exif.extend(0u32.to_le_bytes());
    exif
}
