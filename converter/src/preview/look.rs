//! What a few small reads show of a file before anything is decoded: its format, its size, and what would be lost of it.

use std::collections::BTreeSet;
use std::ffi::OsStr;
use std::fs::{self, File, Metadata};
use std::io::{BufReader, Read, Seek};
use std::panic::AssertUnwindSafe;
use std::path::Path;

use crate::encode::libwebp;
use crate::error::ErrorKind;
use crate::input::{self, InputFormat};
use crate::loss::{self, Loss};
use crate::recipe::{Format, Recipe};

/// What a short look at a file shows.
pub(crate) struct Look {
    pub format: InputFormat,
    pub metadata: Metadata,
    /// Width and height, where the header is understood without a decoder.
    pub size: Option<(u32, u32)>,
    losses: BTreeSet<Loss>,
}

/// Looks at the beginning of a file: `None` when neither its content nor its name speaks of a picture.
pub(crate) fn look(path: &Path) -> Result<Option<Look>, ErrorKind> {
    // Before it is opened: opening a pipe would wait for somebody to write.
    let metadata = fs::metadata(path)?;
    if !metadata.is_file() {
        return Ok(None);
    }
    let mut file = File::open(path)?;
    let mut head = Vec::new();
    file.by_ref().take(4096).read_to_end(&mut head)?;
    let format = match input::sniff(&head) {
        Ok(format) => format,
        Err(ErrorKind::NotAPicture | ErrorKind::Truncated) if !has_picture_name(path) => return Ok(None),
        Err(kind) => return Err(kind),
    };
    // The readers meet whatever the disk holds; a panic in them only costs what they would have told.
    let find = || loss::find(&mut &file, format);
    let losses = std::panic::catch_unwind(AssertUnwindSafe(find)).unwrap_or_default();
    file.rewind()?;
    let size = if format == InputFormat::Bmp { bitmap_size(&head) } else { header_size(file) };
    Ok(Some(Look { format, metadata, size, losses }))
}

/// Width and height, for the order of work and the estimate of memory; the decoder's own reading decides later.
fn header_size(file: File) -> Option<(u32, u32)> {
    let size = std::panic::catch_unwind(move || imagesize::reader_size(BufReader::new(file))).ok()?.ok()?;
    Some((u32::try_from(size.width).ok()?, u32::try_from(size.height).ok()?))
}

/// The same of a Windows bitmap, of which imagesize knows one kind of three: those of OS/2 have 16 bits a side, and a
/// negative height means rows from the top to the bottom (`BITMAPCOREHEADER` and `BITMAPINFOHEADER` of wingdi.h).
fn bitmap_size(head: &[u8]) -> Option<(u32, u32)> {
    let number = |at: usize| Some(u32::from_le_bytes(*head.get(at..)?.first_chunk()?));
    let sides = number(18)?;
    match number(14)? {
        12 => Some((sides & 0xffff, sides >> 16)),
        _ => Some((sides, number(22)?.cast_signed().unsigned_abs())),
    }
}

impl Look {
    /// Width × height, or a guess from the size of the file. Headers can say anything; more than this is refused later,
    /// and sums of it do not overflow.
    pub fn pixels(&self) -> u64 {
        let pixels = |(width, height)| u64::from(width) * u64::from(height);
        self.size.map_or(self.metadata.len(), pixels).min(1 << 32)
    }

    /// What an output by this recipe will not hold.
    pub fn losses(&self, recipe: &Recipe) -> Vec<Loss> {
        let mut losses = self.losses.clone();
        let size = self.size.map(|(width, height)| {
            recipe.resize.map_or((width, height), |resize| resize.apply(width, height))
        });
        let is_too_long = size.is_some_and(|(width, height)| width.max(height) > libwebp::MAX_SIDE);
        if is_too_long && recipe.format == Format::Webp && !self.losses.contains(&Loss::Drawing) {
            losses.insert(Loss::Side);
        }
        losses.into_iter().collect()
    }
}

/// Names that promise a picture: if such a file is none, the person should hear of it.
fn has_picture_name(path: &Path) -> bool {
    let extension = path.extension().and_then(OsStr::to_str).map(str::to_ascii_lowercase);
    let promised = |extension: String| {
        InputFormat::ALL.iter().any(|format| format.extensions().contains(&extension.as_str()))
    };
    extension.is_some_and(promised)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A header with these numbers behind the 14 bytes of the file's own.
    fn bitmap(numbers: &[i32]) -> Vec<u8> {
        let header = numbers.iter().flat_map(|number| number.to_le_bytes());
        [b"BM".as_slice(), &[0; 12]].concat().into_iter().chain(header).collect()
    }

    #[test]
    fn bitmaps_of_every_kind_tell_their_size() {
        assert_eq!(bitmap_size(&bitmap(&[40, 300, 200])), Some((300, 200)));
        assert_eq!(bitmap_size(&bitmap(&[40, 300, -200])), Some((300, 200)));
        assert_eq!(bitmap_size(&bitmap(&[12, 200 << 16 | 300])), Some((300, 200)));
        assert_eq!(bitmap_size(&bitmap(&[40, 300])), None);
    }
}
