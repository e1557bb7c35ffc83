//! The Exif of a TIFF file: the entries that describe the picture, copied into a block of their own without the picture
//! around them, as other formats carry it.

use std::borrow::Cow;

use crate::limits::Limits;

/// What of the first directory tells about the picture, not about its coding (Exif 2.32, table 4): description, make,
/// model, software, date, artist, host computer, copyright.
const DESCRIPTIVE: [u16; 8] = [0x010e, 0x010f, 0x0110, 0x0131, 0x0132, 0x013b, 0x013c, 0x8298];
const EXIF_DIRECTORY: u16 = 0x8769;
const GPS_DIRECTORY: u16 = 0x8825;
/// Points into the file it came from, and so cannot move.
const MAKER_NOTE: u16 = 0x927c;
const INTEROPERABILITY_DIRECTORY: u16 = 0xa005;

/// More than any camera writes.
const MAX_ENTRIES: u16 = 1024;

/// The block, empty when the file has no Exif. `None` when it cannot be read, or is beyond the limits.
pub(super) fn block(bytes: &[u8], limits: &Limits) -> Option<Vec<u8>> {
    let file = File { bytes, is_little: bytes.starts_with(b"II") };
    if file.u16(2)? != 42 {
        return None;
    }
    let first = file.directory(file.u32(4)?)?;
    let behind = |pointer| match first.iter().find(|entry| entry.tag == pointer) {
        Some(entry) => file.directory(file.number(entry)?),
        None => Some(Vec::new()),
    };
    let (mut exif, gps) = (behind(EXIF_DIRECTORY)?, behind(GPS_DIRECTORY)?);
    exif.retain(|entry| !matches!(entry.tag, MAKER_NOTE | INTEROPERABILITY_DIRECTORY));
    let mut described: Vec<_> = first.into_iter().filter(|entry| DESCRIPTIVE.contains(&entry.tag)).collect();

    let mut pointers = vec![(EXIF_DIRECTORY, &exif), (GPS_DIRECTORY, &gps)];
    pointers.retain(|(_, directory)| !directory.is_empty());
    let mut at = HEADER_SIZE + size(&described) + ENTRY_SIZE * pointers.len();
    for (tag, directory) in pointers {
        let value = Cow::Owned(file.u32_bytes(u32::try_from(at).ok()?).to_vec());
        described.push(Entry { tag, kind: LONG, count: 1, value });
        at += size(directory);
    }
    limits.check_metadata(at).ok()?;
    if described.is_empty() {
        return Some(Vec::new());
    }
    let mut block = bytes[..4].to_vec();
    block.extend(file.u32_bytes(HEADER_SIZE as u32));
    for mut directory in [described, exif, gps].into_iter().filter(|directory| !directory.is_empty()) {
        directory.sort_by_key(|entry| entry.tag);
        file.append(&mut block, &directory);
    }
    Some(block)
}

const HEADER_SIZE: usize = 8;
const ENTRY_SIZE: usize = 12;
const LONG: u16 = 4;

/// One entry of a directory, with its whole value in the byte order of the file.
struct Entry<'a> {
    tag: u16,
    kind: u16,
    count: u32,
    value: Cow<'a, [u8]>,
}

impl Entry<'_> {
    /// Bytes beside the entry: a value of up to four lies in it, a longer one at an even offset.
    fn beside(&self) -> usize {
        if self.value.len() > 4 { self.value.len().next_multiple_of(2) } else { 0 }
    }
}

/// Bytes of a directory with the values of its entries.
fn size(directory: &[Entry]) -> usize {
    2 + ENTRY_SIZE * directory.len() + 4 + directory.iter().map(Entry::beside).sum::<usize>()
}

/// Bytes of one value of this kind: TIFF 6.0 section 2.
fn size_of_kind(kind: u16) -> Option<usize> {
    match kind {
        1 | 2 | 6 | 7 => Some(1),
        3 | 8 => Some(2),
        LONG | 9 | 11 => Some(4),
        5 | 10 | 12 => Some(8),
        _ => None,
    }
}

/// A file, or a block in the same byte order.
#[derive(Clone, Copy)]
struct File<'a> {
    bytes: &'a [u8],
    is_little: bool,
}

