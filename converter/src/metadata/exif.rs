//! Edits Exif blocks (TIFF structures, Exif 2.32) in place: whatever stays keeps its offset, since maker notes may
//! point anywhere. No offset and no count in a block is believed before it was checked.

use std::io::Cursor;
use std::ops::Range;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};

use crate::picture::Orientation;

/// The orientation an Exif block tells; upright when it tells none or cannot be read.
pub fn orientation(block: &[u8]) -> Orientation {
    let found = Tiff::new(block.to_vec()).and_then(|tiff| {
        let entry = tiff.entries(tiff.first).find(|entry| entry.tag == ORIENTATION)?;
        tiff.numbers(entry).next()
    });
    found.map_or(Orientation::Upright, Orientation::from_exif)
}

/// The block with orientation 1 and without thumbnail, all else untouched. `None` when it cannot be read.
pub(super) fn upright(block: Vec<u8>) -> Option<Vec<u8>> {
    let mut tiff = Tiff::new(block)?;
    tiff.set_upright();
    let thumbnails = tiff.cut_thumbnails();
    let kept = tiff.referenced();
    tiff.erase(&thumbnails, &kept);
    Some(tiff.bytes)
}

/// The block as [`upright`] leaves it, and without anything that may tell the place. Every byte that nothing left
/// over refers to is zeroed, so that no value lives on unseen. `None` when the block cannot be read or
/// contradicts itself, empty when nothing is left.
pub(super) fn without_location(block: Vec<u8>) -> Option<Vec<u8>> {
    let mut tiff = Tiff::new(block)?;
    tiff.set_upright();
    tiff.cut_thumbnails();
    let places: Vec<_> = tiff.behind(GPS_POINTER).flat_map(|gps| tiff.ranges(gps)).collect();
    let mut directories = vec![tiff.first];
    for directory in tiff.behind(EXIF_POINTER) {
        if !directories.contains(&directory) {
            directories.push(directory);
        }
    }
    // What is changed in one would change the other.
    if contradict(&directories.iter().map(|&directory| tiff.table(directory)).collect::<Vec<_>>()) {
        return None;
    }
    for directory in directories.into_iter().rev() {
        tiff.retain(directory, |tiff, entry| !may_tell_place(entry.tag) && tiff.is_sound(entry));
    }
    if tiff.entries(tiff.first).next().is_none() {
        return Some(Vec::new());
    }
    let kept = tiff.referenced();
    let is_place = |range: &Range<usize>| places.iter().any(|place| touch(range, place));
    if contradict(&kept) || kept.iter().any(is_place) {
        return None;
    }
    let everything = 0..tiff.bytes.len();
    tiff.erase(&[everything], &kept);
    Some(tiff.bytes)
}

/// A new block with the dates of this one, empty when it has none. `None` when it cannot be read.
pub(super) fn dates(block: Vec<u8>) -> Option<Vec<u8>> {
    let tiff = Tiff::new(block)?;
    let fields: Vec<Field> = DATES.iter().filter_map(|&tag| tiff.date(tag)).collect();
    if fields.is_empty() {
        return Some(Vec::new());
    }
    let mut writer = Writer::new();
    fields.iter().for_each(|field| writer.push_field(field));
    let mut block = Cursor::new(Vec::new());
    writer.write(&mut block, true).ok()?;
    Some(block.into_inner())
}

/// When the picture was taken, digitised and changed, as far as a second goes and where on the clock.
const DATES: [Tag; 9] = [
    Tag::DateTime,
    Tag::DateTimeOriginal,
    Tag::DateTimeDigitized,
    Tag::OffsetTime,
    Tag::OffsetTimeOriginal,
    Tag::OffsetTimeDigitized,
    Tag::SubSecTime,
    Tag::SubSecTimeOriginal,
    Tag::SubSecTimeDigitized,
];

const STRIP_OFFSETS: u16 = 0x0111;
const ORIENTATION: u16 = 0x0112;
const STRIP_BYTE_COUNTS: u16 = 0x0117;
const JPEG_OFFSET: u16 = 0x0201;
const JPEG_LENGTH: u16 = 0x0202;
const EXIF_POINTER: u16 = 0x8769;
const GPS_POINTER: u16 = 0x8825;
const INTEROPERABILITY_POINTER: u16 = 0xA005;

