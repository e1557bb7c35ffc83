//! The icon file of Windows: several sizes in one. Small ones are plain bitmaps, which every tool reads; the large one
//! is a PNG, as Windows itself does it.

use std::error::Error;

use crate::drawing::{Drawing, Picture};

pub const SIZES: [u32; 6] = [16, 24, 32, 48, 64, 256];

/// From here on a size is a PNG.
const LARGE: u32 = 256;

/// The file of all [`SIZES`].
pub fn of(drawing: &Drawing) -> Result<Vec<u8>, Box<dyn Error>> {
    let mut pictures = Vec::new();
    for size in SIZES {
        let picture = drawing.at(size)?;
        pictures.push((size, if size < LARGE { bitmap(&picture) } else { picture.to_png()? }));
    }
    Ok(file(&pictures))
}

/// Reserved, type "icon", count; then a directory entry for each picture, then the pictures.
fn file(pictures: &[(u32, Vec<u8>)]) -> Vec<u8> {
    let mut file = vec![0, 0, 1, 0, pictures.len() as u8, 0];
    let mut offset = 6 + 16 * pictures.len() as u32;
    for (size, bytes) in pictures {
        // 256 is written as 0. Then: no palette, reserved, one plane, 32 bits a pixel.
        let side = *size as u8;
        file.extend([side, side, 0, 0, 1, 0, 32, 0]);
        file.extend((bytes.len() as u32).to_le_bytes());
        file.extend(offset.to_le_bytes());
        offset += bytes.len() as u32;
    }
    file.extend(pictures.iter().flat_map(|(_, bytes)| bytes));
    file
}

/// A BITMAPINFOHEADER of twice the height, the pixels from below as BGRA, and a mask of one bit a pixel that is all
/// zero, since alpha tells everything.
fn bitmap(picture: &Picture) -> Vec<u8> {
    let size = picture.size;
    let row = size as usize * 4;
    let mut bitmap = Vec::new();
    for field in [40, size, size * 2, 1 | 32 << 16, 0, 0, 0, 0, 0, 0] {
        bitmap.extend(field.to_le_bytes());
    }
    for line in picture.rgba.chunks_exact(row).rev() {
        bitmap.extend(line.chunks_exact(4).flat_map(|pixel| [pixel[2], pixel[1], pixel[0], pixel[3]]));
    }
    let mask_row = (size as usize).div_ceil(32) * 4;
    bitmap.resize(bitmap.len() + mask_row * size as usize, 0);
    bitmap
}
