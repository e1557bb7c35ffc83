//! TIFF 6.0 and BigTIFF input through the tiff crate: the first page.

mod directory;
mod exif;
mod fax;
mod palette;

use std::borrow::Cow;
use std::io::Cursor;

use tiff::decoder::ifd::Value;
use tiff::decoder::{Decoder, DecodingResult, Limits as DecoderLimits};
use tiff::tags::{PhotometricInterpretation, Tag};
use tiff::{ColorType, TiffError, TiffFormatError, TiffResult};

use self::palette::Palette;
use super::profile::{self, Managed};
use super::{Header, channels, inks, lab, light};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Orientation, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let mut page = Page::open(bytes, limits)?;
    let (width, height) = page.decoder.dimensions()?;
    let has_alpha = page.alpha().is_some();
    let depth = if page.color.bit_depth() > 8 && page.palette.is_none() { 16 } else { 8 };
    let header = Header { width, height, has_alpha, depth, working_bytes: 0 };
    let stored_bits = u64::from(page.color.bit_depth()) * u64::from(page.color.num_samples());
    let stored = u64::from(width) * u64::from(height) * stored_bits / 8;
    // Patched palette files are copied once.
    let copied = if page.palette.is_some() { bytes.len() as u64 } else { 0 };
    Ok(Header { working_bytes: header.pixel_bytes() + 2 * stored + copied + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let mut page = Page::open(bytes, limits)?;
    let (width, height) = page.decoder.dimensions()?;
    let mut warnings = Vec::new();
    let (pixels, color) = page.pixels(width as usize, limits, &mut warnings)?;

    let mut picture = Picture::new(width, height, pixels);
    picture.color = color;
    picture.depth = page.color.bit_depth().min(16);
    picture.orientation = page.number(Tag::Orientation).map_or(Orientation::Upright, Orientation::from_exif);
    let exif = exif::block(bytes, limits);
    if exif.is_none() && page.has_exif() {
        warnings.push(Warning::MetadataDropped("exif"));
    }
    let xmp = page.block(XMP, Warning::MetadataDropped("xmp"), &mut warnings);
    picture.metadata = Metadata { exif: exif.filter(|block| !block.is_empty()), xmp };
    if page.has_successor() {
        warnings.push(Warning::FirstPage);
    }
    picture.warnings = warnings;
    Ok(picture)
}

/// XMP specification part 3, "TIFF".
const XMP: Tag = Tag::Unknown(700);

/// The first page of a file.
struct Page<'a> {
    bytes: &'a [u8],
    decoder: Decoder<Cursor<Cow<'a, [u8]>>>,
    color: ColorType,
    palette: Option<Palette>,
    /// CIELAB whose a* and b* are signed.
    has_signed_lab: bool,
}

/// What the sample after the colours means: TIFF 6.0, ExtraSamples.
#[derive(PartialEq)]
enum Alpha {
    /// The colours are multiplied by it.
    Associated,
    Straight,
}

impl<'a> Page<'a> {
    fn open(bytes: &'a [u8], limits: &Limits) -> Result<Self, ErrorKind> {
        let mut decoder = match open(Cow::Borrowed(bytes), limits) {
            Err(TiffError::FormatError(TiffFormatError::CycleInOffsets)) => {
                let single = directory::single_page(bytes).ok_or(ErrorKind::Truncated)?;
                open(Cow::Owned(single), limits)?
            }
            other => other?,
        };
        let (width, height) = decoder.dimensions()?;
        limits.check_size(width, height)?;
        refuse_previews(&mut decoder)?;
        let palette = Palette::read(&mut decoder)?;
        if palette.is_some() {
            let grey = directory::declared(bytes, directory::BLACK_IS_ZERO).ok_or(ErrorKind::Truncated)?;
            decoder = open(Cow::Owned(grey), limits)?;
        }
        let interpretation = decoder.find_tag_unsigned(Tag::PhotometricInterpretation)?;
        let has_signed_lab = interpretation == Some(PhotometricInterpretation::CIELab.to_u16());
        if has_signed_lab {
            let lab = directory::declared(bytes, directory::ICC_LAB).ok_or(ErrorKind::Truncated)?;
            decoder = open(Cow::Owned(lab), limits)?;
        }
        let color = decoder.colortype()?;
        Ok(Page { bytes, decoder, color, palette, has_signed_lab })
    }