/// Tags that tell the place, or whose values are blocks of their own that may.
fn may_tell_place(tag: u16) -> bool {
    matches!(
        tag,
        GPS_POINTER
            // Tags of the GPS directory, which do not belong anywhere else.
            | 0x0000..=0x001F
            | INTEROPERABILITY_POINTER
            // Maker note, private data of DNG.
            | 0x927C | 0xC634
            // XMP, IPTC, image resources and layers of Photoshop.
            | 0x02BC | 0x83BB | 0x8649 | 0x935C
            // GeoTIFF 1.1 (scale, tie points, transformation, keys) and the XML of GDAL.
            | 0x830E | 0x8482 | 0x85D8 | 0x87AF..=0x87B1 | 0xA480
            // Pictures: further directories, strips, tiles, JPEG.
            | 0x014A | STRIP_OFFSETS | STRIP_BYTE_COUNTS | 0x0144 | 0x0145 | JPEG_OFFSET | JPEG_LENGTH
    )
}

/// Types of values (TIFF 6.0, section 2).
const ASCII: u16 = 2;
const SHORT: u16 = 3;
const LONG: u16 = 4;

/// Entries a directory may have. Cameras write a few dozen; more would only cost time.
const MAX_ENTRIES: usize = 1024;

/// Further directories that are followed from the first: cameras write one, the thumbnail's.
const MAX_THUMBNAILS: usize = 4;

/// A TIFF structure whose first directory can be read.
struct Tiff {
    bytes: Vec<u8>,
    is_big_endian: bool,
    first: Directory,
}

/// An image file directory (TIFF 6.0, section 2) whose entries lie within the block.
#[derive(Clone, Copy, PartialEq)]
struct Directory {
    /// Offset of the number of entries.
    at: usize,
    entries: usize,
}

impl Directory {
    /// Offset of the offset of the next directory; the block may end before.
    fn next_at(self) -> usize {
        self.at + 2 + 12 * self.entries
    }
}

/// An entry of a directory: 12 bytes.
#[derive(Clone, Copy)]
struct Entry {
    at: usize,
    tag: u16,
    kind: u16,
    count: u32,
}

impl Tiff {
    fn new(mut bytes: Vec<u8>) -> Option<Self> {
        // Some writers put the marker of a JPEG segment before the block in other formats, too.
        if bytes.starts_with(b"Exif\0\0") {
            bytes.drain(..6);
        }
        let is_big_endian = match bytes.get(..4)? {
            b"II*\0" => false,
            b"MM\0*" => true,
            _ => return None,
        };
        let mut tiff = Tiff { bytes, is_big_endian, first: Directory { at: 0, entries: 0 } };
        tiff.first = tiff.directory(tiff.u32_at(4)?)?;
        Some(tiff)
    }

    /// The directory at an offset, if it is one.
    fn directory(&self, offset: u32) -> Option<Directory> {
        let at = offset as usize;
        let directory = Directory { at, entries: self.u16_at(at)?.into() };
        let is_within = at >= 8 && directory.next_at() <= self.bytes.len();
        (is_within && directory.entries <= MAX_ENTRIES).then_some(directory)
    }

    fn entries(&self, directory: Directory) -> impl Iterator<Item = Entry> {
        (0..directory.entries).filter_map(move |index| {
            let at = directory.at + 2 + 12 * index;
            let (tag, kind) = (self.u16_at(at)?, self.u16_at(at + 2)?);
            Some(Entry { at, tag, kind, count: self.u32_at(at + 4)? })
        })
    }

    /// Where the value of an entry lies: in the entry itself, or where that points to (TIFF 6.0, section 2).
    fn value(&self, entry: Entry) -> Option<Range<usize>> {
        let unit = match entry.kind {
            1 | ASCII | 6 | 7 | 129 => 1,
            SHORT | 8 => 2,
            LONG | 9 | 11 | 13 => 4,
            5 | 10 | 12 => 8,
            _ => return None,
        };
        let length = usize::try_from(u64::from(entry.count) * unit).ok()?;
        let start = if length <= 4 { entry.at + 8 } else { self.u32_at(entry.at + 8)? as usize };
        let end = start.checked_add(length)?;
        (end <= self.bytes.len()).then_some(start..end)
    }

    /// The numbers of an entry, as far as they are short or long.
    fn numbers(&self, entry: Entry) -> impl Iterator<Item = u32> {
        let value = self.value(entry).unwrap_or(0..0);
        let unit = if entry.kind == SHORT { 2 } else { 4 };
        let is_number = matches!(entry.kind, SHORT | LONG);
        value.step_by(unit).filter(move |_| is_number).filter_map(move |at| match unit {
            2 => self.u16_at(at).map(u32::from),
            _ => self.u32_at(at),
        })
    }

