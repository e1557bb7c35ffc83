//! Everything that stands before the merged picture of a Photoshop document: header, palette, resources, and whether
//! the picture has transparency.

use super::layers::Layers;
use crate::decode::avif::boxes::Reader;
use crate::error::ErrorKind;
use crate::limits::Limits;

/// A document whose merged picture can be read.
#[derive(Debug)]
pub(super) struct Document<'a> {
    pub width: u32,
    pub height: u32,
    /// Planes in the file.
    pub channels: usize,
    /// Bits a sample: 1, 8, 16, or 32 for floating point.
    pub depth: u8,
    pub mode: Mode,
    /// Whether the plane behind the colours is the transparency of the merged picture.
    pub has_transparency: bool,
    pub resources: Resources<'a>,
    /// The merged picture: compression, then planes.
    pub image: &'a [u8],
    /// A PSB, whose rows have 32-bit lengths.
    pub is_big: bool,
    palette: &'a [u8],
}

/// What the colours are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Bitmap,
    /// Grey, and the inks of a duotone shown as grey, as the specification advises.
    Grey,
    Indexed,
    Rgb,
    Cmyk,
    Lab,
}

/// The image resources that a picture takes along.
#[derive(Debug, Default)]
pub(super) struct Resources<'a> {
    pub icc: Option<&'a [u8]>,
    pub exif: Option<&'a [u8]>,
    pub xmp: Option<&'a [u8]>,
    /// The document was saved without its merged picture; white stands in its place.
    lacks_merged: bool,
}

impl<'a> Document<'a> {
    pub fn read(bytes: &'a [u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let mut reader = Reader::new(bytes);
        reader.take(4)?; // "8BPS"
        let is_big = match reader.u16()? {
            1 => false,
            2 => true,
            other => return Err(ErrorKind::unsupported(format_args!("PSD of version {other}"))),
        };
        reader.take(6)?;
        let channels = usize::from(reader.u16()?);
        let (height, width) = (reader.u32()?, reader.u32()?);
        limits.check_size(width, height)?;
        let depth = reader.u16()?;
        let mode = Mode::new(reader.u16()?)?;
        let depth = mode.depth(depth)?;

        let palette = block(&mut reader, false)?;
        let resources = Resources::read(block(&mut reader, false)?, limits);
        if resources.lacks_merged {
            return Err(ErrorKind::unsupported("PSD saved without \"maximize compatibility\""));
        }
        let section = block(&mut reader, is_big)?;
        let has_transparency =
            channels > mode.channels() && mode != Mode::Indexed && layers(section, is_big).has_transparency;
        if channels < mode.channels() || mode == Mode::Indexed && palette.len() < 768 {
            return Err(ErrorKind::damaged(format_args!(
                "{channels} channels in a document of mode {mode:?}"
            )));
        }
        let image = reader.rest();
        Ok(Document {
            width,
            height,
            channels,
            depth,
            mode,
            has_transparency,
            resources,
            image,
            is_big,
            palette,
        })
    }

    /// Planes of colours and transparency.
    pub fn channels_used(&self) -> usize {
        self.mode.channels() + usize::from(self.has_transparency)
    }

    /// RGB of an index: all reds stand first, then all greens, then all blues.
    pub fn palette_color(&self, index: usize) -> [u8; 3] {
        [0, 256, 512].map(|start| self.palette.get(start + index.min(255)).copied().unwrap_or(0))
    }
}

impl Mode {
    fn new(number: u16) -> Result<Self, ErrorKind> {
        match number {
            0 => Ok(Mode::Bitmap),
            1 | 8 => Ok(Mode::Grey),
            2 => Ok(Mode::Indexed),
            3 => Ok(Mode::Rgb),
            4 => Ok(Mode::Cmyk),
            9 => Ok(Mode::Lab),
            other => Err(ErrorKind::unsupported(format_args!("PSD in colour mode {other}"))),
        }
    }

    /// The bits a sample, if this mode has such.
    fn depth(self, depth: u16) -> Result<u8, ErrorKind> {
        match (self, depth) {
            (Mode::Bitmap, 1) => Ok(1),
            (Mode::Bitmap, _) => Err(ErrorKind::damaged("a bitmap document of more than 1 bit")),
            (_, 8) => Ok(8),
            (Mode::Indexed, _) => Err(ErrorKind::damaged("a palette document of other than 8 bits")),
            (_, 16) => Ok(16),
            (Mode::Grey | Mode::Rgb, 32) => Ok(32),
            (_, other) => Err(ErrorKind::unsupported(format_args!("PSD of {other} bits in this mode"))),
        }
    }

    /// Planes of its colours.
    pub fn channels(self) -> usize {
        match self {
            Mode::Bitmap | Mode::Grey | Mode::Indexed => 1,
            Mode::Rgb | Mode::Lab => 3,
            Mode::Cmyk => 4,
        }
    }
}

impl<'a> Resources<'a> {
    /// Reads as far as they go: a damaged resource is no reason to refuse the picture.
    fn read(section: &'a [u8], limits: &Limits) -> Self {
        let mut resources = Resources::default();
        let mut reader = Reader::new(section);
        while let Ok((number, data)) = resource(&mut reader) {
            let small = limits.check_metadata(data.len()).is_ok().then_some(data);
            match number {
                1039 => resources.icc = small,
                // Version, then whether there is a merged picture.
                1057 => resources.lacks_merged = data.get(4) == Some(&0),
                1058 => resources.exif = small,
                1060 => resources.xmp = small,
                _ => {}
            }
        }
        resources
    }
}

/// Number and data of the next image resource: signature, number, a name padded to even, length, data likewise.
fn resource<'a>(reader: &mut Reader<'a>) -> Result<(u16, &'a [u8]), ErrorKind> {
    reader.take(4)?;
    let number = reader.u16()?;
    let name = usize::from(reader.u8()?);
    reader.take(name | 1)?;
    let length = reader.u32()? as usize;
    let data = reader.take(length)?;
    // The last one may lack its padding.
    let _ = reader.take(length & 1);
    Ok((number, data))
}

/// A section with its length before it; big documents have 64 bits for some.
fn block<'a>(reader: &mut Reader<'a>, is_long: bool) -> Result<&'a [u8], ErrorKind> {
    let length = reader.uint(if is_long { 8 } else { 4 })?;
    reader.take(usize::try_from(length).map_err(|_| ErrorKind::Truncated)?)
}

/// What the section of layers says.
fn layers(section: &[u8], is_big: bool) -> Layers {
    Layers::find(0..section.len() as u64, is_big, |at, length| {
        let start = usize::try_from(at).ok()?;
        section.get(start..start.checked_add(length)?).map(<[u8]>::to_vec)
    })
}