    fn number(&mut self, tag: Tag) -> Option<u32> {
        self.decoder.find_tag_unsigned(tag).ok().flatten()
    }

    /// A block of bytes; when it cannot be read, none and a warning that it was left out.
    fn block(&mut self, tag: Tag, otherwise: Warning, warnings: &mut Vec<Warning>) -> Option<Vec<u8>> {
        let value = self.decoder.find_tag(tag);
        let block = value.and_then(|value| value.map(Value::into_u8_vec).transpose());
        block.unwrap_or_else(|_| {
            warnings.push(otherwise);
            None
        })
    }

    /// Whether the page carries what other formats have in an Exif block: maker, model, date, or the directories of
    /// Exif 2.32 for camera and place. They are spread over the file, and nobody gathers them yet.
    fn has_exif(&mut self) -> bool {
        let tags = [Tag::Make, Tag::Model, Tag::DateTime, Tag::ExifDirectory, Tag::GpsDirectory];
        tags.into_iter().any(|tag| self.decoder.find_tag(tag).is_ok_and(|value| value.is_some()))
    }

    /// The alpha of this page. A fourth RGB sample of which nothing is said is one; one said to be something
    /// else is not.
    fn alpha(&mut self) -> Option<Alpha> {
        let colors = match self.color {
            ColorType::RGBA(_) => 3,
            ColorType::Multiband { num_samples, .. } if num_samples > 1 => 1,
            _ => return None,
        };
        let said = self.decoder.find_tag_unsigned_vec::<u16>(Tag::ExtraSamples).ok().flatten();
        match said.as_deref().and_then(<[u16]>::first) {
            Some(1) => Some(Alpha::Associated),
            Some(2) => Some(Alpha::Straight),
            None if colors == 3 => Some(Alpha::Straight),
            _ => None,
        }
    }

    fn pixels(
        &mut self,
        width: usize,
        limits: &Limits,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Pixels, ColorSpace), ErrorKind> {
        if self.color == ColorType::Gray(1)
            && let Some(samples) = fax::read(&mut self.decoder, self.bytes)?
        {
            return self.colors(samples, 1, limits, warnings);
        }
        if let bits @ 9..=15 = self.color.bit_depth() {
            let (samples, planes) = self.odd_samples(width, bits)?;
            return self.colors(samples, planes, limits, warnings);
        }
        let mut samples = DecodingResult::U8(Vec::new());
        let layout = self.decoder.read_image_to_buffer(&mut samples)?;
        if samples.as_buffer(0).byte_len() < layout.complete_len {
            return Err(ErrorKind::damaged("planes larger than their picture"));
        }
        let bits = self.color.bit_depth();
        let planes = layout.planes;
        match samples {
            DecodingResult::U8(packed) if matches!(bits, 1 | 2 | 4) => {
                let mut samples = unpack(&packed, width, bits, self.color.num_samples());
                if self.palette.is_none() {
                    // 1, 2 and 4 bits divide 255 evenly.
                    let step = u8::MAX / ((1 << bits) - 1);
                    samples.iter_mut().for_each(|sample| *sample *= step);
                }
                self.colors(samples, planes, limits, warnings)
            }
            DecodingResult::U8(samples) if bits == 8 => self.colors(samples, planes, limits, warnings),
            DecodingResult::U16(samples) => self.colors(samples, planes, limits, warnings),
            DecodingResult::U32(samples) => {
                let samples = samples.into_iter().map(|sample| (sample >> 16) as u16).collect();
                self.colors::<u16>(samples, planes, limits, warnings)
            }
            DecodingResult::F32(samples) => {
                self.colors(light::unit_to_16_bit(&samples, "TIFF")?, planes, limits, warnings)
            }
            _ => Err(ErrorKind::unsupported(format_args!("TIFF samples of {bits} bits in this format"))),
        }
    }

    /// Samples of 9 to 15 bits, which the tiff crate unpacks from their compression and no further; and how many planes
    /// they are in.
    fn odd_samples(&mut self, width: usize, bits: u8) -> Result<(Vec<u16>, usize), ErrorKind> {
        let layout = self.decoder.image_buffer_layout()?;
        let mut packed = vec![0; layout.complete_len];
        self.decoder.read_image_bytes(&mut packed)?;
        let channels = if layout.planes > 1 { 1 } else { usize::from(self.color.num_samples()) };
        let mut samples = unpack_wide(&packed, width * channels, bits);
        channels::widen(&mut samples, bits);
        Ok((samples, layout.planes))
    }

