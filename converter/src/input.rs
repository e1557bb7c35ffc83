//! The source as bytes: read whole, and told apart by content, never by its name.

use std::fs::{File, Metadata};
use std::io::Read;
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::error::{Bound, ErrorKind};
use crate::limits::{Limits, check};
use crate::recipe::Resize;

/// Formats told apart by their first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum InputFormat {
    /// ISO/IEC 10918-1.
    Jpeg,
    /// PNG and APNG (W3C PNG, third edition).
    Png,
    /// GIF87a and GIF89a.
    Gif,
    /// RFC 9649.
    Webp,
    /// AVIF still or sequence.
    Avif,
    /// TIFF 6.0 and BigTIFF.
    Tiff,
    /// Windows bitmap.
    Bmp,
    /// Windows icon or cursor.
    Ico,
    /// Netpbm: PBM, PGM, PPM, PAM.
    Pnm,
    /// "Quite OK Image".
    Qoi,
    /// Truevision TGA, which has no magic number: taken for one when the header makes sense.
    Tga,
    /// JPEG XL (ISO/IEC 18181): the bare codestream, or in its container.
    Jxl,
    /// Photoshop documents, small (PSD) and big (PSB).
    Psd,
    /// Scalable Vector Graphics, plain or gzipped (SVGZ).
    Svg,
    /// HEIF with HEVC in it, as telephones write it.
    Heic,
}

impl InputFormat {
    /// All formats, as `docs/formats.md` lists them.
    pub const ALL: [InputFormat; 15] = [
        InputFormat::Jpeg,
        InputFormat::Png,
        InputFormat::Gif,
        InputFormat::Webp,
        InputFormat::Avif,
        InputFormat::Tiff,
        InputFormat::Bmp,
        InputFormat::Ico,
        InputFormat::Pnm,
        InputFormat::Qoi,
        InputFormat::Tga,
        InputFormat::Jxl,
        InputFormat::Psd,
        InputFormat::Svg,
        InputFormat::Heic,
    ];

    /// What people call it.
    pub fn name(self) -> &'static str {
        match self {
            InputFormat::Jpeg => "JPEG",
            InputFormat::Png => "PNG",
            InputFormat::Gif => "GIF",
            InputFormat::Webp => "WebP",
            InputFormat::Avif => "AVIF",
            InputFormat::Tiff => "TIFF",
            InputFormat::Bmp => "BMP",
            InputFormat::Ico => "ICO",
            InputFormat::Pnm => "PNM",
            InputFormat::Qoi => "QOI",
            InputFormat::Tga => "TGA",
            InputFormat::Jxl => "JPEG XL",
            InputFormat::Psd => "PSD",
            InputFormat::Svg => "SVG",
            InputFormat::Heic => "HEIC",
        }
    }

    /// The extensions that promise such a file, in lower case.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            InputFormat::Jpeg => &["jpg", "jpeg", "jpe"],
            InputFormat::Png => &["png", "apng"],
            InputFormat::Gif => &["gif"],
            InputFormat::Webp => &["webp"],
            InputFormat::Avif => &["avif", "avifs"],
            InputFormat::Tiff => &["tif", "tiff"],
            InputFormat::Bmp => &["bmp"],
            InputFormat::Ico => &["ico", "cur"],
            InputFormat::Pnm => &["pnm", "pbm", "pgm", "ppm", "pam"],
            InputFormat::Qoi => &["qoi"],
            InputFormat::Tga => &["tga"],
            InputFormat::Jxl => &["jxl"],
            InputFormat::Psd => &["psd", "psb"],
            InputFormat::Svg => &["svg", "svgz"],
            InputFormat::Heic => &["heic", "heif"],
        }
    }
}

/// A source in memory.
#[derive(Debug, Clone)]
pub struct Source {
    /// The whole file.
    pub bytes: Vec<u8>,
    /// What the content says it is.
    pub format: InputFormat,
    /// The size at which a drawing, which has no pixels of its own, is to be drawn; `None` is its own size.
    /// Pictures of pixels are not touched by it.
    pub drawn: Option<Resize>,
}

impl Source {
    /// Recognises bytes that are already in memory.
    ///
    /// # Errors
    /// `NotAPicture`, `Truncated` for an empty file, `Unsupported` for formats we know by name only.
    pub fn new(bytes: Vec<u8>) -> Result<Self, ErrorKind> {
        let format = sniff(&bytes)?;
        Ok(Source { bytes, format, drawn: None })
    }

