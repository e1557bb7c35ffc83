//! Decoded frames into their place in the picture: YUV to RGB (ITU-T H.273), and the alpha plane beside it.

use re_rav1d::{PixelLayout, PlanarImageComponent as Component, Plane};
use yuv::{YuvError, YuvGrayImage, YuvPlanarImage, YuvRange, YuvStandardMatrix};

use super::chroma::{self, Sample};
use super::container::CodePoints;
use crate::error::ErrorKind;
use crate::picture::{self, Pixels};

/// The picture while it is put together. Samples have the depth of the bitstream until [`Canvas::finish`].
pub(super) struct Canvas {
    width: u32,
    height: u32,
    depth: u8,
    pixels: Pixels,
}

impl Canvas {
    /// A black canvas for samples of 8, 10 or 12 bits.
    pub fn new(width: u32, height: u32, depth: u8, has_alpha: bool) -> Self {
        let count = width as usize * height as usize;
        let pixels = match (depth, has_alpha) {
            (8, false) => Pixels::Rgb8(vec![0; count * 3]),
            (8, true) => Pixels::Rgba8(vec![0; count * 4]),
            (_, false) => Pixels::Rgb16(vec![0; count * 3]),
            (_, true) => Pixels::Rgba16(vec![0; count * 4]),
        };
        Canvas { width, height, depth, pixels }
    }

    /// Converts a frame and puts it with its corner at `x`, `y`; what juts out is cut off.
    pub fn paint_color(
        &mut self,
        frame: &re_rav1d::Picture,
        (x, y): (u32, u32),
        code_points: CodePoints,
    ) -> Result<(), ErrorKind> {
        let matrix = Matrix::new(code_points)?;
        let part = self.part(frame, x, y);
        match (&mut self.pixels, self.depth) {
            (Pixels::Rgb8(samples) | Pixels::Rgba8(samples), _) => {
                part.color(frame, samples, &matrix, &EIGHT)
            }
            (Pixels::Rgb16(samples) | Pixels::Rgba16(samples), 10) => {
                part.color(frame, samples, &matrix, &TEN)
            }
            (Pixels::Rgb16(samples) | Pixels::Rgba16(samples), _) => {
                part.color(frame, samples, &matrix, &TWELVE)
            }
        }
    }

    /// Puts the luma of a frame into the alpha channel.
    pub fn paint_alpha(
        &mut self,
        frame: &re_rav1d::Picture,
        (x, y): (u32, u32),
        full_range: bool,
    ) -> Result<(), ErrorKind> {
        let part = self.part(frame, x, y);
        let depth = self.depth;
        match &mut self.pixels {
            Pixels::Rgba8(samples) => part.alpha(frame, samples, |sample| {
                if full_range { sample } else { widen(u32::from(sample), depth) as u8 }
            }),
            Pixels::Rgba16(samples) => part.alpha(frame, samples, |sample| {
                if full_range { sample } else { widen(u32::from(sample), depth) as u16 }
            }),
            Pixels::Rgb8(_) | Pixels::Rgb16(_) => Ok(()),
        }
    }

    /// Divides the colours by alpha, at the depth of the file: wider samples would not fit into it again without loss.
    pub fn unpremultiply(&mut self) {
        let max = (1 << self.depth) - 1;
        match &mut self.pixels {
            Pixels::Rgba8(samples) => {
                for [color @ .., alpha] in samples.as_chunks_mut::<4>().0 {
                    *color = color.map(|sample| divide(u32::from(sample), u32::from(*alpha), max) as u8);
                }
            }
            Pixels::Rgba16(samples) => {
                for [color @ .., alpha] in samples.as_chunks_mut::<4>().0 {
                    *color = color.map(|sample| divide(u32::from(sample), u32::from(*alpha), max) as u16);
                }
            }
            Pixels::Rgb8(_) | Pixels::Rgb16(_) => {}
        }
    }

    /// The pixels, those of more than 8 bits spread over the whole of 16.
    pub fn finish(mut self) -> Pixels {
        match (&mut self.pixels, self.depth) {
            (Pixels::Rgb16(samples) | Pixels::Rgba16(samples), 10) => spread::<10>(samples),
            (Pixels::Rgb16(samples) | Pixels::Rgba16(samples), _) => spread::<12>(samples),
            _ => {}
        }
        self.pixels
    }

