//! The tracks of an AVIF sequence (ISO/IEC 14496-12 §8): the first frame by itself, and the line of all of them.

use std::borrow::Cow;

use super::boxes::{FourCc, Reader, boxes, find};
use super::container::{Coded, Container, Display};
use super::samples;
use crate::error::ErrorKind;
use crate::timing::{Delay, Plays};

/// Bytes of a `VisualSampleEntry` before its boxes (ISO/IEC 14496-12 §12.1.3).
const VISUAL_SAMPLE_ENTRY: usize = 78;

/// Flag of an edit list: what it says is repeated (§8.6.6).
const REPEATS: u32 = 1;

/// All samples of a sequence.
pub(super) struct Line<'a> {
    pub color: Vec<&'a [u8]>,
    /// As many, or none.
    pub alpha: Vec<&'a [u8]>,
    pub delays: Vec<Delay>,
    pub plays: Plays,
}

/// One video track, before its place in the picture is known.
struct Track<'a> {
    id: u32,
    handler: FourCc,
    /// What its header says of its length, on the clock of the movie.
    duration: Duration,
    edits: &'a [u8],
    /// Ticks a second.
    clock: u32,
    references: &'a [u8],
    samples: &'a [u8],
}

/// Reads the first sample of the colour track and of its alpha track.
pub(super) fn read<'a>(moov: &'a [u8], file: &'a [u8]) -> Result<Container<'a>, ErrorKind> {
    let (color, alpha) = tracks(moov)?;
    let premultiplied = alpha.as_ref().is_some_and(|alpha| refers(color.references, b"prem", alpha.id));
    let (first, frames) = color.first_sample(file)?;
    let (size, display) = color.sample_entry()?;
    Ok(Container {
        color: single(first, size),
        alpha: alpha
            .map(|alpha| Ok::<_, ErrorKind>(single(alpha.first_sample(file)?.0, alpha.sample_entry()?.0)))
            .transpose()?,
        premultiplied,
        frames,
        display,
        exif: None,
        xmp: None,
    })
}

/// Reads where all samples lie, and when they are shown. As many frames as [`read`] counts must be within the limits
/// before.
pub(super) fn line<'a>(moov: &'a [u8], file: &'a [u8]) -> Result<Line<'a>, ErrorKind> {
    let (color, alpha) = tracks(moov)?;
    let samples = samples::read(color.samples, file)?;
    let delays = samples::delays(color.samples, color.clock, samples.len())?;
    let alpha = alpha.map_or(Ok(Vec::new()), |alpha| samples::read(alpha.samples, file))?;
    Ok(Line { color: samples, alpha, delays, plays: color.plays()? })
}

/// The track of colours and that of its alpha.
fn tracks(moov: &[u8]) -> Result<(Track<'_>, Option<Track<'_>>), ErrorKind> {
    let mut color = None;
    let mut alpha = None;
    for (_, body) in boxes(moov).filter_map(Result::ok).filter(|(kind, _)| kind == b"trak") {
        let track = Track::read(body)?;
        match &track.handler {
            b"pict" if color.is_none() => color = Some(track),
            b"auxv" if alpha.is_none() => alpha = Some(track),
            _ => {}
        }
    }
    let color = color.ok_or_else(|| ErrorKind::damaged("a sequence without a picture track"))?;
    let alpha = alpha.filter(|alpha: &Track<'_>| refers(alpha.references, b"auxl", color.id));
    Ok((color, alpha))
}

fn single(data: &[u8], size: (u32, u32)) -> Coded<'_> {
    Coded { size: Some(size), columns: 1, tiles: vec![Cow::Borrowed(data)] }
}

/// How long a track goes on, all repetitions together.
#[derive(Clone, Copy)]
enum Duration {
    Ticks(u64),
    Indefinite,
}

impl<'a> Track<'a> {
    fn read(trak: &'a [u8]) -> Result<Self, ErrorKind> {
        let media = required(trak, b"mdia")?;
        let mut handler = Reader::new(required(media, b"hdlr")?);
        handler.take(8)?;
        let (id, duration) = track_header(required(trak, b"tkhd")?)?;
        Ok(Track {
            id,
            duration,
            edits: find(trak, b"edts")?.unwrap_or_default(),
            clock: clock(required(media, b"mdhd")?)?,
            handler: handler.array()?,
            references: find(trak, b"tref")?.unwrap_or_default(),
            samples: required(required(media, b"minf")?, b"stbl")?,
        })
    }

