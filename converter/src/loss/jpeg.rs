//! Gain maps, depth maps and films beside a JPEG, and its inks: what the segments before the pixels say (XMP, the
//! Multi-Picture Format CIPA DC-007, ISO 21496-1), and the list that Samsung writes at the end.

use std::collections::BTreeSet;
use std::io::{Read, Seek};

use super::Loss;
use super::window::Window;

/// Segments before the first scan; a profile alone can take 255.
const SEGMENTS: usize = 600;

/// Pictures within the file that are looked at.
const PICTURES: usize = 8;

const XMP: &[u8] = b"http://ns.adobe.com/xap/1.0/\0";
const MULTI_PICTURE: &[u8] = b"MPF\0";
const ISO_GAIN_MAP: &[u8] = b"urn:iso:std:iso:ts:21496:-1\0";

pub(super) fn find(file: &mut Window<impl Read + Seek>, found: &mut BTreeSet<Loss>) {
    for at in picture(file, 0, found) {
        // What belongs to them is a loss of the first one.
        let mut of_another = BTreeSet::new();
        picture(file, at, &mut of_another);
        of_another.remove(&Loss::Inks);
        found.append(&mut of_another);
    }
    if has_samsung_film(file).unwrap_or(false) {
        found.insert(Loss::MotionPhoto);
    }
}

/// Looks at the segments of the picture that begins there, and says where further ones begin.
fn picture(file: &mut Window<impl Read + Seek>, start: u64, found: &mut BTreeSet<Loss>) -> Vec<u64> {
    let mut others = Vec::new();
    let mut at = start + 2;
    for _ in 0..SEGMENTS {
        let Some([fill, marker, high, low]) = file.array(at) else { break };
        if fill != 0xff {
            break;
        }
        if marker == 0xff {
            at += 1;
            continue;
        }
        let length = u16::from_be_bytes([high, low]);
        let body = at + 4;
        match marker {
            0xda | 0xd9 => break,
            0xe1 => metadata(&file.up_to(body, length.into()).unwrap_or_default(), found),
            0xe2 => {
                let segment = file.up_to(body, length.into()).unwrap_or_default();
                if segment.starts_with(ISO_GAIN_MAP) {
                    found.insert(Loss::GainMap);
                }
                if let Some(index) = segment.strip_prefix(MULTI_PICTURE) {
                    others = other_pictures(index, body + MULTI_PICTURE.len() as u64);
                }
            }
            // Precision, height, width, then the number of components.
            0xc0..=0xc3 | 0xc5..=0xc7 | 0xc9..=0xcb | 0xcd..=0xcf
                if file.array::<1>(body + 5) == Some([4]) =>
            {
                found.insert(Loss::Inks);
            }
            _ => {}
        }
        at += 2 + u64::from(length.max(2));
    }
    others
}

/// What an XMP packet names. The words are looked for as they are written: a packet is written by a camera, and a parser
/// would have to know every way to write the same.
fn metadata(segment: &[u8], found: &mut BTreeSet<Loss>) {
    let Some(packet) = segment.strip_prefix(XMP) else { return };
    let says = |words: &[&str]| {
        words.iter().any(|word| packet.windows(word.len()).any(|window| window == word.as_bytes()))
    };
    let gain_map = ["hdrgm:Version", "=\"GainMap\"", ">GainMap<", "aux:hdrgainmap"];
    let depth_map = ["GDepth:", "=\"Depth\"", ">Depth<", "=\"DepthMap\"", "aux:depth", "aux:disparity"];
    let film = ["MotionPhoto=\"1\"", "MotionPhoto>1<", "MicroVideo=\"1\"", "MicroVideo>1<"];
    for (words, loss) in
        [(&gain_map[..], Loss::GainMap), (&depth_map[..], Loss::DepthMap), (&film[..], Loss::MotionPhoto)]
    {
        if says(words) {
            found.insert(loss);
        }
    }
}

/// Where the other pictures of a multi-picture file begin: CIPA DC-007, 5.2.3. `start` is the place of the index, from
/// which their offsets count.
fn other_pictures(index: &[u8], start: u64) -> Vec<u64> {
    let is_little = index.starts_with(b"II");
    let number = |at: usize, size: usize| -> Option<u64> {
        let bytes = index.get(at..at.checked_add(size)?)?;
        let digit = |value: u64, &byte: &u8| value << 8 | u64::from(byte);
        Some(if is_little { bytes.iter().rev().fold(0, digit) } else { bytes.iter().fold(0, digit) })
    };
    let entries = || -> Option<(usize, usize)> {
        let directory = number(4, 4)? as usize;
        let count = number(directory, 2)? as usize;
        let entry = (0..count.min(64))
            .map(|entry| directory.saturating_add(2 + entry * 12))
            .find(|&entry| number(entry, 2) == Some(0xb002))?;
        Some((number(entry + 8, 4)? as usize, number(entry + 4, 4)? as usize / 16))
    };
    let Some((at, count)) = entries() else { return Vec::new() };
    let offset = |picture: usize| number(at.checked_add(picture * 16 + 8)?, 4);
    // The first picture is the one we are in; its offset is 0.
    let offsets = (1..count.min(PICTURES)).filter_map(offset).filter(|&offset| offset > 0);
    offsets.map(|offset| start + offset).collect()
}

