//! What an AVIF file says around its AV1 data: ISO/IEC 23008-12 (HEIF), ISO/IEC 23000-22 (MIAF) and the AVIF
//! specification: where the coded data of colour and alpha lie, and everything needed to show them.

use std::borrow::Cow;

use super::boxes::Reader;
use crate::error::ErrorKind;

/// The one picture that is taken from a file.
#[derive(Debug)]
pub(super) struct Container<'a> {
    pub color: Coded<'a>,
    pub alpha: Option<Coded<'a>>,
    /// Whether the colours are already multiplied by alpha.
    pub premultiplied: bool,
    /// Pictures in the sequence; 1 for a still.
    pub frames: u32,
    pub display: Display<'a>,
    /// The payload of the Exif item: four bytes of offset, then the block.
    pub exif: Option<Cow<'a, [u8]>>,
    pub xmp: Option<Cow<'a, [u8]>>,
}

/// A picture as one AV1 bitstream, or as a grid of them.
#[derive(Debug)]
pub(super) struct Coded<'a> {
    /// Width and height before any transformation; `None` leaves it to the bitstream.
    pub size: Option<(u32, u32)>,
    pub columns: u32,
    /// Row by row from the top left; never empty, a multiple of `columns`.
    pub tiles: Vec<Cow<'a, [u8]>>,
}

/// The descriptive and transformative properties of the colour picture.
#[derive(Debug, Default)]
pub(super) struct Display<'a> {
    pub code_points: Option<CodePoints>,
    pub icc: Option<&'a [u8]>,
    pub aperture: Option<CleanAperture>,
    /// Quarter turns counter-clockwise, 0 to 3 (`irot`).
    pub rotation: u8,
    pub mirror: Option<Mirror>,
}

/// How the numbers of a picture became YUV: code points of ITU-T H.273.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct CodePoints {
    pub primaries: u16,
    pub transfer: u16,
    pub matrix: u16,
    pub full_range: bool,
}

/// What changes places in a mirrored picture (`imir`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mirror {
    TopAndBottom,
    LeftAndRight,
}

/// The part of the picture to be shown (`clap`, ISO/IEC 14496-12 §12.1.4): each a fraction.
#[derive(Debug, Clone, Copy)]
pub(super) struct CleanAperture {
    pub width: (u32, u32),
    pub height: (u32, u32),
    /// Offset of the centre from the centre of the picture.
    pub horizontal_offset: (i32, u32),
    pub vertical_offset: (i32, u32),
}

impl<'a> Display<'a> {
    /// Takes over what one property says; `false` for a property that is not known here.
    pub fn apply(&mut self, kind: &[u8; 4], body: &'a [u8]) -> Result<bool, ErrorKind> {
        let mut reader = Reader::new(body);
        match kind {
            b"colr" => self.apply_color(reader)?,
            b"irot" => self.rotation = reader.u8()? & 3,
            b"imir" => self.mirror = Some(mirror(reader.u8()?)),
            b"clap" => self.aperture = Some(clean_aperture(reader)?),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// HEIF allows two: code points and an ICC profile, in any order. The first of each kind counts.
    fn apply_color(&mut self, mut reader: Reader<'a>) -> Result<(), ErrorKind> {
        match &reader.array()? {
            b"nclx" if self.code_points.is_none() => {
                self.code_points = Some(CodePoints {
                    primaries: reader.u16()?,
                    transfer: reader.u16()?,
                    matrix: reader.u16()?,
                    full_range: reader.u8()? & 0x80 != 0,
                });
            }
            b"prof" | b"rICC" => self.icc = self.icc.or(Some(reader.rest())),
            _ => {}
        }
        Ok(())
    }
}

/// As libavif and all browsers read it: 0 exchanges top and bottom, 1 left and right.
fn mirror(byte: u8) -> Mirror {
    if byte & 1 == 0 { Mirror::TopAndBottom } else { Mirror::LeftAndRight }
}

fn clean_aperture(mut reader: Reader<'_>) -> Result<CleanAperture, ErrorKind> {
    Ok(CleanAperture {
        width: (reader.u32()?, reader.u32()?),
        height: (reader.u32()?, reader.u32()?),
        horizontal_offset: (reader.u32()?.cast_signed(), reader.u32()?),
        vertical_offset: (reader.u32()?.cast_signed(), reader.u32()?),
    })
}