    /// Whether it has no pixels of its own.
    pub fn is_drawing(&self) -> bool {
        self.format == InputFormat::Svg
    }

    /// The same, with drawings drawn at the wanted size instead of enlarged afterwards.
    #[must_use]
    pub fn drawn_at(self, wanted: Option<Resize>) -> Self {
        Source { drawn: wanted, ..self }
    }
}

/// Reads a source, making sure that it was not written to meanwhile.
///
/// # Errors
/// What the operating system says, `TooLarge`, `SourceChanged`, and those of [`Source::new`].
pub fn read(path: &Path, limits: &Limits) -> Result<(Source, Metadata), ErrorKind> {
    let mut file = File::open(path)?;
    let before = file.metadata()?;
    if !before.is_file() {
        return Err(ErrorKind::NotAPicture);
    }
    check(Bound::FileBytes, before.len(), limits.file_bytes)?;
    let mut bytes = Vec::with_capacity(before.len() as usize);
    // One byte over the declared length shows that the file grew.
    file.by_ref().take(before.len() + 1).read_to_end(&mut bytes)?;
    let after = file.metadata()?;
    if bytes.len() as u64 != before.len()
        || after.len() != before.len()
        || after.modified()? != before.modified()?
    {
        return Err(ErrorKind::SourceChanged);
    }
    Ok((Source::new(bytes)?, before))
}

/// Tells the format from the first bytes.
pub(crate) fn sniff(bytes: &[u8]) -> Result<InputFormat, ErrorKind> {
    if bytes.is_empty() {
        return Err(ErrorKind::Truncated);
    }
    let at = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    let format = match bytes {
        _ if at(0, b"\xff\xd8\xff") => InputFormat::Jpeg,
        _ if at(0, b"\x89PNG\r\n\x1a\n") => InputFormat::Png,
        _ if at(0, b"GIF87a") || at(0, b"GIF89a") => InputFormat::Gif,
        _ if at(0, b"RIFF") && at(8, b"WEBP") => InputFormat::Webp,
        _ if at(4, b"ftyp") => return sniff_brand(bytes),
        _ if at(0, b"II*\0") || at(0, b"MM\0*") || at(0, b"II+\0") || at(0, b"MM\0+") => InputFormat::Tiff,
        _ if at(0, b"BM") => InputFormat::Bmp,
        _ if at(0, b"\0\0\x01\0") || at(0, b"\0\0\x02\0") && !is_tga(bytes) => InputFormat::Ico,
        [b'P', b'1'..=b'7', next, ..] if next.is_ascii_whitespace() || *next == b'#' => InputFormat::Pnm,
        _ if at(0, b"qoif") => InputFormat::Qoi,
        _ if at(0, b"8BPS") => InputFormat::Psd,
        _ if at(0, b"\xff\x0a") || at(0, b"\0\0\0\x0cJXL \r\n\x87\n") => InputFormat::Jxl,
        _ if at(0, b"\0\0\0\x0cjP  \r\n\x87\n") || at(0, b"\xff\x4f\xff\x51") => {
            return Err(ErrorKind::unsupported("JPEG 2000"));
        }
        _ if is_svg(bytes) => InputFormat::Svg,
        _ if at(0, b"\x1f\x8b") && is_svg(&gunzip(bytes, SVG_HEAD)) => InputFormat::Svg,
        _ if is_tga(bytes) => InputFormat::Tga,
        _ => return Err(ErrorKind::NotAPicture),
    };
    Ok(format)
}

/// ISO base media files name what they are in the brands of their first box.
fn sniff_brand(bytes: &[u8]) -> Result<InputFormat, ErrorKind> {
    let length = bytes.first_chunk::<4>().map_or(0, |&length| u32::from_be_bytes(length)) as usize;
    let brands = bytes.get(8..length.min(bytes.len())).unwrap_or_default();
    let has = |brand: &[u8; 4]| brands.as_chunks::<4>().0.contains(brand);
    if has(b"avif") || has(b"avis") {
        return Ok(InputFormat::Avif);
    }
    if has(b"heic") || has(b"heix") || has(b"hevc") || has(b"heim") || has(b"mif1") || has(b"msf1") {
        return Ok(InputFormat::Heic);
    }
    Err(ErrorKind::NotAPicture)
}

