//! Photoshop documents (Adobe Photoshop File Formats Specification): the merged picture that stands at their end. Of layers
//! only the number is looked at.

mod document;
pub(crate) mod layers;
mod planes;

use self::document::{Document, Mode};
use self::planes::Planes;
use super::channels::Sample;
use super::profile::{self, Managed};
use super::{Header, inks, lab, light};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let document = Document::read(bytes, limits)?;
    let header = Header {
        width: document.width,
        height: document.height,
        has_alpha: document.has_transparency,
        depth: if document.depth > 8 { 16 } else { 8 },
        working_bytes: 0,
    };
    // Planes as they are stored, then pixel after pixel, then what their colours become.
    let planes = header.pixels() * document.channels_used() as u64 * u64::from(document.depth.max(8) / 8);
    Ok(Header { working_bytes: header.pixel_bytes() + 2 * planes + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let document = Document::read(bytes, limits)?;
    let mut warnings = Vec::new();
    let planes = Planes::read(&document)?;
    if let Some(rows) = planes.missing_rows {
        warnings.push(Warning::Salvaged(format!("{rows} rows are missing")));
    }
    let (pixels, color) = match document.depth {
        1 => colors(&document, planes.bits(document.width), limits, &mut warnings)?,
        8 => colors(&document, planes.bytes, limits, &mut warnings)?,
        16 => colors(&document, planes.words(), limits, &mut warnings)?,
        _ => {
            let samples = light::unit_to_16_bit(&planes.floats(), "PSD")?;
            colors(&document, samples, limits, &mut warnings)?
        }
    };
    let mut picture = Picture::new(document.width, document.height, pixels);
    picture.color = color;
    picture.depth = document.depth.min(16);
    picture.metadata = Metadata {
        exif: document.resources.exif.map(<[u8]>::to_vec),
        xmp: document.resources.xmp.map(<[u8]>::to_vec),
    };
    picture.warnings = warnings;
    Ok(picture)
}

/// What the planes mean, one after the other: colours, then transparency.
fn colors<S: Managed>(
    document: &Document,
    planes: Vec<S>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<(Pixels, ColorSpace), ErrorKind> {
    let icc = document.resources.icc;
    let pixels = document.width as usize * document.height as usize;
    let count = document.mode.channels();
    let alpha = document.has_transparency.then(|| planes[count * pixels..].to_vec());
    let samples = interleaved(&planes[..count * pixels], count);
    drop(planes);
    let (pixels, color) = match document.mode {
        Mode::Bitmap | Mode::Grey => (profile::grey(&samples, icc, limits, warnings), ColorSpace::Srgb),
        Mode::Indexed => {
            let color = |&index: &S| document.palette_color(index.into());
            let rgb = Pixels::Rgb8(samples.iter().flat_map(color).collect());
            (rgb, profile::rgb(icc.map(<[u8]>::to_vec), limits, warnings))
        }
        Mode::Rgb => (S::rgb(samples), profile::rgb(icc.map(<[u8]>::to_vec), limits, warnings)),
        // Stored as light: full scale is no ink.
        Mode::Cmyk => {
            let inks = samples.into_iter().map(Sample::inverted).collect();
            (inks::cmyk(inks, icc, limits, warnings), ColorSpace::Srgb)
        }
        Mode::Lab => (lab::to_srgb(samples), ColorSpace::Srgb),
    };
    let pixels = match alpha {
        Some(alpha) => with_alpha(pixels, &alpha),
        None => pixels,
    };
    Ok((pixels, color))
}

/// Plane after plane becomes pixel after pixel.
fn interleaved<S: Sample>(planes: &[S], count: usize) -> Vec<S> {
    if count == 1 {
        return planes.to_vec();
    }
    let mut samples = vec![S::default(); planes.len()];
    for (channel, plane) in planes.chunks_exact((planes.len() / count).max(1)).enumerate() {
        for (pixel, &sample) in samples.chunks_exact_mut(count).zip(plane) {
            pixel[channel] = sample;
        }
    }
    samples
}

/// RGB with its transparency. The merged picture is blended with white where it is not opaque; the colours get back
/// what they had.
fn with_alpha<S: Sample>(pixels: Pixels, alpha: &[S]) -> Pixels {
    let rgb: Vec<S> = match pixels {
        Pixels::Rgb8(samples) => bytemuck::cast_vec(samples),
        Pixels::Rgb16(samples) => bytemuck::cast_vec(samples),
        already => return already,
    };
    let blended = rgb.as_chunks::<3>().0.iter().zip(alpha);
    let straight = blended.flat_map(|(&[r, g, b], &alpha)| {
        let [r, g, b] = [r, g, b].map(|sample| {
            // 1 - (1 - blended) / alpha
            if alpha.into() == 0 { sample } else { sample.inverted().unscaled(alpha).inverted() }
        });
        [r, g, b, alpha]
    });
    S::rgba(straight.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Two pixels of RGB in 16 bits, black and white, with a plane behind them that says opaque and transparent.
    fn document(section: &[u8]) -> Vec<u8> {
        let mut file = b"8BPS\0\x01\0\0\0\0\0\0".to_vec();
        file.extend([0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 16, 0, 3]);
        file.extend([0; 8]);
        file.extend((section.len() as u32).to_be_bytes());
        file.extend(section);
        file.extend([0, 0]);
        file.extend([[0, 0, 0xff, 0xff]; 3].concat());
        file.extend([0xff, 0xff, 0, 0]);
        file
    }

    fn check(blocks: &[(&[u8; 8], &[u8])], expected: &Pixels) {
        let file = document(&layers::tests::section(false, &[], blocks));
        let header = header(&file, &Limits::default()).expect("a header");
        assert_eq!(header.has_alpha, expected.channels() == 4);
        assert_eq!(&decode(&file, &Limits::default()).expect("a picture").pixels, expected);
    }

    #[test]
    fn a_picture_of_16_bits_keeps_its_transparency() {
        let full = u16::MAX;
        let transparent = Pixels::Rgba16(vec![0, 0, 0, full, full, full, full, 0]);
        check(&[(b"8BIMLr16", &[0xff, 0xff])], &transparent);
        check(&[(b"8BIMMt16", &[]), (b"8BIMLr16", &[0, 1])], &transparent);
        let selection = Pixels::Rgb16(vec![0, 0, 0, full, full, full]);
        check(&[(b"8BIMLr16", &[0, 1])], &selection);
        check(&[], &selection);
    }
}
