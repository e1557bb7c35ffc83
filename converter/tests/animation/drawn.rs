//! Animations drawn with letters, and what must be seen of them.

use std::borrow::Cow;

use converter::{Limits, Recipe};

/// A part of the picture, letter by letter, and where it lies.
pub struct Part {
    pub rows: &'static [&'static str],
    pub corner: (u32, u32),
    pub disposal: Disposal,
    /// Whether transparent pixels let through what is there; a GIF always does.
    pub blends: bool,
    /// How long: a numerator and a denominator.
    pub delay: (u16, u16),
}

/// What becomes of a part when its time is over.
#[derive(Clone, Copy)]
pub enum Disposal {
    Keep,
    Clear,
    Restore,
}

/// Keeps and lets through, for a tenth of a second.
pub fn part(rows: &'static [&'static str], corner: (u32, u32)) -> Part {
    Part { rows, corner, disposal: Disposal::Keep, blends: true, delay: (10, 100) }
}

impl Part {
    pub fn and(self, disposal: Disposal) -> Part {
        Part { disposal, ..self }
    }

    pub fn replacing(self) -> Part {
        Part { blends: false, ..self }
    }

    pub fn lasting(self, numerator: u16, denominator: u16) -> Part {
        Part { delay: (numerator, denominator), ..self }
    }

    fn size(&self) -> (u32, u32) {
        (self.rows[0].len() as u32, self.rows.len() as u32)
    }
}

/// The pixels of a drawing.
pub fn pixels(rows: &[&str]) -> Vec<[u8; 4]> {
    rows.iter().flat_map(|row| row.chars()).map(color).collect()
}

fn color(letter: char) -> [u8; 4] {
    match letter {
        'R' => [255, 0, 0, 255],
        'G' => [0, 255, 0, 255],
        'B' => [0, 0, 255, 255],
        'W' => [255; 4],
        // Half red, and the same over blue and over itself.
        'h' => [255, 0, 0, 128],
        'm' => [128, 0, 127, 255],
        'q' => [255, 0, 0, 192],
        _ => [0; 4],
    }
}

/// A GIF; `repeats` is what its Netscape extension says, if it has one.
pub fn gif((width, height): (u16, u16), parts: &[Part], repeats: Option<u16>) -> Vec<u8> {
    const LETTERS: &str = "RGBW.";
    let palette: Vec<u8> = LETTERS.chars().flat_map(|letter| color(letter)[..3].to_vec()).collect();
    let mut file = Vec::new();
    let mut encoder = gif::Encoder::new(&mut file, width, height, &palette).expect("a header");
    match repeats {
        Some(0) => encoder.set_repeat(gif::Repeat::Infinite).expect("written"),
        Some(repeats) => encoder.set_repeat(gif::Repeat::Finite(repeats)).expect("written"),
        None => {}
    }
    for part in parts {
        let letters = part.rows.iter().flat_map(|row| row.chars());
        let indices: Vec<_> = letters.map(|letter| LETTERS.find(letter).expect("a letter") as u8).collect();
        let frame = gif::Frame {
            width: part.size().0 as u16,
            height: part.size().1 as u16,
            left: part.corner.0 as u16,
            top: part.corner.1 as u16,
            delay: part.delay.0,
            transparent: Some(4),
            dispose: match part.disposal {
                Disposal::Keep => gif::DisposalMethod::Keep,
                Disposal::Clear => gif::DisposalMethod::Background,
                Disposal::Restore => gif::DisposalMethod::Previous,
            },
            buffer: Cow::Owned(indices),
            ..gif::Frame::default()
        };
        encoder.write_frame(&frame).expect("written");
    }
    drop(encoder);
    file
}

/// An APNG played so many times, with further chunks before its pixels.
pub fn apng(
    (width, height): (u32, u32),
    parts: &[Part],
    plays: u32,
    chunks: &[(&[u8; 4], &[u8])],
) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, width, height);
    encoder.set_color(png::ColorType::Rgba);
    encoder.set_animated(parts.len() as u32, plays).expect("more than none");
    let mut writer = encoder.write_header().expect("a header");
    for (name, data) in chunks {
        writer.write_chunk(png::chunk::ChunkType(**name), data).expect("a chunk");
    }
    for part in parts {
        // A part may be larger than the one before, and its corner and its size are checked against each other.
        writer.reset_frame_position().expect("animated");
        writer.reset_frame_dimension().expect("animated");
        writer.set_frame_dimension(part.size().0, part.size().1).expect("within the picture");
        writer.set_frame_position(part.corner.0, part.corner.1).expect("within the picture");
        writer.set_frame_delay(part.delay.0, part.delay.1).expect("animated");
        let blend = if part.blends { png::BlendOp::Over } else { png::BlendOp::Source };
        writer.set_blend_op(blend).expect("animated");
        let disposal = match part.disposal {
            Disposal::Keep => png::DisposeOp::None,
            Disposal::Clear => png::DisposeOp::Background,
            Disposal::Restore => png::DisposeOp::Previous,
        };
        writer.set_dispose_op(disposal).expect("animated");
        writer.write_image_data(pixels(part.rows).as_flattened()).expect("written");
    }
    writer.finish().expect("the end");
    file
}

/// An animated WebP; it cannot restore.
pub fn webp((width, height): (u32, u32), parts: &[Part], plays: u16) -> Vec<u8> {
    let mut body = b"WEBPVP8X\x0a\0\0\0\x12\0\0\0".to_vec();
    body.extend([three(width - 1), three(height - 1)].concat());
    body.extend(b"ANIM\x06\0\0\0\0\0\0\0");
    body.extend(plays.to_le_bytes());
    for part in parts {
        let still = still(part);
        let disposes = u8::from(matches!(part.disposal, Disposal::Clear));
        let milliseconds = u32::from(part.delay.0) * 1000 / u32::from(part.delay.1);
        body.extend(b"ANMF");
        body.extend((16 + still.len() as u32).to_le_bytes());
        let (left, top) = part.corner;
        for number in [left / 2, top / 2, part.size().0 - 1, part.size().1 - 1, milliseconds] {
            body.extend(three(number));
        }
        body.push(disposes | if part.blends { 0 } else { 2 });
        body.extend(still);
    }
    [b"RIFF".as_slice(), &(body.len() as u32).to_le_bytes(), &body].concat()
}

fn three(number: u32) -> Vec<u8> {
    number.to_le_bytes()[..3].to_vec()
}

/// The one chunk of a lossless still, with its padding.
fn still(part: &Part) -> Vec<u8> {
    let mut file = Vec::new();
    let mut encoder = png::Encoder::new(&mut file, part.size().0, part.size().1);
    encoder.set_color(png::ColorType::Rgba);
    let mut writer = encoder.write_header().expect("a header");
    writer.write_image_data(pixels(part.rows).as_flattened()).expect("pixels");
    writer.finish().expect("the end");
    let recipe = Recipe { goal: converter::recipe::Goal::Lossless, ..Recipe::default() };
    let webp = converter::conversion::convert_bytes(file, &recipe, &Limits::default()).expect("a still");
    webp[12..].to_vec()
}
