//! AV1 data to planes: the sequence header read here (AV1 bitstream specification §5.5), so that nothing is
//! decoded before its size is known, and the frame decoded by rav1d.

use re_rav1d::{PixelLayout, Settings};

use super::boxes::Reader;
use super::container::CodePoints;
use crate::error::ErrorKind;

/// Frames coded in the data of one item: one, or up to four layers (AVIF §2.3.2.3). A first sample of a
/// sequence may hide some more; far more of them would be work without a picture.
const FRAME_LIMIT: usize = 8;

const SEQUENCE_HEADER: u8 = 1;
const FRAME_HEADER: u8 = 3;
const FRAME: u8 = 6;

/// What all frames of a bitstream have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SequenceHeader {
    pub max_width: u32,
    pub max_height: u32,
    /// 8, 10 or 12.
    pub depth: u8,
    pub layout: PixelLayout,
    pub code_points: CodePoints,
    pub film_grain: bool,
}

impl SequenceHeader {
    /// Finds and reads the first sequence header.
    pub fn read(data: &[u8]) -> Result<Self, ErrorKind> {
        let header = units(data).find(|unit| matches!(unit, Ok((SEQUENCE_HEADER, _)) | Err(_)));
        let (_, body) = header.unwrap_or_else(|| Err(damaged("no sequence header")))?;
        sequence_header(&mut Bits { bytes: body, position: 0 })
    }
}

/// A decoder without threads of its own, used for one frame after the other.
pub(super) struct Decoder(re_rav1d::Decoder);

impl Decoder {
    /// A decoder for frames that are no larger than their sequence header promises.
    pub fn new(sequence: &SequenceHeader) -> Result<Self, ErrorKind> {
        let mut settings = Settings::new();
        settings.set_n_threads(1);
        settings.set_max_frame_delay(1);
        settings.set_all_layers(false);
        settings.set_frame_size_limit(sequence.max_width.saturating_mul(sequence.max_height));
        re_rav1d::Decoder::with_settings(&settings).map(Decoder).map_err(damaged)
    }

    /// Decodes the first frame to be shown, which stands alone.
    pub fn frame(&mut self, data: &[u8]) -> Result<re_rav1d::Picture, ErrorKind> {
        self.0.flush();
        self.next(data)
    }

    /// Decodes the frame that `data` adds to those before.
    pub fn next(&mut self, data: &[u8]) -> Result<re_rav1d::Picture, ErrorKind> {
        check_frame_count(data)?;
        let mut sent = self.0.send_data(data.to_vec(), None, None, None);
        loop {
            match self.0.get_picture() {
                Err(re_rav1d::Error::Again) => {}
                picture => return picture.map_err(damaged),
            }
            match sent {
                // All is read, and the decoder was asked for what it held back.
                Ok(()) => return Err(ErrorKind::Truncated),
                Err(re_rav1d::Error::Again) => sent = self.0.send_pending_data(),
                Err(error) => return Err(damaged(error)),
            }
        }
    }
}

fn damaged(reason: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::damaged(format_args!("AV1: {reason}"))
}

fn check_frame_count(data: &[u8]) -> Result<(), ErrorKind> {
    let mut frames = 0;
    for unit in units(data) {
        if matches!(unit?.0, FRAME_HEADER | FRAME) {
            frames += 1;
        }
    }
    match frames {
        0 => Err(damaged("no frame")),
        1..=FRAME_LIMIT => Ok(()),
        _ => Err(damaged(format_args!("{frames} frames in one picture"))),
    }
}

/// Type and body of each open bitstream unit (§5.3).
fn units(data: &[u8]) -> impl Iterator<Item = Result<(u8, &[u8]), ErrorKind>> {
    let mut reader = Reader::new(data);
    std::iter::from_fn(move || {
        if reader.rest().is_empty() {
            return None;
        }
        let unit = next_unit(&mut reader);
        if unit.is_err() {
            reader = Reader::new(&[]);
        }
        Some(unit)
    })
}

fn next_unit<'a>(reader: &mut Reader<'a>) -> Result<(u8, &'a [u8]), ErrorKind> {
    let header = reader.u8()?;
    if header & 0x80 != 0 {
        return Err(damaged("not a bitstream unit"));
    }
    if header & 0x04 != 0 {
        reader.u8()?;
    }
    let length = if header & 0x02 == 0 { reader.rest().len() } else { leb128(reader)? };
    Ok((header >> 3, reader.take(length)?))
}

/// §4.10.5; values over 32 bits are forbidden.
fn leb128(reader: &mut Reader<'_>) -> Result<usize, ErrorKind> {
    let mut value = 0_u64;
    for index in 0..8 {
        let byte = reader.u8()?;
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return u32::try_from(value)
                .map(|value| value as usize)
                .map_err(|_| damaged("a unit of over 4 GB"));
        }
    }
    Err(damaged("a number without end"))
}

/// Takes bits from the front, the highest of each byte first.
struct Bits<'a> {
    bytes: &'a [u8],
    position: usize,
}

