//! The box structure of ISO/IEC 14496-12 (ISOBMFF) and the big-endian fields in it: bounds-checked, borrowed
//! from the file, never copied.

use crate::error::ErrorKind;

/// A box type, an item type or a reference type.
pub(crate) type FourCc = [u8; 4];

/// Takes big-endian fields from the front of a slice; `Truncated` when it ends too early.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Reader(bytes)
    }

    /// Everything not yet taken.
    pub fn rest(&self) -> &'a [u8] {
        self.0
    }

    pub fn take(&mut self, length: usize) -> Result<&'a [u8], ErrorKind> {
        let (taken, rest) = self.0.split_at_checked(length).ok_or(ErrorKind::Truncated)?;
        self.0 = rest;
        Ok(taken)
    }

    pub fn array<const N: usize>(&mut self) -> Result<[u8; N], ErrorKind> {
        let (taken, rest) = self.0.split_first_chunk().ok_or(ErrorKind::Truncated)?;
        self.0 = rest;
        Ok(*taken)
    }

    pub fn u8(&mut self) -> Result<u8, ErrorKind> {
        Ok(u8::from_be_bytes(self.array()?))
    }

    pub fn u16(&mut self) -> Result<u16, ErrorKind> {
        Ok(u16::from_be_bytes(self.array()?))
    }

    pub fn u32(&mut self) -> Result<u32, ErrorKind> {
        Ok(u32::from_be_bytes(self.array()?))
    }

    /// A field of 0 to 8 bytes; one without bytes is 0.
    pub fn uint(&mut self, length: usize) -> Result<u64, ErrorKind> {
        Ok(self.take(length)?.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
    }

    /// The version and flags with which a `FullBox` begins.
    pub fn version_and_flags(&mut self) -> Result<(u8, u32), ErrorKind> {
        let word = self.u32()?;
        Ok(((word >> 24) as u8, word & 0x00ff_ffff))
    }
}

/// The type and the body of each box in `bytes`; the last one is an error when the bytes end within it.
pub(crate) fn boxes(bytes: &[u8]) -> Boxes<'_> {
    Boxes(Reader::new(bytes))
}

/// The body of the first box of this type.
pub(crate) fn find<'a>(bytes: &'a [u8], kind: &FourCc) -> Result<Option<&'a [u8]>, ErrorKind> {
    boxes(bytes)
        .find(|found| found.as_ref().map_or(true, |(found, _)| found == kind))
        .map_or(Ok(None), |found| found.map(|(_, body)| Some(body)))
}

/// See [`boxes`].
pub(crate) struct Boxes<'a>(Reader<'a>);

impl<'a> Iterator for Boxes<'a> {
    type Item = Result<(FourCc, &'a [u8]), ErrorKind>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.0.rest().is_empty() {
            return None;
        }
        let next = next_box(&mut self.0);
        if next.is_err() {
            self.0 = Reader::new(&[]);
        }
        Some(next)
    }
}

/// ISO/IEC 14496-12 §4.2: a size of 1 means that 64 bits follow, 0 that the box goes on to the end.
fn next_box<'a>(reader: &mut Reader<'a>) -> Result<(FourCc, &'a [u8]), ErrorKind> {
    let size = reader.u32()?;
    let kind = reader.array()?;
    let length = match size {
        0 => reader.rest().len() as u64,
        1 => reader.uint(8)?.checked_sub(16).ok_or_else(bad_size)?,
        _ => u64::from(size).checked_sub(8).ok_or_else(bad_size)?,
    };
    let length = usize::try_from(length).map_err(|_| ErrorKind::Truncated)?;
    Ok((kind, reader.take(length)?))
}

fn bad_size() -> ErrorKind {
    ErrorKind::damaged("a box smaller than its own header")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kinds(bytes: &[u8]) -> Result<Vec<(FourCc, usize)>, ErrorKind> {
        boxes(bytes).map(|found| found.map(|(kind, body)| (kind, body.len()))).collect()
    }

    #[test]
    fn three_ways_to_say_a_size() {
        let bytes = b"\0\0\0\x09freeX\0\0\0\x01skip\0\0\0\0\0\0\0\x11Y\0\0\0\0mdatZZZ";
        let found = kinds(bytes).expect("well formed");
        assert_eq!(found, [(*b"free", 1), (*b"skip", 1), (*b"mdat", 3)]);
    }

    #[test]
    fn a_box_longer_than_its_parent_is_truncated() {
        assert!(matches!(kinds(b"\0\0\0\x0afreeX"), Err(ErrorKind::Truncated)));
        assert!(matches!(
            kinds(b"\0\0\0\x01free\xff\xff\xff\xff\xff\xff\xff\xff"),
            Err(ErrorKind::Truncated)
        ));
    }

    #[test]
    fn a_box_shorter_than_its_header_is_damaged() {
        assert!(matches!(kinds(b"\0\0\0\x07free"), Err(ErrorKind::Damaged(_))));
        assert!(matches!(kinds(b"\0\0\0\x01free\0\0\0\0\0\0\0\x0f"), Err(ErrorKind::Damaged(_))));
    }
}
