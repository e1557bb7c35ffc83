//! A decoded picture: what every decoder gives and every encoder takes.

use std::borrow::Cow;

use crate::loss::Loss;
use serde::{Deserialize, Deserializer, Serialize};

/// Pixels with everything needed to show them right.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Width in pixels, as the pixels lie in memory (before [`Picture::orientation`]).
    pub width: u32,
    /// Height in pixels, likewise.
    pub height: u32,
    /// Rows from top to bottom, no padding, straight (not premultiplied) alpha.
    pub pixels: Pixels,
    /// What the numbers in [`Picture::pixels`] mean.
    pub color: ColorSpace,
    /// Exif and XMP.
    pub metadata: Metadata,
    /// How the pixels must still be turned to be looked at.
    pub orientation: Orientation,
    /// Significant bits per channel in the source: 8 or less, 10, 12, 16.
    pub depth: u8,
    /// A drawing that was drawn in the wanted size; nobody resizes it again.
    pub is_resized: bool,
    /// What was lost or assumed on the way here.
    pub warnings: Vec<Warning>,
}

impl Picture {
    /// An sRGB picture without metadata.
    ///
    /// # Panics
    /// When the buffer does not hold exactly `width × height` pixels: a decoder's bug, not a file's.
    pub fn new(width: u32, height: u32, pixels: Pixels) -> Self {
        assert_eq!(pixels.count(), u64::from(width) * u64::from(height), "a whole picture");
        let depth = pixels.depth();
        Picture {
            width,
            height,
            pixels,
            color: ColorSpace::Srgb,
            metadata: Metadata::default(),
            orientation: Orientation::Upright,
            depth,
            is_resized: false,
            warnings: Vec::new(),
        }
    }

    /// Width and height as a person sees the picture.
    pub fn shown_size(&self) -> (u32, u32) {
        if self.orientation.swaps_sides() { (self.height, self.width) } else { (self.width, self.height) }
    }
}

/// RGB with or without alpha; 16-bit samples use the whole range 0..=65535.
#[derive(Debug, Clone, PartialEq)]
pub enum Pixels {
    /// 3 bytes a pixel.
    Rgb8(Vec<u8>),
    /// 4 bytes a pixel.
    Rgba8(Vec<u8>),
    /// 3 samples a pixel.
    Rgb16(Vec<u16>),
    /// 4 samples a pixel.
    Rgba16(Vec<u16>),
}

impl Pixels {
    /// Samples a pixel: 3 or 4.
    pub fn channels(&self) -> usize {
        if self.has_alpha() { 4 } else { 3 }
    }

    /// Whether there is an alpha channel.
    pub fn has_alpha(&self) -> bool {
        matches!(self, Pixels::Rgba8(_) | Pixels::Rgba16(_))
    }

    /// Bits a sample: 8 or 16.
    pub fn depth(&self) -> u8 {
        if matches!(self, Pixels::Rgb8(_) | Pixels::Rgba8(_)) { 8 } else { 16 }
    }

    /// How many pixels there are.
    pub fn count(&self) -> u64 {
        let samples = match self {
            Pixels::Rgb8(samples) | Pixels::Rgba8(samples) => samples.len(),
            Pixels::Rgb16(samples) | Pixels::Rgba16(samples) => samples.len(),
        };
        (samples / self.channels()) as u64
    }

    /// Whether any pixel is not opaque.
    pub fn is_translucent(&self) -> bool {
        match self {
            Pixels::Rgba8(samples) => samples.as_chunks::<4>().0.iter().any(|pixel| pixel[3] != u8::MAX),
            Pixels::Rgba16(samples) => samples.as_chunks::<4>().0.iter().any(|pixel| pixel[3] != u16::MAX),
            _ => false,
        }
    }

    /// Whether `bits` a sample hold these pixels without loss. Decoders widen samples to 16 bits by rounding or
    /// by repeating bits, which differ by one.
    pub fn fits_depth(&self, bits: u8) -> bool {
        match self {
            Pixels::Rgb8(_) | Pixels::Rgba8(_) => bits >= 8,
            Pixels::Rgb16(samples) | Pixels::Rgba16(samples) => {
                samples.iter().all(|&sample| widen(narrow(sample, bits), bits).abs_diff(sample) <= 1)
            }
        }
    }

