//! The structure of a TIFF file as Exif uses it (TIFF 6.0, section 2): directories of entries, whose values lie anywhere in
//! the block. It is edited in place.

use std::ops::Range;

/// Types of values (TIFF 6.0, section 2).
pub(super) const ASCII: u16 = 2;
pub(super) const SHORT: u16 = 3;
pub(super) const LONG: u16 = 4;

/// Entries a directory may have. Cameras write a few dozen; more would only cost time.
pub(super) const MAX_ENTRIES: usize = 1024;

/// A TIFF structure whose first directory can be read.
pub(super) struct Tiff {
    pub bytes: Vec<u8>,
    is_big_endian: bool,
    pub first: Directory,
}

/// An image file directory (TIFF 6.0, section 2) whose entries lie within the block.
#[derive(Clone, Copy, PartialEq)]
pub(super) struct Directory {
    /// Offset of the number of entries.
    pub at: usize,
    pub entries: usize,
}

impl Directory {
    /// Offset of the offset of the next directory; the block may end before.
    pub fn next_at(self) -> usize {
        self.at + 2 + 12 * self.entries
    }
}

/// An entry of a directory: 12 bytes.
#[derive(Clone, Copy)]
pub(super) struct Entry {
    pub at: usize,
    pub tag: u16,
    pub kind: u16,
    pub count: u32,
}

impl Tiff {
    pub fn new(mut bytes: Vec<u8>) -> Option<Self> {
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
    pub fn directory(&self, offset: u32) -> Option<Directory> {
        let at = offset as usize;
        let directory = Directory { at, entries: self.u16_at(at)?.into() };
        let is_within = at >= 8 && directory.next_at() <= self.bytes.len();
        (is_within && directory.entries <= MAX_ENTRIES).then_some(directory)
    }

    pub fn entries(&self, directory: Directory) -> impl Iterator<Item = Entry> {
        (0..directory.entries).filter_map(move |index| {
            let at = directory.at + 2 + 12 * index;
            let (tag, kind) = (self.u16_at(at)?, self.u16_at(at + 2)?);
            Some(Entry { at, tag, kind, count: self.u32_at(at + 4)? })
        })
    }

    /// Where the value of an entry lies: in the entry itself, or where that points to (TIFF 6.0, section 2).
    pub fn value(&self, entry: Entry) -> Option<Range<usize>> {
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
    pub fn numbers(&self, entry: Entry) -> impl Iterator<Item = u32> {
        let value = self.value(entry).unwrap_or(0..0);
        let unit = if entry.kind == SHORT { 2 } else { 4 };
        let is_number = matches!(entry.kind, SHORT | LONG);
        value.step_by(unit).filter(move |_| is_number).filter_map(move |at| match unit {
            2 => self.u16_at(at).map(u32::from),
            _ => self.u32_at(at),
        })
    }

    /// The directories that the pointers of this tag in a directory lead to. One is usual.
    pub fn pointed_to(&self, directory: Directory, pointer: u16) -> impl Iterator<Item = Directory> {
        let pointers = self.entries(directory).filter(move |entry| entry.tag == pointer);
        pointers.filter_map(|entry| self.directory(self.numbers(entry).next()?))
    }

    /// The bytes of a directory, with the offset of the next one.
    pub fn table(&self, directory: Directory) -> Range<usize> {
        directory.at..(directory.next_at() + 4).min(self.bytes.len())
    }

    /// The bytes of a directory and of its values.
    pub fn ranges(&self, directory: Directory) -> Vec<Range<usize>> {
        let table = self.table(directory);
        let values = self.entries(directory).filter_map(|entry| self.value(entry));
        let elsewhere = values.filter(|value| !contains(&table, value));
        std::iter::once(table.clone()).chain(elsewhere).collect()
    }

    /// Leaves out the entries that `keep` refuses; those behind them move up, their values stay.
    pub fn retain(&mut self, directory: Directory, keep: impl Fn(&Self, Entry) -> bool) {
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
    pub fn erase(&mut self, doomed: &[Range<usize>], kept: &[Range<usize>]) {
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

    pub fn erase_range(&mut self, range: Range<usize>) {
        if range.is_empty() {
            return;
        }
        if range.end == self.bytes.len() {
            self.bytes.truncate(range.start);
        } else {
            self.bytes[range].fill(0);
        }
    }

    pub fn u16_at(&self, at: usize) -> Option<u16> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big_endian { u16::from_be_bytes(*bytes) } else { u16::from_le_bytes(*bytes) })
    }

    pub fn u32_at(&self, at: usize) -> Option<u32> {
        let bytes = self.bytes.get(at..)?.first_chunk()?;
        Some(if self.is_big_endian { u32::from_be_bytes(*bytes) } else { u32::from_le_bytes(*bytes) })
    }

    pub fn put_u16(&mut self, at: usize, value: u16) {
        let bytes = if self.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        self.put(at, &bytes);
    }

    pub fn put_u32(&mut self, at: usize, value: u32) {
        let bytes = if self.is_big_endian { value.to_be_bytes() } else { value.to_le_bytes() };
        self.put(at, &bytes);
    }

    /// Writes where there is room; a block that ends before the next directory's offset has none to write.
    pub fn put(&mut self, at: usize, bytes: &[u8]) {
        if let Some(room) = self.bytes.get_mut(at..at + bytes.len()) {
            room.copy_from_slice(bytes);
        }
    }
}

pub(super) fn touch(a: &Range<usize>, b: &Range<usize>) -> bool {
    a.start.max(b.start) < a.end.min(b.end)
}

pub(super) fn contains(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Whether two values share some bytes but not all: no writer does that, and it could hide one in the other.
pub(super) fn contradict(ranges: &[Range<usize>]) -> bool {
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