    /// The directories that a pointer in the first or in the Exif directory leads to.
    fn behind(&self, pointer: u16) -> impl Iterator<Item = Directory> {
        let exif = self.pointed_to(self.first, EXIF_POINTER);
        [Some(self.first), exif]
            .into_iter()
            .flatten()
            .filter_map(move |directory| self.pointed_to(directory, pointer))
    }

    fn pointed_to(&self, directory: Directory, pointer: u16) -> Option<Directory> {
        let entry = self.entries(directory).find(|entry| entry.tag == pointer)?;
        self.directory(self.numbers(entry).next()?)
    }

    /// Whether an entry can be read, and the directory too if it points to one.
    fn is_sound(&self, entry: Entry) -> bool {
        let leads_nowhere = || self.numbers(entry).next().and_then(|at| self.directory(at)).is_none();
        self.value(entry).is_some() && !(entry.tag == EXIF_POINTER && leads_nowhere())
    }

    /// The bytes of a directory, with the offset of the next one.
    fn table(&self, directory: Directory) -> Range<usize> {
        directory.at..(directory.next_at() + 4).min(self.bytes.len())
    }

    /// The bytes of a directory and of its values.
    fn ranges(&self, directory: Directory) -> Vec<Range<usize>> {
        let table = self.table(directory);
        let values = self.entries(directory).filter_map(|entry| self.value(entry));
        let elsewhere = values.filter(|value| !contains(&table, value));
        std::iter::once(table.clone()).chain(elsewhere).collect()
    }

    /// All bytes that the header and the directories refer to, without thumbnails.
    fn referenced(&self) -> Vec<Range<usize>> {
        let mut directories = vec![self.first];
        for pointer in [EXIF_POINTER, GPS_POINTER, INTEROPERABILITY_POINTER] {
            for directory in self.behind(pointer) {
                if !directories.contains(&directory) {
                    directories.push(directory);
                }
            }
        }
        let header = 0..8;
        let ranges = directories.into_iter().flat_map(|directory| self.ranges(directory));
        std::iter::once(header).chain(ranges).collect()
    }

    /// The text of a date tag, if it looks like one: nothing else shall travel under its name.
    fn date(&self, tag: Tag) -> Option<Field> {
        let directories = self.behind(EXIF_POINTER).chain([self.first]);
        let mut entries = directories.flat_map(|directory| self.entries(directory));
        let entry = entries.find(|entry| entry.tag == tag.number() && entry.kind == ASCII)?;
        let text = self.bytes[self.value(entry)?].split(|&byte| byte == 0).next()?.trim_ascii();
        let is_date = (1..=32).contains(&text.len())
            && text.iter().all(|byte| byte.is_ascii_digit() || b" :+-.".contains(byte));
        let value = Value::Ascii(vec![text.to_vec()]);
        is_date.then_some(Field { tag, ifd_num: In::PRIMARY, value })
    }

    fn set_upright(&mut self) {
        let orientations = self.entries(self.first).filter(|entry| entry.tag == ORIENTATION);
        for entry in orientations.collect::<Vec<_>>() {
            self.put_u16(entry.at + 2, SHORT);
            self.put_u32(entry.at + 4, 1);
            self.put_u32(entry.at + 8, 0);
            self.put_u16(entry.at + 8, 1);
        }
    }

    /// Ends the chain of directories after the first, and tells which bytes belonged to the rest: the directories,
    /// their values, the thumbnails as JPEG (Exif 2.32, 4.5.6) or in strips.
    fn cut_thumbnails(&mut self) -> Vec<Range<usize>> {
        let mut thumbnails = Vec::new();
        let mut last = self.first;
        for _ in 0..MAX_THUMBNAILS {
            let Some(next) = self.u32_at(last.next_at()).and_then(|offset| self.directory(offset)) else {
                break;
            };
            thumbnails.extend(self.ranges(next));
            thumbnails.extend(self.pictures(next, JPEG_OFFSET, JPEG_LENGTH));
            thumbnails.extend(self.pictures(next, STRIP_OFFSETS, STRIP_BYTE_COUNTS));
            last = next;
        }
        self.put_u32(self.first.next_at(), 0);
        thumbnails
    }