    /// The samples with 8 bits, rounded to nearest where they have more.
    pub fn samples_8_bit(&self) -> Cow<'_, [u8]> {
        match self {
            Pixels::Rgb8(samples) | Pixels::Rgba8(samples) => Cow::Borrowed(samples),
            Pixels::Rgb16(samples) | Pixels::Rgba16(samples) => {
                samples.iter().map(|&s| to_8_bit(s)).collect()
            }
        }
    }

    /// The same pixels with 8 bits a sample, rounded to nearest.
    pub fn into_8_bit(self) -> Pixels {
        match self {
            Pixels::Rgb16(samples) => Pixels::Rgb8(samples.into_iter().map(to_8_bit).collect()),
            Pixels::Rgba16(samples) => Pixels::Rgba8(samples.into_iter().map(to_8_bit).collect()),
            already => already,
        }
    }

    /// The same pixels with an alpha channel, opaque if it is new.
    pub fn with_alpha(self) -> Pixels {
        fn add_fourth<T: Copy>(samples: &[T], opaque: T) -> Vec<T> {
            samples.as_chunks::<3>().0.iter().flat_map(|&[r, g, b]| [r, g, b, opaque]).collect()
        }
        match self {
            Pixels::Rgb8(samples) => Pixels::Rgba8(add_fourth(&samples, u8::MAX)),
            Pixels::Rgb16(samples) => Pixels::Rgba16(add_fourth(&samples, u16::MAX)),
            already => already,
        }
    }

    /// The same pixels without an alpha channel; the colours under it stay as they are.
    pub fn without_alpha(self) -> Pixels {
        fn drop_fourth<T: Copy>(samples: &[T]) -> Vec<T> {
            samples.as_chunks::<4>().0.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect()
        }
        match self {
            Pixels::Rgba8(samples) => Pixels::Rgb8(drop_fourth(&samples)),
            Pixels::Rgba16(samples) => Pixels::Rgb16(drop_fourth(&samples)),
            already => already,
        }
    }
}

/// Rounds a full-range 16-bit sample to 8 bits: v · 255 / 65535, exact since 65535 = 257 · 255.
fn to_8_bit(sample: u16) -> u8 {
    ((u32::from(sample) + 128) / 257) as u8
}

/// Rounds a full-range 16-bit sample to `bits`, at most 16.
pub(crate) fn narrow(sample: u16, bits: u8) -> u16 {
    let max = (1_u32 << bits) - 1;
    ((u32::from(sample) * max + 32_767) / 65_535) as u16
}

/// Stretches a sample of `bits` over the full range of 16.
pub(crate) fn widen(sample: u16, bits: u8) -> u16 {
    let max = (1_u32 << bits) - 1;
    ((u32::from(sample) * 65_535 + max / 2) / max) as u16
}

/// What the numbers of a picture mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ColorSpace {
    /// IEC 61966-2-1, also what untagged pictures are taken for.
    Srgb,
    /// An embedded ICC profile for RGB data.
    Icc(Vec<u8>),
    /// Code points of ITU-T H.273, where they say something other than sRGB.
    Cicp(Cicp),
}

impl ColorSpace {
    /// What a file means by these code points of H.273. Unspecified ones (2) are those of sRGB, and so is the curve
    /// of BT.709 and BT.601, which files name for pictures meant to be seen like all others.
    pub(crate) fn from_code_points(primaries: u8, transfer: u8) -> Self {
        let specified = |code_point, usual| if code_point == 2 { usual } else { code_point };
        match (primaries, transfer) {
            (1 | 2, 1 | 2 | 6 | 13) => ColorSpace::Srgb,
            _ => ColorSpace::Cicp(Cicp {
                primaries: specified(primaries, Cicp::SRGB.primaries),
                transfer: specified(transfer, Cicp::SRGB.transfer),
            }),
        }
    }
}

/// Colour primaries and transfer characteristics of ITU-T H.273. The samples are always full-range RGB here,
/// so the matrix and the range have done their work already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cicp {
    /// Table 2: 1 = BT.709/sRGB, 9 = BT.2020, 12 = Display P3.
    pub primaries: u8,
    /// Table 3: 1 = BT.709, 8 = linear, 13 = sRGB, 16 = PQ, 18 = HLG.
    pub transfer: u8,
}

impl Cicp {
    /// BT.709 primaries with the sRGB curve.
    pub const SRGB: Cicp = Cicp { primaries: 1, transfer: 13 };

    /// Whether the transfer is that of high dynamic range: PQ or HLG.
    pub fn is_hdr(self) -> bool {
        matches!(self.transfer, 16 | 18)
    }
}

/// Metadata blocks that travel with a picture.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Metadata {
    /// An Exif block: a TIFF structure, without the `Exif\0\0` that JPEG puts before it.
    pub exif: Option<Vec<u8>>,
    /// An XMP packet (UTF-8 XML).
    pub xmp: Option<Vec<u8>>,
}

/// The eight ways a camera may have been held; numbers as in Exif 2.32 tag 0x0112.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[repr(u8)]
pub enum Orientation {
    /// Nothing to do.
    #[default]
    Upright = 1,
    /// Mirror left and right.
    MirroredHorizontally = 2,
    /// Turn by 180°.
    Rotated180 = 3,
    /// Mirror top and bottom.
    MirroredVertically = 4,
    /// Mirror along the main diagonal (rows become columns).
    Transposed = 5,
    /// Turn by 90° clockwise.
    Rotated90 = 6,
    /// Mirror along the other diagonal.
    Transversed = 7,
    /// Turn by 270° clockwise.
    Rotated270 = 8,
}