    fn part(&self, frame: &re_rav1d::Picture, x: u32, y: u32) -> Part {
        let channels = self.pixels.channels();
        Part {
            width: frame.width().min(self.width - x),
            height: frame.height().min(self.height - y),
            channels,
            stride: self.width as usize * channels,
            offset: (y as usize * self.width as usize + x as usize) * channels,
        }
    }
}

/// Rounds to nearest; colours without alpha stay black, colours brighter than their alpha become white.
fn divide(sample: u32, alpha: u32, max: u32) -> u32 {
    (sample * max + alpha / 2).checked_div(alpha).unwrap_or(0).min(max)
}

/// From 16..=235 (at 8 bits) to the whole range.
fn widen(sample: u32, depth: u8) -> u32 {
    let scale = depth - 8;
    let (low, range, max) = (16 << scale, 219 << scale, (1 << depth) - 1);
    ((sample.saturating_sub(low) * max + range / 2) / range).min(max)
}

fn spread<const BITS: u8>(samples: &mut [u16]) {
    for sample in samples {
        *sample = picture::widen(*sample, BITS);
    }
}

/// The rectangle of the canvas that one frame covers, in samples of the canvas.
struct Part {
    width: u32,
    height: u32,
    channels: usize,
    stride: usize,
    offset: usize,
}

impl Part {
    fn color<T: Sample>(
        &self,
        frame: &re_rav1d::Picture,
        samples: &mut [T],
        matrix: &Matrix,
        conversions: &Conversions<T>,
    ) -> Result<(), ErrorKind> {
        let luma = frame.plane(Component::Y);
        let (y_plane, y_stride) = (samples_of(&luma)?, stride_of::<T>(frame, Component::Y));
        let (width, height, range) = (self.width, self.height, matrix.range);
        let (out, stride) = (&mut samples[self.offset..], self.stride as u32);
        let with_alpha = usize::from(self.channels == 4);
        if frame.pixel_layout() == PixelLayout::I400 {
            let image = YuvGrayImage { y_plane, y_stride, width, height };
            let convert = conversions.gray[with_alpha];
            return convert(&image, out, stride, range, YuvStandardMatrix::Bt601).map_err(ErrorKind::damaged);
        }
        let (blue, red) = (frame.plane(Component::U), frame.plane(Component::V));
        let chroma_stride = stride_of::<T>(frame, Component::U);
        let image = YuvPlanarImage {
            y_plane,
            y_stride,
            u_plane: samples_of(&blue)?,
            u_stride: chroma_stride,
            v_plane: samples_of(&red)?,
            v_stride: chroma_stride,
            width,
            height,
        };
        let convert = |image: &YuvPlanarImage<T>, out: &mut [T]| {
            let converted = match matrix.kind {
                Kind::Standard(standard) => {
                    conversions.standard[with_alpha](image, out, stride, range, standard)
                }
                Kind::YCgCo => conversions.ycgco[with_alpha](image, out, stride, range),
                Kind::Identity => conversions.identity[with_alpha](image, out, stride, range),
            };
            converted.map_err(ErrorKind::damaged)
        };
        match (frame.pixel_layout(), &matrix.kind) {
            (PixelLayout::I444, _) => convert(&image, out),
            (_, Kind::Identity) => Err(ErrorKind::damaged("RGB with subsampled planes")),
            (layout, _) => {
                chroma::upsampled(&image, frame.width(), layout == PixelLayout::I420, |band, row| {
                    convert(band, &mut out[row * self.stride..])
                })
            }
        }
    }

    fn alpha<T: Sample>(
        &self,
        frame: &re_rav1d::Picture,
        samples: &mut [T],
        convert: impl Fn(T) -> T,
    ) -> Result<(), ErrorKind> {
        let luma = frame.plane(Component::Y);
        let source = samples_of::<T>(&luma)?.chunks(stride_of::<T>(frame, Component::Y) as usize);
        let target = samples[self.offset..].chunks_mut(self.stride);
        for (target, source) in target.zip(source).take(self.height as usize) {
            for (pixel, &sample) in
                target.as_chunks_mut::<4>().0.iter_mut().zip(&source[..self.width as usize])
            {
                pixel[3] = convert(sample);
            }
        }
        Ok(())
    }
}

