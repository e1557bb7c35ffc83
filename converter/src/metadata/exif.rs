//! Edits Exif blocks (TIFF structures, Exif 2.32) in place: whatever stays keeps its offset, since maker notes may
//! point anywhere. No offset and no count in a block is believed before it was checked.

mod tiff;

use std::io::Cursor;
use std::ops::Range;

use exif::experimental::Writer;
use exif::{Field, In, Tag, Value};

use self::tiff::{ASCII, Directory, Entry, MAX_ENTRIES, SHORT, Tiff, contradict, touch};
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
    for directory in tiff.pointed_to(tiff.first, EXIF_POINTER) {
        if !directories.contains(&directory) {
            directories.push(directory);
        }
    }
    // What is changed in one would change the other.
    let tables: Vec<_> = directories.iter().map(|&directory| tiff.table(directory)).collect();
    if contradict(&tables) {
        return None;
    }
    let first = tiff.first;
    for directory in directories.into_iter().rev() {
        // What lies deeper was not looked through.
        let is_deeper = |entry: Entry| directory != first && entry.tag == EXIF_POINTER;
        tiff.retain(directory, |tiff, entry| {
            !may_tell_place(entry.tag) && !is_deeper(entry) && tiff.is_sound(entry, &tables)
        });
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

/// Further directories that are followed from the first: cameras write one, the thumbnail's.
const MAX_THUMBNAILS: usize = 4;

/// What the tags of Exif mean.
impl Tiff {
    /// The directories that pointers in the first or in an Exif directory lead to.
    fn behind(&self, pointer: u16) -> impl Iterator<Item = Directory> {
        let exif = self.pointed_to(self.first, EXIF_POINTER);
        std::iter::once(self.first).chain(exif).flat_map(move |directory| self.pointed_to(directory, pointer))
    }

    /// Whether an entry can be read, and the directory too if it points to one, and its value does not lie in one of these
    /// tables, which are about to change.
    fn is_sound(&self, entry: Entry, tables: &[Range<usize>]) -> bool {
        let leads_nowhere = || self.numbers(entry).next().and_then(|at| self.directory(at)).is_none();
        let is_apart = |value: Range<usize>| {
            value.start == entry.at + 8 || !tables.iter().any(|table| touch(table, &value))
        };
        self.value(entry).is_some_and(is_apart) && !(entry.tag == EXIF_POINTER && leads_nowhere())
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

    /// Two pointers to Exif directories, of which the first leads nowhere: behind the second lies an entry that may hold the
    /// place. Found by the fuzzer: once the first was taken out, the second counted, and nobody had looked behind it.
    #[test]
    fn the_place_leaves_from_behind_a_second_pointer_too() {
        let pointer = |count: u8, to: u8| [0x87, 0x69, 0, 4, 0, 0, 0, count, 0, 0, 0, to];
        let maker_note = [0x92, 0x7c, 0, 7, 0, 0, 0, 18, 0, 0, 0, 56];
        let block = [
            &b"MM\0*\0\0\0\x08\0\x02"[..],
            &pointer(0, 38),
            &pointer(1, 38),
            &[0; 4],
            b"\0\x01",
            &maker_note,
            &[0; 4],
            DATUM,
        ];
        let edited = without_location(block.concat()).expect("a sound block");
        assert!(!holds_place(&edited));
        assert_eq!(without_location(edited.clone()), Some(edited));
    }

    /// Found by the fuzzer: where entries move up, a value among them is another one afterwards.
    #[test]
    fn a_value_within_a_directory_leaves() {
        let make = [0x01, 0x0f, 0, 2, 0, 0, 0, 12, 0, 0, 0, 22];
        let software = [0x01, 0x31, 0, 2, 0, 0, 0, 4, b'o', b'u', b'r', 0];
        let block = [&b"MM\0*\0\0\0\x08\0\x02"[..], &make, &software, &[0; 4]].concat();
        let kept = [&b"MM\0*\0\0\0\x08\0\x01"[..], &software, &[0; 4]].concat();
        assert_eq!(without_location(block), Some(kept));
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