/// Samsung's list at the end of a file: entries of 12 bytes, whose second half-word is a type; a film has 0x0a30.
fn has_samsung_film(file: &mut Window<impl Read + Seek>) -> Option<bool> {
    const FILM: u16 = 0x0a30;
    let end = file.length().checked_sub(8)?;
    let [a, b, c, d, magic @ ..] = file.array::<8>(end)?;
    if &magic != b"SEFT" {
        return Some(false);
    }
    let length = u32::from_le_bytes([a, b, c, d]).min(1 << 16);
    let list = file.bytes(end.checked_sub(length.into())?, length as usize)?;
    let entries = list.strip_prefix(b"SEFH")?.get(8..)?;
    Some(entries.as_chunks::<12>().0.iter().any(|entry| u16::from_le_bytes([entry[2], entry[3]]) == FILM))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Cursor;

    fn segment(marker: u8, body: &[&[u8]]) -> Vec<u8> {
        let body = body.concat();
        let length = u16::try_from(body.len() + 2).expect("a short body").to_be_bytes();
        [&[0xff, marker], &length[..], &body].concat()
    }

    fn jpeg(components: u8, segments: &[Vec<u8>]) -> Vec<u8> {
        let frame = segment(0xc0, &[&[8, 0, 4, 0, 6, components]]);
        [b"\xff\xd8".as_slice(), &segments.concat(), &frame, b"\xff\xda\0\x02pixels\xff\xd9"].concat()
    }

    fn xmp(text: &str) -> Vec<u8> {
        segment(0xe1, &[XMP, text.as_bytes()])
    }

    fn check(file: Vec<u8>, expected: &[Loss]) {
        let mut found = BTreeSet::new();
        find(&mut Window::new(&mut Cursor::new(file)), &mut found);
        assert_eq!(found, expected.iter().copied().collect());
    }

    #[test]
    fn a_plain_photograph_loses_nothing() {
        check(jpeg(3, &[xmp("<x:xmpmeta/>")]), &[]);
        check(Vec::new(), &[]);
        check(b"\xff\xd8\xff\xe1".to_vec(), &[]);
    }

    #[test]
    fn what_the_packet_names_is_found() {
        check(jpeg(3, &[xmp(r#"<rdf:Description hdrgm:Version="1.0"/>"#)]), &[Loss::GainMap]);
        check(jpeg(3, &[xmp(r#"<Container:Item Item:Semantic="GainMap"/>"#)]), &[Loss::GainMap]);
        check(jpeg(3, &[xmp(r#"<rdf:Description GCamera:MotionPhoto="1"/>"#)]), &[Loss::MotionPhoto]);
        check(jpeg(3, &[xmp("<GCamera:MicroVideo>1</GCamera:MicroVideo>")]), &[Loss::MotionPhoto]);
        check(jpeg(3, &[xmp(r#"<rdf:Description GDepth:Format="RangeInverse"/>"#)]), &[Loss::DepthMap]);
        check(jpeg(3, &[xmp(r#"<rdf:Description GCamera:MotionPhoto="0"/>"#)]), &[]);
        check(jpeg(3, &[segment(0xe2, &[ISO_GAIN_MAP, &[0; 4]])]), &[Loss::GainMap]);
    }

    #[test]
    fn four_components_are_inks() {
        check(jpeg(4, &[]), &[Loss::Inks]);
    }

    /// A file of two pictures, the second with this packet.
    fn two_pictures(packet: &str) -> Vec<u8> {
        let index = |offset: u32| {
            let head = [&b"MM\0*"[..], &8_u32.to_be_bytes()].concat();
            // One entry: the list of pictures, of type UNDEFINED, 32 bytes behind the directory.
            let directory =
                [&[0, 1, 0xb0, 2, 0, 7][..], &32_u32.to_be_bytes(), &26_u32.to_be_bytes(), &[0; 4]];
            let pictures = [&[0; 16 + 8][..], &offset.to_be_bytes(), &[0; 4]].concat();
            segment(0xe2, &[MULTI_PICTURE, &head, &directory.concat(), &pictures])
        };
        let first = jpeg(3, &[index(0)]);
        // The index begins behind the start of the picture, the marker, the length and the name.
        let offset = u32::try_from(first.len() - 10).expect("a small file");
        [jpeg(3, &[index(offset)]), jpeg(1, &[xmp(packet)])].concat()
    }

    #[test]
    fn further_pictures_are_looked_at() {
        let apple = "<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:hdrgainmap";
        check(two_pictures(apple), &[Loss::GainMap]);
        check(two_pictures("<apdi:AuxiliaryImageType>urn:com:apple:photo:2020:aux:depth"), &[Loss::DepthMap]);
        check(two_pictures("<x/>"), &[]);
    }

    #[test]
    fn the_list_at_the_end_names_the_film() {
        let list = |kind: u16| {
            let entry = [[0, 0].as_slice(), &kind.to_le_bytes(), &[0; 8]].concat();
            let list = [b"SEFH".as_slice(), &[0; 8], &entry].concat();
            let length = u32::try_from(list.len()).expect("a short list").to_le_bytes();
            [jpeg(3, &[]), b"a film".to_vec(), list, length.to_vec(), b"SEFT".to_vec()].concat()
        };
        check(list(0x0a30), &[Loss::MotionPhoto]);
        check(list(0x0a01), &[]);
    }
}