impl<'a> File<'a> {
    /// The entries of the directory at `offset`, those of unknown kinds left out. `None` when it or a value lies
    /// beyond the end.
    fn directory(self, offset: u32) -> Option<Vec<Entry<'a>>> {
        let at = usize::try_from(offset).ok()?;
        let count = Some(self.u16(at)?).filter(|&count| count <= MAX_ENTRIES)?;
        let mut entries = Vec::with_capacity(count.into());
        for at in (at + 2..).step_by(ENTRY_SIZE).take(count.into()) {
            let (tag, kind, count) = (self.u16(at)?, self.u16(at + 2)?, self.u32(at + 4)?);
            // The values of the other entries of the first directory are the picture: nobody needs them here.
            let Some(size) = size_of_kind(kind) else { continue };
            let length = size.checked_mul(usize::try_from(count).ok()?)?;
            let at = if length > 4 { usize::try_from(self.u32(at + 8)?).ok()? } else { at + 8 };
            let value = self.bytes.get(at..at.checked_add(length)?)?;
            entries.push(Entry { tag, kind, count, value: Cow::Borrowed(value) });
        }
        Some(entries)
    }

    /// Appends a directory and, behind it, the values that do not fit into its entries.
    fn append(self, block: &mut Vec<u8>, directory: &[Entry]) {
        let mut beside = block.len() + 2 + ENTRY_SIZE * directory.len() + 4;
        block.extend(self.u16_bytes(directory.len() as u16));
        for entry in directory {
            block.extend(self.u16_bytes(entry.tag));
            block.extend(self.u16_bytes(entry.kind));
            block.extend(self.u32_bytes(entry.count));
            if entry.beside() > 0 {
                block.extend(self.u32_bytes(beside as u32));
                beside += entry.beside();
            } else {
                block.extend(entry.value.iter().copied().chain([0; 4]).take(4));
            }
        }
        block.extend([0; 4]);
        for entry in directory.iter().filter(|entry| entry.beside() > 0) {
            block.extend(entry.value.iter());
            block.resize(block.len().next_multiple_of(2), 0);
        }
    }

    /// The one number of a pointer.
    fn number(self, entry: &Entry) -> Option<u32> {
        File { bytes: &entry.value, ..self }.u32(0)
    }

    fn u16(self, at: usize) -> Option<u16> {
        let raw = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u16::from_le_bytes(raw) } else { u16::from_be_bytes(raw) })
    }

    fn u32(self, at: usize) -> Option<u32> {
        let raw = *self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_little { u32::from_le_bytes(raw) } else { u32::from_be_bytes(raw) })
    }

    fn u16_bytes(self, value: u16) -> [u8; 2] {
        if self.is_little { value.to_le_bytes() } else { value.to_be_bytes() }
    }

    fn u32_bytes(self, value: u32) -> [u8; 4] {
        if self.is_little { value.to_le_bytes() } else { value.to_be_bytes() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use exif::experimental::Writer;
    use exif::{Field, In, Tag, Value};

    fn field(tag: Tag, value: Value) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value }
    }

    fn text(tag: Tag, text: &str) -> Field {
        field(tag, Value::Ascii(vec![text.into()]))
    }

    /// A file with a strip, a maker note, dates and a place.
    fn file(is_little: bool) -> Vec<u8> {
        let fields = [
            text(Tag::Make, "A maker of cameras"),
            text(Tag::DateTimeOriginal, "2026:11:20 12:34:56"),
            field(Tag::MakerNote, Value::Undefined(vec![7; 40], 0)),
            field(Tag::PixelXDimension, Value::Long(vec![3])),
            text(Tag::GPSLatitudeRef, "N"),
        ];
        let (mut writer, mut bytes) = (Writer::new(), std::io::Cursor::new(Vec::new()));
        fields.iter().for_each(|field| writer.push_field(field));
        writer.set_strips(&[&[1, 2, 3]], In::PRIMARY);
        writer.write(&mut bytes, is_little).expect("a sound file");
        bytes.into_inner()
    }

    #[test]
    fn what_describes_the_picture_comes_along_without_the_picture() {
        for is_little in [true, false] {
            let block = block(&file(is_little), &Limits::default()).expect("a sound file");
            let exif = exif::Reader::new().read_raw(block).expect("a sound block");
            assert_eq!(exif.little_endian(), is_little);
            let shown: Vec<_> =
                exif.fields().map(|field| format!("{} {}", field.tag, field.display_value())).collect();
            let wanted = [
                "Make \"A maker of cameras\"",
                "DateTimeOriginal 2026-11-20 12:34:56",
                "PixelXDimension 3",
                "GPSLatitudeRef N",
            ];
            assert_eq!(shown, wanted);
        }
    }

    #[test]
    fn a_damaged_file_gives_no_block_and_no_panic() {
        let whole = file(true);
        for end in 0..whole.len() {
            let _ = block(&whole[..end], &Limits::default());
        }
        for at in 0..whole.len() {
            let mut damaged = whole.clone();
            damaged[at] = 0xff;
            let _ = block(&damaged, &Limits::default());
        }
        let limits = Limits { metadata_bytes: 50, ..Limits::default() };
        assert_eq!(block(&whole, &limits), None);
    }

    #[test]
    fn a_file_that_tells_nothing_gives_an_empty_block() {
        let plain = b"II*\0\x08\0\0\0\x01\0\0\x01\x03\0\x01\0\0\0\x05\0\0\0\0\0\0\0";
        assert_eq!(block(plain, &Limits::default()), Some(Vec::new()));
    }
}
