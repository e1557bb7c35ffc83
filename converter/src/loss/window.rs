//! Small reads here and there in a file, of which there are only so many.

use std::io::{Read, Seek, SeekFrom};

/// Bytes that looking at one file may cost: a long Exif and XMP, and the headers of some pictures within the picture.
const BYTES: u64 = 4 << 20;

/// Reads of one file, likewise.
const READS: u32 = 4096;

/// A file, and how much of it may still be read.
pub(super) struct Window<'a, F> {
    file: &'a mut F,
    length: u64,
    bytes_left: u64,
    reads_left: u32,
}

impl<'a, F: Read + Seek> Window<'a, F> {
    /// The whole file, nothing of which is read yet.
    pub fn new(file: &'a mut F) -> Self {
        let length = file.seek(SeekFrom::End(0)).unwrap_or(0);
        Window { file, length, bytes_left: BYTES, reads_left: READS }
    }

    /// Bytes of the file.
    pub fn length(&self) -> u64 {
        self.length
    }

    /// Exactly so many bytes from there.
    pub fn bytes(&mut self, at: u64, length: usize) -> Option<Vec<u8>> {
        let bytes = self.up_to(at, length)?;
        (bytes.len() == length).then_some(bytes)
    }

    /// So many bytes from there, or fewer where the file ends.
    pub fn up_to(&mut self, at: u64, length: usize) -> Option<Vec<u8>> {
        self.bytes_left = self.bytes_left.checked_sub(length as u64)?;
        self.reads_left = self.reads_left.checked_sub(1)?;
        self.file.seek(SeekFrom::Start(at)).ok()?;
        let mut bytes = Vec::new();
        self.file.by_ref().take(length as u64).read_to_end(&mut bytes).ok()?;
        Some(bytes)
    }

    /// Exactly `N` bytes from there.
    pub fn array<const N: usize>(&mut self, at: u64) -> Option<[u8; N]> {
        self.bytes(at, N)?.try_into().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    #[test]
    fn reading_ends_when_enough_was_read() {
        let mut file = Cursor::new(vec![7; 64]);
        let mut window = Window::new(&mut file);
        assert_eq!(window.length(), 64);
        assert_eq!(window.array(62), Some([7, 7]));
        assert_eq!(window.array::<3>(62), None, "beyond the end");
        assert_eq!(window.up_to(62, 8), Some(vec![7, 7]));
        assert_eq!(window.bytes(0, BYTES as usize), None, "more than there may be");
        while window.array::<1>(0).is_some() {}
        assert_eq!(window.reads_left, 0);
    }
}
