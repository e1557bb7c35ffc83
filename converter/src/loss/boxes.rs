//! Gain maps, depth maps and films in files made of boxes: AVIF, HEIC and JPEG XL; and the frames of the last.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::Loss;
use super::window::Window;
use crate::decode::avif::boxes::{Reader, boxes, find as find_box};
use crate::decode::jxl;

/// Boxes side by side in a file.
const BOXES: usize = 256;

/// Bytes of a table of items, and of the beginning of a codestream.
const TABLE: usize = 1 << 20;

/// How auxiliary pictures say that they are gain maps.
const GAIN_MAPS: [&[u8]; 1] = [b"urn:com:apple:photo:2020:aux:hdrgainmap"];

/// Likewise depth maps: HEVC's name, MIAF's name, Apple's.
const DEPTH_MAPS: [&[u8]; 3] = [
    b"urn:mpeg:hevc:2015:auxid:2",
    b"urn:mpeg:mpegB:cicp:systems:auxiliary:depth",
    b"urn:com:apple:photo:2018:aux:depth",
];

pub(super) fn find(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    if file.array(0) == Some([0xff, 0x0a]) {
        animated(file, found);
        return;
    }
    let mut at = 0;
    for _ in 0..BOXES {
        let Some((kind, body, end)) = next(file, at) else { return };
        match &kind {
            b"meta" => {
                let length = (end - body).min(TABLE as u64) as usize;
                items(&file.up_to(body, length).unwrap_or_default(), found);
            }
            // What Android writes a film into, and JPEG XL a gain map.
            b"mpvd" => drop(found.insert(Loss::MotionPhoto)),
            b"jhgm" => drop(found.insert(Loss::GainMap)),
            b"jxlc" | b"jxlp" => animated(file, found),
            _ => {}
        }
        at = end;
    }
}

/// Type, beginning of the body and end of the box there.
fn next(file: &mut Window<impl Read + Seek>, at: u64) -> Option<([u8; 4], u64, u64)> {
    let head = file.bytes(at, 8)?;
    let (size, kind) = head.split_first_chunk::<4>()?;
    let kind = *kind.first_chunk()?;
    let (header, size) = match u32::from_be_bytes(*size) {
        0 => (8, file.length().checked_sub(at)?),
        1 => (16, u64::from_be_bytes(file.array(at + 8)?)),
        size => (8, u64::from(size)),
    };
    let end = at.checked_add(size)?;
    (size >= header).then_some((kind, at + header, end))
}

/// Looks at types of items (`tmap` is ISO 21496-1's derived picture) and at the names of auxiliary ones. The table may be
/// cut.
fn items(meta: &[u8], found: &mut BTreeSet<Loss>) {
    for (kind, body) in boxes(meta.get(4..).unwrap_or_default()).map_while(Result::ok) {
        match &kind {
            b"iinf" if has_tone_map(body) => drop(found.insert(Loss::GainMap)),
            b"iprp" => {
                let properties = find_box(body, b"ipco").ok().flatten().unwrap_or_default();
                for (kind, body) in boxes(properties).map_while(Result::ok) {
                    found.extend(auxiliary(&kind, body));
                }
            }
            _ => {}
        }
    }
}

/// ISO/IEC 14496-12, 8.11.6: whether an entry is of the type `tmap`.
fn has_tone_map(iinf: &[u8]) -> bool {
    let entries = match iinf.first() {
        Some(0) => iinf.get(6..),
        _ => iinf.get(8..),
    };
    boxes(entries.unwrap_or_default()).map_while(Result::ok).any(|(_, entry)| {
        let mut reader = Reader::new(entry);
        let number = if entry.first() == Some(&2) { 2 } else { 4 };
        // Version and flags, number, protection, then the type.
        reader.take(4 + number + 2).and_then(|_| reader.array()).is_ok_and(|kind| &kind == b"tmap")
    })
}

fn auxiliary(kind: &[u8; 4], property: &[u8]) -> Option<Loss> {
    let name = property.get(4..)?.split(|&byte| byte == 0).next()?;
    match kind {
        b"auxC" if GAIN_MAPS.contains(&name) => Some(Loss::GainMap),
        b"auxC" if DEPTH_MAPS.contains(&name) => Some(Loss::DepthMap),
        _ => None,
    }
}

fn animated(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    if jxl::is_animated(&file.up_to(0, TABLE).unwrap_or_default()) {
        found.insert(Loss::Frames);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn r#box(kind: &[u8; 4], body: &[&[u8]]) -> Vec<u8> {
        let body = body.concat();
        let size = u32::try_from(body.len() + 8).expect("a small box").to_be_bytes();
        [size.as_slice(), kind, &body].concat()
    }

    fn check(file: &[Vec<u8>], expected: &[Loss]) {
        let mut found = BTreeSet::new();
        find(&mut Window::new(&mut Cursor::new(file.concat())), &mut found);
        assert_eq!(found, expected.iter().copied().collect());
    }

    fn meta(parts: &[Vec<u8>]) -> Vec<u8> {
        r#box(b"meta", &[&[0; 4], &parts.concat()])
    }

    fn item(kind: &[u8; 4]) -> Vec<u8> {
        let entry = r#box(b"infe", &[&[2, 0, 0, 0, 0, 1, 0, 0], kind, b"\0"]);
        r#box(b"iinf", &[&[0, 0, 0, 0, 0, 1], &entry])
    }

    fn auxiliary_picture(name: &[u8]) -> Vec<u8> {
        r#box(b"iprp", &[&r#box(b"ipco", &[&r#box(b"auxC", &[&[0; 4], name, b"\0"])])])
    }

    #[test]
    fn derived_and_auxiliary_pictures_are_named() {
        check(&[meta(&[item(b"av01")])], &[]);
        check(&[meta(&[item(b"tmap")])], &[Loss::GainMap]);
        check(&[meta(&[item(b"hvc1"), auxiliary_picture(GAIN_MAPS[0])])], &[Loss::GainMap]);
        check(&[meta(&[auxiliary_picture(DEPTH_MAPS[1])])], &[Loss::DepthMap]);
        check(&[meta(&[auxiliary_picture(b"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha")])], &[]);
    }

    #[test]
    fn a_film_behind_the_picture_is_found() {
        let large = [&1_u32.to_be_bytes()[..], b"mdat", &20_u64.to_be_bytes(), &[0; 4]].concat();
        check(&[meta(&[]), large, r#box(b"mpvd", &[b"a film"])], &[Loss::MotionPhoto]);
    }

    #[test]
    fn boxes_that_lie_about_their_size_end_the_search() {
        check(&[vec![0, 0, 0, 4], b"meta".to_vec()], &[]);
        check(&[vec![0xff; 40]], &[]);
    }
}
