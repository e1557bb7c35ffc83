//! The planes of a merged picture, as they are stored: raw, or each row packed by PackBits.

use super::document::Document;
use crate::decode::avif::boxes::Reader;
use crate::error::ErrorKind;

/// Colours and transparency, plane after plane, big-endian.
pub(super) struct Planes {
    pub bytes: Vec<u8>,
    /// Rows that the file ends before.
    pub missing_rows: Option<usize>,
}

impl Planes {
    /// # Errors
    /// `Unsupported` for compressions that Photoshop uses in layers only, `Truncated` when not even a plane is there.
    pub fn read(document: &Document) -> Result<Self, ErrorKind> {
        let row_bits = u64::from(document.width) * u64::from(document.depth);
        let row = usize::try_from(row_bits.div_ceil(8)).map_err(|_| ErrorKind::Truncated)?;
        let height = document.height as usize;
        let rows = height * document.channels_used();
        let mut reader = Reader::new(document.image);
        let mut bytes = vec![0; row * rows];
        let present = match reader.u16()? {
            0 => raw(reader.rest(), &mut bytes, row),
            1 => {
                let lengths =
                    reader.take(document.channels * height * if document.is_big { 4 } else { 2 })?;
                packed(lengths, reader.rest(), &mut bytes, (row, document.is_big))
            }
            other => return Err(ErrorKind::unsupported(format_args!("PSD with compression {other}"))),
        };
        if present < height {
            return Err(ErrorKind::Truncated);
        }
        Ok(Planes { bytes, missing_rows: (present < rows).then_some(rows - present) })
    }

    /// One sample for each bit; a set one is black.
    pub fn bits(self, width: u32) -> Vec<u8> {
        let row = width.div_ceil(8) as usize;
        let bits = |&byte: &u8| (0..8).map(move |at| if byte << at & 0x80 == 0 { u8::MAX } else { 0 });
        self.bytes.chunks_exact(row).flat_map(|row| row.iter().flat_map(bits).take(width as usize)).collect()
    }

    pub fn words(self) -> Vec<u16> {
        self.bytes.as_chunks().0.iter().map(|&word| u16::from_be_bytes(word)).collect()
    }

    pub fn floats(self) -> Vec<f32> {
        self.bytes.as_chunks().0.iter().map(|&word| f32::from_be_bytes(word)).collect()
    }
}

/// Copies what is there, and counts its whole rows.
fn raw(source: &[u8], target: &mut [u8], row: usize) -> usize {
    let length = source.len().min(target.len());
    target[..length].copy_from_slice(&source[..length]);
    length / row.max(1)
}

/// Unpacks row after row, and counts those whose data is there.
fn packed(lengths: &[u8], mut source: &[u8], target: &mut [u8], (row, is_big): (usize, bool)) -> usize {
    let mut lengths = Reader::new(lengths);
    for (index, target) in target.chunks_exact_mut(row.max(1)).enumerate() {
        let length = lengths.uint(if is_big { 4 } else { 2 }).unwrap_or(0) as usize;
        let Some((packed, rest)) = source.split_at_checked(length) else { return index };
        unpack(packed, target);
        source = rest;
    }
    target.len() / row.max(1)
}

/// PackBits (TIFF 6.0, section 9): 0 to 127 says how many bytes follow, less one; negative numbers how often the next
/// one is repeated, likewise; -128 nothing.
fn unpack(mut packed: &[u8], mut target: &mut [u8]) {
    while let Some((&control, rest)) = packed.split_first() {
        packed = rest;
        let control = control.cast_signed();
        let count = usize::from(control.unsigned_abs()) + 1;
        let filled = count.min(target.len());
        match control {
            i8::MIN => continue,
            0.. => {
                let there = filled.min(packed.len());
                target[..there].copy_from_slice(&packed[..there]);
                packed = packed.get(count..).unwrap_or_default();
            }
            _ => {
                let Some((&byte, rest)) = packed.split_first() else { return };
                target[..filled].fill(byte);
                packed = rest;
            }
        }
        target = &mut target[filled..];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_example_of_the_tiff_specification_unpacks() {
        let packed =
            [0xfe, 0xaa, 0x02, 0x80, 0x00, 0x2a, 0xfd, 0xaa, 0x03, 0x80, 0x00, 0x2a, 0x22, 0xf7, 0xaa];
        let mut target = [0; 24];
        unpack(&packed, &mut target);
        let expected =
            [[0xaa; 3].as_slice(), &[0x80, 0x00, 0x2a], &[0xaa; 4], &[0x80, 0x00, 0x2a, 0x22], &[0xaa; 10]];
        assert_eq!(target, expected.concat()[..]);
    }

    #[test]
    fn rows_longer_than_the_picture_are_cut() {
        let mut target = [0; 2];
        unpack(&[0x81, 7], &mut target);
        assert_eq!(target, [7; 2]);
        unpack(&[5, 1, 2], &mut target);
        assert_eq!(target, [1, 2]);
        unpack(&[], &mut target);
    }
}
