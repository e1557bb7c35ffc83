//! The frames of an animated WebP (RFC 9649 §2.7.1). image-webp decodes each of them as a picture of its own; they
//! are laid on each other here, because it forgets to clear what is to be cleared.

use std::io::Cursor;

use image_webp::WebPDecoder;

use crate::decode::animation::{Frame, Frames, Sheet};
use crate::decode::canvas::{Blend, Canvas, Disposal, Patch, Place};
use crate::encode::riff::{self, Chunk};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{Picture, Pixels, Warning};
use crate::timing::{Delay, Plays};

/// Flag of `VP8X` (RFC 9649 §2.7.1.2).
const ANIMATION: u8 = 0x02;

pub(in crate::decode) fn frames<'a>(
    bytes: &'a [u8],
    limits: &'a Limits,
) -> Result<Option<Box<dyn Frames + 'a>>, ErrorKind> {
    let Some(header) = riff::chunks(bytes).next().filter(|chunk| &chunk.id == b"VP8X") else {
        return Ok(None);
    };
    if header.data.first().is_none_or(|flags| flags & ANIMATION == 0) || parts(bytes).count() < 2 {
        return Ok(None);
    }
    let animation = Animation::open(bytes, limits)?;
    limits.check_animation((animation.sheet.width, animation.sheet.height), animation.count, bytes.len())?;
    Ok(Some(Box::new(animation)))
}

/// The first frame alone, with alpha if the header says so. image-webp would lay it on its own canvas, and panics where it
/// is not as large as it says.
pub(super) fn first(bytes: &[u8], has_alpha: bool, limits: &Limits) -> Result<Picture, ErrorKind> {
    let mut animation = Animation::open(bytes, limits)?;
    let Frame { mut picture, .. } = animation.next()?.ok_or(ErrorKind::Truncated)?;
    if !has_alpha {
        picture.pixels = picture.pixels.without_alpha();
    }
    if animation.count > 1 {
        picture.warnings.push(Warning::FirstFrame(u32::try_from(animation.count).ok()));
    }
    Ok(picture)
}

/// The frames, still packed.
fn parts(bytes: &[u8]) -> impl Iterator<Item = &[u8]> {
    riff::chunks(bytes).filter(|chunk| &chunk.id == b"ANMF").map(|chunk| chunk.data)
}

struct Animation<'a> {
    sheet: Sheet,
    canvas: Canvas<u8>,
    rest: Box<dyn Iterator<Item = &'a [u8]> + 'a>,
    plays: Plays,
    count: u64,
}

impl<'a> Animation<'a> {
    fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let sheet = super::sheet(&mut super::open(bytes, limits)?, limits);
        Ok(Animation {
            canvas: Canvas::new(sheet.width, sheet.height),
            sheet,
            rest: Box::new(parts(bytes)),
            plays: plays(bytes),
            count: parts(bytes).count() as u64,
        })
    }
}

impl Frames for Animation<'_> {
    fn plays(&self) -> Plays {
        self.plays
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn next(&mut self) -> Result<Option<Frame>, ErrorKind> {
        let Some(data) = self.rest.next() else { return Ok(None) };
        let header = Header::read(data)?;
        let place = header.place;
        let (right, bottom) = (place.left + place.width, place.top + place.height);
        if right > self.sheet.width || bottom > self.sheet.height {
            return Err(ErrorKind::damaged("a frame that reaches out of the picture"));
        }
        let samples = still(&data[Header::BYTES..], place)?;
        let patch = Patch { place, samples: &samples, blend: header.blend, disposal: header.disposal };
        let pixels = Pixels::Rgba8(self.canvas.show(&patch).to_vec());
        let picture = self.sheet.frame(pixels);
        Ok(Some(Frame { picture, delay: header.delay }))
    }
}

/// Which an `ANIM` chunk says behind the colour of the background.
fn plays(bytes: &[u8]) -> Plays {
    let chunk = riff::chunks(bytes).find(|chunk| &chunk.id == b"ANIM");
    match chunk.map(|chunk: Chunk<'_>| chunk.data) {
        Some(&[_, _, _, _, low, high, ..]) => Plays::from_count(u16::from_le_bytes([low, high]).into()),
        _ => Plays::Forever,
    }
}

/// What stands before the picture in an `ANMF` chunk.
struct Header {
    place: Place,
    delay: Delay,
    blend: Blend,
    disposal: Disposal,
}

impl Header {
    const BYTES: usize = 16;

    fn read(data: &[u8]) -> Result<Self, ErrorKind> {
        let header = data.first_chunk::<{ Header::BYTES }>().ok_or(ErrorKind::Truncated)?;
        let field =
            |index: usize| u32::from_le_bytes([header[index], header[index + 1], header[index + 2], 0]);
        let (left, top) = (field(0) * 2, field(3) * 2);
        let (width, height) = (field(6) + 1, field(9) + 1);
        Ok(Header {
            place: Place { left, top, width, height },
            delay: Delay::new(field(12), 1000),
            blend: if header[15] & 2 == 0 { Blend::Over } else { Blend::Replace },
            disposal: if header[15] & 1 == 0 { Disposal::Keep } else { Disposal::Clear },
        })
    }
}

/// The RGBA of one frame, whose chunks become a file of their own.
fn still(chunks: &[u8], place: Place) -> Result<Vec<u8>, ErrorKind> {
    let file = riff::still(chunks, (place.width, place.height))?;
    let mut decoder = WebPDecoder::new(Cursor::new(file))?;
    if decoder.dimensions() != (place.width, place.height) {
        return Err(ErrorKind::damaged("a frame of another size than it says"));
    }
    let mut samples = vec![0; decoder.output_buffer_size().ok_or(ErrorKind::Truncated)?];
    decoder.read_image(&mut samples)?;
    if decoder.has_alpha() {
        return Ok(samples);
    }
    Ok(samples.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect())
}
