//! The container of JPEG XL (ISO/IEC 18181-2): where the codestream and the metadata stand in it.

use std::borrow::Cow;
use std::io::Read;

use crate::decode::avif::boxes::Reader;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Warning;

/// The parts of a file that matter here.
pub(super) struct Container<'a> {
    /// The image itself, put together where it comes in several boxes.
    pub codestream: Cow<'a, [u8]>,
    /// An Exif block without the offset before it.
    pub exif: Option<Vec<u8>>,
    pub xmp: Option<Vec<u8>>,
    /// What could not be kept.
    pub warnings: Vec<Warning>,
}

impl<'a> Container<'a> {
    /// Reads the boxes, or takes a bare codestream as it is.
    ///
    /// # Errors
    /// `Truncated` without a codestream.
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let bare =
            Container { codestream: Cow::Borrowed(bytes), exif: None, xmp: None, warnings: Vec::new() };
        if bytes.starts_with(b"\xff\x0a") {
            return Ok(bare);
        }
        let mut container = Container { codestream: Cow::Borrowed(&[]), ..bare };
        for (kind, body) in pieces(bytes) {
            container.take(kind, body, limits);
        }
        if container.codestream.is_empty() { Err(ErrorKind::Truncated) } else { Ok(container) }
    }

    fn take(&mut self, kind: [u8; 4], body: &'a [u8], limits: &Limits) {
        match &kind {
            b"jxlc" => self.codestream = Cow::Borrowed(body),
            // Part by part, each behind its number.
            b"jxlp" => self.codestream.to_mut().extend(body.get(4..).unwrap_or_default()),
            b"Exif" | b"xml " => self.keep(kind, Some(body.to_vec()), limits),
            b"brob" => {
                let kind = body.first_chunk().copied().unwrap_or_default();
                if matches!(&kind, b"Exif" | b"xml ") {
                    self.keep(kind, unpack(body.get(4..).unwrap_or_default(), limits), limits);
                }
            }
            _ => {}
        }
    }

    fn keep(&mut self, kind: [u8; 4], block: Option<Vec<u8>>, limits: &Limits) {
        let block = block.filter(|block| limits.check_metadata(block.len()).is_ok());
        let is_exif = &kind == b"Exif";
        let block = if is_exif { block.as_deref().and_then(exif_block) } else { block };
        match block {
            None => self.warnings.push(Warning::MetadataDropped(if is_exif { "exif" } else { "xmp" })),
            exif if is_exif => self.exif = self.exif.take().or(exif),
            xmp => self.xmp = self.xmp.take().or(xmp),
        }
    }
}

/// All boxes; one that reaches beyond the end of the file has what is there.
fn pieces(bytes: &[u8]) -> impl Iterator<Item = ([u8; 4], &[u8])> {
    let mut reader = Reader::new(bytes);
    std::iter::from_fn(move || {
        let size = reader.u32().ok()?;
        let kind = reader.array().ok()?;
        let length = match size {
            0 => u64::MAX,
            1 => reader.uint(8).ok()?.checked_sub(16)?,
            _ => u64::from(size).checked_sub(8)?,
        };
        let length = usize::try_from(length).unwrap_or(usize::MAX).min(reader.rest().len());
        Some((kind, reader.take(length).ok()?))
    })
}

/// ISO/IEC 18181-2: four bytes say how many more to skip to the TIFF header.
fn exif_block(body: &[u8]) -> Option<Vec<u8>> {
    let (offset, rest) = body.split_first_chunk()?;
    let block = rest.get(u32::from_be_bytes(*offset) as usize..)?;
    (block.starts_with(b"II") || block.starts_with(b"MM")).then(|| block.to_vec())
}

/// Unpacks a `brob` box; none when it is damaged or larger than metadata may be.
fn unpack(packed: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let mut plain = Vec::new();
    let unpacked = brotli_decompressor::Decompressor::new(packed, 4096);
    unpacked.take(limits.metadata_bytes + 1).read_to_end(&mut plain).ok()?;
    Some(plain)
}
