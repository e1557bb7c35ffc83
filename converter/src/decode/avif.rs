//! AVIF: the container read here, AV1 decoded by rav1d, all in Rust. Stills, grids, alpha, and the first frame of
//! sequences; 8, 10 and 12 bits.

mod av1;
pub(crate) mod boxes;
mod choice;
mod chroma;
mod container;
mod items;
mod paint;
mod samples;
mod sequence;
mod shape;
#[cfg(test)]
mod tests;
mod track;

use std::borrow::Cow;

use re_rav1d::PixelLayout;

#[cfg(feature = "heic")]
pub(in crate::decode) use self::items::still;

use self::av1::{Decoder, SequenceHeader};
use self::container::{CodePoints, Coded, Container};
use self::paint::Canvas;
pub(super) use self::sequence::frames;
use self::shape::Rectangle;
use super::animation::Sheet;
use super::{Header, profile};
use crate::error::ErrorKind;
use crate::limits::Limits;
use crate::picture::{ColorSpace, Metadata, Picture, Pixels, Warning};

pub(super) fn header(bytes: &[u8], limits: &Limits) -> Result<Header, ErrorKind> {
    let container = choice::choose(bytes, limits)?;
    Plan::new(&container, limits).map(|plan| plan.header())
}

pub(super) fn decode(bytes: &[u8], limits: &Limits) -> Result<Picture, ErrorKind> {
    let container = choice::choose(bytes, limits)?;
    let plan = Plan::new(&container, limits)?;
    let pixels = plan.paint(&container)?;
    let pixels = shape::crop(pixels, plan.width, plan.shown);
    let mut picture = sheet(&container, &plan, limits)?.frame(pixels);
    if container.frames > 1 {
        picture.warnings.push(Warning::FirstFrame(Some(container.frames)));
    }
    Ok(picture)
}

/// What the file says around its pixels.
fn sheet(container: &Container<'_>, plan: &Plan, limits: &Limits) -> Result<Sheet, ErrorKind> {
    let mut warnings: Vec<_> = plan.warning.iter().cloned().collect();
    Ok(Sheet {
        width: plan.shown.width,
        height: plan.shown.height,
        color: color_space(container, plan.code_points(container), limits, &mut warnings),
        orientation: shape::orientation(container.display.rotation, container.display.mirror),
        depth: plan.color.depth,
        metadata: metadata(container, limits, &mut warnings)?,
        warnings,
    })
}

/// What will be decoded, known from container and sequence headers and checked against the limits.
struct Plan {
    width: u32,
    height: u32,
    shown: Rectangle,
    color: SequenceHeader,
    alpha: Option<SequenceHeader>,
    warning: Option<Warning>,
}

impl Plan {
    fn new(container: &Container<'_>, limits: &Limits) -> Result<Self, ErrorKind> {
        let color = sequence_header(&container.color, limits)?;
        let (width, height) = container.color.size.unwrap_or((color.max_width, color.max_height));
        limits.check_size(width, height)?;
        let alpha = container.alpha.as_ref().map(|alpha| sequence_header(alpha, limits)).transpose()?;
        if alpha.is_some_and(|alpha| alpha.depth != color.depth) {
            return Err(ErrorKind::damaged("alpha of another depth than the colours"));
        }
        if let Some(alpha) = container.alpha.as_ref().and_then(|alpha| alpha.size)
            && alpha != (width, height)
        {
            let (alpha_width, alpha_height) = alpha;
            return Err(ErrorKind::damaged(format_args!(
                "alpha of {alpha_width}x{alpha_height} for {width}x{height}"
            )));
        }
        let whole = Rectangle { x: 0, y: 0, width, height };
        let shown = container.display.aperture.map(|aperture| shape::aperture(&aperture, width, height));
        let warning = (shown == Some(None))
            .then(|| Warning::Salvaged("a clean aperture that reaches out of the picture".to_owned()));
        Ok(Plan { width, height, shown: shown.flatten().unwrap_or(whole), color, alpha, warning })
    }

    fn header(&self) -> Header {
        let mut header = Header {
            width: self.shown.width,
            height: self.shown.height,
            has_alpha: self.alpha.is_some(),
            depth: if self.color.depth == 8 { 8 } else { 16 },
            working_bytes: 0,
        };
        let canvas = Header { width: self.width, height: self.height, ..header }.pixel_bytes();
        // Colour planes are gone when alpha is decoded.
        let planes = decoder_bytes(&self.color).max(self.alpha.as_ref().map_or(0, decoder_bytes));
        header.working_bytes = canvas + planes;
        header
    }

    /// The container's code points overrule those of the bitstream (MIAF §7.3.6.4).
    fn code_points(&self, container: &Container<'_>) -> CodePoints {
        container.display.code_points.unwrap_or(self.color.code_points)
    }

    fn paint(&self, container: &Container<'_>) -> Result<Pixels, ErrorKind> {
        let mut canvas = Canvas::new(self.width, self.height, self.color.depth, self.alpha.is_some());
        let code_points = self.code_points(container);
        self.tiles(&container.color, &self.color, |frame, at| canvas.paint_color(frame, at, code_points))?;
        if let (Some(coded), Some(sequence)) = (&container.alpha, &self.alpha) {
            let full_range = sequence.code_points.full_range;
            self.tiles(coded, sequence, |frame, at| canvas.paint_alpha(frame, at, full_range))?;
            if container.premultiplied {
                canvas.unpremultiply();
            }
        }
        Ok(canvas.finish())
    }