    fn pictures(&self, directory: Directory, offsets: u16, lengths: u16) -> Vec<Range<usize>> {
        let numbers = |tag| {
            let entry = self.entries(directory).find(move |entry| entry.tag == tag);
            entry.into_iter().flat_map(|entry| self.numbers(entry)).take(MAX_ENTRIES)
        };
        numbers(offsets)
            .zip(numbers(lengths))
            .map(|(offset, length)| offset as usize..(offset as usize).saturating_add(length as usize))
            .filter(|range| range.end <= self.bytes.len())
            .collect()
    }

    /// Leaves out the entries that `keep` refuses; those behind them move up, their values stay.
    fn retain(&mut self, directory: Directory, keep: impl Fn(&Self, Entry) -> bool) {
        let kept: Vec<u8> = self
            .entries(directory)
            .filter(|&entry| keep(self, entry))
            .flat_map(|entry| self.bytes[entry.at..entry.at + 12].iter().copied())
            .collect();
        let table = &mut self.bytes[directory.at + 2..directory.next_at()];
        table.fill(0);
        table[..kept.len()].copy_from_slice(&kept);
        let entries = kept.len() / 12;
        self.put_u16(directory.at, entries as u16);
        self.put_u32(Directory { entries, ..directory }.next_at(), 0);
        if directory == self.first {
            self.first.entries = entries;
        }
    }

    /// Zeroes the doomed bytes that are not among the kept ones; at the end of the block they are cut off.
    fn erase(&mut self, doomed: &[Range<usize>], kept: &[Range<usize>]) {
        let kept = merged(kept);
        for doomed in merged(doomed).into_iter().rev() {
            let mut end = doomed.end;
            for kept in kept.iter().rev().filter(|kept| touch(kept, &doomed)) {
                self.erase_range(kept.end..end);
                end = kept.start;
            }
            self.erase_range(doomed.start..end);
        }
    }

    fn erase_range(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if range.end == self.bytes.len() {
            self.bytes.truncate(range.start);
        } else {
            self.bytes[range].fill(0);
        }
    }

    fn u16_at(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big_endian { u16::from_be_bytes(*bytes) } else { u16::from_le_bytes(*bytes) })
    }

    fn u32_at(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big_endian { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) })
    }

    fn put_u16(&mut self, at: usize, value: u16) {
        let bytes = if self.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        self.put(at, &bytes);
    }

    fn put_u32(&mut self, at: usize, value: u32) {
        let bytes = if self.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        self.put(at, &bytes);
    }

    /// Writes where there is room; a block that ends before the next directory's offset has none to write.
    fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(room) = self.bytes.get_mut(at..at + bytes.len()) {
            room.copy_from_slice(bytes);
        }
    }
}

fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start.max(b.start) < a.end.min(b.end)
}

fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether two values share some bytes but not all: no writer does that, and it could hide one in the other.
fn contradict(ranges: &[Range<usize>]) -> bool {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| (range.start, range.end));
    sorted.dedup();
    sorted.windows(2).any(|pair| touch(&pair[0], &pair[1]))
}

