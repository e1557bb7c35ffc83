//! SVG drawings through usvg and resvg. Whatever a drawing names beside itself, files and addresses alike, is never
//! opened.

pub(super) mod fonts;

use std::borrow::Cow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{Error, ImageHrefResolver, Options, Tree};

use super::{Header, channels};
use crate::error::{Bound, ErrorKind};
use crate::input::gunzip;
use crate::limits::{Limits, check};
use crate::picture::{Picture, Pixels, Warning};
use crate::recipe::Resize;

/// Longest text of a drawing. The tree that is made of it takes many times as much memory.
const TEXT_BYTES: u64 = 64 << 20;

/// Elements within elements, of which each takes a piece of the stack.
const NESTING: usize = 512;

pub(super) fn header(bytes: &[u8], drawn: Option<Resize>, limits: &Limits) -> Result<Header, ErrorKind> {
    let drawing = Drawing::read(bytes, drawn, limits)?;
    let header =
        Header { width: drawing.width, height: drawing.height, has_alpha: true, depth: 8, working_bytes: 0 };
    // The canvas; groups and filters have further ones of the same size; and the tree.
    let working = header.pixel_bytes() * 5 + drawing.text_bytes as u64 * 20;
    Ok(Header { working_bytes: working + (1 << 20), ..header })
}

pub(super) fn decode(bytes: &[u8], drawn: Option<Resize>, limits: &Limits) -> Result<Picture, ErrorKind> {
    let drawing = Drawing::read(bytes, drawn, limits)?;
    let (width, height) = (drawing.width, drawing.height);
    let mut canvas = Pixmap::new(width, height).ok_or_else(|| ErrorKind::damaged("a size of nothing"))?;
    resvg::render(&drawing.tree, drawing.scale, &mut canvas.as_mut());
    let mut samples = canvas.take();
    channels::unpremultiply::<u8, 4>(&mut samples);
    let mut picture = Picture::new(width, height, Pixels::Rgba8(samples));
    picture.is_resized = drawn.is_some();
    picture.warnings = drawing.warnings;
    Ok(picture)
}

/// A drawing and the size it is to be drawn in.
struct Drawing {
    tree: Tree,
    width: u32,
    height: u32,
    scale: Transform,
    text_bytes: usize,
    warnings: Vec<Warning>,
}

impl Drawing {
    fn read(bytes: &[u8], drawn: Option<Resize>, limits: &Limits) -> Result<Self, ErrorKind> {
        let text = text(bytes)?;
        check_nesting(&text)?;
        let names_others = AtomicBool::new(false);
        let has_text = text.contains("<text") || text.contains(":text");
        let fonts = if has_text { fonts::load() } else { Arc::default() };
        let has_no_font = has_text && fonts.is_empty();
        let tree = Tree::from_str(&text, &options(fonts, limits, &names_others))?;

        let size = tree.size();
        let own = size.to_int_size();
        let (width, height) = drawn.map_or((own.width(), own.height()), |resize| {
            resize.apply_to_drawing(size.width(), size.height())
        });
        limits.check_size(width, height)?;
        let scale = match drawn {
            Some(_) => Transform::from_scale(width as f32 / size.width(), height as f32 / size.height()),
            None => Transform::identity(),
        };
        let warnings =
            [(names_others.into_inner(), Warning::ReferenceIgnored), (has_no_font, Warning::TextNotDrawn)];
        let warnings =
            warnings.into_iter().filter_map(|(applies, warning)| applies.then_some(warning)).collect();
        Ok(Drawing { tree, width, height, scale, text_bytes: text.len(), warnings })
    }
}

/// The text of a drawing, unpacked where it is gzipped.
fn text(bytes: &[u8]) -> Result<Cow<'_, str>, ErrorKind> {
    let plain = if bytes.starts_with(b"\x1f\x8b") {
        Cow::Owned(gunzip(bytes, TEXT_BYTES as usize + 1))
    } else {
        Cow::Borrowed(bytes)
    };
    check(Bound::FileBytes, plain.len() as u64, TEXT_BYTES)?;
    let text = match plain {
        Cow::Owned(plain) => String::from_utf8(plain).ok().map(Cow::Owned),
        Cow::Borrowed(plain) => str::from_utf8(plain).ok().map(Cow::Borrowed),
    };
    text.ok_or_else(|| ErrorKind::unsupported("SVG in another encoding than UTF-8"))
}

/// Refuses texts whose elements stand deeper in each other than any drawing's. It counts what begins and ends a tag,
/// and may take comments for tags: a wrong count only refuses what is strange anyway.
fn check_nesting(text: &str) -> Result<(), ErrorKind> {
    let (mut depth, mut deepest) = (0_usize, 0);
    let bytes = text.as_bytes();
    for (at, &byte) in bytes.iter().enumerate() {
        match (byte, bytes.get(at + 1)) {
            (b'<', Some(b'/')) | (b'/', Some(b'>')) => depth = depth.saturating_sub(1),
            (b'<', Some(b'!' | b'?')) => {}
            (b'<', Some(_)) => depth += 1,
            _ => {}
        }
        deepest = deepest.max(depth);
    }
    if deepest > NESTING {
        return Err(ErrorKind::unsupported(format_args!("SVG with {deepest} elements within each other")));
    }
    Ok(())
}

/// How a drawing is read: embedded pictures within the limits, nothing from outside.
fn options<'a>(
    fonts: Arc<resvg::usvg::fontdb::Database>,
    limits: &'a Limits,
    names_others: &'a AtomicBool,
) -> Options<'a> {
    let decode = ImageHrefResolver::default_data_resolver();
    Options {
        fontdb: fonts,
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(move |kind, data, options| {
                let is_drawing = kind == "image/svg+xml";
                let size = imagesize::blob_size(&data).ok();
                let fits = |size: imagesize::ImageSize| {
                    let [width, height] =
                        [size.width, size.height].map(|side| u32::try_from(side).unwrap_or(0));
                    limits.check_size(width, height).is_ok()
                };
                let is_sound =
                    is_drawing && str::from_utf8(&data).is_ok_and(|text| check_nesting(text).is_ok());
                (is_sound || size.is_some_and(fits)).then(|| decode(kind, data, options)).flatten()
            }),
            resolve_string: Box::new(move |_, _| {
                names_others.store(true, Ordering::Relaxed);
                None
            }),
        },
        ..Options::default()
    }
}

impl From<Error> for ErrorKind {
    fn from(error: Error) -> Self {
        match error {
            Error::ElementsLimitReached => ErrorKind::unsupported("SVG with over a million elements"),
            other => ErrorKind::damaged(other),
        }
    }
}