    /// What the samples mean.
    fn colors<S: Managed>(
        &mut self,
        samples: Vec<S>,
        planes: usize,
        limits: &Limits,
        warnings: &mut Vec<Warning>,
    ) -> Result<(Pixels, ColorSpace), ErrorKind> {
        let mut samples = if planes > 1 { interleave(&samples, planes) } else { samples };
        let icc = self.block(Tag::IccProfile, Warning::ProfileIgnored, warnings);
        if let Some(palette) = &self.palette {
            return Ok((Pixels::Rgb8(palette.colors(&samples)), profile::rgb(icc, limits, warnings)));
        }
        let alpha = self.alpha();
        let pixels = match self.color {
            ColorType::Gray(_) => profile::grey(&samples, icc.as_deref(), limits, warnings),
            ColorType::Multiband { num_samples, .. } if alpha.is_none() => {
                let grey = first_channels::<S, 1>(&samples, num_samples.into());
                profile::grey(&grey, icc.as_deref(), limits, warnings)
            }
            ColorType::Multiband { num_samples, .. } => {
                let mut grey_alpha = first_channels::<S, 2>(&samples, num_samples.into());
                if alpha == Some(Alpha::Associated) {
                    channels::unpremultiply::<S, 2>(&mut grey_alpha);
                }
                profile::grey_alpha(&grey_alpha, icc.as_deref(), limits, warnings)
            }
            ColorType::CMYK(_) => inks::cmyk(samples, icc.as_deref(), limits, warnings),
            ColorType::CMYKA(_) => {
                inks::cmyk(first_channels::<S, 4>(&samples, 5), icc.as_deref(), limits, warnings)
            }
            ColorType::RGB(_) => return Ok((S::rgb(samples), profile::rgb(icc, limits, warnings))),
            ColorType::RGBA(_) => {
                let color = profile::rgb(icc, limits, warnings);
                return Ok(match alpha {
                    None => (S::rgb(first_channels::<S, 3>(&samples, 4)), color),
                    Some(Alpha::Straight) => (S::rgba(samples), color),
                    Some(Alpha::Associated) => {
                        channels::unpremultiply::<S, 4>(&mut samples);
                        (S::rgba(samples), color)
                    }
                });
            }
            ColorType::Lab(_) => {
                if self.has_signed_lab {
                    for [_, a, b] in samples.as_chunks_mut::<3>().0 {
                        (*a, *b) = (a.offset_to_unsigned(), b.offset_to_unsigned());
                    }
                }
                lab::to_srgb(samples)
            }
            ColorType::YCbCr(8) => {
                let mut samples: Vec<u8> = bytemuck::cast_vec(samples);
                ycbcr_to_rgb(&mut samples);
                return Ok((Pixels::Rgb8(samples), profile::rgb(icc, limits, warnings)));
            }
            other => return Err(ErrorKind::unsupported(format_args!("TIFF colours of type {other:?}"))),
        };
        Ok((pixels, ColorSpace::Srgb))
    }

    /// Whether another page follows that is not a smaller version of this one (NewSubfileType, bit 0). Files
    /// whose list of pages bites its own tail have no further page.
    fn has_successor(&mut self) -> bool {
        const PREVIEWS: usize = 16;
        for _ in 0..PREVIEWS {
            if !self.decoder.more_images() {
                return false;
            }
            match self.decoder.next_image() {
                Ok(()) if is_preview(&mut self.decoder) => {}
                Err(TiffError::FormatError(TiffFormatError::CycleInOffsets)) => return false,
                _ => return true,
            }
        }
        true
    }
}

fn open<'a>(bytes: Cow<'a, [u8]>, limits: &Limits) -> TiffResult<Decoder<Cursor<Cow<'a, [u8]>>>> {
    let mut bounds = DecoderLimits::default();
    // Eight bytes a pixel are the most that are used, and no strip is longer than the file.
    bounds.decoding_buffer_size = usize::try_from(limits.pixels.saturating_mul(8)).unwrap_or(usize::MAX);
    bounds.intermediate_buffer_size = bytes.len().max(bounds.intermediate_buffer_size);
    // A value takes 32 times its bytes while it is read.
    bounds.ifd_value_size = 4 << 20;
    Ok(Decoder::new(Cursor::new(bytes))?.with_limits(bounds))
}