    /// The coded bytes of the first sample, which begins the first chunk, and how many samples there are.
    fn first_sample(&self, file: &'a [u8]) -> Result<(&'a [u8], u32), ErrorKind> {
        let mut sizes = Reader::new(required(self.samples, b"stsz")?);
        sizes.version_and_flags()?;
        let (common_size, count) = (sizes.u32()?, sizes.u32()?);
        let size = if common_size == 0 { sizes.u32()? } else { common_size };
        let offset = match find(self.samples, b"stco")? {
            Some(chunks) => first_chunk(chunks, 4)?,
            None => first_chunk(required(self.samples, b"co64")?, 8)?,
        };
        let start = usize::try_from(offset).map_err(|_| ErrorKind::Truncated)?;
        let end = start.checked_add(size as usize).ok_or(ErrorKind::Truncated)?;
        Ok((file.get(start..end).ok_or(ErrorKind::Truncated)?, count))
    }

    /// From the edit list, as libavif writes and reads it: one segment, repeated until the track is over. Without a
    /// list browsers play it without end.
    fn plays(&self) -> Result<Plays, ErrorKind> {
        let Some(list) = find(self.edits, b"elst")? else { return Ok(Plays::Forever) };
        let mut reader = Reader::new(list);
        let (version, flags) = reader.version_and_flags()?;
        reader.u32()?;
        let segment = reader.uint(if version == 1 { 8 } else { 4 })?;
        if flags & REPEATS == 0 {
            return Ok(Plays::Times(1));
        }
        Ok(match self.duration {
            Duration::Ticks(ticks) if segment > 0 => u32::try_from(ticks.div_ceil(segment))
                .map_or(Plays::Forever, |times| Plays::Times(times.max(1))),
            _ => Plays::Forever,
        })
    }

    /// Width, height and colour of the first sample entry, which must be AV1.
    fn sample_entry(&self) -> Result<((u32, u32), Display<'a>), ErrorKind> {
        let mut descriptions = Reader::new(required(self.samples, b"stsd")?);
        descriptions.take(8)?;
        let entry = find(descriptions.rest(), b"av01")?
            .ok_or_else(|| ErrorKind::unsupported("a sequence that is not AV1"))?;
        let mut reader = Reader::new(entry);
        let mut fixed = Reader::new(reader.take(VISUAL_SAMPLE_ENTRY)?);
        fixed.take(24)?;
        let size = (u32::from(fixed.u16()?), u32::from(fixed.u16()?));
        let mut display = Display::default();
        for (kind, body) in boxes(reader.rest()).map_while(Result::ok) {
            display.apply(&kind, body)?;
        }
        Ok((size, display))
    }
}

pub(super) fn required<'a>(parent: &'a [u8], kind: &FourCc) -> Result<&'a [u8], ErrorKind> {
    find(parent, kind)?
        .ok_or_else(|| ErrorKind::damaged(format_args!("a track without '{}'", kind.escape_ascii())))
}

/// The number of a track and its length. Times have 4 bytes in version 0 and 8 in version 1, and the first two are
/// when it was made.
fn track_header(tkhd: &[u8]) -> Result<(u32, Duration), ErrorKind> {
    let mut reader = Reader::new(tkhd);
    let (version, _) = reader.version_and_flags()?;
    let time = if version == 0 { 4 } else { 8 };
    reader.take(2 * time)?;
    let id = reader.u32()?;
    reader.u32()?;
    let indefinite = if version == 0 { u32::MAX.into() } else { u64::MAX };
    let duration = reader.uint(time)?;
    Ok((id, if duration == indefinite { Duration::Indefinite } else { Duration::Ticks(duration) }))
}

/// Ticks a second, from `mdhd`.
fn clock(mdhd: &[u8]) -> Result<u32, ErrorKind> {
    let mut reader = Reader::new(mdhd);
    let (version, _) = reader.version_and_flags()?;
    reader.take(if version == 0 { 8 } else { 16 })?;
    reader.u32()
}

/// Whether a `tref` box names `target` in a reference of this type.
fn refers(tref: &[u8], kind: &FourCc, target: u32) -> bool {
    let targets = find(tref, kind).ok().flatten().unwrap_or_default();
    targets.as_chunks::<4>().0.iter().any(|&id| u32::from_be_bytes(id) == target)
}

fn first_chunk(table: &[u8], field: usize) -> Result<u64, ErrorKind> {
    let mut reader = Reader::new(table);
    reader.version_and_flags()?;
    reader.u32()?;
    reader.uint(field)
}
