//! How many layers a Photoshop document has, and whether its merged picture is transparent; not what is in them
//! (Adobe Photoshop File Formats Specification, "Layer and Mask Information Section").

use std::ops::Range;

/// Tagged blocks in a section. Photoshop writes a few dozen; a hostile file could have millions of empty ones.
const BLOCKS: usize = 1024;

/// Tagged blocks whose lengths have 64 bits in a PSB.
const LONG_BLOCKS: [&[u8; 4]; 13] = [
    b"LMsk", b"Lr16", b"Lr32", b"Layr", b"Mt16", b"Mt32", b"Mtrn", b"Alph", b"FMsk", b"lnk2", b"FEid",
    b"FXid", b"PxSD",
];

/// What the section of layers says of the document.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Layers {
    pub count: u16,
    /// The first plane behind the colours is the transparency of the merged picture.
    pub has_transparency: bool,
}

impl Layers {
    /// Reads the section that stands at these places of a file, its own length left out. `read` gives so many bytes
    /// from a place, or nothing. Where the section is damaged, all that stands before counts.
    pub fn find(
        section: Range<u64>,
        is_big: bool,
        read: impl FnMut(u64, usize) -> Option<Vec<u8>>,
    ) -> Layers {
        let mut layers = Layers::default();
        // What cannot be read ends the search; it is the decoder of the picture that complains.
        let _ = Walk { at: section.start, end: section.end, is_big, read }.section(&mut layers);
        layers
    }

    /// "If it is a negative number, its absolute value is the number of layers and the first alpha channel contains
    /// the transparency data for the merged result."
    fn counted(&mut self, count: i16) {
        self.count = count.unsigned_abs();
        self.has_transparency |= count < 0;
    }
}

/// A place in the section.
struct Walk<R> {
    at: u64,
    end: u64,
    is_big: bool,
    read: R,
}

impl<R: FnMut(u64, usize) -> Option<Vec<u8>>> Walk<R> {
    /// Layers of 8 bits, the mask of all layers, then tagged blocks: Photoshop puts layers of 16 and 32 bits into one
    /// of those and leaves the first place empty.
    fn section(mut self, layers: &mut Layers) -> Option<()> {
        let layer_info = self.length(self.is_big)?;
        if layer_info > 0 {
            layers.counted(self.count()?);
        }
        self.skip(layer_info)?;
        let mask = self.length(false)?;
        self.skip(mask)?;
        for _ in 0..BLOCKS {
            self.block(layers)?;
        }
        Some(())
    }

    /// Signature, key, length, then data padded to four bytes.
    fn block(&mut self, layers: &mut Layers) -> Option<()> {
        let signature: [u8; 4] = self.array()?;
        if !matches!(&signature, b"8BIM" | b"8B64") {
            return None;
        }
        let key: [u8; 4] = self.array()?;
        let is_long = &signature == b"8B64" || LONG_BLOCKS.contains(&&key);
        let length = self.length(self.is_big && is_long)?;
        match &key {
            b"Lr16" | b"Lr32" if length > 0 => layers.counted(self.count()?),
            b"Mtrn" | b"Mt16" | b"Mt32" => layers.has_transparency = true,
            _ => {}
        }
        self.skip(length.checked_next_multiple_of(4)?)
    }

    /// The number with which layers begin, whose length stands before it; the place stays.
    fn count(&mut self) -> Option<i16> {
        let start = self.at;
        let count = self.array().map(i16::from_be_bytes);
        self.at = start;
        count
    }

    fn length(&mut self, is_long: bool) -> Option<u64> {
        if is_long {
            self.array().map(u64::from_be_bytes)
        } else {
            Some(u32::from_be_bytes(self.array()?).into())
        }
    }

    fn array<const N: usize>(&mut self) -> Option<[u8; N]> {
        let start = self.at;
        self.skip(N as u64)?;
        (self.read)(start, N)?.try_into().ok()
    }

