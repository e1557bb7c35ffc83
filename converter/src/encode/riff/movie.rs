//! An animated WebP (RFC 9649 §2.7.1), written frame by frame.

use super::{ALPHA, Blocks, Chunk, EXIF, ICC, XMP, chunks, has_alpha, size};
use crate::error::ErrorKind;
use crate::timing::Plays;

/// Flag of `VP8X` (RFC 9649 §2.7.1.2).
const ANIMATION: u8 = 0x02;

/// Bits of the last byte before the picture in `ANMF`: nothing is disposed of here.
const REPLACES: u8 = 0x02;

/// Where the flags of `VP8X` lie in a file.
const FLAGS: usize = 20;

/// A file under way.
pub(crate) struct Movie {
    file: Vec<u8>,
    exif: Option<Vec<u8>>,
    xmp: Option<Vec<u8>>,
}

/// A part of the picture, to be laid on what is there.
pub(crate) struct Frame {
    /// From the corner at the top left; both even.
    pub corner: (u32, u32),
    pub size: (u32, u32),
    /// Whether it is laid over what is there, or stands for it.
    pub blends: bool,
    /// A WebP file of its own, without metadata.
    pub still: Vec<u8>,
}

impl Movie {
    /// Everything before the first frame.
    pub fn begin((width, height): (u32, u32), blocks: Blocks<'_>, plays: Plays) -> Result<Self, ErrorKind> {
        let flag = |present: bool, flag: u8| if present { flag } else { 0 };
        let flags = ANIMATION
            | flag(blocks.icc.is_some(), ICC)
            | flag(blocks.exif.is_some(), EXIF)
            | flag(blocks.xmp.is_some(), XMP);
        let mut header = vec![flags, 0, 0, 0];
        header.extend(three_bytes(width - 1));
        header.extend(three_bytes(height - 1));
        let count = match plays {
            Plays::Forever => 0,
            Plays::Times(times) => times.min(u16::MAX.into()) as u16,
        };
        let [low, high] = count.to_le_bytes();
        let mut movie = Movie {
            file: b"RIFF\0\0\0\0WEBP".to_vec(),
            exif: blocks.exif.map(<[u8]>::to_vec),
            xmp: blocks.xmp.map(<[u8]>::to_vec),
        };
        movie.push(b"VP8X", &[&header])?;
        if let Some(icc) = blocks.icc {
            movie.push(b"ICCP", &[icc])?;
        }
        // The colour of the background is for viewers that show one; ours is transparent.
        movie.push(b"ANIM", &[&[0, 0, 0, 0, low, high]])?;
        Ok(movie)
    }

    /// The next frame, to be seen for so many milliseconds.
    pub fn add(&mut self, frame: &Frame, milliseconds: u32) -> Result<(), ErrorKind> {
        let ((left, top), (width, height)) = (frame.corner, frame.size);
        let mut data: Vec<u8> = [left / 2, top / 2, width - 1, height - 1, milliseconds]
            .into_iter()
            .flat_map(three_bytes)
            .collect();
        data.push(if frame.blends { 0 } else { REPLACES });
        let image = chunks(&frame.still).filter(|chunk| matches!(&chunk.id, b"ALPH" | b"VP8 " | b"VP8L"));
        for Chunk { id, data: body } in image {
            data.extend(id);
            data.extend(size(body.len())?);
            data.extend(body);
            data.resize(data.len().next_multiple_of(2), 0);
        }
        if has_alpha(&frame.still) {
            self.file[FLAGS] |= ALPHA;
        }
        self.push(b"ANMF", &[&data])
    }

    /// Bytes so far.
    pub fn len(&self) -> u64 {
        self.file.len() as u64
    }

    /// The whole file.
    pub fn finish(mut self) -> Result<Vec<u8>, ErrorKind> {
        for (id, block) in [(b"EXIF", self.exif.take()), (b"XMP ", self.xmp.take())] {
            if let Some(block) = block {
                self.push(id, &[&block])?;
            }
        }
        let riff = size(self.file.len() - 8)?;
        self.file[4..8].copy_from_slice(&riff);
        Ok(self.file)
    }

    fn push(&mut self, id: &[u8; 4], parts: &[&[u8]]) -> Result<(), ErrorKind> {
        self.file.extend(id);
        self.file.extend(size(parts.iter().map(|part| part.len()).sum())?);
        parts.iter().for_each(|part| self.file.extend_from_slice(part));
        self.file.resize(self.file.len().next_multiple_of(2), 0);
        Ok(())
    }
}

fn three_bytes(number: u32) -> [u8; 3] {
    let [low, middle, high, _] = number.to_le_bytes();
    [low, middle, high]
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A lossless still whose alpha bit is set or not.
    fn still(alpha: u8) -> Vec<u8> {
        [b"RIFF\x12\0\0\0WEBPVP8L\x05\0\0\0\x2f\0\0\0".as_slice(), &[alpha, 0]].concat()
    }

    fn frame(alpha: u8) -> Frame {
        Frame { corner: (4, 6), size: (1, 2), blends: alpha > 0, still: still(alpha) }
    }

    #[test]
    fn chunks_come_in_the_order_of_the_specification() {
        let blocks = Blocks { icc: Some(b"icc"), exif: Some(b"II*\0"), xmp: Some(b"<x/>") };
        let mut movie = Movie::begin((7, 9), blocks, Plays::Times(3)).expect("small");
        movie.add(&frame(0), 100).expect("small");
        movie.add(&frame(0x10), 0x01_0203).expect("small");
        let file = movie.finish().expect("small");
        let ids: Vec<_> = chunks(&file).map(|chunk| chunk.id).collect();
        assert_eq!(ids, [*b"VP8X", *b"ICCP", *b"ANIM", *b"ANMF", *b"ANMF", *b"EXIF", *b"XMP "]);
        assert_eq!(u32::from_le_bytes([file[4], file[5], file[6], file[7]]) as usize, file.len() - 8);
        let data: Vec<_> = chunks(&file).map(|chunk| chunk.data).collect();
        assert_eq!(data[0], [ANIMATION | ICC | ALPHA | EXIF | XMP, 0, 0, 0, 6, 0, 0, 8, 0, 0]);
        assert_eq!(data[2], [0, 0, 0, 0, 3, 0]);
        assert_eq!(data[3][..16], [2, 0, 0, 3, 0, 0, 0, 0, 0, 1, 0, 0, 100, 0, 0, REPLACES]);
        assert_eq!(data[4][12..16], [3, 2, 1, 0]);
        assert_eq!(&data[4][16..24], b"VP8L\x05\0\0\0");
    }

    #[test]
    fn opaque_frames_need_no_alpha_flag() {
        let mut movie = Movie::begin((7, 9), Blocks::default(), Plays::Forever).expect("small");
        movie.add(&frame(0), 100).expect("small");
        let file = movie.finish().expect("small");
        assert_eq!(file[FLAGS], ANIMATION);
    }
}