impl Orientation {
    /// The orientation with this Exif number; anything out of 1..=8 is upright.
    pub fn from_exif(value: u32) -> Self {
        match value {
            2 => Orientation::MirroredHorizontally,
            3 => Orientation::Rotated180,
            4 => Orientation::MirroredVertically,
            5 => Orientation::Transposed,
            6 => Orientation::Rotated90,
            7 => Orientation::Transversed,
            8 => Orientation::Rotated270,
            _ => Orientation::Upright,
        }
    }

    /// Whether width and height change places.
    pub fn swaps_sides(self) -> bool {
        matches!(
            self,
            Orientation::Transposed
                | Orientation::Rotated90
                | Orientation::Transversed
                | Orientation::Rotated270
        )
    }
}

/// Something the person should know about a picture that was converted all the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Warning {
    /// An animation, of which only the first frame was taken; how many frames there are, where known.
    FirstFrame(Option<u32>),
    /// A file of several pages, of which only the first was taken.
    FirstPage,
    /// The file is damaged; what could be read was kept. The text is the decoder's.
    Salvaged(String),
    /// The embedded colour profile cannot be used; the picture is taken for sRGB.
    ProfileIgnored,
    /// The colours were converted to sRGB, since the target or the engine cannot hold what they were in.
    ConvertedToSrgb,
    /// High dynamic range was brought down to the standard range.
    ToneMapped,
    /// CMYK inks were converted to RGB.
    CmykConverted,
    /// A drawing names other files or addresses, which are never opened.
    ReferenceIgnored,
    /// A drawing has text, and this machine has no font.
    TextNotDrawn,
    /// A metadata block cannot be read or kept and was left out.
    MetadataDropped(#[serde(deserialize_with = "block_name")] BlockName),
    /// More than 8 bits a channel were rounded to 8, all that WebP holds.
    ReducedTo8Bits,
    /// Something that the output cannot hold stayed behind.
    Lost(Loss),
    /// Its longer side was shrunk to this, the longest that the format holds.
    ShrunkToFit(u32),
    /// So large that AVIF was encoded fast and with 4:2:0 chroma.
    LargePictureSimplified,
    /// The wanted look is beyond what the format can give this picture, which got the best there is; both as
    /// SSIMULACRA2 scores.
    LookNotReached {
        /// What was wanted.
        wanted: u8,
        /// What was reached.
        reached: i32,
    },
    /// Made smaller, to this width and height, to fit the wanted bytes.
    ScaledDown(u32, u32),
}

impl Warning {
    /// A stable word for scripts: the `code` of a `warning` event.
    pub fn code(&self) -> &'static str {
        match self {
            Warning::FirstFrame(_) => "first_frame",
            Warning::FirstPage => "first_page",
            Warning::Salvaged(_) => "salvaged",
            Warning::ProfileIgnored => "profile_ignored",
            Warning::ConvertedToSrgb => "converted_to_srgb",
            Warning::ToneMapped => "tone_mapped",
            Warning::CmykConverted => "cmyk_converted",
            Warning::ReferenceIgnored => "reference_ignored",
            Warning::TextNotDrawn => "text_not_drawn",
            Warning::MetadataDropped(_) => "metadata_dropped",
            Warning::ReducedTo8Bits => "reduced_to_8_bits",
            Warning::Lost(loss) => loss.code(),
            Warning::ShrunkToFit(_) => "shrunk_to_fit",
            Warning::LargePictureSimplified => "large_picture_simplified",
            Warning::LookNotReached { .. } => "look_not_reached",
            Warning::ScaledDown(..) => "scaled_down",
        }
    }
}

/// "exif", "xmp" or "extended xmp".
pub type BlockName = &'static str;

/// One of the names that [`Warning::MetadataDropped`] knows.
fn block_name<'de, D: Deserializer<'de>>(from: D) -> Result<&'static str, D::Error> {
    let name = String::deserialize(from)?;
    let known = ["exif", "xmp", "extended xmp"].into_iter().find(|known| *known == name);
    known.ok_or_else(|| serde::de::Error::custom(format_args!("{name:?} is no block of metadata")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sixteen_bits_round_to_the_nearest_eight() {
        for value in 0..=u16::MAX {
            let exact = f64::from(value) * 255.0 / 65535.0;
            assert_eq!(f64::from(to_8_bit(value)), exact.round(), "{value}");
        }
    }

    #[test]
    fn twelve_bits_fit_twelve_bits_however_they_were_widened() {
        let rounded = (0..4096).map(|value| widen(value, 12)).collect();
        let repeated = (0..4096).map(|value| value << 4 | value >> 8).collect();
        for samples in [rounded, repeated] {
            let pixels = Pixels::Rgb16(samples);
            assert!(pixels.fits_depth(12));
            assert!(!pixels.fits_depth(10));
        }
    }
}
