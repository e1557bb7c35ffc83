//! Pages and inks of a TIFF (TIFF 6.0; BigTIFF), from its directories.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::Loss;
use super::window::Window;

/// Directories that are looked at: smaller versions of the first page stand before the second.
const DIRECTORIES: usize = 16;

/// Entries of a directory.
const ENTRIES: u64 = 4096;

const NEW_SUBFILE_TYPE: u64 = 254;
const PHOTOMETRIC_INTERPRETATION: u64 = 262;
const SEPARATED: u64 = 5;

pub(super) fn find(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    let Some(mut layout) = Layout::read(file) else { return };
    let Some(first) = layout.directory(file) else { return };
    if first.interpretation == Some(SEPARATED) {
        found.insert(Loss::Inks);
    }
    let mut seen = BTreeSet::from([layout.at]);
    let mut next = first.next;
    for _ in 0..DIRECTORIES {
        // A list that bites its own tail has no further page.
        if next == 0 || !seen.insert(next) {
            return;
        }
        layout.at = next;
        let Some(directory) = layout.directory(file) else { return };
        if !directory.is_preview {
            found.insert(Loss::Pages);
            return;
        }
        next = directory.next;
    }
}

/// How numbers are written, and where the next directory stands.
struct Layout {
    is_little: bool,
    is_big: bool,
    at: u64,
}

/// What one directory says.
struct Directory {
    interpretation: Option<u64>,
    is_preview: bool,
    next: u64,
}

impl Layout {
    fn read(file: &mut Window<impl Read + Seek>) -> Option<Self> {
        let head = file.up_to(0, 16)?;
        let is_little = head.starts_with(b"II");
        let mut layout = Layout { is_little, is_big: false, at: 0 };
        layout.is_big = layout.number(head.get(2..4)?) == 43;
        layout.at = layout.number(head.get(if layout.is_big { 8..16 } else { 4..8 })?);
        Some(layout)
    }

    fn number(&self, bytes: &[u8]) -> u64 {
        let digit = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
        if self.is_little { bytes.iter().rev().fold(0, digit) } else { bytes.iter().fold(0, digit) }
    }

    fn directory(&self, file: &mut Window<impl Read + Seek>) -> Option<Directory> {
        let (count_size, entry_size, offset_size) = if self.is_big { (8, 20, 8) } else { (2, 12, 4) };
        let count = self.number(&file.bytes(self.at, count_size)?).min(ENTRIES) as usize;
        let start = self.at.checked_add(count_size as u64)?;
        let bytes = file.bytes(start, count * entry_size + offset_size)?;
        let (entries, next) = bytes.split_at(count * entry_size);
        let value = |tag: u64| {
            let entry = entries.chunks_exact(entry_size).find(|entry| self.number(&entry[..2]) == tag)?;
            let size = if self.number(&entry[2..4]) == 3 { 2 } else { 4 };
            let value = &entry[entry_size - offset_size..];
            Some(self.number(&value[..size]))
        };
        Some(Directory {
            interpretation: value(PHOTOMETRIC_INTERPRETATION),
            is_preview: value(NEW_SUBFILE_TYPE).unwrap_or(0) & 1 == 1,
            next: self.number(next),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    /// A file of directories without pixels: interpretation and kind of each.
    fn tiff(pages: &[(u16, u32)]) -> Vec<u8> {
        let mut file = b"MM\0*\0\0\0\x08".to_vec();
        for (index, &(interpretation, kind)) in pages.iter().enumerate() {
            file.extend([0, 2, 0, 254, 0, 4, 0, 0, 0, 1]);
            file.extend(kind.to_be_bytes());
            file.extend([1, 6, 0, 3, 0, 0, 0, 1]);
            file.extend(interpretation.to_be_bytes());
            file.extend([0, 0]);
            let next = if index + 1 < pages.len() { file.len() as u32 + 4 } else { 0 };
            file.extend(next.to_be_bytes());
        }
        file
    }

    fn check(file: Vec<u8>, expected: &[Loss]) {
        let mut found = BTreeSet::new();
        find(&mut Window::new(&mut Cursor::new(file)), &mut found);
        assert_eq!(found, expected.iter().copied().collect());
    }

    #[test]
    fn pages_are_told_from_previews() {
        check(tiff(&[(2, 0)]), &[]);
        check(tiff(&[(2, 0), (2, 1)]), &[]);
        check(tiff(&[(2, 0), (2, 1), (2, 0)]), &[Loss::Pages]);
        check(tiff(&[(5, 0), (2, 0)]), &[Loss::Inks, Loss::Pages]);
    }

    #[test]
    fn a_list_that_bites_its_tail_ends() {
        let mut file = tiff(&[(2, 0)]);
        let end = file.len() - 1;
        file[end] = 8;
        check(file, &[]);
    }
}