impl Bits<'_> {
    fn flag(&mut self) -> Result<bool, ErrorKind> {
        Ok(self.take(1)? != 0)
    }

    /// Up to 32 bits as a number.
    fn take(&mut self, count: u32) -> Result<u32, ErrorKind> {
        let mut value = 0;
        for _ in 0..count {
            let byte = self.bytes.get(self.position / 8).ok_or(ErrorKind::Truncated)?;
            value = value << 1 | u32::from(byte >> (7 - self.position % 8) & 1);
            self.position += 1;
        }
        Ok(value)
    }

    /// `uvlc()`, §4.10.3: the value is not needed.
    fn skip_uvlc(&mut self) -> Result<(), ErrorKind> {
        let mut zeros = 0;
        while !self.flag()? {
            zeros += 1;
        }
        self.position += if zeros < 32 { zeros } else { 0 };
        Ok(())
    }
}

/// §5.5.1.
fn sequence_header(bits: &mut Bits<'_>) -> Result<SequenceHeader, ErrorKind> {
    let profile = bits.take(3)?;
    bits.flag()?; // still_picture
    let reduced = bits.flag()?;
    if reduced {
        bits.take(5)?; // seq_level_idx
    } else {
        skip_operating_points(bits)?;
    }
    let (width_bits, height_bits) = (bits.take(4)? + 1, bits.take(4)? + 1);
    let (max_width, max_height) = (bits.take(width_bits)? + 1, bits.take(height_bits)? + 1);
    if !reduced && bits.flag()? {
        bits.take(7)?; // lengths of frame ids
    }
    bits.take(3)?; // 128x128 superblocks, filter intra, intra edge filter
    if !reduced {
        skip_inter_tools(bits)?;
    }
    bits.take(3)?; // superres, cdef, restoration
    let (depth, layout, code_points) = color_config(bits, profile)?;
    Ok(SequenceHeader { max_width, max_height, depth, layout, code_points, film_grain: bits.flag()? })
}

/// The part of §5.5.1 on timing and operating points, with §5.5.3 to §5.5.5.
fn skip_operating_points(bits: &mut Bits<'_>) -> Result<(), ErrorKind> {
    let mut delay_bits = None;
    if bits.flag()? {
        bits.take(32)?; // num_units_in_display_tick
        bits.take(32)?; // time_scale
        if bits.flag()? {
            bits.skip_uvlc()?;
        }
        if bits.flag()? {
            delay_bits = Some(bits.take(5)? + 1);
            bits.take(32)?; // num_units_in_decoding_tick
            bits.take(10)?; // lengths of other fields
        }
    }
    let initial_display_delay = bits.flag()?;
    for _ in 0..=bits.take(5)? {
        bits.take(12)?; // operating_point_idc
        if bits.take(5)? > 7 {
            bits.flag()?; // seq_tier
        }
        if let Some(delay_bits) = delay_bits
            && bits.flag()?
        {
            bits.take(delay_bits)?;
            bits.take(delay_bits)?;
            bits.flag()?;
        }
        if initial_display_delay && bits.flag()? {
            bits.take(4)?;
        }
    }
    Ok(())
}

/// The part of §5.5.1 on tools between frames.
fn skip_inter_tools(bits: &mut Bits<'_>) -> Result<(), ErrorKind> {
    bits.take(4)?; // interintra, masked compound, warped motion, dual filter
    let order_hint = bits.flag()?;
    if order_hint {
        bits.take(2)?; // jnt_comp, ref_frame_mvs
    }
    let chooses_screen_content_tools = bits.flag()?;
    let screen_content_tools = chooses_screen_content_tools || bits.flag()?;
    if screen_content_tools && !bits.flag()? {
        bits.flag()?; // seq_force_integer_mv
    }
    if order_hint {
        bits.take(3)?;
    }
    Ok(())
}

/// §5.5.2.
fn color_config(bits: &mut Bits<'_>, profile: u32) -> Result<(u8, PixelLayout, CodePoints), ErrorKind> {
    let high_depth = bits.flag()?;
    let depth = match (profile, high_depth) {
        (_, false) => 8,
        (2, true) if bits.flag()? => 12,
        (_, true) => 10,
    };
    let monochrome = profile != 1 && bits.flag()?;
    let [primaries, transfer, matrix] = if bits.flag()? {
        [bits.take(8)? as u16, bits.take(8)? as u16, bits.take(8)? as u16]
    } else {
        [2; 3]
    };
    let code_points = |full_range| CodePoints { primaries, transfer, matrix, full_range };
    if monochrome {
        let code_points = code_points(bits.flag()?);
        return Ok((depth, PixelLayout::I400, code_points));
    }
    // sRGB with the identity matrix is always 4:4:4 and of full range.
    if (primaries, transfer, matrix) == (1, 13, 0) {
        bits.flag()?; // separate_uv_delta_q
        return Ok((depth, PixelLayout::I444, code_points(true)));
    }
    let code_points = code_points(bits.flag()?);
    let (horizontal, vertical) = match profile {
        0 => (true, true),
        1 => (false, false),
        _ if depth < 12 => (true, false),
        _ => {
            let horizontal = bits.flag()?;
            (horizontal, horizontal && bits.flag()?)
        }
    };
    if horizontal && vertical {
        bits.take(2)?; // chroma_sample_position
    }
    bits.flag()?; // separate_uv_delta_q
    let layout = match (horizontal, vertical) {
        (true, true) => PixelLayout::I420,
        (true, false) => PixelLayout::I422,
        _ => PixelLayout::I444,
    };
    Ok((depth, layout, code_points))
}
