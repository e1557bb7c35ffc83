//! GIF input (GIF89a specification) through the gif crate: the first frame on its logical screen.

pub(super) mod animation;

use std::io::Cursor;

use gif::{ColorOutput, DecodeOptions, Decoder, DecodingError, Frame, MemoryLimit};

use super::Header;
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let (mut decoder, screen) = open(bytes, limits, true)?;
    let frame = decoder.next_frame_info()?.ok_or(ErrorKind::Truncated)?;
    let header = Header {
        width: screen.width,
        height: screen.height,
        has_alpha: screen.shows_through(frame),
        depth: 8,
        working_bytes: 0,
    };
    let indices = u64::from(frame.width) * u64::from(frame.height);
    Ok(Header { working_bytes: header.pixel_bytes() + indices + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let (mut decoder, screen) = open(bytes, limits, false)?;
    let global = decoder.global_palette().unwrap_or_default().to_vec();
    let frame = decoder.read_next_frame()?.ok_or(ErrorKind::Truncated)?;
    let palette = Palette::new(frame.palette.as_deref().unwrap_or(&global), frame.transparent);
    let pixels = if screen.shows_through(frame) {
        Pixels::Rgba8(screen.compose(frame, |index| palette.0[usize::from(index)]))
    } else {
        Pixels::Rgb8(screen.compose(frame, |index| {
            let [r, g, b, _] = palette.0[usize::from(index)];
            [r, g, b]
        }))
    };

    let mut picture = Picture::new(screen.width, screen.height, pixels);
    let (frames, fault) = frames(bytes, limits)?;
    picture.metadata = Metadata { exif: None, xmp: decoder.xmp_metadata().map(<[u8]>::to_vec) };
    if frames > 1 {
        picture.warnings.push(Warning::FirstFrame(fault.is_none().then_some(frames)));
    }
    picture.warnings.extend(fault.map(|fault| Warning::Salvaged(fault.to_string())));
    Ok(picture)
}

type Reader<'a> = Decoder<Cursor<&'a [u8]>>;

fn open<'a>(bytes: &'a [u8], limits: &Limits, skips_pixels: bool) -> Result<(Reader<'a>, Screen), ErrorKind> {
    let mut options = DecodeOptions::new();
    options.set_color_output(ColorOutput::Indexed);
    // One byte a pixel, and a frame may be larger than the screen.
    options
        .set_memory_limit(MemoryLimit::Bytes(limits.pixels.try_into().unwrap_or(std::num::NonZeroU64::MIN)));
    options.skip_frame_decoding(skips_pixels);
    let decoder = options.read_info(Cursor::new(bytes))?;
    let screen = Screen { width: decoder.width().into(), height: decoder.height().into() };
    limits.check_size(screen.width, screen.height)?;
    Ok((decoder, screen))
}

/// Counts the frames without unpacking them, up to the end or to the first fault.
fn frames(bytes: &[u8], limits: &Limits) -> Result<(u32, Option<DecodingError>), ErrorKind> {
    let (mut decoder, _) = open(bytes, limits, true)?;
    let mut frames = 0;
    loop {
        match decoder.next_frame_info() {
            Ok(Some(_)) => frames += 1,
            Ok(None) => return Ok((frames, None)),
            Err(fault) => return Ok((frames, Some(fault))),
        }
    }
}

/// The logical screen.
#[derive(Clone, Copy)]
struct Screen {
    width: u32,
    height: u32,
}

impl Screen {
    /// Whether a frame leaves anything of the screen open. Browsers show nothing there, not the background
    /// colour of the header.
    fn shows_through(self, frame: &Frame) -> bool {
        let right = u32::from(frame.left) + u32::from(frame.width);
        let bottom = u32::from(frame.top) + u32::from(frame.height);
        let covers = frame.left == 0 && frame.top == 0 && right >= self.width && bottom >= self.height;
        frame.transparent.is_some() || !covers
    }

    /// The frame on an empty screen; what reaches over the edge is cut off.
    fn compose<const N: usize>(self, frame: &Frame, color: impl Fn(u8) -> [u8; N]) -> Vec<u8> {
        let (width, left) = (self.width as usize, usize::from(frame.left));
        let mut samples = vec![0; width * self.height as usize * N];
        let screen_rows = samples.chunks_exact_mut(width * N).skip(frame.top.into());
        let frame_rows = frame.buffer.chunks_exact(usize::from(frame.width).max(1));
        for (target, source) in screen_rows.zip(frame_rows) {
            let target = target.as_chunks_mut::<N>().0.iter_mut().skip(left);
            for (pixel, &index) in target.zip(source) {
                *pixel = color(index);
            }
        }
        samples
    }
}

/// 256 colours with alpha; indices beyond the table of the file are transparent black.
struct Palette([[u8; 4]; 256]);

impl Palette {
    fn new(table: &[u8], transparent: Option<u8>) -> Self {
        let mut colors = [[0; 4]; 256];
        for (color, &[r, g, b]) in colors.iter_mut().zip(table.as_chunks::<3>().0) {
            *color = [r, g, b, 255];
        }
        if let Some(index) = transparent {
            colors[usize::from(index)] = [0; 4];
        }
        Palette(colors)
    }
}

impl From<DecodingError> for ErrorKind {
    fn from(error: DecodingError) -> Self {
        match error {
            DecodingError::Io(error) => error.into(),
            DecodingError::UnexpectedEof => ErrorKind::Truncated,
            DecodingError::OutOfMemory | DecodingError::MemoryLimit => {
                ErrorKind::damaged("a frame far larger than the screen")
            }
            other => ErrorKind::damaged(other),
        }
    }
}