/// The same bytes in ranges that are sorted and apart.
fn merged(ranges: &[Range<usize>]) -> Vec<Range<usize>> {
    let mut sorted = ranges.to_vec();
    sorted.sort_by_key(|range| range.start);
    let mut merged: Vec<Range<usize>> = Vec::new();
    for range in sorted.into_iter().filter(|range| !range.is_empty()) {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;
    use exif::{Exif, Rational, Reader};

    const THUMBNAIL: &[u8] = b"\xff\xd8\xff a small picture of before \xff\xd9";
    const MAKER_NOTE: &[u8] = b"what only the maker knows";
    const LATITUDE: [u32; 6] = [37, 1, 33, 1, 3_399_361, 100_003];
    const DATUM: &[u8] = b"DATUM-OF-THE-PLACE";

    fn field(tag: Tag, value: Value) -> Field {
        Field { tag, ifd_num: In::PRIMARY, value }
    }

    fn text(tag: Tag, text: &[u8]) -> Field {
        field(tag, Value::Ascii(vec![text.to_vec()]))
    }

    /// What a camera writes: everything there is, turned by 90°.
    fn camera(little_endian: bool) -> Vec<u8> {
        let rational = |pair: &[u32]| Rational { num: pair[0], denom: pair[1] };
        let fields = [
            text(Tag::Make, b"A maker of cameras"),
            text(Tag::DateTime, b"2026:11:20 22:33:01"),
            text(Tag::DateTimeOriginal, b"2026:11:19 12:00:00"),
            text(Tag::OffsetTimeOriginal, b"+09:00"),
            text(Tag::SubSecTimeOriginal, b"123"),
            field(Tag::Orientation, Value::Short(vec![6])),
            field(Tag::XResolution, Value::Rational(vec![rational(&[72, 1])])),
            field(Tag::ExposureTime, Value::Rational(vec![rational(&[1, 125])])),
            field(Tag::MakerNote, Value::Undefined(MAKER_NOTE.to_vec(), 0)),
            field(Tag::InteroperabilityIndex, Value::Ascii(vec![b"R98".to_vec()])),
            text(Tag::GPSLatitudeRef, b"N"),
            field(Tag::GPSLatitude, Value::Rational(LATITUDE.chunks(2).map(rational).collect())),
            text(Tag::GPSMapDatum, DATUM),
            Field { tag: Tag::Compression, ifd_num: In::THUMBNAIL, value: Value::Short(vec![6]) },
            Field { tag: Tag::Orientation, ifd_num: In::THUMBNAIL, value: Value::Short(vec![6]) },
        ];
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        writer.set_jpeg(THUMBNAIL, In::THUMBNAIL);
        written(&mut writer, little_endian)
    }

    fn written(writer: &mut Writer, little_endian: bool) -> Vec<u8> {
        let mut block = Cursor::new(Vec::new());
        writer.write(&mut block, little_endian).expect("memory takes everything");
        block.into_inner()
    }

    fn read(block: &[u8]) -> Exif {
        Reader::new().read_raw(block.to_vec()).expect("an Exif block")
    }

    /// Tags and values, as another reader sees them.
    fn fields(block: &[u8]) -> Vec<(Tag, String)> {
        let exif = read(block);
        let mut fields: Vec<_> = exif
            .fields()
            .map(|field| {
                assert_eq!(field.ifd_num, In::PRIMARY, "a thumbnail's {}", field.tag);
                (field.tag, format!("{:?}", field.value))
            })
            .collect();
        fields.sort_by_key(|(tag, _)| (tag.number(), tag.context() == exif::Context::Gps));
        fields
    }

    fn holds(block: &[u8], bytes: &[u8]) -> bool {
        block.windows(bytes.len()).any(|window| window == bytes)
    }

    /// Whether some of the place is in the block, in either byte order.
    fn holds_place(block: &[u8]) -> bool {
        let last = &LATITUDE[4..];
        let big: Vec<u8> = last.iter().flat_map(|number| number.to_be_bytes()).collect();
        let little: Vec<u8> = last.iter().flat_map(|number| number.to_le_bytes()).collect();
        holds(block, &big) || holds(block, &little) || holds(block, DATUM)
    }

    /// Edits a camera's block in both byte orders: of the fields of the upright block those that `kept` lets
    /// through must be there, and no others.
    fn check(edit: fn(Vec<u8>) -> Option<Vec<u8>>, kept: fn(Tag) -> bool) {
        for little_endian in [false, true] {
            let block = camera(little_endian);
            let mut expected = fields(&upright(block.clone()).expect("a sound block"));
            expected.retain(|(tag, _)| kept(*tag));
            assert_eq!(fields(&edit(block).expect("a sound block")), expected);
        }
    }

    #[test]
    fn the_orientation_is_read_in_both_byte_orders() {
        assert_eq!(orientation(&camera(false)), Orientation::Rotated90);
        assert_eq!(orientation(&camera(true)), Orientation::Rotated90);
        assert_eq!(orientation(&[b"Exif\0\0", &camera(true)[..]].concat()), Orientation::Rotated90);
        assert_eq!(orientation(b""), Orientation::Upright);
        assert_eq!(orientation(b"II*\0\xff\xff\xff\xff"), Orientation::Upright);
    }

    #[test]
    fn only_orientation_and_thumbnail_change_when_everything_is_kept() {
        for little_endian in [false, true] {
            let block = camera(little_endian);
            let edited = upright(block.clone()).expect("a sound block");
            assert_eq!(orientation(&edited), Orientation::Upright);
            assert!(!holds(&edited, THUMBNAIL));
            let changed = block.iter().zip(&edited).filter(|(before, after)| before != after).count();
            assert!(changed <= 1 + 4, "the orientation and the offset of the thumbnail, not {changed} bytes");

            let before = read(&block);
            let mut expected: Vec<_> = before.fields().filter(|field| field.ifd_num == In::PRIMARY).collect();
            expected.retain(|field| field.tag != Tag::Orientation);
            let edited = fields(&edited);
            assert_eq!(edited.len(), expected.len() + 1);
            for field in expected {
                assert!(edited.contains(&(field.tag, format!("{:?}", field.value))), "{} stays", field.tag);
            }
        }
    }

    #[test]
    fn a_thumbnail_in_the_middle_is_zeroed() {
        let mut block = camera(true);
        block.extend_from_slice(b"beyond");
        let edited = upright(block.clone()).expect("a sound block");
        assert_eq!(edited.len(), block.len());
        assert!(!holds(&edited, THUMBNAIL) && edited.ends_with(b"\0\0\0\0beyond"));
    }

    #[test]
    fn the_place_and_maker_notes_leave_and_the_rest_stays() {
        for little_endian in [false, true] {
            let edited = without_location(camera(little_endian)).expect("a sound block");
            assert!(!holds_place(&edited) && !holds(&edited, MAKER_NOTE) && !holds(&edited, THUMBNAIL));
        }
        check(without_location, |tag| {
            use exif::Context::{Gps, Interop};
            !matches!(tag.context(), Gps | Interop) && tag != Tag::MakerNote
        });
    }

    #[test]
    fn values_that_nothing_refers_to_leave_with_the_place() {
        let mut block = camera(true);
        block.extend_from_slice(DATUM);
        assert!(!holds_place(&without_location(block).expect("a sound block")));
    }

    #[test]
    fn a_block_of_nothing_but_places_ends_empty() {
        let latitude = text(Tag::GPSLatitudeRef, b"N");
        let mut writer = Writer::new();
        writer.push_field(&latitude);
        assert_eq!(without_location(written(&mut writer, true)), Some(Vec::new()));
    }

    #[test]
    fn the_dates_alone_make_a_new_block() {
        check(dates, |tag| DATES.contains(&tag));
        assert!(!holds_place(&dates(camera(true)).expect("a sound block")));
    }

    #[test]
    fn what_is_no_date_does_not_travel_as_one() {
        let fields = [text(Tag::DateTime, b"37.5665 N, 126.978 E"), text(Tag::OffsetTime, b"")];
        let mut writer = Writer::new();
        fields.iter().for_each(|field| writer.push_field(field));
        assert_eq!(dates(written(&mut writer, true)), Some(Vec::new()));
    }

    #[test]
    fn a_value_hidden_in_another_makes_the_block_unreadable() {
        let mut block = camera(false);
        let make = block.windows(4).position(|bytes| bytes == [0x01, 0x0f, 0, 2]).expect("the tag Make");
        block[make + 7] = 60; // Bytes instead of 19: over the values that follow.
        assert_eq!(without_location(block), None);
    }

    #[test]
    fn directories_that_lead_in_circles_end() {
        for little_endian in [false, true] {
            let block = camera(little_endian);
            for at in (0..block.len() - 4).step_by(2) {
                let mut circle = block.clone();
                let first = if little_endian { 8_u32.to_le_bytes() } else { 8_u32.to_be_bytes() };
                circle[at..at + 4].copy_from_slice(&first);
                upright(circle.clone());
                dates(circle.clone());
                assert!(without_location(circle).is_none_or(|edited| !holds_place(&edited)), "at {at}");
            }
        }
    }

    #[test]
    fn damaged_blocks_neither_panic_nor_tell_the_place() {
        let mut state = 0x9e37_79b9_7f4a_7c15_u64;
        let mut random = move |bound: usize| {
            // xorshift64 (Marsaglia 2003): the same numbers in every run.
            state ^= state << 13;
            state ^= state >> 7;
            state ^= state << 17;
            (state % bound as u64) as usize
        };
        let mut readable = 0;
        for round in 0..40_000 {
            let mut block = camera(round % 2 == 0);
            for _ in 0..=random(4) {
                let at = random(block.len());
                block[at] = [0, 1, 8, 255, random(256) as u8][random(5)];
            }
            if random(8) == 0 {
                block.truncate(random(block.len()));
            }
            orientation(&block);
            upright(block.clone());
            dates(block.clone());
            if let Some(edited) = without_location(block) {
                assert!(!holds_place(&edited), "round {round}");
                readable += 1;
            }
        }
        assert!(readable > 10_000, "most damage is small: {readable}");
    }
}
