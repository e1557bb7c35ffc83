//! What a HEIF file says of its primary picture whatever codec it is in, for decoders that read HEVC.

use super::super::boxes::{boxes, find};
use super::super::{exif_block, shape};
use super::{Items, Kind, item_id};
use crate::decode::avif::boxes::Reader;
use crate::error::ErrorKind;
use crate::limits::Limits;

/// The primary picture without its coded data.
#[derive(Debug)]
pub(in crate::decode) struct Still<'a> {
    /// Width as shown: cut and turned.
    pub width: u32,
    /// Height likewise.
    pub height: u32,
    pub has_alpha: bool,
    /// Bits a sample.
    pub depth: u8,
    pub icc: Option<&'a [u8]>,
    /// Primaries and transfer of ITU-T H.273.
    pub code_points: Option<(u8, u8)>,
    pub exif: Option<Vec<u8>>,
    pub xmp: Option<Vec<u8>>,
}

/// Reads the tables of items; no coded data is looked at.
///
/// # Errors
/// `Damaged` without a primary picture of a size, `TooLarge`.
pub(in crate::decode) fn read<'a>(bytes: &'a [u8], limits: &Limits) -> Result<Still<'a>, ErrorKind> {
    let meta = boxes(bytes).map_while(Result::ok).find(|(kind, _)| kind == b"meta");
    let mut reader = Reader::new(meta.ok_or(ErrorKind::Truncated)?.1);
    reader.version_and_flags()?;
    let none = || ErrorKind::damaged("no primary picture");
    let primary = item_id(find(reader.rest(), b"pitm")?.ok_or_else(none)?)?;
    let items = Items::read(reader.rest(), bytes, limits)?;
    let (width, height) = items.size(primary)?.ok_or_else(none)?;
    limits.check_size(width, height)?;
    let display = items.display(primary)?;
    let shown = display.aperture.and_then(|aperture| shape::aperture(&aperture, width, height));
    let (width, height) = shown.map_or((width, height), |shown| (shown.width, shown.height));
    let turned = shape::orientation(display.rotation, display.mirror).swaps_sides();
    let (width, height) = if turned { (height, width) } else { (width, height) };
    let small = |block: &[u8]| limits.check_metadata(block.len()).is_ok();
    let exif = items.description(primary, |item| &item.kind == b"Exif");
    let xmp = items.description(primary, Kind::is_xmp);
    let code = |number| u8::try_from(number).unwrap_or(2);
    Ok(Still {
        width,
        height,
        has_alpha: items.alpha_by_owner().contains_key(&primary),
        depth: items.depth(primary),
        icc: display.icc,
        code_points: display.code_points.map(|points| (code(points.primaries), code(points.transfer))),
        exif: exif.as_deref().and_then(exif_block).filter(|block| small(block)).map(<[u8]>::to_vec),
        xmp: xmp.filter(|packet| !packet.is_empty() && small(packet)).map(std::borrow::Cow::into_owned),
    })
}

impl Items<'_> {
    /// Bits a sample of luma, as the HEVC configuration of a picture or of its first tile says
    /// (ISO/IEC 14496-15, 8.3.3.1).
    fn depth(&self, item: u32) -> u8 {
        let configuration =
            |item| self.properties_of(item).find(|(kind, ..)| *kind == b"hvcC").map(|(_, body, _)| body);
        let tile = || self.tiles(item).first().copied().and_then(configuration);
        let depth = configuration(item).or_else(tile).and_then(|body| body.get(17).copied());
        depth.map_or(8, |bits| (bits & 7) + 8)
    }
}
