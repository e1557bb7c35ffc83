//! The frames of a GIF (GIF89a specification §23: disposal and delay).

use gif::{DecodingError, DisposalMethod, Repeat};

use super::{Palette, Reader, Screen};
use crate::decode::animation::{Frame, Frames};
use crate::decode::canvas::{Blend, Canvas, Disposal, Patch, Place};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{Metadata, Picture, Pixels};
use crate::timing::{Delay, Plays};

/// Delays up to this many hundredths of a second mean "as fast as possible". Browsers show such frames for a tenth of a
/// second (WebKit bug 36082, after Firefox), and that is what authors see.
const HURRIED: u16 = 1;

pub(in crate::decode) fn frames<'a>(
    bytes: &'a [u8],
    limits: &'a Limits,
) -> Result<Option<Box<dyn Frames + 'a>>, ErrorKind> {
    let outline = Outline::read(bytes, limits)?;
    if outline.frames < 2 {
        return Ok(None);
    }
    let (reader, screen) = super::open(bytes, limits, false)?;
    limits.check_animation((screen.width, screen.height), outline.frames, bytes.len())?;
    let global = reader.global_palette().unwrap_or_default().to_vec();
    let canvas = Canvas::new(screen.width, screen.height);
    Ok(Some(Box::new(Animation {
        reader,
        screen,
        global,
        canvas,
        plays: outline.plays,
        count: outline.frames,
        is_first: true,
    })))
}

/// What a look at all frames without their pixels tells.
struct Outline {
    frames: u64,
    plays: Plays,
}

impl Outline {
    /// Up to the end or the first fault; an animation that is cut off has the frames before.
    fn read(bytes: &[u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let (mut reader, screen) = super::open(bytes, limits, true)?;
        let mut frames = 0;
        while let Ok(Some(frame)) = reader.next_frame_info() {
            screen.check_frame(frame)?;
            frames += 1;
        }
        let plays = match reader.repeat() {
            Repeat::Finite(0) => other_plays(bytes),
            repeat => plays(repeat),
        };
        Ok(Outline { frames, plays })
    }
}

/// The Netscape extension counts how often an animation is repeated after the first time; without one there is no more
/// than that.
fn plays(repeat: Repeat) -> Plays {
    match repeat {
        Repeat::Infinite => Plays::Forever,
        Repeat::Finite(repeats) => Plays::Times(u32::from(repeats) + 1),
    }
}

/// The same extension under the name that browsers know it by as well, and the gif crate does not.
fn other_plays(bytes: &[u8]) -> Plays {
    const EXTENSION: &[u8] = b"\x21\xff\x0bANIMEXTS1.0\x03\x01";
    let mut places = bytes.windows(EXTENSION.len() + 2).filter_map(|window| window.strip_prefix(EXTENSION));
    match places.next() {
        Some(&[0, 0]) => Plays::Forever,
        Some(&[low, high]) => plays(Repeat::Finite(u16::from_le_bytes([low, high]))),
        _ => plays(Repeat::Finite(0)),
    }
}

impl Screen {
    /// A frame may reach over the edge, but one that is far larger than the screen is work for nothing.
    fn check_frame(self, frame: &gif::Frame) -> Result<(), ErrorKind> {
        let pixels = u64::from(frame.width) * u64::from(frame.height);
        let screen = u64::from(self.width) * u64::from(self.height);
        if pixels > (screen * 4).max(1 << 20) { Err(DecodingError::MemoryLimit.into()) } else { Ok(()) }
    }
}

struct Animation<'a> {
    reader: Reader<'a>,
    screen: Screen,
    global: Vec<u8>,
    canvas: Canvas<u8>,
    plays: Plays,
    count: u64,
    is_first: bool,
}

impl Frames for Animation<'_> {
    fn plays(&self) -> Plays {
        self.plays
    }

    fn count(&self) -> u64 {
        self.count
    }

    fn next(&mut self) -> Result<Option<Frame>, ErrorKind> {
        let Some(frame) = self.reader.read_next_frame()? else { return Ok(None) };
        let place = Place {
            left: frame.left.into(),
            top: frame.top.into(),
            width: frame.width.into(),
            height: frame.height.into(),
        };
        let palette = Palette::new(frame.palette.as_deref().unwrap_or(&self.global), frame.transparent);
        let samples: Vec<_> = frame.buffer.iter().flat_map(|&index| palette.0[usize::from(index)]).collect();
        let disposal = disposal(frame.dispose);
        let patch = Patch { place, samples: &samples, blend: Blend::Over, disposal };
        let seen = self.canvas.show(&patch).to_vec();
        let delay = delay(frame.delay);
        let mut picture = Picture::new(self.screen.width, self.screen.height, Pixels::Rgba8(seen));
        if std::mem::take(&mut self.is_first) {
            picture.metadata = Metadata { exif: None, xmp: self.reader.xmp_metadata().map(<[u8]>::to_vec) };
        }
        Ok(Some(Frame { picture, delay }))
    }
}

/// The background colour of the header is not meant: browsers show what lies under the picture.
fn disposal(method: DisposalMethod) -> Disposal {
    match method {
        DisposalMethod::Any | DisposalMethod::Keep => Disposal::Keep,
        DisposalMethod::Background => Disposal::Clear,
        DisposalMethod::Previous => Disposal::Restore,
    }
}

fn delay(hundredths: u16) -> Delay {
    if hundredths <= HURRIED { Delay::USUAL } else { Delay::new(hundredths.into(), 100) }
}