    fn skip(&mut self, length: u64) -> Option<()> {
        self.at = self.at.checked_add(length).filter(|&at| at <= self.end)?;
        Some(())
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// A section without its length: layer info, no mask of all layers, tagged blocks with their signatures.
    pub(crate) fn section(is_big: bool, layer_info: &[u8], blocks: &[(&[u8; 8], &[u8])]) -> Vec<u8> {
        let mut section = length(is_big, layer_info);
        section.extend(layer_info);
        section.extend([0; 4]);
        for (key, data) in blocks {
            let is_long = key.starts_with(b"8B64") || LONG_BLOCKS.iter().any(|long| key.ends_with(*long));
            section.extend(*key);
            section.extend(length(is_big && is_long, data));
            section.extend(*data);
            section.resize(section.len().next_multiple_of(4), 0);
        }
        section
    }

    fn length(is_long: bool, data: &[u8]) -> Vec<u8> {
        let length = (data.len() as u64).to_be_bytes();
        length[if is_long { 0 } else { 4 }..].to_vec()
    }

    fn find(section: &[u8], is_big: bool) -> Layers {
        Layers::find(0..section.len() as u64, is_big, |at, length| {
            let start = usize::try_from(at).ok()?;
            section.get(start..start.checked_add(length)?).map(<[u8]>::to_vec)
        })
    }

    fn check(layer_info: &[u8], blocks: &[(&[u8; 8], &[u8])], count: u16, has_transparency: bool) {
        for is_big in [false, true] {
            let section = section(is_big, layer_info, blocks);
            assert_eq!(find(&section, is_big), Layers { count, has_transparency }, "{blocks:?} {is_big}");
        }
    }

    const TWO: &[u8] = &[0, 2, 7, 7];
    const MINUS_TWO: &[u8] = &[0xff, 0xfe, 7, 7];

    #[test]
    fn layers_of_8_bits_stand_at_the_front() {
        check(&[], &[], 0, false);
        check(TWO, &[], 2, false);
        check(MINUS_TWO, &[(b"8BIMPatt", &[1; 5])], 2, true);
    }

    #[test]
    fn layers_of_more_bits_stand_in_tagged_blocks() {
        check(&[], &[(b"8BIMPatt", &[1; 5]), (b"8BIMLr16", TWO)], 2, false);
        check(&[], &[(b"8BIMLMsk", &[1; 14]), (b"8BIMMt16", &[]), (b"8BIMLr16", TWO)], 2, true);
        check(&[], &[(b"8B64cinf", &[1; 3]), (b"8BIMLr32", MINUS_TWO)], 2, true);
        check(&[], &[(b"8BIMMt32", &[])], 0, true);
        check(&[], &[(b"8BIMLr32", &[])], 0, false);
    }

    #[test]
    fn lengths_are_not_trusted() {
        for is_big in [false, true] {
            let sound = section(is_big, &[], &[(b"8BIMPatt", &[1; 5]), (b"8BIMLr16", MINUS_TWO)]);
            for at in 0..sound.len() {
                find(&sound[..at], is_big);
                for byte in [0, 1, 0x7f, 0x80, 0xff] {
                    let mut damaged = sound.clone();
                    damaged[at..].iter_mut().take(8).for_each(|place| *place = byte);
                    find(&damaged, is_big);
                }
            }
            let beyond = Layers::find(u64::MAX - 1..u64::MAX, is_big, |_, length| Some(vec![0xff; length]));
            assert_eq!(beyond, Layers::default());
        }
    }

    #[test]
    fn a_section_of_empty_blocks_has_an_end() {
        let blocks = [(b"8BIMPatt", &[][..]); BLOCKS + 1].map(|(key, data)| (key as &[u8; 8], data));
        let mut reads = 0;
        let section = section(false, &[], &blocks);
        let layers = Layers::find(0..u64::MAX, false, |at, length| {
            reads += 1;
            section.get(at as usize..at as usize + length).map(<[u8]>::to_vec)
        });
        assert_eq!((layers, reads), (Layers::default(), 2 + 3 * BLOCKS));
    }
}
