//! The frames of an APNG (W3C PNG, third edition, §11.3.6). The decoder gives them as they are stored; they are laid
//! on each other here.

use std::io::Cursor;

use png::{BitDepth, BlendOp, ColorType, DisposeOp, FrameControl, Reader};

use crate::decode::animation::{Frame, Frames, Sheet};
use crate::decode::canvas::{Blend, Canvas, Disposal, Patch, Place};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::Pixels;
use crate::timing::{Delay, Plays};

pub(in crate::decode) fn frames<'a>(
    bytes: &'a [u8],
    limits: &'a Limits,
) -> Result<Option<Box<dyn Frames + 'a>>, ErrorKind> {
    let mut reader = super::open(bytes, limits)?;
    let Some(control) = reader.info().animation_control else { return Ok(None) };
    // The header may promise any number; frames that are not there are not waited for.
    let controls = super::chunks(bytes).filter(|(name, _)| name == b"fcTL").count() as u64;
    let count = controls.min(control.num_frames.into());
    if count < 2 {
        return Ok(None);
    }
    let (width, height) = reader.info().size();
    limits.check_animation((width, height), count, bytes.len())?;
    // A picture for those who know no animations is not part of this one.
    let has_default = reader.info().frame_control.is_none();
    if has_default {
        reader.next_frame_info()?;
    }
    let canvas = match reader.output_color_type().1 {
        BitDepth::Sixteen => AnyCanvas::Sixteen(Canvas::new(width, height)),
        _ => AnyCanvas::Eight(Canvas::new(width, height)),
    };
    let plays = Plays::from_count(control.num_plays);
    let sheet = super::sheet(bytes, &reader, limits);
    Ok(Some(Box::new(Animation { reader, limits, sheet, canvas, plays, count, next: 0 })))
}

struct Animation<'a> {
    reader: Reader<Cursor<&'a [u8]>>,
    limits: &'a Limits,
    sheet: Sheet,
    canvas: AnyCanvas,
    plays: Plays,
    count: u64,
    next: u64,
}

/// As deep as the file.
enum AnyCanvas {
    Eight(Canvas<u8>),
    Sixteen(Canvas<u16>),
}

impl Frames for Animation<'_> {
    fn plays(&self) -> Plays {
        self.plays
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn next(&mut self) -> Result<Option<Frame>, ErrorKind> {
        if self.next == self.count {
            return Ok(None);
        }
        if self.next > 0 {
            self.reader.next_frame_info()?;
        }
        self.next += 1;
        let control = self.reader.info().frame_control.ok_or(ErrorKind::Truncated)?;
        let pixels = self.stored(&control)?;
        let seen = self.canvas.show(pixels, &control);
        Ok(Some(Frame { picture: self.sheet.frame(seen), delay: delay(&control) }))
    }
}

impl Animation<'_> {
    /// The pixels of the frame at which the reader stands, without alpha where the file has none.
    fn stored(&mut self, control: &FrameControl) -> Result<Pixels, ErrorKind> {
        let mut buffer = vec![0_u8; self.reader.output_buffer_size().ok_or(ErrorKind::Truncated)?];
        let info = self.reader.next_frame(&mut buffer)?;
        // Interlaced frames are put together with the stride of the whole picture.
        let stride = match self.reader.info().interlaced {
            true => self.reader.output_line_size(self.reader.info().width).ok_or(ErrorKind::Truncated)?,
            false => info.line_size,
        };
        let rows =
            buffer.chunks_exact(stride).take(control.height as usize).map(|row| &row[..info.line_size]);
        let bytes: Vec<u8> = rows.flatten().copied().collect();
        let color = info.color_type;
        if info.bit_depth == BitDepth::Sixteen {
            let samples = bytes.as_chunks().0.iter().map(|&sample| u16::from_be_bytes(sample)).collect();
            return Ok(self.pixels(samples, color));
        }
        Ok(self.pixels(bytes, color))
    }

    /// A useless profile was said to be one when the sheet was read.
    fn pixels<S: crate::decode::profile::Managed>(&self, samples: Vec<S>, color: ColorType) -> Pixels {
        let icc = super::profile_of(self.reader.info());
        super::pixels(samples, color, icc, self.limits, &mut Vec::new())
    }
}

impl AnyCanvas {
    fn show(&mut self, pixels: Pixels, control: &FrameControl) -> Pixels {
        let place = Place {
            left: control.x_offset,
            top: control.y_offset,
            width: control.width,
            height: control.height,
        };
        let blend = match control.blend_op {
            BlendOp::Source => Blend::Replace,
            BlendOp::Over => Blend::Over,
        };
        let disposal = match control.dispose_op {
            DisposeOp::None => Disposal::Keep,
            DisposeOp::Background => Disposal::Clear,
            DisposeOp::Previous => Disposal::Restore,
        };
        match (self, pixels.with_alpha()) {
            (AnyCanvas::Eight(canvas), Pixels::Rgba8(samples)) => {
                Pixels::Rgba8(canvas.show(&Patch { place, samples: &samples, blend, disposal }).to_vec())
            }
            (AnyCanvas::Sixteen(canvas), Pixels::Rgba16(samples)) => {
                Pixels::Rgba16(canvas.show(&Patch { place, samples: &samples, blend, disposal }).to_vec())
            }
            _ => unreachable!("all frames have the depth of the header"),
        }
    }
}

/// A denominator of 0 means hundredths.
fn delay(control: &FrameControl) -> Delay {
    let per_second = if control.delay_den == 0 { 100 } else { control.delay_den };
    Delay::new(control.delay_num.into(), per_second.into())
}
