//! The first directory of a TIFF file, touched up where the tiff crate stumbles: it refuses palettes, CIELAB, and
//! files whose list of pages bites its own tail.

use tiff::tags::Tag;

/// Where the parts of the first directory stand that can be touched up.
struct Directory {
    is_little: bool,
    /// The value of PhotometricInterpretation, a SHORT.
    interpretation: Option<usize>,
    /// The offset of the next directory, and its size in bytes.
    next: (usize, usize),
}

/// PhotometricInterpretation of grey pictures: TIFF 6.0, section 8.
pub(super) const BLACK_IS_ZERO: u8 = 1;

/// That of CIELAB with a* and b* from 0 to 255: Adobe's TIFF Technical Note 4.
pub(super) const ICC_LAB: u8 = 9;

/// The same file with its first page declared to be something else.
pub(super) fn declared(bytes: &[u8], interpretation: u8) -> Option<Vec<u8>> {
    let directory = Directory::read(bytes)?;
    let at = directory.interpretation?;
    let mut declared = bytes.to_vec();
    let value = if directory.is_little { [interpretation, 0] } else { [0, interpretation] };
    declared.get_mut(at..at + 2)?.copy_from_slice(&value);
    Some(declared)
}

/// The same file with nothing behind its first page.
pub(super) fn single_page(bytes: &[u8]) -> Option<Vec<u8>> {
    let (at, size) = Directory::read(bytes)?.next;
    let mut single = bytes.to_vec();
    single.get_mut(at..at + size)?.fill(0);
    Some(single)
}

impl Directory {
    /// Reads a directory of TIFF 6.0 (12 bytes an entry) or BigTIFF (20 bytes).
    fn read(bytes: &[u8]) -> Option<Self> {
        let is_little = bytes.starts_with(b"II");
        let number = |at: usize, size: usize| {
            let raw = bytes.get(at..at.checked_add(size)?)?;
            let digit = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
            let value = if is_little { raw.iter().rev().fold(0, digit) } else { raw.iter().fold(0, digit) };
            usize::try_from(value).ok()
        };
        let is_big = number(2, 2)? == 43;
        let (start, count_size, entry_size, offset_size) =
            if is_big { (number(8, 8)?, 8, 20, 8) } else { (number(4, 4)?, 2, 12, 4) };
        let count = number(start, count_size)?;
        let entries = start.checked_add(count_size)?;
        let end = entries.checked_add(count.checked_mul(entry_size)?)?;
        let tag = usize::from(Tag::PhotometricInterpretation.to_u16());
        bytes.get(entries..end)?;
        let interpretation = (entries..end)
            .step_by(entry_size)
            .find(|&entry| number(entry, 2) == Some(tag))
            .map(|entry| entry + entry_size - offset_size);
        Some(Directory { is_little, interpretation, next: (end, offset_size) })
    }
}