    /// Decodes tile after tile and hands each to `paint` with the place of its corner.
    fn tiles(
        &self,
        coded: &Coded<'_>,
        sequence: &SequenceHeader,
        mut paint: impl FnMut(&re_rav1d::Picture, (u32, u32)) -> Result<(), ErrorKind>,
    ) -> Result<(), ErrorKind> {
        let mut decoder = Decoder::new(sequence)?;
        let mut tile_size = None;
        for (index, data) in (0..).zip(&coded.tiles) {
            let frame = decoder.frame(data)?;
            let size = (frame.width(), frame.height());
            if tile_size.is_none() {
                self.check_tiles(coded, size)?;
            }
            if *tile_size.get_or_insert(size) != size || !fits(&frame, sequence) {
                return Err(ErrorKind::damaged("tiles that differ from each other"));
            }
            paint(&frame, (index % coded.columns * size.0, index / coded.columns * size.1))?;
        }
        Ok(())
    }

    /// The tiles must cover the picture, each of them some of it; a single one must be the picture.
    fn check_tiles(&self, coded: &Coded<'_>, (width, height): (u32, u32)) -> Result<(), ErrorKind> {
        let covers = |tile: u32, count: u32, side: u32| {
            let (tile, count, side) = (u64::from(tile), u64::from(count), u64::from(side));
            tile * count >= side && tile * (count - 1) < side
        };
        let count = coded.tiles.len() as u32;
        let right = match count {
            1 => (width, height) == (self.width, self.height),
            _ => {
                covers(width, coded.columns, self.width) && covers(height, count / coded.columns, self.height)
            }
        };
        if right {
            return Ok(());
        }
        Err(ErrorKind::damaged(format_args!(
            "{count} frames of {width}x{height} for {}x{}",
            self.width, self.height
        )))
    }
}

fn sequence_header(coded: &Coded<'_>, limits: &Limits) -> Result<SequenceHeader, ErrorKind> {
    let first = coded.tiles.first().ok_or_else(|| ErrorKind::damaged("a grid without tiles"))?;
    let sequence = SequenceHeader::read(first)?;
    limits.check_size(sequence.max_width, sequence.max_height)?;
    Ok(sequence)
}

/// Whether a frame is of the kind that its sequence header promised.
fn fits(frame: &re_rav1d::Picture, sequence: &SequenceHeader) -> bool {
    frame.bit_depth() == usize::from(sequence.depth) && frame.pixel_layout() == sequence.layout
}

/// Bytes that rav1d needs for a frame: the planes, twice with film grain, and what it notes down of blocks.
fn decoder_bytes(sequence: &SequenceHeader) -> u64 {
    let align = |side: u32| u64::from(side).next_multiple_of(128);
    let pixels = align(sequence.max_width) * align(sequence.max_height);
    let samples = match sequence.layout {
        PixelLayout::I400 => pixels,
        PixelLayout::I420 => pixels * 3 / 2,
        PixelLayout::I422 => pixels * 2,
        PixelLayout::I444 => pixels * 3,
    };
    let planes = samples * if sequence.depth == 8 { 1 } else { 2 };
    planes * if sequence.film_grain { 2 } else { 1 } + pixels / 4
}

/// An ICC profile says more than code points.
fn color_space(
    container: &Container<'_>,
    code_points: CodePoints,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> ColorSpace {
    let icc = container.display.icc.map(<[u8]>::to_vec);
    match profile::rgb(icc, limits, warnings) {
        ColorSpace::Srgb => {
            let specified = |code_point| u8::try_from(code_point).unwrap_or(2);
            ColorSpace::from_code_points(specified(code_points.primaries), specified(code_points.transfer))
        }
        described => described,
    }
}

fn metadata(
    container: &Container<'_>,
    limits: &Limits,
    warnings: &mut Vec<Warning>,
) -> Result<Metadata, ErrorKind> {
    let mut metadata = Metadata::default();
    if let Some(item) = &container.exif {
        limits.check_metadata(item.len())?;
        match exif_block(item) {
            Some(block) => metadata.exif = Some(block.to_vec()),
            None => warnings.push(Warning::MetadataDropped("exif")),
        }
    }
    if let Some(item) = &container.xmp {
        limits.check_metadata(item.len())?;
        match item {
            Cow::Borrowed([]) => warnings.push(Warning::MetadataDropped("xmp")),
            packet => metadata.xmp = Some(packet.to_vec()),
        }
    }
    Ok(metadata)
}

/// HEIF Annex A.2.1: four bytes say how many more to skip to the TIFF header.
fn exif_block(item: &[u8]) -> Option<&[u8]> {
    let (offset, rest) = item.split_first_chunk()?;
    let block = rest.get(u32::from_be_bytes(*offset) as usize..)?;
    (block.starts_with(b"II") || block.starts_with(b"MM")).then_some(block)
}