/// How far into a text its first element is looked for: comments of licences may stand before it.
const SVG_HEAD: usize = 4096;

/// An XML text whose first element is `svg`, as far as its beginning shows.
fn is_svg(bytes: &[u8]) -> bool {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(SVG_HEAD)]);
    let head = head.trim_start_matches('\u{feff}').trim_start();
    head.starts_with('<') && (head.contains("<svg") || head.contains(":svg"))
}

/// The first `limit` bytes of what was gzipped, or as many as can be unpacked.
pub(crate) fn gunzip(bytes: &[u8], limit: usize) -> Vec<u8> {
    let mut plain = Vec::new();
    // A stream that breaks off still gives what came before.
    let _ = flate2::read::GzDecoder::new(bytes).take(limit as u64).read_to_end(&mut plain);
    plain
}

/// Whether the 18-byte header of Truevision's TGA 2.0 specification holds only values that occur.
fn is_tga(bytes: &[u8]) -> bool {
    let Some(header) = bytes.first_chunk::<18>() else { return false };
    let (map_type, image_type, map_depth, depth) = (header[1], header[2], header[7], header[16]);
    let (width, height) =
        (u16::from_le_bytes([header[12], header[13]]), u16::from_le_bytes([header[14], header[15]]));
    let map_fits = match image_type {
        1 | 9 => map_type == 1 && matches!(map_depth, 15 | 16 | 24 | 32),
        2 | 3 | 10 | 11 => map_type <= 1,
        _ => false,
    };
    let depth_fits = match image_type {
        1 | 9 => matches!(depth, 8 | 16),
        2 | 10 => matches!(depth, 15 | 16 | 24 | 32),
        _ => matches!(depth, 8 | 16),
    };
    map_fits && depth_fits && width > 0 && height > 0 && header[17] & 0xc0 == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(bytes: &[u8], format: InputFormat) {
        assert_eq!(Source::new(bytes.to_vec()).expect("recognised").format, format);
    }

    #[test]
    fn content_decides() {
        check(b"\xff\xd8\xff\xe0", InputFormat::Jpeg);
        check(b"GIF89a", InputFormat::Gif);
        check(b"RIFF\0\0\0\0WEBPVP8 ", InputFormat::Webp);
        check(b"\0\0\0\x1cftypavis\0\0\0\0msf1avif", InputFormat::Avif);
        check(b"P6\n1 1\n255\n", InputFormat::Pnm);
        check(b"\0\0\x02\0\0\0\0\0\0\0\0\0\x02\0\x02\0\x18\0", InputFormat::Tga);
        check(b"\0\0\x01\0\x01\0", InputFormat::Ico);
        check(b"8BPS\0\x01", InputFormat::Psd);
        check(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", InputFormat::Heic);
        check(b"<?xml version='1.0'?><svg/>", InputFormat::Svg);
        check(b"\xff\x0a\0", InputFormat::Jxl);
    }

    #[test]
    fn the_table_of_formats_lists_what_is_read() {
        let page = include_str!("../../docs/formats.md");
        let table = page.lines().skip_while(|line| !line.starts_with("|---|---|---|---|---|")).skip(1);
        let rows: Vec<_> = table.take_while(|line| line.starts_with("| ")).collect();
        let expected = InputFormat::ALL
            .map(|format| format!("| {} | {} | ", format.name(), format.extensions().join(" ")));
        assert_eq!(rows.len(), expected.len());
        for (row, expected) in rows.iter().zip(&expected) {
            assert!(row.starts_with(expected), "{row} does not begin with {expected}");
        }
    }

    #[test]
    fn a_gzipped_drawing_is_one() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        std::io::Write::write_all(&mut gzip, b"<?xml version='1.0'?><svg/>").expect("into memory");
        check(&gzip.finish().expect("into memory"), InputFormat::Svg);
    }

    #[test]
    fn what_we_cannot_read_is_called_by_its_name() {
        let error = Source::new(b"\xff\x4f\xff\x51".to_vec()).expect_err("not read");
        assert!(matches!(&error, ErrorKind::Unsupported(what) if what == "JPEG 2000"), "{error}");
    }

    #[test]
    fn text_is_no_picture() {
        assert!(matches!(Source::new(b"Dear diary, today".to_vec()), Err(ErrorKind::NotAPicture)));
        assert!(matches!(Source::new(Vec::new()), Err(ErrorKind::Truncated)));
    }
}