/// Camera raws are TIFF files that begin with a thumbnail, or say so by their DNGVersion (50706). Taking the
/// thumbnail for the picture would lose it.
fn refuse_previews(decoder: &mut Decoder<Cursor<Cow<'_, [u8]>>>) -> Result<(), ErrorKind> {
    let is_dng = decoder.find_tag(Tag::Unknown(50706)).is_ok_and(|value| value.is_some());
    if is_dng || is_preview(decoder) {
        return Err(ErrorKind::unsupported("camera raw"));
    }
    Ok(())
}

fn is_preview(decoder: &mut Decoder<Cursor<Cow<'_, [u8]>>>) -> bool {
    let kind: Option<u32> = decoder.find_tag_unsigned(Tag::NewSubfileType).ok().flatten();
    kind.unwrap_or(0) & 1 == 1
}

/// Samples of 1, 2 or 4 bits, one a byte; rows begin at whole bytes.
fn unpack(packed: &[u8], width: usize, bits: u8, channels: u16) -> Vec<u8> {
    let samples = width * usize::from(channels);
    let row = (samples * usize::from(bits)).div_ceil(8).max(1);
    let (per_byte, mask) = (8 / bits, u8::MAX >> (8 - bits));
    let expand = |&byte: &u8| (1..=per_byte).map(move |place| (byte >> (8 - bits * place)) & mask);
    packed.chunks_exact(row).flat_map(|row| row.iter().flat_map(expand).take(samples)).collect()
}

/// Samples of `bits` (9 to 15), the highest bit first; rows of so many samples begin at whole bytes.
fn unpack_wide(packed: &[u8], row: usize, bits: u8) -> Vec<u16> {
    let bits = usize::from(bits);
    let sample = |row: &[u8], index: usize| {
        let start = index * bits;
        let byte = |at: usize| u32::from(row.get(at).copied().unwrap_or(0));
        let window = byte(start / 8) << 16 | byte(start / 8 + 1) << 8 | byte(start / 8 + 2);
        (window << (8 + start % 8) >> (32 - bits)) as u16
    };
    let rows = packed.chunks_exact((row * bits).div_ceil(8).max(1));
    rows.flat_map(|bytes| (0..row).map(move |index| sample(bytes, index))).collect()
}

/// Plane after plane becomes pixel after pixel.
fn interleave<S: Managed>(samples: &[S], planes: usize) -> Vec<S> {
    let mut pixels = vec![S::default(); samples.len()];
    for (channel, plane) in samples.chunks_exact((samples.len() / planes).max(1)).enumerate() {
        for (pixel, &sample) in pixels.chunks_exact_mut(planes).zip(plane) {
            pixel[channel] = sample;
        }
    }
    pixels
}

/// The first `N` of each pixel's `channels`.
fn first_channels<S: Managed, const N: usize>(samples: &[S], channels: usize) -> Vec<S> {
    samples.chunks_exact(channels).flat_map(|pixel| pixel[..N].iter().copied()).collect()
}

/// TIFF 6.0, section 21, with the default coefficients: those of ITU-R BT.601, full range, as in JFIF.
fn ycbcr_to_rgb(samples: &mut [u8]) {
    for pixel in samples.as_chunks_mut::<3>().0 {
        let [luma, blue, red] = pixel.map(f32::from);
        let (blue, red) = (blue - 128.0, red - 128.0);
        let rgb = [luma + 1.402 * red, luma - 0.344_136 * blue - 0.714_136 * red, luma + 1.772 * blue];
        // A cast from float saturates.
        *pixel = rgb.map(|light| light.round() as u8);
    }
}

impl From<TiffError> for ErrorKind {
    fn from(error: TiffError) -> Self {
        match error {
            TiffError::IoError(error) => error.into(),
            TiffError::UnsupportedError(error) => ErrorKind::unsupported(format_args!("TIFF: {error}")),
            other => ErrorKind::damaged(other),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_across_bytes_are_put_together() {
        // 0x3fff, 0x0001, 0x2000 with 14 bits, then padding.
        let packed = [0b1111_1111, 0b1111_1100, 0b0000_0000, 0b0001_1000, 0b0000_0000, 0b0000_0000];
        assert_eq!(unpack_wide(&packed, 3, 14), [0x3fff, 0x0001, 0x2000]);
        assert_eq!(unpack_wide(&[0xab, 0xcd, 0xef], 2, 12), [0xabc, 0xdef]);
    }
}