/// Planes come as bytes, in the byte order of the machine.
fn samples_of<T: Sample>(plane: &Plane) -> Result<&[T], ErrorKind> {
    bytemuck::try_cast_slice(plane).map_err(ErrorKind::damaged)
}

fn stride_of<T>(frame: &re_rav1d::Picture, component: Component) -> u32 {
    frame.stride(component) / size_of::<T>() as u32
}

/// How to get from YUV to RGB.
struct Matrix {
    range: YuvRange,
    kind: Kind,
}

enum Kind {
    Standard(YuvStandardMatrix),
    Identity,
    YCgCo,
}

impl Matrix {
    /// Matrix coefficients of ITU-T H.273, Table 4. Unspecified is taken for BT.601, as everybody does.
    fn new(code_points: CodePoints) -> Result<Self, ErrorKind> {
        let kind = match code_points.matrix {
            0 => Kind::Identity,
            1 => Kind::Standard(YuvStandardMatrix::Bt709),
            2 | 5 | 6 => Kind::Standard(YuvStandardMatrix::Bt601),
            4 => Kind::Standard(YuvStandardMatrix::Fcc),
            // Not `Smpte240`, whose prepared coefficients for 8 bits are wrong in yuv 0.8.
            7 => Kind::Standard(YuvStandardMatrix::Custom(0.212, 0.087)),
            8 => Kind::YCgCo,
            9 => Kind::Standard(YuvStandardMatrix::Bt2020),
            12 => Kind::Standard(derived(code_points.primaries)?),
            other => return Err(ErrorKind::unsupported(format_args!("AVIF matrix coefficients {other}"))),
        };
        let range = if code_points.full_range { YuvRange::Full } else { YuvRange::Limited };
        Ok(Matrix { range, kind })
    }
}

/// The luminance of red and blue that follows from the primaries (H.273, equations 32 to 37).
fn derived(primaries: u16) -> Result<YuvStandardMatrix, ErrorKind> {
    match primaries {
        1 | 2 => Ok(YuvStandardMatrix::Bt709),
        9 => Ok(YuvStandardMatrix::Bt2020),
        12 => Ok(YuvStandardMatrix::Custom(0.228_975, 0.079_287)),
        other => Err(ErrorKind::unsupported(format_args!("a matrix derived from primaries {other}"))),
    }
}

type Gray<T> = fn(&YuvGrayImage<T>, &mut [T], u32, YuvRange, YuvStandardMatrix) -> Result<(), YuvError>;
type Standard<T> = fn(&YuvPlanarImage<T>, &mut [T], u32, YuvRange, YuvStandardMatrix) -> Result<(), YuvError>;
type Fixed<T> = fn(&YuvPlanarImage<T>, &mut [T], u32, YuvRange) -> Result<(), YuvError>;

/// The functions of one depth for full chroma, each to RGB and to RGBA.
struct Conversions<T: Sample> {
    gray: [Gray<T>; 2],
    standard: [Standard<T>; 2],
    ycgco: [Fixed<T>; 2],
    identity: [Fixed<T>; 2],
}

const EIGHT: Conversions<u8> = Conversions {
    gray: [yuv::yuv400_to_rgb, yuv::yuv400_to_rgba],
    standard: [yuv::yuv444_to_rgb, yuv::yuv444_to_rgba],
    ycgco: [yuv::ycgco444_to_rgb, yuv::ycgco444_to_rgba],
    identity: [yuv::gbr_to_rgb, yuv::gbr_to_rgba],
};

const TEN: Conversions<u16> = Conversions {
    gray: [yuv::y010_to_rgb10, yuv::y010_to_rgba10],
    standard: [yuv::i410_to_rgb10, yuv::i410_to_rgba10],
    ycgco: [yuv::icgc410_to_rgb10, yuv::icgc410_to_rgba10],
    identity: [yuv::gb10_to_rgb10, yuv::gb10_to_rgba10],
};

const TWELVE: Conversions<u16> = Conversions {
    gray: [yuv::y012_to_rgb12, yuv::y012_to_rgba12],
    standard: [yuv::i412_to_rgb12, yuv::i412_to_rgba12],
    ycgco: [yuv::icgc412_to_rgb12, yuv::icgc412_to_rgba12],
    identity: [yuv::gb12_to_rgb12, yuv::gb12_to_rgba12],
};
